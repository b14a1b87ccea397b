"""The newest of many files, by the date in its name before the date of its change; folders opened and no others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from connectors.problem import Problem
from connectors.storage import folder
from connectors.storage.pick import Entry, newest


def named(*names: str) -> list[Entry]:
    return [Entry(name, 1, float(at)) for at, name in enumerate(names)]


@pytest.mark.parametrize(
    ("pattern", "names", "expected"),
    [
        ("*.csv", ["a.csv", "b.csv", "c.xlsx"], "b.csv"),
        ("출동_{yyyy}{mm}.csv", ["출동_202412.csv", "출동_202501.csv", "출동_202413.csv", "출동_202411.csv"], "출동_202501.csv"),
        ("출동_{yyyy}-{mm}-{dd}*.csv", ["출동_2024-02-29.csv", "출동_2024-02-28(수정).csv"], "출동_2024-02-29.csv"),
        ("a(1).csv", ["a1.csv", "a(1).csv"], "a(1).csv"),
        ("*", ["x", "y"], "y"),
        ("", ["x"], "x"),
    ],
)
def test_the_newest_is_found(pattern: str, names: list[str], expected: str) -> None:
    assert newest(named(*names), pattern).name == expected


def test_hangul_in_parts_is_the_same_name() -> None:
    import unicodedata

    assert newest(named(unicodedata.normalize("NFD", "출동.csv")), "출동.csv")


def test_nothing_that_fits_is_told_with_what_is_there() -> None:
    with pytest.raises(Problem) as raised:
        newest(named("a.csv", "b.csv"), "c*.csv")
    assert (raised.value.code, raised.value.facts["names"]) == ("storage.nothing_fits", ["a.csv", "b.csv"])
    with pytest.raises(Problem) as raised:
        newest(named("a"), "{yyyy}{yyyy}")
    assert raised.value.code == "storage.pattern_unreadable"


def test_only_what_lies_below_an_open_folder_is_reached(tmp_path: Path) -> None:
    (tmp_path / "open" / "in").mkdir(parents=True)
    (tmp_path / "closed").mkdir()
    (tmp_path / "open" / "link").symlink_to(tmp_path / "closed")
    roots = [tmp_path / "open"]
    assert folder.below(roots, "in") == (tmp_path / "open" / "in").resolve()
    assert folder.below(roots, str(tmp_path / "open" / "in")) == (tmp_path / "open" / "in").resolve()
    for path in ("../closed", "link", str(tmp_path / "closed"), "/etc", "nowhere", "in/../../closed", "../open-other"):
        with pytest.raises(Problem) as raised:
            folder.below(roots, path)
        assert raised.value.code == "folder.not_open", path


def test_a_file_on_its_way_in_waits_and_links_are_not_followed(tmp_path: Path) -> None:
    old = time.time() - 60
    for name in ("done.csv", ".hidden.csv"):
        (tmp_path / name).write_text("a")
        os.utime(tmp_path / name, (old, old))
    (tmp_path / "coming.csv").write_text("a")
    (tmp_path / "link.csv").symlink_to("/etc/passwd")
    assert [entry.name for entry in folder.entries(tmp_path)] == ["done.csv"]
    with pytest.raises(OSError, match="symbolic"):
        folder.take(tmp_path / "link.csv", tmp_path / "out", 1 << 20)
    with pytest.raises(Problem) as raised:
        folder.take(tmp_path / "done.csv", tmp_path / "out2", 0)
    assert raised.value.code == "storage.too_large"
