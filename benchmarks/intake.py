"""Files in: workbooks beside pandas with openpyxl and with calamine, and how soon a changed setting shows on a large file.

The large csv files beside pandas are in `benchmarks.reading` (`--rows 10000000` for the goal's size).
"""

from __future__ import annotations

import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import xlsxwriter

from benchmarks.ratio import head, line, pair
from benchmarks.reading import make_files
from connectors.files import ReadOptions, read, read_head

ROWS = 100_000
REDRAW_ROWS = 1_000_000
REDRAW_LIMIT_S = 0.3


def make_workbook(path: Path, rows: int = ROWS) -> None:
    """Ten columns: labels merged over two header rows, numbers, words, dates."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": False, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("자료")
        sheet.merge_range(0, 0, 1, 0, "연번")
        sheet.merge_range(0, 1, 0, 4, "위치")
        sheet.merge_range(0, 5, 0, 9, "건수")
        sheet.write_row(1, 1, ["시도", "시군구", "읍면동", "주소"])
        sheet.write_row(1, 5, ["2020", "2021", "2022", "2023", "2024"])
        for row in range(rows):
            words = ["서울특별시", f"구{row % 25}", f"동{row % 424}", f"테헤란로 {row % 9_000}번길"]
            sheet.write_row(row + 2, 0, [row + 1, *words, *[row % 97 * year for year in range(1, 6)]])


def ours(path: Path) -> int:
    """Read with merged cells spread, types left as text, every row accounted for, the file hashed."""
    return read(path, path.with_suffix(".parquet")).rows_kept


def with_pandas(path: Path, engine: str) -> int:
    """Read by pandas, the header told to it, and written as Parquet too."""
    import pandas

    frame = pandas.read_excel(path, header=[0, 1], engine=engine)
    frame.columns = [" ".join(map(str, name)) for name in frame.columns]
    frame.to_parquet(path.with_suffix(".pandas.parquet"))
    return len(frame)


def redraws(path: Path) -> list[tuple[str, float]]:
    """Seconds of the server from a changed setting to the first rows read anew, for each setting."""
    changed: dict[str, dict[str, object]] = {
        "encoding": {"encoding": "cp949"},
        "separator": {"separator": ";"},
        "header": {"header_rows": ()},
        "totals": {"totals": "keep"},
        "melt": {"melt": "long"},
        "none": {},
    }
    found = []
    for name, options in changed.items():
        times = []
        for _ in range(5):
            started = time.process_time()
            read_head(path, path.with_suffix(".head"), ReadOptions(**options), path.name)  # type: ignore[arg-type]
            times.append(time.process_time() - started)
        found.append((name, statistics.median(times)))
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        book = Path(place) / "book.xlsx"
        make_workbook(book)
        head()
        for engine in ("openpyxl", "calamine"):
            found = pair(lambda: ours(book), lambda engine=engine: with_pandas(book, engine), runs=3)  # type: ignore[misc]
            same = "yes" if found.ours == found.peer == ROWS else f"{found.ours} / {found.peer}"
            line(f"xlsx, {ROWS:,} rows, two header rows", f"pandas {version('pandas')} {engine}", found, same)
        make_files(Path(place), REDRAW_ROWS)
        print(f"\nA changed setting shown, {REDRAW_ROWS:,} rows (CPU seconds of the server, limit {REDRAW_LIMIT_S} s)")
        for name, seconds in redraws(Path(place) / "utf8.csv"):
            print(f"| {name} | {seconds:.3f} s | {'yes' if seconds <= REDRAW_LIMIT_S else 'NO'} |")


if __name__ == "__main__":
    main()
