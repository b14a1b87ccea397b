"""How columns were mapped before, by organisation and layout: offered again for the same columns."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.identity.person import Person
from app.services.platform import Platform
from data_catalog.mapping import without_cells
from data_catalog.nameless import masked
from data_catalog.personal import mask, says_personal
from data_catalog.records.tables import RememberedMapping

# Below this share of common columns two layouts are different tables.
_ALIKE = 0.6
_LOOKED_AT = 200


@dataclass(frozen=True)
class Recalled:
    """A mapping used before. `own`: by this organisation, not another; `exact`: for exactly these columns.

    `missing`: columns it used then that this file has not, of one's own organisation; their fields are left out.
    """

    mapping: Mapping[str, Any]
    own: bool
    exact: bool
    times_used: int
    missing: tuple[str, ...]


def remember(person: Person, platform: Platform, model: str, input_name: str, columns: Iterable[str], mapping: Mapping[str, Any]) -> None:
    """Keeps how these columns were mapped. Values typed in (constants, places) are not kept: they are that file's.

    Nor is any value of a person, in a table of what texts stand for or in the name of a column.
    """
    names = [mask(name) for name in columns]
    kept = {field: _of_nobody(source) for field, source in mapping.items() if source and source.get("columns")}
    key = layout_key(names)
    with platform.records.session() as session:
        row = session.scalar(
            select(RememberedMapping).where(
                RememberedMapping.organisation_id == person.organisation_id, RememberedMapping.model == model,
                RememberedMapping.input == input_name, RememberedMapping.layout_key == key,
            )
        )  # fmt: skip
        if row is None:
            row = RememberedMapping(
                organisation_id=person.organisation_id, model=model, input=input_name, layout_key=key, columns=names,
                times_used=0,
            )  # fmt: skip
            session.add(row)
        row.mapping, row.times_used, row.used_at_utc = kept, row.times_used + 1, platform.now()


def recall(
    person: Person, platform: Platform, model: str, input_name: str, columns: Iterable[str]
) -> Recalled | None:  # fmt: skip
    """The best mapping used before for such columns: exactly these first, then own before others', then the likest."""
    return recall_all(person, platform, model, {input_name: columns})[input_name]


def recall_all(
    person: Person, platform: Platform, model: str, columns: Mapping[str, Iterable[str]]
) -> dict[str, Recalled | None]:  # fmt: skip
    """As `recall`, for several inputs of a model at once, each with its columns."""
    newest = func.row_number().over(partition_by=RememberedMapping.input, order_by=RememberedMapping.used_at_utc.desc())
    asked = select(RememberedMapping, newest.label("at"))
    of_each = asked.where(RememberedMapping.model == model, RememberedMapping.input.in_(columns)).subquery()
    found: dict[str, list[RememberedMapping]] = {}
    with platform.records.reading() as session:
        row_of = aliased(RememberedMapping, of_each)
        for row in session.scalars(select(row_of).where(of_each.c.at <= _LOOKED_AT).order_by(row_of.used_at_utc.desc())):
            found.setdefault(row.input, []).append(row)
    return {name: _best(person, found.get(name, ()), there) for name, there in columns.items()}


def _best(person: Person, rows: Iterable[RememberedMapping], columns: Iterable[str]) -> Recalled | None:
    names = {_plain(mask(name)): name for name in columns}
    key = layout_key(names)

    def likeness(row: RememberedMapping) -> float:
        known = {_plain(name) for name in row.columns}
        return len(known & names.keys()) / len(known | names.keys()) if known or names else 0.0

    def rank(row: RememberedMapping) -> tuple[bool, bool, float, int]:
        own = row.organisation_id == person.organisation_id
        return row.layout_key == key, own, likeness(row), row.times_used

    best = max(rows, key=rank, default=None)
    if best is None or likeness(best) < _ALIKE:
        return None
    own = best.organisation_id == person.organisation_id
    # What was kept before this was looked at is looked at now.
    mapping = {field: _of_nobody(source) for field, source in best.mapping.items()}
    # What stood in the cells of another organisation's file is told to nobody.
    mapping = mapping if own else {field: without_cells(source) for field, source in mapping.items()}
    used = {column for source in mapping.values() for column in source["columns"]} if own else set()
    missing = tuple(sorted(column for column in used if _plain(column) not in names))
    return Recalled(_in_words_of(names, mapping), own, best.layout_key == key, best.times_used, missing)


def layout_key(columns: Iterable[str]) -> str:
    """The same for the same columns in any order, however upper and lower case and spaces stand."""
    names = sorted({_plain(name) for name in columns})
    return hashlib.sha256(json.dumps(names, ensure_ascii=False).encode()).hexdigest()


def _of_nobody(source: Mapping[str, Any]) -> dict[str, Any]:
    """The source without what was typed in, and without texts that are persons' or stand in a column of them."""
    kept = {key: value for key, value in source.items() if key != "value"}
    persons = any(says_personal(column) for column in source["columns"])
    for table in ("values", "names"):
        if table in kept:
            pairs = {} if persons else {old: new for old, new in kept[table].items() if masked([old, new]) == [old, new]}
            kept[table] = pairs
    return {key: value for key, value in kept.items() if value != {}} | {"columns": [mask(column) for column in source["columns"]]}


def _in_words_of(names: Mapping[str, str], mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The fields whose columns are all there, the columns named as this file names them."""
    found = {}
    for field, source in mapping.items():
        plain = [_plain(column) for column in source["columns"]]
        if all(column in names for column in plain):
            found[field] = {**source, "columns": [names[column] for column in plain]}
    return found


def _plain(column: str) -> str:
    return "".join(unicodedata.normalize("NFKC", column).casefold().split())
