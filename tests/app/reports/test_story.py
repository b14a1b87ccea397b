"""What every format shares: order, numbering, facts, and the making of several formats at once."""

import dataclasses
import json

import polars as pl
import pytest

from app.charts.numbers import DASH, shown
from app.reports import FORMATS, PARTS, ReportOptions, make
from app.reports.blocks import Bullets, Findings, Picture, Said, Sheet
from app.reports.sheets import REST_ROWS, REST_UP_TO, ROWS_LEAST, is_ranked, sheet
from app.reports.story import story
from connectors.problem import Problem
from models.kit import library, saved
from models.kit.contract import ColumnSpec
from models.kit.result import Finding
from tests.app.sample_result import golden_hour, limited, sample, w
from tests.app.variants import with_rows

SHARE = ColumnSpec("s", w("비율", "Share"), "share")


def _blocks(told, kind):
    return [block for section in told.sections for block in section.blocks if isinstance(block, kind)]


def test_parts_stand_in_one_order():
    told = story(golden_hour(), "ko", ReportOptions(comment="의견"))
    assert [section.key for section in told.sections] == ["findings", "comment", *PARTS]


def test_main_findings_come_before_notes_and_limits():
    levels = [item.level for item in _blocks(story(golden_hour(), "ko", ReportOptions()), Findings)[0].items]
    assert levels == ["main", "main", "main", "note", "limit"]


def test_many_notes_get_a_part_of_their_own_after_the_figures():
    result = golden_hour()
    notes = tuple(Finding(f"note{n}", w(f"참고 {n}", f"Note {n}"), "note", "performance", {}) for n in range(6))
    told = story(dataclasses.replace(result, findings=(*notes, *result.findings)), "ko", ReportOptions())
    keys = [section.key for section in told.sections]
    assert keys[:4] == ["findings", "map", "figures", "notes"]
    first, later = _blocks(told, Findings)
    assert {item.level for item in first.items} == {"main"}
    assert [item.level for item in later.items] == ["note"] * 7 + ["limit"]


def test_settings_are_said_by_their_titles_and_expert_ones_counted():
    result = dataclasses.replace(golden_hour(), settings=library.load("golden_hour").defaults())
    line = next(fact for fact in story(result, "ko", ReportOptions()).facts if fact.label == "설정").lines[0]
    assert "나머지" in line
    assert "기본값" in line
    assert not any(name in line for name in result.settings)
    changed = dataclasses.replace(result, settings={**result.settings, "circuity": 1.5})
    assert "1.5" in next(fact for fact in story(changed, "ko", ReportOptions()).facts if fact.label == "설정").lines[0]


def test_a_column_without_a_value_gives_its_room_to_the_others_and_is_named():
    table = golden_hour().table("performance")
    empty = dataclasses.replace(table, rows=table.rows.with_columns(pl.lit(None, pl.Float64).alias("p90_min")))
    told = sheet(empty, "ko")
    assert len(told.columns) == len(sheet(table, "ko").columns) - 1 == len(told.rows[0])
    assert "90번째 백분위" in told.note
    assert "90번째 백분위" not in str(told.columns) + sheet(table, "ko").note
    hidden = dataclasses.replace(empty, hidden={"p90_min": dict.fromkeys(range(table.rows.height), "few")})
    assert len(sheet(hidden, "ko").columns) == len(sheet(table, "ko").columns), "what is hidden is said in its cells"
    nothing = dataclasses.replace(table, rows=table.rows.clear())
    assert len(sheet(nothing, "ko").columns) == len(sheet(table, "ko").columns)


def test_rows_set_aside_are_told_with_their_reasons_in_words():
    told = story(golden_hour(), "ko", ReportOptions())
    facts = next(section for section in told.sections if section.key == "provenance").blocks[0].items
    lines = next(fact for fact in facts if fact.label == "출동 기록 줄 수").lines
    assert lines == (
        "들어온 줄 41,204 = 쓴 줄 41,192 + 제외한 줄 12",
        "제외한 까닭: 합계·소계 줄 (7줄)",
        "제외한 까닭: 앞선 줄과 모든 칸이 같음 (5줄)",
    )


