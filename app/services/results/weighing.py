"""A ranking of a result weighed again from its own table: no model runs, nothing is kept with the run."""

from __future__ import annotations

import dataclasses
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from app.charts.numbers import is_number, shown, worded_column
from app.texts import text
from models.kit.contract import ColumnSpec, PartSpec, RankingSpec
from models.kit.result import Result, Table
from models.kit.weighing import Values, groups_of, ranks, score, values_of

_ROOM = 8
_KEPT: OrderedDict[tuple[str, str, str], Ground] = OrderedDict()
_LOCK = threading.Lock()
# A point as map sites give it: latitude and longitude, or the other way round.
_POINT = re.compile(r"[(\[\s]*(-?\d{1,3}\.\d+)\s*[,\s]\s*(-?\d{1,3}\.\d+)[)\]\s]*")
_NEAR_M, _DEGREE_M = 500.0, 111_195.0
# Names a sentence tells before it says how many more there are.
NAMED_MAX = 3


@dataclass(frozen=True, eq=False)
class Ground:
    """What stays while weights move: the ranking, its table, its parts as numbers, and the answer of the run."""

    spec: RankingSpec
    table: Table
    values: Values
    groups: np.ndarray | None

    @cached_property
    def columns(self) -> dict[str, ColumnSpec]:
        """The columns of the table by name."""
        return {column.name: column for column in self.table.spec.columns}

    @cached_property
    def run(self) -> Weighed:
        """The ranking with the weights of the run."""
        return weigh(self, [part.weight for part in self.spec.parts])

    def title(self, part: PartSpec, lang: str) -> str:
        """What a part is called."""
        return (part.title or self.columns[part.column].title)[lang]

    def name(self, row: int, lang: str) -> str:
        """What a row is called."""
        return shown(self.table.rows[self.spec.label][row], self.columns[self.spec.label], lang)

    def group(self, row: int, lang: str) -> str:
        """The words of a row's group; empty where all are ranked together."""
        if self.spec.group is None:
            return ""
        return shown(self.table.rows[self.spec.group][row], self.columns[self.spec.group], lang)

    @cached_property
    def _searched(self) -> dict[str, pl.Series]:
        return {}

    def searched(self, lang: str) -> pl.Series:
        """What each row is found by: its name and its other texts, small letters without spaces."""
        if lang not in self._searched:
            names = [self.spec.label, *(name for name, one in self.columns.items() if not one.hidden and not is_number(one))]
            texts = [worded_column(self.table.rows[name], self.columns[name], lang).cast(pl.String) for name in dict.fromkeys(names)]
            joined = pl.select(pl.concat_str([pl.lit(one) for one in texts], separator="\n", ignore_nulls=True)).to_series()
            self._searched[lang] = _plain(joined)
        return self._searched[lang]


@dataclass(frozen=True, eq=False)
class Weighed:
    """A ranking with some weights. `first`: the rows of the first places, group by group."""

    weights: tuple[float, ...]
    scores: np.ndarray
    ranks: np.ndarray
    first: np.ndarray

    @property
    def level(self) -> bool:
        """Whether every row has the same score, so that there is no ranking."""
        known = self.scores[~np.isnan(self.scores)]
        return bool(known.size) and float(np.ptp(known)) <= 1e-12 * max(1.0, abs(float(known[0])))


def ground(result: Result, name: str) -> Ground:
    """The ranking of that name, made ready once a result. KeyError when the run gave none."""
    key = result.run_id, str(result.provenance.get("result_hash")), name
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    spec = next((one.spec for one in result.rankings if one.spec.name == name), None)
    if spec is None:
        raise KeyError(name)
    table = result.table(spec.table)
    groups = groups_of(spec, table.rows)
    # Strata that were not drawn are one group: then nobody is told of groups.
    spec = dataclasses.replace(spec, group=spec.group if groups is not None else None)
    made = Ground(spec, table, values_of(spec, table.rows), groups)
    with _LOCK:
        _KEPT[key] = made
        while len(_KEPT) > _ROOM:
            _KEPT.popitem(last=False)
    return made


def forget() -> None:
    """Drops what was made ready."""
    with _LOCK:
        _KEPT.clear()


def weigh(given: Ground, weights: Sequence[float]) -> Weighed:
    """The ranking with other weights, one a part."""
    scores = score(given.spec.parts, given.values, weights)
    places = ranks(scores, given.groups)
    first = np.flatnonzero((places > 0) & (places <= given.spec.first))
    order = (places[first],) if given.groups is None else (places[first], given.groups[first])
    return Weighed(tuple(weights), scores, places, first[np.lexsort(order)])


