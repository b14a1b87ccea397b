"""The printed map of dots: kinds are told by shape without any colour, the area says how many, and names find the free side."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from app.charts.dots import Dot, Room, box, named
from app.charts.print_dots import print_dots

KINDS = [("before", "이 기간 전부터"), ("fresh", "새로"), ("none", "아직")]
GROUND = [(126 + x / 10, 34 + y / 10) for x in range(30) for y in range(40)]
WORDS = ("다른 곳", "분석(건)")
ROOM = Room(400, 400, 5, 10, 2, 16)


def drawn(dots: list[Dot], kind: str = "png", *, narrow: bool = False) -> bytes:
    return print_dots(dots, GROUND, KINDS, WORDS, "ko", kind, 100, narrow=narrow)


def shapes(kind: str, count: int = 50) -> Image.Image:
    """Marks of one kind between two that hold the frame, in black and white, without the legend."""
    corners = [Dot(126.0, 34.0, kind, 100, "", ""), Dot(129.0, 38.0, kind, 100, "", "")]
    picture = Image.open(io.BytesIO(drawn([*corners, Dot(127.5, 36.0, kind, count, "", "")]))).convert("L")
    return picture.point(lambda tone: 255 * (tone > 190)).crop((0, 0, 400, picture.height))


def test_kinds_are_told_apart_without_colour() -> None:
    assert len({shapes(kind).tobytes() for kind, _ in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS[:2]])
def test_what_counts_more_is_larger(kind: str) -> None:
    dark = [shapes(kind, count).histogram()[0] for count in (0, 25, 100)]
    assert dark == sorted(set(dark))


def test_it_is_as_wide_as_a_page_or_a_telephone_and_the_same_every_time() -> None:
    dots = [Dot(126 + at / 3, 35 + at / 5, KINDS[at % 3][0], at, f"기관 {at}", "") for at in range(9)]
    wide, narrow = (drawn(dots, "svg", narrow=one) for one in (False, True))
    assert wide == drawn(dots, "svg")
    across = [float(re.search(rb'width="([\d.]+)pt"', one)[1]) for one in (wide, narrow)]  # type: ignore[index]
    assert across == pytest.approx([6.7 * 72, 3.4 * 72])


def test_a_name_no_font_has_and_one_like_a_formula_are_drawn() -> None:
    odd = [Dot(126.0, 35.0, "before", 0, "🚑 $x^2$ <b>", ""), Dot(127.0, 36.0, "fresh", 0, "가", "")]
    assert drawn(odd).startswith(b"\x89PNG")


def test_a_name_takes_the_free_side_of_its_mark_and_none_leaves_the_map() -> None:
    dots = [
        Dot(127.0, 36.0, "before", 9, "가운데", ""),
        Dot(127.02, 36.0, "before", 8, "오른쪽", ""),
        Dot(128.0, 37.0, "before", 7, "끝", ""),
    ]
    found = {one.name: one for one in named(dots, box(dots), ROOM, lambda _: 8)}
    assert found["가운데"].left
    assert not found["오른쪽"].left
    long = [Dot(one.lon, one.lat, one.kind, one.count, "가" * 40, "") for one in dots]
    assert named(long, box(long), Room(60, 60, 5, 10, 2, 80), lambda _: 8) == [], "there is no room on either side"
