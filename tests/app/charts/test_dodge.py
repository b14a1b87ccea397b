"""Ranked marks do not lie on each other, and none moves without need."""

import math

import pytest

from app.charts.dodge import BADGES_MAX, STILL, apart, shifts
from app.charts.marks import Layer, Mark


def moved(places, reach):
    return [(x + dx, y + dy) for (x, y), (dx, dy) in zip(places, apart(places, reach), strict=True)]


def nearest(places):
    return min(math.dist(one, other) for at, one in enumerate(places) for other in places[:at])


def layer(marks, role="site"):
    return Layer("points", role, "자리", "", tuple(marks), None, False, "sites")


def test_marks_with_room_stay_where_they_are():
    assert apart([(0, 0), (40, 0), (0, 90)], 14) == [STILL] * 3


def test_two_marks_that_half_cover_each_other_part_by_what_is_missing():
    (left, _), (right, _) = moved([(0, 0), (14, 0)], 14)
    assert right - left == pytest.approx(28, rel=0.03)
    assert left + right == pytest.approx(14)


def test_a_knot_of_ten_ranks_can_be_read():
    places = [(math.cos(at) * at, math.sin(at) * at) for at in range(10)]
    assert nearest(moved(places, 14)) >= 27.9


def test_marks_at_one_place_part_too():
    assert nearest(moved([(5, 5)] * 4, 14)) >= 27.9


def test_only_ranked_sites_move_and_of_many_the_first():
    heap = [Mark((127.0, 37.0), str(at % 10), "", None) for at in range(8)]
    assert any(shift != STILL for shift in shifts(layer(heap), lambda spot: spot, 14))
    assert shifts(layer(heap, "existing"), lambda spot: spot, 14) == [STILL] * 8
    named = [Mark((127.0, 37.0), "북부 주민센터", "", None)] * 2
    assert shifts(layer(named), lambda spot: spot, 14) == [STILL] * 2
    many = [Mark((127.0, 37.0), str(at + 1), "", None) for at in range(140)]
    moved = shifts(layer(many), lambda spot: spot, 14)
    assert len(moved) == 140
    assert STILL not in moved[:BADGES_MAX]
    assert moved[BADGES_MAX:] == [STILL] * (140 - BADGES_MAX)
