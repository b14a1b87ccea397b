"""Whether two tables hold the same rows, told from a small sketch of each: the smallest 256 hashes of its rows.

Broder, A. Z. (1997). On the resemblance and containment of documents. The hashes are keyed by the organisation, so
that sketches of two organisations cannot be laid beside each other.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.duck import open_workspace, quoted
from data_catalog.repeats import of_the_file

SIZE = 256
_MEMORY_MB = 700
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Sketch:
    """The smallest hashes of the distinct rows of a table, rising, and how many distinct rows there are (about)."""

    hashes: tuple[int, ...]
    rows: int

    def to_json(self) -> dict[str, object]:
        """Plain values; the hashes as texts, which JSON does not round."""
        return {"rows": self.rows, "hashes": [str(one) for one in self.hashes]}

    @staticmethod
    def from_json(said: dict[str, object]) -> Sketch:
        """The sketch that `to_json` wrote."""
        hashes = said["hashes"]
        return Sketch(tuple(int(one) for one in hashes) if isinstance(hashes, list) else (), int(str(said["rows"])))


def sketch(parquet: Path, key: str) -> Sketch:
    """The sketch of all rows of a table as read, by the columns' names and texts, in whatever order the columns stand."""
    scratch = parquet.with_name(f"{parquet.stem}.likeness")
    workspace = open_workspace(scratch, memory_mb=_MEMORY_MB, reads=[parquet])
    try:
        workspace.view("read", parquet)
        names = sorted(of_the_file(workspace.fetch("select * from read limit 0").columns))
        if not names:
            return Sketch((), 0)
        cells = ", ".join(f"coalesce({quoted(name)}, '')" for name in names)
        said = f"concat_ws('{_BETWEEN}', $key, $names, {cells})"
        params = {"key": key, "names": _BETWEEN.join(names)}
        least = workspace.fetch(f"select distinct hash({said}) as h from read order by h limit {SIZE}", params)  # noqa: S608
        rows = workspace.fetch(f"select approx_count_distinct({said}) as n from read", params)  # noqa: S608
        hashes = tuple(int(one) for one in least["h"].to_list())
        return Sketch(hashes, len(hashes) if len(hashes) < SIZE else int(rows["n"][0]))
    finally:
        workspace.close()
        scratch.rmdir()


def shared(mine: Sketch, other: Sketch) -> float:
    """The share of my distinct rows that the other table holds too, 0 to 1; exact for tables of fewer than 256 rows."""
    if not mine.hashes or not other.hashes:
        return 0.0
    if len(mine.hashes) < SIZE and len(other.hashes) < SIZE:
        return len({*mine.hashes} & {*other.hashes}) / len(mine.hashes)
    union = heapq.nsmallest(SIZE, {*mine.hashes, *other.hashes})
    both = len({*union} & {*mine.hashes} & {*other.hashes})
    resemblance = both / len(union)
    common = resemblance * (mine.rows + other.rows) / (1 + resemblance)
    return min(1.0, common / mine.rows)


def likest(mine: Sketch, others: Sequence[tuple[str, Sketch]], least: float = 0.5) -> list[tuple[str, float]]:
    """The others that hold at least that share of my rows, the likest first."""
    found = [(name, shared(mine, one)) for name, one in others]
    return sorted(((name, share) for name, share in found if share >= least), key=lambda item: (-item[1], item[0]))
