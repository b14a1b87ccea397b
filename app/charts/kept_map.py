"""A map as it is kept between drawings: text that is ready to be sent, on which a mark can still be laid."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pydeck
from pydeck.bindings.json_tools import default_serialize


@dataclass(frozen=True)
class KeptMap:
    """What Streamlit asks a deck for, written once: a deck's Python objects weigh fifty times its text."""

    view: str
    layers: str
    rest: str
    _tooltip: Any

    def to_json(self) -> str:
        """The whole map."""
        return f'{{"initialViewState":{self.view},"layers":[{self.layers}],{self.rest}'

    def marked(self, mark: pydeck.Layer, view: pydeck.ViewState) -> KeptMap:
        """The same map with one more layer on top, seen from elsewhere."""
        return replace(self, view=compact(view), layers=f"{self.layers},{compact(mark)}" if self.layers else compact(mark))


def keep(deck: pydeck.Deck) -> KeptMap:
    """The map of a deck that nothing will be changed in any more."""
    whole = json.loads(compact(deck))
    view, layers = whole.pop("initialViewState"), whole.pop("layers")
    written = compact(layers)[1:-1]
    return KeptMap(compact(view), written, compact(whole)[1:], deck._tooltip)


def compact(part: Any) -> str:
    """JSON without indents and escaped Hangul: a third of the bytes."""
    return json.dumps(part, sort_keys=True, default=default_serialize, ensure_ascii=False, separators=(",", ":"))