def formula(given: Ground, weights: Sequence[float], lang: str) -> str:
    """How the score is made, with its weights, for whoever wants to check it."""
    told: dict[str, list[str]] = {"term": [], "power": [], "blend": [], "lift": []}
    for part, weight in zip(given.spec.parts, weights, strict=True):
        title = given.title(part, lang)
        if weight == 0 and part.acts in ("power", "blend"):
            continue  # a factor of 1
        told[part.acts].append(title if weight == 1 else text(f"weigh.formula.{part.acts}", lang, part=title, weight=f"{weight:g}"))
    factors = [f"({' + '.join(told['term'])})"] if told["term"] else []
    factors += told["power"] + told["blend"]
    factors += [f"(1 + {' + '.join(told['lift'])})"] if told["lift"] else []
    return f"{given.columns[given.spec.score].title[lang]} = {' × '.join(factors)}"


def verdict(given: Ground, now: Weighed, lang: str) -> list[str]:
    """Whether the answer changes: the verdict, then what changes, in sentences that stand alone."""
    before, of = given.run, len(given.run.first)
    if now.level:
        return [text("weigh.level", lang)]
    if now.weights == before.weights:
        return [text("weigh.as_run", lang)]
    stayed = np.isin(before.first, now.first)
    if stayed.all():
        same = np.array_equal(now.first, before.first)
        said = [text("weigh.same_order" if same else "weigh.same_places", lang, n=of)]
    else:
        gone, came = before.first[~stayed], now.first[~np.isin(now.first, before.first)]
        names = {"came": _named(given, came, lang), "gone": _named(given, gone, lang)}
        said = [text("weigh.changed" if stayed.any() else "weigh.all_changed", lang, n=of, kept=int(stayed.sum()))]
        said.append(text("weigh.moved", lang, **names))
    if given.groups is None and now.first.size and now.first[0] != before.first[0]:
        said.append(text("weigh.first", lang, before=given.name(int(before.first[0]), lang), now=given.name(int(now.first[0]), lang)))
    return said


def leaders(given: Ground, now: Weighed, lang: str) -> str:
    """The first three places by name; of groups the first of each, for as many as a sentence holds."""
    rows = now.first[:NAMED_MAX] if given.groups is None else now.first[now.ranks[now.first] == 1][:5]
    told = ((f"{given.group(int(row), lang)} " if given.groups is not None else "", int(row)) for row in rows)
    return ", ".join(text("weigh.ranked", lang, group=group, rank=int(now.ranks[row]), name=given.name(row, lang)) for group, row in told)


def stable_said(given: Ground, now: Weighed, lang: str) -> str:
    """How many of the first places held in most of the weight draws of the package; empty when it tells nothing of it."""
    if given.spec.stable is None or not now.first.size:
        return ""
    shares = given.table.rows[given.spec.stable][now.first.tolist()].cast(pl.Float64).drop_nulls()
    return text("weigh.stable", lang, n=len(now.first), held=int((shares >= 0.9).sum())) if shares.len() else ""


def found(given: Ground, now: Weighed, query: str, lang: str, most: int = 20) -> list[int]:
    """The rows whose name or other text holds the query, the first ranked first; those named exactly so come first.

    A latitude and longitude find the row they are nearest to, up to 500 m away.
    """
    if (point := _POINT.fullmatch(query)) and {"lon", "lat"} <= set(given.table.rows.columns):
        return _nearest(given.table.rows, sorted(float(one) for one in point.groups()))
    wanted = _plain(pl.Series([query]))[0]
    if not wanted:
        return []
    said = given.searched(lang)
    there = np.flatnonzero(said.str.contains(wanted, literal=True).fill_null(value=False).to_numpy())
    # A text begins with the row's name, on a line of its own.
    exact = (said.str.starts_with(f"{wanted}\n") | (said == wanted)).fill_null(value=False).to_numpy()[there]
    places = np.where(now.ranks[there] > 0, now.ranks[there], len(said) + 1)
    return [int(row) for row in there[np.lexsort((places, ~exact))][:most]]


def _nearest(rows: pl.DataFrame, point: Sequence[float]) -> list[int]:
    """In Korea the smaller number is the latitude."""
    lat, lon = point
    north = (rows["lat"].cast(pl.Float64).to_numpy() - lat) * _DEGREE_M
    east = (rows["lon"].cast(pl.Float64).to_numpy() - lon) * _DEGREE_M * np.cos(np.radians(lat))
    away = np.nan_to_num(np.hypot(north, east), nan=np.inf)
    return [int(away.argmin())] if away.size and away.min() <= _NEAR_M else []


def _plain(said: pl.Series) -> pl.Series:
    return said.str.to_lowercase().str.replace_all(r"[ \t]", "")


def _named(given: Ground, rows: np.ndarray, lang: str) -> str:
    names = ", ".join(given.name(int(row), lang) for row in rows[:NAMED_MAX])
    left = len(rows) - NAMED_MAX
    return text("weigh.and_more", lang, names=names, n=left) if left > 0 else names
