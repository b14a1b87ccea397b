"""What came of a case 30 and 180 days after it was registered: asked for by reminders, told with the change in the right words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.cases import registering, steps
from app.services.platform import Platform
from app.texts import text
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records import settings
from data_catalog.records.tables import CASE_OUTCOMES, UseCase, UseCaseOutcome
from models.kit.wording import number

DAYS = (30, 180)
AGAIN_DAYS = 30
"""After "not yet" it is asked again so many days later."""
_SHARES = ("%", "％", "퍼센트", "percent", "per cent")
_MOST_TURNED = 10_000


@dataclass(frozen=True)
class Said:
    """What is said at a follow-up. `kind`: measured (something happened), not_yet, nothing; `decided`: whether a decision was made by
    now; `value` of the case's indicator in `period`."""

    day: int
    kind: str
    decided: bool
    happened: str = ""
    value: float | None = None
    period: str = ""


@dataclass(frozen=True)
class FollowUp:
    """One follow-up. `asked_on`: from which day on it is asked for, None once it was answered; `waits`: since then nobody answered."""

    day: int
    asked_on: date | None
    waits: bool
    kind: str | None = None
    decided: bool = False
    happened: str = ""
    value: float | None = None
    period: str = ""
    answered_on: date | None = None


@dataclass(frozen=True)
class Turned:
    """What one turn did: how many reminders, and cases that left the library since their result is held, closed or gone."""

    reminded: int
    left: int


def answer(person: Person, platform: Platform, case_id: str, revision: int, said: Said) -> None:
    """Keeps what came of a case; the last that is said of a day counts.

    Problems: not_found.case, cases.over, cases.changed_meanwhile, cases.choice_missing, policy.choice_unknown, cases.too_early (`on`),
    cases.happened_missing, cases.indicator_missing, cases.number_wrong.
    """
    if not said.kind:
        raise Problem("cases.choice_missing")
    if said.kind not in CASE_OUTCOMES or said.day not in DAYS:
        raise Problem("policy.choice_unknown", said=f"{said.kind} {said.day}"[:60], known=[*CASE_OUTCOMES, *map(str, DAYS)])
    happened = steps.plain(said.happened)
    if said.kind != "not_yet" and not happened:
        raise Problem("cases.happened_missing")
    with platform.records.session() as session:
        row = steps.own(session, person, case_id)
        registering.need_unchanged(row, revision)
        begins = _registered_on(session, row) + timedelta(days=said.day)
        if reading.today_of(session, platform.now()) < begins:
            raise Problem("cases.too_early", on=begins.isoformat())
        value = said.value if said.kind == "measured" else None
        if value is not None and not row.indicator:
            raise Problem("cases.indicator_missing")
        if value is not None and not math.isfinite(value):
            raise Problem("cases.number_wrong")
        session.add(
            UseCaseOutcome(
                case_id=row.id, day=said.day, kind=said.kind, decided=said.decided, value=value, period=steps.plain(said.period, 60),
                happened=happened, person_id=person.id, at_utc=platform.now(),
            )
        )  # fmt: skip
        if value is not None:
            row.after, row.after_period = value, steps.plain(said.period, 60)
        row.decided = said.decided
        registering.touch(row, platform.now())
        steps.note(
            session, platform, row, ledger.USE_CASE_OUTCOME, person.id, comment=happened, said={"day": [None, said.day]}, day=said.day,
            decided=said.decided, outcome=said.kind,
        )  # fmt: skip


def follow_ups(session: Session, row: UseCase, today: date) -> tuple[FollowUp, ...]:
    """Both follow-ups of a case, as they stand; none of a case that was only looked at."""
    if row.decision == "looked":
        return ()
    rows = session.scalars(select(UseCaseOutcome).where(UseCaseOutcome.case_id == row.id).order_by(UseCaseOutcome.id)).all()
    return tuple(_follow_up(session, row, day, [one for one in rows if one.day == day], today) for day in DAYS)