def test_maps_figures_and_tables_are_numbered_through():
    told = story(golden_hour(), "en", ReportOptions())
    assert [picture.number for picture in _blocks(told, Picture)] == ["Map 1", *(f"Figure {n}" for n in range(1, 8))]
    assert [sheet.number for sheet in _blocks(told, Sheet)] == [f"Table {n}" for n in range(1, 11)]


def test_the_map_that_says_where_to_act_comes_first_as_on_the_screen():
    told = golden_hour()
    acting = told.maps[0]
    drawn = [dataclasses.replace(layer, role="quantity") if layer.role == "site" else layer for layer in acting.spec.layers]
    other = dataclasses.replace(acting, spec=dataclasses.replace(acting.spec, name="how_far_off", layers=tuple(drawn)))
    shown_first = _blocks(story(dataclasses.replace(told, maps=(other, acting)), "ko", ReportOptions()), Picture)
    assert [picture.name for picture in shown_first[:2]] == [acting.spec.name, "how_far_off"]


def test_ranked_tables_stand_apart_and_sensitivity_has_its_own_part():
    told = story(golden_hour(), "ko", ReportOptions())
    parts = {section.key: section.blocks for section in told.sections}
    assert [block.name for block in parts["ranked"]] == ["performance", "relocation", "sites"]
    assert [block.name for block in parts["sensitivity"]] == ["sensitivity_limit", "sensitivity_limit"]


def test_hidden_columns_and_ground_tables_are_not_printed():
    told = story(golden_hour(), "ko", ReportOptions())
    cells = next(sheet for sheet in _blocks(told, Sheet) if sheet.name == "cells")
    assert [column.title for column in cells.columns] == ["격자", "동", "출동 (건)", "7분 밖 출동 (건)"]
    assert not {"dongs", "roads", "river"} & {sheet.name for sheet in _blocks(told, Sheet)}


def test_a_limited_result_says_what_was_not_answered_and_why():
    told = story(limited(), "ko", ReportOptions())
    assert told.banner == "제한된 결과"
    refused = next(section for section in told.sections if section.key == "unanswered")
    assert refused.blocks == (Bullets(("구급차 위치: 출동 기록에 장소가 없어 위치를 고를 수 없습니다.",)),)


def test_both_marks_can_stand_together():
    both = dataclasses.replace(sample(), limited=True)
    assert story(both, "en", ReportOptions()).banner == "limited · sample"


def test_one_page_has_findings_one_picture_and_short_limits():
    told = story(golden_hour(), "ko", ReportOptions(length="one_page"))
    assert [section.key for section in told.sections] == ["findings", "map", "limits"]
    assert len(_blocks(told, Picture)) == 1
    assert not _blocks(told, Sheet)


def test_a_title_and_organisation_of_ones_own_stand_instead():
    told = story(golden_hour(), "ko", ReportOptions(title="시장 보고", organisation="가온시청"))
    assert (told.title, told.organisation) == ("시장 보고", "가온시청")


def test_the_date_is_the_local_one():
    # Half past eleven at night in London is the next morning in Seoul.
    told = story(golden_hour(), "ko", ReportOptions())
    assert told.made_at.date().isoformat() == "2026-11-21"
    assert story(golden_hour(), "ko", ReportOptions(timezone="UTC")).made_at.date().isoformat() == "2026-11-20"


def test_cells_are_written_as_people_write_them():
    assert shown(0.6843, SHARE, "ko") == "68.4%"
    assert shown(1234567, ColumnSpec("n", w("수", "n"), "integer"), "ko") == "1,234,567"
    assert shown(8.25, ColumnSpec("n", w("분", "min"), "number", digits=1), "ko") == "8.2"
    assert shown(None, SHARE, "ko") == shown(float("nan"), SHARE, "ko") == DASH
    assert shown("a\x00b\u202ec", ColumnSpec("t", w("글", "text")), "ko") == "abc"


