"""One hash over what a run found: the same inputs, settings and seed give it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from models.kit.result import Finding, Table

# A sum taken by two threads may differ in its last bits from one run to the next.
_DIGITS = 9


def hash_of(tables: Iterable[Table], findings: Iterable[Finding]) -> str:
    """SHA-256 over every table (names, order of rows, values to nine digits) and every fact of a finding."""
    digest = hashlib.sha256()
    for table in sorted(tables, key=lambda item: item.spec.name):
        digest.update(f"table {table.spec.name} {table.rows.height}\n".encode())
        for name in table.rows.columns:
            digest.update(f"column {name}\n".encode())
            _add(digest, table.rows[name])
    for finding in findings:
        facts = json.dumps(_rounded(finding.facts), ensure_ascii=False, sort_keys=True)
        digest.update(f"finding {finding.key} {facts}\n".encode())
    return digest.hexdigest()


def _add(digest: Any, column: pl.Series) -> None:
    digest.update(column.is_null().to_numpy().tobytes())
    if column.dtype.is_float():
        # Adding zero makes one of −0 and 0.
        values = column.cast(pl.Float64).fill_null(0.0).fill_nan(0.0).round_sig_figs(_DIGITS) + 0.0
        digest.update(column.fill_null(0.0).is_nan().to_numpy().tobytes())
        digest.update(np.ascontiguousarray(values.to_numpy()).tobytes())
    elif column.dtype.is_integer() or column.dtype.is_temporal() or column.dtype == pl.Boolean:
        digest.update(np.ascontiguousarray(column.cast(pl.Int64).fill_null(0).to_numpy()).tobytes())
    elif column.dtype == pl.String:
        digest.update("\x1e".join(column.fill_null("").to_list()).encode())
    else:
        digest.update(json.dumps(_rounded(column.to_list()), ensure_ascii=False, sort_keys=True, default=str).encode())


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
