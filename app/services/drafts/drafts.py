"""Analyses being prepared: every answer is saved by itself, so that two tabs and a lost connection lose nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import teaching
from app.services.drafts.draft_list import DraftLine as DraftLine
from app.services.drafts.draft_list import listed as listed
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.destruction import let_go_of_shares
from data_catalog.lake import remove
from data_catalog.personal import mask
from data_catalog.records.tables import RUN_KINDS, DatasetVersion, DraftField, Run, Upload, UploadToken, new_id
from data_catalog.records.tables import Draft as Row

STEPS = ("data", "columns", "check", "settings", "run", "result", "report")
SECTIONS = ("inputs", "mapping", "answers", "settings", "places", "report", "weights")
_FIELD = re.compile(rf"(?:{'|'.join(SECTIONS)})(?:\.[^.\x00]{{1,60}}){{1,3}}")


@dataclass(frozen=True)
class Draft:
    """One analysis being prepared. `fields` are its saved answers by name; the properties group them."""

    id: str
    person_id: str
    organisation_id: str
    model: str
    kind: str
    name: str | None
    step: str
    version: int
    run_id: str | None
    copied_from: str | None
    fields: Mapping[str, Any]
    saved_at_utc: datetime
    made_at_utc: datetime

    def section(self, name: str) -> dict[str, Any]:
        """The fields of a section, without its name: `settings.limit_min` is `limit_min` of `settings`."""
        return {key[len(name) + 1 :]: value for key, value in self.fields.items() if key.startswith(f"{name}.")}

    @property
    def inputs(self) -> dict[str, dict[str, Any]]:
        """What each input is taken from: {"upload": id}, {"dataset_version": id} or {"sample": True}."""
        return self.section("inputs")

    @property
    def mapping(self) -> dict[str, dict[str, Any]]:
        """The source of each field, by input: the form of a mapping file."""
        found: dict[str, dict[str, Any]] = {}
        for key, source in self.section("mapping").items():
            input_name, _, field = key.partition(".")
            found.setdefault(input_name, {})[field] = source
        return found

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that were touched."""
        return self.section("settings")

    @property
    def answers(self) -> dict[str, Any]:
        """What the person said when asked back."""
        return self.section("answers")


@dataclass(frozen=True)
class Saved:
    """What a save met. `others`: fields another tab changed since; `unseen`: values of its that mine replaced."""

    version: int
    saved_at_utc: datetime
    others: Mapping[str, Any]
    unseen: Mapping[str, Any]


def start(person: Person, platform: Platform, model: str, *, kind: str = "real", name: str | None = None) -> Draft:
    """A new draft of a model."""
    rights.need(person, "analyse")
    if kind not in RUN_KINDS:
        raise ValueError(kind)
    with platform.records.session() as session:
        now = platform.now()
        row = Row(
            id=new_id(), person_id=person.id, organisation_id=person.organisation_id, model=model, kind=kind,
            name=_short(name), made_at_utc=now, saved_at_utc=now,
        )  # fmt: skip
        session.add(row)
        _note(session, platform, person, ledger.DRAFT_STARTED, row, kind=kind)
        session.flush()
        return _draft(session, row)


def load(person: Person, platform: Platform, draft_id: str) -> Draft:
    """One of the person's own drafts. Problem not_found.draft."""
    with platform.records.reading() as session:
        return _draft(session, own(session, person, draft_id))


def save(person: Person, platform: Platform, draft_id: str, fields: Mapping[str, Any], *, seen: int) -> Saved:
    """Saves some answers; None takes one back. The last to save a field wins it, other fields are never touched.

    `seen` is the version the tab showed. Problems: not_found.draft, draft.field_unknown, workshop.over.
    """
    with platform.records.session() as session:
        own(session, person, draft_id)
        return _saved(session, person, platform, draft_id, fields, seen)


def _saved(session: Session, person: Person, platform: Platform, draft_id: str, fields: Mapping[str, Any], seen: int) -> Saved:
    for name in fields:
        if not _FIELD.fullmatch(name):
            raise Problem("draft.field_unknown", field=name[:100])
    teaching.need_writable(session, person, platform.now())
    return write(session, draft_id, fields, seen, platform.now())


def write(session: Session, draft_id: str, fields: Mapping[str, Any], seen: int, now: datetime) -> Saved:
    """Saves answers in the session's transaction; who may was asked before."""
    # Counting first makes a second tab wait here, on both databases, until this one is through.
    session.execute(update(Row).where(Row.id == draft_id).values(version=Row.version + 1, saved_at_utc=now))
    version = session.scalars(select(Row.version).where(Row.id == draft_id)).one()
    rows = {row.name: row for row in session.scalars(select(DraftField).where(DraftField.draft_id == draft_id))}
    others = {name: row.value for name, row in rows.items() if row.version > seen and name not in fields}
    unseen = {}
    for name, value in fields.items():
        row = rows.get(name)
        if row is None:
            row = DraftField(draft_id=draft_id, name=name, version=version)
            session.add(row)
        elif row.value == value:
            continue
        elif row.version > seen:
            unseen[name] = row.unseen = row.value
        row.value, row.version, row.saved_at_utc = value, version, now
    return Saved(version, now, others, unseen)


def go(
    person: Person, platform: Platform, draft_id: str, step: str, fields: Mapping[str, Any] | None = None, *, seen: int = 0
) -> Saved | None:
    """Notes the step the person is at. Going back and forth loses nothing. `fields` are saved with it, as by `save`."""
    if step not in STEPS:
        raise ValueError(step)
    with platform.records.session() as session:
        row = own(session, person, draft_id)
        if row.step != step:
            row.step, row.step_since_utc = step, platform.now()
        return _saved(session, person, platform, draft_id, fields, seen) if fields else None


