"""Poisson regression: beside statsmodels, and the conditions that the least penalised loss must meet."""

import numpy as np
import pytest
import statsmodels.api as sm

from models.methods.spatial.poisson import Rows, fit, held_out_deviance, largest_penalty, path


def drawn(n: int, columns: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = (rng.random((n, columns)) < rng.uniform(0.05, 0.5, columns)).astype(float)
    x[:, 1] = np.where(rng.random(n) < 0.8, x[:, 0], x[:, 1])
    return x, rng.poisson(np.exp(-1 + 0.9 * x[:, 0] + 0.4 * x[:, 2] - 0.5 * x[:, 3]))


def gathered(x: np.ndarray, y: np.ndarray) -> Rows:
    kinds, of = np.unique(x, axis=0, return_inverse=True)
    size, count, squares = (np.bincount(of.ravel(), by, len(kinds)) for by in (np.ones(len(y)), y, y**2))
    return Rows(kinds.T.copy(), size, count, squares)


def test_rows_held_once_give_the_fit_of_all_rows() -> None:
    x, y = drawn(3_000, 5, 1)
    found, expected = fit(gathered(x, y)), sm.GLM(y, sm.add_constant(x), family=sm.families.Poisson()).fit()
    assert [found.log_rate, *found.coefficients] == pytest.approx(expected.params, abs=1e-7)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(expected.bse, rel=1e-6)
    assert found.dispersion == pytest.approx(expected.pearson_chi2 / expected.df_resid, rel=1e-9)
    nothing = fit(gathered(x, y).part([]))
    assert nothing.log_rate == pytest.approx(np.log(y.mean()))
    null = sm.GLM(y, np.ones(len(y)), family=sm.families.Poisson()).fit()
    assert nothing.deviance - found.deviance == pytest.approx(null.deviance - expected.deviance, abs=1e-6)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1, 0.01])
def test_no_coefficient_could_move_and_lower_the_penalised_loss(share: float) -> None:
    rows = gathered(*drawn(2_000, 12, 2))
    top = largest_penalty(rows)
    beta = path(rows, np.geomspace(top, top * share, 6))[-1]
    raised = np.exp(beta @ rows.x)
    mean = rows.size * raised * rows.count.sum() / (rows.size * raised).sum()
    slope = rows.x @ (rows.count - mean) / rows.size.sum()
    on = (rows.x @ rows.size) / rows.size.sum()
    wall = top * share * np.sqrt(on * (1 - on))
    assert slope[beta > 0] == pytest.approx(wall[beta > 0], abs=1e-6)
    assert (slope[beta == 0] <= wall[beta == 0] + 1e-6).all()
    assert (beta >= 0).all()
    assert (beta > 0).any() == (share < 1)


def test_a_column_that_lowers_is_never_used() -> None:
    rows = gathered(*drawn(4_000, 5, 3))
    assert path(rows, np.geomspace(largest_penalty(rows), 1e-9, 12))[-1, 3] == 0


def test_what_was_learnt_foretells_what_was_held_out() -> None:
    learnt, held = gathered(*drawn(4_000, 5, 4)), gathered(*drawn(2_000, 5, 5))
    true, none = np.array([0.9, 0, 0.4, -0.5, 0]), np.zeros(5)
    assert held_out_deviance(held, true, learnt) < held_out_deviance(held, none, learnt)


def test_columns_that_repeat_or_run_away_have_no_fit() -> None:
    x, y = drawn(500, 4, 6)
    twice = np.column_stack([x, x[:, 0]])
    with pytest.raises(ValueError, match=r"columns|finite"):
        fit(gathered(twice, y))
    x[:, 3] = 0
    x[:20, 3] = 1
    with pytest.raises(ValueError, match="finite"):
        fit(gathered(x, np.where(x[:, 3] == 1, 0, y)))
