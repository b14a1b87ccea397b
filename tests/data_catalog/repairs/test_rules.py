"""Each repair reads the texts it is for as a person would, touches no others, and can be declined."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from connectors.problem import Problem
from data_catalog.mapping import Source, from_json, to_json
from data_catalog.prepare import prepare
from data_catalog.prepared import Prepared
from data_catalog.rejected import place_of
from data_catalog.repairs import Group, with_tokens
from data_catalog.schema import Field, Input
from tests.data_catalog.contracts import field, table
from tests.data_catalog.preparing import as_read, column, pair, workspace_in

T = table(
    "t", field("d", "date", "날짜"), field("m", "moment", "일시"), field("w", "won", "금액"), field("n", "number", "수"),
    field("c", "code", "코드"), field("q", "month", "연월"), field("y", "yesno", "여부"),
)  # fmt: skip


def of(
    folder: Path, name: str, texts: list[str | None], *tokens: str, header: str = "칸", asked: Input = T
) -> tuple[Prepared, list[object]]:
    """One field of one column, prepared with repairs chosen, and its values."""
    folder.mkdir(exist_ok=True)
    mapping = with_tokens(asked, {name: column(header)}, tokens)
    workspace = workspace_in(folder)
    done = prepare(
        workspace, as_read(folder, {header: texts, "순번": [str(n) for n in range(len(texts))]}), asked, mapping, folder / "out.parquet"
    )
    workspace.close()
    return done, pl.read_parquet(done.path)[name].to_list()


def group(done: Prepared, code: str) -> Group:
    return next(one for one in done.groups if one.code == code)


READ = [
    ("d", "date.dotted", "2024.1.3", date(2024, 1, 3)),
    ("d", "date.slashed", "2024/1/3", date(2024, 1, 3)),
    ("d", "date.hangul", "24년 1월 3일", date(2024, 1, 3)),
    ("d", "date.short_year", "24.1.3", date(2024, 1, 3)),
    ("d", "date.serial", "45294", date(2024, 1, 3)),
    ("d", "date.six_digits", "240103", date(2024, 1, 3)),
    ("d", "date.english", "3 Jan 2024", date(2024, 1, 3)),
    ("q", "date.hangul", "24년 1월", date(2024, 1, 1)),
    ("m", "time.day_end", "2024-01-03 24:00", datetime(2024, 1, 4)),
    ("m", "time.half", "2024-01-03 오후 3:00", datetime(2024, 1, 3, 15)),
    ("w", "number.won", "1,234원", 1234.0),
    ("w", "number.ten_thousands", "1억 2천만원", 120_000_000.0),
    ("n", "number.wide", "１２３", 123.0),
    ("n", "number.thousands", "1,234", 1234.0),
    ("n", "number.percent", "31.5%", 31.5),
    ("n", "number.minus", "△12", -12.0),
    ("n", "number.unit", "12명", 12.0),
    ("n", "blank.mark", "미상", None),
    ("n", "blank.withheld", "*", None),
]
OFFERED = [
    ("d", "date.span", "2024-01-03~2024-01-05", date(2024, 1, 3)),
    ("d", "date.first_of_month", "24년 1월", date(2024, 1, 1)),
    ("d", "date.marks", "2024,1,3 (추정)", date(2024, 1, 3)),
    ("m", "time.over_24", "2024-01-31 25:10", datetime(2024, 2, 1, 1, 10)),
    ("n", "number.ten_thousands", "3만", 30_000.0),
    ("n", "number.brackets", "12(3)", 12.0),
    ("n", "number.spaces", "1 234", 1234.0),
    ("n", "number.letters", "3O", 30.0),
    ("n", "number.dots", "1.234.567", 1_234_567.0),
    ("n", "number.rough", "약 300여명", 300.0),
    ("n", "blank.few", "5미만", None),
    ("n", "blank.words", "확인 불가", None),
    ("n", "blank.withheld_words", "비공개", None),
    ("c", "code.decimal", "11110.0", "11110"),
]


@pytest.mark.parametrize(("name", "code", "text", "want"), READ, ids=[one[1] for one in READ])
def test_what_is_read_by_itself_is_told_and_can_be_declined(tmp_path: Path, name: str, code: str, text: str, want: object) -> None:
    texts: list[str | None] = [text, text, None]
    done, values = of(tmp_path / "read", name, texts)
    told = group(done, code)
    assert values == [want, want, None]
    assert (told.state, told.cells, told.forms, told.examples[0].line, told.examples[0].before) == ("read", 2, 1, 2, text)
    declined, values = of(tmp_path / "declined", name, texts, f"-{code}")
    assert values == [None] * 3
    assert group(declined, code).state == "declined"
    assert pl.read_parquet(place_of(declined.path))["reason"].to_list() == ["declined"] * 2


@pytest.mark.parametrize(("name", "code", "text", "want"), OFFERED, ids=[one[1] for one in OFFERED])
def test_what_is_offered_waits_and_is_read_once_taken(tmp_path: Path, name: str, code: str, text: str, want: object) -> None:
    plain = {"d": "2024-02-01", "m": "2024-02-01 10:00", "n": "7", "c": "11110"}[name]
    done, before = of(tmp_path / "offered", name, [text, plain])
    offered = group(done, code)
    assert (offered.state, offered.cells) == ("offered", 1)
    assert before[0] == (text if name == "c" else None)
    taken, after = of(tmp_path / "taken", name, [text, plain], code)
    assert after == [want, before[1]]
    assert group(taken, code).state == "taken"
    shown = group(taken, code).examples[0]
    assert bool(shown.after) == (want is not None)
    assert shown == offered.examples[0], "the preview is what comes of it"


@pytest.mark.parametrize(
    ("text", "code"),
    [("11110.0", "code.decimal"), (" １１１１０．０", "code.decimal"), ("1.1E+09", "code.exponent"), ("'2e9", "code.exponent")],
)  # fmt: skip
def test_a_code_that_a_spreadsheet_spoilt_is_told_however_it_is_written(tmp_path: Path, text: str, code: str) -> None:
    done, _ = of(tmp_path, "c", ["11110", text, "A-1"])
    assert [(one.code, one.cells, one.examples[0].before) for one in done.groups] == [(code, 1, text)]


def test_codes_and_moments_without_a_spoilt_one_are_told_nothing_of(tmp_path: Path) -> None:
    assert of(tmp_path / "c", "c", ["11110", "A-1", None, " "])[0].groups == ()
    assert of(tmp_path / "m", "m", ["2024-01-03 10:24:05", "2024-01-03 00:24", None])[0].groups == ()


def test_a_repair_leaves_alone_what_can_be_read_without_it(tmp_path: Path) -> None:
    texts: list[str | None] = [
        "2024.1.3 오후 3:00",
        "2024-01-03 24:00",
        "2024년 1월 3일 10시 5분",
        "20240103",
        "03.01.2024 10:00",
        "13/01/2024 1:00",
    ]
    _, before = of(tmp_path / "a", "m", texts)
    codes = ("date.marks", "date.serial", "date.six_digits", "date.span", "time.over_24", "date.first_of_month")
    _, after = of(tmp_path / "b", "m", texts, *codes)
    assert before == after


@pytest.mark.parametrize("text", ["2024-13-06 10:07", "2024-02-30 10:00", "2024-02-30 25:10"])
def test_a_day_that_there_is_not_is_offered_no_repair(tmp_path: Path, text: str) -> None:
    done, _ = of(tmp_path / "a", "m", [text, "2024-01-01 10:00"])
    assert [(one.code, one.state) for one in done.groups] == [("date.no_such_day", "none")]
    _, values = of(tmp_path / "b", "m", [text, "2024-01-01 10:00"], "date.marks", "time.over_24")
    assert values[0] is None


def test_a_day_number_among_packed_dates_is_only_offered(tmp_path: Path) -> None:
    texts: list[str | None] = ["45294", "20240104", "20240105"]
    done, values = of(tmp_path / "a", "d", texts)
    assert values == [None, date(2024, 1, 4), date(2024, 1, 5)]
    assert [(one.code, one.state) for one in done.groups] == [("date.serial", "offered")]
    _, values = of(tmp_path / "b", "d", texts, "date.serial")
    assert values == [date(2024, 1, 3), date(2024, 1, 4), date(2024, 1, 5)]


def test_day_or_month_first_is_asked_with_both_readings_and_answered_once(tmp_path: Path) -> None:
    texts: list[str | None] = ["03/04/2024", "05/06/2024"]
    done, _ = of(tmp_path / "a", "d", texts)
    asked = group(done, "date.order")
    assert asked.state == "asked"
    assert asked.choices["date.day_first"]["after"] == ["2024-04-03", "2024-06-05"]
    assert asked.choices["date.month_first"]["after"] == ["2024-03-04", "2024-05-06"]
    answered, values = of(tmp_path / "b", "d", texts, "date.day_first")
    assert values == [date(2024, 4, 3), date(2024, 6, 5)]
    assert group(answered, "date.day_first").state == "taken"
    assert not [one for one in answered.reasons if one.code == "date_order"], "nothing is left in doubt"
    settled, values = of(tmp_path / "c", "d", ["03/04/2024", "25/12/2024"])
    assert values == [date(2024, 4, 3), date(2024, 12, 25)]
    assert group(settled, "date.day_first").state == "read"


def test_withheld_values_are_counted_apart_from_those_not_known(tmp_path: Path) -> None:
    done, values = of(tmp_path, "n", ["*", "X", "-", "미상", "", None, "3"])
    assert values == [None] * 6 + [3.0]
    assert (group(done, "blank.withheld").cells, group(done, "blank.mark").cells) == (2, 2)


def test_an_amount_with_a_digit_too_many_is_found_among_others_and_mended_only_when_taken(tmp_path: Path) -> None:
    texts: list[str | None] = [str(90_000 + 311 * (n % 60)) for n in range(100)] + ["985000", "1020000"]
    done, values = of(tmp_path / "a", "w", texts)
    offered = group(done, "number.tenfold")
    assert (offered.state, offered.cells, [one.line for one in offered.examples]) == ("offered", 2, [102, 103])
    assert values[-1] == 1_020_000
    _, mended = of(tmp_path / "b", "w", texts, "number.tenfold")
    assert mended[-2:] == [98_500, 102_000]
    assert mended[:-2] == values[:-2]
    spread = [str(round(10 ** (n / 25))) for n in range(100)]
    wide, _ = of(tmp_path / "c", "w", [*spread])
    assert not [one for one in wide.groups if one.code == "number.tenfold"], "values that spread wide tell nothing"


@pytest.mark.parametrize(
    ("header", "text", "code", "want"),
    [
        ("우편번호", "4524", "code.zeros", "04524"),
        ("전화번호", "1012345678", "code.zeros", "01012345678"),
        ("시군구코드", "42110", "code.old_area", "51110"),
        ("법정동코드", "4511110100", "code.old_area", "5211110100"),
        ("시군구코드", "47720", "code.old_area", "27720"),
    ],
)
def test_codes_get_their_zeros_and_present_numbers_back(tmp_path: Path, header: str, text: str, code: str, want: str) -> None:
    done, before = of(tmp_path / "a", "c", [text, "36110"], header=header)
    assert (group(done, code).state, before[0]) == ("offered", text)
    _, after = of(tmp_path / "b", "c", [text, "36110"], code, header=header)
    assert after == [want, "36110"]
    elsewhere, _ = of(tmp_path / "c", "c", [text], header="품목코드")
    assert not [one for one in elsewhere.groups if one.code == code], "only where the column is one of such codes"


def test_every_cell_that_could_not_be_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    texts: list[str | None] = ["2024-01-01", "2024-01", "내일", "2024-02-30", "*", None]
    required = table("t", Field("d", "date", T.field("d").title, T.field("d").meaning, required=True))
    done, _ = of(tmp_path, "d", texts, asked=required)
    rows = pl.read_parquet(place_of(done.path))
    assert rows.select("line", "column", "value", "reason", "effect").rows() == [
        (3, "칸", "2024-01", "date.first_of_month", "set_aside"),
        (4, "칸", "내일", "unread.date", "set_aside"),
        (5, "칸", "2024-02-30", "date.no_such_day", "set_aside"),
    ]
    assert done.rows_in == done.rows_kept + done.rows_set_aside == 6


def test_date_and_time_columns_are_repaired_each_for_itself(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path)
    read = as_read(tmp_path, {"일자": ["45294", "2024.1.4"], "시각": ["92700", "10:00"]})
    mapping = with_tokens(T, {"m": pair("일자", "시각")}, ["date.serial:m"])
    done = prepare(workspace, read, T, mapping, tmp_path / "out.parquet")
    assert pl.read_parquet(done.path)["m"].to_list() == [datetime(2024, 1, 3, 9, 27), datetime(2024, 1, 4, 10)]
    assert {(one.code, one.column, one.state) for one in done.groups} == {
        ("date.serial", "일자", "taken"), ("date.dotted", "일자", "read"), ("time.digits_hms", "시각", "read")
    }  # fmt: skip


def test_choices_stay_with_the_mapping_and_unknown_ones_are_refused_by_name() -> None:
    mapping = with_tokens(T, {"d": column("칸"), "n": column("수")}, ["date.serial", "-number.unit:n"])
    assert from_json(to_json(mapping)) == mapping
    assert mapping["d"] == Source("column", ("칸",), repairs=("date.serial",))
    undone = with_tokens(T, mapping, ["-date.serial"])
    assert undone["d"].repairs == ("-date.serial",)
    with pytest.raises(Problem, match=r"repair\.unknown") as refused:
        with_tokens(T, mapping, ["date.seriall"])
    assert "date.serial" in refused.value.facts["known"]
    with pytest.raises(Problem, match=r"repair\.unknown"):
        with_tokens(T, mapping, ["date.serial:n"])
