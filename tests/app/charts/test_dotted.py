"""A map of dots: every mark is drawn, larger where it counts more, and names lie on nothing."""

from __future__ import annotations

import random

import pytest

from app.charts.dots import Dot
from app.charts.dotted import drawn
from app.charts.palette import Theme

KINDS = [("before", "이 기간 전부터"), ("fresh", "새로"), ("none", "아직")]
GROUND = [(126 + x / 10, 34 + y / 10) for x in range(30) for y in range(40)]


def dots(many: int) -> list[Dot]:
    choose = random.Random(many)
    return [
        Dot(126 + choose.random() * 3, 34 + choose.random() * 4, choose.choice(KINDS)[0], choose.randrange(90), f"기관 {at}", f"말 {at}")
        for at in range(many)
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("many", [1, 3, 40, 250])
def test_every_mark_is_there_in_its_kind_and_the_names_are_of_marks(many: int, narrow: bool, theme: Theme) -> None:
    asked = dots(many)
    figure = drawn(asked, GROUND, KINDS, theme, narrow=narrow)
    ground, *kinds, names = figure.data
    assert len(ground.x) == len(GROUND)
    assert sorted((x, y) for trace in kinds for x, y in zip(trace.x, trace.y, strict=True)) == sorted((dot.lon, dot.lat) for dot in asked)
    assert {trace.name for trace in kinds} == {title for kind, title in KINDS if kind in {dot.kind for dot in asked}}
    assert len({(trace.marker.symbol, trace.marker.color) for trace in kinds}) == len(kinds)
    counts = {dot.name: dot.count for dot in asked}
    assert set(names.text) <= set(counts)
    told = [counts[name] for name in names.text]
    assert told == sorted(told, reverse=True), "what counts most is named first, where its name has room"
    assert len(set(names.text)) == len(names.text) in range(1, 13)
    lows, highs = figure.layout.xaxis.range, figure.layout.yaxis.range
    assert all(lows[0] < dot.lon < lows[1] and highs[0] < dot.lat < highs[1] for dot in asked)


def test_the_area_of_a_mark_grows_with_what_it_counts() -> None:
    counted = [Dot(126 + at, 35 + at / 2, "before", count, str(count), "") for at, count in enumerate((0, 25, 100))]
    marks = drawn(counted, GROUND, KINDS).data[1]
    sizes = dict(zip(marks.x, marks.marker.size, strict=True))
    least, quarter, most = (sizes[dot.lon] for dot in counted)
    assert quarter == pytest.approx((least + most) / 2), "half as broad for a quarter of it, above the least that can be seen"


def test_names_stand_apart_and_markup_is_text() -> None:
    near = [Dot(127.0, 36.0 + at / 1_000, "fresh", 50 - at, f"<b>기관{at}</b>", "<script>") for at in range(20)]
    far = [Dot(127.0, 38.0, "before", 60, "먼 곳", "")]
    figure = drawn(near + far, GROUND, KINDS)
    names = figure.data[-1]
    assert names.text[0] == "먼 곳"
    assert len(names.text) < 4, "one on another cannot be read"
    assert all("<" not in said for trace in figure.data for said in (*(trace.text or ()), *(trace.hovertext or ())))


def test_a_name_that_would_leave_the_map_stands_on_the_other_side_of_its_mark() -> None:
    asked = [Dot(126.5, 36.0, "before", 9, "서쪽", ""), Dot(127.5, 36.5, "before", 9, "아주 긴 이름의 기관", "")]
    names = drawn(asked, GROUND, KINDS, narrow=True).data[-1]
    assert dict(zip(names.text, names.textposition, strict=True)) == {"서쪽": "middle right", "아주 긴 이름의…": "middle left"}
    at = dict(zip(names.textposition, names.x, strict=True))
    assert at["middle right"] > 126.5
    assert at["middle left"] < 127.5
