"""Whatever bytes come: a table or a Problem, in bounded time, and no row that is neither kept nor set aside."""

from __future__ import annotations

import csv
import io
import random
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from connectors.files import ReadOptions, read
from connectors.problem import Problem
from tests.connectors.files.test_layers import bundle, layer, points
from tests.connectors.files.test_markup import PAGE, TABLE, document
from tests.connectors.files.test_recognise import zipped
from tests.connectors.files.test_sheets import table
from tests.connectors.files.trying import rows_of

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
LONGEST_S = 5.0
Change = Callable[[bytes, random.Random], bytes]
CELL = some.text(some.characters(exclude_categories=("Cs", "Cc")), max_size=12)


def tried(folder: Path, content: bytes, name: str, **options: object) -> str:
    """`table` or the code of the Problem; every row of a table accounted for, and in time."""
    source, out = folder / "raw.bin", folder / "read.parquet"
    source.write_bytes(content)
    began = time.process_time()
    try:
        found = read(source, out, ReadOptions(**options), name)  # type: ignore[arg-type]
    except Problem as problem:
        return problem.code
    assert time.process_time() - began < LONGEST_S
    assert len(rows_of(out)) == found.rows_kept == found.rows_in - found.rows_set_aside
    return "table"


def delimited() -> bytes:
    rows = [["번호", "이름", "날짜", "금액"], *[[str(n), f"홍, {n}", f"2024-01-{n % 28 + 1:02d}", f"{n * 1_700:,}"] for n in range(60)]]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("cp949")


def corpus(folder: Path) -> dict[str, bytes]:
    """One good file of each kind."""
    geojson = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2]}}]}'
    )
    return {
        "a.csv": delimited(),
        "b.xlsx": table(("구", "수"), *[(f"구{n}", n) for n in range(20)]),
        "c.zip": zipped(**{"a.csv": delimited(), "b.txt": b"a\tb\n1\t2\n"}),
        "d.json": b'[{"a": 1, "b": {"c": "x"}}, {"a": 2, "d": [1, 2]}]',
        "e.jsonl": b'{"a": 1}\n{"a": 2}\n{"a": 3}\n',
        "f.geojson": geojson.encode(),
        "g.xls": PAGE.encode(),
        "h.hwpx": document(TABLE),
        "i.zip": bundle(layer(folder, "grid.shp", points())),
        "j.csv": "구\t수\n강남\t1\n".encode("utf-16"),
    }


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The file with bytes changed, cut out, doubled or put in, or cut off."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at = chance.randrange(len(data)) if data else 0
        length = chance.choice((1, 1, 4, 50, 400))
        match chance.randrange(6):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case 3:
                data[at:at] = chance.choice((b'"', b"'", b"\r", b"\n", b"\0", b",", b"\xff", b"\\", b"<", b"&", b'"""', b"\x1a")) * length
            case 4:
                del data[at:]
            case 5:
                data[at:at] = chance.randbytes(length)
    return bytes(data)


def with_other_headers(content: bytes, chance: random.Random) -> bytes:
    """The zip with bytes changed where it says what its members are called, how they are packed and where they begin."""
    data = bytearray(content)
    headers = [found.start() for found in re.finditer(rb"PK(\x01\x02|\x03\x04|\x05\x06)", content)]
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = min(chance.choice(headers) + chance.randrange(4, 60), len(data) - 1)
        data[at] = chance.choice((0, 1, 0x80, 0xFF, chance.randrange(256)))
    return bytes(data)


def run_mutations(folder: Path, seed: int, count: int, change: Change = mutated, begins: bytes = b"") -> dict[str, int]:
    chance = random.Random(seed)
    files = [(name, content) for name, content in corpus(folder).items() if content.startswith(begins)]
    seen: dict[str, int] = {}
    for _ in range(count):
        name, content = chance.choice(files)
        answer = tried(folder, change(content, chance), name)
        seen[answer] = seen.get(answer, 0) + 1
    return seen


def test_a_mutated_file_is_a_table_or_a_problem(tmp_path: Path) -> None:
    seen = run_mutations(tmp_path, 11, 400)
    assert seen["table"] > 50
    assert all(answer == "table" or answer.startswith("file.") for answer in seen)
    assert len(seen) > 3, "mutations that only ever read or only ever fail try nothing"


