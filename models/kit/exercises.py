"""The exercises of a package as a class does them: what is asked, read off a person's own result, with hints in three steps."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl

from models.kit import cases
from models.kit.contract import Model
from models.kit.result import Result
from models.kit.wording import LANGUAGES, Words

KINDS = ("number", "place", "choice", "statement")
HINTS = 3
_MOST_PLACES = 40

_UNIT = re.compile(r"(?<=\d)[^\d.]+$")


@dataclass(frozen=True)
class Option:
    """One answer to choose; `why` says what speaks against it."""

    text: Words
    right: bool
    why: Words | None = None


@dataclass(frozen=True)
class Ask:
    """One thing asked. Of a number or a place `source` says where it stands in the result (a finding's fact, or a cell of a table);
    of a choice or a statement exactly one of `options` is right.

    A number is right when it lies within `tolerance` of the result's, which is multiplied by `times` first (100 for percent).
    """

    name: str
    kind: str
    question: Words
    source: Mapping[str, Any] = field(default_factory=dict)
    unit: Words | None = None
    times: float = 1.0
    tolerance: float = 1e-9
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """One exercise. `extra`: no certificate waits for it. `settings`: with which the person runs the model first."""

    name: str
    title: Words
    task: Words
    hints: tuple[Words, ...]
    settings: Mapping[str, Any]
    asks: tuple[Ask, ...]
    extra: bool = False


def exercises_of(model: Model) -> tuple[Exercise, ...]:
    """The exercises of a package in their order."""
    return _read(_Package(model))


def wanted_settings(model: Model, exercise: Exercise) -> dict[str, Any]:
    """The settings a run must have to be the one an exercise speaks of: its own, and the defaults of those that others change."""
    named = {name for one in exercises_of(model) for name in one.settings}
    usual = {item.name: item.default for item in model.settings if item.name in named}
    return {**usual, **exercise.settings}


def value_at(result: Result, source: Mapping[str, Any]) -> Any:
    """What stands at a place of a result; None when there is nothing."""
    if "finding" in source:
        said = [item for item in result.findings if item.key == source["finding"]]
        return said[0].facts.get(source["fact"]) if said else None
    rows = _rows(result, source)
    at = source.get("row", 0)
    if rows is None or rows.height <= at or source["column"] not in rows.columns:
        return None
    return rows[source["column"]][at]


def places(result: Result, ask: Ask) -> tuple[str, ...]:
    """The names to choose a place from: all that stand in the column it stands in, or in that of `among`, in the order of names."""
    among = ask.source.get("among", {name: ask.source[name] for name in ("table", "column") if name in ask.source})
    rows = _rows(result, {"table": among["table"]})
    found = [] if rows is None or among["column"] not in rows.columns else rows[among["column"]].drop_nulls().cast(pl.String).to_list()
    right = value_at(result, ask.source)
    known = dict.fromkeys(([] if right is None else [str(right)]) + found)
    return tuple(sorted(list(known)[:_MOST_PLACES]))


def is_right(result: Result, ask: Ask, said: str) -> bool:
    """Whether an answer is what the result says; of a choice `said` is its number from 0. ValueError where a number is none."""
    if ask.kind in ("choice", "statement"):
        return said.isdecimal() and int(said) < len(ask.options) and ask.options[int(said)].right
    found = value_at(result, ask.source)
    if ask.kind == "place":
        return found is not None and _folded(said) == _folded(str(found))
    given = number_in(said)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return False
    return math.isclose(given, found * ask.times, rel_tol=0, abs_tol=ask.tolerance + 1e-9)


def number_in(said: str) -> float:
    """A number as people write it: with separators, full width, with its unit after it. ValueError where it is none.

    >>> number_in(" １,204.5 % "), number_in("450건")
    (1204.5, 450.0)
    """
    bare = unicodedata.normalize("NFKC", said).replace(",", "").replace(" ", "")
    found = float(_UNIT.sub("", bare))
    if not math.isfinite(found):
        raise ValueError(said)
    return found


def faults_of_words(model: Model) -> Iterator[str]:
    """What is wrong with how the exercises are written, a line a fault."""
    written = cases.read_cases(model, "exercises.toml")
    if not written:
        yield "exercises.toml: write at least one [[exercise]]"
    for one in written:
        where = f"exercises.toml «{one.get('name', '?')}»"
        yield from (f"{where}: {key} needs ko and en" for key in ("title", "task") if not _is_worded(one.get(key)))
        hints = one.get("hints")
        if not isinstance(hints, list) or len(hints) != HINTS or not all(map(_is_worded, hints)):
            yield f"{where}: write `hints`, {HINTS} steps from where to look to how it is done, each in ko and en"
        if not one.get("expect"):
            yield f"{where}: expects nothing; add `expect`"
        asks = one.get("ask")
        if not isinstance(asks, list) or not asks or not all(isinstance(ask, dict) for ask in asks):
            yield f"{where}: asks nothing; add at least one [[exercise.ask]]"
            continue
        yield from (f"{where} ask «{ask.get('name', '?')}»: {fault}" for ask in asks for fault in _ask_faults(ask))


def faults_of_answers(model: Model, exercise: Exercise, result: Result) -> Iterator[str]:
    """What of its asks has no answer in a result of the model with the settings of the exercise."""
    for ask in exercise.asks:
        if ask.kind not in ("number", "place"):
            continue
        where, found = f"exercises.toml «{exercise.name}» ask «{ask.name}»", value_at(result, ask.source)
        if found is None:
            yield f"{where}: the result has nothing there ({dict(ask.source)})"
        elif ask.kind == "number" and (isinstance(found, bool) or not isinstance(found, (int, float))):
            yield f"{where}: {found!r} is no number"
        elif ask.kind == "place" and len(places(result, ask)) < 2:
            yield f"{where}: there is only one place to choose; name a column of more in `among`"


@dataclass(frozen=True)
class _Package:
    """A package by what it holds: read once a content."""

    model: Model = field(compare=False)
    key: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.model.folder}:{self.model.hash}")


@lru_cache(maxsize=64)
def _read(package: _Package) -> tuple[Exercise, ...]:
    return tuple(_exercise(one) for one in cases.read_cases(package.model, "exercises.toml") if one.get("ask"))


def _exercise(said: Mapping[str, Any]) -> Exercise:
    asks = tuple(_ask(one) for one in said["ask"])
    return Exercise(
        said["name"], said["title"], said["task"], tuple(said["hints"]), said.get("settings", {}), asks, bool(said.get("extra"))
    )


def _ask(said: Mapping[str, Any]) -> Ask:
    source = {name: said[name] for name in ("finding", "fact", "table", "where", "row", "column", "among") if name in said}
    options = tuple(
        Option({lang: one[lang] for lang in LANGUAGES}, bool(one.get("right")), one.get("why")) for one in said.get("options", ())
    )
    return Ask(
        said["name"], said["kind"], said["question"], source, said.get("unit"), float(said.get("times", 1)),
        float(said.get("tolerance", 0)), options,
    )  # fmt: skip


def _ask_faults(ask: Mapping[str, Any]) -> Iterator[str]:
    if not ask.get("name") or not _is_worded(ask.get("question")):
        yield "needs a name, and a question in ko and en"
    if ask.get("kind") not in KINDS:
        yield f"its kind is one of {', '.join(KINDS)}"
    elif ask["kind"] in ("choice", "statement"):
        options = ask.get("options", [])
        if len(options) < 2 or not all(map(_is_worded, options)) or sum(bool(one.get("right")) for one in options) != 1:
            yield "give two or more options in ko and en, exactly one of them right = true"
        elif any(not one.get("right") and not _is_worded(one.get("why")) for one in options):
            yield "say of every option that is not right in `why` what speaks against it, in ko and en"
    elif not ({"finding", "fact"} <= set(ask) or {"table", "column"} <= set(ask)):
        yield "say where it stands in the result: finding and fact, or table and column"
    elif ask["kind"] == "place" and "table" not in ask and "among" not in ask:
        yield "name in `among` the table and column with the places to choose from"


def _is_worded(said: Any) -> bool:
    return isinstance(said, Mapping) and all(isinstance(said.get(lang), str) and said[lang].strip() for lang in LANGUAGES)


def _rows(result: Result, source: Mapping[str, Any]) -> pl.DataFrame | None:
    if source["table"] not in {table.spec.name for table in result.tables}:
        return None
    rows = result.table(source["table"]).rows
    for column, value in source.get("where", {}).items():
        if column not in rows.columns:
            return None
        rows = rows.filter(pl.col(column).cast(pl.String) == str(value))
    return rows


def _folded(said: str) -> str:
    return "".join(unicodedata.normalize("NFKC", said).casefold().split())
