"""Hotspots over weeks: each kind planted once, and the trend beside the one of a single series."""

import numpy as np
import pytest

from models.methods.spatial.chance import mann_kendall
from models.methods.spatial.emerging import KINDS, emerging, trends
from models.methods.spatial.neighbours import on_lattice

WEEKS = 26
NEAR = on_lattice(np.ones((24, 24)))
CORNERS = {"new": (3, 3), "growing": (3, 18), "steady": (18, 3), "fading": (18, 18)}


def town(seed: int) -> np.ndarray:
    """Weeks × cells of 3 each; each kind at a block of 3 × 3 of its own."""
    expected = np.full((WEEKS, 24, 24), 3.0)
    time = np.arange(WEEKS)
    for kind, (r, c) in CORNERS.items():
        extra = {"new": 15.0 * (time == WEEKS - 1), "growing": time * 0.9, "steady": np.full(WEEKS, 12.0), "fading": (WEEKS - time) * 0.9}
        expected[:, r : r + 3, c : c + 3] += extra[kind][:, None, None]
    return np.random.default_rng(seed).poisson(expected).reshape(WEEKS, -1)


def test_each_kind_is_named_where_it_was_planted() -> None:
    found = emerging(town(1), NEAR)
    kind = found.kind.reshape(24, 24)
    assert found.judged
    for name, (r, c) in CORNERS.items():
        assert KINDS[kind[r + 1, c + 1]] == name
    away = np.ones((24, 24), bool)
    for r, c in CORNERS.values():
        away[r - 1 : r + 4, c - 1 : c + 4] = False
    assert (kind[away] == 0).mean() > 0.97


def test_a_rise_everywhere_is_no_hotspot_of_any_place() -> None:
    rising = np.random.default_rng(2).poisson(np.linspace(2, 30, WEEKS)[:, None], (WEEKS, 576))
    assert (emerging(rising, NEAR).kind == 0).mean() > 0.97


def test_weeks_without_any_case_stand_out_nowhere() -> None:
    counts = town(3)
    counts[[4, 9]] = 0
    found = emerging(counts, NEAR)
    assert not found.z[[4, 9]].any()
    assert not found.hot[4].any()


def test_too_few_weeks_or_places_are_not_judged() -> None:
    short, small = emerging(town(4)[:7], NEAR), emerging(town(4)[:, :25], on_lattice(np.ones((5, 5))))
    for found in (short, small):
        assert not found.judged
        assert not found.kind.any()
        assert not found.hot.any()
    assert emerging(town(4)[-8:], NEAR).judged


def test_the_trend_of_many_places_is_that_of_each() -> None:
    values = np.random.default_rng(5).integers(0, 6, (17, 50)).astype(float)
    values[:, 0] = 2
    assert trends(values) == pytest.approx([mann_kendall(column).z for column in values.T])
    assert trends(np.array([[1, 3, 2, 5, 4, 6, 8, 7, 9, 10]]).T)[0] == pytest.approx(3.3988, abs=5e-5)
    assert trends(values[:2]).tolist() == [0] * 50


def test_counts_of_other_places_are_refused() -> None:
    with pytest.raises(ValueError, match="576 places"):
        emerging(np.ones((WEEKS, 575)), NEAR)
    with pytest.raises(ValueError, match="finite"):
        trends([[1.0, np.nan]])
