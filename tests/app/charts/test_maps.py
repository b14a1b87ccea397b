"""Maps for the screen and as pictures."""

import dataclasses
import io
import json
import math
import re

import polars as pl
import pydeck
import pytest
from PIL import Image

from app import charts
from app.charts.classes import classes
from app.charts.furniture import _round_length
from app.charts.map_names import _box, names_of
from app.charts.mapplan import mapplan
from tests.app.sample_result import golden_hour, hostile
from tests.app.variants import with_rows


@pytest.fixture(scope="module")
def result():
    return golden_hour()


@pytest.fixture(scope="module")
def drawn(result):
    return json.loads(charts.deck(result, "reach", "ko").to_json())


def test_a_map_asks_no_host_for_anything(drawn):
    said = json.dumps(drawn)
    assert not re.search(r"https?://(?!www\.w3\.org)", said)
    # Streamlit asks a public tile server for a map whose style is empty; this mark is the one it leaves alone.
    assert drawn["mapStyle"] == "__MAP_STYLE__"
    assert "mapProvider" not in drawn


def test_context_lies_beneath_and_sites_on_top(drawn):
    keys = [layer["id"] for layer in drawn["layers"]]
    assert keys[0] == "ground"
    order = [next(at for at, key in enumerate(keys) if role in key) for role in ("context", "quantity", "gap", "existing", "site")]
    assert order == sorted(order)


def test_sites_carry_their_rank(drawn):
    names = next(layer for layer in drawn["layers"] if layer["id"].endswith("site-names"))
    assert [mark["label"] for mark in names["data"]] == ["1", "2", "3"]


def test_empty_cells_are_not_drawn_and_every_other_one_is(result, drawn):
    cells = next(layer for layer in drawn["layers"] if layer["id"].endswith("quantity"))
    assert len(cells["data"]) == result.table("cells").rows.filter(pl.col("calls") > 0).height


def test_the_view_holds_every_mark(result, drawn):
    view = drawn["initialViewState"]
    rows = result.table("cells").rows
    _held(view, rows, 540)


def test_on_a_telephone_the_view_holds_every_mark_too(result):
    view = json.loads(charts.deck(result, "reach", "ko", narrow=True).to_json())["initialViewState"]
    _held(view, result.table("cells").rows, 330)


def _held(view, rows, width_px):
    across = width_px * 360 / (512 * 2 ** view["zoom"])
    assert view["longitude"] - across / 2 <= rows["lon"].min()
    assert view["longitude"] + across / 2 >= rows["lon"].max()


def test_a_tooltip_is_plain_text_so_markup_in_it_is_harmless():
    deck = charts.deck(hostile(), "reach", "ko")
    assert set(deck._tooltip) == {"text", "style"}
    assert deck._tooltip["text"] == "{tip}"


def test_tips_of_sites_hold_their_columns_in_words(drawn):
    sites = next(layer for layer in drawn["layers"] if layer["id"].endswith("-site"))
    assert sites["data"][0]["tip"] == "순위: 1\n위치: 북부 신도시 주민센터\n들어오는 출동 (건): 612"


def test_three_thousand_cells_pass_a_slow_line(result):
    assert len(charts.deck(result, "reach", "ko").to_json().encode()) < 450_000


def test_rows_without_a_place_are_left_out_of_the_map(result):
    rows = result.table("stations").rows.with_columns(lon=pl.when(pl.int_range(pl.len()) == 0).then(None).otherwise(pl.col("lon")))
    layers = json.loads(charts.deck(with_rows(result, "stations", rows), "reach", "ko").to_json())["layers"]
    assert len(next(layer for layer in layers if layer["id"].endswith("existing"))["data"]) == 11


def test_shapes_that_cannot_be_read_are_left_out(result):
    rows = result.table("dongs").rows.with_columns(wkt=pl.Series(["POLYGON((", None, "POLYGON EMPTY"]))
    broken = with_rows(result, "dongs", rows)
    charts.deck(broken, "reach", "ko")
    assert charts.picture(broken, "reach", "ko").startswith(b"\x89PNG")


def test_a_map_of_nothing_is_still_a_map(result):
    empty = result
    for name in ("cells", "stations", "sites", "dongs", "roads", "river"):
        empty = with_rows(empty, name, result.table(name).rows.clear())
    charts.deck(empty, "reach", "ko")
    assert charts.legend(empty, "reach", "ko") == ()
    assert charts.picture(empty, "reach", "ko").startswith(b"\x89PNG")


def test_the_legend_names_every_layer_and_class_with_its_unit(result):
    groups = charts.legend(result, "reach", "ko")
    titles = [group.title or group.entries[0].label for group in groups]
    assert titles == ["추천 위치", "지금 센터", "7분 밖 출동", "출동", "도로", "하천", "행정동"]
    assert next(group for group in groups if group.title == "출동").unit == "건"
    drawn_layers = {layer.title: layer for layer in mapplan(result, result.maps[0].spec, "ko").layers}
    assert len(next(g for g in groups if g.title == "출동").entries) == len(drawn_layers["출동"].classes.labels)


