"""A map of a ranking drawn again with other scores: only what changes is drawn, the rest is the map as it was kept."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from app.charts.kept_map import KeptMap
from app.charts.legends import LegendGroup, groups_of, legend_of
from app.charts.mapplan import ordered
from app.charts.palette import Theme
from app.charts.screen_map import key_of, some_layers
from app.texts import LANGUAGES, words
from models.kit.contract import ColumnSpec, LayerSpec, MapSpec, RankingSpec, TableSpec
from models.kit.result import Result, Table

RANKED = "ranked_anew"


@dataclass(frozen=True)
class Redrawing:
    """A result with other scores and its first places as a table, and the map that shows them. `changed`: the numbers of its layers
    that differ; `gone`: the keys of layers of the old map that show another choice."""

    result: Result
    spec: MapSpec
    changed: frozenset[int]
    gone: tuple[str, ...]


def redrawing(result: Result, ranking: RankingSpec, scores: np.ndarray, ranks: np.ndarray, first: np.ndarray) -> Redrawing:
    """What is drawn for these scores. `first` are the rows of the first places; KeyError when the ranking has no map."""
    spec = next(one.spec for one in result.maps if one.spec.name == ranking.map)
    table = result.table(ranking.table)
    rows = table.rows.with_columns(pl.Series(ranking.score, scores).fill_nan(None))
    old = ordered(spec)
    shown = next(layer for layer in old if layer.table == ranking.table and layer.value == ranking.score)
    sites = _sites(table, ranking, shown, ranks, first)
    layer = LayerSpec("points", RANKED, words("weigh.sites"), "site", label="rank")
    drawn = dataclasses.replace(spec, layers=(*(one for one in old if one.role != "site"), layer))
    tables = (*(dataclasses.replace(one, rows=rows) if one is table else one for one in result.tables), sites)
    anew = frozenset(
        number for number, one in enumerate(ordered(drawn)) if one is layer or (one.table == ranking.table and one.value == ranking.score)
    )
    gone = tuple(key_of(number, one.role) for number, one in enumerate(old) if one.role == "site")
    return Redrawing(dataclasses.replace(result, tables=tables), drawn, anew, gone)


def redrawn(kept: KeptMap, drawing: Redrawing, lang: str, theme: Theme, rows_at: str) -> tuple[KeptMap, tuple[LegendGroup, ...]]:
    """The kept map with the changed layers drawn anew, and what they mean."""
    fresh = some_layers(drawing.result, drawing.spec, lang, theme, drawing.changed, kept.zoom, rows_at)
    keys = [key_of(number, layer.role) for number, layer in enumerate(ordered(drawing.spec)) if number in drawing.changed]
    return kept.redrawn([*keys, *drawing.gone], fresh.layers), groups_of(fresh.plans, theme)


def rest_legend(drawing: Redrawing, lang: str, theme: Theme) -> tuple[LegendGroup, ...]:
    """What the layers that stay mean."""
    stays = tuple(layer for number, layer in enumerate(ordered(drawing.spec)) if number not in drawing.changed)
    return legend_of(drawing.result, dataclasses.replace(drawing.spec, layers=stays), lang, theme)


def _sites(table: Table, ranking: RankingSpec, shown: LayerSpec, ranks: np.ndarray, first: np.ndarray) -> Table:
    """The first places as points. Areas are marked at a spot inside them."""
    chosen = table.rows[first.tolist()]
    if shown.kind in ("areas", "lines"):
        inside = shapely.point_on_surface(shapely.from_wkt(chosen[shown.wkt or "wkt"].to_list(), on_invalid="ignore"))
        lon, lat = pl.Series("lon", shapely.get_x(inside)).fill_nan(None), pl.Series("lat", shapely.get_y(inside)).fill_nan(None)
    else:
        lon, lat = chosen[shown.lon].alias("lon"), chosen[shown.lat].alias("lat")
    named = next(column for column in table.spec.columns if column.name == ranking.label)
    groups = [dataclasses.replace(one, hidden=False) for one in table.spec.columns if one.name == ranking.group]
    columns = (
        ColumnSpec("rank", words("weigh.rank"), "integer"),
        dataclasses.replace(named, name="name", hidden=False),
        *groups,
        ColumnSpec("lon", words("weigh.rank"), "number", hidden=True),
        ColumnSpec("lat", words("weigh.rank"), "number", hidden=True),
    )
    frame = pl.DataFrame(
        [pl.Series("rank", ranks[first]), chosen[ranking.label].alias("name"), *(chosen[one.name] for one in groups), lon, lat]
    )
    said = {lang: words("weigh.sites")[lang] for lang in LANGUAGES}
    return Table(TableSpec(RANKED, said, columns), frame, "")
