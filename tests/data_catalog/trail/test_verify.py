"""A whole trail is found whole; a broken one is found broken, with day and row."""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from data_catalog import ledger
from data_catalog.records.tables import LedgerSeal
from data_catalog.trail import marks
from data_catalog.trail.stamp import Stamp
from data_catalog.trail.verdict import Verdict, from_json
from data_catalog.trail.verify import verify
from tests.data_catalog.trail.days import Trail

# Three days of four rows each are sealed (1-4, 5-8, 9-12), a fourth (13-16) is open and marked.
SECOND = date(2026, 11, 2)


def named(verdict: Verdict) -> list[tuple[str, date | None, int | None]]:
    return [(one.code, one.day, one.row) for one in verdict.breaks]


def test_a_trail_nobody_touched_is_whole(trail: Trail) -> None:
    trail.days(3)
    verdict = trail.verdict()
    assert named(verdict) == []
    assert (verdict.sealed_through, verdict.seals, verdict.rows, verdict.open_rows) == (date(2026, 11, 3), 3, 16, 4)
    assert from_json(json.loads(json.dumps(verdict.to_json()))) == verdict


def test_a_trail_with_nothing_in_it_is_whole(trail: Trail) -> None:
    trail.tend(0)
    assert trail.verdict().whole


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        ("UPDATE ledger SET event = 'download' WHERE id = 6", [("row_changed", SECOND, 6)]),
        ("UPDATE ledger SET facts = '{{\"how\": \"demo\", \"number\": 1}}' WHERE id = 6", [("row_changed", SECOND, 6)]),
        ("UPDATE ledger SET person_id = 'p2' WHERE id = 6", [("row_changed", SECOND, 6)]),
        ("UPDATE ledger SET subject_id = 'p2' WHERE id = 6", [("row_changed", SECOND, 6)]),
        ("UPDATE ledger SET at_utc = '2026-11-02 03:00:01' WHERE id = 6", [("row_changed", SECOND, 6)]),
        ("UPDATE ledger SET event = 'download' WHERE id = 14", [("row_changed", None, 14), ("tail_changed", None, None)]),
        ("UPDATE ledger SET person_id = NULL, subject_id = NULL, salt = NULL WHERE id = 6", [("detail_missing", SECOND, 6)]),
        ("DELETE FROM ledger WHERE id = 6", [("row_missing", SECOND, 6)]),
        ("DELETE FROM ledger WHERE id IN (5, 8)", [("row_missing", SECOND, 5), ("row_missing", SECOND, 8)]),
        ("DELETE FROM ledger WHERE id BETWEEN 5 AND 8", [("day_missing", SECOND, None)]),
        ("DELETE FROM ledger WHERE id = 14", [("tail_cut", None, None)]),
        ("DELETE FROM ledger WHERE id > 14", [("tail_cut", None, None)]),
        ("DELETE FROM ledger WHERE id > 12", [("tail_cut", None, None)]),
    ],
)  # fmt: skip
def test_what_was_changed_or_taken_is_named(trail: Trail, deed: str, found: list[tuple[str, date | None, int | None]]) -> None:
    trail.days(3)
    trail.by_hand(deed.replace("{{", "{").replace("}}", "}").replace(":", "\\:"))
    assert named(trail.verdict()) == found


_COLUMNS = "at_utc, day, event, person_id, organisation_id, subject_kind, subject_id, model, kind, cache_key, facts, salt, detail, mac"


@pytest.mark.parametrize(("place", "day"), [(-5, None), (0, None)])
def test_a_row_put_before_the_first_is_named(trail: Trail, place: int, day: date | None) -> None:
    trail.days(3)
    copy = f"INSERT INTO ledger (id, {_COLUMNS}) SELECT {place}, {_COLUMNS} FROM ledger WHERE id = 6"
    trail.by_hand(copy)
    assert ("row_added", day, place) in named(trail.verdict())


def test_a_row_put_where_one_was_never_is_named_with_its_day(trail: Trail) -> None:
    trail.days(3)
    trail.by_hand("DELETE FROM ledger WHERE id = 6", f"INSERT INTO ledger (id, {_COLUMNS}) SELECT 6, {_COLUMNS} FROM ledger WHERE id = 7")
    assert ("row_changed", SECOND, 6) in named(trail.verdict())


def test_two_rows_that_changed_places_are_both_named(trail: Trail) -> None:
    trail.days(3)
    trail.by_hand(
        "UPDATE ledger SET id = 99 WHERE id = 5", "UPDATE ledger SET id = 5 WHERE id = 6", "UPDATE ledger SET id = 6 WHERE id = 99"
    )
    assert named(trail.verdict()) == [("row_changed", SECOND, 5), ("row_changed", SECOND, 6)]


