"""A map of a ranking drawn again with other scores shows them, and leaves everything else as it was."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import polars as pl
import pytest

from app import charts
from app.charts.weighed import redrawing, redrawn
from models.kit.contract import ColumnSpec, LayerSpec, TableSpec
from models.kit.result import Map, Result, Table
from models.kit.weighing import ranks
from tests.app.sample_result import w
from tests.app.siting_result import siting
from tests.app.variants import with_rows


def drawn(result: Result, scores: np.ndarray, rows_at: str = "") -> list[dict]:
    spec = result.rankings[0].spec
    places = ranks(scores)
    first = np.argsort(np.where(places > 0, places, 10**9), kind="stable")[: spec.first]
    kept = charts.ready_map(result, str(spec.map), "ko", "light", rows_at)
    deck, _ = redrawn(kept, redrawing(result, spec, scores, places, first), "ko", "light", rows_at)
    return json.loads(deck.to_json())["layers"]


def flipped(result: Result) -> np.ndarray:
    """The scores turned round, so that the last is first."""
    return 20.0 - result.table("cells").rows["index"].to_numpy()


def test_the_first_places_stand_on_the_map_with_their_rank() -> None:
    result = siting()
    layers = drawn(result, flipped(result))
    sites = next(layer for layer in layers if layer["id"].endswith("-site"))
    table = result.table("cells").rows
    lowest = int(np.argmin(table["index"].to_numpy()))
    assert len(sites["data"]) == 10
    assert sites["data"][0]["at"] == pytest.approx([table["lon"][lowest], table["lat"][lowest]], abs=1e-5)
    assert [mark["row"] for mark in sites["data"]] == list(range(10))
    assert sites["data"][0]["tip"].startswith(f"순위: 1\n격자: {table['cell'][lowest]}")


def test_cells_are_coloured_by_the_new_scores() -> None:
    result = siting()
    tip = next(layer for layer in drawn(result, flipped(result)) if layer["id"] == "0-quantity")["data"][0]["tip"]
    first = result.table("cells").rows
    assert f"설치 지수: {20 - first['index'][0]:.2f}" in tip


def test_a_row_without_a_score_is_not_drawn() -> None:
    result = siting()
    scores = flipped(result)
    scores[:100] = np.nan
    cells = next(layer for layer in drawn(result, scores) if layer["id"] == "0-quantity")
    assert len(cells["data"]) == 500


def test_many_cells_keep_their_address_and_change_their_picture() -> None:
    result = siting(120, 90)
    at = "/look/run/x/{layer}"
    before = {layer["id"]: layer for layer in json.loads(charts.ready_map(result, "index_map", "ko", "light", at).to_json())["layers"]}
    after = {layer["id"]: layer for layer in drawn(result, flipped(result), at)}
    assert after["0-quantity"] == before["0-quantity"]
    assert after["0-quantity-picture-0"]["image"] != before["0-quantity-picture-0"]["image"]
    assert after["0-quantity-picture-0"]["bounds"] == before["0-quantity-picture-0"]["bounds"]


def test_the_choice_of_the_model_gives_way_to_that_of_the_weights() -> None:
    result = siting()
    own = LayerSpec("points", "complaints", w("고른 곳", "Chosen"), "site", label="name")
    back = LayerSpec("points", "complaints", w("민원", "Complaints"), "candidate")
    spec = dataclasses.replace(result.maps[0].spec, layers=(own, back, *result.maps[0].spec.layers))
    changed = dataclasses.replace(result, maps=(Map(spec, "index"), *result.maps[1:]))
    layers = drawn(changed, flipped(changed))
    assert len([layer for layer in layers if layer["id"].endswith("-site")]) == 1
    assert len(next(layer for layer in layers if layer["id"].endswith("-site"))["data"]) == 10
    assert any(layer["id"].endswith("-candidate") for layer in layers)


def test_areas_are_marked_inside_themselves() -> None:
    """A U-shaped district: its middle lies outside it, its mark does not."""
    shapes = ["POLYGON((0 0,3 0,3 3,2 3,2 1,1 1,1 3,0 3,0 0))", "POLYGON((10 0,13 0,13 3,10 3,10 0))"]
    result = siting(4, 3)
    spec = dataclasses.replace(result.rankings[0].spec, table="areas", label="name", parts=result.rankings[0].spec.parts[:1], first=2)
    columns = (
        ColumnSpec("name", w("동", "Dong")),
        ColumnSpec("index", w("지수", "Index"), "number"),
        ColumnSpec("wkt", w("모양", "Shape")),
    )
    rows = pl.DataFrame({"name": ["가", "나"], "index": [1.0, 2.0], "wkt": shapes})
    layer = LayerSpec("areas", "areas", w("동", "Dong"), "quantity", wkt="wkt", value="index")
    drawing = dataclasses.replace(result.maps[0].spec, layers=(layer,), table="areas")
    changed = dataclasses.replace(
        result, tables=(Table(TableSpec("areas", w("동", "Dongs"), columns), rows, "index"),), maps=(Map(drawing, "index"),),
        rankings=(dataclasses.replace(result.rankings[0], spec=spec),),
    )  # fmt: skip
    sites = next(one for one in drawn(changed, np.array([5.0, 4.0])) if one["id"].endswith("-site"))
    lon, lat = sites["data"][0]["at"]
    assert lon < 1 or lon > 2 or lat < 1
    assert charts.spot(layer, changed.table("areas"), 0) == pytest.approx((lon, lat), abs=1e-5)


def test_a_place_beyond_the_earth_has_no_spot() -> None:
    result = siting(4, 3)
    rows = result.table("cells").rows.with_columns(lon=pl.lit(None, dtype=pl.Float64))
    assert charts.spot(result.maps[0].spec.layers[0], with_rows(result, "cells", rows).table("cells"), 0) is None
