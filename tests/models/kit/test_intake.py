"""The account of an input: what left rows out, apart from what was mended in rows kept."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from app.reports.front import reasons
from connectors.duck import open_workspace
from data_catalog.mapping import Source
from data_catalog.personal import masked_texts
from data_catalog.schema import Field, Input
from models.kit.intake import bring, read_file

SAID = {"ko": "가", "en": "a"}


def test_only_reasons_that_set_rows_aside_add_up_to_the_rows_set_aside(tmp_path: Path) -> None:
    fields = (
        Field("at", "moment", SAID, SAID, required=True),
        Field("until", "moment", SAID, SAID),
        Field("count", "integer", SAID, SAID),
    )
    item = Input("calls", SAID, SAID, True, fields)
    rows = [
        "20240101,235800,20240102,000500,1",
        "20240102,100000,20240102,100500,둘",  # not a number: blanked
        "20240103,100000,20240103,100500,3",
        "20240103,100000,20240103,100500,3",  # repeated: set aside
        "20241399,100000,20240103,100500,3",  # no date: set aside
        "합계,,,,9",  # total: set aside in reading
    ]
    file = tmp_path / "a.csv"
    file.write_text("일자,시각,끝일자,끝시각,수\n" + "\n".join(rows) + "\n", "utf-8")
    mapping = {
        "at": Source("date_time", ("일자", "시각")),
        "until": Source("date_time", ("끝일자", "끝시각")),
        "count": Source("column", ("수",)),
    }
    workspace = open_workspace(tmp_path / "work", reads=[tmp_path])
    use = bring(item, read_file(file, tmp_path / "read.parquet", "a.csv"), tmp_path / "out.parquet", workspace, mapping).prepared.use
    effects = {one["code"]: (one["effect"], one["rows"]) for one in use.reasons}
    assert effects == {
        "aside.total": ("set_aside", 1),
        "repaired.time.digits_hms": ("repaired", 5),
        "prepare.row_repeated": ("set_aside", 1),
        "prepare.row_unreadable": ("set_aside", 1),
        "prepare.value_unreadable": ("blanked", 1),
        "check.many_aside": ("noted", 2),
    }
    assert (use.rows_in, use.rows_kept, use.rows_set_aside) == (6, 3, 3)


def test_personal_values_in_free_texts_are_hidden_before_a_model_sees_them_and_it_is_told(tmp_path: Path) -> None:
    fields = (
        Field("at", "moment", SAID, SAID, required=True),
        Field("text", "text", SAID, SAID, masked=True),
        Field("open", "text", SAID, SAID),
    )
    item = Input("complaint", SAID, SAID, True, fields)
    said = "가로등이 꺼졌어요. 연락처 010-1234-5678, 주민번호 850101-1234566, hong@example.com, 민원인 홍길동 씨"
    file = tmp_path / "a.csv"
    file.write_text(f'일시,글,다른글\n2024-01-01 10:00,"{said}",010-1234-5678\n2024-01-02 10:00,고장 3건,빈집\n', "utf-8")
    mapping = {name: Source("column", (column,)) for name, column in (("at", "일시"), ("text", "글"), ("open", "다른글"))}
    workspace = open_workspace(tmp_path / "work", reads=[tmp_path])
    brought = bring(item, read_file(file, tmp_path / "read.parquet", "a.csv"), tmp_path / "out.parquet", workspace, mapping)
    rows = pl.read_parquet(brought.prepared.path)
    assert rows["text"].to_list() == [
        "가로등이 꺼졌어요. 연락처 010-****-5678, 주민번호 85****-*******, ho***@example.com, 민원인 홍*동 씨",
        "고장 3건",
    ]
    assert rows["open"].to_list() == ["010-1234-5678", "빈집"]
    told = next(one for one in brought.prepared.use.reasons if one["code"] == "prepare.text_masked")
    assert (told["effect"], told["rows"], told["facts"]["field"]) == ("repaired", 1, "text")
    assert "1234-5678" not in str(brought.prepared.use)
    assert reasons(brought.prepared.use, "ko")[-1].startswith("분석 전에 1줄의 ‘가’ 글에서")


def test_a_text_is_masked_whoever_decided_to_keep_it_and_rows_stay_in_order(tmp_path: Path) -> None:
    pl.DataFrame({"_line": [2, 3, 4], "a": ["x", "전화 010-1234-5678", None], "b": ["010-9999-8888 입니다", None, "y"]}).write_parquet(
        tmp_path / "a.parquet"
    )
    workspace = open_workspace(tmp_path / "work", reads=[tmp_path])
    assert masked_texts(workspace, tmp_path / "a.parquet", ["a", "b"]) == {"a": 1, "b": 1}
    rows = pl.read_parquet(tmp_path / "a.parquet")
    assert rows.rows() == [(2, "x", "010-****-8888 입니다"), (3, "전화 010-****-5678", None), (4, None, "y")]
