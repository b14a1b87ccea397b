"""Builds frozen dataclasses from what a TOML file says, by their own types, and gathers every fault with its place."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from models.kit.wording import LANGUAGES

_MISSING = dataclasses.MISSING
_PLAIN = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


Written = Mapping[tuple[str, str], str]
"""By (class name, field), the key a field has in the file."""


def build(kind: type, said: Any, place: str, faults: list[str], given: Mapping[str, Any], written: Written) -> Any:
    """A `kind` (dataclass) with the values of the table `said`, or None when there are faults.

    `given` holds fields that no file may say. `place` ends in a dot, or is empty at the top.
    """
    if not isinstance(said, dict):
        faults.append(f"{place}: must be a table")
        return None
    before, values = len(faults), {}
    hints = _hints(kind)
    keys = {}
    for field in dataclasses.fields(kind):
        if field.name in given:
            values[field.name] = given[field.name]
            continue
        key = written.get((kind.__name__, field.name), field.name)
        keys[key] = field.name
        if key in said:
            values[field.name] = _value(hints[field.name], said[key], f"{place}{key}", faults, written)
        elif field.default is _MISSING and field.default_factory is _MISSING:
            faults.append(f"{place}{key}: is missing")
    for key in said:
        if key not in keys:
            faults.append(f"{place}{key}: there is no such key (there are: {', '.join(sorted(keys))})")
    return kind(**values) if len(faults) == before else None


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _value(hint: Any, said: Any, place: str, faults: list[str], written: Written) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(option for option in typing.get_args(hint) if option is not type(None))
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return _tupled(said)
    if dataclasses.is_dataclass(hint):
        return build(typing.cast(type, hint), said, f"{place}.", faults, _given(hint), written)
    if origin is tuple:
        if not isinstance(said, list):
            faults.append(f"{place}: must be a list")
            return ()
        shown = [_shown(place, index, item) for index, item in enumerate(said, 1)]
        return tuple(_value(inner[0], item, at, faults, written) for item, at in zip(said, shown, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(inner[1], said, place, faults, written)
    return _plain(hint, said, place, faults)


def _given(hint: Any) -> dict[str, Any]:
    # What a step reads is derived from its source, so that a manifest cannot lie about it.
    return {"reads": ()} if hint.__name__ == "Step" else {}


def _shown(place: str, index: int, item: Any) -> str:
    name = next((item[key] for key in ("name", "key", "version") if isinstance(item, dict) and key in item), None)
    return f"{place} «{str(name)[:60]}»" if name is not None else f"{place} no. {index}"


def _mapping(hint: Any, said: Any, place: str, faults: list[str], written: Written) -> Any:
    if not isinstance(said, dict):
        faults.append(f"{place}: must be a table like {{ ko = …, en = … }}")
        return {}
    # Plain texts by key, and lists of texts by key, are words: both languages, and not empty.
    if hint is str or typing.get_origin(hint) is tuple:
        for lang in LANGUAGES:
            if not said.get(lang) or (isinstance(said[lang], str) and not said[lang].strip()):
                faults.append(f"{place}: has no text in {lang}")
        for lang in said.keys() - set(LANGUAGES):
            faults.append(f"{place}: {lang} is none of the languages {', '.join(LANGUAGES)}")
    return {str(key): _value(hint, item, f"{place}.{key}", faults, written) for key, item in said.items()}


def _plain(hint: Any, said: Any, place: str, faults: list[str]) -> Any:
    if hint is Path or hint not in _PLAIN:
        raise TypeError(f"{place}: the contract has a type the builder does not know: {hint}")
    fits = type(said) is hint or (hint is float and type(said) is int)
    if not fits:
        faults.append(f"{place}: must be {_PLAIN[hint]}")
    elif hint is str and not said.strip():
        faults.append(f"{place}: is empty")
    elif hint is float and said != said:
        faults.append(f"{place}: must be a number")
    return said


def _tupled(said: Any) -> Any:
    return tuple(_tupled(item) for item in said) if isinstance(said, list) else said
