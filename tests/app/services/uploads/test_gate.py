"""A personal value however it is written waits at the gate in every kind of file, and is nowhere else before or after."""

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyogrio.raw
import pytest
import shapely
import xlsxwriter
from sqlalchemy import select

from app.identity.person import Person
from app.services.catalogue import catalogue
from app.services.drafts import drafts, memory
from app.services.uploads import pasting, preview, trying, uploads
from app.services.uploads.receiving import shown_name
from connectors.problem import Problem
from data_catalog.personal.disguise import undisguised
from data_catalog.records.tables import Dataset, LedgerRow, RememberedMapping, Upload
from tests.app.services.conftest import City, bytes_anywhere, make_person
from tests.app.services.uploads.old_workbooks import xls, xlsb
from tests.app.services.uploads.test_uploads import map_columns, send
from tests.connectors.files.test_markup import cell as hwp_cell
from tests.connectors.files.test_markup import document

PHONE, DASHED, HIDDEN = "０１０－１２３４－５６７８", "010–1234–5678", "010-12\u200b34-5678"
HEAD = ("신고일시", "출동센터", "내용")
TEXTS = ("이상 없음", f"연락 {PHONE} 바람", "없음", f"{DASHED}로 회신", HIDDEN, "끝")
ROWS = [(f"2024-01-0{at + 1} 10:00", f"센터{at % 2}", text) for at, text in enumerate(TEXTS)]


def separated(rows: list[tuple[str, ...]], mark: str = ",") -> bytes:
    return "\n".join(mark.join(row) for row in rows).encode() + b"\n"


def workbook(rows: list[tuple[str, ...]], sheet: str = "자료") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.add_worksheet("설명").write(0, 0, "없음")
    book.close()
    return out.getvalue()


def open_document(rows: list[tuple[str, ...]]) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    said = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="자료">{said}</table:table></office:spreadsheet></office:body>'
    spaces = f'xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def web_page(rows: list[tuple[str, ...]]) -> bytes:
    return ("<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>").encode()


def hangul(rows: list[tuple[str, ...]]) -> bytes:
    lines = ("<hp:tr>" + "".join(hwp_cell(cell, at, place) for place, cell in enumerate(row)) + "</hp:tr>" for at, row in enumerate(rows))
    return document("<hp:tbl>" + "".join(lines) + "</hp:tbl>")


def features(rows: list[tuple[str, ...]]) -> bytes:
    head, *rest = rows
    found = [
        {"type": "Feature", "properties": dict(zip(head, row, strict=True)), "geometry": {"type": "Point", "coordinates": [126.9, 37.5]}}
        for row in rest
    ]
    return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False).encode()


def records(rows: list[tuple[str, ...]]) -> bytes:
    head, *rest = rows
    return "\n".join(json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False) for row in rest).encode()


def columns_file(rows: list[tuple[str, ...]]) -> bytes:
    head, *rest = rows
    out = io.BytesIO()
    pd.DataFrame(rest, columns=list(head)).to_parquet(out)
    return out.getvalue()


def layer(rows: list[tuple[str, ...]], suffix: str) -> bytes:
    """Points with the rows as their attributes: one file, or a shapefile's files in a zip."""
    head, *rest = rows
    points = np.array([shapely.to_wkb(shapely.Point(126.9, 37.5 + at / 100)) for at in range(len(rest))], dtype=object)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / f"a.{suffix}"
        columns = [np.array([row[at] for row in rest], dtype=object) for at in range(len(head))]
        pyogrio.raw.write(
            file, points, columns, [*head], geometry_type="Point", crs="EPSG:4326", encoding="utf-8",
            driver={"gpkg": "GPKG", "shp": "ESRI Shapefile"}[suffix],
        )  # fmt: skip
        if suffix == "gpkg":
            return file.read_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for part in sorted(Path(place).iterdir()):
                archive.write(part, part.name)
        return out.getvalue()


KINDS: dict[str, Callable[[list[tuple[str, ...]]], bytes]] = {
    "a.csv": separated, "a.tsv": lambda rows: separated(rows, "\t"), "a.xlsx": workbook, "a.ods": open_document, "a.xls": web_page,
    "old.xls": xls, "a.xlsb": xlsb, "a.gpkg": lambda rows: layer(rows, "gpkg"), "a.zip": lambda rows: layer(rows, "shp"), "a.hwpx": hangul,
    "a.geojson": features, "a.jsonl": records, "a.parquet": columns_file,
}  # fmt: skip


