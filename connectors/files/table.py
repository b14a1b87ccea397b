"""What reading a file gives: where its table is, what was kept, what was set aside and what was noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

MAXIMUM_LISTED = 1_000
"""Set-aside rows listed one by one; the counts are always complete."""


@dataclass(frozen=True)
class ReadOptions:
    """What a person says of the file; `None` is found out from the file."""

    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    sheet: str | None = None
    header_rows: tuple[int, ...] | None = None
    """1-based lines or sheet rows joined into the header; `()` says there is none."""
    totals: str = "apart"
    """`apart` sets total rows aside, `keep` keeps them as data."""
    member: str | None = None
    """The file inside an archive."""
    skip_rows: int | None = None
    """Lines or sheet rows above the table that belong to nothing."""
    decimal: str | None = None
    """`,` reads 1.234,5 as 1234.5; `.` leaves it alone."""
    blank_columns: str = "keep"
    """`drop` leaves out columns without a single value."""
    fill: str = "keep"
    """`down` writes the name of its group into blank cells of leading columns; otherwise they are only told of."""
    melt: str | None = None
    """`long` turns columns that are values (months, ages) into rows; otherwise they are only told of."""
    limit_mb: int = 4_096
    workbook_limit_mb: int = 300
    """Of what is held in memory whole: workbooks, json, web pages, documents."""
    unpacked_limit_mb: int = 1_024


@dataclass(frozen=True)
class Note:
    """Something a person should know of the reading: a key of the texts (`note.<code>`) and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SetAside:
    """A row that is not in the table: where it begins, why (`aside.<reason>`), and its cells as they were."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class TableRead:
    """The account of one reading. `rows_in == rows_kept + rows_set_aside`; titles, headers and a units row are not rows."""

    format: str
    encoding: str | None
    separator: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    header_rows: tuple[int, ...]
    columns: tuple[str, ...]
    headers: tuple[str, ...]
    """The header cells as the file has them; `columns` are these made unique."""
    rows_in: int
    rows_kept: int
    rows_set_aside: int
    set_aside: tuple[SetAside, ...]
    reasons: Mapping[str, int]
    """Rows set aside by reason, complete."""
    notes: tuple[Note, ...]
    fingerprint: str
    size_bytes: int
    member: str | None = None
    members: tuple[str, ...] = ()
    """The tables inside an archive, and which was read."""
    crs: str | None = None
    """The coordinate system the file says for its geometry, `EPSG:5179` where it has a number."""

    def __post_init__(self) -> None:
        if self.rows_in != self.rows_kept + self.rows_set_aside or self.rows_set_aside != sum(self.reasons.values()):
            raise AssertionError(f"rows lost: {self.rows_in} in, {self.rows_kept} kept, {dict(self.reasons)} set aside")

    def to_json(self) -> dict[str, Any]:
        """Plain values, as `read.json` keeps them."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> TableRead:
        """The reading that `to_json` wrote."""
        known = {item.name for item in fields(cls)}
        values = {key: value for key, value in said.items() if key in known}
        for name in ("sheets", "header_rows", "columns", "headers", "members"):
            values[name] = tuple(values.get(name, ()))
        values["notes"] = tuple(Note(item["code"], item["facts"]) for item in said["notes"])
        values["set_aside"] = tuple(SetAside(item["line"], item["reason"], tuple(item["cells"])) for item in said["set_aside"])
        return cls(**values)
