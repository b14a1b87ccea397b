"""What the visits tell: how many were served within the limit, and where the fewest were."""

from __future__ import annotations

from typing import Any

import polars as pl


def findings(by_desk: pl.DataFrame | None = None) -> list[tuple[str, dict[str, Any]]]:
    """The sentences' facts, from the table by desk (its first row has the lowest share)."""
    if by_desk is None or by_desk.is_empty():
        return []
    visits = int(by_desk["visits"].sum())
    first = by_desk.row(0, named=True)
    kept = {"visits": visits, "share": by_desk["kept"].sum() / visits}
    return [("kept", kept), ("slowest", {"desk": first["desk"], "share": first["share"]})]
