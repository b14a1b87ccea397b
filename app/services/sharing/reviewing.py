"""Reviews of results: asked of a colleague, confirmed or returned with a comment. A new run begins without one.

Who reviews is never the author: neither who made the run nor whose it is now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox
from app.services.people.organisations import reaches
from app.services.platform import Platform
from app.services.sharing import giving, granted, sight
from app.services.sharing.giving import Wanted
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.personal import mask
from data_catalog.policy.kept import path_up
from data_catalog.records import settings
from data_catalog.records.tables import DraftField, Organisation, PersonRow, Review, Run, new_id

COMMENT_MAX = 1_000
_SEEN_FOR_DAYS = 30
_AFTER = ("report.title", "report.comment")


@dataclass(frozen=True)
class Reviewed:
    """How it stands with a run's review: `state` is none, asked, returned or confirmed.

    `told`: whether that nobody reviewed it is said, on screen and in reports: of real analyses, where the organisation wants it.
    `mine`: the reader is the one asked; `author`: the reader may ask. `changed`: since it was confirmed the title, comment or weights of
    its report were changed, which nobody reviewed.
    """

    state: str
    told: bool
    id: str = ""
    reviewer: str = ""
    day: date | None = None
    comment: str = ""
    mine: bool = False
    author: bool = False
    changed: bool = False


@dataclass(frozen=True)
class Waiting:
    """A review somebody asked of the person."""

    id: str
    run_id: str
    model: str
    asker: str
    asked_at_utc: datetime


def of_run(person: Person, platform: Platform, run_id: str) -> Reviewed:
    """The review of a run the person may see. Problems: not_found.run, share.closed."""
    return of_opened(person, platform, sight.opened(person, platform, run_id))


def of_opened(person: Person, platform: Platform, run: Any) -> Reviewed:
    """The review of a run that was opened (`sight.opened`)."""
    if run.kind != "real":
        return Reviewed("none", False)
    with platform.records.reading() as session:
        told = told_in(session, run.organisation_id)
        author = run.person_id == person.id
        row = _newest(session, run.id)
        if row is None:
            return Reviewed("none", told, author=author)
        at = row.answered_at_utc or row.asked_at_utc
        return Reviewed(
            row.state, told, row.id, session.get_one(PersonRow, row.reviewer_id).name, at.astimezone(settings.local_zone(session)).date(),
            row.comment or "", row.reviewer_id == person.id and row.state == "asked", author,
            row.state == "confirmed" and _changed(session, run.draft_id, run.id, at),
        )  # fmt: skip


def waiting(person: Person, platform: Platform) -> tuple[Waiting, ...]:
    """What the person was asked to review and has not answered, the first asked first."""
    with platform.records.reading() as session:
        rows = session.execute(
            select(Review, Run.model, PersonRow.name)
            .join(Run, Run.id == Review.run_id)
            .join(PersonRow, PersonRow.id == Review.asked_by)
            .where(Review.reviewer_id == person.id, Review.state == "asked")
            .order_by(Review.asked_at_utc, Review.id)
        ).all()
    return tuple(Waiting(row.id, row.run_id, model, name, row.asked_at_utc) for row, model, name in rows)


def ask(person: Person, platform: Platform, run_id: str, reviewer_id: str) -> str:
    """Asks a colleague to review one's result, who may see it from now on; a review asked before is withdrawn. Gives the review's id.

    Problems: not_found.run, not_found.person, review.author, review.not_needed, review.confirmed, and those of `giving.give`.
    """
    rights.need(person, "analyse")
    with platform.records.session() as session:
        subject = granted.own_subject(session, person, "run", run_id)
        run = session.get_one(Run, run_id, with_for_update=True)
        reviewer = giving.colleague(session, person, reviewer_id)
        if reviewer.id in (run.person_id, run.made_by):
            raise Problem("review.author")
        if run.kind != "real":
            raise Problem("review.not_needed")
        before = _newest(session, run_id)
        if before is not None and before.state == "confirmed":
            raise Problem("review.confirmed")
        _need_sight(session, person, platform, run_id, reviewer)
        if before is not None and before.state == "asked":
            before.state, before.answered_at_utc = "withdrawn", platform.now()
        asked = session.scalar(select(func.count()).select_from(Review).where(Review.run_id == run_id)) or 0
        row = Review(id=new_id(), run_id=run_id, number=asked + 1, asked_by=person.id, reviewer_id=reviewer.id, asked_at_utc=platform.now())
        session.add(row)
        session.flush()
        _note(session, platform, person, ledger.REVIEW_ASKED, run, row, to=reviewer.id)
        facts = {"name": person.name, "model": subject.model}
        inbox.add(session, reviewer.id, "inbox.review_asked", facts, link=f"/result?run={run_id}", at=platform.now())
        return row.id


def confirm(person: Person, platform: Platform, review_id: str) -> None:
    """Confirms a result one was asked to review and may still see. Problems: not_found.review, review.author, review.answered."""
    _answer(person, platform, review_id, "confirmed", None)


def give_back(person: Person, platform: Platform, review_id: str, comment: str) -> None:
    """Returns a result to its author with a comment; personal values in it are hidden. Problems: review.comment_missing, as `confirm`."""
    said = mask(" ".join(comment.replace("\x00", "").split()))[:COMMENT_MAX]
    if not said:
        raise Problem("review.comment_missing")
    _answer(person, platform, review_id, "returned", said)


def withdraw(person: Person, platform: Platform, review_id: str) -> None:
    """Takes back one's asking. Problems: not_found.review, review.answered."""
    with platform.records.session() as session:
        row = session.get(Review, review_id, with_for_update=True)
        run = session.get(Run, row.run_id) if row else None
        if row is None or run is None or run.person_id != person.id:
            raise Problem("not_found.review")
        if row.state != "asked":
            raise Problem("review.answered")
        row.state, row.answered_at_utc = "withdrawn", platform.now()
        _note(session, platform, person, ledger.REVIEW_WITHDRAWN, run, row)