@pytest.fixture
def draft(city: City, analyst: Person) -> str:
    return drafts.start(analyst, city.platform, "golden_hour").id


def sent(city: City, person: Person, draft: str, data: bytes, name: str) -> str:
    token = uploads.token(person, city.platform, draft, "dispatch")
    return uploads.store_stream(person, city.platform, token, name, [data])


def kept_in_records(city: City) -> str:
    """All that the records hold of uploads and in the ledger, read plainly; without fingerprints, whose digits mean nothing."""
    with city.platform.records.reading() as session:
        rows = session.scalars(select(Upload)).all()
        told = [(row.file_name, row.read, row.hold, row.problem, row.options) for row in rows]
        noted = [row.facts for row in session.scalars(select(LedgerRow))]
    return undisguised(re.sub(r"\b[0-9a-f]{32,64}\b", "", json.dumps([told, noted], ensure_ascii=False)))


@pytest.mark.parametrize("name", KINDS)
def test_disguised_values_in_cells_hold_every_kind_of_file_and_go_with_a_mask(city: City, analyst: Person, draft: str, name: str) -> None:
    upload_id = sent(city, analyst, draft, KINDS[name]([HEAD, *ROWS]), name)
    view = uploads.read(analyst, city.platform, upload_id)
    assert view.state == "held"
    assert [(one.column, one.kind, one.rows, one.waits) for one in view.findings] == [("내용", "phone", 3, True)]
    shown = undisguised(repr(preview.rows(analyst, city.platform, upload_id, 10)))
    assert "이상 없음" in shown
    tried = trying.try_reading(analyst, city.platform, upload_id, {}, 10)
    for said in (shown, undisguised(repr(tried)), kept_in_records(city)):
        assert "1234" not in said
    uploads.release(analyst, city.platform, upload_id, [uploads.Decision("내용", "mask")])
    texts = pl.read_parquet(uploads.table(analyst, city.platform, upload_id))["내용"].to_list()
    assert texts == ["이상 없음", "연락 010-****-5678 바람", "없음", "010-****-5678로 회신", "010-****-5678", "끝"]
    for written in (PHONE, DASHED, HIDDEN):
        assert bytes_anywhere(city.platform.home, written) == []


# A column of a shapefile has a name of ten bytes at most.
@pytest.mark.parametrize("name", [name for name in KINDS if name != "a.zip"])
def test_a_column_named_by_a_disguised_value_is_told_with_it_hidden(city: City, analyst: Person, draft: str, name: str) -> None:
    rows = [(*HEAD[:2], f"담당 {PHONE}", f"담당 {DASHED}"), *((*row[:2], "가", "나") for row in ROWS)]
    view = uploads.read(analyst, city.platform, sent(city, analyst, draft, KINDS[name](rows), name))
    assert view.read is not None
    assert view.read.columns[2:4] == ("담당 010-****-5678", "담당 010-****-5678 (2)")
    assert preview.rows(analyst, city.platform, view.id, 2).rows[0][3:5] == ("가", "나")
    assert "1234" not in kept_in_records(city)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_row_of_disguised_values_is_nobodys_header(city: City, analyst: Person, draft: str, name: str) -> None:
    rows = [(f"2024-01-0{at + 1}", f"센터{at}", f"０１０－１２３４－５６７{at}") for at in range(6)]
    view = uploads.read(analyst, city.platform, sent(city, analyst, draft, KINDS[name](rows), name))
    assert view.read is not None
    assert (view.read.rows_in, view.read.columns[2], view.state) == (6, "column_3", "held")


