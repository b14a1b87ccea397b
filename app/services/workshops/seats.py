"""A seat as its holder has it: where the workshop stands, its drafts, asking for help, showing one's state, and what one thought of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services import teaching, written
from app.services.platform import Platform
from app.services.workshops import copying
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Draft, DraftField, Run, Seat, Workshop

RATINGS = ("understood", "pace", "use")
"""What a class is asked at the end, each 1 to 5."""
SENTENCE_MAX = 300
_GIVEN_TOLD = timedelta(minutes=20)
"""So long a copy handed out is told of."""


@dataclass(frozen=True)
class OwnSeat:
    """A seat and its workshop. `state`: "ready" until it begins; `over`: it only reads now, but for answers while `answerable`, until
    `purge_on`, the local day on which what it holds is destroyed; `drafts`: by model; `given`: a draft of it was replaced
    for it not long ago, and has not been opened since."""

    workshop_id: str
    seat_id: str
    title: str
    number: int
    own: bool
    word: str
    code: str
    state: str
    over: bool
    answerable: bool
    language: str
    starts_at_utc: datetime
    ends_at_utc: datetime
    purge_on: date
    models: tuple[str, ...]
    drafts: Mapping[str, str]
    hand: bool
    shown_at_utc: datetime | None
    given: bool
    feedback: Mapping[str, Any] | None
    certificate: str | None
    claimed: bool


def of(person: Person, platform: Platform, workshop_id: str) -> OwnSeat:
    """The seat the person has in a workshop. Problem not_found.workshop."""
    with platform.records.reading() as session:
        row, seat = teaching.seated(session, person, workshop_id)
    return _own(row, seat, platform.now())


def listed(person: Person, platform: Platform) -> tuple[OwnSeat, ...]:
    """The person's seats in workshops that are not purged, the latest first."""
    wanted = select(Workshop, Seat).join(Seat, Seat.workshop_id == Workshop.id)
    with platform.records.reading() as session:
        mine = wanted.where(Seat.person_id == person.id, Workshop.state != "purged").order_by(Workshop.ends_at_utc.desc())
        rows = session.execute(mine).all()
    return tuple(_own(row, seat, platform.now()) for row, seat in rows)


def draft_of(person: Person, platform: Platform, workshop_id: str, model: str) -> str:
    """Opens the draft of one of the workshop's models, a new copy of the sample where it is gone; gives its id.

    Problems: not_found.workshop, workshop.over.
    """
    with platform.records.reading() as session:
        row, seat = teaching.seated(session, person, workshop_id)
        known = seat.drafts.get(model)
        draft = session.get(Draft, known) if known is not None else None
        first = draft is not None and draft.step_since_utc is None
        given = seat.given_at_utc is not None
        if model not in row.models:
            raise Problem("not_found.workshop")
        if draft is None:
            teaching.need_going(row, platform.now())
    opened = str(known) if draft is not None else copying.give(platform, workshop_id, seat.id, model)
    if first or given or draft is None:
        with platform.records.session() as session:
            if first or draft is None:
                session.execute(update(Draft).where(Draft.id == opened).values(step_since_utc=platform.now()))
            session.execute(update(Seat).where(Seat.id == seat.id).values(given_at_utc=None))
    return opened


def raise_hand(person: Person, platform: Platform, workshop_id: str, *, up: bool) -> None:
    """Asks for help, or says that it is not needed any more. Problems: not_found.workshop, workshop.over."""
    with platform.records.session() as session:
        row, seat = teaching.seated(session, person, workshop_id, held=True)
        teaching.need_going(row, platform.now())
        seat.hand_at_utc = (seat.hand_at_utc or platform.now()) if up else None


