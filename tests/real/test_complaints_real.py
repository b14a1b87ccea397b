"""Civil complaints on real files: proposals to Seoul, and requests to Boston and New York."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.duck import open_workspace
from data_catalog.mapping import Source
from models.kit import library
from models.kit.intake import bring, read_file
from models.kit.result import Result
from models.kit.workflow import run

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data")) / "complaints"
SEOUL = DATA / "voice_of_seoul"
BOSTON = {
    "received_at": Source("column", ("OPEN_DT",)), "title": Source("column", ("CASE_TITLE",)),
    "area": Source("column", ("neighborhood",)), "place": Source("lonlat", ("LONGITUDE", "LATITUDE")),
    "dept": Source("column", ("QUEUE",)), "closed_at": Source("column", ("CLOSED_DT",)), "status": Source("column", ("CASE_STATUS",)),
}  # fmt: skip
NEW_YORK = {
    "received_at": Source("column", ("Created Date",)), "title": Source("column", ("Complaint Type",)),
    "body": Source("column", ("Descriptor",)), "area": Source("column", ("Borough",)), "place": Source("lonlat", ("Longitude", "Latitude")),
    "dept": Source("column", ("Agency Name",)), "closed_at": Source("column", ("Closed Date",)), "status": Source("column", ("Status",)),
}  # fmt: skip


def analyse(folder: Path, file: Path, mapping: Mapping[str, Source] | None = None, settings: dict[str, Any] | None = None) -> Result:
    """The file read, mapped (as suggested where nothing is said), prepared, checked, its texts masked, and run."""
    model = library.load("civil_complaints")
    workspace = open_workspace(folder / "work", memory_mb=1500, threads=2, reads=[folder])
    try:
        as_read = read_file(file, folder / "read.parquet", file.name)
        brought = bring(model.input("complaint"), as_read, folder / "complaint.parquet", workspace, mapping)
        return run(model, {"complaint": brought.prepared}, settings or {}, workspace, run_id="real")
    finally:
        workspace.close()


def facts(result: Result, key: str) -> Mapping[str, Any]:
    return next(item.facts for item in result.findings if item.key == key)


def test_the_adopted_proposals_are_mapped_without_help_and_routing_refuses_110_departments(tmp_path: Path) -> None:
    result = analyse(tmp_path, next(SEOUL.glob("190715*.xls")))
    told = facts(result, "routing_few")
    assert (told["departments"], told["single"], told["learned"]) == (110, 54, 0)
    states = {answer.output: answer.state for answer in result.answers}
    assert states["routing"] == "refused"
    assert states["issues"] == states["topics"] == states["rises"] == "given"
    assert states["places"] == states["areas"] == "refused"


def test_four_thousand_proposals_with_markup_are_read_and_nothing_personal_is_shown(tmp_path: Path) -> None:
    result = analyse(tmp_path, next(SEOUL.glob("190831*.xls")))
    counted = dict(result.table("counting").rows.select("measure", "n").iter_rows())
    assert counted["papers"] == 4_002
    assert counted["masked"] > 20
    words = set(result.table("words_top").rows["word"])
    assert not words & {"span", "style", "nbsp", "StartFragment", "바탕글"}
    shown = " ".join([*result.table("examples_shown").rows["example"], *result.table("words_top").rows["example"]])
    assert not re.search(r"01[016][- ]?\d{3,4}[- ]?\d{4}|\d{6}-[1-4]\d{6}|<p|&nbsp;", shown)
    assert "정병기" not in shown + str(result.table("topic_list").rows["words"].to_list()), "who signs many letters is no topic"
    assert result.table("topic_list").rows.height > 10
    assert facts(result, "summary")["first"].startswith("2017-09")


def test_boston_without_any_text_runs_on_its_set_titles(tmp_path: Path) -> None:
    result = analyse(tmp_path, DATA / "boston_2015" / "Pothole Repair (Internal).csv", BOSTON)
    assert result.table("topic_list").rows["name"].to_list() == ["Pothole Repair (Internal)"]
    keys = {item.key for item in result.findings}
    assert {"topics_as_said", "area_most"} <= keys
    assert keys & {"recurring_standing", "recurring_most"}
    assert any(reason["code"] == "prepare.required_lacking" for reason in result.inputs[0].reasons)


def test_a_day_of_new_york_gives_topics_and_says_that_nothing_can_rise(tmp_path: Path) -> None:
    result = analyse(tmp_path, DATA / "newyork_311.csv", NEW_YORK)
    keys = {item.key for item in result.findings}
    assert {"summary", "one_day", "recurring_none", "dept_most"} <= keys
    assert "noise" in set(result.table("words_top").rows["word"])
    assert {answer.output: answer.state for answer in result.answers}["rises"] == "refused"
