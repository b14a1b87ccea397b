"""Sums that one or two givers dominate are hidden once, before there is a Result, with the amounts that would tell them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.parts.sheet import told
from app.reports import make
from app.reports.clip import table_html, table_tsv
from app.reports.sheets import sheet
from app.services.results.downloads import _table as csv_of
from data_catalog.disclosure import Protection
from models.kit import library, saved
from models.kit.cases import run_written
from models.kit.check import check_at_rest
from models.kit.contract import Model
from models.kit.result import Result
from tests.models.kit.conftest import Change

# Desk A: 506 minutes, 500 of them of one visit. B: 200 of 20 visits. C: 90 of 9. E: 1000 of 10.
_VISITS = "visit,desk,waited\n" + "".join(
    f"{desk}{n},{desk},{minutes}\n"
    for desk, waits in (("A", [500, 2, 1, 1, 1, 1]), ("B", [10] * 20), ("C", [10] * 9), ("E", [100] * 10))
    for n, minutes in enumerate(waits)
)
_SUMS = """    count(*) as visits,
    sum(waited) as minutes,
    max(waited) as most,
    coalesce(list_sort(list(waited), 'DESC')[2], 0) as next,
    sum(waited) / count(*) as mean,"""
_COLUMNS = """  { name = "visits", title = { ko = "방문", en = "Visits" }, kind = "integer", counts = true },
  { name = "minutes", title = { ko = "기다린 분", en = "Minutes" }, kind = "number", largest = "most", second = "next" },
  { name = "most", title = { ko = "가장 긴", en = "Longest" }, kind = "number" },
  { name = "next", title = { ko = "다음으로 긴", en = "Next" }, kind = "number" },
  { name = "mean", title = { ko = "평균", en = "Mean" }, kind = "number" },
"""
_COUNTS = '  { name = "visits", title = { ko = "방문", en = "Visits" }, kind = "integer" },\n'


@pytest.fixture
def summed(package: Path, change: Change) -> Model:
    change("sql/by_desk.sql", "    count(*) as visits,", _SUMS)
    change("manifest.toml", 'disclosure = "none"', 'disclosure = "counts"')
    change("manifest.toml", _COUNTS, _COLUMNS)
    change("steps.py", '("slowest", {"desk"', '("slowest", {"minutes": by_desk["minutes"].max(), "desk"')
    return library.load_folder(package)


@pytest.fixture
def result(summed: Model, tmp_path: Path) -> Result:
    made = run_written(summed, {"visits": _VISITS}, {}, disclosed=True)
    made.save(tmp_path / "kept")
    return saved.load(tmp_path / "kept")


def test_a_dominated_sum_goes_with_the_smallest_that_would_give_it_back_and_what_was_reckoned_from_them(result: Result) -> None:
    rows = {row["desk"]: row for row in result.table("by_desk").rows.iter_rows(named=True)}
    assert {desk: row["minutes"] for desk, row in rows.items()} == {"A": None, "B": 200.0, "C": None, "E": 1000.0}
    assert {desk: row["mean"] for desk, row in rows.items()} == {"A": None, "B": 10.0, "C": None, "E": 100.0}
    assert {desk: row["visits"] for desk, row in rows.items()} == {"A": 6, "B": 20, "C": 9, "E": 10}
    assert "한두 곳" in (result.table("by_desk").spec.note or {})["ko"]


def test_the_amounts_of_single_givers_are_nowhere_in_a_result(result: Result, tmp_path: Path) -> None:
    table = result.table("by_desk")
    assert {"most", "next"}.isdisjoint({*table.rows.columns, *(column.name for column in table.spec.columns), *table.hidden})
    assert '"most"' not in (tmp_path / "kept" / "result.json").read_text("utf-8")


def test_a_sentence_that_tells_a_hidden_sum_or_one_givers_amount_is_not_said(summed: Model, change: Change, package: Path) -> None:
    # The largest sum is that of E and shown; the largest amount is one visit's.
    said = {item.key for item in run_written(summed, {"visits": _VISITS}, {}, disclosed=True).findings}
    assert "slowest" in said
    change("steps.py", 'by_desk["minutes"].max()', 'by_desk["most"].max()')
    found = {item.key: item for item in run_written(library.load_folder(package), {"visits": _VISITS}, {}, disclosed=True).findings}
    assert "slowest" not in found
    assert found["dominated_unsaid"].text["en"] == "Sentences left out because they would tell what one or two givers have: 1."


@pytest.mark.parametrize("mode", ["cell_key", "round"])
def test_it_is_hidden_too_where_counts_are_changed(summed: Model, mode: str) -> None:
    protection = Protection(mode, secret=b"0" * 32)
    table = run_written(summed, {"visits": _VISITS}, {}, disclosed=True, protection=protection).table("by_desk")
    rows = {row["desk"]: row for row in table.rows.iter_rows(named=True)}
    assert (rows["A"]["minutes"], rows["A"]["mean"], rows["C"]["minutes"]) == (None, None, None)
    assert 100 < rows["E"]["minutes"] < 2000
    assert {"most", "next"}.isdisjoint(table.rows.columns)


@pytest.mark.parametrize(("lang", "other"), [("ko", "가림"), ("en", "hidden")])
def test_every_form_shows_the_mark_and_never_the_sum(result: Result, tmp_path: Path, lang: str, other: str) -> None:
    table = result.table("by_desk")
    at = table.rows["desk"].to_list().index("A")
    shown = {
        "page": told(table, lang)["rows"][at],
        "report": sheet(table, lang).rows[at],
        "clipboard": table_tsv(result, "by_desk", lang).splitlines()[at + 1].split("\t"),
        "download": csv_of(result, "by_desk", lang).data.decode("utf-8-sig").splitlines()[at + 1].split(","),
    }
    for form, cells in shown.items():
        assert list(cells)[:4] == ["A", "6", other, other], form
    assert "506" not in table_html(result, "by_desk", lang)
    make(result, lang, ["html", "xlsx", "pdf", "hwpx"], tmp_path)
    assert "506" not in (tmp_path / "report.html").read_text("utf-8")
    for name, inside in (("report.xlsx", "xl/sharedStrings.xml"), ("report.hwpx", "Contents/section0.xml")):
        with zipfile.ZipFile(tmp_path / name) as packed:
            assert other in packed.read(inside).decode("utf-8"), name
    with zipfile.ZipFile(tmp_path / "report.xlsx") as packed:
        assert not [name for name in packed.namelist() if name.endswith(".xml") and b">506<" in packed.read(name)]


@pytest.mark.parametrize(
    ("old", "by", "said"),
    [
        (', second = "next"', "", "names both its `largest` and its `second` amount"),
        ('second = "next"', 'second = "desk"', "names 'desk', which is no column of amounts"),
        (', counts = true', "", "no column counts them"),
        ('y = "share"', 'y = "most"', "shows 'most', an amount of one giver"),
    ],
)  # fmt: skip
def test_a_manifest_that_only_half_says_it_is_refused(summed: Model, package: Path, change: Change, old: str, by: str, said: str) -> None:
    change("manifest.toml", old, by)
    assert any(said in line for line in check_at_rest(package)), list(check_at_rest(package))


def test_a_manifest_that_says_it_whole_is_not(summed: Model, package: Path) -> None:
    assert not [line for line in check_at_rest(package) if "giver" in line or "amount" in line]
