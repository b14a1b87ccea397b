"""Descriptions tell their own output's facts; what has no value is not drawn, and this is said."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from models.kit import library
from models.kit.cases import run_written
from models.kit.contract import FigureSpec, LayerSpec
from models.kit.drawable import figure_has_values, map_has_values
from tests.models.kit.conftest import Change

_VISITS = {"visits": "visit,desk,waited\n1,A,3\n2,B,40\n"}
_OTHER = """
[[output]]
name = "other"
title = { ko = "다른 것", en = "Another" }
needs = ["visits"]
refused = { ko = "{missing:이/가} 없습니다.", en = "Without {missing} it cannot be given." }
[[output.finding]]
key = "elsewhere"
text = { ko = "{desk}입니다.", en = "It is {desk}." }

[[change]]"""


def test_a_description_tells_the_facts_of_its_own_output_though_a_later_finding_has_one_of_that_name(package: Path, change: Change) -> None:
    change("manifest.toml", "\n[[change]]", _OTHER)
    change("steps.py", '("slowest", {', '("elsewhere", {"desk": "Z"}), ("slowest", {')
    result = run_written(library.load_folder(package), _VISITS, {})
    assert [item.key for item in result.findings][-1] == "elsewhere"
    assert result.figures[0].spec.alt["en"] == "One bar a desk. The lowest is B."


def test_a_figure_whose_values_are_all_hidden_is_left_out_and_a_note_says_why(package: Path, change: Change) -> None:
    change("sql/by_desk.sql", "count(*) filter (where waited <= $limit_min) / count(*) as share", "cast(null as double) as share")
    result = run_written(library.load_folder(package), _VISITS, {})
    assert result.figures == ()
    note = result.findings[-1]
    assert note.level == "limit"
    assert "Not drawn: Share within the limit, by desk." in note.text["en"]
    assert "창구별로 기준을 지킨 비율" in note.text["ko"]
    assert result.table("by_desk").rows.height == 2


def test_only_values_count_not_the_ground_beneath_them() -> None:
    words = {"ko": "가", "en": "a"}
    heat = FigureSpec("f", "heat", words, words, "t", "x", "y", value="v")
    rows = pl.DataFrame({"x": [1, 2], "y": [1, 2], "v": [None, float("nan")], "lon": [127.0, None]})
    assert not figure_has_values(heat, rows)
    assert figure_has_values(FigureSpec("f", "bar", words, words, "t", "x", "y"), rows)
    for last, drawn in ((None, False), (0.4, True)):
        month = pl.DataFrame({"x": [1, 2], "y": [0.3, last]}, schema={"x": pl.Int64, "y": pl.Float64})
        assert figure_has_values(FigureSpec("f", "line", words, words, "t", "x", "y"), month) is drawn
    ground, cells = LayerSpec("points", "t", words, "existing"), LayerSpec("points", "t", words, "quantity", value="v")
    assert not map_has_values([ground, cells], {"t": rows})
    assert map_has_values([ground, LayerSpec("points", "t", words, "site")], {"t": rows})
    assert map_has_values([ground], {"t": rows})
    nowhere = pl.DataFrame({"lon": [None, 127.0], "lat": [None, 37.0], "v": [863, None]})
    assert not map_has_values([cells], {"t": nowhere}), "a number without a place and a place without a number"