def test_a_row_written_past_the_platform_on_the_open_day_is_named(trail: Trail) -> None:
    trail.days(3)
    trail.by_hand(
        "INSERT INTO ledger (at_utc, day, event, facts) VALUES ('2026-11-04 03:00:00', '2026-11-04', 'sign_out', '{}')",
    )
    assert named(trail.verdict()) == [("row_unstamped", None, 17)]
    trail.write(4)
    trail.tend(4)
    assert ("row_unstamped", date(2026, 11, 4), 17) in named(trail.verdict()), "sealing does not wash it clean"


def test_a_copy_of_a_row_with_its_stamp_is_named(trail: Trail) -> None:
    trail.days(3)
    trail.by_hand(f"INSERT INTO ledger (id, {_COLUMNS}) SELECT 17, {_COLUMNS} FROM ledger WHERE id = 6")
    assert named(trail.verdict()) == [("row_copied", None, 17)]


def test_a_seal_taken_away_and_one_changed_are_named(trail: Trail) -> None:
    trail.days(3)
    trail.seals_by_hand("DELETE FROM ledger_seals WHERE number = 2")
    assert trail.codes()[0] == "seal_missing"
    trail.seals_by_hand("UPDATE ledger_seals SET rows = 5 WHERE number = 1")
    assert ("seal_wrong", date(2026, 11, 1), None) in named(trail.verdict())


def test_the_last_days_taken_away_seals_and_all_are_a_cut_tail(trail: Trail) -> None:
    trail.days(3)
    trail.by_hand("DELETE FROM ledger WHERE id > 8")
    trail.seals_by_hand("DELETE FROM ledger_seals WHERE number = 3")
    (cut,) = trail.verdict().breaks
    assert (cut.code, cut.facts["seals"], cut.facts["there"]) == ("seals_cut", 3, 2)
    trail.write(4)
    assert trail.tend(4).wrong == "seals_missing"
    assert trail.codes() == ["noted_seals_missing"], "and stays so when the trail has gone on"


def test_a_seal_made_anew_without_the_key_is_named(trail: Trail, tmp_path: Path) -> None:
    trail.days(3)
    trail.by_hand("UPDATE ledger SET event = 'download' WHERE id = 6")
    other = Trail(trail.url, tmp_path)
    trail.seals_by_hand("DELETE FROM ledger_seals WHERE number > 1")
    other.tend(4)
    assert {"seal_key_unknown", "row_changed"} <= set(trail.codes())
    with trail.records.reading() as session:
        mac = session.scalars(select(LedgerSeal.mac).where(LedgerSeal.number == 1)).one()
    trail.seals_by_hand(f"UPDATE ledger_seals SET mac = '{mac[:9]}' || substr(mac, 10) WHERE number = 2")
    assert ("seal_wrong", SECOND, None) in named(trail.verdict()), "under the name of the right key too"
    other.records.close()


def test_a_row_that_came_late_takes_its_place_in_the_open_segment(trail: Trail) -> None:
    trail.days(2)
    trail.write(0)
    assert trail.tend(2).sealed == ()
    trail.write(3)
    assert trail.tend(3).sealed == (date(2026, 11, 3),)
    assert trail.verdict().whole


def test_days_nobody_sealed_are_sealed_one_by_one_and_days_without_rows_have_no_seal(trail: Trail) -> None:
    for day in (0, 1, 4):
        trail.write(day, 3)
    assert trail.tend(9).sealed == (date(2026, 11, 1), SECOND, date(2026, 11, 5))
    assert trail.tend(9).sealed == ()
    assert trail.verdict().whole


def test_a_clock_that_ran_ahead_for_a_while_stops_no_seal(trail: Trail) -> None:
    trail.write(400)
    trail.tend(500)
    trail.write(1)
    assert trail.tend(2).sealed == (SECOND,)
    assert trail.verdict().whole


