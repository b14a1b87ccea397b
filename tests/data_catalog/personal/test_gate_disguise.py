"""The gate finds a personal value however it is written, alone in a cell and among other words, and what was found goes wholly."""

from pathlib import Path

import polars as pl
import pytest

from data_catalog.clearing import clear, personal_columns
from data_catalog.personal import is_personal, mask
from data_catalog.personal.hiding import concealed, hide
from tests.data_catalog.personal.disguises import NOTHING, OTHERS, PHONES
from tests.data_catalog.personal.looking import found_in, kinds_in

PHONE_DIGITS = "12345678"


def rest(text: str) -> str:
    """The digits that are left, in plain writing."""
    from data_catalog.personal.disguise import undisguised

    return "".join(letter for letter in undisguised(text) if letter.isdigit())


# A column each, all looked through at once: what costs is the looking, not the columns.
@pytest.mark.parametrize(
    "around", ["{}", "연락처는 {} 입니다", "{}로 전화 바랍니다", "문의\n{}"], ids=["alone", "inside", "before", "line"]
)
def test_a_disguised_telephone_number_waits_for_a_decision(around: str) -> None:
    found = found_in({f"내용 {name}": ["맑음", around.format(text), None, "흐림"] for name, text in PHONES.items()})
    assert [(one.column, one.kind, one.rows, one.waits) for one in found] == [(f"내용 {name}", "phone", 1, True) for name in PHONES]
    assert [one.column for one in found if "*" not in one.example_masked or "1234" in rest(one.example_masked)] == []


def test_a_disguised_value_of_any_kind_waits_for_a_decision() -> None:
    hidden = [(kind, text) for kind, texts in OTHERS.items() for text in texts]
    columns = {f"내용 {number}": ["맑음", f"접수함. {text} 확인 바람", "흐림"] for number, (_, text) in enumerate(hidden)}
    assert kinds_in(columns) == [(f"내용 {number}", kind) for number, (kind, _) in enumerate(hidden)]


def test_odd_characters_alone_are_nobodys() -> None:
    assert kinds_in({f"내용 {number}": [text, f"가 {text} 나"] for number, text in enumerate(NOTHING)}) == []
    assert [text for text in NOTHING if mask(text) != text] == []


@pytest.mark.parametrize(
    ("header", "kind", "texts"),
    [
        ("성명", "person_name", ["홍\u200b길동", "김\u00ad철수", "이\u2060영희"]),
        ("생년월일", "birth_date", ["１９８５－０３－０２", "1990–12–25", "1977 - 01 - 09"]),
        ("계좌번호", "account", ["１１０－２３４－５６７８９０", "110—234—567891", "110 - 234 - 567892"]),
        ("연락처", "phone", ["０２－１２３－４５６７", "02–123–4568", "02・123・4569"]),
        ("주민등록번호", "resident_number", ["８５０１０１１２３４５６７", "8 5 0 1 0 1 1 2 3 4 5 6 8", "850101\u200b1234569"]),
        ("성  명", "person_name", ["홍길동", "김철수", "이영희"]),
        ("휴\u200b대 전\u00a0화", "phone", ["01012345678", "01012345679", "01012345670"]),
        ("생 년 월 일", "birth_date", ["1985-03-02", "1990-12-25", "1977-01-09"]),
        ("여권번호", "passport", ["Ｍ１２３４５６７８", "M1234\u200b5679", "M\u00ad12345670"]),
    ],
)
@pytest.mark.parametrize("action", ["mask", "hash", "drop"])
def test_under_its_header_a_disguised_value_is_found_and_goes(
    tmp_path: Path, header: str, kind: str, texts: list[str], action: str
) -> None:
    pl.DataFrame({"_line": [2, 3, 4], header: texts, "구": ["중", "동", "서"]}).write_parquet(tmp_path / "a.parquet")
    found = personal_columns(tmp_path / "a.parquet", [header, "구"])
    assert [(one.column, one.kind, one.rows, one.waits) for one in found] == [(header, kind, 3, True)]
    clear(tmp_path / "a.parquet", tmp_path / "b.parquet", [(one, action) for one in found], b"salt")
    after = pl.read_parquet(tmp_path / "b.parquet")
    if action == "drop":
        assert header not in after.columns
        return
    assert all("*" in cell or cell.startswith("#") or len(rest(cell)) <= 4 for cell in after[header])
    assert personal_columns(tmp_path / "b.parquet", [header, "구"]) == () or action == "mask"
    if action == "hash":
        assert after[header].n_unique() == 3


@pytest.mark.parametrize("action", ["mask", "hash", "show"])
def test_whatever_is_done_with_a_telephone_number_is_done_with_each_disguise(action: str) -> None:
    texts = [f"{number}번 글: {text} 입니다" for number, text in enumerate(PHONES.values(), 1)]
    found = found_in({"글": texts})
    assert [(one.kind, one.rows) for one in found] == [("phone", len(texts))]
    hidden = [hide(text, found[0], action, b"salt") for text in texts]
    assert [one for one in hidden if "1234" in rest(one.split(":")[1]) and action != "hash"] == []
    assert found_in({f"글 {number}": [one] for number, one in enumerate(hidden)}) == ()


def test_one_number_has_one_hash_however_it_is_written() -> None:
    found = found_in({"연락처": list(PHONES.values())})
    assert [(one.kind, one.rows, one.by_header) for one in found] == [("phone", len(PHONES), True)]
    assert len({hide(text, found[0], "hash", b"salt") for text in PHONES.values()}) == 1


def test_two_ways_of_writing_in_one_cell_are_both_hidden() -> None:
    cell = "010-1111-2222, ０１０－３３３３－４４４４"
    for header in ("연락처", "글"):
        found = found_in({header: [cell, "010-1234-5678", "010-1234-5679"]})
        hidden = rest(concealed(cell, found))
        assert "1111" not in hidden
        assert "3333" not in hidden


def test_what_only_the_text_as_written_shows_is_found_too() -> None:
    """Read plainly the mark before it would be a digit of the number."""
    for text in ("①010-1234-5678", "010-1234-5678¹⁾", "02-123-4567～8", "3\u200b010-1234-5678"):
        found = found_in({"글": [text, "맑음"]})
        assert [(one.kind, one.rows) for one in found] == [("phone", 1)], text
        assert "1234" not in concealed(text, found)
        assert "123-" not in concealed(text, found)


def test_a_long_table_is_searched_the_same_way(tmp_path: Path) -> None:
    rows = 60_000
    texts = [f"{number}번째 글 – 도로 파손" for number in range(rows)]
    texts[40_000] = "연락처 ０１０－１２３４－５６７８"
    again = ["보통" if number % 2 else "010・1234・5678" for number in range(rows)]
    pl.DataFrame({"글": texts, "또": again, "값": ["1"] * rows}).write_parquet(tmp_path / "a.parquet")
    found = personal_columns(tmp_path / "a.parquet", ["글", "또", "값"])
    assert [(one.column, one.kind, one.rows) for one in found] == [("글", "phone", 1), ("또", "phone", rows // 2)]


@pytest.mark.parametrize(
    "text", [*PHONES.values(), "８５０１０１－１２３４５６７", "담당 850101–1234567", "ｋｉｍ＠ｅｘａｍｐｌｅ．ｃｏｍ"]
)
def test_a_row_that_holds_a_disguised_number_is_nobodys_header(text: str) -> None:
    assert is_personal(text)


@pytest.mark.parametrize("name", ["2019～2024", "연락처", "①번", "１００ｍ 이내", "3·4분기"])
def test_a_header_with_odd_characters_stays_one(name: str) -> None:
    assert not is_personal(name)
