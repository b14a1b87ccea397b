"""What is made of every real file, a line each: `python -m tests.real.table_of_files [FOLDER]`. To be looked at with suspicion.

`modu profile FILE --json` (how it is read, rows, kinds, personal data, coordinates, what is odd), and for every input of every model what
`modu map FILE MODEL INPUT` suggests: the inputs for which everything needed is sure.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from app.cli.main import main as modu
from app.cli.tables import as_read
from data_catalog.mapping import SURE, suggest
from data_catalog.profile import profile as profile_of
from models.kit import library
from tests.real.test_files_real import DATA

PARTS = (".shx", ".prj", ".cpg", ".sbn", ".sbx")
"""Belong to a shapefile and are no table by themselves."""


def main() -> None:
    """Prints the table as Markdown; exit code 1 where a command failed by our fault or lost a row."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    faults = 0
    print("| file | read as | rows in / kept / set aside | columns | personal | coordinates | notes | ready for | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.lower() not in PARTS:
            began = time.perf_counter()
            said, fault = _line(path)
            faults += fault
            print(f"| {path.relative_to(folder)} | {said} | {time.perf_counter() - began:.1f} |", flush=True)
    sys.exit(1 if faults else 0)


def _line(path: Path) -> tuple[str, bool]:
    code, told = _command("profile", str(path))
    if code == 2:
        return f"refused: {told['problem']['code']} | | | | | |", False
    if code:
        return f"FAILED with {code} | | | | | |", True
    lost = told["rows_in"] != told["rows_kept"] + told["rows_set_aside"]
    read_as = " ".join(str(told[name]) for name in ("format", "encoding", "crs") if told[name]) + f", header {told['header_rows']}"
    reasons = ", ".join(f"{count} {reason}" for reason, count in told["reasons"].items()) or "0"
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(one["kind"] for one in told["columns"]).most_common())
    personal = ", ".join(sorted({one["kind"] for one in told["personal"]}))
    notes = ", ".join([note["code"] for note in told["notes"]] + [one["code"] for one in (*told["repairs"], *told["findings"])])
    rows = f"{'LOST ' if lost else ''}{told['rows_in']:,} / {told['rows_kept']:,} / {reasons}"
    where = " ".join(map(str, (told["coordinates"] or {}).values()))
    return f"{read_as} | {rows} | {len(told['columns'])}: {kinds} | {personal} | {where} | {notes} | {_ready(path)}", lost


def _ready(path: Path) -> str:
    """The inputs for which every field that is needed is sure, each with how many fields are sure."""
    with as_read(path) as (parquet, _):
        profile = profile_of(parquet)
    found = []
    for model in library.models(None):
        for item in model.inputs:
            sure = {one.field for one in suggest(profile, item, None) if one.confidence == SURE}
            needed = {field.name for field in item.fields if field.required}
            if needed and needed <= sure:
                found.append((len(sure), f"{model.id}/{item.name} {len(sure)} of {len(item.fields)}"))
    return ", ".join(name for _, name in sorted(found, reverse=True))


def _command(*words: str) -> tuple[int, dict[str, Any]]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = modu([*words, "--json"])
    return code, json.loads(out.getvalue()) if code in (0, 2) else {}


if __name__ == "__main__":
    main()