def test_many_workers_at_once_make_one_seal_a_day(trail: Trail) -> None:
    trail.write(0, 300)
    trail.write(1, 300)
    workers = [threading.Thread(target=trail.tend, args=(2,)) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    verdict = trail.verdict()
    assert (verdict.breaks, verdict.seals) == ((), 2)


def test_writers_under_way_lose_no_row_to_a_seal(trail: Trail) -> None:
    def write(person: str) -> None:
        for _ in range(15):
            trail.write(0, 2, person=person)

    writers = [threading.Thread(target=write, args=(f"p{number}",)) for number in range(6)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        trail.tend(1)
    for writer in writers:
        writer.join()
    trail.write(1)
    trail.tend(2)
    verdict = trail.verdict()
    assert (verdict.breaks, verdict.rows) == ((), 181)


def test_what_a_mark_knew_and_is_gone_becomes_part_of_the_trail(trail: Trail) -> None:
    trail.days(1)
    trail.by_hand("DELETE FROM ledger WHERE id > 6")
    trail.write(1)
    assert trail.tend(1).wrong == "rows_missing"
    assert trail.tend(1).wrong is None, "told once"
    assert trail.codes() == ["noted_rows_missing"]
    trail.write(2)
    trail.tend(2)
    assert trail.codes() == ["noted_rows_missing"]


def test_rows_put_in_the_place_of_cut_ones_are_found_when_the_day_is_sealed(trail: Trail) -> None:
    trail.days(1)
    trail.by_hand("DELETE FROM ledger WHERE id > 6")
    if trail.records.kind == "postgresql":
        trail.by_hand("SELECT setval(pg_get_serial_sequence('ledger', 'id'), 6)")
    trail.write(1, 5, person="p9")
    assert "tail_changed" in trail.codes()
    trail.tend(1)
    trail.write(2)
    trail.tend(2)
    assert trail.codes() == ["noted_rows_changed"]


def test_a_mark_changed_taken_away_or_made_by_another_key_is_named(trail: Trail, tmp_path: Path) -> None:
    trail.days(2)
    file = trail.home / marks.FOLDER / marks.MARK
    kept = file.read_text()
    file.write_text(kept.replace('"rows": 4', '"rows": 3'))
    assert "mark_wrong" in trail.codes()
    file.write_text("{")
    assert trail.codes() == ["mark_wrong", "mark_missing"]
    file.unlink()
    assert trail.codes() == ["mark_missing"]
    file.write_text(kept)
    assert trail.codes() == []


def test_a_witness_finds_a_cut_of_records_and_mark_together(trail: Trail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    witness = tmp_path / "elsewhere.jsonl"
    monkeypatch.setenv("MODU_AUDIT_WITNESS", str(witness))
    trail.write(0, 4)
    trail.tend(0, 13)
    early = (trail.home / marks.FOLDER / marks.MARK).read_text()
    trail.write(0, 4)
    trail.tend(0, 14)
    assert len(witness.read_text().splitlines()) == 2
    assert trail.codes() == []
    trail.by_hand("DELETE FROM ledger WHERE id > 4")
    (trail.home / marks.FOLDER / marks.MARK).write_text(early)
    assert trail.codes() == ["tail_cut"]
    monkeypatch.delenv("MODU_AUDIT_WITNESS")
    assert trail.codes() == [], "without a witness nothing can tell this: the docstring of the trail says so"


def test_a_witness_goes_with_sealed_days_too(trail: Trail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODU_AUDIT_WITNESS", str(tmp_path / "elsewhere.jsonl"))
    trail.days(3)
    assert trail.codes() == []
    (trail.home / "secrets" / "ledger.key").rename(tmp_path / "kept")
    monkeypatch.setenv("MODU_AUDIT_WITNESS", str(tmp_path / "nowhere.jsonl"))
    assert [note.code for note in trail.verdict().notes] == ["witness_unread"]


def test_with_another_key_nothing_is_proved_and_that_is_said(trail: Trail, tmp_path: Path) -> None:
    trail.days(2)
    other = Stamp(tmp_path / "other.key")
    codes = {one.code for one in verify(trail.records, trail.home, other).breaks}
    assert codes == {"key_unknown", "seal_key_unknown", "mark_key_unknown", "mark_missing"}


def test_rows_of_before_there_were_stamps_are_sealed_as_found(trail: Trail) -> None:
    stamp, trail.records.stamp = trail.records.stamp, None
    trail.write(0, 3)
    trail.records.stamp = stamp
    trail.write(0, 2)
    trail.write(1)
    trail.tend(1)
    assert trail.verdict().whole
    trail.by_hand("UPDATE ledger SET person_id = 'p2' WHERE id = 2")
    assert named(trail.verdict()) == [("row_changed", date(2026, 11, 1), 2)]


def test_triggers_that_were_taken_away_are_told(trail: Trail) -> None:
    from data_catalog.records import append_only

    trail.days(1)
    with trail.records.engine.begin() as connection:
        append_only.lift(connection)
    assert trail.codes() == ["triggers_missing"]


@pytest.mark.parametrize(
    "facts",
    [{"a": 1.0, "b": 1e300, "c": 2**60, "d": -0.0, "e": 1e-7, "f": 0.1 + 0.2, "g": 1e15, "h": 12345678901234567890.0},
     {"z": "가나다 \u2028 \U0001f600 'x'", "a": {"z": [1, 2.50, None, True], "a": {}}, "n": "a\x00b", "nan": float("nan")},
     {"by": "p2", "to": "p3", "rows": 3, "columns": ["주소", "=1+1"]}],
)  # fmt: skip
def test_facts_of_any_kind_come_back_as_they_were_stamped(trail: Trail, facts: dict[str, object]) -> None:
    trail.write(0, event=ledger.DOWNLOAD, **facts)
    trail.write(1)
    trail.tend(1)
    assert trail.verdict().whole