def told_in(session: Session, organisation_id: str) -> bool:
    """Whether results of an organisation say that nobody has reviewed them: as it, or the nearest above that says so, wants; else yes."""
    path = path_up(session, organisation_id)
    said = dict(session.execute(select(Organisation.id, Organisation.tells_review).where(Organisation.id.in_(path))).all())
    return next((wanted for one in path if (wanted := said.get(one)) is not None), True)


def own_choice(person: Person, platform: Platform) -> bool | None:
    """What the person's organisation itself says of that; None: as the one above. Problem not_found.organisation."""
    with platform.records.reading() as session:
        return _own_body(session, person).tells_review


def choose(person: Person, platform: Platform, wanted: bool | None) -> None:
    """Says it for the person's organisation and those below that say nothing. Problem not_found.organisation."""
    with platform.records.session() as session:
        body = _own_body(session, person)
        body.tells_review = wanted
        ledger.record(
            session, ledger.SETTING_CHANGED, person_id=person.id, organisation_id=body.id, subject=("setting", "tells_review"),
            facts={"wanted": wanted}, at=platform.now(),
        )  # fmt: skip


def _own_body(session: Session, person: Person) -> Organisation:
    if not reaches(session, person, "manage_people", person.organisation_id):
        raise Problem("not_found.organisation")
    return session.get_one(Organisation, person.organisation_id)


def _answer(person: Person, platform: Platform, review_id: str, state: str, comment: str | None) -> None:
    with platform.records.session() as session:
        row = session.get(Review, review_id, with_for_update=True)
        if row is None or row.reviewer_id != person.id:
            raise Problem("not_found.review")
        run = session.get_one(Run, row.run_id)
        if person.id in (run.person_id, run.made_by):
            raise Problem("review.author")
        if row.state != "asked":
            raise Problem("review.answered")
        # What one may not see any more one cannot judge.
        sight.run_of(session, platform, person, run.id)
        row.state, row.comment, row.answered_at_utc = state, comment, platform.now()
        _note(session, platform, person, ledger.REVIEW_CONFIRMED if state == "confirmed" else ledger.REVIEW_RETURNED, run, row)
        facts = {"name": person.name, "model": run.model}
        inbox.add(session, run.person_id, f"inbox.review_{state}", facts, link=f"/result?run={run.id}", at=platform.now())


def _need_sight(session: Session, person: Person, platform: Platform, run_id: str, reviewer: PersonRow) -> None:
    """Gives the result to the reviewer."""
    today = platform.now().astimezone(settings.local_zone(session)).date()
    until = today + timedelta(days=min(_SEEN_FOR_DAYS, settings.value(session, "share_limit_days")))
    giving.give_in(session, person, platform, Wanted("run", run_id, until, person_id=reviewer.id), quietly=True)


def _newest(session: Session, run_id: str) -> Review | None:
    """The review that counts: the last asked that was not withdrawn."""
    wanted = select(Review).where(Review.run_id == run_id, Review.state != "withdrawn")
    return session.scalars(wanted.order_by(Review.number.desc()).limit(1)).one_or_none()


def _changed(session: Session, draft_id: str | None, run_id: str, at: datetime) -> bool:
    """Whether what a report of the run says beside the result was changed after a moment."""
    after = select(DraftField.name).where(DraftField.draft_id == (draft_id or ""), DraftField.saved_at_utc > at)
    names = session.scalars(after).all()
    weights = (f"report.weights.{run_id}.", f"weights.{run_id}.")
    return any(name in _AFTER or name.startswith(weights) for name in names)


def _note(session: Session, platform: Platform, person: Person, event: str, run: Run, row: Review, **facts: str) -> None:
    ledger.record(
        session, event, person_id=person.id, organisation_id=run.organisation_id, subject=("run", run.id),
        facts={"model": run.model, "review": row.id, **facts}, at=platform.now(),
    )  # fmt: skip
