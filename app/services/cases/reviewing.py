"""Reviews of cases: two reviewers of other units, blind until both have scored, what they differ on, and what is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import house
from app.identity.person import Person
from app.services.cases import registering, steps
from app.services.platform import Platform
from app.services.sharing import giving
from app.services.sharing.listing import Colleague
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import (
    CASE_CRITERIA,
    CASE_PHASES,
    Organisation,
    PersonRow,
    Run,
    UseCase,
    UseCaseReview,
    UseCaseRound,
    new_id,
)

SCORES = (1, 2, 3, 4, 5)
APART = 2
"""So many points apart on a criterion, reviewers are asked to talk."""
OUTCOMES = ("outstanding", "accepted", "returned")
PLACES = (1, 2)
MOST_SHOWN = 200


@dataclass(frozen=True)
class Seat:
    """A reviewer. `name`: who, to those who assign and to themselves; None to others while it is blind. `mine`: the reader is to score.
    `scores`: by criterion; None while they were not given, or not for the reader to see."""

    place: int
    name: str | None
    scored: bool
    mine: bool
    scores: Mapping[str, int] | None
    comment: str


@dataclass(frozen=True)
class Round:
    """One review. `scored`: both have; `apart`: the criteria on which they lie two points or more apart."""

    id: str
    number: int
    phase: str
    opened_on: date
    scored: bool
    seats: tuple[Seat, ...]
    apart: tuple[str, ...]
    outcome: str | None
    reason: str
    decided_on: date | None


def assign(person: Person, platform: Platform, case_id: str, phase: str, reviewers: Sequence[str]) -> str:
    """Asks two people to review a case in a phase; gives the round's id.

    Problems: not_found.case, cases.own, policy.choice_unknown, cases.over, cases.in_review, not_found.person, cases.reviewers_two,
    cases.reviewer_near (`name`).
    """
    if phase not in CASE_PHASES:
        raise Problem("policy.choice_unknown", said=phase[:60], known=list(CASE_PHASES))
    with platform.records.session() as session:
        row = _judged(session, person, case_id)
        if row.state == "withdrawn":
            raise Problem("cases.over")
        if steps.open_round(session, row) is not None:
            raise Problem("cases.in_review")
        if len(set(reviewers)) != len(PLACES):
            raise Problem("cases.reviewers_two")
        for one in reviewers:
            _need_far(session, person, row, one)
        number = session.scalar(select(func.count()).where(UseCaseRound.case_id == row.id)) or 0
        made = UseCaseRound(
            id=new_id(), case_id=row.id, number=number + 1, phase=phase, opened_by=person.id, opened_at_utc=platform.now()
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.add_all(UseCaseReview(round_id=made.id, place=place, reviewer_id=one) for place, one in zip(PLACES, reviewers, strict=True))
        if row.published_at_utc is None:
            row.state = "review"
        registering.touch(row, platform.now())
        steps.note(session, platform, row, ledger.USE_CASE_REVIEW_ASKED, person.id, said={"phase": [None, phase]}, round=made.id)
        steps.tell(session, platform, row, reviewers, "review_asked", once=f"review:{made.id}")
        return made.id


def who_may(person: Person, platform: Platform, case_id: str) -> tuple[Colleague, ...]:
    """Who may review a case, those of the person's tree first, by organisation and name; of many the first `MOST_SHOWN`.

    Problems: not_found.case, cases.own.
    """
    with platform.records.reading() as session:
        row = _judged(session, person, case_id, held=False)
        tree = steps.tree(session, person, "judge_cases")
        wanted = (
            select(PersonRow, Organisation)
            .join(Organisation, Organisation.id == PersonRow.organisation_id)
            .where(
                PersonRow.organisation_id != row.organisation_id,
                PersonRow.id.not_in(_makers(session, row) | {person.id, house.ID}), PersonRow.must_change.is_(False),
                PersonRow.disabled.is_(False), PersonRow.workshop_id.is_(None), PersonRow.demo == person.demo,
            )
            .order_by(PersonRow.organisation_id.not_in(tree), Organisation.name_ko, PersonRow.name, PersonRow.login)
            .limit(MOST_SHOWN)
        )  # fmt: skip
        return tuple(Colleague(who.id, who.name, who.login, body.name) for who, body in session.execute(wanted))


def replace(person: Person, platform: Platform, case_id: str, place: int, reviewer_id: str) -> None:
    """Puts another in the place of a reviewer who has not scored. Problems: not_found.case, cases.own, cases.not_in_review,
    cases.scored_already, and those of a reviewer."""
    with platform.records.session() as session:
        row = _judged(session, person, case_id)
        under_way = steps.open_round(session, row)
        if under_way is None:
            raise Problem("cases.not_in_review")
        seats = {one.place: one for one in _seats(session, under_way)}
        seat = seats.get(place)
        if seat is None or seat.scores is not None:
            raise Problem("cases.scored_already")
        if reviewer_id in (one.reviewer_id for one in seats.values()):
            raise Problem("cases.reviewers_two")
        _need_far(session, person, row, reviewer_id)
        seat.reviewer_id = reviewer_id
        registering.touch(row, platform.now())
        steps.note(session, platform, row, ledger.USE_CASE_REVIEW_ASKED, person.id, round=under_way.id, place=place)
        steps.tell(session, platform, row, [reviewer_id], "review_asked", once=f"review:{under_way.id}")


def score(person: Person, platform: Platform, case_id: str, scores: Mapping[str, int], comment: str = "") -> bool:
    """Keeps the scores of a reviewer, once; gives whether both are in by it.

    Problems: not_found.case, cases.not_in_review, cases.scored_already, cases.unscored (`criteria`), policy.choice_unknown.
    """
    given = _checked(scores)
    with platform.records.session() as session:
        row = session.get(UseCase, case_id, with_for_update=True)
        if row is None or not steps.is_reviewer(session, person, row):
            raise Problem("not_found.case")
        if row.state == "withdrawn":
            raise Problem("cases.over")
        under_way = steps.open_round(session, row)
        seats = _seats(session, under_way) if under_way is not None else ()
        mine = next((one for one in seats if one.reviewer_id == person.id), None)
        if under_way is None or mine is None:
            raise Problem("cases.not_in_review")
        if mine.scores is not None:
            raise Problem("cases.scored_already")
        # Somebody who moved into the unit since, or has the result now, is not another's reviewer any more.
        _need_far(session, person, row, person.id)
        mine.scores, mine.comment, mine.scored_at_utc = given, steps.plain(comment), platform.now()
        session.flush()
        done = all(one.scores is not None for one in seats)
        # What the first gave stays out of the ledger until the second did: whoever reads it may be the second.
        told = [one.scores[name] for one in seats for name in CASE_CRITERIA if one.scores] if done else []
        registering.touch(row, platform.now())
        steps.note(session, platform, row, ledger.USE_CASE_REVIEWED, person.id, round=under_way.id, phase=under_way.phase, scores=told)
        if done:
            under_way.scored_at_utc = platform.now()
            steps.tell(session, platform, row, [under_way.opened_by], "reviewed", once=f"reviewed:{under_way.id}")
        return done


def decide(person: Person, platform: Platform, case_id: str, outcome: str, reason: str) -> None:
    """Decides on a case both reviewers scored; a reason is needed to return it, and where they lay apart: what they said of it.

    Problems: not_found.case, cases.own, cases.choice_missing, policy.choice_unknown, cases.not_in_review, cases.not_scored,
    cases.reason_missing, cases.talk_missing (`criteria`).
    """
    if not outcome:
        raise Problem("cases.choice_missing")
    if outcome not in OUTCOMES:
        raise Problem("policy.choice_unknown", said=outcome[:60], known=list(OUTCOMES))
    said = steps.plain(reason)
    with platform.records.session() as session:
        row = _judged(session, person, case_id)
        under_way = steps.open_round(session, row)
        if under_way is None:
            raise Problem("cases.not_in_review")
        seats = _seats(session, under_way)
        if any(one.scores is None for one in seats):
            raise Problem("cases.not_scored")
        if outcome == "returned" and not said:
            raise Problem("cases.reason_missing")
        if not said and (found := apart(seats)):
            raise Problem("cases.talk_missing", criteria=[steps.criterion(one) for one in found])
        under_way.outcome, under_way.reason, under_way.decided_by, under_way.decided_at_utc = outcome, said, person.id, platform.now()
        row.state = outcome
        registering.touch(row, platform.now())
        steps.note(
            session, platform, row, ledger.USE_CASE_DECIDED, person.id, comment=said, round=under_way.id, phase=under_way.phase,
            outcome=outcome,
        )  # fmt: skip
        if outcome == "returned" and row.published_at_utc is not None:
            row.published_at_utc = None
            steps.note(session, platform, row, ledger.USE_CASE_UNPUBLISHED, person.id, why="returned")
        steps.tell(session, platform, row, steps.keepers(session, row), outcome, once=f"decided:{under_way.id}")


def apart(seats: Iterable[UseCaseReview]) -> tuple[str, ...]:
    """The criteria on which two reviewers lie two points or more apart."""
    first, second = (one.scores or {} for one in seats)
    return tuple(name for name in CASE_CRITERIA if name in first and name in second and abs(first[name] - second[name]) >= APART)


def rounds(session: Session, person: Person, row: UseCase) -> tuple[Round, ...]:
    """The reviews of a case as the reader may see them, the last first.

    A reviewer sees their own scores; who made the case and who assigned sees none before both are in. Of who made it, reviewers stay
    without a name.
    """
    zone, judges = settings.local_zone(session), steps.judges(session, person, row)
    wanted = select(UseCaseRound).where(UseCaseRound.case_id == row.id).order_by(UseCaseRound.number.desc())
    found = []
    for one in session.scalars(wanted):
        seats = _seats(session, one)
        done = one.scored_at_utc is not None
        decided_on = one.decided_at_utc.astimezone(zone).date() if one.decided_at_utc else None
        opened_on = one.opened_at_utc.astimezone(zone).date()
        told = tuple(_seat(session, person, each, one, done=done, named=judges and row.person_id != person.id) for each in seats)
        differ = apart(seats) if done else ()
        found.append(Round(one.id, one.number, one.phase, opened_on, done, told, differ, one.outcome, one.reason, decided_on))
    return tuple(found)


def _seat(session: Session, person: Person, seat: UseCaseReview, held: UseCaseRound, *, done: bool, named: bool) -> Seat:
    mine = seat.reviewer_id == person.id
    seen = done or mine
    name = session.get_one(PersonRow, seat.reviewer_id).name if named or mine else None
    scored = seat.scores is not None
    waits = mine and not scored and held.outcome is None
    return Seat(seat.place, name, scored, waits, seat.scores if seen else None, seat.comment if seen else "")


def _seats(session: Session, held: UseCaseRound) -> Sequence[UseCaseReview]:
    return session.scalars(select(UseCaseReview).where(UseCaseReview.round_id == held.id).order_by(UseCaseReview.place)).all()


def _judged(session: Session, person: Person, case_id: str, *, held: bool = True) -> UseCase:
    row = session.get(UseCase, case_id, with_for_update=True if held else None)
    if row is None or not steps.judges(session, person, row):
        raise Problem("not_found.case")
    if row.person_id == person.id:
        raise Problem("cases.own")
    return row


def _need_far(session: Session, person: Person, row: UseCase, reviewer_id: str) -> None:
    """Passes for somebody of another unit than the case's, who neither made it nor its result."""
    reviewer = giving.colleague(session, person, reviewer_id)
    if reviewer.id in _makers(session, row) or reviewer.organisation_id == row.organisation_id or reviewer.must_change:
        raise Problem("cases.reviewer_near", name=reviewer.name)


def _makers(session: Session, row: UseCase) -> set[str]:
    """Who made a case, and its result."""
    run = session.get(Run, row.run_id)
    return {one for one in (row.person_id, *((run.person_id, run.made_by) if run is not None else ())) if one}


def _checked(scores: Mapping[str, int]) -> dict[str, int]:
    if missing := [steps.criterion(one) for one in CASE_CRITERIA if one not in scores]:
        raise Problem("cases.unscored", criteria=missing)
    if wrong := [one for one in scores.values() if one not in SCORES]:
        raise Problem("policy.choice_unknown", said=str(wrong[0])[:60], known=[str(one) for one in SCORES])
    return {one: int(scores[one]) for one in CASE_CRITERIA}
