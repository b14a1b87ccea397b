"""What an operator types wrong is told with its repair, and is no fault of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.main import main
from app.services import leaving
from app.services.platform import open_platform
from tests.app.cli.conftest import Command


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (["restore", "nowhere.zip"], "cli.file_absent", "nowhere.zip"),
        (["backup", "/proc/backup.zip"], "cli.file_closed_to_write", "/proc/backup.zip"),
        (["reset-password", "boss"], "accounts.no_admin_yet", "modu add-admin"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_repair(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, lang: str, words: list[str], code: str, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended, told, wrong = command(*words, "--lang", lang)
    assert (ended, told["problem"]["code"]) == (2, code)
    assert named in wrong


def test_a_backup_says_that_the_key_to_the_secrets_is_kept_apart_and_the_key_is_turned(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODU_HOME", str(home))
    platform = open_platform(home)
    assert main(["backup", str(tmp_path / "one.zip"), "--lang", "en"]) == 0
    assert "sources.key" not in capsys.readouterr().out
    vault = leaving.vault(platform)
    vault.seal("a", "one")
    before = vault.path.read_text()
    assert main(["backup", str(tmp_path / "two.zip"), "--lang", "en"]) == 0
    assert "Keep a copy of it somewhere else" in capsys.readouterr().out
    assert main(["turn-key", "--lang", "en"]) == 0
    assert vault.path.read_text() != before
    platform.records.close()