def test_a_legend_in_html_shows_markup_as_text():
    groups = charts.legend(hostile(), "reach", "ko")
    said = charts.legend_html((groups[0].__class__("<b>x</b>", '"><img>', groups[0].entries),), "ko")
    assert "<b>x" not in said
    assert "<img" not in said


def test_classes_cover_all_values_and_each_label_says_its_bounds():
    values = [float(value) for value in range(100)] + [1000.0]
    found = classes(values, "", "ko")
    assert 2 <= len(found.labels) <= 5
    assert found.labels[0].endswith("미만")
    assert found.labels[-1].endswith("이상")
    assert {found.of(value) for value in values} == set(range(len(found.labels)))


def test_few_distinct_values_are_a_class_each():
    assert classes([1, 2, 2, 3], ".0", "en").labels == ("1", "2", "3")


def test_values_on_both_sides_of_zero_get_a_diverging_scale():
    found = classes([-40.0, -12.0, -3.0, 0.0, 2.0, 15.0, 38.0], "", "en")
    assert found.diverging
    assert found.of(0.0) == found.of(2.0)


def test_the_map_picture_keeps_gap_and_quantity_apart_without_colour(result):
    """In grey, the same cells have many more edges as a gap, which is hatched, than as a quantity, which is not."""
    spec = result.maps[0].spec
    cells = next(layer for layer in spec.layers if layer.role == "gap")
    seen = {}
    for role in ("gap", "quantity"):
        alone = dataclasses.replace(spec, layers=(dataclasses.replace(cells, role=role),))
        changed = dataclasses.replace(result, maps=(dataclasses.replace(result.maps[0], spec=alone),))
        picture = Image.open(io.BytesIO(charts.picture(changed, "reach", "ko"))).convert("L")
        seen[role] = _edges(picture)
    assert seen["gap"] > 2 * seen["quantity"], seen


@pytest.mark.parametrize(("wide", "tall"), [(6, 1), (3, 2), (1, 1), (1, 3)])
def test_the_paper_of_a_map_is_as_tall_as_the_land_and_has_no_bare_foot(result, wide, tall):
    lon = pl.Series([128.5 + 0.05 * wide * step for step in (0.0, 0.5, 1.0)])
    lat = pl.Series([38.0 + 0.04 * tall * step for step in (0.0, 1.0, 0.5)])
    rows = result.table("sites").rows.head(3).with_columns(lon.alias("lon"), lat.alias("lat"))
    spec = dataclasses.replace(result.maps[0].spec, layers=tuple(one for one in result.maps[0].spec.layers if one.table == "sites"))
    alone = dataclasses.replace(with_rows(result, "sites", rows), maps=(dataclasses.replace(result.maps[0], spec=spec),))
    for narrow in (False, True):
        picture = Image.open(io.BytesIO(charts.picture(alone, "reach", "ko", titled=False, narrow=narrow))).convert("L")
        bare = next(
            up
            for up in range(picture.height)
            if picture.crop((0, picture.height - up - 1, picture.width, picture.height - up)).getextrema()[0] < 250
        )
        assert bare <= 0.05 * picture.height, (narrow, bare, picture.size)


def _edges(image):
    """How often neighbours differ by more than a shade, of all neighbours."""
    wide, tall = image.size
    pixels = image.load()
    steps = [abs(pixels[x + 1, y] - pixels[x, y]) > 40 for y in range(tall) for x in range(wide - 1)]
    return (sum(steps) + 1) / len(steps)


@pytest.mark.parametrize(("metres", "expected"), [(2_200, 2_000), (870, 500), (1_000, 1_000), (61, 50), (14_000, 10_000)])
def test_the_scale_bar_is_a_round_length(metres, expected):
    assert _round_length(metres) == expected


def test_the_scale_bar_says_true_metres(result):
    """The plane of the picture agrees with the ellipsoid to half a percent."""
    from pyproj import Geod

    from app.charts.plane import Plane

    plane = Plane(128.59, 38.19)
    (x1, y1), (x2, y2) = plane([(128.50, 38.14), (128.68, 38.25)])
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    true = Geod(ellps="WGS84").inv(128.50, 38.14, 128.68, 38.25)[2]
    assert abs(length - true) / true < 0.005


def test_only_ranked_sites_and_few_posts_are_named(result):
    plan = mapplan(result, result.maps[0].spec, "ko")
    named = {plan.layers[name.layer].role for name in names_of(plan, lambda spot: spot, 0.0001)}
    assert named == {"site", "existing", "context"}


@pytest.mark.parametrize("letter", [0.0003, 0.001, 0.003])
def test_no_name_lies_on_another(result, letter):
    plan = mapplan(result, result.maps[0].spec, "ko")
    found = names_of(plan, lambda spot: spot, letter)
    boxes = [_box(name.spot, name, letter, plan.layers[name.layer].role == "site") for name in found]
    assert boxes
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_name_that_would_leave_the_map_stands_on_the_left(result):
    plan = mapplan(result, result.maps[0].spec, "ko")
    last = max((mark.shape[0], mark.name) for mark in plan.layers[-1].marks)
    found = {name.text: name.left for name in names_of(plan, lambda spot: spot, 0.0001, edges=(-180.0, last[0] + 0.0005))}
    assert found[last[1]] is True
    assert not all(found.values())


