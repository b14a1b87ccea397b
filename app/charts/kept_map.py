"""A map as it is kept between drawings: text that is ready to be sent, on which marks can be laid and layers drawn anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pydeck
from pydeck.bindings.json_tools import default_serialize


@dataclass(frozen=True)
class KeptMap:
    """What Streamlit asks a deck for, written once: a deck's Python objects weigh fifty times its text."""

    view: str
    layers: tuple[tuple[str, str], ...]
    """Each layer's name and text, from the lowest to the highest."""
    rest: str
    _tooltip: Any

    def to_json(self) -> str:
        """The whole map."""
        return f'{{"initialViewState":{self.view},"layers":[{",".join(text for _, text in self.layers)}],{self.rest}'

    def marked(self, mark: pydeck.Layer, view: pydeck.ViewState) -> KeptMap:
        """The same map with one more layer on top, seen from elsewhere."""
        return replace(self, view=compact(view), layers=(*self.layers, (str(mark.id), compact(mark))))

    def redrawn(self, keys: Iterable[str], layers: Iterable[pydeck.Layer]) -> KeptMap:
        """The same map with the layers of these keys, and their parts, taken out, and others in: each where the first of its key
        was, on top when there was none."""
        gone = tuple(keys)
        fresh: dict[str | None, list[tuple[str, str]]] = {}
        for layer in layers:
            there = _key(str(layer.id), gone)
            fresh.setdefault(there if self._holds(there) else None, []).append((str(layer.id), compact(layer)))
        kept: list[tuple[str, str]] = []
        for name, text in self.layers:
            key = _key(name, gone)
            kept += [(name, text)] if key is None else fresh.pop(key, [])
        return replace(self, layers=(*kept, *(layer for left in fresh.values() for layer in left)))

    def _holds(self, key: str | None) -> bool:
        return key is not None and any(_key(name, (key,)) for name, _ in self.layers)

    @property
    def zoom(self) -> float:
        """How near the whole map is seen."""
        return float(json.loads(self.view)["zoom"])


def _key(name: str, keys: tuple[str, ...]) -> str | None:
    return next((key for key in keys if name == key or name.startswith(f"{key}-")), None)


def keep(deck: pydeck.Deck) -> KeptMap:
    """The map of a deck that nothing will be changed in any more."""
    whole = json.loads(compact(deck))
    view, layers = whole.pop("initialViewState"), whole.pop("layers")
    return KeptMap(compact(view), tuple((layer["id"], compact(layer)) for layer in layers), compact(whole)[1:], deck._tooltip)


def compact(part: Any) -> str:
    """JSON without indents and escaped Hangul: a third of the bytes."""
    return json.dumps(part, sort_keys=True, default=default_serialize, ensure_ascii=False, separators=(",", ":"))
