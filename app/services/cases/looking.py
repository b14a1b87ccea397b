"""Looking use cases up: one's own and those of one's tree, what waits for one's review or decision, and one case whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.cases import evidence, outcomes, registering, reviewing, steps
from app.services.cases.evidence import Attached
from app.services.cases.outcomes import FollowUp
from app.services.cases.registering import Wanted
from app.services.cases.reviewing import Round
from app.services.people.organisations import hold_tree, names_in
from app.services.platform import Platform
from app.services.sharing import sight
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records import settings
from data_catalog.records.tables import PersonRow, Run, UseCase, UseCaseEvent, UseCaseReview, UseCaseRound
from models.kit.wording import Words

_MOST = 200
_OF_REVIEWS = (ledger.USE_CASE_REVIEW_ASKED, ledger.USE_CASE_REVIEWED, ledger.USE_CASE_DECIDED)


@dataclass(frozen=True)
class Line:
    """One case in a list. `waits`: what it waits for from the reader: score, assign, decide, follow_up, publish; or nothing."""

    id: str
    title: str
    organisation: Words
    model: str
    state: str
    decision: str
    registered_on: date
    published: bool
    gone: bool
    waits: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a case: what, when, by whom (nobody: by its day; None also where the reader is not to know), and what was changed from
    what to what."""

    step: str
    at_utc: datetime
    who: str | None
    comment: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A case as somebody sees it who sees all of it. `standing`: of its result (`steps.STANDINGS`); `mine`: the reader made it; `edits`,
    `judges`: theirs to change, to assign and decide; `reviews`: they score or scored it; `opens`: they may open its result."""

    id: str
    revision: int
    said: Wanted
    organisation: Words
    maker: str
    run_id: str
    model: str
    model_version: str
    result_hash: str
    standing: str
    state: str
    decided: bool
    registered_on: date
    published_on: date | None
    shows: tuple[str, ...]
    after: float | None
    after_period: str
    change: Words | None
    files: tuple[Attached, ...]
    follow_ups: tuple[FollowUp, ...]
    rounds: tuple[Round, ...]
    history: tuple[Step, ...]
    mine: bool
    edits: bool
    judges: bool
    reviews: bool
    opens: bool


def mine(person: Person, platform: Platform) -> tuple[Line, ...]:
    """The cases the person made or looks after, those that wait for them first, then the newest."""
    with platform.records.reading() as session:
        hold_tree(session)
        tree = steps.tree(session, person, "manage_datasets")
        rows = _rows(session, or_(UseCase.person_id == person.id, UseCase.organisation_id.in_(tree)))
        lines = _lines(session, rows, lambda row: _of_owner(session, platform, row))
    return tuple(sorted(lines, key=lambda one: not one.waits))


def to_review(person: Person, platform: Platform) -> tuple[Line, ...]:
    """What the person is to score, to find reviewers for, or to decide on, in that order."""
    with platform.records.reading() as session:
        hold_tree(session)
        held = select(UseCaseRound.case_id).join(UseCaseReview, UseCaseReview.round_id == UseCaseRound.id)
        asked = held.where(UseCaseReview.reviewer_id == person.id, UseCaseReview.scores.is_(None), UseCaseRound.outcome.is_(None))
        tree = steps.tree(session, person, "judge_cases")
        under_way = UseCase.id.in_(select(UseCaseRound.case_id).where(UseCaseRound.outcome.is_(None)))
        judged = UseCase.organisation_id.in_(tree) & (UseCase.person_id != person.id) & (under_way | (UseCase.state == "registered"))
        rows = _rows(session, UseCase.state != "withdrawn", or_(UseCase.id.in_(asked), judged))
        lines = _lines(session, rows, lambda row: _of_judge(session, person, row))
    order = ("score", "assign", "decide", "")
    return tuple(sorted(lines, key=lambda one: order.index(one.waits)))


def of_run(person: Person, platform: Platform, run_id: str) -> tuple[Line, ...]:
    """The cases of a result the person may see all of, the newest first."""
    with platform.records.reading() as session:
        hold_tree(session)
        rows = [row for row in _rows(session, UseCase.run_id == run_id) if steps.sees(session, person, row)]
        return _lines(session, rows, lambda row: "")


def is_whole(person: Person, platform: Platform, case_id: str) -> bool:
    """Whether somebody sees all of a case, and not only what its owner lets others find."""
    with platform.records.reading() as session:
        row = session.get(UseCase, case_id)
        return row is not None and steps.sees(session, person, row)


def one(person: Person, platform: Platform, case_id: str) -> Case:
    """A case, for somebody who sees all of it. Problem not_found.case."""
    with platform.records.reading() as session:
        hold_tree(session)
        row = steps.needed(session, person, case_id)
        zone = settings.local_zone(session)
        judges = steps.judges(session, person, row)
        maker = session.get_one(PersonRow, row.person_id)
        change = {lang: outcomes.change_said(row, lang) for lang in ("ko", "en")}
        return Case(
            id=row.id, revision=row.revision, said=registering.wanted_of(row),
            organisation=names_in(session, [row.organisation_id])[row.organisation_id], maker=maker.name, run_id=row.run_id,
            model=row.model, model_version=row.model_version, result_hash=row.result_hash,
            standing=steps.standing(session, platform, row), state=row.state, decided=row.decided,
            registered_on=row.created_at_utc.astimezone(zone).date(),
            published_on=row.published_at_utc.astimezone(zone).date() if row.published_at_utc else None, shows=tuple(row.shows),
            after=row.after, after_period=row.after_period, change=change if change["ko"] else None,
            files=evidence.attached(session, row.id),
            follow_ups=outcomes.follow_ups(session, row, reading.today_of(session, platform.now())),
            rounds=reviewing.rounds(session, person, row), history=_history(session, row, names_all=judges and row.person_id != person.id),
            mine=row.person_id == person.id, edits=steps.edits(session, person, row), judges=judges and row.person_id != person.id,
            reviews=steps.is_reviewer(session, person, row), opens=_opens(session, platform, person, row),
        )  # fmt: skip


def _opens(session: Session, platform: Platform, person: Person, row: UseCase) -> bool:
    try:
        return bool(sight.run_of(session, platform, person, row.run_id).state == "finished")
    except Problem:
        return False


def _rows(session: Session, *conditions: ColumnElement[bool]) -> Sequence[UseCase]:
    wanted = select(UseCase).where(*conditions).order_by(UseCase.created_at_utc.desc(), UseCase.id)
    return session.scalars(wanted.limit(_MOST)).all()


def _lines(session: Session, rows: Iterable[UseCase], waits: Callable[[UseCase], str]) -> tuple[Line, ...]:
    kept = list(rows)
    names, zone = names_in(session, (row.organisation_id for row in kept)), settings.local_zone(session)
    there = set(session.scalars(select(Run.id).where(Run.id.in_({row.run_id for row in kept}))))
    return tuple(
        Line(
            row.id, row.title, names[row.organisation_id], row.model, row.state, row.decision,
            row.created_at_utc.astimezone(zone).date(), row.published_at_utc is not None, row.run_id not in there, waits(row),
        )
        for row in kept
    )  # fmt: skip


def _of_owner(session: Session, platform: Platform, row: UseCase) -> str:
    if row.state == "withdrawn":
        return ""
    if any(each.waits for each in outcomes.follow_ups(session, row, reading.today_of(session, platform.now()))):
        return "follow_up"
    return (
        "publish" if row.state in steps.SHOWN_STATES and row.published_at_utc is None and session.get(Run, row.run_id) is not None else ""
    )


def _of_judge(session: Session, person: Person, row: UseCase) -> str:
    under_way = steps.open_round(session, row)
    if under_way is None:
        return "assign"
    seats = session.scalars(select(UseCaseReview).where(UseCaseReview.round_id == under_way.id)).all()
    if any(each.reviewer_id == person.id and each.scores is None for each in seats):
        return "score"
    return "decide" if under_way.scored_at_utc is not None and steps.judges(session, person, row) else ""


def _history(session: Session, row: UseCase, *, names_all: bool) -> tuple[Step, ...]:
    """The steps of a case, the last first; who reviewed it is told to those who assign reviewers alone."""
    rows = session.scalars(select(UseCaseEvent).where(UseCaseEvent.case_id == row.id).order_by(UseCaseEvent.id.desc())).all()
    wanted = {each.person_id for each in rows if each.person_id}
    names = {each.id: each.name for each in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(wanted)))}
    return tuple(
        Step(
            each.step, each.at_utc, names.get(each.person_id or "") if names_all or each.step not in _OF_REVIEWS else None, each.comment,
            each.said,
        )
        for each in rows
    )  # fmt: skip


def may_judge(person: Person) -> bool:
    """Whether somebody assigns reviewers and decides anywhere."""
    return rights.may(person, "judge_cases")
