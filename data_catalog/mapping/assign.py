"""Chooses sources for all fields together, so that no field takes the column another needs more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from data_catalog.mapping.candidates import Candidate
from data_catalog.mapping.matching import greatest_sum

# Below this a guess is more often wrong than right: the field is better left open.
ENOUGH = 0.5
# A column that bears the field's very name is not given away to raise the sum.
_EXACT = 1.0
_EXACTLY, _NEARLY = 0.995, 0.9
_ROUNDS = 40
_BEST_OF_A_FIELD = 25


def assign(wanted: Mapping[str, Sequence[Candidate]], enough: float = ENOUGH) -> dict[str, Candidate]:
    """The assignment with the greatest total score, a column used once except a date that several moments share.

    Hungarian method (Kuhn 1955) over fields × sources; two sources can still meet in a column (a pair and its date alone): the
    weaker is struck and the rest solved again.
    """
    fields = list(wanted)
    open_to = {field: [one for one in wanted[field][:_BEST_OF_A_FIELD] if one.score >= enough] for field in fields}
    for _ in range(_ROUNDS):
        chosen = _solve(fields, open_to)
        weaker = _first_clash(chosen)
        if weaker is None:
            return chosen
        open_to[weaker.field] = [one for one in open_to[weaker.field] if one.source != weaker.source]
    return chosen


def _solve(fields: Sequence[str], open_to: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    sources = list(dict.fromkeys(one.source for field in fields for one in open_to[field]))
    place = {source: at for at, source in enumerate(sources)}
    gain = np.zeros((len(fields), len(sources) + len(fields)))
    by_cell: dict[tuple[int, int], Candidate] = {}
    for row, field in enumerate(fields):
        for one in open_to[field]:
            # Between equals the field named first takes it.
            gain[row, place[one.source]] = one.score + (_EXACT if _bears_the_name(one, open_to[field]) else 0.0) - 1e-4 * row
            by_cell[row, place[one.source]] = one
    columns = greatest_sum(gain).tolist()
    return {fields[row]: by_cell[row, column] for row, column in enumerate(columns) if (row, column) in by_cell}


def _bears_the_name(one: Candidate, others: Sequence[Candidate]) -> bool:
    """The very name of the field, alone or with the time that belongs to it."""
    if one.named >= _EXACTLY or one.source.how != "date_time":
        return one.named >= _EXACTLY
    return one.named >= _NEARLY and any(other.named >= _EXACTLY and other.source.columns == one.source.columns[:1] for other in others)


def _first_clash(chosen: Mapping[str, Candidate]) -> Candidate | None:
    """The weaker of two choices that use one column for different things."""
    for name, one in chosen.items():
        for other_name, other in chosen.items():
            if name < other_name and _clash(one, other):
                return min(one, other, key=lambda candidate: candidate.score)
    return None


def _clash(one: Candidate, other: Candidate) -> bool:
    shared = set(one.source.columns) & set(other.source.columns)
    if not shared:
        return False
    dates = one.source.how == other.source.how == "date_time"
    return not (dates and shared == {one.source.columns[0]} == {other.source.columns[0]})