def test_all_formats_are_made_at_once(tmp_path):
    written = make(sample(), "ko", ["pdf", "html", "xlsx", "hwpx", "pdf"], tmp_path / "new", ReportOptions(parts=("map", "limits")))
    assert {name: path.name for name, path in written.items()} == {name: f"report.{name}" for name in FORMATS}
    assert all(path.stat().st_size > 5_000 for path in written.values())


def test_an_unknown_format_is_a_problem_before_anything_is_made(tmp_path):
    with pytest.raises(Problem) as told:
        make(sample(), "ko", ["pdf", "docx"], tmp_path / "new")
    assert told.value.code == "report.format_unknown"
    assert not (tmp_path / "new").exists()


def test_a_saved_result_makes_the_same_report(tmp_path, report):
    result = golden_hour()
    result.save(tmp_path)
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["model"] == "golden_hour"
    again = make(saved.load(tmp_path), "ko", ["html"], tmp_path)["html"].read_bytes()
    assert again == report("html")


def test_of_a_long_table_the_first_rows_stand_and_it_says_where_the_others_are():
    long = max(golden_hour().tables, key=lambda table: table.rows.height)
    assert long.rows.height > REST_UP_TO
    assert not is_ranked(long)
    part = next(block for block in _blocks(story(golden_hour(), "ko", ReportOptions()), Sheet) if block.name == long.spec.name)
    assert len(part.rows) == REST_ROWS
    assert part.note.startswith(f"전체 {long.rows.height:,}줄 가운데 앞의 {REST_ROWS}줄. 모든 줄은 엑셀 보고서에")
    every = next(
        block for block in _blocks(story(golden_hour(), "ko", ReportOptions(length="whole")), Sheet) if block.name == long.spec.name
    )
    assert len(every.rows) == long.rows.height
    assert every.rows[:REST_ROWS] == part.rows


def test_of_a_ranking_more_rows_stand_than_of_any_other_table():
    long = max(golden_hour().tables, key=lambda table: table.rows.height)
    ranked = dataclasses.replace(long, spec=dataclasses.replace(long.spec, rank=long.spec.columns[0].name))
    assert len(sheet(ranked, "ko", whole=False).rows) > len(sheet(long, "ko", whole=False).rows)


def test_of_a_table_of_long_texts_fewer_rows_stand_but_never_a_handful():
    long = max(golden_hour().tables, key=lambda table: table.rows.height)
    texts = ColumnSpec("text", w("원문", "Text"), "text")
    spec = dataclasses.replace(long.spec, columns=(texts,))
    for letters, rows in ((10, REST_ROWS), (100, 6), (4_000, ROWS_LEAST)):
        table = dataclasses.replace(long, spec=spec, rows=pl.DataFrame({"text": ["가" * (letters // 2)] * 60}), hidden={})
        assert len(sheet(table, "ko", whole=False).rows) == max(rows, ROWS_LEAST), letters
        assert len(sheet(table, "ko").rows) == 60


def test_a_table_without_any_value_is_one_sentence_and_not_pages_of_dashes():
    result = golden_hour()
    values = ("median_min", "p90_min", "share", "low", "high")
    hidden = result.table("performance").rows.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in values)
    told = story(with_rows(result, "performance", hidden), "ko", ReportOptions())
    assert "performance" not in [block.name for block in _blocks(told, Sheet)]
    assert any(
        result.table("performance").spec.title["ko"] in block.text and "엑셀 보고서에는" in block.text for block in _blocks(told, Said)
    )
    whole = story(with_rows(result, "performance", hidden), "ko", ReportOptions(length="whole"))
    assert "performance" in [block.name for block in _blocks(whole, Sheet)]
