"""What is kept of a file gives the run that the whole file would give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.runs.analysis import Asked, Brings, analyse
from app.services.uploads import uploads
from connectors.files import TableRead
from data_catalog.mapping import Source
from models.kit.intake import AsRead
from models.kit.result import Result
from tests.app.services.conftest import City, bytes_anywhere
from tests.app.services.uploads.test_uploads import map_columns, send

HEAD = "신고일시,현장도착일시,출동센터,비고\n"
ROWS = (
    "2024-01-01 10:00,2024-01-01 10:07,노학,홍길동\n"
    "2024-01-01 10:00,2024-01-01 10:07,노학,손오공\n"  # alike but for a column that is not mapped: two patients
    "2024-01-02 11:00,2024-01-02 11:09,조양,저팔계\n"
    "2024-01-02 11:00,2024-01-02 11:09,조양,저팔계\n"  # the same row again
    "2024-01-03 12:00,2024-01-03 12:05,조양,\n"
)
MAPPED = {"call_at": "신고일시", "arrive_at": "현장도착일시", "center": "출동센터"}
MAPPING = {field: Source("column", (column,)) for field, column in MAPPED.items()}


def direct(folder: Path, text: str) -> Result:
    file = folder / "출동.csv"
    file.write_text(text, "utf-8")
    return analyse(Asked("golden_hour", "1" * 32, {"dispatch": Brings(file=file, mapping=MAPPING)}), folder / "direct")


def kept(settled: uploads.Settled, folder: Path) -> Result:
    assert settled.read is not None
    as_read = AsRead(settled.parquet, TableRead.from_json(settled.read), settled.file_name)
    return analyse(Asked("golden_hour", "2" * 32, {"dispatch": Brings(as_read=as_read, mapping=MAPPING)}), folder / "kept")


def same(one: Result, other: Result) -> bool:
    uses = [replace(result.inputs[0], file="") for result in (one, other)]
    return uses[0] == uses[1] and one.provenance["result_hash"] == other.provenance["result_hash"]


def test_rows_that_differ_only_in_a_column_let_go_are_kept_as_the_whole_file_keeps_them(
    city: City, analyst: Person, tmp_path: Path
) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    uploads.read(analyst, city.platform, send(city, analyst, draft, HEAD + ROWS))
    map_columns(city, analyst, draft, **MAPPED)
    settled = uploads.settle(analyst, city.platform, draft)["dispatch"]
    assert pl.read_parquet(settled.parquet)["_repeats"].to_list() == [False, False, False, True, False]
    assert bytes_anywhere(city.platform.lake.home, "손오공") == []
    portal, command = kept(settled, tmp_path), direct(tmp_path, HEAD + ROWS)
    assert (command.inputs[0].rows_in, command.inputs[0].rows_kept, command.inputs[0].rows_set_aside) == (5, 4, 1)
    assert same(portal, command)


def test_a_column_dropped_for_its_resident_numbers_still_tells_rows_apart(city: City, analyst: Person, tmp_path: Path) -> None:
    text = HEAD + ROWS.replace("홍길동", "800101-1234567").replace("손오공", "800101-1234568")
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    upload_id = send(city, analyst, draft, text)
    assert uploads.read(analyst, city.platform, upload_id).state == "held"
    uploads.release(analyst, city.platform, upload_id, [uploads.Decision("비고", "drop")])
    assert pl.read_parquet(uploads.table(analyst, city.platform, upload_id)).columns[-1] == "_repeats"
    map_columns(city, analyst, draft, **MAPPED)
    portal = kept(uploads.settle(analyst, city.platform, draft)["dispatch"], tmp_path)
    assert same(portal, direct(tmp_path, text))


def test_rows_parted_from_one_line_are_counted_once_each(city: City, analyst: Person, tmp_path: Path) -> None:
    first, second, *rest = ROWS.splitlines()
    text = HEAD + "\r".join([first, second, second]) + "\n" + "\n".join(rest) + "\n"
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    uploads.read(analyst, city.platform, send(city, analyst, draft, text))
    map_columns(city, analyst, draft, **MAPPED)
    portal = kept(uploads.settle(analyst, city.platform, draft)["dispatch"], tmp_path)
    command = direct(tmp_path, text)
    assert (command.inputs[0].rows_in, command.inputs[0].rows_kept, command.inputs[0].rows_set_aside) == (6, 4, 2)
    assert same(portal, command)