def test_no_name_lies_on_a_mark_and_none_is_written_twice(result):
    plan = mapplan(result, result.maps[0].spec, "ko")
    letter = 0.001
    found = names_of(plan, lambda spot: spot, letter)
    assert len({name.text for name in found}) == len(found)
    posts = [mark.shape for layer in plan.layers if layer.role == "existing" for mark in layer.marks]
    land = [_box(name.spot, name, letter, False) for name in found if plan.layers[name.layer].role == "context"]
    assert land
    assert not any(box[0] < x < box[2] and box[1] < y < box[3] for box in land for x, y in posts)


def test_sites_on_one_spot_stand_beside_it_and_can_be_pointed_at(result):
    rows = result.table("sites").rows
    heap = with_rows(result, "sites", rows.with_columns(pl.lit(rows["lon"][0]).alias("lon"), pl.lit(rows["lat"][0]).alias("lat")))
    layers = {layer["id"].partition("-")[2]: layer for layer in json.loads(charts.deck(heap, "reach", "ko").to_json())["layers"]}
    apart = layers["site-apart"]
    assert apart["pickable"] is True
    assert [(mark["label"], mark["row"]) for mark in apart["data"]] == [("1", 0), ("2", 1), ("3", 2)]
    places = [mark["shift"] for mark in apart["data"]]
    assert min(math.dist(one, other) for at, one in enumerate(places) for other in places[:at]) >= 28
    assert {mark["size"] for mark in layers["site"]["data"]} == {5}
    assert charts.picture(heap, "reach", "ko") != charts.picture(result, "reach", "ko")


def test_of_many_sites_the_first_have_badges_and_every_one_can_be_pointed_at(result):
    rows = result.table("sites").rows
    many = with_rows(result, "sites", pl.concat([rows] * 40).with_columns(pl.int_range(1, rows.height * 40 + 1).alias("rank")))
    layers = {layer["id"].partition("-")[2]: layer for layer in json.loads(charts.deck(many, "reach", "ko").to_json())["layers"]}
    written = [int(mark["label"]) for key in ("site-names", "site-apart") for mark in layers[key]["data"]]
    assert sorted(written) == list(range(1, 31))
    assert len(layers["site"]["data"]) == rows.height * 40
    assert charts.picture(many, "reach", "ko")


def test_a_site_has_its_rank_inside_and_its_name_beside(drawn, result):
    beside = [mark["label"] for layer in drawn["layers"] if "site-places" in layer["id"] for mark in layer["data"]]
    assert beside
    assert set(beside) <= set(result.table("sites").rows["site"].to_list())


def test_candidates_and_many_posts_stay_without_names_but_keep_their_tips(result):
    spec = result.maps[0].spec
    posts = next(layer for layer in spec.layers if layer.role == "existing")
    rows = result.table("stations").rows
    many = with_rows(result, "stations", pl.concat([rows] * (1 + 16 // rows.height)))
    candidate = dataclasses.replace(posts, role="candidate")
    for base, layer in ((result, candidate), (many, posts)):
        alone = dataclasses.replace(result.maps[0], spec=dataclasses.replace(spec, layers=(layer,)))
        shown = dataclasses.replace(base, maps=(alone,))
        deck = json.loads(charts.deck(shown, "reach", "ko").to_json())
        assert not any(layer["@@type"] == "TextLayer" for layer in deck["layers"])
        marks = next(layer for layer in deck["layers"] if layer["@@type"] == "IconLayer")["data"]
        assert all(mark["tip"] for mark in marks)


def test_a_kept_map_says_what_its_deck_says_and_takes_a_mark_on_top(result):
    spec = result.maps[0].spec
    deck, kept = charts.deck(result, spec.name, "ko"), charts.ready_map(result, spec.name, "ko")
    assert json.loads(kept.to_json()) == json.loads(deck.to_json())
    marked = json.loads(kept.marked(pydeck.Layer("ScatterplotLayer", [], id="chosen"), pydeck.ViewState(longitude=1, latitude=2)).to_json())
    assert [layer["id"] for layer in marked["layers"]][-1] == "chosen"
    assert len(marked["layers"]) == len(deck.layers) + 1
    assert marked["initialViewState"]["longitude"] == 1
    assert len(deck.layers) == len(json.loads(kept.to_json())["layers"])


def test_classes_of_counts_are_said_in_whole_numbers_and_hold_the_same():
    counts = [5, 6, 6, 7, 8, 9, 11, 12, 20, 21, 27]
    found = classes(counts, "", "ko")
    assert all(edge == int(edge) for edge in found.edges)
    assert not any("." in label for label in found.labels)
    shares = classes([count + 0.5 for count in counts], "", "ko")
    assert any("." in label for label in shares.labels)
