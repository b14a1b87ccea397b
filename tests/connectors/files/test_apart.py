"""Files that unpack to far more than they weigh are read where they take only so much, and give the same answer there."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from connectors.files import ReadOptions, apart, read_apart
from connectors.problem import Problem
from tests.connectors.files.test_sheets import table
from tests.connectors.files.trying import reading, rows_of


def _far_apart(path: Path, rows: int) -> None:
    """A workbook of two cells, one in the first place and one far from it: a reader lays out all that is between."""
    first = table(("가", "나"), (1, 2))
    path.with_suffix(".tmp").write_bytes(first)
    with zipfile.ZipFile(path.with_suffix(".tmp")) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            content = given.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = f'<row r="{rows}"><c r="CV{rows}"><v>3</v></c></row></sheetData>'.encode()
                content = content.replace(b"</sheetData>", far)
            made.writestr(name, content)


def test_a_small_workbook_that_unfolds_into_all_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_MOST_MB", 600)
    source = tmp_path / "far.xlsx"
    _far_apart(source, 1_048_576)
    assert source.stat().st_size < 20_000
    with pytest.raises(Problem) as refused:
        read_apart(source, tmp_path / "out.parquet", ReadOptions(), "far.xlsx")
    assert (refused.value.code, refused.value.facts) == ("file.needs_too_much", {"file": "far.xlsx", "limit_mb": 600})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["far.tmp", "far.xlsx"]


def test_a_workbook_read_apart_gives_what_it_gives_at_hand(tmp_path: Path) -> None:
    content = table(("시각", "비율", "코드"), (92700, 0.25, "00123"), (0, 1e-7, "-"))
    here, rows = reading(tmp_path, content, "a.xlsx")
    there = read_apart(tmp_path / "raw.bin", tmp_path / "apart.parquet", ReadOptions(header_rows=(1,)), "a.xlsx")
    assert there == here
    assert rows_of(tmp_path / "apart.parquet") == rows


def test_what_is_wrong_with_a_file_is_told_from_apart(tmp_path: Path) -> None:
    (tmp_path / "raw.bin").write_bytes(table(("가", "나"), (1, 2)))
    with pytest.raises(Problem) as refused:
        read_apart(tmp_path / "raw.bin", tmp_path / "out.parquet", ReadOptions(sheet="없음"), "a.xlsx")
    assert refused.value.code == "file.sheet_unknown"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_table_of_twenty_thousand_columns_is_refused(tmp_path: Path, rows: int) -> None:
    head = ",".join(f"c{number}" for number in range(20_000))
    with pytest.raises(Problem) as refused:
        reading(tmp_path, "\n".join([head, *[",".join("1" * 20_000)] * rows]))
    assert refused.value.code == "file.too_many_columns"