def test_titles_footnotes_units_and_rows_set_aside_are_told_with_values_hidden(city: City, analyst: Person, draft: str) -> None:
    text = (
        f"구급 출동 현황 (담당 홍보과 {PHONE})\n\n신고일시,출동센터,내용\n"
        + "".join(f"2024-01-0{at} 10:00,센터{at},없음\n" for at in range(1, 9))
        + f"2024-01-09 10:00,센터9,전화, {DASHED},넘침\n합계,,{HIDDEN}\n※ 문의: {PHONE}\n"
    )
    view = uploads.read(analyst, city.platform, send(city, analyst, draft, text))
    assert view.read is not None
    assert view.read.rows_set_aside >= 1
    assert "1234" not in undisguised(repr(view.read))
    assert "1234" not in undisguised(repr(trying.try_reading(analyst, city.platform, view.id, {}, 20).read))
    assert "1234" not in kept_in_records(city)


def test_a_long_title_is_not_cut_within_a_number(city: City, analyst: Person, draft: str) -> None:
    title = "가" * 60 + " 담당 주민번호 850101-1234567 끝"
    text = f"{title}\n\n신고일시,출동센터\n" + "".join(f"2024-01-0{at} 10:00,센터{at}\n" for at in range(1, 9))
    view = uploads.read(analyst, city.platform, send(city, analyst, draft, text))
    assert view.read is not None
    assert "850101" not in repr(view.read)


def test_a_sheet_named_by_a_value_is_shown_hidden_and_can_be_chosen(city: City, analyst: Person, draft: str) -> None:
    rows = [HEAD[:2], *(row[:2] for row in ROWS)]
    upload_id = sent(city, analyst, draft, workbook(rows, f"명단 {DASHED}"), "a.xlsx")
    view = uploads.read(analyst, city.platform, upload_id)
    assert view.read is not None
    assert view.read.sheets == ("명단 010-****-5678", "설명")
    again = uploads.read(analyst, city.platform, upload_id, {"sheet": "명단 010-****-5678"})
    assert again.read is not None
    assert again.read.rows_kept == len(ROWS)
    assert trying.try_reading(analyst, city.platform, upload_id, {"sheet": "명단 010-****-5678"}, 3).read.rows_kept == len(ROWS)
    with pytest.raises(Problem, match=r"file\.sheet_unknown") as raised:
        uploads.read(analyst, city.platform, upload_id, {"sheet": f"없는 {PHONE}"})
    assert "1234" not in undisguised(repr(raised.value.facts))
    assert "1234" not in kept_in_records(city)


