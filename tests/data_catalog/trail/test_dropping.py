"""Retention takes persons, then whole days; the seals stay and still verify; what is broken is not washed away."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from data_catalog.records.tables import LedgerRow, LedgerSeal
from data_catalog.trail.dropping import Dropped, drop
from tests.data_catalog.trail.days import FIRST, Trail


def dropped(trail: Trail, day: int, *, days: int, detail_days: int) -> Dropped:
    return drop(trail.records, trail.home, FIRST + timedelta(days=day), trail.at(day), days=days, detail_days=detail_days)


def counts(trail: Trail) -> tuple[int, int, int]:
    """Rows, rows that say who, seals."""
    with trail.records.reading() as session:
        rows = session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.event == "sign_in")) or 0
        who = session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.person_id.is_not(None))) or 0
        return rows, who, session.scalar(select(func.count()).select_from(LedgerSeal)) or 0


def test_old_days_lose_their_persons_older_ones_go_whole_and_the_seals_stay(trail: Trail) -> None:
    trail.days(6)
    assert dropped(trail, 6, days=4, detail_days=2) == Dropped(2, 2, None)
    assert counts(trail) == (20, 12, 6)
    trail.tend(6)
    assert trail.verdict().breaks == ()
    with trail.records.reading() as session:
        bare = session.scalars(select(LedgerRow).where(LedgerRow.day == FIRST + timedelta(days=2))).all()
    assert {(row.person_id, row.subject_id, row.salt) for row in bare} == {(None, None, None)}
    assert all(row.detail for row in bare)


def test_the_days_go_on_going(trail: Trail) -> None:
    trail.days(3)
    for day in range(3, 9):
        dropped(trail, day, days=3, detail_days=1)
        trail.write(day, by="p2")
        trail.tend(day)
        assert trail.codes() == []
    assert dropped(trail, 8, days=3, detail_days=1) == Dropped(0, 0, None), "twice does no harm"


def test_a_broken_day_is_kept_and_stops_what_comes_after(trail: Trail) -> None:
    trail.days(5)
    trail.by_hand("UPDATE ledger SET event = 'download' WHERE id = 6")
    assert dropped(trail, 5, days=1, detail_days=1) == Dropped(1, 0, date(2026, 11, 2))
    assert ("row_changed", 6) in [(one.code, one.row) for one in trail.verdict().breaks]


def test_what_somebody_took_away_is_not_taken_for_retention(trail: Trail) -> None:
    trail.days(5)
    dropped(trail, 5, days=4, detail_days=3)
    trail.by_hand("DELETE FROM ledger WHERE id BETWEEN 9 AND 12")
    assert [(one.code, one.day) for one in trail.verdict().breaks] == [("day_missing", date(2026, 11, 3))]


def test_rows_from_before_stamps_keep_their_persons_until_they_go_whole(trail: Trail) -> None:
    stamp, trail.records.stamp = trail.records.stamp, None
    trail.write(0, 3)
    trail.records.stamp = stamp
    trail.write(1)
    trail.tend(1)
    assert dropped(trail, 3, days=9, detail_days=1).details == 1
    assert counts(trail)[1] == 4
    trail.tend(3)
    assert trail.codes() == []
