"""What is expected next: statsmodels as the oracle, and the tail of the counts."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from models.methods.timing.expected import expected, tail, upper


def by_statsmodels(y, design, offset, then):
    """The same two fits, one series, by a library."""
    fit = sm.GLM(y, design, family=sm.families.Poisson(), offset=offset).fit(scale="X2", tol=1e-12)
    phi = max(1.0, fit.scale)
    hat = fit.mu * np.einsum("ti,ij,tj->t", design, fit.cov_params() / fit.scale, design)
    residual = 1.5 * (y ** (2 / 3) - fit.mu ** (2 / 3)) / (fit.mu ** (1 / 6) * np.sqrt(phi * (1 - hat)))
    weights = np.where(residual > 2.58, residual**-2.0, 1.0)
    weights *= y.size / weights.sum()
    fit = sm.GLM(y, design, family=sm.families.Poisson(), offset=offset, var_weights=weights).fit(scale="X2", tol=1e-12)
    phi = max(1.0, fit.scale)
    mean = np.exp(then @ fit.params)
    return mean, mean**2 * phi / fit.scale * (then @ fit.cov_params() @ then), phi, (residual > 2.58).sum()


def test_every_series_is_fitted_as_a_library_fits_it_alone() -> None:
    rng = np.random.default_rng(3)
    week = np.arange(120)
    design = np.column_stack([np.ones(120), week / 52, week % 3 == 1, week % 3 == 2]).astype(float)
    then = np.array([1, 130 / 52, 0, 0])
    offset = rng.normal(0, 0.2, 120)
    y = rng.negative_binomial(8, 8 / (8 + rng.uniform(5, 40, (6, 1)) * np.exp(0.1 * design[:, 1] + offset))).astype(float)
    y[0, 50:53] *= 8
    found = expected(y, design, offset, then)
    past = 0
    for row in range(6):
        mean, variance, phi, heavy = by_statsmodels(y[row], design, offset, then)
        assert (found.mean[row], found.variance[row], found.dispersion[row]) == pytest.approx((mean, variance, phi), rel=1e-6)
        past += heavy
    assert past >= 3, "past outbreaks were weighed down, so that the weights were put to the test"


def test_a_level_series_expects_its_mean_and_doubts_it_by_its_length() -> None:
    found = expected(np.full((1, 26), 10.0), np.ones((26, 1)), np.zeros(26), np.ones(1))
    assert (found.mean[0], found.dispersion[0], found.spread[0]) == pytest.approx((10, 1, 1 + 1 / 26))


def test_the_tail_is_that_of_the_negative_binomial_and_of_poisson_without_spread() -> None:
    count, mean, spread = np.array([7.0, 7, 0, 1]), np.array([3.0, 3, 3, 0.02]), np.array([2.0, 1, 2, 1.5])
    by_hand = [stats.nbinom.sf(6, 3, 0.5), stats.poisson.sf(6, 3), 1.0, 1 - (1 / 1.5) ** 0.04]
    assert tail(count, mean, spread) == pytest.approx(by_hand, rel=1e-12)


def test_the_limit_is_the_first_count_that_chance_passes_so_seldom() -> None:
    mean, spread = np.array([0.01, 3.0, 3.0, 900.0]), np.array([1.5, 2.0, 1.0, 40.0])
    found = upper(mean, spread, 0.005)
    assert found.tolist() == [
        float(stats.nbinom.ppf(0.995, *known)) for known in ((0.02, 1 / 1.5), (3, 0.5), (3e9, 1 / (1 + 1e-9)), (900 / 39, 1 / 40))
    ]


def test_an_estimated_dispersion_makes_the_tail_longer_and_the_limit_keeps_to_it() -> None:
    rng = np.random.default_rng(0)
    found = expected(rng.negative_binomial(5, 0.25, (50, 26)).astype(float), np.ones((26, 1)), np.zeros(26), np.ones(1))
    plain = tail(np.full(50, 40.0), found.mean, found.spread)
    by_hand = stats.t.sf(stats.norm.isf(plain), 25)
    assert found.chance(np.full(50, 40.0)) == pytest.approx(by_hand)
    limit = found.limit(0.01)
    assert (found.chance(limit + 1) <= 0.01).all()
    assert (found.chance(limit) > 0.01).all()
