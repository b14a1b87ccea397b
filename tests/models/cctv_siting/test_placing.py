"""Sites to add stand in the order of what each adds by exact area, whatever order they come in."""

import numpy as np
import polars as pl

from models.cctv_siting.placing import by_gain, newly_seen

RADIUS_M = 50.0
SIDE = 12
CELLS = pl.DataFrame({
    "column": np.repeat(np.arange(SIDE), SIDE), "row": np.tile(np.arange(SIDE), SIDE),
    "population": np.random.default_rng(5).integers(0, 400, SIDE * SIDE).astype(float),
})  # fmt: skip
PLANE = pl.DataFrame({"cell_m": [100.0]})
CAMERAS = pl.DataFrame({"x": [250.0, 610.0], "y": [250.0, 620.0]})


def test_no_place_adds_less_than_the_one_after_it_and_together_they_add_the_same() -> None:
    # Close enough for circles to overlap, so that what one adds depends on those before it.
    places = np.random.default_rng(3).uniform(100, 700, (24, 2))
    turn, gains = by_gain(places, CELLS, PLANE, CAMERAS, RADIUS_M)
    assert sorted(turn) == list(range(24))
    assert (np.diff(gains) <= 1e-6).all()
    assert np.isclose(gains.sum(), newly_seen(places, CELLS, PLANE, CAMERAS, RADIUS_M))


def test_a_place_where_a_camera_stands_adds_nothing_and_is_last() -> None:
    turn, gains = by_gain(np.array([[250.0, 250.0], [450.0, 450.0]]), CELLS, PLANE, CAMERAS, RADIUS_M)
    assert list(turn) == [1, 0]
    assert abs(gains[1]) < 1e-6
