"""What changes suddenly between versions is found, with both figures and by the stated threshold; what moves as usual is not told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.texts.findings import said, why
from connectors.duck import open_workspace
from data_catalog.check_rules import RULES, CheckFinding
from data_catalog.check_rules.changes import _score
from data_catalog.check_rules.figures import Figures, figures
from data_catalog.check_rules.table import Table
from data_catalog.profile import profile
from data_catalog.schema import Check, Field, Input
from models.kit.wording import LANGUAGES
from tests.data_catalog.preparing import as_read

WORDS = {"ko": "금액", "en": "amount"}
INPUT = Input("t", WORDS, WORDS, False, (Field("금액", "won", WORDS, WORDS),))


def found(
    folder: Path, now: Figures, before: Sequence[Figures], limit: float | None = None, fields: tuple[str, ...] = ()
) -> list[CheckFinding]:
    """`before` is told the latest first."""
    workspace = open_workspace(folder / "work")
    try:
        table = Table(workspace, "t", INPUT, now.rows, figures=now, before=before)
        return RULES["sudden_change"](table, Check("sudden_change", fields, limit))
    finally:
        workspace.close()


def of(rows: int, missing: float = 0.0, level: float = 100.0) -> Figures:
    return Figures(rows, {"금액": missing}, {"금액": level})


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        (of(1000), []), (of(501), []), (of(1999), []), (of(499), ["rows_jumped"]), (of(2001), ["rows_jumped"]),
        (of(1000, 0.19), []), (of(1000, 0.21), ["missing_jumped"]),
        (of(1000, level=199.0), []), (of(1000, level=0.1), ["level_jumped"]), (of(1000, level=0.0), ["level_jumped"]),
        (of(1000, level=-100.0), ["level_jumped"]), (of(400, 0.5, 1.0), ["rows_jumped", "missing_jumped", "level_jumped"]),
    ],
)  # fmt: skip
def test_with_few_versions_half_twice_and_twenty_points_are_told(tmp_path: Path, now: Figures, codes: list[str]) -> None:
    told = found(tmp_path, now, [of(1000)])
    assert [one.code for one in told] == codes
    assert all(one.limiting and one.why == "change.why.ratio" for one in told)


def test_the_score_is_the_one_worked_by_hand() -> None:
    assert _score(0.10, [0.01, 0.02, 0.03]) == pytest.approx(0.6745 * 0.08 / 0.01)


def test_data_that_grow_as_ever_are_not_told_and_a_break_far_below_half_is(tmp_path: Path) -> None:
    steady = [of(rows) for rows in (1464, 1331, 1210, 1100, 1000)]
    assert found(tmp_path, of(1610), steady) == []
    (told,) = found(tmp_path, of(1200), steady)
    assert (told.code, told.facts["before"], told.facts["now"], told.why) == ("rows_jumped", 1464, 1200, "change.why.history")
    assert round(told.facts["change"], 2) == -0.18


def test_data_that_always_jump_may_double(tmp_path: Path) -> None:
    wild = [of(rows) for rows in (1000, 2500, 900, 2200, 1000)]
    assert found(tmp_path, of(2100), wild) == []
    assert [one.code for one in found(tmp_path, of(2100), wild[:1])] == ["rows_jumped"]


def test_data_that_never_moved_are_not_told_for_a_trifle(tmp_path: Path) -> None:
    still = [of(1000)] * 5
    assert found(tmp_path, of(1090, 0.04, 109.0), still) == []
    assert {one.code for one in found(tmp_path, of(1110, 0.06, 111.0), still)} == {"rows_jumped", "missing_jumped", "level_jumped"}


def test_a_share_that_was_said_holds_over_what_is_usual(tmp_path: Path) -> None:
    assert found(tmp_path, of(1050), [of(1000)], limit=0.1) == []
    (told,) = found(tmp_path, of(1050), [of(1000)], limit=0.03)
    assert (told.why, told.facts["floor"]) == ("change.why.said", 0.03)
    assert [one.code for one in found(tmp_path, of(10, level=120), [of(1000)], limit=0.1, fields=("금액",))] == ["level_jumped"]


def test_without_an_earlier_version_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert found(tmp_path, of(10), []) == []
    assert found(tmp_path, Figures(10, {"새 열": 0.9}, {}), [of(10)]) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_figures_and_the_threshold_are_said(tmp_path: Path, lang: str) -> None:
    told = found(tmp_path, of(400, 0.5, 1.0), [of(1000)]) + found(tmp_path, of(400), [of(1000)] * 4)
    assert [said(one, lang).count("1,000") for one in told if one.code == "rows_jumped"] == [1, 1]
    assert all("400" in said(one, lang) for one in told if one.code == "rows_jumped")
    assert all("%" in why(one, lang) for one in told)


def test_the_figures_of_a_version_are_its_rows_empty_cells_and_medians(tmp_path: Path) -> None:
    columns: dict[str, list[str | None]] = {
        "금액": [None, "-", *(f"{n},000" for n in range(1, 20))], "동": ["가", *["나"] * 20], "나이": ["31", *[None] * 20],
    }  # fmt: skip
    parquet = as_read(tmp_path, columns)
    told = figures(profile(parquet))
    assert told == Figures(21, {"금액": 2 / 21, "동": 0.0, "나이": 20 / 21}, {"금액": 10_000.0})
    assert Figures.from_json(told.to_json()) == told
