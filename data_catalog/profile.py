"""What is in a table as read: rows, and for each column its kind, how full it is, its range, its values."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from connectors.duck import open_workspace, quoted
from connectors.engine import Workspace
from data_catalog.facts import ENGINE_ERROR, SPREAD, Facts, by_rows, of_values, range_sql
from data_catalog.kinds import Habit, guess, is_missing, quick_sql
from data_catalog.kinds.evidence import evidence
from data_catalog.personal import Finding, Measure, find_personal
from data_catalog.personal.hiding import concealed
from data_catalog.repeats import of_the_file
from data_catalog.schema import MEASURES
from data_catalog.spread import Spread, spread

_SAMPLE_ROWS = 4_000
_STRETCHES, _STRETCH = 16, 20_000
_LOOKED_AT = 1_000
_SAMPLES = 5
_TOP = 10
_LONG = 300_000
"""From so many rows on one pass by compiled loops is sooner done than by the engine."""


@dataclass(frozen=True)
class ColumnProfile:
    """One column. `filled` + `missing` are all rows, exactly; `distinct` is right within the share `distinct_error` of it, with 95 %
    confidence, and counted where that is 0.

    `minimum` and `maximum` are numbers, or ISO text for dates, moments and times of day, of all rows whose value reads as `kind`;
    `top` are the most frequent values among `top_of` that were looked at, or all, with their share of them. No value shows a person:
    what was found is masked.
    """

    name: str
    kind: str
    filled: int
    missing: int
    distinct: int
    samples: tuple[str, ...]
    minimum: float | str | None
    maximum: float | str | None
    top: tuple[tuple[str, float], ...]
    readable: float
    """The share of filled rows whose value reads as `kind` the quick way; 1 for texts."""
    habit: Habit
    spread: Spread | None = None
    """How the numbers or days lie; None of other kinds, of a sketch, and of columns whose values are persons'."""
    distinct_error: float = ENGINE_ERROR
    top_of: int = 0


