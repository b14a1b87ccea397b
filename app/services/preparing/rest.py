"""The rows that could not be used as a workbook with the reason beside each, and the corrected workbook taken back by its keys."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from app.identity.person import Person
from app.services.drafts.drafts import Draft
from app.services.platform import Platform
from app.services.preparing import prepared
from app.services.uploads import corrections, uploads
from app.services.uploads.corrections import MISFIT, Correction
from app.services.uploads.settling import without_cells
from app.texts import keys, text, words
from connectors import files
from connectors.files import ReadOptions, TableRead
from connectors.problem import Problem
from data_catalog import clearing, ledger, rejected
from data_catalog.personal import Finding
from data_catalog.records.tables import Upload
from data_catalog.repeats import LINE, of_the_file
from data_catalog.schema import Input
from models.kit.wording import LANGUAGES

_MOST_ROWS = 50_000
_HEADS = ("rest.line", "rest.why", "rest.key")


@dataclass(frozen=True)
class Merged:
    """What became of the rows of a corrected workbook. `taken` were changed, `unknown` carry no key of this file, or one met before."""

    taken: int
    unchanged: int
    unknown: int


@dataclass(frozen=True)
class _Row:
    line: int
    cells: tuple[str, ...]
    why: str

    @property
    def key(self) -> str:
        """The line and a fingerprint of what stands there: a row that has changed since is not taken for this one."""
        return key_of(self.line, self.cells)


def key_of(line: int, cells: Sequence[str]) -> str:
    """The key of a row of a file."""
    return f"{line}-{hashlib.sha256(chr(31).join(cells).encode()).hexdigest()[:12]}"


def rest(person: Person, platform: Platform, draft: Draft, asked: Input, lang: str) -> bytes | None:
    """The workbook of an input's rows that were set aside or have a cell that could not be read; None when there are none."""
    columns, rows = _rows(person, platform, draft, asked, lang)
    if not rows:
        return None
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(text("rest.sheet", lang))
    head = book.add_format({"bold": True, "bg_color": "#ecf2fe", "border": 1})
    open_cell, shut = book.add_format({"num_format": "@", "locked": False}), book.add_format({"num_format": "@", "font_color": "#6d7882"})
    for at, name in enumerate((text("rest.line", lang), *columns, text("rest.why", lang), text("rest.key", lang))):
        sheet.write_string(0, at, name, head)
        sheet.set_column(at, at, 42 if at == len(columns) + 1 else 16)
    for place, row in enumerate(rows, start=1):
        sheet.write_number(place, 0, row.line, shut)
        for at, cell in enumerate(row.cells, start=1):
            sheet.write_string(place, at, cell, open_cell)
        sheet.write_string(place, len(columns) + 1, row.why, shut)
        sheet.write_string(place, len(columns) + 2, row.key, shut)
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"format_columns": True, "sort": True, "autofilter": True})
    book.close()
    return out.getvalue()


def take_back(person: Person, platform: Platform, draft: Draft, asked: Input, name: str, data: bytes) -> Merged:
    """Puts the corrected cells where they were; nothing is doubled, and a row without a key of this file is left out and counted.

    Personal values in them hold the file as those do that it was sent with.
    Problems: rest.settled (the file was analysed already), rest.not_ours (no such columns), and what reading raises.
    """
    view = _view(person, platform, draft, asked)
    if view.state != "read" or view.read is None:
        raise Problem("rest.settled", file=view.file_name)
    columns, rows = _rows(person, platform, draft, asked, LANGUAGES[0])
    known = {row.key: row for row in rows}
    taken: list[Correction] = []
    unchanged = unknown = 0
    met: set[str] = set()
    for key, cells in _corrected(platform.lake.staging, name, data, columns):
        row = known.get(key)
        if row is None or key in met:
            unknown += 1
            continue
        met.add(key)
        if cells == row.cells:
            unchanged += 1
        else:
            taken.append(Correction(row.line, columns, row.cells, cells))
    merged = Merged(len(taken), unchanged, unknown)
    if taken:
        parquet = uploads.table(person, platform, view.id)
        corrections.remember(parquet.parent, taken)
        account = corrections.merge(parquet.parent, parquet, view.read)
        waiting = _waiting(view, parquet, account)
        _keep(person, platform, view, account, {"rows": merged.taken, "unchanged": unchanged, "unknown": unknown}, waiting)
    return merged


