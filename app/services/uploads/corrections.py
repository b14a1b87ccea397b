"""The rows that came back corrected, kept beside their file: put in their place again however often the file is read anew.

A correction finds its row by the line and the cells that stood there. Where the file now gives other cells at that line it waits, and
the account of the reading says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import polars as pl

from connectors.files import Note, SetAside, TableRead
from data_catalog.personal import mask
from data_catalog.repeats import LINE, REPEATS, of_the_file

MISFIT = ("too_few_cells", "too_many_cells")
"""Why reading set rows aside that can be corrected: their cells did not fit. Totals, titles and notes are no data."""

_FILE = "corrections.json"
_NOTES = ("corrected", "corrected_left")
_LINES_SAID = 10


@dataclass(frozen=True)
class Correction:
    """One row: the cells that stood under `columns` when it was taken along, and those it came back with."""

    line: int
    columns: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


def remember(folder: Path, taken: Sequence[Correction]) -> None:
    """Keeps the corrections of one more workbook; a row corrected before is still found by what the file has."""
    kept = _kept(folder)
    for one in taken:
        earlier = next(
            (at for at, old in enumerate(kept) if (old.line, old.columns, old.after) == (one.line, one.columns, one.before)), None
        )
        if earlier is None:
            kept.append(one)
        else:
            kept[earlier] = replace(one, before=kept[earlier].before)
    being_made = folder / f"{_FILE}.part"
    being_made.write_text(json.dumps([asdict(one) for one in kept], ensure_ascii=False), encoding="utf-8")
    being_made.replace(folder / _FILE)


def merge(folder: Path, parquet: Path, read: TableRead) -> TableRead:
    """Puts every correction in its place in the table and gives the account with what was put and what waits. Twice changes nothing."""
    kept = _kept(folder)
    if not kept:
        return read
    frame = pl.read_parquet(parquet)
    found = _Places(frame, read, {one.line for one in kept})
    left = [one.line for one in kept if not found.put(one)]
    if found.changes or found.came:
        _rewrite(parquet, frame, found.changes, found.came)
    account = _with_rows(read, set(found.came))
    mark = hashlib.sha256(repr((kept, left)).encode()).hexdigest()[:12]
    notes = [note for note in account.notes if note.code not in _NOTES]
    if len(left) < len(kept):
        notes.append(Note("corrected", {"rows": len(kept) - len(left), "mark": mark}))
    if left:
        notes.append(Note("corrected_left", {"rows": len(left), "lines": sorted(set(left))[:_LINES_SAID]}))
    return replace(account, notes=tuple(notes))


def are_in(folder: Path) -> bool:
    """Whether rows came back corrected."""
    return (folder / _FILE).exists()


def forget(folder: Path) -> None:
    """Lets them go with the file as it was sent."""
    (folder / _FILE).unlink(missing_ok=True)


class _Places:
    """The rows a correction may be of: those of the table at its line, and those set aside because their cells did not fit."""

    def __init__(self, frame: pl.DataFrame, read: TableRead, lines: set[int]) -> None:
        self.names = of_the_file(frame.columns)
        self.changes: dict[int, dict[str, str]] = {}
        self.came: dict[int, dict[str, str]] = {}
        self._rows: dict[int, list[tuple[int, dict[str, str]]]] = {}
        near = frame.with_row_index("_at").filter(pl.col(LINE).is_in(list(lines))).select("_at", LINE, *self.names)
        for at, line, *cells in near.iter_rows():
            said = {name: "" if cell is None else str(cell) for name, cell in zip(self.names, cells, strict=True)}
            self._rows.setdefault(int(line), []).append((int(at), said))
        self._aside = {item.line: item for item in read.set_aside if item.reason in MISFIT and item.cells and item.line in lines}

    def put(self, one: Correction) -> bool:
        """Whether the row of a correction is there, put right now or before."""
        columns = self._columns(one)
        if columns is None:
            return False
        after = dict(zip(columns, one.after, strict=True))
        for at, cells in self._rows.get(one.line, ()):
            stands = tuple(cells[name] for name in columns)
            if stands == one.after:
                return True
            if stands == one.before and at not in self.changes:
                self.changes[at] = after
                return True
        cells = self._set_aside(one.line)
        stands = tuple(cells.get(name, "") for name in columns)
        if not cells or one.before not in (stands, tuple(mask(cell) for cell in stands)):
            return False
        self.came[one.line] = {**cells, **after}
        return True

    def _columns(self, one: Correction) -> tuple[str, ...] | None:
        """The columns it speaks of; those in their place where the header alone is read in another way."""
        if set(one.columns) <= set(self.names):
            return one.columns
        return tuple(self.names) if len(self.names) == len(one.columns) else None

    def _set_aside(self, line: int) -> dict[str, str]:
        item: SetAside | None = self._aside.get(line)
        if item is None:
            return {}
        return dict(zip(self.names, (*item.cells, *[""] * len(self.names)), strict=False))


def _rewrite(parquet: Path, frame: pl.DataFrame, changes: Mapping[int, Mapping[str, str]], came: Mapping[int, Mapping[str, str]]) -> None:
    """Rows keep their order; which rows repeat others is found anew."""
    names = of_the_file(frame.columns)
    made = frame.drop(REPEATS, strict=False)
    for name in names:
        here = {at: cells[name] or None for at, cells in changes.items() if name in cells}
        if here:
            made = made.with_columns(made[name].cast(pl.String).scatter(list(here), pl.Series(list(here.values()), dtype=pl.String)))
    if came:
        cells = {name: [row.get(name) or None for row in came.values()] for name in names}
        more = pl.DataFrame({LINE: list(came), **cells}, schema={LINE: frame.schema[LINE], **dict.fromkeys(names, pl.String)})
        made = pl.concat([made.select(LINE, *names), more]).sort(LINE, maintain_order=True)
    if made.height != frame.height + len(came):
        raise AssertionError(f"rows lost: {frame.height} and {len(came)} became {made.height}")
    being_made = parquet.with_suffix(".corrected")
    made.write_parquet(being_made)
    being_made.replace(parquet)


def _with_rows(read: TableRead, came: set[int]) -> TableRead:
    """The account with the rows that came back from those set aside: rows in stay what they were."""
    back = [item for item in read.set_aside if item.line in came and item.reason in MISFIT]
    reasons = {reason: rows - sum(item.reason == reason for item in back) for reason, rows in read.reasons.items()}
    return replace(
        read,
        rows_kept=read.rows_kept + len(back),
        rows_set_aside=read.rows_set_aside - len(back),
        set_aside=tuple(item for item in read.set_aside if item not in back),
        reasons={reason: rows for reason, rows in reasons.items() if rows},
    )


def _kept(folder: Path) -> list[Correction]:
    try:
        said = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [Correction(one["line"], tuple(one["columns"]), tuple(one["before"]), tuple(one["after"])) for one in said]
