"""The numerics of the package against counting by hand and trying every choice."""

import itertools

import numpy as np
import polars as pl
import pytest

from models.methods.coverage import metric_crs, plane, to_degrees, to_plane
from models.methods.equity import outside_share
from models.methods.performance import change, thin_hidden, with_shares
from models.methods.relocation import best_additions, best_moves, expected_cover


@pytest.mark.parametrize(
    "box", [(125.5, 36.1, 125.8, 36.4), (126.7, 37.4, 127.2, 37.7), (-75.7, 39.9, -74.9, 40.4), (124.6, 33.1, 128.5, 38.2)]
)
def test_the_plane_by_polynomial_is_the_projection_to_the_centimetre(box: tuple[float, float, float, float]) -> None:
    flat = plane(*box)
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(box[0], box[2], 400), rng.uniform(box[1], box[3], 400)
    x, y = to_plane(flat.crs, lon, lat)
    u, v = lon - flat.lon_0, lat - flat.lat_0
    from models.methods.coverage import POWERS

    near_x = sum(term * u**i * v**j for term, (i, j) in zip(flat.x_terms, POWERS, strict=True))
    near_y = sum(term * u**i * v**j for term, (i, j) in zip(flat.y_terms, POWERS, strict=True))
    limit_m = 0.001 if box[2] - box[0] < 1 else 0.05
    assert np.abs(near_x - x).max() < limit_m
    assert np.abs(near_y - y).max() < limit_m
    back = to_degrees(flat.crs, x, y)
    assert np.abs(back[0] - lon).max() < 1e-9


def test_utm_k_gives_the_published_coordinates_of_two_city_halls() -> None:
    x, y = to_plane("EPSG:5179", [126.978275, 127.384548], [37.566642, 36.350412])
    assert np.allclose(x, [953925.54, 989640.81], atol=0.01)
    assert np.allclose(y, [1952047.70, 1817006.57], atol=0.01)
    assert metric_crs(2.35, 48.85) == "EPSG:32631"


def test_places_of_two_countries_are_refused_as_one_city() -> None:
    with pytest.raises(ValueError, match="6 degrees"):
        plane(120.0, 30.0, 130.0, 31.0)


def test_thin_groups_are_hidden_but_counted_and_shares_of_nothing_are_unknown() -> None:
    frame = pl.DataFrame({"post": ["a", "b", "c"], "calls": [100, 29, 0], "within": [40, 29, 0]})
    shown = thin_hidden(with_shares(frame, {"share": "within"}, "calls"), "calls", 30, ["share", "share_low", "share_high"])
    assert shown["share"].to_list() == [0.4, None, None]
    assert shown["hidden"].to_list() == [False, True, True]
    assert shown["calls"].to_list() == [100, 29, 0]
    assert with_shares(frame, {"share": "within"}, "calls")["share"].to_list() == [0.4, 1.0, None]


def test_a_change_by_mix_alone_is_told_from_a_change_of_the_service() -> None:
    before = pl.DataFrame({"area": ["in", "out"], "calls": [50, 50], "within": [50, 0]})
    after = pl.DataFrame({"area": ["in", "out"], "calls": [80, 20], "within": [80, 0]})
    found = change(before, after, "area", "calls", "within")
    assert found is not None
    assert (found.difference, found.rate_effect, found.mix_effect) == pytest.approx((0.3, 0.0, 0.3))


@pytest.mark.parametrize("seed", range(6))
def test_the_best_move_is_the_best_of_all_moves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    covers, weights = rng.uniform(size=(7, 30)) < 0.3, rng.integers(0, 20, 30).astype(float)
    units, q = np.array([2, 1, 0, 1, 0, 0, 1]), float(rng.choice([0.0, 0.2, 0.5]))
    today = expected_cover(covers, weights, units, q)
    tried = {}
    for start, end in itertools.permutations(range(7), 2):
        if units[start]:
            changed = units.copy()
            changed[start] -= 1
            changed[end] += 1
            tried[start, end] = expected_cover(covers, weights, changed, q) - today
    best = max(tried.values())
    moves = best_moves(covers, weights, units, q)
    if best <= 1e-6:
        assert moves == ()
    else:
        assert moves[0].net == pytest.approx(best, abs=1e-3)
        assert tried[moves[0].start, moves[0].end] == pytest.approx(best, abs=1e-3)
        assert moves[0].gained - moves[0].lost == pytest.approx(moves[0].net)


@pytest.mark.parametrize(("seed", "more"), [(seed, more) for seed in range(5) for more in (1, 2, 3)])
def test_added_units_are_within_the_bound_they_print_and_one_unit_is_exact(seed: int, more: int) -> None:
    rng = np.random.default_rng(100 + seed)
    covers, weights = rng.uniform(size=(8, 40)) < 0.25, rng.integers(0, 20, 40).astype(float)
    units, q = np.array([1, 0, 2, 0, 0, 1, 0, 0]), float(rng.choice([0.0, 0.3, 0.6]))
    best = max(
        expected_cover(covers, weights, units + np.bincount(chosen, minlength=8), q)
        for chosen in itertools.combinations_with_replacement(range(8), more)
    )
    found = best_additions(covers, weights, units, q, more)
    assert found.value == pytest.approx(expected_cover(covers, weights, units + np.bincount(found.sites, minlength=8), q), abs=1e-3)
    assert found.value <= best + 1e-3
    assert found.bound >= best - 1e-3
    if more == 1:
        assert found.value == pytest.approx(best, abs=1e-3)
        assert found.bound == pytest.approx(best, abs=1e-3)


def test_a_move_below_the_penalty_is_not_made() -> None:
    covers, weights = [[1, 0], [0, 1]], [10.0, 30.0]
    assert best_moves(covers, weights, [1, 0], 0.3, penalty=13.9)[0].net == pytest.approx(14)
    assert best_moves(covers, weights, [1, 0], 0.3, penalty=14.1) == ()


def test_areas_that_are_not_known_are_left_out_of_the_share_outside() -> None:
    found = outside_share([1.0, 0.0, np.nan], [30, 10, 500], [100, 100, 900])
    assert (found.group, found.everyone, found.gap) == (0.75, 0.5, 0.25)
    with pytest.raises(ValueError, match="nobody"):
        outside_share([np.nan], [1.0], [1.0])
