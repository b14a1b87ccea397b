"""Keeps texts from being taken for formulas where a table goes out as text for spreadsheets (CSV, clipboard)."""

from __future__ import annotations

import re

import polars as pl

# What a spreadsheet reckons with, in letters of full width too; a plain number, a date or a lone dash stays as it is, for it is
# nothing else there either.
_RISKY = r"^\s*[=+\-@＝＋－＠\t\r]"
_PLAIN = r"^[+\-]?[0-9][0-9,]*(\.[0-9]+)?%?$|^[-－]+$"
_STARTS, _NUMBER = re.compile(_RISKY), re.compile(_PLAIN)


def harmless(text: str) -> str:
    """The text, with a quote before it where a spreadsheet would reckon it.

    >>> harmless("=1+1"), harmless("-5"), harmless("가")
    ("'=1+1", '-5', '가')
    """
    return f"'{text}" if _STARTS.search(text) and not _NUMBER.search(text) else text


def harmless_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The same of every text of a table, and of its headers."""
    texts = [name for name, kind in frame.schema.items() if isinstance(kind, (pl.String, pl.Categorical, pl.Enum))]
    risky = [
        pl.when(said.str.contains(_RISKY) & ~said.str.contains(_PLAIN)).then(pl.lit("'") + said).otherwise(said).alias(name)
        for name in texts
        for said in (pl.col(name).cast(pl.String),)
    ]
    return frame.with_columns(risky).rename({name: harmless(name) for name in frame.columns})
