"""Rows that could not be used go out with their reasons and come back corrected: each once, in its place, and told."""

import io
from functools import partial

import openpyxl
import polars as pl
import pytest

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.preparing import prepared, rest
from app.services.uploads import pasting, upload_view, uploads
from connectors.problem import Problem
from data_catalog.schema import Input
from models.kit import library
from tests.app.services.conftest import City
from tests.app.services.uploads.test_uploads import map_columns, send

HEAD = "신고일시,출동센터,비고,도착일시"
ROWS = [f"2024-01-{1 + n:02d} 10:00,센터{n % 3},이상 없음,2024-01-{1 + n:02d} 10:07" for n in range(20)]
BAD = ["내일 10:00,센터1,시각 모름,2024-01-05 10:07", "2024-01-06 10:00,센터2,도착 모름,2024-13-06 10:07"]


@pytest.fixture
def asked() -> Input:
    return library.load("golden_hour").input("dispatch")


@pytest.fixture
def draft(city: City, analyst: Person) -> str:
    made = drafts.start(analyst, city.platform, "golden_hour").id
    upload = send(city, analyst, made, "\n".join([HEAD, *ROWS[:10], *BAD, *ROWS[10:]]) + "\n")
    uploads.read(analyst, city.platform, upload)
    map_columns(city, analyst, made, call_at="신고일시", arrive_at="도착일시", center="출동센터")
    return made


def book_of(city: City, person: Person, draft: str, asked: Input) -> openpyxl.Workbook:
    data = rest.rest(person, city.platform, drafts.load(person, city.platform, draft), asked, "ko")
    assert data is not None
    return openpyxl.load_workbook(io.BytesIO(data))


def back(city: City, person: Person, draft: str, asked: Input, book: openpyxl.Workbook) -> rest.Merged:
    out = io.BytesIO()
    book.save(out)
    return rest.take_back(person, city.platform, drafts.load(person, city.platform, draft), asked, "고칠 줄.xlsx", out.getvalue())


def test_the_workbook_holds_the_rows_with_line_reason_and_a_protected_key(city: City, analyst: Person, draft: str, asked: Input) -> None:
    sheet = book_of(city, analyst, draft, asked).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["원본 줄", "신고일시", "출동센터", "비고", "도착일시", "까닭", "줄 열쇠(지우지 마세요)"]
    assert [row[0] for row in rows[1:]] == [12, 13]
    assert rows[1][5] == "신고일시: 날짜와 시각으로 읽을 수 없는 글입니다."
    assert "달력에 없는 날짜" in str(rows[2][5])
    assert sheet.protection.sheet
    assert [sheet.cell(2, at).protection.locked for at in (2, 7)] == [False, True]


def test_corrected_rows_take_their_place_once_and_the_rest_is_told(city: City, analyst: Person, draft: str, asked: Input) -> None:
    before = uploads.of_draft(analyst, city.platform, draft)["dispatch"].read
    book = book_of(city, analyst, draft, asked)
    sheet = book.active
    sheet["B2"] = "2024-01-05 10:00"
    sheet.append([99, "2024-01-09 10:00", "센터1", "끼워 넣음", "2024-01-09 10:09", "", "99-000000000000"])
    sheet.append([cell.value for cell in sheet[2]])
    merged = back(city, analyst, draft, asked, book)
    assert merged == rest.Merged(taken=1, unchanged=1, unknown=2)
    view = uploads.of_draft(analyst, city.platform, draft)["dispatch"]
    assert view.read is not None
    assert before is not None
    assert (view.read.rows_in, view.read.rows_kept) == (before.rows_in, before.rows_kept) == (22, 22)
    rows = pl.read_parquet(uploads.table(analyst, city.platform, view.id))
    assert rows.height == 22
    assert rows.filter(pl.col("_line") == 12)["신고일시"].to_list() == ["2024-01-05 10:00"]
    made = prepared.checked(analyst, city.platform, drafts.load(analyst, city.platform, draft), asked, library.load("golden_hour"))
    assert made is not None
    assert (made[0].rows_kept, made[0].rows_set_aside) == (21, 1)
    again = back(city, analyst, draft, asked, book)
    assert again.taken == 0, "what was taken is not taken twice"


def test_a_workbook_that_is_none_of_ours_is_refused(city: City, analyst: Person, draft: str, asked: Input) -> None:
    book = openpyxl.Workbook()
    book.active.append(["신고일시", "출동센터"])
    book.active.append(["2024-01-05 10:00", "센터1"])
    with pytest.raises(Problem, match=r"rest\.not_ours"):
        back(city, analyst, draft, asked, book)


