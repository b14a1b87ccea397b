"""A draft in the hands of a colleague it was given to: what it says, changed where they may, and a copy of their own.

They never see a row by it. Of data from the catalogue they are told the columns policies let them see; of files that were only
sent, the columns' names. They do not start the analysis: it would read with the eyes of whose draft it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.sharing import listing
from app.services.sharing.granted import granted
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.mapping import without_cells
from data_catalog.records import settings as platform_settings
from data_catalog.records.tables import Dataset, DatasetVersion, DraftField, PersonRow, Share, Upload, new_id
from data_catalog.records.tables import Draft as Row
from models.kit import library
from models.kit.settings import read_settings


@dataclass(frozen=True)
class InputShown:
    """What an input is taken from: `kind` is file, dataset or sample; `title` None where policies let the reader see nothing of it."""

    kind: str
    title: str | None
    columns: tuple[str, ...]


@dataclass(frozen=True)
class GivenDraft:
    """A draft as who was given it sees it. `mapping`: by input and field the columns read, None where it is not told."""

    share_id: str
    draft_id: str
    model: str
    name: str | None
    step: str
    owner: str
    may_edit: bool
    until: date
    version: int
    inputs: Mapping[str, InputShown]
    mapping: Mapping[str, Mapping[str, tuple[str, ...] | None]]
    settings: Mapping[str, Any]


def shown(person: Person, platform: Platform, share_id: str) -> GivenDraft:
    """The draft of a share the person holds now. Problem not_found.share."""
    with platform.records.reading() as session:
        share, row = _held(session, platform, person, share_id)
        fields = _fields(session, row.id)
        inputs = {name: _input(session, platform, person, chosen) for name, chosen in _section(fields, "inputs").items() if chosen}
        mapping: dict[str, dict[str, tuple[str, ...] | None]] = {}
        for key, source in _section(fields, "mapping").items():
            name, _, field = key.partition(".")
            if source:
                mapping.setdefault(name, {})[field] = _told(source, inputs.get(name))
        owner = session.get_one(PersonRow, row.person_id)
        given = granted(session, platform, person, "draft", row.id)
        until = (share.ends_at_utc - timedelta(seconds=1)).astimezone(platform_settings.local_zone(session)).date()
        return GivenDraft(
            share.id, row.id, row.model, row.name, row.step, owner.name, bool(given and given.may_edit), until, row.version, inputs,
            mapping, _section(fields, "settings"),
        )  # fmt: skip


def viewed(person: Person, platform: Platform, share_id: str) -> None:
    """Notes in the ledger that the person looked at a draft they were given; a page says it once. Problem not_found.share."""
    with platform.records.session() as session:
        _, row = _held(session, platform, person, share_id)
        _note(session, platform, person, ledger.DRAFT_VIEWED, row, {})


def change(
    person: Person, platform: Platform, share_id: str, *, settings: Mapping[str, Any], columns: Mapping[tuple[str, str], str | None]
) -> int:
    """Keeps other settings and, by input and field, other columns (None takes one back); gives how many answers changed.

    Problems: not_found.share, share.see_only, share.column_unknown, setting.….
    """
    found = shown(person, platform, share_id)
    if not found.may_edit:
        raise Problem("share.see_only")
    model = library.load(found.model)
    read_settings(model, {**found.settings, **settings})
    fields: dict[str, Any] = {f"settings.{name}": said for name, said in settings.items() if found.settings.get(name) != said}
    for (name, field), column in columns.items():
        model.input(name).field(field)
        known = found.inputs[name].columns if name in found.inputs else ()
        if column is not None and column not in known:
            raise Problem("share.column_unknown", column=column[:60])
        if (found.mapping.get(name, {}).get(field) or ()) != ((column,) if column else ()):
            fields[f"mapping.{name}.{field}"] = {"how": "column", "columns": [column]} if column else None
    if not fields:
        return 0
    with platform.records.session() as session:
        _, row = _held(session, platform, person, share_id)
        given = granted(session, platform, person, "draft", row.id)
        if given is None or not given.may_edit:
            raise Problem("share.see_only")
        drafts.write(session, row.id, fields, found.version, platform.now())
        _note(session, platform, person, ledger.DRAFT_EDITED, row, {"fields": len(fields)})
    return len(fields)


def copy(person: Person, platform: Platform, share_id: str) -> str:
    """A draft of the person's own with the same settings and columns, on the data of the catalogue they may see; gives its id.

    What was typed in or stood in cells stays behind. Problems: not_found.share, rights.….
    """
    rights.need(person, "analyse")
    found = shown(person, platform, share_id)
    now = platform.now()
    with platform.records.session() as session:
        _, old = _held(session, platform, person, share_id)
        row = Row(
            id=new_id(), person_id=person.id, organisation_id=person.organisation_id, model=old.model, kind=old.kind, name=old.name,
            copied_from=old.id, version=1, made_at_utc=now, saved_at_utc=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        for name, value in _copied(_fields(session, old.id), found).items():
            session.add(DraftField(draft_id=row.id, name=name, value=value, version=1, saved_at_utc=now))
        _note(session, platform, person, ledger.DRAFT_COPIED, old, {})
        _note(session, platform, person, ledger.DRAFT_STARTED, row, {"kind": row.kind})
        return row.id


def _held(session: Session, platform: Platform, person: Person, share_id: str) -> tuple[Share, Row]:
    share = listing.given_draft(session, platform, person, share_id)
    row = session.get(Row, share.subject_id)
    if row is None:
        raise Problem("not_found.share")
    return share, row


def _fields(session: Session, draft_id: str) -> dict[str, Any]:
    rows = session.execute(select(DraftField.name, DraftField.value).where(DraftField.draft_id == draft_id).order_by(DraftField.name))
    return {name: value for name, value in rows if value is not None}


def _section(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key[len(name) + 1 :]: value for key, value in fields.items() if key.startswith(f"{name}.")}


def _input(session: Session, platform: Platform, person: Person, chosen: Mapping[str, Any]) -> InputShown:
    """A file that was kept is data of the catalogue from then on."""
    if "upload" in chosen:
        sent = session.get(Upload, chosen["upload"])
        if sent is None:
            return InputShown("file", None, ())
        if sent.dataset_version_id is None:
            return InputShown("file", sent.file_name, tuple((sent.read or {}).get("columns") or ()))
        return _of_catalogue(session, platform, person, sent.dataset_version_id, None)
    if "dataset_version" in chosen:
        return _of_catalogue(session, platform, person, chosen["dataset_version"], chosen.get("purpose"))
    return InputShown("sample", None, ())


def _of_catalogue(session: Session, platform: Platform, person: Person, version_id: str, purpose: str | None) -> InputShown:
    try:
        seen = reading.seen(session, platform.lake, reading.Reader(person.id, platform.now(), purpose), version_id)
    except Problem:
        return InputShown("dataset", None, ())
    version = session.get_one(DatasetVersion, version_id)
    return InputShown("dataset", session.get_one(Dataset, version.dataset_id).title if seen.columns else None, seen.columns)


def _told(source: Mapping[str, Any], given: InputShown | None) -> tuple[str, ...] | None:
    """The columns a field is read from; None where one of them is not the reader's to know."""
    columns = tuple(source.get("columns") or ())
    return columns if given is not None and set(columns) <= set(given.columns) else None


def _copied(fields: Mapping[str, Any], found: GivenDraft) -> dict[str, Any]:
    kept: dict[str, Any] = {f"settings.{name}": said for name, said in found.settings.items()}
    for key, source in _section(fields, "mapping").items():
        name, _, field = key.partition(".")
        if source and found.mapping.get(name, {}).get(field):
            kept[f"mapping.{key}"] = without_cells({part: said for part, said in source.items() if part != "value"})
    for name, chosen in _section(fields, "inputs").items():
        given = found.inputs.get(name)
        if chosen and "dataset_version" in chosen and given is not None and given.title is not None:
            kept[f"inputs.{name}"] = dict(chosen)
    return kept


def _note(session: Session, platform: Platform, person: Person, event: str, row: Row, facts: dict[str, Any]) -> None:
    ledger.record(
        session, event, person_id=person.id, organisation_id=row.organisation_id, subject=("draft", row.id),
        facts={"model": row.model, **facts}, at=platform.now(),
    )  # fmt: skip
