"""A day that is typed arrives: no field of a day holds one back without a word."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_day_is_asked_for_by_the_one_field_that_holds_none_back() -> None:
    found = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*.py") if re.search(r"\.date_input\(", path.read_text("utf-8"))
    }
    assert found == {"app/parts/days.py"}
