"""The fast reader and the exact splitter give the same cells, lines and asides, on well-formed and on broken text."""

import csv
import io
import random

import pytest

from connectors.files.chunks import Chunk, Guide, _exactly, cut, parse
from connectors.files.records import Dialect, split

WELL_FORMED = ["a", "b", "가", "1", ".", " ", ",", '"', "\n", "\r\n", "'", ";", "나다", ""]
BROKEN = ["a", "가", "1", ",", ",", ",", '"', "\n", "\n", "\r", "\r\n", "x", '""', "\\"]
ANY = frozenset(("text", "number", "blank", "date", "time"))


def rows_of(chunk: Chunk) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in zip(*[column.to_pylist() for column in chunk.table.columns], strict=True)]


@pytest.mark.parametrize("seed", range(4))
def test_what_a_csv_writer_wrote_is_read_back_cell_by_cell(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(300):
        width = rng.randint(2, 5)
        rows = [["".join(rng.choices(WELL_FORMED, k=rng.randint(0, 5))) for _ in range(width)] for _ in range(rng.randint(1, 30))]
        file = io.StringIO()
        quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        csv.writer(file, lineterminator=rng.choice(["\n", "\r\n"]), quoting=quoting).writerows(rows)
        text = file.getvalue()
        chunk = parse(text.encode(), 1, Guide(Dialect(), width, (ANY,) * width))
        assert rows_of(chunk) == rows
        records = list(split(text, Dialect(), 1, width))
        assert [list(record.cells) for record in records] == rows
        assert chunk.lines.tolist() == [record.line for record in records]


@pytest.mark.parametrize("seed", range(4))
def test_a_block_is_cut_only_between_rows(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(300):
        rows = [["".join(rng.choices(WELL_FORMED, k=3)) for _ in range(3)] for _ in range(20)]
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows(rows)
        data = file.getvalue().encode()
        end = cut(data[: rng.randint(0, len(data))], Dialect())
        parts = [*split(data[:end].decode(), Dialect(), 1, 3), *split(data[end:].decode(), Dialect(), 1, 3)]
        assert [list(record.cells) for record in parts] == rows


@pytest.mark.parametrize("seed", range(6))
def test_broken_text_is_read_alike_by_both_and_no_letter_is_lost(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(600):
        text = "".join(rng.choices(BROKEN, k=rng.randint(1, 60))) + "\n"
        width = rng.randint(1, 4)
        guide = Guide(Dialect("," if width > 1 else "\x1f"), width, (frozenset(("text", "number", "blank")),) * width)
        fast, exact = parse(text.encode(), 1, guide), _exactly(text.encode(), 1, guide)
        assert rows_of(fast) == rows_of(exact)
        assert fast.lines.tolist() == exact.lines.tolist()
        assert fast.aside == exact.aside
        assert fast.rows == fast.table.num_rows + len(fast.aside)
        kept = "".join(map("".join, [*rows_of(fast), *(row.cells for row in fast.aside)]))
        assert {letter: text.count(letter) for letter in "a가1x"} == {letter: kept.count(letter) for letter in "a가1x"}