def test_a_zip_whose_headers_lie_is_a_table_or_a_problem(tmp_path: Path) -> None:
    seen = run_mutations(tmp_path, 1, 900, with_other_headers, b"PK")
    assert seen["table"] > 100
    assert seen["file.cut_off"] > 100
    assert all(answer == "table" or answer.startswith("file.") for answer in seen)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(8))
def test_many_zips_whose_headers_lie_are_tables_or_problems(tmp_path: Path, seed: int) -> None:
    assert run_mutations(tmp_path, seed, 4_000, with_other_headers, b"PK")["table"] > 400


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(8))
def test_many_mutated_files_are_tables_or_problems(tmp_path: Path, seed: int) -> None:
    assert run_mutations(tmp_path, seed, 1_500)["table"] > 200


@QUICK
@given(content=some.binary(max_size=600), name=some.sampled_from(["a.csv", "b.xlsx", "c.json", "d.dbf"]))
def test_any_bytes_are_a_table_or_a_problem(tmp_path: Path, content: bytes, name: str) -> None:
    tried(tmp_path, content, name)


@QUICK
@given(
    rows=some.lists(some.lists(CELL, min_size=2, max_size=5), min_size=3, max_size=25),
    separator=some.sampled_from([",", ";", "\t", "|"]),
    quoting=some.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=some.sampled_from(["\n", "\r\n"]),
    encoding=some.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_no_row_disappears(tmp_path: Path, rows: list[list[str]], separator: str, quoting: int, end: str, encoding: str) -> None:
    keys = [f"key{n:03d}x" for n in range(len(rows))]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(["열쇠", *[f"열{n}" for n in range(len(rows[0]))]])
    writer.writerows([key, *row] for key, row in zip(keys, rows, strict=True))
    source, out = tmp_path / "raw.bin", tmp_path / "read.parquet"
    source.write_bytes(text.getvalue().encode(encoding))
    found = read(source, out, ReadOptions(separator=separator, totals="keep"), "a.csv")
    seen = "\n".join(str(row) for row in (*rows_of(out), *found.set_aside, *found.notes, found.headers))
    assert [key for key in keys if key not in seen] == []


@QUICK
@given(
    table_rows=some.lists(some.lists(CELL, min_size=3, max_size=3), min_size=6, max_size=30),
    separator=some.sampled_from([",", ";", "\t"]),
)
def test_a_well_formed_table_reads_cell_for_cell(tmp_path: Path, table_rows: list[list[str]], separator: str) -> None:
    rows = [[f"k{n}", *[" ".join(cell.split()) for cell in row], str(n)] for n, row in enumerate(table_rows)]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["열쇠", "가", "나", "다", "수"], *rows])
    source, out = tmp_path / "raw.bin", tmp_path / "read.parquet"
    source.write_bytes(text.getvalue().encode())
    found = read(source, out, ReadOptions(separator=separator, quote='"', totals="keep", decimal="."), "a.csv")
    assert found.columns == ("열쇠", "가", "나", "다", "수")
    assert [[cell or "" for cell in row[1:]] for row in rows_of(out)] == rows


def test_a_line_that_never_ends_and_names_that_are_far_too_long_are_problems_or_cut(tmp_path: Path) -> None:
    assert tried(tmp_path, b'"' + b"a" * 140_000_000, "a.csv") == "file.line_too_long"
    long = "가" * 10_000
    source, out = tmp_path / "raw.bin", tmp_path / "read.parquet"
    source.write_text(f"{long},{long},,\n1,2,3,4\n5,6,7,8\n", "utf-8")
    names = read(source, out, None, "a.csv").columns
    assert len(set(names)) == 4
    assert all(0 < len(name) <= 310 for name in names)


def test_a_zip_that_says_less_than_it_holds_is_stopped(tmp_path: Path) -> None:
    content = bytearray(zipped(**{"a.csv": b"1,2\n" * 600_000}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + place
        content[at : at + 4] = (10).to_bytes(4, "little")
    assert tried(tmp_path, bytes(content), "a.zip", unpacked_limit_mb=1) in ("file.cut_off", "file.unpacks_too_large")
    assert zipfile.is_zipfile(tmp_path / "raw.bin")
