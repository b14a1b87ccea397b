"""Columns that are values (months, ages, pairs of categories): found by their names, turned into rows where that is wished."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.files.arrow import texts
from connectors.files.layout import unique_names
from connectors.files.shapes import column_shape
from connectors.files.table import Note, TableRead

_PERIOD = (
    r"(?:19|20)\d{2}\s?(?:년도?)?\s?(?:이전|이후)?(?:[ ._/-]?\s?(?:[01]?\d월?|[1-4]\s?(?:분기|/4)|Q[1-4]|상반기|하반기))?(?:이전|이후)?"
    r"|[01]?\d월|[1-4]분기|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[-. ]?\d{0,4}"
)
_AGE = r"\d{1,3}\s?[~∼～-]\s?\d{1,3}\s?(?:세|years)?|\d{1,3}\s?세\s?(?:미만|이상|이하|초과)?|\d0대"
_SEX = r"남자?|여자?|남성|여성|Male|Female"
_PARTS = {
    "period": re.compile(rf"(?:{_PERIOD})", re.I),
    "age": re.compile(rf"(?:{_AGE})"),
    "sex": re.compile(rf"(?:{_SEX})", re.I),
}
_KOREAN = {"period": "기간", "sex": "성별", "age": "연령", "category": "구분", "value": "값"}
_ENGLISH = {name: name for name in _KOREAN}
_FEWEST = 3
_BETWEEN = re.compile(r"[_\s/|]+")


@dataclass(frozen=True)
class Wide:
    """`columns` hold values; `parts` name what each column name says; `said` is that, for each column."""

    columns: tuple[str, ...]
    parts: tuple[str, ...]
    said: tuple[tuple[str | None, ...], ...]

    def note(self) -> Note:
        """What was found, for its owner."""
        facts = {"columns": len(self.columns), "first": self.columns[0], "last": self.columns[-1], "parts": list(self.parts)}
        return Note("wide_columns", facts)


def find_wide(columns: Sequence[str], parquet: Path) -> Wide | None:
    """The columns that are values of one thing, when there are some and they hold numbers."""
    head = next(pq.ParquetFile(parquet).iter_batches(batch_size=200), None)
    if head is None or not head.num_rows:
        return None
    numeric = [name for name in columns if column_shape(head.column(name).to_pylist()) in ("number", "blank")]
    return _by_words(numeric, columns) or _by_pairs(numeric, columns)


def turn_long(found: TableRead, parquet: Path, wide: Wide) -> TableRead:
    """Rewrites `parquet` with one row a value; the account counts these rows."""
    kept = [name for name in found.columns if name not in wide.columns]
    names = unique_names([*kept, *wide.parts, _words(found.columns)["value"]], len(kept) + len(wide.parts) + 1)
    schema = pa.schema([("_line", pa.int64()), *((name, pa.string()) for name in names)])
    target = parquet.with_name(parquet.name + ".long")
    source = pq.ParquetFile(parquet)
    rows = 0
    with pq.ParquetWriter(target, schema) as writer:
        for batch in source.iter_batches(batch_size=max(1, 500_000 // len(wide.columns))):
            table = pa.Table.from_batches([batch])
            long = _long(table, kept, wide, schema)
            rows += long.num_rows
            writer.write_table(long)
    source.close()
    target.replace(parquet)
    note = Note("melted", {"rows": found.rows_kept, "columns": len(wide.columns), "values": rows, "parts": list(wide.parts)})
    notes = tuple(item for item in found.notes if item.code != "blank_columns" or not set(item.facts["columns"]) & set(wide.columns))
    return replace(
        found,
        columns=names,
        headers=names,
        rows_in=rows + found.rows_set_aside,
        rows_kept=rows,
        notes=(*notes, note),
    )


def _by_words(numeric: Sequence[str], columns: Sequence[str]) -> Wide | None:
    """Columns whose names say a period or an age, and are alike in what else they say."""
    read = {name: _read(name) for name in numeric}
    kinds = Counter(tuple(sorted(parts)) for parts, _ in read.values() if "period" in parts or "age" in parts)
    if not kinds:
        return None
    wanted, count = kinds.most_common(1)[0]
    if count < _FEWEST:
        return None
    alike = [name for name in numeric if tuple(sorted(read[name][0])) == wanted]
    rest = {name: read[name][1] for name in alike}
    parts = [part for part in ("period", "sex", "age") if part in wanted]
    has_rest = len(set(rest.values())) > 1
    said = tuple((*(read[name][0][part] for part in parts), *([rest[name] or None] if has_rest else [])) for name in alike)
    if len(set(said)) < len(said):
        return None
    words = _words(columns)
    named = tuple(words[part] for part in (*parts, *(["category"] if has_rest else [])))
    return Wide(tuple(alike), named, said)


def _by_pairs(numeric: Sequence[str], columns: Sequence[str]) -> Wide | None:
    """Columns named by two categories, each of the first with each of the second."""
    pairs = {name: tuple(part for part in _BETWEEN.split(re.sub(r"\s*\(\d+\)$", "", name)) if part) for name in numeric}
    pairs = {name: pair for name, pair in pairs.items() if len(pair) == 2}
    firsts, seconds = {pair[0] for pair in pairs.values()}, {pair[1] for pair in pairs.values()}
    if len(firsts) < 2 or len(seconds) < 2 or len(pairs) < 2 * _FEWEST or len(set(pairs.values())) != len(firsts) * len(seconds):
        return None
    if len(set(pairs.values())) != len(pairs):
        return None
    word = _words(columns)["category"]
    return Wide(tuple(pairs), (word, f"{word} 2"), tuple(pairs.values()))


def _read(name: str) -> tuple[dict[str, str], str]:
    """What the words of a column name say, and what is left of it."""
    said: dict[str, str] = {}
    rest: list[str] = []
    for word in [name] if _PARTS["period"].fullmatch(name) or _PARTS["age"].fullmatch(name) else _chopped(name):
        kind = next((kind for kind, pattern in _PARTS.items() if kind not in said and pattern.fullmatch(word)), None)
        if kind:
            said[kind] = word
        else:
            rest.append(word)
    return said, " ".join(rest)


def _chopped(name: str) -> list[str]:
    """Words between underscores or bars, or else between blanks; `20 - 24세` stays one."""
    whole = re.sub(r"(?<=\d)\s*([~∼～-])\s*(?=\d)", r"\1", name)
    whole = re.sub(r"(?<=\d세)\s+(?=미만|이상|이하|초과)", "", whole)
    return [word for word in (re.split(r"[_|]+", whole) if re.search(r"[_|]", whole) else _BETWEEN.split(whole)) if word]


def _words(columns: Sequence[str]) -> dict[str, str]:
    return _ENGLISH if all(name.isascii() for name in columns) else _KOREAN


def _long(table: pa.Table, kept: Sequence[str], wide: Wide, schema: pa.Schema) -> pa.Table:
    parts = []
    for name, said in zip(wide.columns, wide.said, strict=True):
        same = [texts([word]).take(pa.array([0] * table.num_rows, pa.int64())) for word in said]
        arrays = [table.column("_line"), *(table.column(other) for other in kept), *same, table.column(name)]
        parts.append(pa.Table.from_arrays(arrays, schema=schema))
    order = pa.array(
        [at + row for row in range(table.num_rows) for at in range(0, len(parts) * table.num_rows, table.num_rows)], pa.int64()
    )
    return pa.concat_tables(parts).take(order)
