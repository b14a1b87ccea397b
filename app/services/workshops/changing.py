"""What a trainer changes of a workshop that is made already, and calling one off that nobody came to."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services import claims, teaching, written
from app.services.platform import Platform
from app.services.workshops import making, purging
from app.services.workshops.making import TITLE_MAX, Wanted
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Organisation, Seat, Workshop


def change(person: Person, platform: Platform, workshop_id: str, wanted: Wanted) -> None:
    """Makes it what is wanted. Once it began its time stays (a quarter of an hour more is another thing), unless it did so
    by itself and nobody came; once a seat is taken its models stay, and there are no fewer seats than taken. Exercises can be left out
    and taken in until it is over: what was answered is kept.

    Problems: rights.*, not_found.workshop, workshop.over, .title_missing, .models_wrong, .models_taken, .exercises_none, .seats_wrong,
    .seats_taken, .length_wrong, .time_wrong, .time_begun, policy.choice_unknown.
    """
    title, models = written.line(wanted.title, TITLE_MAX), list(dict.fromkeys(wanted.models))
    ends = wanted.starts_at + timedelta(minutes=wanted.minutes)
    with platform.records.session() as session:
        row = teaching.lead(session, person, workshop_id, held=True)
        teaching.need_going(row, platform.now())
        if _taken(session, row):
            teaching.begin_in_time(session, platform, row)
        _need_kept(session, row, wanted, models)
        making.check(platform, wanted, title, begun=row.state != "ready")
        row.title, row.models, row.seats, row.language = title, models, wanted.seats, wanted.language
        row.left_out = wanted.kept_out()
        row.prepared = {model: draft for model, draft in row.prepared.items() if model in models}
        if row.state == "ready":
            row.starts_at_utc, row.ends_at_utc = wanted.starts_at, ends
            row.purge_on = making.purge_on(session, ends)
        sandbox = session.get_one(Organisation, row.sandbox_id)
        sandbox.name_ko = sandbox.name_en = title
        teaching.note(session, platform, row, ledger.WORKSHOP_LED, person.id, what="change", models=len(models), seats=row.seats)


def call_off(person: Person, platform: Platform, workshop_id: str) -> None:
    """Takes it off the list with all that was made for it: one that nobody has begun and that nobody has a seat in.

    Problems: rights.*, not_found.workshop, workshop.over, workshop.has_begun, workshop.has_seats.
    """
    with platform.records.session() as session:
        row = teaching.lead(session, person, workshop_id, held=True)
        teaching.need_going(row, platform.now())
        _need_empty(session, row)
        teaching.note(session, platform, row, ledger.WORKSHOP_LED, person.id, what="call_off", models=len(row.models), seats=row.seats)
        row.state = "finished"  # from here on no seat is taken
    if not purging.purge(platform, workshop_id):
        return
    with claims.alone(platform, f"workshop:{workshop_id}"), platform.records.session() as session:
        row = session.get_one(Workshop, workshop_id, with_for_update=True)
        session.delete(row)
        session.flush()
        session.execute(delete(Organisation).where(Organisation.id == row.sandbox_id))


def _need_kept(session: Session, row: Workshop, wanted: Wanted, models: list[str]) -> None:
    """Passes where nobody who sits in it loses anything, and what has begun began when it began."""
    taken = _taken(session, row)
    if taken and set(models) != set(row.models):
        raise Problem("workshop.models_taken", taken=taken)
    if wanted.seats < taken:
        raise Problem("workshop.seats_taken", taken=taken)
    minutes = making.minutes_between(row.starts_at_utc, row.ends_at_utc)
    if row.state != "ready" and (wanted.starts_at, wanted.minutes) != (row.starts_at_utc, minutes):
        raise Problem("workshop.time_begun")


def _need_empty(session: Session, row: Workshop) -> None:
    if taken := _taken(session, row):
        raise Problem("workshop.has_seats", taken=taken)
    if row.state != "ready":
        raise Problem("workshop.has_begun")


def _taken(session: Session, row: Workshop) -> int:
    return session.scalars(select(func.count()).select_from(Seat).where(Seat.workshop_id == row.id)).one()
