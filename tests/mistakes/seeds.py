"""The forty mistakes: each made into a believable file, what must be told of it and where, and what a person chooses to mend it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyproj
import xlsxwriter

from data_catalog.schema import Input
from tests.mistakes.path import Click, Desk
from tests.mistakes.tables import CALL_HEAD, CALLS, CAMERA_HEAD, CAMERAS, MONTHS, Rows, calls, cameras, monthly, text

Made = tuple[str, bytes]
Where = str | int | None
"""A column that must be named, a line, or None: the whole file."""


@dataclass(frozen=True)
class Seed:
    """`found`: codes of which one must be told at its place. `mend` does what a person would; None: only the source can be mended."""

    name: str
    asked: Input
    make: Callable[[], Made]
    found: Sequence[tuple[str, Where]]
    mend: Click | None = lambda desk: None
    unlike: frozenset[str] = frozenset()
    """Fields that a mended file need not have as the right one has."""
    before: Click | None = None
    """What the person gets wrong, where the mistake is not in the file."""


def _csv(rows: Rows, head: Sequence[str] = CALL_HEAD, name: str = "구급출동.csv", encoding: str = "utf-8", separator: str = ",") -> Made:
    return name, text(list(head), rows, separator).encode(encoding)


def _changed(
    column: str, change: Callable[[str], str], rows: Rows, head: Sequence[str], only: Callable[[int], bool] = lambda n: True
) -> Rows:
    at = list(head).index(column)
    return [[change(cell) if place == at and only(n) else cell for place, cell in enumerate(row)] for n, row in enumerate(rows)]


def _calls(column: str, change: Callable[[str], str], only: Callable[[int], bool] = lambda n: True) -> Made:
    return _csv(_changed(column, change, calls(), CALL_HEAD, only))


def _cameras(column: str, change: Callable[[str], str], only: Callable[[int], bool] = lambda n: True) -> Made:
    return _csv(_changed(column, change, cameras(), CAMERA_HEAD, only), CAMERA_HEAD, "CCTV현황.csv")


def _book(sheets: dict[str, list[list[object]]], merges: Sequence[tuple[str, int, int, int, int, object]] = ()) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell not in ("", None):
                    sheet.write(at, place, cell)
        for where, *area, value in merges:
            if where == name:
                sheet.merge_range(*area, value)
    book.close()
    return out.getvalue()


def _title_rows() -> Made:
    return "구급출동.csv", ("2024년 1월 구급출동 현황\n(대전소방본부 119종합상황실)\n\n" + text(CALL_HEAD, calls())).encode()


def _unit_row() -> Made:
    units = ["", "", "", "", "(도)", "(도)", "", "(km)", "(세)"]
    return _csv([units, *calls()])


def _two_row_header() -> Made:
    first = ["구급보고서번호", "일시", "", "출동안전센터", "좌표", "", "긴급구조주소", "현장과의거리", "환자연령"]
    second = ["", "신고일시", "현장도착일시", "", "위도", "경도", "", "", ""]
    return _csv([second, *calls()], first)


def _three_row_header() -> Made:
    rows: list[list[object]] = [[""] * 9, [""] * 9, ["", "신고일시", "현장도착일시", "", "위도", "경도", "", "", ""]]
    rows += [list(row) for row in calls()]
    singles = [(0, "구급보고서번호"), (3, "출동안전센터"), (6, "긴급구조주소"), (7, "현장과의거리"), (8, "환자연령")]
    merges = [("출동", 0, at, 2, at, name) for at, name in singles]
    merges += [("출동", 0, 1, 0, 2, "출동"), ("출동", 1, 1, 1, 2, "일시"), ("출동", 0, 4, 1, 5, "위치")]
    return "구급출동.xlsx", _book({"출동": rows}, merges)


def _no_header() -> Made:
    return "구급출동.csv", text(CALL_HEAD, calls()).split("\n", 1)[1].encode()


def _footnotes() -> Made:
    return "구급출동.csv", (text(CALL_HEAD, calls()) + "※ 119종합상황실 집계 기준이며 확정 전 자료임\n자료: 대전소방본부\n").encode()


def _totals() -> Made:
    rows = cameras()
    total = ["합계", "", str(sum(int(row[2]) for row in rows)), "", "", "", "", "", "", "", ""]
    part = ["소계", "", str(sum(int(row[2]) for row in rows[:30])), "", "", "", "", "", "", "", ""]
    return _csv([*rows[:30], part, *rows[30:], total], CAMERA_HEAD, "CCTV현황.csv")


def _blanks() -> Made:
    rows = [[*row[:4], "", *row[4:]] for row in calls()]
    return _csv([*rows[:20], [""] * 10, *rows[20:40], [""] * 10, *rows[40:]], [*CALL_HEAD[:4], "", *CALL_HEAD[4:]])


def _merged_cells() -> Made:
    rows = sorted(calls(), key=lambda row: row[3])
    cells: list[list[object]] = [list(CALL_HEAD)]
    merges: list[tuple[str, int, int, int, int, object]] = []
    begun = 0
    for n, row in enumerate(rows):
        cells.append([*row[:3], "", *row[4:]])
        if n + 1 == len(rows) or rows[n + 1][3] != row[3]:
            merges.append(("출동", begun + 1, 3, n + 1, 3, row[3]))
            begun = n + 1
    return "구급출동.xlsx", _book({"출동": cells}, merges)


def _sheet_two() -> Made:
    cover: list[list[object]] = [["2024년 1월 구급출동 현황"], ["작성: 상황실"], ["문의: 내선 100"]]
    return "구급출동.xlsx", _book({"표지": cover, "출동자료": [list(CALL_HEAD), *[list(row) for row in calls()]]})


def _months() -> Made:
    head, rows = monthly()
    return _csv(rows, head, "월별출동.csv")


def _two_alike() -> Made:
    head = [*CAMERA_HEAD[:-1], "설치단가"]
    return _csv(cameras(), head, "CCTV현황.csv")


def _quoted_newline() -> Made:
    return _calls("긴급구조주소", lambda cell: f"{cell}\n(정문 앞)", lambda n: n % 9 == 4)


def _extra_field() -> Made:
    lines = text(CALL_HEAD, calls()).split("\n")
    lines[8] = lines[8].replace("온천로", "온천로,")
    return "구급출동.csv", "\n".join(lines).encode()


def _bare_return() -> Made:
    return "구급출동.csv", text(CALL_HEAD, calls()).replace("\n", "\r", 12).encode()


_BROKEN_LINE = 2 + next(n for n, row in enumerate(calls()) if row[3].startswith("온천119"))


def _broken_byte() -> Made:
    data = text(CALL_HEAD, calls()).encode("cp949")
    at = data.index("온천119".encode("cp949"))
    return "구급출동.csv", data[:at] + b"\xff" + data[at + 1 :]


def _serial(cell: str) -> str:
    from datetime import date

    return str((date.fromisoformat(cell) - date(1899, 12, 30)).days)


def _day_end() -> Made:
    rows = calls()
    rows[5][1], rows[5][2] = "2024-01-06 24:00", "2024-01-07 00:07:00"
    return _csv(rows)


def _integer_times() -> Made:
    head = [CALL_HEAD[0], "신고일자", "신고시각", *CALL_HEAD[2:]]
    rows = [[row[0], row[1][:10], str(int(row[1][11:].replace(":", ""))), *row[2:]] for row in calls()]
    return _csv(rows, head)


def _day_first(cell: str) -> str:
    year, month, day = cell.split("-")
    return f"{int(day) % 12 + 1:02d}/{month}/{year}"


def _ten_thousands(cell: str) -> str:
    return f"{int(cell) // 10000}만" if int(cell) % 10000 == 0 else f"{int(cell) / 10000:.1f}만"


def _projected(crs: str, named: str) -> Made:
    turn = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    head = [*CAMERA_HEAD[:8], "Y좌표", "X좌표", CAMERA_HEAD[10]]
    rows = []
    for row in cameras():
        x, y = turn.transform(float(row[9]), float(row[8]))
        rows.append([*row[:8], f"{y:.3f}", f"{x:.3f}", row[10]])
    return _csv(rows, head, named)


def _swapped() -> Made:
    return _csv([[*row[:8], row[9], row[8], row[10]] for row in cameras()], CAMERA_HEAD, "CCTV현황.csv")


def _resident() -> Made:
    head = [*CALL_HEAD, "비고"]
    rows = [[*row, "보호자 홍길동 850101-1234567 통화" if n == 7 else "이상 없음"] for n, row in enumerate(calls())]
    return _csv(rows, head)


def _repeated_ids() -> Made:
    rows = calls()
    rows[20][0], rows[41][0] = rows[3][0], rows[3][0]
    return _csv(rows)


def _two_kinds_of_blank() -> Made:
    marks = {3: "-", 9: "*", 15: "미상", 21: "*", 33: "-"}
    rows = calls()
    for n, mark in marks.items():
        rows[n][8] = mark
    return _csv(rows)


def _choose(code: str, column: str) -> Click:
    return lambda desk: desk.choose(code, column)


def _other_crs(desk: Desk) -> None:
    desk.map("place", how="xy", columns=["X좌표", "Y좌표"], crs="EPSG:5174")


def _wrong_crs(desk: Desk) -> None:
    desk.map("place", how="xy", columns=["X좌표", "Y좌표"], crs="EPSG:5186")


def _name_columns(desk: Desk) -> None:
    """What is not suggested without a header is chosen column by column."""
    wanted = {"call_at": (1,), "arrive_at": (2,), "center": (3,), "distance_km": (7,), "age": (8,), "report": (0,)}
    head = desk.view.read.columns if desk.view.read else ()
    from app.services.drafts import drafts

    mapping = drafts.load(desk.person, desk.platform, desk.draft_id).mapping.get(desk.asked.name, {})
    for name, places in wanted.items():
        columns = [head[place] for place in places]
        if (mapping.get(name) or {}).get("columns") != columns:
            desk.map(name, how="column", columns=columns)


SEEDS: tuple[Seed, ...] = (
    Seed("CP949", CALLS, lambda: _csv(calls(), encoding="cp949"), [("note.encoding", None)]),
    Seed("UTF-16", CALLS, lambda: _csv(calls(), encoding="utf-16"), [("note.encoding", None)]),
    Seed("BOM", CALLS, lambda: _csv(calls(), encoding="utf-8-sig"), [("note.encoding", None)]),
    Seed("one broken byte", CALLS, _broken_byte, [("note.undecodable", _BROKEN_LINE)], None),
    Seed("semicolons", CALLS, lambda: _csv(calls(), separator=";"), [("note.separator", None)]),
    Seed("tabs", CALLS, lambda: _csv(calls(), separator="\t", name="구급출동.txt"), [("note.separator", None)]),
    Seed(
        "decimal comma",
        CALLS,
        lambda: _csv(_changed("현장과의거리", lambda cell: cell.replace(".", ","), calls(), CALL_HEAD), separator=";"),
        [("note.decimal_comma", "현장과의거리"), ("repair.number.decimal_comma", "현장과의거리")],
    ),
    Seed("title rows", CALLS, _title_rows, [("note.title_rows", None)]),
    Seed("unit row", CALLS, _unit_row, [("note.unit_row", 2)]),
    Seed("two-row header", CALLS, _two_row_header, [("note.header_joined", 1)]),
    Seed("three-row merged header", CALLS, _three_row_header, [("note.header_joined", 1)]),
    Seed("no header", CALLS, _no_header, [("note.no_header", None)], _name_columns, frozenset({"place"})),
    Seed("footnotes", CALLS, _footnotes, [("note.aside_note", 62), ("aside.note", 62)]),
    Seed("subtotals and totals", CAMERAS, _totals, [("note.aside_total", 32), ("aside.total", 32)]),
    Seed("blank rows and columns", CALLS, _blanks, [("note.aside_blank", None)]),
    Seed("merged cells", CALLS, _merged_cells, [("note.merged_filled", 2)]),
    Seed("months as columns", MONTHS, _months, [("note.wide_columns", None)], lambda desk: desk.differently(melt="long")),
    Seed("duplicate names", CAMERAS, _two_alike, [("note.headers_repeated", "설치단가")], unlike=frozenset({"place"})),
    Seed("data on sheet 2", CALLS, _sheet_two, [("note.sheet_chosen", None)]),
    Seed(
        "quoted newline",
        CALLS,
        _quoted_newline,
        [("note.cells_of_lines", "긴급구조주소"), ("note.line_breaks", "긴급구조주소")],
        unlike=frozenset({"place"}),
    ),
    Seed("extra field", CALLS, _extra_field, [("note.mended_extra_separator", 9), ("aside.too_many_cells", 9)]),
    Seed("bare CR", CALLS, _bare_return, [("note.mended_bare_return", 1)]),
    Seed(
        "2024.1.3",
        CAMERAS,
        lambda: _cameras("설치일자", lambda cell: ".".join(str(int(part)) for part in cell.split("-"))),
        [("repair.date.dotted", "설치일자")],
    ),
    Seed(
        "24년 1월",
        CAMERAS,
        lambda: _cameras("설치연월", lambda cell: f"{cell[2:4]}년 {int(cell[5:])}월"),
        [("repair.date.hangul", "설치연월")],
    ),
    Seed("Excel serial dates", CAMERAS, lambda: _cameras("설치일자", _serial, lambda n: n % 4 == 1), [("repair.date.serial", "설치일자")]),
    Seed("24:00", CALLS, _day_end, [("repair.time.day_end", "신고일시")], unlike=frozenset({"call_at", "arrive_at"})),
    Seed("integer times", CALLS, _integer_times, [("repair.time.digits_hms", "신고시각")]),
    Seed(
        "day/month order",
        CAMERAS,
        lambda: _cameras("설치일자", _day_first),
        [("repair.date.order", "설치일자")],
        _choose("date.day_first", "설치일자"),
        frozenset({"installed"}),
    ),
    Seed("1,234원", CAMERAS, lambda: _cameras("설치단가", lambda cell: f"{int(cell):,}원"), [("repair.number.won", "설치단가")]),
    Seed("만/억", CAMERAS, lambda: _cameras("설치단가", _ten_thousands), [("repair.number.ten_thousands", "설치단가")]),
    Seed(
        "full-width digits",
        CAMERAS,
        lambda: _cameras("카메라대수", lambda cell: chr(ord("０") + int(cell)), lambda n: n % 5 == 2),
        [("repair.number.wide", "카메라대수")],
    ),
    Seed("-, *, 미상", CALLS, _two_kinds_of_blank, [("repair.blank.withheld", "환자연령")], unlike=frozenset({"age"})),
    Seed(
        "lost leading zeros",
        CAMERAS,
        lambda: _cameras("우편번호", lambda cell: cell.lstrip("0")),
        [("repair.code.zeros", "우편번호")],
        _choose("code.zeros", "우편번호"),
    ),
    Seed(
        "old area codes",
        CAMERAS,
        lambda: _cameras("시군구코드", lambda cell: f"42{cell[2:]}", lambda n: n % 2 == 0),
        [("repair.code.old_area", "시군구코드")],
        _choose("code.old_area", "시군구코드"),
    ),
    Seed("swapped lat/lon", CAMERAS, _swapped, [("finding.axes_turned", "위도"), ("finding.turned", "위치")]),
    Seed(
        "TM without CRS",
        CAMERAS,
        lambda: _projected("EPSG:5186", "CCTV현황.csv"),
        [("finding.crs", "X좌표"), ("finding.crs_agrees", "X좌표")],
    ),
    Seed(
        "wrong CRS",
        CAMERAS,
        lambda: _projected("EPSG:5174", "CCTV현황.csv"),
        [("finding.crs_wrong", "X좌표")],
        _other_crs,
        before=_wrong_crs,
    ),
    Seed("resident number in text", CALLS, _resident, [("personal.resident_number", "비고")], lambda desk: desk.decide()),
    Seed("duplicate ids", CALLS, _repeated_ids, [("finding.unique", 5)], None),
    Seed(
        "amounts × 10",
        CAMERAS,
        lambda: _cameras("설치단가", lambda cell: f"{cell}0", lambda n: n in (8, 31)),
        [("repair.number.tenfold", "설치단가")],
        _choose("number.tenfold", "설치단가"),
    ),
)