def change_said(row: UseCase, lang: str) -> str:
    """The change of the indicator as a sentence; empty where before or after is not known.

    A share differs by percentage points, other measures by a share of what they were: 63.1 % to 78.5 % is 15.4 %p more, 7.5 minutes to 6
    are 20 % less. Of nothing no share can be told.
    """
    if row.before is None or row.after is None:
        return ""
    key, by = difference(row.before, row.after, row.unit)
    unit = "%" if _is_share(row.unit) else row.unit if lang == "ko" or not row.unit else f" {row.unit}"
    before, after = (f"{number(one)}{unit}" for one in (row.before, row.after))
    return text(f"cases.change.{key}", lang, name=row.indicator, before=before, after=after, by=by)


def difference(before: float, after: float, unit: str) -> tuple[str, float]:
    """How two values of a measure differ: `points`, `share` or `amount`, with `_more` or `_less`, or `same`; and by how much, positive.

    >>> difference(63.1, 78.5, "%")
    ('points_more', 15.4)
    >>> difference(7.5, 6, "분")
    ('share_less', 0.2)
    >>> difference(0, 4, "건")
    ('amount_more', 4)
    """
    gap = round(after - before, 9)
    if gap == 0:
        return "same", 0
    way = "more" if gap > 0 else "less"
    if _is_share(unit):
        return f"points_{way}", abs(gap)
    return (f"share_{way}", abs(gap / before)) if before > 0 else (f"amount_{way}", abs(gap))


def turn(platform: Platform) -> Turned:
    """Reminds of follow-ups that are due, and takes out of the library what has no result to stand on any more. The worker calls it every
    hour; twice does no harm."""
    with platform.records.reading() as session:
        today = reading.today_of(session, platform.now())
        before = platform.now() - timedelta(days=DAYS[0] - 1)
        open_ = (UseCase.state != "withdrawn", UseCase.decision != "looked", UseCase.created_at_utc <= before)
        due = session.scalars(select(UseCase.id).where(*open_).order_by(UseCase.id).limit(_MOST_TURNED)).all()
        shown = session.scalars(select(UseCase.id).where(UseCase.published_at_utc.is_not(None))).all()
    reminded = sum(_remind(platform, one, today) for one in due)
    return Turned(reminded, sum(_leave(platform, one) for one in shown))


def _remind(platform: Platform, case_id: str, today: date) -> int:
    with platform.records.session() as session:
        row = session.get(UseCase, case_id)
        if row is None:
            return 0
        waiting = [one for one in follow_ups(session, row, today) if one.waits and one.asked_on is not None]
        # Whoever has not answered the first is asked the second alone, once it is due.
        return sum(
            steps.tell(session, platform, row, steps.keepers(session, row), "follow_up", once=f"{one.day}:{one.asked_on}", day=one.day)
            for one in waiting[-1:]
        )


def _leave(platform: Platform, case_id: str) -> int:
    with platform.records.session() as session:
        row = session.get(UseCase, case_id, with_for_update=True)
        if row is None or row.published_at_utc is None or (how := steps.standing(session, platform, row)) == "there":
            return 0
        row.published_at_utc = None
        registering.touch(row, platform.now())
        steps.note(session, platform, row, ledger.USE_CASE_UNPUBLISHED, None, why=f"result_{how}")
        steps.tell(session, platform, row, steps.keepers(session, row), "left")
        return 1


def _follow_up(session: Session, row: UseCase, day: int, said: Sequence[UseCaseOutcome], today: date) -> FollowUp:
    last = said[-1] if said else None
    zone = settings.local_zone(session)
    asked_on: date | None = _registered_on(session, row) + timedelta(days=day)
    if last is None:
        return FollowUp(day, asked_on, asked_on is not None and asked_on <= today)
    answered_on = last.at_utc.astimezone(zone).date()
    asked_on = answered_on + timedelta(days=AGAIN_DAYS) if last.kind == "not_yet" else None
    waits = asked_on is not None and asked_on <= today
    return FollowUp(day, asked_on, waits, last.kind, last.decided, last.happened, last.value, last.period, answered_on)


def _is_share(unit: str) -> bool:
    return unit.strip().casefold() in _SHARES


def _registered_on(session: Session, row: UseCase) -> date:
    return row.created_at_utc.astimezone(settings.local_zone(session)).date()
