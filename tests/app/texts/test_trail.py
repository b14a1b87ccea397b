"""Everything a check of the trail can find is said in both languages."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app import texts
from app.texts import trail
from data_catalog.trail.verdict import Finding

TRAIL = Path(__file__).resolve().parents[3] / "data_catalog" / "trail"
FACTS = {
    "event": "download", "done": "2026-11-01", "rows": 3, "count": 2, "first": 1, "last": 2, "number": 3, "key_name": "aa", "file": "f",
    "at": "2026-11-01T03:00:00+00:00", "missing": 1, "seals": 2, "there": 1, "noted_at": "2026-11-01T03:00+00:00", "fault": "X",
    "marked_at": "2026-11-01T03:00:00+00:00", "restored_at": "2026-11-01T03:00+00:00",
}  # fmt: skip


def codes() -> list[str]:
    """The literals given to `wrong` and `note`, wherever they are called."""
    found = {"more", "fault", "noted_mark_wrong", "noted_rows_missing", "noted_rows_changed", "noted_seals_missing"}
    for path in TRAIL.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("wrong", "note") and node.args:
                found |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return sorted(found - {"noted_", "wrong"})


def test_there_are_codes() -> None:
    assert {"row_changed", "row_missing", "tail_cut", "restored"} <= set(codes())


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_every_finding_has_its_sentence(code: str, lang: str) -> None:
    said = trail.sentence(Finding(code, date(2026, 11, 1), 7, FACTS), lang, ZoneInfo("Asia/Seoul"))
    assert said
    assert "{" not in said
    assert "03:00" not in said, "moments are those of the office's clock"
