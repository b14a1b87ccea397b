"""How every real file is read, a line each: `python -m tests.real.table_of_files [FOLDER]`. To be looked at with suspicion."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from connectors.files import TableRead, read
from connectors.problem import Problem
from tests.real.test_files_real import DATA

PARTS = (".shx", ".prj", ".cpg", ".sbn", ".sbx")
"""Belong to a shapefile and are no table by themselves."""


def main() -> None:
    """Prints the table as Markdown."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    print("| file | kind | header | rows in / kept / set aside | columns | notes |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix.lower() not in PARTS:
                print(f"| {path.relative_to(folder)} | {_said(path, Path(place) / 'read.parquet')} |", flush=True)


def _said(path: Path, out: Path) -> str:
    try:
        found = read(path, out)
    except Problem as problem:
        return f"refused: {problem.code} | | | |"
    kind = " ".join(str(part) for part in (found.format, found.encoding, found.separator and repr(found.separator), found.crs) if part)
    rows = f"{found.rows_in:,} / {found.rows_kept:,} / {_reasons(found)}"
    columns = f"{len(found.columns)}: {', '.join(name[:16].replace('|', '/') for name in found.columns[:4])}"
    return f"{kind} | {list(found.header_rows)} | {rows} | {columns} | {', '.join(note.code for note in found.notes)}"


def _reasons(found: TableRead) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in found.reasons.items()) or "0"


if __name__ == "__main__":
    main()
