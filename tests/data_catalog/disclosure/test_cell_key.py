"""The cell key: noise that the records decide, unbiased, never 1 to 4, the same however one asks."""

from __future__ import annotations

import numpy as np
import pytest

from data_catalog.disclosure.cell_key import Noise, chances, draws, may_be, perturb

_SECRET = b"a secret of a test, long enough"
_NOISES = [Noise(), Noise(5, 1.0), Noise(8, 10.0), Noise(10, 20.0), Noise(5, 12.5), Noise(20, 0.25)]


@pytest.mark.parametrize("noise", _NOISES)
def test_every_row_of_the_table_is_unbiased_has_its_variance_and_tells_no_one_to_four(noise: Noise) -> None:
    for count in range(1, 60):
        values, told = (np.array(one) for one in chances(count, noise))
        assert told.sum() == pytest.approx(1)
        assert told.min() >= 0
        assert values @ told == pytest.approx(count, abs=1e-6)
        assert np.abs(values - count).max() <= noise.most
        assert not set(values) & {1, 2, 3, 4}
        variance = (values - count) ** 2 @ told
        if count < noise.least:
            assert variance == pytest.approx(count * (noise.least - count))
        elif count >= noise.least + noise.most:
            assert variance == pytest.approx(noise.variance, abs=1e-6)
        else:
            assert 0 < variance <= noise.variance + 1e-6


@pytest.mark.parametrize("noise", _NOISES)
def test_nobody_who_knows_all_but_the_secret_can_tell_one_count(noise: Noise) -> None:
    for told in [0, *range(5, 80)]:
        possible = may_be(told, noise)
        assert len(possible) > 1
        assert set(possible) - {1, 2, 3, 4}, "nor that it is a few"


def test_what_is_told_of_many_cells_is_right_on_average_and_spread_as_stated() -> None:
    counts = np.full(40_000, 37)
    told = perturb(counts, draws(_SECRET, range(40_000)), Noise())
    assert told.mean() == pytest.approx(37, abs=0.05)
    assert told.var() == pytest.approx(4.0, rel=0.05)


def test_another_secret_or_another_key_has_another_noise() -> None:
    drawn = draws(_SECRET, range(50)).tolist()
    assert len(set(drawn)) == len(drawn)
    assert draws(_SECRET, range(50)).tolist() == drawn
    assert draws(_SECRET, [1])[0] != draws(b"another secret of the test", [1])[0]


def test_zeros_stay_zero() -> None:
    assert perturb(np.zeros(100, np.int64), draws(_SECRET, range(100)), Noise()).tolist() == [0] * 100


@pytest.mark.parametrize(("most", "variance"), [(4, 4.0), (5, 0.1), (5, 13.0)])
def test_a_noise_that_cannot_be_is_refused(most: int, variance: float) -> None:
    with pytest.raises(ValueError, match=r"noise|variance"):
        Noise(most, variance)
