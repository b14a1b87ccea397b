"""`modu advisories`: 2 and a line a flaw where an installed library has one, 0 where none has."""

import json
from pathlib import Path

import pytest

from app.cli.main import main
from tests.app.cli.conftest import Command


def told(tmp_path: Path, fixed: str) -> Path:
    file = tmp_path / "told.json"
    events = [{"introduced": "0"}, {"fixed": fixed}]
    about = {"package": {"ecosystem": "PyPI", "name": "Streamlit"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    file.write_text(json.dumps({"id": "OSV-7", "summary": "It breaks.\x1b[2J", "affected": [about]}), "utf-8")
    return file


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_flaw_of_an_installed_library_is_named_with_what_mends_it(
    tmp_path: Path, command: Command, capsys: pytest.CaptureFixture[str], lang: str
) -> None:  # fmt: skip
    assert main(["advisories", str(told(tmp_path, "9999")), "--lang", lang]) == 2
    said = capsys.readouterr().out
    assert "streamlit" in said
    assert "OSV-7" in said
    assert "9999" in said
    assert "\x1b" not in said
    code, machine, _ = command("advisories", told(tmp_path, "9999"))
    assert (code, [flaw["id"] for flaw in machine["flaws"]]) == (2, ["OSV-7"])


def test_without_a_flaw_it_says_what_was_looked_up(tmp_path: Path, command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advisories", str(told(tmp_path, "0.1")), "--lang", "en"]) == 0
    assert "1 advisory" in capsys.readouterr().out
    code, machine, _ = command("advisories", told(tmp_path, "0.1"))
    assert (code, machine["advisories"], machine["flaws"]) == (0, 1, [])


def test_a_file_that_is_none_ends_with_2_and_a_sentence(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "x.json"
    file.write_text("no", "utf-8")
    code, machine, wrong = command("advisories", file)
    assert code == 2
    assert "x.json" in wrong + str(machine)
