"""Messy csv files read exactly as their clean answers say, cell for cell: Modu beside DuckDB, pandas and clevercsv.

Needs the public benchmark files (Pollock, csv-spectrum) under $MODU_REAL_DATA or ../shared/data; without them it says so and ends.
Every reader is asked as a person would who knows nothing of the file: its own detection, cells as text. Blanks round a cell, rows
without any cell filled, and names for a file that has none do not count, for any of them.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

Table = list[list[str]]
DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")) / "messy"
csv.field_size_limit(10**9)


def read_ours(path: Path) -> Table:
    from connectors.files import ReadOptions, read, write_clean

    with tempfile.TemporaryDirectory() as place:
        parquet, clean = Path(place) / "read.parquet", Path(place) / "clean.csv"
        # The answers keep rows of totals, as no other reader knows them.
        found = read(path, parquet, ReadOptions(totals="keep"))
        write_clean(parquet, clean, found.headers if found.header_rows else None)
        return _table(clean)


def read_duckdb(path: Path) -> Table:
    import duckdb

    found = duckdb.sql(f"from read_csv('{str(path).replace(chr(39), chr(39) * 2)}', all_varchar = true)")
    return [list(found.columns), *([cell or "" for cell in row] for row in found.fetchall())]


def read_pandas(path: Path) -> Table:
    import pandas

    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    return [[str(name) for name in frame.columns], *frame.fillna("").values.tolist()]


def read_clevercsv(path: Path) -> Table:
    import clevercsv

    return [list(row) for row in clevercsv.read_table(str(path))]


READERS: Mapping[str, Callable[[Path], Table]] = {
    "Modu": read_ours,
    "DuckDB": read_duckdb,
    "pandas": read_pandas,
    "clevercsv": read_clevercsv,
}


def is_exact(got: Table, want: Table, has_header: bool) -> bool:
    """Whether a table is the clean answer; one without a header may be given with names made up or without."""
    got, want = _plain(got), _plain(want)
    return got == want if has_header else want[1:] in (got, got[1:])


def polluted(part: str) -> list[tuple[Path, Table, bool]]:
    """Each file of Pollock with its clean answer and whether it has a header."""
    folder = DATA / "pollock" / part
    found = []
    for path in sorted((folder / "csv").iterdir()):
        said = folder / "parameters" / f"{path.name}_parameters.json"
        parameters = json.loads(said.read_text(encoding="utf-8")) if said.exists() else {}
        found.append((path, _table(folder / "clean" / path.name), str(parameters.get("header_lines", "1")) != "0"))
    return found


def spectrum() -> list[tuple[Path, Table, bool]]:
    """Each file of csv-spectrum with its answer; where json and csv disagree, the cells of the csv are those of the json."""
    found = []
    for path in sorted((DATA / "csv-spectrum/csvs").glob("*.csv")):
        said = json.loads((DATA / "csv-spectrum/json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        rows = said if isinstance(said, list) else [said]
        if path.stem == "location_coordinates":
            # Its json holds another telephone number than its csv.
            rows = [{**row, "Contact Phone Number": number[0]} for row, number in zip(rows, _table(path)[1:], strict=True)]
        found.append((path, [list(rows[0]), *(list(map(str, row.values())) for row in rows)], True))
    return found


def count(reader: Callable[[Path], Table], files: Sequence[tuple[Path, Table, bool]]) -> list[str]:
    """The names of the files read exactly; one that cannot be read is not."""
    right = []
    for path, want, has_header in files:
        try:
            got = reader(path)
        except Exception:
            got = []
        if is_exact(got, want, has_header):
            right.append(path.name)
    return right


def main() -> None:
    if not DATA.exists():
        print(f"the benchmark files are not at {DATA.name}: set MODU_REAL_DATA")
        return
    parts = {"Pollock, polluted": polluted("polluted_files"), "Pollock, survey": polluted("survey_sample"), "csv-spectrum": spectrum()}
    print("| reader | " + " | ".join(f"{name} ({len(files)})" for name, files in parts.items()) + " | all |")
    print("|---" * (len(parts) + 2) + "|")
    for name, reader in READERS.items():
        right = [len(count(reader, files)) for files in parts.values()]
        label = name if name == "Modu" else f"{name} {version(name.lower())}"
        total = sum(len(files) for files in parts.values())
        print(
            f"| {label} | " + " | ".join(map(str, right)) + f" | {sum(right)} of {total} ({100 * sum(right) / total:.0f} %) |", flush=True
        )


def _table(path: Path) -> Table:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return [list(row) for row in csv.reader(file)]


def _plain(table: Table) -> Table:
    """Cells without blanks round them and line ends as one blank, rows that hold something, each as wide as its last filled cell."""
    rows = [[" ".join(cell.split()) for cell in row] for row in table]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    return [row for row in rows if row]


if __name__ == "__main__":
    main()
