"""The workshops somebody leads, as their first page tells of them: those going on, the next, and the last with what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.identity.person import Person
from app.services import teaching
from app.services.platform import Platform
from data_catalog.records.tables import Seat, Workshop, WorkshopCertificate

_MOST = 100


@dataclass(frozen=True)
class Led:
    """One workshop. `hands`: seats that ask for help; `ran`: how many finished a real analysis of their own afterwards; `kept`: it has a
    board, its seats are not cleared yet."""

    id: str
    title: str
    state: str
    starts_at_utc: datetime
    ends_at_utc: datetime
    seats: int
    taken: int
    hands: int
    certificates: int
    ran: int
    kept: bool


@dataclass(frozen=True)
class OwnClasses:
    """Those going on, the one that ends first before the others; the next to begin; the one that ended last."""

    running: tuple[Led, ...]
    coming: Led | None
    last: Led | None


def of(person: Person, platform: Platform) -> OwnClasses:
    """Of the workshops the person leads, in one question to the records."""
    now, seats = platform.now(), select(func.count()).select_from(Seat).where(Seat.workshop_id == Workshop.id)
    counted = {
        "taken": seats,
        "hands": seats.where(Seat.hand_at_utc.is_not(None)),
        "certificates": select(func.count()).select_from(WorkshopCertificate).where(WorkshopCertificate.workshop_id == Workshop.id),
        "ran": seats.where(Seat.carried_run_at_utc.is_not(None)),
    }
    wanted: Any = select(Workshop, *(one.correlate(Workshop).scalar_subquery().label(name) for name, one in counted.items()))
    with platform.records.reading() as session:
        mine = wanted.where(Workshop.trainer_id == person.id).order_by(Workshop.starts_at_utc.desc(), Workshop.id).limit(_MOST)
        found = [_led(row, now) for row in session.execute(mine)]
    going = [one for one in found if one.state in ("open", "paused")]
    coming = [one for one in found if one.state == "ready"]
    ended = [one for one in found if one.state in ("finished", "purged")]
    return OwnClasses(
        tuple(sorted(going, key=lambda one: one.ends_at_utc)),
        min(coming, key=lambda one: one.starts_at_utc, default=None),
        max(ended, key=lambda one: one.ends_at_utc, default=None),
    )


def _led(found: Any, now: datetime) -> Led:
    row = found.Workshop
    return Led(
        row.id, row.title, teaching.stands(row, now), row.starts_at_utc, row.ends_at_utc, row.seats, found.taken, found.hands,
        found.certificates, found.ran, row.state != "purged",
    )  # fmt: skip
