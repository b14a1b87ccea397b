"""An exported trail is verified by somebody who has the file and the key, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from connectors.problem import Problem
from data_catalog.trail.exporting import check, objects
from data_catalog.trail.stamp import Stamp, stamp_of
from tests.data_catalog.trail.days import Trail


def exported(trail: Trail, first: date | None = None, last: date | None = None, *, persons: bool = True) -> list[str]:
    stamp = stamp_of(trail.home)
    with trail.records.reading() as session:
        return [json.dumps(one) for one in objects(session, stamp, trail.home, first, last, persons=persons)]


def checked(trail: Trail, lines: list[str]) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in check(lines, stamp_of(trail.home)).breaks]


def test_a_whole_file_is_whole(trail: Trail) -> None:
    trail.days(3)
    lines = exported(trail)
    verdict = check(lines, stamp_of(trail.home))
    assert (verdict.whole, verdict.seals, verdict.rows, verdict.open_rows) == (True, 3, 16, 4)
    assert checked(trail, exported(trail, date(2026, 11, 2), date(2026, 11, 2))) == []


def test_a_file_without_persons_names_nobody_and_is_whole(trail: Trail) -> None:
    trail.days(2)
    lines = exported(trail, persons=False)
    assert checked(trail, lines) == []
    assert not any('"p1"' in line for line in lines)


@pytest.mark.parametrize(
    ("place", "said", "found"),
    [(6, None, [("row_missing", 5)]), (6, ("sign_in", "download"), [("row_changed", 5)]), (7, ("p1", "p2"), [("row_changed", 6)]),
     (10, ('"number": 2', '"number": 3'), [("seal_wrong", None)]), (16, None, [("tail_cut", None)])],
)  # fmt: skip
def test_a_line_changed_or_taken_from_the_file_is_named(
    trail: Trail, place: int, said: tuple[str, str] | None, found: list[tuple[str, int | None]]
) -> None:
    # Line 0 tells what it is; 1-4 are rows, 5 their seal; 6-9 rows, 10 their seal; 11-14, 15; 16-19 are open, 20 the mark.
    trail.days(3)
    lines = exported(trail)
    lines[place : place + 1] = [lines[place].replace(*said)] if said else []
    assert set(found) <= set(checked(trail, lines))


def test_a_day_dropped_by_retention_is_a_seal_alone(trail: Trail) -> None:
    from datetime import timedelta

    from data_catalog.trail.dropping import drop
    from tests.data_catalog.trail.days import FIRST

    trail.days(3)
    drop(trail.records, trail.home, FIRST + timedelta(days=3), trail.at(3), days=2, detail_days=1)
    trail.tend(3)
    assert checked(trail, exported(trail)) == []


def test_with_another_key_nothing_in_it_is_proved(trail: Trail, tmp_path: Path) -> None:
    trail.days(1)
    assert {one.code for one in check(exported(trail), Stamp(tmp_path / "k")).breaks} >= {"key_unknown", "seal_key_unknown"}


@pytest.mark.parametrize("lines", [["{}"], ["nonsense"], ['{"id": 1}'], ['{"trail": "modu.trail.1", "dropped": 0}', "[1]"]])
def test_what_is_no_such_file_is_a_problem(trail: Trail, lines: list[str]) -> None:
    with pytest.raises(Problem) as raised:
        check(lines, stamp_of(trail.home))
    assert raised.value.code == "trail.not_a_file"
