"""Encodings: decided on the whole file, late bytes included; what cannot be read is marked and told."""

import random
from pathlib import Path

import pytest

from connectors.files.cp949 import to_utf8
from connectors.problem import Problem
from tests.connectors.files.trying import cells, notes, reading

TABLE = "이름,동네,수\n홍길동,똠방각하,1\n임꺽정,뷁,2\n"
WANT = [("홍길동", "똠방각하", "1"), ("임꺽정", "뷁", "2")]


@pytest.mark.parametrize(
    ("codec", "mark", "shown"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("cp949", b"", "cp949"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
    ],
)
def test_every_encoding_of_public_files_is_found(tmp_path: Path, codec: str, mark: bytes, shown: str) -> None:
    found, rows = reading(tmp_path, mark + TABLE.encode(codec))
    assert (found.encoding, found.columns) == (shown, ("이름", "동네", "수"))
    assert cells(rows) == WANT


def test_utf16_without_a_mark_is_found_by_its_empty_bytes(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, ("name,count\n" + "abc,12345\n" * 20).encode("utf-16-le"))
    assert found.encoding == "utf-16-le"
    assert len(rows) == 20


def test_one_korean_byte_late_in_a_long_ascii_file_decides_for_cp949(tmp_path: Path) -> None:
    text = "id,name\n" + "".join(f"{number},plain\n" for number in range(60_000)) + "60000,뷁\n"
    found, rows = reading(tmp_path, text.encode("cp949"))
    assert found.encoding == "cp949"
    assert rows[-1] == (60_002, "60000", "뷁")
    assert found.rows_kept == 60_001


@pytest.mark.parametrize("codec", ["utf-8", "cp949"])
def test_one_broken_byte_is_marked_told_with_its_line_and_loses_nothing(tmp_path: Path, codec: str) -> None:
    text = "이름,동네\n" + "".join(f"사람{number},역삼동\n" for number in range(3_000))
    content = text.encode(codec)
    place = content.index("사람2500,".encode(codec)) + len("사람2500".encode(codec))
    found, rows = reading(tmp_path, content[:place] + b"\xff" + content[place:])
    assert found.encoding == codec
    assert rows[2_500] == (2_502, "사람2500\ufffd", "역삼동")
    assert [row for row in rows if "\ufffd" not in row[1]] == [
        (number + 2, f"사람{number}", "역삼동") for number in range(3_000) if number != 2_500
    ]
    assert notes(found)["undecodable"] == {"count": 1, "lines": [2_502], "encoding": codec}


def test_an_empty_control_byte_is_marked_and_told(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, b"a,b\n1,x\0y\n2,z\n")
    assert cells(rows) == [("1", "x\ufffdy"), ("2", "z")]
    assert notes(found)["nul_characters"] == {"count": 1, "lines": [2]}


def test_windows_quotes_stored_as_control_characters_are_put_right(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, b"name,count\nd\xc2\x92Estournel,3\nplain,4\n")
    assert cells(rows)[0] == ("d\u2019Estournel", "3")
    assert notes(found)["western_characters"] == {"count": 1}


def test_a_person_may_name_the_encoding_and_euc_kr_means_cp949(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, TABLE.encode("cp949"), encoding="EUC-KR")
    assert found.encoding == "cp949"
    assert cells(rows) == WANT


def test_an_unknown_encoding_names_those_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"file\.encoding_unknown") as caught:
        reading(tmp_path, TABLE, encoding="klingon")
    assert caught.value.facts == {"file": "자료.csv", "encoding": "klingon", "choices": ["utf-8", "cp949", "utf-16"]}


def test_the_compiled_table_answers_as_the_codec_for_every_character() -> None:
    hangul = "".join(chr(code) for code in range(0xAC00, 0xD7A4)) + "ABC,\n漢字㎡①\n"
    content = hangul.encode("cp949")
    assert to_utf8(content, is_large_file=True) == (hangul.encode(), [], 0)


def test_the_compiled_table_marks_each_byte_that_begins_no_character() -> None:
    rng = random.Random(3)
    for _ in range(50):
        content = bytes(rng.randrange(256) for _ in range(200))
        found, places, marked = to_utf8(content, is_large_file=True)
        assert found.decode().count("\ufffd") == marked
        assert [found[place : place + 3] for place in places] == ["\ufffd".encode()] * marked
        assert found == _slowly(content)


def _slowly(content: bytes) -> bytes:
    parts, at = [], 0
    while at < len(content):
        for length in (1, 2):
            try:
                parts.append(content[at : at + length].decode("cp949"))
            except UnicodeDecodeError:
                continue
            at += length
            break
        else:
            parts.append("\ufffd")
            at += 1
    return "".join(parts).encode()
