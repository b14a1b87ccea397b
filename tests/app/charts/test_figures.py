"""Figures for the screen and as pictures."""

import itertools
from dataclasses import replace

import polars as pl
import pytest
from matplotlib.ft2font import FT2Font

from app import charts
from app.charts import fonts
from app.charts.palette import DARK, LIGHT, rgb
from app.charts.plan import BARS_MAX, plan
from models.kit.result import Figure
from tests.app.sample_result import golden_hour, hostile
from tests.app.variants import with_rows

KINDS = ("bar", "line", "step", "heat", "interval", "scatter")


@pytest.fixture(scope="module")
def result():
    return golden_hour()


def test_the_sample_has_a_figure_of_every_kind(result):
    assert {item.spec.kind for item in result.figures} == set(KINDS)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_figure_is_one_plotly_accepts_in_full(result, lang, theme):
    import plotly.graph_objects as go

    for item in result.figures:
        drawn = charts.figure(result, item.spec.name, lang, theme)
        # Built without checks for speed: here every property is checked.
        go.Figure(drawn.to_dict())
        assert drawn.data


def test_axis_titles_carry_their_units(result):
    drawn = charts.figure(result, "travel", "ko")
    assert drawn.layout.xaxis.title.text == "거리 (km)"
    assert drawn.layout.yaxis.title.text == "이동 시간 (분)"


def test_large_numbers_have_thousands_separators(result):
    drawn = charts.figure(result, "by_center", "ko")
    assert drawn.layout.separators == ".,"
    assert drawn.layout.xaxis.tickformat == ","
    assert all("," in said for said in drawn.data[0].text if len(said.replace(",", "")) > 3)


def test_lines_are_named_at_their_ends_and_not_in_a_legend(result):
    drawn = charts.figure(result, "trend", "ko")
    assert {note.text for note in drawn.layout.annotations} == {"도심", "북부", "남부"}
    assert not drawn.layout.showlegend


def test_names_at_line_ends_do_not_lie_on_each_other(result):
    drawn = charts.figure(result, "next_curve", "ko")
    heights = sorted(note.y for note in drawn.layout.annotations)
    assert heights[1] - heights[0] >= 0.075 * 0.2


def test_markup_in_data_is_shown_as_text_on_screen():
    drawn = charts.figure(hostile(), "by_center", "ko").to_json()
    assert "\\u003cscript" not in drawn
    assert "<script" not in drawn
    assert "&lt;script" in drawn or "\\u0026lt;script" in drawn


def test_a_figure_of_many_bars_draws_the_first_and_says_so(result):
    many = with_rows(
        result, "performance", pl.concat([result.table("performance").rows] * 5).with_columns(center=pl.format("센터 {}", pl.int_range(60)))
    )
    assert len(charts.figure(many, "by_center", "ko").data[0].x) == BARS_MAX
    assert charts.note(many, "by_center", "ko") == "전체 60개 가운데 앞의 30개만 그렸습니다. 나머지는 표에 있습니다."
    assert charts.note(result, "by_center", "ko") is None


def test_a_missing_value_breaks_the_line_and_is_not_zero(result):
    rows = result.table("trend").rows.with_columns(share=pl.when(pl.int_range(pl.len()) == 4).then(None).otherwise(pl.col("share")))
    drawn = charts.figure(with_rows(result, "trend", rows), "trend", "ko")
    assert drawn.data[0].y[4] is None


def test_the_interval_of_a_line_is_shaded_in_stretches_that_are_known(result):
    rows = result.table("trend").rows.with_columns(low=pl.col("share") - 0.02, high=pl.col("share") + 0.02)
    holes = rows.with_columns(low=pl.when(pl.int_range(pl.len()) == 4).then(None).otherwise(pl.col("low")))
    spec = replace(next(item.spec for item in result.figures if item.spec.name == "trend"), low="low", high="high")
    with_low = with_rows(replace(result, figures=(Figure(spec, "performance"),)), "trend", holes)
    drawn = charts.figure(with_low, "trend", "ko")
    shades = [trace for trace in drawn.data if trace.fill == "toself"]
    lines = [trace for trace in drawn.data if trace.fill is None]
    assert len(shades) == len(lines) + 1  # the hole splits one line's interval in two
    first = shades[0]
    half = len(first.y) // 2
    assert list(first.y[:half]) == pytest.approx([value - 0.02 for value in lines[0].y[:half]])
    assert list(first.y[half:]) == pytest.approx([value + 0.02 for value in reversed(lines[0].y[:half])])
    assert charts.picture(with_low, "trend", "ko") != charts.picture(result, "trend", "ko")