def test_a_member_of_an_archive_named_by_a_value_is_shown_hidden(city: City, analyst: Person, draft: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{DASHED}.csv", separated([HEAD[:2], *(row[:2] for row in ROWS)]))
        archive.writestr("다른.csv", separated([("가", "나"), ("1", "2")]))
    upload_id = sent(city, analyst, draft, out.getvalue(), "a.zip")
    view = uploads.read(analyst, city.platform, upload_id, {"member": "010-****-5678.csv"})
    assert view.read is not None
    assert (view.read.member, view.read.rows_kept) == ("010-****-5678.csv", len(ROWS))
    assert "1234" not in kept_in_records(city)


@pytest.mark.parametrize("name", [f"명단_{PHONE}_최종.csv", f"{DASHED}.csv", f"홍길동 {HIDDEN}.csv", "850101–1234567.csv"])
def test_the_name_of_a_file_is_kept_with_values_hidden(city: City, analyst: Person, draft: str, name: str) -> None:
    assert "1234" not in undisguised(shown_name(name)).replace("****", "")
    view = uploads.read(analyst, city.platform, sent(city, analyst, draft, separated([HEAD, *ROWS[:1]]), name))
    assert view.file_name.endswith(".csv")
    map_columns(city, analyst, draft, received="신고일시")
    uploads.settle(analyst, city.platform, draft)
    with city.platform.records.reading() as session:
        (dataset,) = session.scalars(select(Dataset)).all()
        title = dataset.title
    assert "1234" not in undisguised(title)
    catalogue.describe(analyst, city.platform, dataset.id, {"description": f"담당 {PHONE}", "keywords": [DASHED]}, title=f"명단 {PHONE}")
    with city.platform.records.reading() as session:
        row = session.get_one(Dataset, dataset.id)
        assert "1234" not in undisguised(repr((row.title, row.about)))


def test_a_pasted_table_is_held_as_a_file_is(city: City, analyst: Person, draft: str) -> None:
    pasted = "\n".join("\t".join(row) for row in [HEAD, *ROWS])
    pasting.take(analyst, city.platform, draft, "dispatch", pasted, f"{PHONE} 표.tsv")
    view = uploads.of_draft(analyst, city.platform, draft)["dispatch"]
    assert (view.state, view.file_name) == ("held", "010-****-5678 표.tsv")
    assert "1234" not in kept_in_records(city)


def test_answers_of_a_visit_are_held_as_any_file_is(city: City, analyst: Person) -> None:
    made = drafts.start(analyst, city.platform, "cctv_siting").id
    text = (
        "격자,경도,위도,판정\n"
        + "".join(f"{at},126.{900 + at},37.5,적합\n" for at in range(5))
        + f"9,126.91,37.5,부적합 - 집주인 {PHONE}\n"
    )
    view = uploads.read(analyst, city.platform, send(city, analyst, made, text, "점검표.csv", "visit"))
    assert (view.state, [(one.column, one.kind) for one in view.findings]) == ("held", [("판정", "phone")])


def test_remembered_mappings_hold_no_value_of_a_person(city: City, analyst: Person) -> None:
    columns = ["접수", "전화", f"담당 {DASHED}"]
    mapping = {
        "kind": {"how": "column", "columns": ["접수"], "values": {f"민원 {PHONE}": "구급", "구급차": "구급"},
                 "names": {DASHED: "노학", "노학동": "노학"}},
        "center": {"how": "column", "columns": ["성명"], "values": {"홍길동": "노학"}},
        "received": {"how": "constant", "columns": [], "value": PHONE},
        "place": {"how": "column", "columns": [f"담당 {DASHED}"], "value": PHONE},
    }  # fmt: skip
    memory.remember(analyst, city.platform, "golden_hour", "dispatch", columns, mapping)
    with city.platform.records.reading() as session:
        row = session.scalars(select(RememberedMapping)).one()
        said = undisguised(json.dumps([row.columns, row.mapping], ensure_ascii=False))
    assert "1234" not in said
    assert "홍길동" not in said
    assert row.mapping["kind"]["values"] == {"구급차": "구급"}
    assert row.mapping["kind"]["names"] == {"노학동": "노학"}
    found = memory.recall(analyst, city.platform, "golden_hour", "dispatch", columns)
    assert found is not None
    assert found.mapping["place"]["columns"] == [f"담당 {DASHED}"], "the same columns are known again"


def test_what_was_remembered_before_is_looked_at_when_it_is_given(city: City, analyst: Person) -> None:
    memory.remember(analyst, city.platform, "golden_hour", "dispatch", ["접수"], {"kind": {"how": "column", "columns": ["접수"]}})
    with city.platform.records.session() as session:
        row = session.scalars(select(RememberedMapping)).one()
        row.mapping = {"kind": {"how": "column", "columns": ["접수"], "value": PHONE, "values": {DASHED: "구급", "구급차": "구급"}}}
    other = make_person(city.platform, "analyst", city.tax)
    found = memory.recall(other, city.platform, "golden_hour", "dispatch", ["접수"])
    assert found is not None
    assert found.mapping == {"kind": {"how": "column", "columns": ["접수"]}}
    own = memory.recall(analyst, city.platform, "golden_hour", "dispatch", ["접수"])
    assert own is not None
    assert own.mapping == {"kind": {"how": "column", "columns": ["접수"], "values": {"구급차": "구급"}}}


def test_the_name_of_a_draft_holds_nobody(city: City, analyst: Person, draft: str) -> None:
    drafts.rename(analyst, city.platform, draft, f"홍길동 {PHONE}")
    assert drafts.load(analyst, city.platform, draft).name == "홍길동 010-****-5678"


def test_a_resident_number_in_an_old_workbook_holds_it(city: City, analyst: Person, draft: str) -> None:
    rows = [HEAD, *((*row[:2], f"민원인 {900101 + at}-1234568" if at == 3 else "없음") for at, row in enumerate(ROWS))]
    for name, make in (("명단.xls", xls), ("명단.xlsb", xlsb)):
        view = uploads.read(analyst, city.platform, sent(city, analyst, draft, make(rows), name))
        assert (view.state, [(one.column, one.kind) for one in view.findings]) == ("held", [("내용", "resident_number")]), name
