"""A result with one table's rows changed."""

import dataclasses

import polars as pl

from models.kit.result import Result


def with_rows(result: Result, name: str, rows: pl.DataFrame) -> Result:
    tables = tuple(dataclasses.replace(table, rows=rows) if table.spec.name == name else table for table in result.tables)
    return dataclasses.replace(result, tables=tables)
