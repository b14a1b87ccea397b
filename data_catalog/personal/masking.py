"""Hides personal values in free texts before a model sees them, whatever was decided of the file before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import polars as pl

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog.personal.counting import any_sql
from data_catalog.personal.kinds import mask


def masked_texts(workspace: Workspace, parquet: Path, columns: Sequence[str]) -> dict[str, int]:
    """Rewrites these columns of a canonical file with all that tells itself as personal hidden; by column the rows changed.

    Only texts in which some kind may be are looked at one by one. The rows keep their order.
    """
    table = f"texts_{uuid4().hex}"
    workspace.view(table, parquet)
    found = {column: _changed(workspace, table, column) for column in columns}
    changed = {column: frame for column, frame in found.items() if frame.height}
    if changed:
        _rewrite(workspace, table, parquet, changed)
    return {column: frame.height for column, frame in found.items()}


def _changed(workspace: Workspace, table: str, column: str) -> pl.DataFrame:
    """Line and text of each row whose text is another one when it is masked."""
    name = quoted(column)
    rows = workspace.fetch(f"select _line, {name} as text from {quoted(table)} where {any_sql(name)}")  # noqa: S608
    after = pl.Series("masked", [mask(text) for text in rows["text"]], dtype=pl.String)
    return rows.with_columns(after).filter(pl.col("masked") != pl.col("text")).select("_line", "masked")


def _rewrite(workspace: Workspace, table: str, parquet: Path, changed: dict[str, pl.DataFrame]) -> None:
    joins, replaced = [], []
    for at, (column, frame) in enumerate(changed.items()):
        workspace.put(f"{table}_{at}", frame)
        joins.append(f"left join {quoted(f'{table}_{at}')} as m{at} on m{at}._line = t._line")
        replaced.append(f"coalesce(m{at}.masked, t.{quoted(column)}) as {quoted(column)}")
    # A join may turn its sides round, and the rows with them.
    sql = f"select t.* replace ({', '.join(replaced)}) from {quoted(table)} as t {' '.join(joins)} order by t._line"  # noqa: S608
    part = parquet.with_name(f"{table}.parquet")
    workspace.save(sql, part)
    part.replace(parquet)
