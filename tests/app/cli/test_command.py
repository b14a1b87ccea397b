"""The `modu` command, from its words to its exit code, its files and what it prints."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from models.kit import library, new
from models.kit.sampling import sample_files

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def place(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and a package `waiting` of our own."""
    new.create("waiting", tmp_path / "packages")
    monkeypatch.setenv("MODU_MODELS", str(tmp_path / "packages"))
    monkeypatch.setenv("MODU_HOME", str(home))
    return tmp_path


@pytest.fixture
def visits(place: Path) -> Path:
    """The sample of the package as a person's own file, in CP949."""
    library.trust(place / "packages")
    file = sample_files(library.load("waiting"), 1, "small")["visits"]
    path = place / "대기 현황.csv"
    path.write_bytes(file.data)
    return path


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


def said_json(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, dict[str, Any]]:
    code, out, _ = said(capsys, *words, "--json")
    answer: dict[str, Any] = json.loads(out)
    return code, answer


def test_a_run_on_a_file_writes_result_and_tables_and_accounts_for_every_row(
    place: Path, visits: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = place / "out"
    code, told, _ = said(capsys, "run", "waiting", "--input", f"visits={visits}", "--set", "limit_min=5", "--out", out)
    assert code == 0
    assert "5분 안에" in told
    result = json.loads((out / "result.json").read_text("utf-8"))
    assert {"model", "version", "run_id", "settings", "inputs", "rows_in", "rows_kept", "rows_set_aside", "findings",
            "method", "provenance"} <= result.keys()  # fmt: skip
    assert (result["model"], result["version"], result["settings"]) == ("waiting", "0.1.0", {"limit_min": 5.0})
    assert result["rows_in"] == {"visits": 60}
    assert result["rows_kept"]["visits"] + result["rows_set_aside"]["visits"] == 60
    assert len(result["inputs"][0]["fingerprint"]) == 64
    assert set(result["findings"][0]["text"]) == {"ko", "en"}
    table = (out / "tables" / "by_desk.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(table.decode("utf-8-sig").splitlines()))
    assert sum(int(row["visits"]) for row in rows) == 60


def test_the_same_run_again_gives_the_same_hash(place: Path, visits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("run", "waiting", "--input", f"visits={visits}", "--out", place / "out")
    first, again = said_json(capsys, *words)[1], said_json(capsys, *words)[1]
    assert first["provenance"]["result_hash"] == again["provenance"]["result_hash"]
    assert first["run_id"] != again["run_id"]


def test_a_run_on_the_sample_is_marked_as_one(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, result = said_json(capsys, "run", "waiting", "--sample", "--out", place / "out")
    assert (code, result["sample"]) == (0, True)


def test_reports_are_made_when_asked_for(place: Path, visits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = place / "out"
    words = ("run", "waiting", "--input", f"visits={visits}", "--out", out, "--report", "html,xlsx", "--lang", "en")
    assert said(capsys, *words)[0] == 0
    assert {path.name for path in out.iterdir()} == {"result.json", "tables", "report.html", "report.xlsx"}


def test_a_report_has_the_length_title_and_parts_asked_for(place: Path, visits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("run", "waiting", "--input", f"visits={visits}", "--out", place / "out", "--report", "html")
    code, _, _ = said(capsys, *words, "--report-title", "창구 보고", "--report-comment", "과장님 요청", "--report-without", "method")
    made = (place / "out" / "report.html").read_text("utf-8")
    assert code == 0
    assert "창구 보고" in made
    assert "과장님 요청" in made
    assert "어떻게 구했나" not in made
    code, _, err = said(capsys, *words, "--report-without", "methods")
    assert code == 2
    assert "methods" in err


def test_columns_that_are_not_sure_end_with_2_and_their_names(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = place / "unclear.csv"
    file.write_text("a,b,c\nx1,kl,3\nx2,kl,4\nx3,mn,5\n", "utf-8")
    words = ("run", "waiting", "--input", f"visits={file}", "--out", place / "out")
    code, told, wrong = said(capsys, *words, "--lang", "en")
    assert (code, told) == (2, "")
    assert "Desk" in wrong
    assert "unclear.csv" in wrong
    code, answer = said_json(capsys, *words)
    assert code == 2
    assert answer["problem"]["code"] == "mapping.not_sure"
    assert {"visit", "desk"} <= set(answer["problem"]["facts"]["names"])
    assert answer["problem"]["message"]


def test_a_mapping_file_says_which_column_is_which(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, mapping = place / "unclear.csv", place / "mapping.json"
    file.write_text("a,b,c\nx1,kl,3\nx2,kl,40\nx3,mn,5\n", "utf-8")
    column = {name: {"how": "column", "columns": [of]} for name, of in (("visit", "a"), ("desk", "b"), ("waited", "c"))}
    mapping.write_text(json.dumps({"visits": column}), "utf-8")
    words = ("run", "waiting", "--input", f"visits={file}", "--mapping", mapping, "--out", place / "out")
    code, result = said_json(capsys, *words)
    assert code == 0
    assert result["findings"][0]["facts"]["share"] == pytest.approx(2 / 3)
    assert result["inputs"][0]["mapping"]["desk"]["columns"] == ["b"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "waitin", "--sample", "--out", "x"], "package.not_found"),
        (["run", "waiting", "--out", "x"], "cli.nothing_brought"),
        (["run", "waiting", "--input", "visits", "--out", "x"], "cli.pair_wrong"),
        (["run", "waiting", "--input", "visits=nowhere.csv", "--out", "x"], "cli.file_absent"),
        (["run", "waiting", "--sample", "--set", "limit_min=999", "--out", "x"], "setting.out_of_range"),
        (["run", "waiting", "--sample", "--set", "limit=9", "--out", "x"], "setting.no_such"),
        (["run", "waiting", "--sample", "--out", "x", "--report", "docx"], "cli.format_unknown"),
        (["run", "waiting"], "cli.usage"),
        (["fly"], "cli.usage"),
        (["map", "nowhere.csv", "waiting", "visits"], "cli.file_absent"),
        (["profile", "nowhere.csv"], "cli.file_absent"),
        (["model", "check", "nothing"], "package.not_found"),
    ],
)
def test_what_a_person_can_mend_ends_with_2_a_sentence_and_a_json_object(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for lang in ("ko", "en"):
        ended, out, err = said(capsys, *words, "--json", "--lang", lang)
        problem = json.loads(out)["problem"]
        assert (ended, problem["code"]) == (2, code)
        assert err.strip() == problem["message"]
        assert "unworded" not in err


def test_a_fault_of_ours_is_a_number_and_the_traceback_is_in_the_log_alone(
    place: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = place / "packages" / "waiting" / "steps.py"
    steps.write_text(steps.read_text("utf-8").replace("    visits = int(", "    visits = 1 // 0 + int("), "utf-8")
    code, out, err = said(capsys, "run", "waiting", "--sample", "--out", place / "out", "--lang", "en")
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    log = (home / "logs" / "command.log").read_text("utf-8")
    number = log.partition("fault ")[2].split()[0]
    assert number in err
    assert "ZeroDivisionError" in log


def test_a_profile_tells_how_a_file_is_read_and_writes_it_clean(place: Path, visits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = place / "clean.csv"
    code, told = said_json(capsys, "profile", visits, "--out", clean)
    assert code == 0
    assert told["encoding"].lower().replace("-", "") in {"cp949", "euckr", "uhc"}
    assert (told["rows_in"], told["rows_kept"], told["rows_set_aside"]) == (60, 60, 0)
    assert told["header_rows"] == [1]
    assert [column["name"] for column in told["columns"]] == ["접수번호", "창구", "대기시간(분)"]
    assert all(column["kind"] for column in told["columns"])
    rows = list(csv.reader(clean.read_text("utf-8").splitlines()))
    original = list(csv.reader(visits.read_text("cp949").splitlines()))
    assert rows == original


def test_a_map_names_a_column_a_field_with_confidence_reason_and_alternatives(visits: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said_json(capsys, "map", visits, "waiting", "visits")
    fields = {one["field"]: one for one in told["fields"]}
    assert code == 0
    assert {name: one["column"] for name, one in fields.items()} == {
        "visit": "접수번호", "desk": "창구", "waited": "대기시간(분)",
    }  # fmt: skip
    assert {one["confidence"] for one in fields.values()} == {"sure"}
    assert all({"reason", "alternatives"} <= one.keys() for one in fields.values())


def test_packages_are_listed_checked_proved_and_packed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "waiting 0.1.0" in said(capsys, "model", "list")[1]
    assert said(capsys, "model", "new", "mine", "--in", place / "packages")[0] == 0
    assert said_json(capsys, "model", "check", "mine") == (0, {"package": "mine", "faults": []})
    code, told = said_json(capsys, "model", "cases", "mine")
    assert (code, [case["holds"] for case in told["cases"]]) == (0, [True, True])
    assert said(capsys, "model", "pack", "mine", "--out", place / "mine.zip")[0] == 0
    assert json.loads(said(capsys, "model", "contract", "mine")[1])["schema"][0]["name"] == "visits"
    assert said(capsys, "model", "contract", "mine", "--lang", "en", "--out", place / "mine.odcs.json")[0] == 0
    assert json.loads((place / "mine.odcs.json").read_text("utf-8"))["apiVersion"] == "v3.1.0"
    assert (place / "mine.zip").read_bytes() == library.package_zip(library.load("mine"))
    (place / "packages" / "mine" / "manual.ko.md").unlink()
    code, told = said_json(capsys, "model", "check", "mine")
    assert (code, len(told["faults"])) == (2, 1)


def test_the_ledger_is_exported_one_json_object_a_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "audit", "export", "--out", place / "ledger.jsonl")[0] == 0
    head, *lines = [json.loads(line) for line in (place / "ledger.jsonl").read_text("utf-8").splitlines()]
    assert head["trail"] == "modu.trail.1"
    rows = [line for line in lines if not {"seal", "mark"} & line.keys()]
    assert rows, "that it was exported is itself on record"
    for line in rows:
        assert {"id", "at_utc", "event", "facts"} <= line.keys()
    assert said(capsys, "audit", "export", "--since", "yesterday")[0] == 2


def test_the_command_is_a_program_of_its_own_with_nothing_on_its_error_output(place: Path, visits: Path) -> None:
    words = [sys.executable, "-m", "app", "run", "waiting", "--input", f"visits={visits}", "--out", str(place / "o"), "--json"]
    ended = subprocess.run(words, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["model"] == "waiting"
    ended = subprocess.run([*words, "--set", "limit_min=0"], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