def _view(person: Person, platform: Platform, draft: Draft, asked: Input) -> uploads.UploadView:
    chosen = draft.inputs.get(asked.name) or {}
    if "upload" not in chosen:
        raise Problem("not_found.upload")
    return uploads.load(person, platform, chosen["upload"])


def _rows(person: Person, platform: Platform, draft: Draft, asked: Input, lang: str) -> tuple[tuple[str, ...], list[_Row]]:
    """The columns of the file and the rows that could not be used wholly, by their line."""
    view = _view(person, platform, draft, asked)
    at_hand = prepared.at_hand(person, platform, draft, asked)
    frame = pl.scan_parquet(uploads.table(person, platform, view.id))
    columns = tuple(of_the_file(frame.collect_schema().names()))
    place = rejected.place_of(at_hand.path) if at_hand else None
    whys: dict[int, list[str]] = {}
    if place and place.exists():
        for line, column, reason in pl.read_parquet(place).select("line", "column", "reason").head(_MOST_ROWS).iter_rows():
            whys.setdefault(int(line), []).append(_why(column, reason, lang))
    bad = frame.filter(pl.col(LINE).is_in(list(whys))).collect()
    found = [
        _Row(int(line), tuple("" if cell is None else str(cell) for cell in cells), " / ".join(dict.fromkeys(whys[int(line)])))
        for line, *cells in bad.select(LINE, *columns).iter_rows()
    ]
    for item in view.read.set_aside if view.read else ():
        if item.reason in MISFIT and item.cells:
            cells = (*item.cells, *[""] * len(columns))[: max(len(columns), len(item.cells))]
            found.append(_Row(item.line, cells[: len(columns)], text(f"aside.{item.reason}", lang)))
    return columns, sorted(found, key=lambda row: row.line)


def _why(column: str, reason: str, lang: str) -> str:
    key = f"repair.{reason}.why"
    said = text(key, lang) if key in keys() else text(f"rest.reason.{reason}", lang) if f"rest.reason.{reason}" in keys() else reason
    return f"{column}: {said}" if column else said


def _corrected(staging: Path, name: str, data: bytes, columns: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The key and the cells of each row of the workbook, its columns found by their names wherever they stand now."""
    with tempfile.TemporaryDirectory(dir=staging, prefix="rest-") as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "read.parquet"
        raw.write_bytes(data)
        files.read_apart(raw, out, ReadOptions(header_rows=(1,), totals="keep"), name)
        frame = pl.read_parquet(out)
    names = frame.columns
    at_key = next((one for one in names if one in words("rest.key").values()), None)
    if at_key is None or not set(columns) <= set(names):
        raise Problem("rest.not_ours", file=name, columns=[one for one in columns if one not in names][:6])
    rows = frame.select(at_key, *columns).rows()
    return [(str(key or "").strip(), tuple("" if cell is None else str(cell) for cell in cells)) for key, *cells in rows]


def _waiting(view: uploads.UploadView, parquet: Path, account: TableRead) -> tuple[Finding, ...]:
    """What is personal in the table now, when something is that waits: values came with the corrected rows."""
    kept = {(one.column, one.kind) for one, action in zip(view.findings, view.decisions, strict=False) if action == "keep"}
    found = clearing.personal_columns(parquet, account.columns)
    return found if any(one.waits and (one.column, one.kind) not in kept for one in found) else ()


def _keep(
    person: Person, platform: Platform, view: uploads.UploadView, account: TableRead, facts: dict[str, Any], waiting: Sequence[Finding]
) -> None:  # fmt: skip
    upload_id = view.id
    with platform.records.session() as session:
        row = session.get_one(Upload, upload_id)
        row.read = account.to_json()
        if waiting:
            row.state, row.hold, row.read = "held", {"findings": [asdict(one) for one in waiting]}, without_cells(account.to_json())
            ledger.record(
                session, ledger.UPLOAD_HELD, person_id=person.id, organisation_id=row.organisation_id, subject=("upload", upload_id),
                facts={"columns": len({one.column for one in waiting})}, at=platform.now(),
            )  # fmt: skip
        ledger.record(
            session, ledger.UPLOAD_CORRECTED, person_id=person.id, organisation_id=row.organisation_id, subject=("upload", upload_id),
            facts=facts, at=platform.now(),
        )  # fmt: skip
