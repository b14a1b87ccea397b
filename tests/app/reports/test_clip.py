"""Copying a table: it pastes into a word processor and a spreadsheet, and nothing pasted is a formula."""

import io

import polars as pl

from app.reports.clip import table_html, table_tsv
from tests.app.sample_result import HOSTILE, golden_hour
from tests.app.variants import with_rows


def test_html_has_every_row_with_rules_and_sides():
    said = table_html(golden_hour(), "relocation", "ko")
    assert said.count("<tr>") == 4
    assert "중앙119안전센터" in said
    assert "text-align:right" in said
    assert "border:1px solid" in said


def test_tsv_is_read_back_with_numbers():
    frame = pl.read_csv(io.StringIO(table_tsv(golden_hour(), "performance", "ko")), separator="\t")
    assert frame.height == 12
    assert frame["출동 (건)"].dtype == pl.Int64
    assert frame["중앙값 (분)"].dtype == pl.Float64
    assert all(value.endswith("%") for value in frame["7분 안 도착"])


def test_a_cell_with_tabs_and_line_breaks_stays_one_cell():
    result = golden_hour()
    rows = result.table("relocation").rows.with_columns(pl.lit("가\t나\n다").alias("to"))
    lines = table_tsv(with_rows(result, "relocation", rows), "relocation", "ko").splitlines()
    assert len(lines) == 4
    assert lines[1].split("\t")[2] == "가 나 다"


def test_nothing_pasted_is_a_formula_or_markup():
    result = golden_hour()
    rows = result.table("relocation").rows.with_columns(pl.lit(HOSTILE).alias("to"))
    changed = with_rows(result, "relocation", rows)
    assert all(line.split("\t")[2].startswith("'=") for line in table_tsv(changed, "relocation", "ko").splitlines()[1:])
    said = table_html(changed, "relocation", "ko")
    assert "<script" not in said
    assert "mso-number-format" in said


def test_a_formula_in_letters_of_full_width_is_none_either():
    result = golden_hour()
    changed = with_rows(result, "relocation", result.table("relocation").rows.with_columns(pl.lit("＝1+1").alias("to")))
    assert {line.split("\t")[2] for line in table_tsv(changed, "relocation", "ko").splitlines()[1:]} == {"'＝1+1"}


def test_negative_numbers_stay_numbers():
    result = golden_hour()
    rows = result.table("relocation").rows.with_columns(pl.lit(-5).alias("net"))
    assert table_tsv(with_rows(result, "relocation", rows), "relocation", "ko").splitlines()[1].split("\t")[5] == "-5"


def test_an_empty_table_is_its_header():
    result = golden_hour()
    empty = with_rows(result, "relocation", result.table("relocation").rows.clear())
    assert table_tsv(empty, "relocation", "en").count("\n") == 1
