"""A new key for the trail: it stamps from now on, what came before is still verified, and an old key is of no use any more."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from connectors.secrets import Vault
from data_catalog.records.store import open_records
from data_catalog.records.tables import LedgerRow, LedgerSeal
from data_catalog.trail import form, marks, seals, turning
from data_catalog.trail.exporting import check
from data_catalog.trail.stamp import Stamp, name_of, stamp_of
from data_catalog.trail.verify import verify
from tests.data_catalog.trail.days import FIRST, Trail
from tests.data_catalog.trail.test_exporting import exported
from tests.data_catalog.trail.test_verify import named

SECOND, FIFTH = date(2026, 11, 2), date(2026, 11, 5)


def turn(trail: Trail, day: int) -> tuple[str, str]:
    return turning.turn(trail.records, trail.home, FIRST + timedelta(days=day), trail.at(day, 14))


def turned(trail: Trail) -> tuple[str, str]:
    """Three days sealed (1-4, 5-8, 9-12), a fourth begun (13-16), the key turned (17), a row more (18) and a fifth day (19-22) sealed,
    a sixth (23-26) open and marked."""
    trail.days(3)
    names = turn(trail, 3)
    trail.write(3)
    trail.tend(3, 15)
    for day in (4, 5):
        trail.write(day, 4)
        trail.tend(day)
    return names


def old_key(trail: Trail, folder: Path) -> Stamp:
    """What somebody has who copied the key file before it was turned."""
    path = folder / "old.key"
    path.write_text(f"{Vault(stamp_of(trail.home).path).keys()[-1].hex()}\n", "ascii")
    return Stamp(path, makes=False)


def test_rows_seals_and_marks_are_of_the_new_key_from_then_on_and_the_old_ones_are_verified(trail: Trail) -> None:
    before, after = turned(trail)
    keys = Vault(stamp_of(trail.home).path).keys()
    assert [name_of(key) for key in keys] == [after, before]
    assert trail.verdict().whole
    with trail.records.reading() as session:
        rows = {row.id: row for row in session.scalars(select(LedgerRow))}
        made = {seal.number: (seal.mac or "")[:8] for seal in session.scalars(select(LedgerSeal))}
    assert {own: (row.mac or "")[:8] for own, row in rows.items()} == dict.fromkeys(range(1, 17), before) | dict.fromkeys(
        range(17, 27), after
    )
    assert made == {1: before, 2: before, 3: before, 4: after, 5: after}
    assert (rows[17].event, rows[17].facts) == ("ledger_key_turned", {"key": after, "before": before})
    mark = marks.read(trail.home)
    assert mark is not None
    assert mark.mac[:8] == after
    assert check(exported(trail), stamp_of(trail.home)).whole


def test_the_mark_is_of_the_new_key_at_once(trail: Trail) -> None:
    trail.days(1)
    _, after = turn(trail, 1)
    mark = marks.read(trail.home)
    assert mark is not None
    assert (mark.mac[:8], mark.last_id) == (after, 9)


def test_a_process_that_runs_stamps_with_the_new_key_and_knows_rows_of_it(trail: Trail) -> None:
    trail.days(1)
    running = open_records(trail.url, stamp_of(trail.home))
    assert verify(running, trail.home).whole, "it has read the key file"
    _, after = turn(trail, 1)
    trail.write(1)
    assert verify(running, trail.home).whole
    trail.records, ours = running, trail.records
    trail.write(1)
    trail.records = ours
    with running.reading() as session:
        assert (session.scalars(select(LedgerRow.mac).order_by(LedgerRow.id.desc())).first() or "")[:8] == after
    running.close()


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        ("UPDATE ledger SET event = 'download' WHERE id = 6", [("row_changed", SECOND, 6)]),
        ("DELETE FROM ledger WHERE id = 6", [("row_missing", SECOND, 6)]),
        ("UPDATE ledger SET event = 'download' WHERE id = 21", [("row_changed", FIFTH, 21)]),
        ("DELETE FROM ledger WHERE id = 21", [("row_missing", FIFTH, 21)]),
        ("DELETE FROM ledger WHERE id > 24", [("tail_cut", None, None)]),
    ],
)
def test_what_was_changed_or_taken_before_and_after_is_named(
    trail: Trail, deed: str, found: list[tuple[str, date | None, int | None]]
) -> None:
    turned(trail)
    trail.by_hand(deed)
    assert named(trail.verdict()) == found


def test_a_tail_cut_right_after_the_turn_is_named(trail: Trail) -> None:
    trail.days(3)
    turn(trail, 3)
    trail.by_hand("DELETE FROM ledger WHERE id > 14")
    assert named(trail.verdict()) == [("tail_cut", None, None)]


def test_who_has_only_the_old_key_writes_no_row_that_is_taken(trail: Trail, tmp_path: Path) -> None:
    turned(trail)
    old = old_key(trail, tmp_path)
    with trail.records.engine.begin() as connection:
        row = connection.execute(select(*LedgerRow.__table__.columns).where(LedgerRow.id == 25)).one()
        values = {**row._mapping, "id": 27, "event": "download"}
        values["mac"] = old.make("row", form.canonical(LedgerRow(**values)))
        connection.execute(insert(LedgerRow).values(**values))
    assert named(trail.verdict()) == [("row_key_old", None, 27)]
    assert [(one.code, one.row) for one in check(exported(trail), stamp_of(trail.home)).breaks] == [("row_key_old", 27)]


def test_who_has_only_the_old_key_makes_no_seal_of_before_anew(trail: Trail, tmp_path: Path) -> None:
    turned(trail)
    old = old_key(trail, tmp_path)
    with trail.records.reading() as session:
        last = session.get_one(LedgerSeal, 3)
        last.chain = "0" * 64
        forged = old.make("seal", seals.said_of(last))
        session.expunge(last)
    trail.seals_by_hand(f"UPDATE ledger_seals SET chain = '{'0' * 64}', mac = '{forged}' WHERE number = 3")
    codes = trail.codes()
    assert "seal_wrong" not in codes, "the stamp itself fits"
    assert "seal_unchained" in codes
    assert "seal_key_old" not in codes
    fresh = _sealed_anew(trail, old, 5)
    trail.seals_by_hand(f"UPDATE ledger_seals SET mac = '{fresh}' WHERE number = 5")
    assert "seal_key_old" in trail.codes()


def _sealed_anew(trail: Trail, stamp: Stamp, number: int) -> str:
    with trail.records.reading() as session:
        return stamp.make("seal", seals.said_of(session.get_one(LedgerSeal, number)))


def test_a_mark_of_the_old_key_is_not_taken_once_a_seal_is_of_the_new(trail: Trail, tmp_path: Path) -> None:
    turned(trail)
    mark = marks.read(trail.home)
    assert mark is not None
    marks.write(trail.home, mark.stamped(old_key(trail, tmp_path)))
    assert ("mark_wrong", None, None) in named(trail.verdict())
    assert "mark_wrong" in [one.code for one in check(exported(trail), stamp_of(trail.home)).breaks]


def test_with_a_copy_of_the_old_key_alone_what_came_after_cannot_be_verified_and_says_so(trail: Trail, tmp_path: Path) -> None:
    turned(trail)
    codes = {one.code for one in verify(trail.records, trail.home, old_key(trail, tmp_path)).breaks}
    assert {"key_unknown", "seal_key_unknown", "mark_key_unknown"} <= codes
