"""The worker's turn: workshops whose time is up end, people are reminded, and what seats left behind goes when its day has come.

Of a purged workshop stay its counts, its certificates (hashes of names) and its seats as numbers; which accounts were in it until
the six weeks are over in which it is counted who went on with own data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select, update

from app.services import claims, teaching
from app.services.platform import Platform
from app.services.workshops import board, carried, leading
from connectors.problem import Problem
from data_catalog import datasets, ledger, reading
from data_catalog.destruction import UNFINISHED, let_go_of_runs
from data_catalog.lake import remove
from data_catalog.records.tables import (
    Dataset,
    Draft,
    DraftField,
    Message,
    OrganisationSalt,
    PersonRow,
    RememberedMapping,
    Run,
    Seat,
    SeatExercise,
    SessionRow,
    Upload,
    UploadToken,
    Workshop,
)


@dataclass(frozen=True)
class Turned:
    """What one turn did."""

    finished: int
    reminded: int
    purged: int


def turn(platform: Platform) -> Turned:
    """Does all of it once. The worker calls it every hour; twice does no harm."""
    now = platform.now()
    with platform.records.session() as session:
        over = session.scalars(
            select(Workshop).where(Workshop.state.in_(teaching.RUNNING), Workshop.ends_at_utc <= now).with_for_update()
        ).all()
        for row in over:
            leading.close(session, platform, row, None)
        due_now = select(Workshop).where(
            Workshop.state == "ready", Workshop.starts_at_utc <= now, Workshop.id.in_(select(Seat.workshop_id))
        )
        for row in session.scalars(due_now.with_for_update()).all():
            teaching.begin_in_time(session, platform, row)
        today = reading.today_of(session, now)
    reminded = carried.remind(platform)
    with platform.records.reading() as session:
        due = session.scalars(select(Workshop.id).where(Workshop.state == "finished", Workshop.purge_on <= today)).all()
    purged = sum(purge(platform, workshop_id) for workshop_id in due)
    with platform.records.session() as session:
        ended = select(Workshop.id).where(Workshop.state == "purged", Workshop.ends_at_utc < now - carried.LATE)
        held = or_(Seat.person_id.is_not(None), Seat.claimed_by.is_not(None))
        session.execute(update(Seat).where(Seat.workshop_id.in_(ended), held).values(person_id=None, claimed_by=None))
    return Turned(len(over), reminded, purged)


def purge(platform: Platform, workshop_id: str) -> bool:
    """Removes the sandbox's people with all they made; False where a run of theirs is still under way, or it is purged already."""
    with claims.alone(platform, f"workshop:{workshop_id}"):
        with platform.records.reading() as session:
            row = session.get_one(Workshop, workshop_id)
            people = list(session.scalars(select(PersonRow.id).where(PersonRow.workshop_id == row.id)))
            working = session.scalars(select(Run.id).where(Run.person_id.in_(people), Run.state.in_(UNFINISHED)).limit(1)).one_or_none()
            kept = list(session.scalars(select(Dataset.id).where(Dataset.person_id.in_(people))))
        if row.state == "purged" or working is not None:
            return False
        for dataset_id in kept:
            try:
                datasets.destroy(platform.records, platform.lake, dataset_id, person_id=None, why="date")
            except Problem:  # gone meanwhile
                continue
        _let_go(platform, workshop_id, people)
    platform.records.scrub()
    return True


def _let_go(platform: Platform, workshop_id: str, people: list[str]) -> None:
    with platform.records.session() as session:
        row = session.get_one(Workshop, workshop_id, with_for_update=True)
        counts = board.counts(session, row)
        drafts = list(session.scalars(select(Draft.id).where(Draft.person_id.in_(people))))
        runs = list(session.scalars(select(Run.id).where(Run.person_id.in_(people))))
        let_go_of_runs(session, runs)
        for table in (DraftField, UploadToken, Upload):
            session.execute(delete(table).where(table.draft_id.in_(drafts)))
        session.execute(delete(Draft).where(Draft.id.in_(drafts)))
        seats = list(session.scalars(select(Seat.id).where(Seat.workshop_id == row.id)))
        session.execute(delete(SeatExercise).where(SeatExercise.seat_id.in_(seats)))
        emptied: dict[str, Any] = {"word": "", "drafts": {}, "shown": None, "feedback": None, "certificate": None, "last_error": None}
        session.execute(update(Seat).where(Seat.workshop_id == row.id).values(**emptied))
        session.execute(update(Seat).where(Seat.workshop_id == row.id, Seat.own.is_(False)).values(person_id=None))
        for of_people in (Message, SessionRow):
            session.execute(delete(of_people).where(of_people.person_id.in_(people)))
        for of_place in (RememberedMapping, OrganisationSalt):
            session.execute(delete(of_place).where(of_place.organisation_id == row.sandbox_id))
        session.execute(delete(PersonRow).where(PersonRow.id.in_(people)))
        row.state, row.counts, row.samples, row.prepared = "purged", counts, {}, {}
        teaching.note(session, platform, row, ledger.WORKSHOP_PURGED, None, models=len(row.models), seats=len(seats))
    remove([*(platform.lake.draft_folder(one) for one in drafts), *(platform.lake.run_folder(one) for one in runs)])
    platform.lake.note_gone()
