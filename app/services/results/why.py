"""Why this place, and why not that one: a row beside those that came first, and what it lacks to be among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.charts.numbers import shown
from app.services.results.weighing import Ground, Weighed
from app.texts import text
from models.kit.contract import ColumnSpec, PartSpec
from models.kit.result import Result
from models.kit.weighing import score
from models.kit.wording import number


@dataclass(frozen=True)
class PartWhy:
    """One part of a row. `typical`: its median among the first places; `gain`: what the score would win with that;
    `needed`: what would bring the row in if nothing else changed, None where no row of the table has so much (or so little)."""

    part: PartSpec
    here: float
    typical: float
    gain: float
    needed: float | None


@dataclass(frozen=True)
class Why:
    """A row of a ranking. `edge`: the score to pass — of the last of the first places, for one of them of the first beyond."""

    row: int
    rank: int
    of: int
    inside: bool
    score: float
    edge: float
    parts: tuple[PartWhy, ...]

    @property
    def main(self) -> PartWhy | None:
        """The part that keeps an outside row back the most, or has carried an inside one the most; None when none does."""
        sign = -1 if self.inside else 1
        best = max(self.parts, key=lambda one: sign * one.gain, default=None)
        return best if best is not None and sign * best.gain > 1e-12 else None


def why(given: Ground, now: Weighed, row: int) -> Why:
    """A row beside the first places of its group (an inside one beside all the others of it)."""
    group = np.ones(now.scores.size, dtype=bool) if given.groups is None else given.groups == given.groups[row]
    known = group & (now.ranks > 0)
    rank, first = int(now.ranks[row]), given.spec.first
    inside = 0 < rank <= first
    others = known & ((now.ranks > first) if inside else (now.ranks <= first))
    edge = _edge(now, known, first + 1 if inside else first)
    beside = others if others.any() else known
    parts = tuple(_part(given, now, row, index, beside, edge, known) for index in range(len(given.spec.parts))) if rank else ()
    return Why(row, rank, int(known.sum()), inside, float(now.scores[row]), edge, parts)


def _edge(now: Weighed, known: np.ndarray, place: int) -> float:
    at = np.flatnonzero(known & (now.ranks == place))
    return float(now.scores[at[0]]) if at.size else float("nan")


def _part(given: Ground, now: Weighed, row: int, index: int, beside: np.ndarray, edge: float, known: np.ndarray) -> PartWhy:
    part, weight = given.spec.parts[index], now.weights[index]
    column = given.values[part.column]
    here, typical = float(column[row]), float(np.median(column[beside]))

    def with_value(value: float) -> float:
        one = {name: np.array([value if name == part.column else values[row]]) for name, values in given.values.items()}
        return float(score(given.spec.parts, one, now.weights)[0])

    gain = with_value(typical) - float(now.scores[row])
    needed = _needed(part, weight, edge, with_value)
    reachable = needed is not None and float(column[known].min()) <= needed <= float(column[known].max())
    return PartWhy(part, here, typical, gain if np.isfinite(gain) else 0.0, needed if reachable else None)


def _needed(part: PartSpec, weight: float, edge: float, with_value) -> float | None:  # type: ignore[no-untyped-def]
    """The value of a part at which the score meets the edge, everything else as it is."""
    if not np.isfinite(edge) or weight == 0:
        return None
    one = with_value(1.0)
    if part.acts == "power":
        # score = one × value ** weight
        return float((edge / one) ** (1 / weight)) if one > 0 and edge / one > 0 else None
    none = with_value(0.0)
    return float((edge - none) / (one - none)) if abs(one - none) > 1e-12 else None


def listed(result: Result, given: Ground, row: int, lang: str) -> list[str]:
    """Sentences about other lists of places to act at that hold a row: their measure is another, so they may disagree."""
    said = {}
    for drawn in result.maps:
        for layer in drawn.spec.layers:
            if drawn.spec.name != given.spec.map and layer.role == "site":
                table = result.table(layer.table)
                if given.spec.label in table.rows.columns:
                    names = table.rows[given.spec.label].to_list()
                    if (name := given.table.rows[given.spec.label][row]) in names:
                        said[layer.table] = text("weigh.why.listed", lang, title=table.spec.title[lang], rank=names.index(name) + 1)
    return list(said.values())


def told(given: Ground, found: Why, lang: str) -> str:
    """The answer in sentences that stand alone."""
    facts = {
        "name": given.name(found.row, lang), "rank": found.rank, "of": found.of, "n": given.spec.first,
        "score": _score(given, found.score, lang), "edge": _score(given, found.edge, lang),
    }  # fmt: skip
    if not found.rank:
        absent = [given.title(part, lang) for part in given.spec.parts if np.isnan(given.values[part.column][found.row])]
        return text("weigh.why.unranked" if absent else "weigh.why.no_score", lang, name=facts["name"], parts=", ".join(absent))
    group = given.group(found.row, lang)
    kind = "inside" if found.inside else "outside"
    said = [text(f"weigh.why.{kind}_of" if group else f"weigh.why.{kind}", lang, group=group, **facts)]
    if np.isfinite(found.edge):
        gap = _score(given, abs(found.score - found.edge), lang)
        said.append(text("weigh.why.tie" if found.score == found.edge else f"weigh.why.{kind}_by", lang, gap=gap, **facts))
    if found.main is not None:
        said.append(_main(given, found, found.main, lang))
    if not found.inside and np.isfinite(found.edge) and found.score != found.edge:
        said.append(_way_in(given, found, lang))
    return " ".join(said)


def _main(given: Ground, found: Why, main: PartWhy, lang: str) -> str:
    facts = {
        "part": given.title(main.part, lang), "here": value_said(given, main.part, main.here, lang),
        "typical": value_said(given, main.part, main.typical, lang),
    }  # fmt: skip
    return text("weigh.why.carried" if found.inside else "weigh.why.behind", lang, **facts)


def _way_in(given: Ground, found: Why, lang: str) -> str:
    ways = [one for one in found.parts if one.needed is not None]
    if not ways:
        return text("weigh.why.no_way", lang, n=given.spec.first)
    best = found.main if found.main in ways else max(ways, key=lambda one: one.gain)
    assert best is not None, "there is a way"
    needed = value_said(given, best.part, best.needed, lang)
    up = (best.needed or 0.0) > best.here
    return text(
        "weigh.why.way_up" if up else "weigh.why.way_down", lang, part=given.title(best.part, lang), needed=needed, n=given.spec.first
    )


def value_said(given: Ground, part: PartSpec, value: float | None, lang: str) -> str:
    """A value of a part as its column writes it."""
    return shown(value, given.columns[part.column], lang)


def _score(given: Ground, value: float, lang: str) -> str:
    return shown_score(given.columns[given.spec.score], value, lang)


def shown_score(column: ColumnSpec, value: float, lang: str) -> str:
    """A score as its column writes it; one of a column without digits with four figures that count."""
    return shown(value, column, lang) if column.digits is not None or column.kind != "number" else number(float(f"{value:.4g}"))
