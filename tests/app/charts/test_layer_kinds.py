"""Cells by the ten thousand, surfaces, hexagons and sized points: on the screen, in print, in the legend."""

from __future__ import annotations

import dataclasses
import io
import json

import polars as pl
import pytest
from PIL import Image

from app import charts
from app.charts.kept_map import keep
from app.charts.mapplan import ONE_BY_ONE_MAX, mapplan
from models.kit.contract import LayerSpec
from models.kit.result import Result
from tests.app.sample_result import w
from tests.app.siting_result import siting
from tests.app.variants import with_rows

AT = "/look/run/x/index_map.{layer}.ko.json"


@pytest.fixture(scope="module")
def big() -> Result:
    """A town of 12,000 cells."""
    return siting(120, 100)


def layers(result: Result, name: str, rows_at: str = "") -> list[dict]:
    return json.loads(charts.deck(result, name, "ko", rows_at=rows_at).to_json())["layers"]


def test_many_cells_are_sent_as_a_picture_and_fetched_for_the_pointer_once(big: Result) -> None:
    drawn = layers(big, "index_map", AT)
    kinds = [layer["@@type"] for layer in drawn if layer["id"] != "ground"]
    assert kinds == ["BitmapLayer", "ColumnLayer"]
    assert drawn[-1]["data"] == "/look/run/x/index_map.0-quantity.ko.json"
    assert len(json.dumps(drawn)) < 30_000


def test_without_an_address_the_cells_are_seen_but_not_fetched(big: Result) -> None:
    assert [layer["@@type"] for layer in layers(big, "index_map")][1:] == ["BitmapLayer"]


def test_what_the_pointer_finds_is_the_row_of_the_table(big: Result) -> None:
    rows = json.loads(charts.cells(big, "index_map", "0-quantity", "ko"))
    table = big.table("cells").rows
    assert len(rows) == table.filter(pl.col("index") != 0).height
    for told in (rows[0], rows[777], rows[-1]):
        assert table["cell"][told["row"]] in told["tip"]
        assert told["at"] == pytest.approx([table["lon"][told["row"]], table["lat"][told["row"]]], abs=1e-5)


def test_a_layer_that_is_not_many_has_no_cells_to_fetch() -> None:
    with pytest.raises(KeyError):
        charts.cells(siting(), "index_map", "0-quantity", "ko")
    with pytest.raises(KeyError):
        charts.cells(siting(), "index_map", "nothing", "ko")


def test_many_cells_have_the_classes_and_legend_of_few(big: Result) -> None:
    few = dataclasses.replace(big, tables=tuple(big.tables))
    spec = big.maps[0].spec
    field = mapplan(big, spec, "ko").layers[0]
    assert field.field is not None
    assert field.classes is not None
    values = big.table("cells").rows["index"].to_numpy()[field.field.rows]
    assert [field.classes.of(value) for value in values[:500]] == field.field.klass[:500].tolist()
    assert len(charts.legend(few, "index_map", "ko")[0].entries) == len(field.classes.labels)


def test_cells_strewn_about_are_drawn_one_by_one_however_many(big: Result) -> None:
    rows = big.table("cells").rows.with_columns(lon=pl.col("lon") + (pl.int_range(pl.len()) % 97) * 1e-4)
    drawn = mapplan(with_rows(big, "cells", rows), big.maps[0].spec, "ko").layers[0]
    assert drawn.field is None
    assert len(drawn.marks) > ONE_BY_ONE_MAX


