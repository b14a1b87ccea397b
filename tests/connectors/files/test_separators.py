"""Separators, quotes and line ends are found, and quoted line breaks keep rows whole and lines counted."""

from pathlib import Path

import pytest

from tests.connectors.files.trying import cells, notes, reading


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_each_separator_is_found(tmp_path: Path, separator: str) -> None:
    lines = [["시군구", "건수", "비율"], ["강남구", "1234", "0.5"], ["서초구", "20", "0.25"], ["송파구", "7", "0.125"]]
    found, rows = reading(tmp_path, "\n".join(separator.join(line) for line in lines))
    assert found.separator == separator
    assert cells(rows) == [tuple(line) for line in lines[1:]]


@pytest.mark.parametrize(("separator", "format_name"), [(",", "csv"), (";", "csv"), ("\t", "tsv"), ("|", "text")])
def test_the_kind_of_file_is_said_by_what_parts_its_cells_and_not_by_its_name(tmp_path: Path, separator: str, format_name: str) -> None:
    lines = [["시군구", "건수", "비율"], ["강남구", "1234", "0.5"], ["서초구", "20", "0.25"], ["송파구", "7", "0.125"]]
    found, _ = reading(tmp_path, "\n".join(separator.join(line) for line in lines), "자료.txt")
    assert found.format == format_name


def test_a_text_of_one_column_is_a_csv(tmp_path: Path) -> None:
    assert reading(tmp_path, "이름\n가\n나\n")[0].format == "csv"


@pytest.mark.parametrize("separator", ["^", "~", "#", "||", ";;", " | ", "\t\t", "<>"])
def test_separators_few_files_use_are_found(tmp_path: Path, separator: str) -> None:
    lines = [["시군구", "건수", "비고"], *([f"구{n}", str(n * 7), "한 줄, 두 줄"] for n in range(12))]
    found, rows = reading(tmp_path, "\n".join(separator.join(line) for line in lines))
    assert found.separator == separator
    assert cells(rows) == [tuple(line) for line in lines[1:]]


def test_blanks_part_numbers_and_quoted_words(tmp_path: Path) -> None:
    body = "".join(f'{n} {n * 2} "한 줄, {n}"\n' for n in range(12))
    found, rows = reading(tmp_path, "번호 값 비고\n" + body)
    assert (found.separator, cells(rows)[0]) == (" ", ("0", "0", "한 줄, 0"))


def test_blanks_do_not_part_a_column_of_addresses(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "주소\n" + "".join(f"서울 강남구 역삼동 {n}-{n}번지\n" for n in range(30)))
    assert (found.separator, len(found.columns), len(rows)) == (None, 1, 30)


def test_a_decimal_comma_does_not_pass_for_the_separator(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "지점;거리;시간\nA;1,5;2,25\nB;3,0;4,5\nC;12,5;0,1\n")
    assert found.separator == ";"
    assert cells(rows)[0] == ("A", "1.5", "2.25")


def test_quoted_separators_quotes_and_line_breaks_stay_in_their_cell(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, '이름,메모\n"홍, 길동","첫 줄\n둘째 줄"\n"그는 ""네""라고",끝\n')
    assert rows == [(2, "홍, 길동", "첫 줄\n둘째 줄"), (4, '그는 "네"라고', "끝")]
    assert found.rows_in == 2


def test_single_quotes_are_quotes_where_no_double_ones_are(tmp_path: Path) -> None:
    _, rows = reading(tmp_path, "id,name,n\n1,'a, b',4\n2,'c',5\n3,'d',6\n4,'it, too',7\n")
    assert cells(rows)[0] == ("1", "a, b", "4")


def test_backslashes_before_quotes_are_understood(tmp_path: Path) -> None:
    _, rows = reading(tmp_path, 'id,name,n\n1,"Round 48\\"",4\n2,"plain",5\n3,"a \\"b\\", c",6\n')
    assert [row[1] for row in cells(rows)] == ['Round 48"', "plain", 'a "b", c']


def test_a_double_quote_may_escape_in_text_quoted_by_apostrophes(tmp_path: Path) -> None:
    body = "1,'Round 48\"\"',4\n2,'plain, too',5\n3,'it\"'s',6\n4,'so',6\n"
    _, rows = reading(tmp_path, "id,name,n\n" + body)
    assert [row[1] for row in cells(rows)] == ['Round 48"', "plain, too", "it's", "so"]


def test_bare_carriage_returns_end_lines_where_nothing_else_does(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "id,count\r1,10\r2,20\r3,30")
    assert rows == [(2, "1", "10"), (3, "2", "20"), (4, "3", "30")]
    assert found.rows_in == 3


def test_a_bare_carriage_return_amid_a_line_parts_two_rows(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "id,count\n1,10\n2,20\r3,30\n4,40\n")
    assert cells(rows) == [("1", "10"), ("2", "20"), ("3", "30"), ("4", "40")]
    assert notes(found)["mended_bare_return"]["rows"] == 2


def test_blanks_after_every_separator_belong_to_it(tmp_path: Path) -> None:
    _, rows = reading(tmp_path, 'a, b, c\n1, "x, y", 3\n4, z, 6\n')
    assert cells(rows) == [("1", "x, y", "3"), ("4", "z", "6")]


def test_a_text_without_separators_is_one_column(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "메모\n안녕하세요, 여러분\n반갑습니다\n다음에 봬요\n또 봐요\n", separator=None)
    assert (found.columns, found.separator) == (("메모",), None)
    assert len(rows) == 4


def test_the_separator_and_quote_a_person_says_are_taken(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "a;b,c\n1;2,3\n", separator=";", quote="")
    assert found.columns == ("a", "b,c")
    assert cells(rows) == [("1", "2,3")]


def test_runs_of_blanks_part_columns_set_in_line(tmp_path: Path) -> None:
    content = "".join(f" {n:3d}  {n % 3} {n / 2:6.2f}  . \n" for n in range(5, 30))
    found, rows = reading(tmp_path, content, "public.dat")
    assert (len(found.columns), cells(rows)[0], len(rows)) == (4, ("5", "2", "2.50", "."), 25)