def test_an_empty_table_still_gives_figure_and_picture(result):
    empty = with_rows(result, "performance", result.table("performance").rows.clear())
    for name in ("by_center", "by_center_ci"):
        charts.figure(empty, name, "ko")
        assert charts.picture(empty, name, "ko").startswith(b"\x89PNG")
    hours = with_rows(result, "hours", result.table("hours").rows.clear())
    charts.figure(hours, "hours", "ko")
    assert charts.picture(hours, "hours", "ko").startswith(b"\x89PNG")


def test_a_name_the_run_did_not_give_is_a_key_error(result):
    for ask in (charts.figure, charts.deck, charts.picture, charts.alt):
        with pytest.raises(KeyError):
            ask(result, "no_such_figure", "ko")
    with pytest.raises(KeyError):
        charts.deck(result, "trend", "ko")


def test_twin_and_alt_say_the_same_as_the_figure(result):
    assert charts.twin(result, "trend").spec.name == "trend"
    assert charts.alt(result, "trend", "en") == "The north is lowest in all months."
    assert charts.names(result)[0] == "reach"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_the_same_picture_twice(result, kind):
    name = next(item.spec.name for item in result.figures if item.spec.kind == kind)
    first = charts.picture(result, name, "ko")
    assert first.startswith(b"\x89PNG")
    assert charts.picture(result, name, "ko") == first
    assert b"<svg" in charts.picture(result, name, "en", "svg")[:600]


def test_letters_the_font_lacks_become_boxes_in_pictures():
    assert charts.picture(hostile(), "by_center_ci", "ko").startswith(b"\x89PNG")
    assert fonts.printable("구급차 \U0001f691") == "구급차 □"


def test_the_font_draws_every_hangul_syllable():
    for path in (fonts.regular(), fonts.bold()):
        assert set(range(0xAC00, 0xD7A4)) <= set(FT2Font(str(path)).get_charmap())


def test_the_heat_picture_has_numbers_and_the_plan_keeps_empty_cells(result):
    spec = next(item.spec for item in result.figures if item.spec.kind == "heat")
    grid = plan(result, spec, "ko").grid
    assert sum(cell is None for row in grid.rows for cell in row) == 2
    assert len(grid.rows) == 7
    assert len(grid.rows[0]) == 24


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_categories_are_told_apart_by_colour_blind_eyes(look):
    for eyes in _EYES.values():
        seen = [_lab(colour, eyes) for colour in look.categories]
        for at, one in enumerate(seen):
            for other in seen[at + 1 :]:
                assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.09


@pytest.mark.parametrize(("look", "page"), [(LIGHT, "#ffffff"), (DARK, "#1e2124")], ids=["light", "dark"])
def test_categories_stand_out_from_the_page(look, page):
    for colour in look.categories:
        light, dark = sorted((_luminance(colour), _luminance(page)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 2.99, colour


def test_ramps_grow_darker_step_by_step_so_they_survive_a_copy_machine():
    for ramp in (LIGHT.quantity, LIGHT.gap):
        shades = [_luminance(colour) for colour in ramp]
        assert all(first - then > 0.05 or then < 0.1 for first, then in itertools.pairwise(shades))
        assert shades == sorted(shades, reverse=True)


# Machado, Oliveira & Fernandes (2009), severity 1.0.
_EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def _linear(colour):
    parts = [part / 255 for part in rgb(colour)[:3]]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _luminance(colour):
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lab(colour, eyes):
    """Oklab (Ottosson 2020) of a colour as those eyes see it."""
    seen = [max(sum(a * b for a, b in zip(row, _linear(colour), strict=True)), 0) for row in eyes]
    long = (0.4122214708, 0.5363325363, 0.0514459929)
    middle = (0.2119034982, 0.6806995451, 0.1073969566)
    short = (0.0883024619, 0.2817188376, 0.6299787005)
    roots = [sum(a * b for a, b in zip(row, seen, strict=True)) ** (1 / 3) for row in (long, middle, short)]
    mix = (
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    )
    return [sum(a * b for a, b in zip(row, roots, strict=True)) for row in mix]
