"""How long approvals take, and where requests are stuck.

The curve is Kaplan and Meier's of the days from asking to approval. A request that waits is watched until today. One that was refused,
withdrawn or lost with its data is never approved: it counts as not approved until today too, and is not dropped on the day it was decided,
for that would make approvals look likelier than they are. As every request is watched until the same known day, the curve is then one less
the cumulative incidence of approval with the other ends competing (Fine & Gray 1999, A proportional hazards model for the subdistribution
of a competing risk, section 3: censoring complete data).
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.agreements.ageing import Calendar, reached
from app.services.agreements.network import Bodies, when_taken
from app.services.platform import Platform
from data_catalog import ledger
from data_catalog.records.tables import AGREEMENT_OPEN, Agreement
from models.kit.wording import Words
from models.methods import durations
from models.methods.durations import Curve

LEAST = 5
"""An organisation with fewer requests gets no median of its own."""


@dataclass(frozen=True)
class Timing:
    """Requests of one organisation's data, or of all (`organisation` None): how many, approved of them, and the days until half were
    approved with an interval of 95 %; None where it is not known, or not reached."""

    organisation: Words | None
    requests: int
    approved: int
    median_days: float | None
    low_days: float | None
    high_days: float | None


@dataclass(frozen=True)
class Stuck:
    """Requests of one organisation's data that wait: how many, at which step, and for how many days since they were asked for."""

    organisation: Words
    waiting: int
    asked: int
    offered: int
    mediation: int
    oldest_days: int
    median_days: float


@dataclass(frozen=True)
class Approvals:
    """The curve of all requests and how many ended how; the timing of all, then of each organisation with LEAST or more requests, the
    slowest first; who is stuck, the oldest request first."""

    curve: Curve
    waiting: int
    closed: int
    all: Timing
    owners: tuple[Timing, ...]
    stuck: tuple[Stuck, ...]


def told(person: Person, platform: Platform, level: str = "own") -> Approvals:
    """All of it, of every request of the person's register, by owners at a level. Problems: rights.*, policy.choice_unknown."""
    rights.need(person, "see_agreements")
    with platform.records.reading() as session:
        bodies, calendar = Bodies.of(session, level), Calendar.of(session, platform.now())
        rows = _requests(person, session, calendar)
    by: dict[str, list[_Request]] = {}
    for row in rows:
        by.setdefault(bodies.at(row.owner), []).append(row)
    curve = _curve(rows)
    owners = [_timing(bodies.name(own), held, _curve(held)) for own, held in by.items() if len(held) >= LEAST]
    stuck = [found for own, held in by.items() if (found := _stuck(bodies.name(own), held)) is not None]
    waiting = sum(one.state in AGREEMENT_OPEN for one in rows)
    everything = _timing(None, rows, curve)
    return Approvals(
        curve, waiting, len(rows) - everything.approved - waiting, everything,
        tuple(sorted(owners, key=lambda one: (-_slow(one), (one.organisation or {})["ko"]))),
        tuple(sorted(stuck, key=lambda one: (-one.oldest_days, -one.waiting, one.organisation["ko"]))),
    )  # fmt: skip


@dataclass(frozen=True)
class _Request:
    """`days`: until it was approved, else until today."""

    owner: str
    state: str
    approved: bool
    days: int


def _requests(person: Person, session: Session, calendar: Calendar) -> list[_Request]:
    given = when_taken(ledger.AGREEMENT_APPROVED)
    wanted = (
        select(Agreement.owner_organisation_id, Agreement.state, Agreement.asked_at_utc, given.c.at_utc)
        .outerjoin(given, given.c.agreement_id == Agreement.id)
        .where(reached(person, session))
    )
    return [_request(row, calendar) for row in session.execute(wanted)]


def _request(row: Any, calendar: Calendar) -> _Request:
    until = calendar.today if row.at_utc is None else calendar.day(row.at_utc)
    days = max(0, (until - calendar.day(row.asked_at_utc)).days)
    return _Request(row.owner_organisation_id, row.state, row.at_utc is not None, days)


def _curve(rows: Sequence[_Request]) -> Curve:
    return durations.going_on([row.days for row in rows], [row.approved for row in rows])


def _timing(organisation: Words | None, rows: Sequence[_Request], curve: Curve) -> Timing:
    return Timing(organisation, len(rows), sum(row.approved for row in rows), curve.median, *curve.median_interval)


def _slow(one: Timing) -> float:
    return float("inf") if one.median_days is None else one.median_days


def _stuck(organisation: Words, rows: Sequence[_Request]) -> Stuck | None:
    waits = [row for row in rows if row.state in AGREEMENT_OPEN]
    if not waits:
        return None
    steps, days = Counter(row.state for row in waits), [row.days for row in waits]
    return Stuck(
        organisation, len(waits), steps["asked"], steps["offered"], steps["mediation"], max(days), statistics.median(days)
    )  # fmt: skip
