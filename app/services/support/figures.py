"""What the help desk did in a period, counted: how soon it answered, what was asked again, and where questions come from."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, select

from app import texts
from app.identity import rights
from app.identity.person import Person
from app.reports import lists
from app.reports.lists import Cell, Listing
from app.services.people.organisations import names_in
from app.services.platform import Platform
from app.services.support import met, steps
from app.texts import pick, text
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import BOOKING_KINDS, HelpBooking, HelpTicket
from models.kit import library
from models.kit.wording import Words

WORKING_DAY_MIN = 1_440
"""A working day: 24 hours that are none of a Saturday or Sunday."""
DEFINITIONS = ("asked", "answered", "minutes", "day", "reopened", "helped", "bookings")
BY = ("organisation", "model", "step", "problem")
KINDS = ("xlsx", "csv")


@dataclass(frozen=True)
class Counted:
    """Counts of some questions. `median_min`: of the minutes to the first answer; shares are of those answered, `helped` of those whose
    asker said whether it helped; None where there is nothing to take a share of."""

    asked: int
    answered: int
    median_min: float | None
    within_day: float | None
    reopened: float | None
    helped: float | None


@dataclass(frozen=True)
class Row:
    """The counts of one organisation, model, step or Problem key; `name` is what it is called, in both languages."""

    by: str
    key: str
    name: Words
    counted: Counted


@dataclass(frozen=True)
class Figures:
    """A period, days included. `bookings`: by kind, how many were asked for and how many held."""

    first: date
    last: date
    whole: Counted
    rows: tuple[Row, ...]
    bookings: dict[str, tuple[int, int]]


def figures(person: Person, platform: Platform, first: date, last: date) -> Figures:
    """The questions of the person's tree asked between two days. Problems: rights.role_needed, usage.period."""
    rights.need(person, "support")
    if first > last:
        raise Problem("usage.period")
    with platform.records.reading() as session:
        zone = settings.local_zone(session)
        begin, end = datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
        whose = steps.tree(session, person)
        columns = (HelpTicket.organisation_id, HelpTicket.model, HelpTicket.step, HelpTicket.problem, HelpTicket.minutes,
                   HelpTicket.reopened, HelpTicket.helped)  # fmt: skip
        when = (HelpTicket.asked_at_utc >= begin, HelpTicket.asked_at_utc < end)
        found = session.execute(select(*columns).where(HelpTicket.organisation_id.in_(whose), *when)).all()
        bodies = names_in(session, {row.organisation_id for row in found})
        held = func.sum(case((HelpBooking.state == "held", 1), else_=0))
        wished = (HelpBooking.organisation_id.in_(whose), HelpBooking.asked_at_utc >= begin, HelpBooking.asked_at_utc < end)
        booked = session.execute(select(HelpBooking.kind, func.count(), held).where(*wished).group_by(HelpBooking.kind)).all()
    calls: dict[str, Callable[[str], Words]] = {
        "organisation": lambda own: bodies[own],
        "model": _model,
        "step": _step,
        "problem": _problem,
    }
    rows = tuple(one for by in BY for one in _rows(by, found, calls[by]))
    counts = dict.fromkeys(BOOKING_KINDS, (0, 0)) | {kind: (int(asked), int(done or 0)) for kind, asked, done in booked}
    return Figures(first, last, _counted(found), rows, counts)


def taken(person: Person, platform: Platform, first: date, last: date, kind: str, lang: str) -> bytes:
    """The figures as a file with every definition under them; on record. Problems as `figures`; not_found.file."""
    if kind not in KINDS:
        raise Problem("not_found.file", file=kind[:80])
    found = figures(person, platform, first, last)
    with platform.records.session() as session:
        ledger.record(
            session, ledger.HELP_EXPORTED, person_id=person.id, organisation_id=person.organisation_id,
            facts={"first": first.isoformat(), "last": last.isoformat(), "rows": len(found.rows)}, at=platform.now(),
        )  # fmt: skip
    heads = [text(f"support.column.{name}", lang) for name in ("by", "name", *(field for field in Counted.__dataclass_fields__))]
    return lists.file_bytes(kind, Listing(text("nav.support", lang), heads, [18, 44, *(16 for _ in heads[2:])]), _cells(found, lang))


def _cells(found: Figures, lang: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[text("support.by.whole", lang), "", *_numbers(found.whole)]]
    rows += [[text(f"support.by.{row.by}", lang), pick(row.name, lang), *_numbers(row.counted)] for row in found.rows]
    for kind, (asked, held) in found.bookings.items():
        name, over = text(f"booking.kind.{kind}", lang), text("booking.state.held", lang)
        rows += [[text("support.by.bookings", lang), name, asked], [text("support.by.bookings", lang), f"{name} ({over})", held]]
    told = (text("support.period", lang, first=found.first.isoformat(), last=found.last.isoformat()),)
    rows.append([])
    rows += [[line] for line in (*told, *(text(f"support.definition.{name}", lang) for name in DEFINITIONS))]
    return rows


def _numbers(one: Counted) -> list[Cell]:
    share = [None if value is None else round(value, 4) for value in (one.within_day, one.reopened, one.helped)]
    return [one.asked, one.answered, one.median_min, *share]


def _rows(by: str, found: Sequence[Any], called: Callable[[str], Words]) -> list[Row]:
    name = "organisation_id" if by == "organisation" else by
    groups: dict[str, list[Any]] = {}
    for row in found:
        if (key := getattr(row, name)) is not None:
            groups.setdefault(key, []).append(row)
    rows = [Row(by, key, called(key), _counted(kept)) for key, kept in groups.items()]
    return sorted(rows, key=lambda row: (-row.counted.asked, row.name["ko"], row.key))


def _counted(rows: Sequence[Any]) -> Counted:
    minutes = [row.minutes for row in rows if row.minutes is not None]
    answered = [row for row in rows if row.minutes is not None]
    rated = [row.helped for row in rows if row.helped is not None]
    return Counted(
        len(rows), len(answered), float(statistics.median(minutes)) if minutes else None,
        _share([one <= WORKING_DAY_MIN for one in minutes]), _share([row.reopened > 0 for row in answered]), _share(rated),
    )  # fmt: skip


def _share(said: Sequence[bool]) -> float | None:
    return sum(said) / len(said) if said else None


def _model(own: str) -> Words:
    try:
        return library.load(own).title
    except Problem:
        return {"ko": own, "en": own}


def _step(own: str) -> Words:
    return texts.words(f"step.{own}")


def _problem(own: str) -> Words:
    return met.bare(own) if met.is_known(own) else {"ko": own, "en": own}