@dataclass(frozen=True)
class Profile:
    """A table: its rows, its columns in order, and what personal values were found."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    personal: tuple[Finding, ...] = ()
    sampled_rows: int = 0
    """How many rows `samples` and the first guess of kinds were taken from."""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Profile:
        """The profile that `to_json` wrote."""
        columns = tuple(
            ColumnProfile(
                **{
                    **column,
                    "samples": tuple(column["samples"]),
                    "top": tuple((value, share) for value, share in column["top"]),
                    "habit": Habit(**column["habit"]),
                    "spread": Spread.from_json(column.get("spread")),
                }
            )
            for column in said["columns"]
        )
        personal = tuple(Finding(**item) for item in said["personal"])
        return cls(said["rows"], columns, personal, said["sampled_rows"])


def profile(parquet: Path) -> Profile:
    """The profile of what `connectors.files.read` wrote. Counts, ranges and habits are of every row, kinds settled on every row."""
    with _opened(parquet) as workspace:
        return _profile(workspace, parquet, _sample(workspace, workspace.rows("read")))


def sketch(parquet: Path) -> Profile:
    """The profile of some rows, spread over the file, and the ranges of numbers over all: what suggests a mapping, in little time."""
    with _opened(parquet) as workspace:
        some = _sample(workspace, workspace.rows("read"))
        workspace.put("spread", some)
        return _with_whole_ranges(workspace, _profile(workspace, parquet, some, "spread"))


def _with_whole_ranges(workspace: Workspace, found: Profile) -> Profile:
    numbers = [column for column in found.columns if column.kind in MEASURES and column.filled]
    if not numbers or found.rows == workspace.rows("read"):
        return found
    ranges = ", ".join(range_sql(quick_sql(column.kind, quoted(column.name)), at) for at, column in enumerate(numbers))
    seen = workspace.fetch(f"select {ranges} from read").row(0, named=True)  # noqa: S608
    whole = {
        column.name: replace(column, minimum=_plain(seen[f"low_{at}"]), maximum=_plain(seen[f"high_{at}"]))
        for at, column in enumerate(numbers)
    }
    return replace(found, columns=tuple(whole.get(column.name, column) for column in found.columns))


@contextlib.contextmanager
def _opened(parquet: Path) -> Iterator[Workspace]:
    # Beside the rows: what a crash leaves goes with them.
    with tempfile.TemporaryDirectory(dir=parquet.parent) as folder:
        workspace = open_workspace(Path(folder), memory_mb=700, reads=[parquet])
        try:
            workspace.view("read", parquet)
            yield workspace
        finally:
            workspace.close()


def _profile(workspace: Workspace, parquet: Path, sample: pl.DataFrame, table: str = "read") -> Profile:
    rows = workspace.rows(table)
    names = of_the_file(workspace.fetch(f"select * from {table} limit 0").columns)  # noqa: S608
    if not names:
        return Profile(rows, ())
    counts = {name: Counter(value for value in sample[name].to_list() if value is not None) for name in names}
    kinds = {name: guess(name, evidence(dict(counts[name].most_common(_LOOKED_AT)))) for name in names}
    values: Mapping[str, str] = {}
    if sample.height == rows:
        facts = of_values(workspace, kinds, counts, table)
    else:
        facts, values = _of_all(workspace, parquet, kinds, rows)
        kinds = {name: _settled(kind, name, facts[name], counts[name]) for name, kind in kinds.items()}
    plain = [name for name in names if _is_plain(kinds[name], facts[name])]
    measured = {name: Measure(found.there, found.longest, found.distinct) for name, found in facts.items()}
    personal = find_personal(workspace, table, names, plain, measured, values)
    columns = tuple(_column(name, kinds[name], rows, facts[name], counts[name], personal) for name in names)
    return Profile(rows, columns, personal, sample.height)


def _of_all(workspace: Workspace, parquet: Path, kinds: Mapping[str, str], rows: int) -> tuple[dict[str, Facts], dict[str, str]]:
    if rows < _LONG:
        return by_rows(workspace, kinds, kinds), {}
    # Not before it is needed: compiled loops take half a second to load.
    from data_catalog.scanned import by_scan

    return by_scan(workspace, parquet, kinds)


def _sample(workspace: Workspace, rows: int) -> pl.DataFrame:
    """Some rows, chosen by a hash of their line: spread over the file, and the same ones every time.

    Of a large file they come from stretches that lie evenly over it, so that most of it need not be read.
    """
    if rows <= _SAMPLE_ROWS:
        return workspace.fetch("select * from read")
    if rows <= _STRETCHES * _STRETCH * 2:
        return workspace.fetch(f"select * from read where hash(_line) % {rows // _SAMPLE_ROWS} = 0 order by _line")  # noqa: S608
    first, last = workspace.fetch("select min(_line) as a, max(_line) as b from read").row(0)
    starts = [first + (last - first - _STRETCH) * number // (_STRETCHES - 1) for number in range(_STRETCHES)]
    chosen = f"hash(_line) % {_STRETCHES * _STRETCH // _SAMPLE_ROWS} = 0"
    parts = [f"select * from read where _line between {start} and {start + _STRETCH - 1} and {chosen}" for start in starts]  # noqa: S608
    return workspace.fetch(" union all ".join(parts))


def _is_plain(kind: str, facts: Facts) -> bool:
    """Whether every row reads as a date, or as a number too small to be of a person, a telephone or a card."""
    if facts.only_short_numbers:
        return True
    if not facts.filled or facts.read != facts.filled:
        return False
    return kind in ("date", "month", "moment", "time") or (kind in MEASURES and facts.low > -1e9 and facts.high < 1e9)


def _settled(kind: str, name: str, facts: Facts, counts: Counter[str]) -> str:
    """The guess of the sample, unless the whole file disproves it. Readings that are not quick were judged on the sample alone."""
    read = facts.read or 0
    if kind == "time" and read < 0.98 * facts.filled:
        seen = evidence(dict.fromkeys(counts, 1))
        return guess(name, replace(seen, share={**seen.share, "clock": 0.0, "clock_digits": 0.0}))
    if kind not in ("integer", "number") or not facts.filled or read >= 0.9 * facts.filled:
        return kind
    judged = evidence(dict(counts.most_common(_LOOKED_AT)))
    plain = sum(count for value, count in counts.items() if value.strip().lstrip("-").replace(".", "", 1).isdigit())
    return kind if plain < 0.5 * judged.filled else guess(name, evidence(dict.fromkeys(counts, 1)))


def _column(name: str, kind: str, rows: int, facts: Facts, counts: Counter[str], personal: Sequence[Finding]) -> ColumnProfile:
    top, top_of = (facts.top, facts.top_of) if facts.top is not None else (counts.most_common(_TOP), sum(counts.values()))
    found = [finding for finding in personal if finding.column == name]
    shown = [(concealed(value, found), count) for value, count in top if not is_missing(value, kind)]
    filled = facts.filled
    # The least and the greatest of a column of persons' values are one person's each.
    is_told = any(finding.waits and not finding.within_text for finding in found)
    return ColumnProfile(
        name=name,
        kind=kind,
        filled=filled,
        missing=rows - filled,
        distinct=min(facts.distinct, filled),
        samples=_samples(counts, kind, found),
        minimum=None if is_told else _plain(facts.low, kind),
        maximum=None if is_told else _plain(facts.high, kind),
        top=tuple((value[:80], count / top_of) for value, count in shown),
        readable=1.0 if facts.read is None or not filled else min(1.0, facts.read / filled),
        habit=facts.habit,
        spread=None if is_told or kind not in SPREAD or not facts.lie else spread(facts.lie, facts.read or 0, facts.times),
        distinct_error=facts.error,
        top_of=top_of,
    )


def _samples(counts: Counter[str], kind: str, found: Sequence[Finding]) -> tuple[str, ...]:
    """Values as unlike each other as the sample has, in the order they were met."""
    values = [value for value in counts if not is_missing(value, kind)]
    step = max(1, len(values) // _SAMPLES)
    return tuple(concealed(value, found)[:120] for value in values[::step][:_SAMPLES])


def _plain(value: Any, kind: str = "") -> float | str | None:
    if kind == "time" and value is not None:
        return f"{int(value) // 3600:02d}:{int(value) // 60 % 60:02d}:{int(value) % 60:02d}"
    if value is None or isinstance(value, (int, float)):
        return int(value) if value is not None and float(value).is_integer() and abs(value) < 1e15 else value
    return value.isoformat(sep=" ") if hasattr(value, "hour") else value.isoformat()
