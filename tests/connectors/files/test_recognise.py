"""What is no table, or hides behind another name, is told by its bytes, with what to do about it."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from app import texts
from connectors.files.recognise import OTHER_KINDS
from connectors.problem import Problem
from tests.connectors.files.test_sheets import table
from tests.connectors.files.trying import reading


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("보고.xlsx", zipped(**{"그림.png": b"\x89PNG", "../../밖.txt.exe": b"MZ"}), "file.zip_without_table"),
        ("문서.docx", zipped(**{"[Content_Types].xml": b"<x/>", "word/embeddings/a.xlsx": b"PK"}), "file.zip_without_table"),
        ("표.cell", OLD_OFFICE, "file.is_cell"),
        ("프로그램.csv", b"MZ\x90\0\x03\0\0\0\x04\0\0\0" + bytes(range(256)) * 20, "file.is_binary"),
        ("무작위.csv", random.Random(7).randbytes(5_000), "file.is_binary"),
        ("지도.geojson", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "file.is_xml"),
        ("지도.geojson", b"<x>/vsicurl/http://127.0.0.1/</x>", "file.is_xml"),
        ("점.shp", b"\0\0\x27\x0a" + b"\0" * 24 + b"\xe8\x03" + b"\0" * 200, "file.shp_alone"),
        ("점.sbn", b"\0\0\x27\x0a\xff\xff\xfe\x70" + b"\0" * 24 + b"\x01\x02\x03\x04\x05\x06" * 200, "file.is_binary"),
        ("기록.sqlite", b"SQLite format 3\0" + b"\0" * 200, "file.is_database"),
        ("잘린.xlsx", table(("구", "수"), ("강남", 1))[:900], "file.cut_off"),
        ("폭탄.xlsx", zipped(**{"xl/workbook.xml": b"\0" * 80_000_000}), "file.unpacks_too_large"),
        ("폭탄.hwpx", zipped(mimetype=b"application/hwp+zip", **{"Contents/section0.xml": b"\0" * 80_000_000}), "file.unpacks_too_large"),
        ("암호.xlsx", OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        ("문서.xls", OLD_OFFICE + "HwpSummaryInformation".encode("utf-16-le"), "file.is_hwp"),
        ("깨진.xls", OLD_OFFICE, "file.unreadable"),
        ("깨진2.xls", OLD_OFFICE + "Workbook".encode("utf-16-le"), "file.unreadable"),
        ("웹.xls", b"<html><body><p>1</p></body></html>", "file.is_html"),
        ("웹2.xls", "\ufeff\n<!DOCTYPE html><html></html>".encode(), "file.is_html"),
        ("자료.xml", b'<?xml version="1.0"?><rows/>', "file.is_xml"),
        ("설정.json", b'{"a": [1, 2', "file.cut_off"),
        ("설정.json", b"[[1, 2], [3, 4]]", "file.is_json"),
        ("깊음.json", b"[" * 100_000, "file.is_json"),
        ("보고.csv", b"%PDF-1.7\n...", "file.is_pdf"),
        ("그림.csv", b"\x89PNG\r\n\x1a\n....", "file.is_image"),
        ("압축.csv", b"\x1f\x8b\x08\0....", "file.is_gzip"),
        ("한글.csv", b"HWP Document File V3.00", "file.is_hwp"),
        ("보안.xlsx", b"<DOCUMENT SAFER V3>....", "file.secured"),
        ("표.parquet", b"PAR1 and no more", "file.cut_off"),
    ],
)
def test_each_is_a_problem_that_names_the_file_and_the_repair_in_both_languages(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Problem) as caught:
        reading(tmp_path, content, name)
    assert caught.value.code == code
    assert caught.value.facts["file"] == name
    for lang in texts.LANGUAGES:
        assert name in texts.problem_text(caught.value, lang)


def test_text_of_two_bytes_a_letter_is_not_taken_for_a_program(tmp_path: Path) -> None:
    _, rows = reading(tmp_path, "이름,값\n홍길동,1\n김,2\n".encode("utf-16-le"))
    assert [row[1] for row in rows] == ["홍길동", "김"]


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"file\.too_large"):
        reading(tmp_path, "a,b\n" + "1,2\n" * 600_000, limit_mb=1)
    with pytest.raises(Problem, match=r"file\.workbook_too_large"):
        reading(tmp_path, table(*[(f"{number}-{number * 7919}", number) for number in range(90_000)]), "a.xlsx", workbook_limit_mb=1)


def test_every_note_reason_and_problem_of_a_reading_has_its_sentence() -> None:
    folder = Path(__file__).parents[3] / "connectors" / "files"
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    reasons = {"blank", "total", "repeated_header", "title", "note", "too_few_cells", "too_many_cells", "other_table", "not_a_record"}
    mended = {"padded", "cut", "extra_separator", "missing_separator", "other_separator", "quotes", "bare_return"}
    assert all(f'"{word}"' in source for word in reasons | mended)
    wanted = {f"note.{code}" for code in re.findall(r'Note\("(\w+)"', source)}
    wanted |= {f"problem.{code}" for code in re.findall(r'"(file\.\w+)"', source)}
    wanted |= {f"problem.file.is_{kind}" for _, kind in OTHER_KINDS}
    wanted |= {f"{part}{reason}" for reason in reasons for part in ("aside.", "note.aside_")}
    wanted |= {f"note.mended_{how}" for how in mended}
    assert wanted <= texts.keys()