def test_a_picture_of_many_cells_shows_a_cell_where_it_lies(big: Result) -> None:
    """Only the north-west quarter is high: the dark lies there and not in the south-east."""
    table = big.table("cells").rows
    west, north = pl.col("lon") < table["lon"].median(), pl.col("lat") > table["lat"].median()
    rows = table.with_columns(index=pl.when(west & north).then(20.0).otherwise(0.001))
    image = Image.open(io.BytesIO(charts.picture(with_rows(big, "cells", rows), "index_map", "ko", titled=False))).convert("L")
    wide, tall = int(image.width * 0.7), image.height
    dark = {
        name: sum(pixel < 150 for pixel in image.crop(box).get_flattened_data())
        for name, box in (("nw", (20, 60, wide // 2, tall // 2)), ("se", (wide // 2, tall // 2, wide - 60, tall - 60)))
    }
    assert dark["nw"] > 50 * max(dark["se"], 1)


def test_a_surface_leaves_its_faint_class_to_the_ground_and_says_so_in_the_legend() -> None:
    result = siting()
    drawn = mapplan(result, next(one.spec for one in result.maps if one.spec.name == "surface"), "ko").layers[0]
    assert drawn.classes is not None
    assert len(charts.legend(result, "surface", "ko")[0].entries) == len(drawn.classes.labels) - 1
    assert charts.picture(result, "surface", "ko").startswith(b"\x89PNG")


def test_hexagons_count_every_point_and_their_tips_say_how_many() -> None:
    result = siting()
    drawn = next(layer for layer in layers(result, "hexagons") if layer["id"] == "0-quantity")
    assert drawn["diskResolution"] == 6
    counted = sum(int(mark["tip"].split(": ")[1].removesuffix(" 건").replace(",", "")) for mark in drawn["data"])
    assert counted == result.table("complaints").rows["calls"].sum()
    assert {entry.mark for entry in charts.legend(result, "hexagons", "ko")[0].entries} == {"hexagon"}


def test_sized_points_are_large_where_they_count_much_and_small_ones_lie_on_top() -> None:
    drawn = next(layer for layer in layers(siting(), "circles") if layer["id"] == "0-quantity")
    calls = siting().table("complaints").rows["calls"]
    sizes = [mark["size"] for mark in drawn["data"]]
    assert sizes == sorted(sizes, reverse=True)
    first, last = drawn["data"][0]["row"], drawn["data"][-1]["row"]
    assert calls[first] == calls.max()
    assert calls[last] == calls.min()


def test_a_legend_of_sizes_is_written_where_colour_does_not_say_the_same() -> None:
    result = siting()
    circles = next(one for one in result.maps if one.spec.name == "circles")
    plain = dataclasses.replace(circles.spec, layers=(dataclasses.replace(circles.spec.layers[0], value=None),))
    changed = dataclasses.replace(result, maps=(dataclasses.replace(circles, spec=plain),))
    assert [entry.mark for entry in charts.legend(changed, "circles", "ko")[0].entries] == ["sized", "sized"]
    assert "sized" not in {entry.mark for entry in charts.legend(result, "circles", "ko")[0].entries}
    assert charts.picture(changed, "circles", "ko").startswith(b"\x89PNG")


def test_layers_drawn_anew_stand_where_the_old_ones_stood() -> None:
    deck = charts.deck(siting(), "index_map", "ko")
    kept = keep(deck)
    fresh = next(layer for layer in deck.layers if layer.id == "0-quantity")
    again = kept.redrawn(["0-quantity"], [fresh])
    assert [name for name, _ in again.layers] == [name for name, _ in kept.layers]
    on_top = kept.redrawn(["7-site"], [fresh.__class__("ScatterplotLayer", [], id="7-site")])
    assert [name for name, _ in on_top.layers][-1] == "7-site"
    assert json.loads(on_top.to_json())["layers"]


def test_a_crowd_of_points_is_small_dots_fetched_once_and_named_so_in_the_legend() -> None:
    result = siting(60, 40)
    spec = dataclasses.replace(
        result.maps[0].spec,
        layers=(LayerSpec("points", "cells", w("카메라", "Cameras"), "existing", label="cell"), *result.maps[0].spec.layers),
    )
    crowded = dataclasses.replace(result, maps=(dataclasses.replace(result.maps[0], spec=spec), *result.maps[1:]))
    drawn = next(layer for layer in layers(crowded, "index_map", AT) if layer["id"] == "1-existing")
    assert (drawn["@@type"], drawn["data"]) == ("ScatterplotLayer", "/look/run/x/index_map.1-existing.ko.json")
    rows = json.loads(charts.cells(crowded, "index_map", "1-existing", "ko"))
    assert len(rows) == 2400
    assert rows[5]["row"] == 5
    assert len(next(layer for layer in layers(crowded, "index_map") if layer["id"] == "1-existing")["data"]) == 2400
    assert charts.legend(crowded, "index_map", "ko")[0].entries[0].mark == "dot"
    assert charts.picture(crowded, "index_map", "ko").startswith(b"\x89PNG")


def test_the_view_holds_whole_hexagons_not_only_their_middles() -> None:
    result = siting()
    plan = mapplan(result, next(one.spec for one in result.maps if one.spec.name == "hexagons"), "ko")
    assert plan.bounds is not None
    half_degrees = 200 / 111_320
    assert plan.bounds[1] <= min(mark.shape[1] for mark in plan.layers[0].marks) - half_degrees
    assert plan.bounds[3] >= max(mark.shape[1] for mark in plan.layers[0].marks) + half_degrees
