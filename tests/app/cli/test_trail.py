"""`modu audit`: an intact, a changed and a cut trail are told apart, by day and row; a file is verified with the key alone."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.main import main
from app.services.platform import open_platform
from connectors.databases import sqlite_url
from tests.data_catalog.trail.days import Trail


@pytest.fixture
def trail(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trail]:
    """Three sealed days of four rows, long ago, and an open one."""
    monkeypatch.setenv("MODU_HOME", str(home))
    monkeypatch.delenv("MODU_RECORDS", raising=False)
    open_platform(home).records.close()
    opened = Trail(sqlite_url(home / "records.db"), home)
    opened.days(3)
    yield opened
    opened.records.close()


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = main([str(word) for word in words])
    return code, capsys.readouterr().out


def test_an_intact_trail_ends_with_0_and_one_sentence(trail: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "audit", "verify", "--lang", "en")
    assert (code, told) == (0, "The audit trail is whole: sealed through 2026-11-03, 16 rows and 3 seals checked.\n")


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("UPDATE ledger SET event = 'download' WHERE id = 6", "Row 6 of 2026-11-02 (“Downloaded a file”) was changed"),
        ("DELETE FROM ledger WHERE id = 7", "Row 7 of 2026-11-02 is missing"),
        ("DELETE FROM ledger WHERE id > 14", "2 are missing: rows of a day not yet sealed were taken out"),
        ("DELETE FROM ledger WHERE day = '2026-11-02'", "All of 2026-11-02 is missing (4 rows)"),
    ],
)
def test_a_changed_and_a_cut_trail_end_with_2_and_say_where(
    trail: Trail, capsys: pytest.CaptureFixture[str], deed: str, sentence: str
) -> None:
    trail.by_hand(deed)
    code, told = run(capsys, "audit", "verify", "--lang", "en")
    assert code == 2
    assert "The audit trail is not whole: 1 break." in told
    assert sentence in told
    code, told = run(capsys, "audit", "verify", "--json")
    said = json.loads(told)
    assert (code, said["whole"], len(said["breaks"])) == (2, False, 1)
    assert said["breaks"][0]["sentence"]


def test_days_that_are_over_are_sealed_and_a_second_time_there_are_none(trail: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "audit", "seal", "--json")
    first = json.loads(told)
    assert code == 0
    assert run(capsys, "audit", "seal", "--lang", "en")[0] == 0
    assert json.loads(run(capsys, "audit", "seal", "--json")[1]) == {"sealed": [], "through": first["through"], "wrong": None}
    assert run(capsys, "audit", "verify")[0] == 0


def test_an_exported_file_is_verified_by_who_has_the_key_and_no_home(
    trail: Trail, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out" / "trail.jsonl"
    assert run(capsys, "audit", "export", "--from", "2026-11-01", "--to", "2026-11-03", "--out", file)[0] == 0
    assert file.stat().st_mode & 0o077 == 0
    key = shutil.copy(trail.home / "secrets" / "ledger.key", tmp_path / "given.key")
    monkeypatch.setenv("MODU_HOME", str(tmp_path / "nothing"))
    code, told = run(capsys, "audit", "verify", "--file", file, "--key", key, "--json")
    assert (code, json.loads(told)["seals"], json.loads(told)["rows"]) == (0, 3, 12)
    file.write_text(file.read_text().replace('"number": 2', '"number": 7', 1))
    assert run(capsys, "audit", "verify", "--file", file, "--key", key)[0] == 2
    assert main(["audit", "verify", "--file", str(file), "--lang", "en"]) == 2
    assert "key file of the audit trail" in capsys.readouterr().err
    assert not (tmp_path / "nothing" / "secrets").exists(), "looking makes no key"
    (tmp_path / "x.txt").write_bytes(b"\xff\xfe\x00")
    assert main(["audit", "verify", "--file", str(tmp_path / "x.txt"), "--key", str(key), "--lang", "en"]) == 2
    assert "x.txt" in capsys.readouterr().err


def test_a_table_for_a_spreadsheet_holds_no_formula(trail: Trail, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    trail.write(3, model="=HYPERLINK(1)")
    assert run(capsys, "audit", "export", "--out", tmp_path / "t.csv")[0] == 0
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "'=HYPERLINK(1)" in {row["model"] for row in rows}
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


@pytest.mark.parametrize("words", [["export", "--from", "soon"], ["export", "--from", "2026-11-03", "--to", "2026-11-01"], ["look"]])
def test_what_is_typed_wrong_is_told(trail: Trail, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["audit", *words]) == 2
    assert capsys.readouterr().err


def test_an_export_is_on_record_before_a_line_of_it_is_written(trail: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "audit", "export", "--without-persons")
    rows = [json.loads(line) for line in told.splitlines()]
    assert code == 0
    assert [row["event"] for row in rows if "id" in row][-1] == "audit_exported"
    assert "p1" not in told


def test_the_trail_of_a_restored_older_backup_says_so_and_is_no_cut_tail(
    trail: Trail, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(capsys, "audit", "seal")[0] == 0
    assert run(capsys, "backup", tmp_path / "b.zip")[0] == 0
    trail.write(3, 5)
    run(capsys, "audit", "seal")
    trail.records.close()
    assert run(capsys, "restore", tmp_path / "b.zip", "--force")[0] == 0
    code, told = run(capsys, "audit", "verify", "--lang", "en")
    assert code == 0, told
    assert "an older backup was restored. 6 rows written until" in told
    assert run(capsys, "restore", tmp_path / "b.zip", "--force")[0] == 0
    assert run(capsys, "audit", "verify")[0] == 0, "and again"


def test_the_records_put_back_by_hand_are_a_cut_tail(trail: Trail, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "audit", "seal")
    trail.records.close()
    for name in ("records.db", "records.db-wal", "records.db-shm"):
        if (trail.home / name).exists():
            shutil.copy(trail.home / name, tmp_path / name)
    later = Trail(sqlite_url(trail.home / "records.db"), trail.home)
    later.write(3, 5)
    run(capsys, "audit", "seal")
    later.records.close()
    for path in trail.home.glob("records.db*"):
        path.unlink()
    for path in tmp_path.glob("records.db*"):
        shutil.copy(path, trail.home / path.name)
    code, told = run(capsys, "audit", "verify", "--lang", "en")
    assert code == 2
    assert "an older copy was put back" in told


def test_a_home_without_the_key_says_which_days_it_cannot_prove(
    trail: Trail, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "backup", tmp_path / "b.zip")[0] == 0
    monkeypatch.setenv("MODU_HOME", str(tmp_path / "new"))
    assert run(capsys, "restore", tmp_path / "b.zip")[0] == 0
    code, told = run(capsys, "audit", "verify", "--json")
    assert "breaks" in json.loads(told), told
    codes = {one["code"] for one in json.loads(told)["breaks"]}
    assert (code, codes) == (2, {"seal_key_unknown", "key_unknown"})
    key = tmp_path / "new" / "secrets" / "ledger.key"
    key.write_text(key.read_text() + (trail.home / "secrets" / "ledger.key").read_text())
    assert run(capsys, "audit", "verify")[0] == 0, "with the old key beside the new one all of it is proved"


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (None, "The audit trail is whole: sealed through "),
        ("UPDATE ledger SET event = 'download' WHERE id = 6", "Row 6 of 2026-11-02 (“Downloaded a file”) was changed"),
        ("DELETE FROM ledger WHERE id = 7", "Row 7 of 2026-11-02 is missing"),
        ("DELETE FROM ledger WHERE id > 14", "rows of a day not yet sealed were taken out"),
    ],
)
def test_after_the_key_was_turned_what_came_before_is_verified_all_the_same(
    trail: Trail, capsys: pytest.CaptureFixture[str], deed: str | None, sentence: str
) -> None:
    code, told = run(capsys, "turn-key", "--ledger", "--lang", "en")
    keys = (trail.home / "secrets" / "ledger.key").read_text("ascii").split()
    assert (code, len(keys)) == (0, 2)
    assert "still verifies what came before" in told
    assert not any(key in told for key in keys)
    if deed:
        trail.by_hand(deed)
    code, told = run(capsys, "audit", "verify", "--lang", "en")
    assert (code, sentence in told) == (2 if deed else 0, True), told


def test_a_key_file_that_cannot_be_read_is_not_turned(trail: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    key = trail.home / "secrets" / "ledger.key"
    key.write_text("no key", "ascii")
    code = main(["turn-key", "--ledger", "--lang", "en"])
    assert code == 2
    assert "ledger.key" in capsys.readouterr().err
    assert key.read_text("ascii") == "no key"
