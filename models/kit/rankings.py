"""The rankings of a run: as declared, with the weights and the number of places it used."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from models.kit.contract import Output, PartSpec, RankingSpec
from models.kit.result import Map, Ranking, Table


def rankings_of(
    outputs: Iterable[Output], tables: Iterable[Table], maps: Iterable[Map], settings: Mapping[str, Any]
) -> tuple[Ranking, ...]:
    """Those whose table the run gave, with a row and numbers for parts; a map that was not drawn is left out of them."""
    rows, drawn = {table.spec.name: table.rows for table in tables}, {one.spec.name for one in maps}
    return tuple(
        Ranking(_of_run(ranking, drawn, settings), output.name)
        for output in outputs
        for ranking in output.rankings
        if ranking.table in rows and _rankable(ranking, rows[ranking.table])
    )


def _rankable(spec: RankingSpec, rows: pl.DataFrame) -> bool:
    return rows.height > 0 and all(rows[name].dtype.is_numeric() for name in (spec.score, *(part.column for part in spec.parts)))


def _of_run(spec: RankingSpec, drawn: set[str], settings: Mapping[str, Any]) -> RankingSpec:
    first = spec.first if spec.first_setting is None else int(settings[spec.first_setting])
    parts = tuple(_weighed(part, settings) for part in spec.parts)
    return dataclasses.replace(spec, parts=parts, first=max(first, 1), map=spec.map if spec.map in drawn else None)


def _weighed(part: PartSpec, settings: Mapping[str, Any]) -> PartSpec:
    """The part with the weight of the run; a weight beyond the slider's range widens it."""
    if part.setting is None:
        return part
    weight = float(settings[part.setting])
    return dataclasses.replace(part, weight=weight, minimum=min(part.minimum, weight), maximum=max(part.maximum, weight))
