"""Rounding to 3 by a key."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_catalog.disclosure.rounding import may_be, rounded


@pytest.mark.parametrize("count", [1, 2, 4, 50, 51])
def test_rounding_is_right_on_average(count: int) -> None:
    drawn = (np.arange(30_000) + 0.5) / 30_000
    told = rounded(np.full(30_000, count), drawn)
    assert told.mean() == pytest.approx(count, abs=1e-3)
    assert set(np.unique(told)) <= {count - count % 3, count - count % 3 + 3}


@given(st.integers(0, 10**9), st.floats(0, 1, exclude_max=True))
def test_what_is_told_is_a_multiple_near_the_count_which_may_be_behind_it(count: int, drawn: float) -> None:
    told = int(rounded(np.array([count]), np.array([drawn]))[0])
    assert told % 3 == 0
    assert abs(told - count) <= 2
    assert count in may_be(told)
    assert set(may_be(told)) - {1, 2, 3, 4}


def test_a_base_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="2 or more"):
        rounded(np.array([1]), np.array([0.5]), 1)