def test_what_a_correction_changed_is_another_answer(city: City, analyst: Person, draft: str, asked: Input) -> None:
    first = prepared.key(analyst, city.platform, drafts.load(analyst, city.platform, draft), "dispatch")
    book = book_of(city, analyst, draft, asked)
    book.active["B2"] = "2024-01-05 10:00"
    back(city, analyst, draft, asked, book)
    assert prepared.key(analyst, city.platform, drafts.load(analyst, city.platform, draft), "dispatch") != first


def test_a_pasted_table_comes_in_like_a_file(city: City, analyst: Person) -> None:
    made = drafts.start(analyst, city.platform, "golden_hour").id
    pasted = "신고일시\t출동센터\t도착일시\r\n2024-01-01 10:00\t온천\t2024-01-01 10:07\r\n2024-01-02 10:00\t노은\t2024-01-02 10:07\r\n"
    pasting.take(analyst, city.platform, made, "dispatch", pasted, "붙여넣은 표.tsv")
    view = uploads.of_draft(analyst, city.platform, made)["dispatch"]
    assert (view.state, view.file_name) == ("read", "붙여넣은 표.tsv")
    assert view.read is not None
    assert (view.read.columns, view.read.rows_kept) == (("신고일시", "출동센터", "도착일시"), 2)
    for nothing in ("", "한 줄뿐", "가\n나\n"):
        with pytest.raises(Problem, match=r"paste\.no_table"):
            pasting.take(analyst, city.platform, made, "dispatch", nothing, "붙여넣은 표.tsv")


def corrected_moments(city: City, person: Person, draft: str) -> tuple[list[str | None], dict[str, dict[str, object]]]:
    """What stands in line 12, and the notes on corrected rows."""
    view = uploads.of_draft(person, city.platform, draft)["dispatch"]
    assert view.read is not None
    rows = pl.read_parquet(upload_view.table_as_read(person, city.platform, view.id))
    notes = {note.code: dict(note.facts) for note in view.read.notes if note.code.startswith("corrected")}
    return rows.filter(pl.col("_line") == 12)[:, 1].to_list(), notes


def test_a_correction_outlives_another_way_of_reading_the_file(city: City, analyst: Person, draft: str, asked: Input) -> None:
    book = book_of(city, analyst, draft, asked)
    book.active["B2"] = "2024-01-05 10:00"
    back(city, analyst, draft, asked, book)
    upload = uploads.of_draft(analyst, city.platform, draft)["dispatch"].id
    for options in ({"totals": "keep"}, {"header_rows": []}, {"blank_columns": "drop"}):
        uploads.read(analyst, city.platform, upload, options)
        stands, notes = corrected_moments(city, analyst, draft)
        assert stands == ["2024-01-05 10:00"], options
        assert notes["corrected"]["rows"] == 1, options
        assert "corrected_left" not in notes, options


def test_a_correction_without_a_place_is_told_and_waits(city: City, analyst: Person, draft: str, asked: Input) -> None:
    book = book_of(city, analyst, draft, asked)
    book.active["B2"] = "2024-01-05 10:00"
    book.active["E3"] = "2024-01-06 10:07"
    back(city, analyst, draft, asked, book)
    upload = uploads.of_draft(analyst, city.platform, draft)["dispatch"].id
    uploads.read(analyst, city.platform, upload, {"separator": ";"})
    stands, notes = corrected_moments(city, analyst, draft)
    assert stands == ["내일 10:00,센터1,시각 모름,2024-01-05 10:07"] or stands == []
    assert notes == {"corrected_left": {"rows": 2, "lines": [12, 13]}}
    uploads.read(analyst, city.platform, upload, {})
    stands, notes = corrected_moments(city, analyst, draft)
    assert stands == ["2024-01-05 10:00"]
    assert notes["corrected"]["rows"] == 2


def test_a_row_corrected_twice_keeps_the_last_word_when_read_anew(city: City, analyst: Person, draft: str, asked: Input) -> None:
    book = book_of(city, analyst, draft, asked)
    book.active["B2"] = "모레 10:00"
    back(city, analyst, draft, asked, book)
    again = book_of(city, analyst, draft, asked)
    again.active["B2"] = "2024-01-05 10:00"
    assert back(city, analyst, draft, asked, again).taken == 1
    uploads.read(analyst, city.platform, uploads.of_draft(analyst, city.platform, draft)["dispatch"].id, {"totals": "keep"})
    stands, notes = corrected_moments(city, analyst, draft)
    assert stands == ["2024-01-05 10:00"]
    assert notes["corrected"]["rows"] == 1


