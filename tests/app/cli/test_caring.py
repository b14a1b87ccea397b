"""What an operator types wrong is told with its repair, and is no fault of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

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