def show_state(person: Person, platform: Platform, workshop_id: str, model: str) -> None:
    """Lets the trainer see how far one is, as it is at this moment: step, settings, what was last refused; no rows and no cells.

    Problems: not_found.workshop, not_found.draft, workshop.over.
    """
    with platform.records.session() as session:
        row, seat = teaching.seated(session, person, workshop_id, held=True)
        teaching.need_going(row, platform.now())
        draft = session.get(Draft, seat.drafts.get(model, ""))
        if draft is None:
            raise Problem("not_found.draft")
        run = session.get(Run, draft.run_id) if draft.run_id else None
        fields = {one.name: one.value for one in session.scalars(select(DraftField).where(DraftField.draft_id == draft.id))}
        seat.shown = {
            "model": model, "step": teaching.step_of(draft.step, run.state if run is not None else None),
            "reached": int(fields.get("answers.reached") or 0), "error": seat.last_error,
            "settings": {name[9:]: said for name, said in fields.items() if name.startswith("settings.") and said is not None},
            "mapped": sum(name.startswith("mapping.") and bool(said) for name, said in fields.items()),
        }  # fmt: skip
        seat.shown_at_utc = platform.now()
        teaching.note(session, platform, row, ledger.SEAT_SHOWN, person.id, seat=seat.number, model=model)


def hide_state(person: Person, platform: Platform, workshop_id: str) -> None:
    """Takes back what one let the trainer see. Problem not_found.workshop."""
    with platform.records.session() as session:
        _, seat = teaching.seated(session, person, workshop_id, held=True)
        seat.shown, seat.shown_at_utc = None, None


def met(person: Person, platform: Platform, workshop_id: str, draft_id: str, code: str) -> None:
    """Notes that a seat met a problem in one of its drafts, by its code alone; a workshop that is over notes nothing."""
    with platform.records.session() as session:
        try:
            row, seat = teaching.seated(session, person, workshop_id, held=True)
        except Problem:
            return
        if draft_id in seat.drafts.values() and not teaching.is_over(row, platform.now()):
            seat.errors, seat.last_error, seat.last_error_at_utc = seat.errors + 1, code[:60], platform.now()


def say_how_it_was(person: Person, platform: Platform, workshop_id: str, ratings: Mapping[str, int], sentence: str) -> None:
    """Keeps what a seat thought of the workshop; the last word counts. Problems: not_found.workshop, workshop.unrated."""
    if set(ratings) != set(RATINGS) or not all(1 <= one <= 5 for one in ratings.values()):
        raise Problem("workshop.unrated")
    with platform.records.session() as session:
        _, seat = teaching.seated(session, person, workshop_id, held=True)
        seat.feedback = {**ratings, "sentence": written.line(sentence, SENTENCE_MAX)}


def under_way(person: Person, platform: Platform) -> OwnSeat | None:
    """The person's seat in a workshop that is going on, the one taken last; None where there is none."""
    with platform.records.reading() as session:
        found = _going(session, person, platform.now())
    return _own(*found, platform.now()) if found else None


def _going(session: Session, person: Person, now: datetime) -> tuple[Workshop, Seat] | None:
    wanted = select(Workshop, Seat).join(Seat, Seat.workshop_id == Workshop.id).where(Seat.person_id == person.id)
    going = wanted.where(Workshop.state.in_(teaching.RUNNING), Workshop.ends_at_utc > now).order_by(Seat.taken_at_utc.desc()).limit(1)
    row = session.execute(going).one_or_none()
    return (row[0], row[1]) if row else None


def _own(row: Workshop, seat: Seat, now: datetime) -> OwnSeat:
    over = teaching.is_over(row, now)
    given = seat.given_at_utc is not None and now - seat.given_at_utc <= _GIVEN_TOLD
    return OwnSeat(
        row.id, seat.id, row.title, seat.number, seat.own, seat.word, row.code, teaching.stands(row, now), over,
        teaching.is_answerable(row, now), row.language,
        row.starts_at_utc, row.ends_at_utc, row.purge_on, tuple(row.models), dict(seat.drafts), seat.hand_at_utc is not None,
        seat.shown_at_utc, given, seat.feedback, seat.certificate, seat.claimed_by is not None,
    )  # fmt: skip
