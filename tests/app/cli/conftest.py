"""The command, called in this process, with a home of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main

Command = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def command(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Does what the words say, with --json: the exit code, what was said to a program, and to the person."""
    monkeypatch.setenv("MODU_HOME", str(home))

    def do(*words: str | Path) -> tuple[int, dict[str, Any], str]:
        code = main([*map(str, words), "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out), err.strip()

    return do