def rename(person: Person, platform: Platform, draft_id: str, name: str) -> None:
    """Gives the draft a name of its own, or takes it back."""
    with platform.records.session() as session:
        own(session, person, draft_id).name = _short(name)


def discard(person: Person, platform: Platform, draft_id: str) -> None:
    """Throws a draft away with the files not yet analysed; runs made from it stay. Problem draft.run_under_way."""
    with platform.records.session() as session:
        let_go(session, person, platform, draft_id)
    remove([platform.lake.draft_folder(draft_id)])
    platform.lake.note_gone()
    platform.records.scrub()


def let_go(session: Session, person: Person, platform: Platform, draft_id: str) -> None:
    """The same in the session's transaction; its folder is the caller's to remove."""
    row = own(session, person, draft_id)
    if session.scalar(select(Run.id).where(Run.draft_id == row.id, Run.state.in_(("queued", "running")))):
        raise Problem("draft.run_under_way")
    for table in (DraftField, UploadToken, Upload):
        session.execute(delete(table).where(table.draft_id == draft_id))
    let_go_of_shares(session, "draft", [draft_id])
    session.execute(update(Run).where(Run.draft_id == draft_id).values(draft_id=None))
    _note(session, platform, person, ledger.DRAFT_DISCARDED, row)
    session.delete(row)


def again(person: Person, platform: Platform, draft_id: str, stays: Collection[str] = ()) -> Draft:
    """A new draft with the mapping and settings of another, waiting for new files.

    `stays`: inputs that take the data they had, where it is still kept.
    """
    rights.need(person, "analyse")
    with platform.records.session() as session:
        old = own(session, person, draft_id)
        now = platform.now()
        row = Row(
            id=new_id(), person_id=person.id, organisation_id=old.organisation_id, model=old.model, kind="real",
            name=old.name, copied_from=old.id, version=1, made_at_utc=now, saved_at_utc=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        fields = {field.name: field.value for field in session.scalars(select(DraftField).where(DraftField.draft_id == old.id))}
        kept = {name: source for name in stays if (source := _kept(session, fields.get(f"inputs.{name}")))}
        for name, value in fields.items():
            if name.partition(".")[0] in ("mapping", "settings"):
                session.add(DraftField(draft_id=row.id, name=name, value=value, version=1, saved_at_utc=now))
        for name, source in kept.items():
            session.add(DraftField(draft_id=row.id, name=f"inputs.{name}", value=source, version=1, saved_at_utc=now))
        _note(session, platform, person, ledger.DRAFT_STARTED, row, kind="real", again=True)
        session.flush()
        return _draft(session, row)


def _kept(session: Session, source: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The data an input had as a dataset; None when it had none, or it is destroyed."""
    if not source:
        return None
    sent = session.get(Upload, source["upload"]) if "upload" in source else None
    version_id = sent.dataset_version_id if sent else source.get("dataset_version")
    there = version_id is not None and session.get(DatasetVersion, version_id) is not None
    stated = {"purpose": source["purpose"]} if source.get("purpose") else {}
    return {"dataset_version": version_id, **stated} if there else None


def bind_run(session: Session, draft_id: str, run_id: str) -> None:
    """Notes the newest run of a draft; for the runs service, in its transaction."""
    session.execute(update(Row).where(Row.id == draft_id).values(run_id=run_id, step="run"))


def point(session: Session, draft_id: str, input_name: str, source: dict[str, Any] | None, now: datetime) -> None:
    """Takes an input from another source, or none; places set by hand for the old one go. For the uploads service."""
    session.execute(update(Row).where(Row.id == draft_id).values(version=Row.version + 1, saved_at_utc=now))
    version = session.scalars(select(Row.version).where(Row.id == draft_id)).one()
    row = session.get(DraftField, (draft_id, f"inputs.{input_name}")) or DraftField(draft_id=draft_id, name=f"inputs.{input_name}")
    row.value, row.version, row.saved_at_utc = source, version, now
    session.add(row)
    places = DraftField.name.startswith(f"places.{input_name}.", autoescape=True)
    session.execute(delete(DraftField).where(DraftField.draft_id == draft_id, places))


def forget_input(session: Session, draft_id: str, input_name: str, upload_id: str, now: datetime) -> None:
    """Takes an input back when it still points at a file that goes."""
    row = session.get(DraftField, (draft_id, f"inputs.{input_name}"))
    if row is not None and row.value == {"upload": upload_id}:
        point(session, draft_id, input_name, None, now)


def own(session: Session, person: Person, draft_id: str) -> Row:
    """The row of one of the person's own drafts. Another's and none look alike: Problem not_found.draft."""
    row = session.get(Row, draft_id)
    if row is None or row.person_id != person.id:
        raise Problem("not_found.draft")
    return row


def _draft(session: Session, row: Row) -> Draft:
    fields = session.execute(select(DraftField.name, DraftField.value).where(DraftField.draft_id == row.id).order_by(DraftField.name))
    return Draft(
        id=row.id, person_id=row.person_id, organisation_id=row.organisation_id, model=row.model, kind=row.kind,
        name=row.name, step=row.step, version=row.version, run_id=row.run_id, copied_from=row.copied_from,
        fields={name: value for name, value in fields if value is not None},
        saved_at_utc=row.saved_at_utc, made_at_utc=row.made_at_utc,
    )  # fmt: skip


def _short(name: str | None) -> str | None:
    return mask((name or "").replace("\x00", "").strip())[:200] or None


def _note(session: Session, platform: Platform, person: Person, event: str, row: Row, **facts: Any) -> None:
    ledger.record(
        session, event, person_id=person.id, organisation_id=row.organisation_id, subject=("draft", row.id),
        facts={"model": row.model, **facts}, at=platform.now(),
    )  # fmt: skip
