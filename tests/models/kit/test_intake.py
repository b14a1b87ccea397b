"""The account of an input: what left rows out, apart from what was mended in rows kept."""

from __future__ import annotations

from pathlib import Path

from connectors.duck import open_workspace
from data_catalog.mapping import Source
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
