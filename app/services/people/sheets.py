"""Forms to fill in as workbooks: made with lists to choose from, and read back row by row with nothing lost."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Generic, TypeVar

import polars as pl
import xlsxwriter

from app import texts
from app.identity.person import same_form
from connectors import files
from connectors.files import TableRead
from connectors.problem import Problem
from data_catalog.repeats import LINE

LIMIT_BYTES = 5 * 1024**2


@dataclass(frozen=True)
class Sheet:
    """A form. Its words are the texts `<name>.sheet`, `<name>.about`, and `<name>.<column>` with `.meaning`; columns are known by them
    in both languages. Problems of a file have the code `<problems>.…`."""

    name: str
    problems: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    limit_rows: int


@dataclass(frozen=True)
class Line:
    """What becomes of one row: new, changed, unchanged, or refused by a Problem, about a column where it is one."""

    row: int
    state: str
    problem: Problem | None = field(default=None, kw_only=True)
    column: str = field(default="", kw_only=True)


L = TypeVar("L", bound=Line, covariant=True)


@dataclass(frozen=True)
class Account(Generic[L]):
    """The account of one workbook: every row is in one of `lines`, in their order."""

    lines: tuple[L, ...]

    @property
    def rows_in(self) -> int:
        """How many rows there were."""
        return len(self.lines)

    @property
    def refused(self) -> tuple[L, ...]:
        """The rows that were not taken."""
        return tuple(line for line in self.lines if line.problem is not None)

    def count(self, state: str) -> int:
        """How many rows are new, changed, unchanged or refused."""
        return sum(line.state == state for line in self.lines)


Row = Mapping[str, str]


def read(sheet: Sheet, data: bytes, file_name: str) -> tuple[list[tuple[int, Row]], tuple[Line, ...]]:
    """The filled rows with their row numbers, by column, empty cells as ""; and those that are no row of the form, refused.

    Problems of the whole file: file.…, <problems>.too_large, .columns_missing, .too_many.
    """
    if len(data) > LIMIT_BYTES:
        raise Problem(f"{sheet.problems}.too_large", file=file_name, limit_mb=LIMIT_BYTES // 1024**2)
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "read.parquet"
        raw.write_bytes(data)
        found, columns = _with_header(sheet, raw, out, file_name)
        frame = pl.read_parquet(out)
    if frame.height > sheet.limit_rows:
        raise Problem(f"{sheet.problems}.too_many", file=file_name, rows=frame.height, limit=sheet.limit_rows)
    rows = frame.select(pl.col(LINE), **{column: pl.col(header).cast(pl.String) for column, header in columns.items()}).to_dicts()
    unclear = Problem(f"{sheet.problems}.row_unclear")
    stray = tuple(Line(item.line, "refused", problem=unclear) for item in found.set_aside if item.reason != "blank")
    return [(row.pop(LINE), {column: (row.get(column) or "").strip() for column in sheet.columns}) for row in rows], stray


def workbook(sheet: Sheet, lang: str, choices: Mapping[str, Sequence[str]], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """The form: headers with what each means, lists to choose from by column, and rows to begin with."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(texts.text(f"{sheet.name}.sheet", lang))
        about = book.add_worksheet(texts.text(f"{sheet.name}.about", lang))
        bold = book.add_format({"bold": True, "bg_color": "#ecf2fe", "bottom": 1})
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, texts.text(f"{sheet.name}.{column}", lang), bold)
            page.write_comment(0, at, texts.text(f"{sheet.name}.{column}.meaning", lang))
            page.set_column(at, at, 24)
            about.write_string(at, 0, texts.text(f"{sheet.name}.{column}", lang))
            about.write_string(at, 1, texts.text(f"{sheet.name}.{column}.meaning", lang))
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 80)
        page.freeze_panes(1, 0)
        for at, row in enumerate(rows, start=1):
            for column_at, value in enumerate(row):
                page.write_string(at, column_at, value)
        name = texts.text(f"{sheet.name}.about", lang)
        for place, (column, values) in enumerate(choices.items(), start=4):
            for at, value in enumerate(values):
                about.write_string(at, place, value)
            letter = chr(ord("A") + place)
            source = f"='{name}'!${letter}$1:${letter}${max(1, len(values))}"
            column_at = sheet.columns.index(column)
            # Several may be written with commas, and what is new cannot be in a list: it offers, it does not forbid.
            page.data_validation(
                1, column_at, sheet.limit_rows, column_at, {"validate": "list", "source": source, "error_type": "information"}
            )
    return made.getvalue()


def _with_header(sheet: Sheet, raw: Path, out: Path, file_name: str) -> tuple[TableRead, dict[str, str]]:
    """Reads with the header in the first row, as in the form; else wherever it is found."""
    missing: list[str] = []
    for header_rows in ((1,), None):
        read_ = files.read_apart(raw, out, files.ReadOptions(totals="keep", header_rows=header_rows), file_name)
        found = {column: header for header in read_.columns for column in sheet.columns if _is(sheet, header, column)}
        missing = [column for column in sheet.needed if column not in found]
        if not missing:
            return read_, found
    said = {lang: [texts.text(f"{sheet.name}.{column}", lang) for column in missing] for lang in texts.LANGUAGES}
    raise Problem(f"{sheet.problems}.columns_missing", file=file_name, columns=said["ko"], columns_en=said["en"])


def _is(sheet: Sheet, header: str, column: str) -> bool:
    return same_form(header) in {same_form(texts.text(f"{sheet.name}.{column}", lang)) for lang in texts.LANGUAGES}
