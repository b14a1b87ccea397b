"""Copies of a draft for a seat: the sample's files, and columns, settings and answers where a state is handed out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import person as people
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.workshops import samples
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.lake import remove
from data_catalog.records.tables import Draft, DraftField, PersonRow, Seat, Upload, Workshop, new_id

_HANDED = ("mapping", "settings", "answers", "places")


def give(platform: Platform, workshop_id: str, seat_id: str, model: str, prepared: str | None = None) -> str:
    """Gives a seat a new draft of a model on the sample, with the answers of a prepared one where that is named; the one it had is thrown
    away, unless an analysis of it is under way. Gives the draft's id."""
    with platform.records.reading() as session:
        seat = session.get_one(Seat, seat_id)
        owner, before = seat.person_id, seat.drafts.get(model)
    if owner is None:
        raise Problem("not_found.workshop")
    made = copied(platform, workshop_id, owner, model, prepared)
    with platform.records.session() as session:
        row = session.get_one(Seat, seat_id, with_for_update=True)
        row.drafts = {**row.drafts, model: made}
        row.shown, row.shown_at_utc = None, None
        if before is not None:
            row.given_at_utc = platform.now()
        whose = people.of(session, session.get_one(PersonRow, owner))
    if before is not None:
        # All of it is made up: the database need not let go of it at once, which takes a second.
        with suppress(Problem):
            with platform.records.session() as session:
                drafts.let_go(session, whose, platform, before)
            remove([platform.lake.draft_folder(before)])
    return made


def copied(platform: Platform, workshop_id: str, person_id: str, model: str, prepared: str | None = None) -> str:
    """A draft of somebody's own on the sample of a workshop's model; gives its id."""
    sample, made, now = samples.made(platform, workshop_id)[model], new_id(), platform.now()
    with platform.records.reading() as session:
        until = session.get_one(Workshop, workshop_id).purge_on
        sent = session.scalars(select(Upload).where(Upload.draft_id == sample, Upload.state.in_(samples.READ))).all()
        fields = _fields(session, prepared) if prepared else {}
        step = session.get_one(Draft, prepared).step if prepared else "data"
        place = session.get_one(PersonRow, person_id).organisation_id
    new_ids = {row.id: new_id() for row in sent}
    for row in sent:
        _link(platform.lake.upload_folder(row.draft_id, row.id), platform.lake.upload_folder(made, new_ids[row.id]))
    fields |= {f"inputs.{row.input}": {"upload": new_ids[row.id]} for row in sent}
    with platform.records.session() as session:
        session.add(
            Draft(
                id=made, person_id=person_id, organisation_id=place, model=model, kind="training", copied_from=prepared or sample,
                version=1, step=step if step in ("data", "columns", "check", "settings") else "settings",
                step_since_utc=now if prepared else None, made_at_utc=now, saved_at_utc=now,
            )
        )  # fmt: skip
        session.flush()
        for row in sent:
            kept = {column.key: getattr(row, column.key) for column in Upload.__table__.columns}
            own = {"id": new_ids[row.id], "draft_id": made, "person_id": person_id, "organisation_id": place, "made_at_utc": now}
            session.add(Upload(**kept | own | {"retention_until": until}))
        session.add_all(DraftField(draft_id=made, name=name, value=value, version=1, saved_at_utc=now) for name, value in fields.items())
        ledger.record(
            session, ledger.DRAFT_STARTED, person_id=person_id, organisation_id=place, subject=("draft", made),
            facts={"model": model, "kind": "training"}, at=now,
        )  # fmt: skip
    return made


def _fields(session: Session, draft_id: str) -> dict[str, Any]:
    """What of a prepared draft is handed out: everything but its files and its report."""
    rows: Mapping[str, Any] = {
        row.name: row.value for row in session.scalars(select(DraftField).where(DraftField.draft_id == draft_id)) if row.value is not None
    }
    return {name: value for name, value in rows.items() if name.partition(".")[0] in _HANDED}


def _link(old: Path, new: Path) -> None:
    """The files of one upload under another's name, without taking their room again where the disk lets them be linked: none of them is
    ever written in place."""
    new.mkdir(mode=0o700, parents=True)
    for path in old.iterdir():
        if path.is_file():
            try:
                os.link(path, new / path.name)
            except OSError:
                shutil.copyfile(path, new / path.name)