def test_a_row_of_too_few_cells_that_was_corrected_is_there_again(city: City, analyst: Person, asked: Input) -> None:
    made = drafts.start(analyst, city.platform, "golden_hour").id
    upload = send(city, analyst, made, "\n".join([HEAD, *ROWS[:10], "2024-01-05 10:00,센터1", *ROWS[10:]]) + "\n")
    uploads.read(analyst, city.platform, upload)
    map_columns(city, analyst, made, call_at="신고일시", arrive_at="도착일시", center="출동센터")
    book = book_of(city, analyst, made, asked)
    book.active["E2"] = "2024-01-05 10:07"
    assert back(city, analyst, made, asked, book).taken == 1
    for _ in range(2):
        view = uploads.read(analyst, city.platform, upload, {"totals": "keep"})
        assert view.read is not None
        assert (view.read.rows_in, view.read.rows_kept, view.read.rows_set_aside) == (21, 21, 0)


def test_a_correction_of_masked_rows_comes_back_with_the_mask(city: City, analyst: Person, asked: Input) -> None:
    made = drafts.start(analyst, city.platform, "golden_hour").id
    rows = [f"{row},010-1234-{5000 + n}" for n, row in enumerate([*ROWS[:10], *BAD, *ROWS[10:]])]
    upload = send(city, analyst, made, "\n".join([f"{HEAD},신고자 전화", *rows]) + "\n")
    assert uploads.read(analyst, city.platform, upload).state == "held"
    mask = [uploads.Decision("신고자 전화", "mask")]
    uploads.decide(analyst, city.platform, upload, mask)
    map_columns(city, analyst, made, call_at="신고일시", arrive_at="도착일시", center="출동센터")
    book = book_of(city, analyst, made, asked)
    book.active["B2"] = "2024-01-05 10:00"
    assert back(city, analyst, made, asked, book).taken == 1
    read_anew = partial(uploads.read, analyst, city.platform, upload, {"totals": "keep"})
    for begin_anew in (read_anew, partial(uploads.undo, analyst, city.platform, upload)):
        assert begin_anew().state == "held"
        assert corrected_moments(city, analyst, made)[1] == {"corrected_left": {"rows": 1, "lines": [12]}}
        uploads.decide(analyst, city.platform, upload, mask)
        stands, notes = corrected_moments(city, analyst, made)
        assert stands == ["2024-01-05 10:00"]
        assert set(notes) == {"corrected"}


def test_a_corrected_row_that_brings_a_persons_number_holds_the_file(city: City, analyst: Person, draft: str, asked: Input) -> None:
    book = book_of(city, analyst, draft, asked)
    book.active["B2"], book.active["D2"] = "2024-01-05 10:00", "신고자 ０１０－１２３４－５６７８"
    assert back(city, analyst, draft, asked, book).taken == 1
    view = uploads.of_draft(analyst, city.platform, draft)["dispatch"]
    assert (view.state, [(one.column, one.kind, one.rows) for one in view.findings]) == ("held", [("비고", "phone", 1)])
    with pytest.raises(Problem, match=r"upload\.held"):
        uploads.table(analyst, city.platform, view.id)
    uploads.decide(analyst, city.platform, view.id, [uploads.Decision("비고", "mask")])
    rows = pl.read_parquet(uploads.table(analyst, city.platform, view.id))
    assert rows.filter(pl.col("_line") == 12)["비고"].to_list() == ["신고자 010-****-5678"]
    assert rows.height == 22


def test_a_number_written_back_over_its_mask_is_hidden_again(city: City, analyst: Person, asked: Input) -> None:
    made = drafts.start(analyst, city.platform, "golden_hour").id
    rows = [f"{row},010-1234-567{at % 10}" for at, row in enumerate([*ROWS[:10], *BAD, *ROWS[10:]])]
    upload = send(city, analyst, made, "\n".join([f"{HEAD},신고자 전화", *rows]) + "\n")
    uploads.read(analyst, city.platform, upload)
    mask = [uploads.Decision("신고자 전화", "mask")]
    uploads.decide(analyst, city.platform, upload, mask)
    map_columns(city, analyst, made, call_at="신고일시", arrive_at="도착일시", center="출동센터")
    book = book_of(city, analyst, made, asked)
    assert book.active["F2"].value == "010-****-5670"
    book.active["F2"] = "010-1234-5670"
    assert back(city, analyst, made, asked, book).taken == 1
    assert uploads.load(analyst, city.platform, upload).state == "held"
    assert uploads.decide(analyst, city.platform, upload, mask).state == "read"
    said = pl.read_parquet(uploads.table(analyst, city.platform, upload))["신고자 전화"].to_list()
    assert not [cell for cell in said if "1234" in cell]
