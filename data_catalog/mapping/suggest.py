"""Suggests where each field of an input comes from in a file, how sure that is, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as default
from typing import Any, Protocol

from data_catalog import terms
from data_catalog.mapping import assign, candidates, values
from data_catalog.mapping.candidates import Candidate
from data_catalog.mapping.categories import value_table
from data_catalog.mapping.evidence import SHOWN
from data_catalog.mapping.source import Source
from data_catalog.mapping.values import Column
from data_catalog.schema import Field, Input

SURE, LIKELY, NOT_SURE = "sure", "likely", "not_sure"

# A needed field is offered what looks a little like it; any other only what looks more so, with values that fit.
_GUESS, _GUESS_OPTIONAL, _GUESS_FITS = 0.3, 0.45, 0.7
_GUESS_NAMED = 0.62
# Another column of nearly the field's name leaves a person to choose, unless one bears that very name.
_RIVAL_NAMED = 0.75
_BARE = re.compile(r"(열|column|col|field|unnamed|f|v|x|c)[\s_:]*\d+", re.I)


class Profiled(Protocol):
    """What is used of a file's profile."""

    @property
    def rows(self) -> int: ...
    @property
    def columns(self) -> Sequence[Column]: ...


@dataclass(frozen=True)
class Reason:
    """Why, as a key of the texts (`mapping.reason.<code>`) and its facts."""

    code: str
    facts: Pairs[str, Any] = default(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """What is proposed for one field. `source` None: nothing in the file looks like it. `values` says what the values are like."""

    field: str
    source: Source | None
    confidence: str
    score: float
    reason: Reason
    values: Reason | None
    samples: tuple[str, ...]
    alternatives: tuple[Source, ...]


def suggest(profile: Profiled, input: Input, remembered: Pairs[str, Source] | None = None) -> tuple[Suggestion, ...]:
    """One suggestion a field, in the input's order. `remembered`: what was confirmed for the same layout before; it wins."""
    columns = {column.name: column for column in profile.columns}
    kept = {
        name: source
        for name, source in (remembered or {}).items()
        if set(source.columns) <= set(columns) and any(name == field.name for field in input.fields)
    }
    taken = {column for source in kept.values() for column in source.columns}
    free = [column for column in profile.columns if column.name not in taken]
    bare = has_no_header(profile)
    find = candidates.by_values if bare else candidates.candidates
    wanted = {field.name: find(field, free) for field in input.fields if field.name not in kept}
    chosen = assign.assign(wanted)
    weak = {} if bare else _guesses(input, wanted, chosen)
    by_kind = {} if bare else _only_of_its_kind(input, free, wanted, chosen | weak)
    said: list[Suggestion] = []
    for field in input.fields:
        if field.name in kept:
            said.append(_remembered(field, kept[field.name], columns))
        elif field.name in chosen:
            said.append(_proposed(field, chosen[field.name], wanted, chosen, input, columns, bare))
        elif field.name in weak:
            said.append(_unsure(weak[field.name], Reason("guess", _named(weak[field.name].source)), wanted, columns))
        elif field.name in by_kind:
            said.append(_unsure(by_kind[field.name], Reason("by_kind"), wanted, columns))
        else:
            said.append(_open(field, wanted[field.name], bare))
    return tuple(said)


def has_no_header(profile: Profiled) -> bool:
    """Whether the column names were made up by the reader: then only values speak."""
    names = [column.name for column in profile.columns]
    return bool(names) and all(_BARE.fullmatch(name.strip()) for name in names)


def with_known_values(field: Field, source: Source, columns: Pairs[str, Column]) -> Source:
    """The source with what its texts stand for, where the field has a closed list and a text is written nearly like one on it."""
    if not field.choices or source.how != "column":
        return source
    column = columns[source.columns[0]]
    met = dict.fromkeys([value for value, _ in column.top] + list(column.samples), 1)
    told = value_table({text: rows for text, rows in met.items() if text.strip() not in field.choices}, field.choices)
    table = tuple(sorted((one.text.strip(), one.choice) for one in told if one.choice))
    return replace(source, values=table) if table else source


def _guesses(input: Input, wanted: Pairs[str, Sequence[Candidate]], chosen: Pairs[str, Candidate]) -> dict[str, Candidate]:
    """For fields still open, what is left and comes nearest: never more than a guess, and for a needed field sooner than for another."""
    # What can be done without is as well left open: a guess at it would have to be refused before anything runs.
    needed = {field.name for field in input.required_fields if field.without is None}
    found: dict[str, Candidate] = {}
    for names, least, fits in ((needed, _GUESS, 0.0), (set(wanted) - needed, _GUESS_OPTIONAL, _GUESS_FITS)):
        used = {column for one in (*chosen.values(), *found.values()) for column in one.source.columns}
        left = {
            name: [one for one in wanted[name] if _may_be_guessed(one, least, fits) and not used & set(one.source.columns)]
            for name in wanted
            if name in names and name not in chosen
        }
        found |= assign.assign(left, _GUESS)
    return found


def _may_be_guessed(one: Candidate, least: float, fits: float) -> bool:
    """Values that fit, or none at all and a name that is more than a little like the field's."""
    return (one.score >= least and one.fits >= fits) or (one.fits == values.NO_VALUES and one.named >= _GUESS_NAMED)


def _unsure(one: Candidate, reason: Reason, wanted: Pairs[str, Sequence[Candidate]], columns: Pairs[str, Column]) -> Suggestion:
    others = _best(wanted[one.field], one)
    return Suggestion(one.field, one.source, NOT_SURE, round(one.score, 3), reason, None, _samples(one.source, columns), others)


def _only_of_its_kind(
    input: Input, free: Sequence[Column], wanted: Pairs[str, Sequence[Candidate]], chosen: Pairs[str, Candidate]
) -> dict[str, Candidate]:
    """For a required field that no name speaks for: the only unused column whose values are of its kind, when no other field is."""
    used = {column for one in chosen.values() for column in one.source.columns}
    rest = [column for column in free if column.name not in used]
    found: dict[str, Candidate] = {}
    for field in input.required_fields:
        if field.name in wanted and field.name not in chosen:
            kin = [other for other in input.required_fields if other.kind == field.kind and other.name not in chosen]
            fitting = candidates.by_values(field, rest)
            if len(kin) == 1 and len(fitting) == 1:
                found[field.name] = fitting[0]
    return found


def _remembered(field: Field, source: Source, columns: Pairs[str, Column]) -> Suggestion:
    empty = [name for name in source.columns if not columns[name].filled]
    code = "remembered_empty" if empty and len(empty) == len(source.columns) else "remembered"
    confidence = LIKELY if code == "remembered_empty" else SURE
    return Suggestion(field.name, source, confidence, 1.0, Reason(code, _named(source)), None, _samples(source, columns), ())


def _open(field: Field, found: Sequence[Candidate], bare: bool) -> Suggestion:
    """No suggestion; what came nearest is still offered."""
    reason = Reason("no_header") if bare else Reason("none")
    return Suggestion(field.name, None, NOT_SURE, 0.0, reason, None, (), _best(found, None))


def _proposed(
    field: Field,
    one: Candidate,
    wanted: Pairs[str, Sequence[Candidate]],
    chosen: Pairs[str, Candidate],
    input: Input,
    columns: Pairs[str, Column],
    bare: bool,
) -> Suggestion:
    used = {column for name, other in chosen.items() if name != field.name for column in other.source.columns}
    confidence = _by_values_confidence(field, one, wanted, input) if bare else _confidence(field, one, wanted, used)
    return Suggestion(
        field.name,
        with_known_values(field, one.source, columns),
        confidence,
        round(one.score, 3),
        _reason(one, bare),
        _values_reason(field, one, columns),
        _samples(one.source, columns),
        _best(wanted[field.name], one),
    )


def _confidence(field: Field, one: Candidate, wanted: Pairs[str, Sequence[Candidate]], used: set[str]) -> str:
    """Sure only when name and values agree, nothing else comes near, and no other field has as good a claim on the column."""
    mine = set(one.source.columns)
    others = [other for other in wanted[field.name] if not mine & set(other.source.columns)]
    left = [other for other in others if not used & set(other.source.columns)]
    rivals = [other.score for other in left]
    claims = [
        other.score
        for name, candidates_of in wanted.items()
        if name != field.name
        for other in candidates_of
        if set(other.source.columns) == mine or (len(mine) == 1 and mine <= set(other.source.columns))
    ]
    lead = one.score - max(rivals, default=0.0)
    claim = one.score - max(claims, default=0.0)
    if any(other.score > one.score for other in others):
        # A better column went to another field: one of the two is wrong.
        return NOT_SURE if one.named < 0.9 else LIKELY
    named, fits = one.named, one.fits
    rivalled = named < 0.995 and any(_rivals(other, one) for other in left)
    if not rivalled and fits >= 0.7 and ((named >= 0.84 and lead >= 0.05 and claim >= 0.03) or (named >= 0.96 and lead > 0 and claim > 0)):
        return SURE
    return LIKELY if named >= 0.67 and fits >= 0.55 and claim >= 0 and lead >= 0 else NOT_SURE


def _rivals(other: Candidate, one: Candidate) -> bool:
    """Whether another column is named nearly as well, and after something of its own: not the second of two (GRNDS2_DSTNC).

    The address of a place is no rival of its coordinates.
    """
    if other.named < _RIVAL_NAMED or other.fits < 0.7 or other.source.how != one.source.how:
        return False
    theirs, ours = ({term for column in side.source.columns for term in terms.stem(column)} for side in (other, one))
    return any(not term.isdigit() for term in theirs - ours)


def _by_values_confidence(field: Field, one: Candidate, wanted: Pairs[str, Sequence[Candidate]], input: Input) -> str:
    """Without headers: sure for the only pair of coordinates, likely for the only column of a kind only one field needs."""
    kin = [other for other in input.fields if other.kind == field.kind]
    only = len(wanted[field.name]) == 1
    if field.kind == "place" and only and len(kin) == 1:
        return SURE if one.fits >= 0.7 else LIKELY
    return LIKELY if only and len(kin) == 1 else NOT_SURE


def _reason(one: Candidate, bare: bool) -> Reason:
    facts = _named(one.source)
    if bare:
        return Reason("values_only", facts)
    if one.source.how == "date_time":
        return Reason("pair", facts | {"date": one.source.columns[0], "time": one.source.columns[1]})
    if one.source.how in ("lonlat", "xy"):
        return Reason("coordinates" if one.source.how == "lonlat" else "grid", facts)
    if not one.known and one.named == SHOWN:
        return Reason("by_values")
    if one.fits < 0.55:
        return Reason("name_only", facts | {"known": one.known})
    if terms.compact(one.source.columns[0]) == terms.compact(one.known):
        return Reason("same_name", facts)
    return Reason("known_name" if one.named >= 0.84 else "similar_name", facts | {"known": one.known})


def _values_reason(field: Field, one: Candidate, columns: Pairs[str, Column]) -> Reason | None:
    """What the values look like, when that adds something."""
    if not any(columns[name].filled for name in one.source.columns):
        return Reason("values_empty")
    empty = [name for name in one.source.columns if not columns[name].filled]
    if empty:
        return Reason("values_part_empty", {"column": empty[0]})
    if one.source.how == "area":
        return Reason("values_area")
    if one.source.how == "column" and field.kind == "moment" and values.looks_moment(columns[one.source.columns[0]]) < 0.5:
        return Reason("values_date_only")
    if one.fits < 0.7:
        return Reason("values_unlike")
    recurs = any(columns[name].distinct < 0.9 * columns[name].filled for name in one.source.columns)
    return Reason("values_id" if field.kind == "category" and not recurs else f"values_{field.kind}")


def _named(source: Source) -> dict[str, Any]:
    return {"columns": ", ".join(source.columns), "column": source.columns[0] if source.columns else ""}


def _samples(source: Source, columns: Pairs[str, Column]) -> tuple[str, ...]:
    """Up to three values as the file has them, columns of one source side by side."""
    lists = [[str(text) for text in columns[name].samples] for name in source.columns if columns[name].filled]
    return tuple(" ".join(parts) for parts in list(zip(*lists, strict=False))[:3])


def _best(found: Sequence[Candidate], chosen: Candidate | None) -> tuple[Source, ...]:
    rest = [one.source for one in found if chosen is None or one.source != chosen.source]
    return tuple(dict.fromkeys(rest))[:3]
