"""A zip with tables inside: the one, the largest or the one named; never unpacked under its own name, never more than allowed."""

import errno
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from connectors.files.archive import unpacking
from connectors.files.recognise import recognise
from connectors.problem import Problem
from tests.connectors.files.test_recognise import zipped
from tests.connectors.files.test_sheets import table
from tests.connectors.files.trying import cells, notes, reading

SMALL, LARGE = "구,수\n강남,1\n", "동,수\n" + "역삼,2\n대치,3\n" * 50


def test_the_one_table_inside_is_read_and_named(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, zipped(**{"읽어보세요.md": b"x", "자료/2024.csv": SMALL.encode("cp949")}), "자료.zip")
    assert cells(rows) == [("강남", "1")]
    assert (found.member, found.format, found.encoding) == ("자료/2024.csv", "csv", "cp949")
    assert notes(found)["member_read"] == {"member": "자료/2024.csv"}


def test_of_several_the_largest_is_read_and_another_may_be_named(tmp_path: Path) -> None:
    content = zipped(**{"a.csv": SMALL.encode(), "b.csv": LARGE.encode(), "c.xlsx": table(("시", "값"), ("부산", 7))})
    found, _ = reading(tmp_path, content, "자료.zip")
    assert notes(found)["member_chosen"]["member"] == found.member
    assert set(found.members) == {"a.csv", "b.csv", "c.xlsx"}
    found, rows = reading(tmp_path, content, "자료.zip", member="a.csv")
    assert (found.member, cells(rows)) == ("a.csv", [("강남", "1")])
    found, rows = reading(tmp_path, content, "자료.zip", member="c.xlsx")
    assert (found.format, cells(rows)) == ("xlsx", [("부산", "7")])
    with pytest.raises(Problem, match=r"file\.member_unknown"):
        reading(tmp_path, content, "자료.zip", member="없음.csv")


def test_a_korean_name_stored_without_saying_so_is_shown_as_meant(tmp_path: Path) -> None:
    content = zipped(**{"xx.csv": SMALL.encode()}).replace(b"xx.csv", "가.csv".encode("cp949"))
    assert reading(tmp_path, content, "자료.zip")[0].member == "가.csv"


def test_names_that_lead_out_of_the_folder_write_nothing_there(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    _, rows = reading(inside, zipped(**{"../../밖.csv": SMALL.encode(), "/abs.csv": b""}), "자료.zip", member="../../밖.csv")
    assert cells(rows) == [("강남", "1")]
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["raw.bin", "read.parquet"]


def test_a_bomb_and_a_locked_member_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"file\.unpacks_too_large"):
        reading(tmp_path, zipped(**{"a.csv": b"1,2\n" * 1_000_000}), "자료.zip", unpacked_limit_mb=2)
    locked = bytearray(zipped(**{"a.csv": SMALL.encode()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    with pytest.raises(Problem, match=r"file\.encrypted"):
        reading(tmp_path, bytes(locked), "자료.zip")


def test_a_zip_in_a_zip_and_a_cut_member_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"file\.zip_without_table"):
        reading(tmp_path, zipped(**{"안.zip": zipped(**{"a.csv": SMALL.encode()})}), "자료.zip")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.csv", LARGE)
    broken = content.getvalue().replace("역삼".encode(), "역삶".encode(), 1)
    with pytest.raises(Problem, match=r"file\.cut_off"):
        reading(tmp_path, broken, "자료.zip")


def test_a_way_of_packing_that_is_not_known_is_told_as_that_and_not_as_a_broken_file(tmp_path: Path) -> None:
    content = bytearray(zipped(**{"a.csv": SMALL.encode()}))
    local, central = content.index(b"PK\x03\x04"), content.index(b"PK\x01\x02")
    content[local + 8 : local + 10] = content[central + 10 : central + 12] = (97).to_bytes(2, "little")
    with pytest.raises(Problem, match=r"file\.zip_method"):
        reading(tmp_path, bytes(content), "자료.zip")


def test_broken_bytes_of_a_member_are_told_as_a_damaged_file(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", SMALL * 200)
    content = bytearray(file.getvalue())
    start = content.index(b"a.csv") + 5
    content[start : start + 12] = b"\xff" * 12
    with pytest.raises(Problem, match=r"file\.cut_off"):
        reading(tmp_path, bytes(content), "자료.zip")


def test_a_full_disk_while_unpacking_is_no_fault_of_the_file() -> None:
    with pytest.raises(OSError, match="no room"), unpacking("자료.zip"):
        raise OSError(errno.ENOSPC, "no room")


def test_what_an_archive_calls_itself_is_not_unpacked_beyond_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "sheet.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument.spreadsheet" + b" " * 60_000_000)
    tracemalloc.start()
    try:
        assert recognise(path, path.name) == "ods"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
