"""How thick complaints lie: against a hand's count, and what is not shown."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.civil_complaints.density import surface

SPAN = pl.DataFrame({"last_day": [date(2024, 12, 29)]})


def points(xy: np.ndarray, day: date = date(2024, 12, 1)) -> pl.DataFrame:
    x, y = np.asarray(xy, dtype=float).T
    return pl.DataFrame(
        {"x": 950_000 + x, "y": 1_950_000 + y, "day": [day] * len(x), "crs": ["EPSG:5179"] * len(x), "area": ["가동"] * len(x)}
    )


def test_ten_complaints_at_one_place_have_the_density_of_the_kernel() -> None:
    rows, peak = surface(points(np.full((10, 2), 25.0)), SPAN, 300.0)
    assert rows is not None
    assert peak is not None
    # 3 / (π h²) of each, ten of them, on a square kilometre, at the middle of the cell they stand in.
    assert rows["density"][0] == pytest.approx(10 * 3 / (np.pi * 300**2) * 1e6)
    assert (peak["narrow"][0] / peak["density"][0], peak["wide"][0] / peak["density"][0]) == (pytest.approx(4), pytest.approx(0.25))
    assert (peak["area"][0], peak["narrow_m"][0], peak["wide_m"][0]) == ("가동", 0.0, 0.0)


def test_places_with_fewer_than_five_complaints_within_reach_are_not_shown() -> None:
    crowd = np.full((20, 2), 25.0)
    lone = np.array([[5_000.0, 5_000.0]] * 4)
    rows, _ = surface(points(np.concatenate([crowd, lone])), SPAN, 300.0)
    assert rows is not None
    assert rows["within"].min() >= 5
    assert surface(points(lone), SPAN, 300.0) == (None, None)


def test_the_peak_says_how_far_it_moves_with_the_bandwidth() -> None:
    rng = np.random.default_rng(3)
    narrow, broad = rng.normal(0, 10, (30, 2)), rng.normal((2_000, 0), 250, (120, 2))
    _, peak = surface(points(np.concatenate([narrow, broad])), SPAN, 400.0)
    assert peak is not None
    assert peak["narrow_m"][0] > 1_500 > peak["wide_m"][0]


def test_old_complaints_are_left_out_and_a_whole_country_stays_small() -> None:
    assert surface(points(np.full((10, 2), 25.0), date(2023, 1, 1)), SPAN, 300.0) == (None, None)
    rng = np.random.default_rng(3)
    rows, _ = surface(points(np.repeat(rng.uniform(0, 400_000, (50, 2)), 6, axis=0)), SPAN, 300.0)
    assert rows is None or rows.height <= 20_000
