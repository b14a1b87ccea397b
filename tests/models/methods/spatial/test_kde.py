"""Kernel density: the constants, the plain sum beside every quick way, and the bound that is promised."""

import numpy as np
import pytest

from models.methods.spatial import kde
from models.methods.spatial.kde import kernel_density
from models.methods.spatial.lattice import Lattice

GRID = Lattice(0, 0, 100, 40, 30)


def plain(xy: np.ndarray, weights: np.ndarray, grid: Lattice, h: float, kernel: str) -> np.ndarray:
    """The definition, point by point."""
    x, y = np.meshgrid(grid.x, grid.y)
    found = np.zeros(x.shape)
    for (px, py), weight in zip(xy, weights, strict=True):
        u = ((x - px) ** 2 + (y - py) ** 2) / h**2
        found += weight * (np.where(u < 1, 3 / np.pi * (1 - u) ** 2, 0) if kernel == "quartic" else np.exp(-u / 2) / (2 * np.pi)) / h**2
    return found


def clustered(n: int, grid: Lattice) -> tuple[np.ndarray, np.ndarray]:
    """Points in clumps and alone, some outside the grid, with weights."""
    rng = np.random.default_rng(n)
    east, north = grid.columns * grid.cell_m, grid.rows * grid.cell_m
    clumps = rng.random((5, 2))[rng.integers(0, 5, n)] * (east, north) + rng.normal(0, 60, (n, 2))
    alone = (rng.random((n, 2)) * 1.2 - 0.1) * (east, north)
    return np.where(rng.random((n, 1)) < 0.6, clumps, alone), rng.gamma(1, 1, n)


@pytest.mark.parametrize(("kernel", "peak"), [("quartic", 9.5493e-5), ("gaussian", 1.5915e-5)])
def test_one_point_has_the_kernels_value_at_nought(kernel: str, peak: float) -> None:
    found = kernel_density([(250, 250)], Lattice(0, 0, 100, 5, 5), 100, kernel=kernel)
    assert found[2, 2] == pytest.approx(peak, abs=5e-10)
    assert found.argmax() == 12


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
@pytest.mark.parametrize("h", [30, 100, 333, 2_000])
def test_the_exact_sum_is_the_definition(kernel: str, h: float) -> None:
    xy, weights = clustered(200, GRID)
    expected = plain(xy, weights, GRID, h, kernel)
    found = kernel_density(xy, GRID, h, kernel=kernel, weights=weights, exact=True)
    assert found == pytest.approx(expected, abs=1e-12 * expected.max())


@pytest.mark.parametrize("h", [80, 100, 150, 222, 450, 1_000, 5_000])
@pytest.mark.parametrize("n", [1, 4_000])
def test_bins_keep_within_a_thousandth_of_the_peak(h: float, n: int) -> None:
    xy, weights = clustered(n, GRID)
    exact = kernel_density(xy, GRID, h, kernel="gaussian", weights=weights, exact=True)
    assert np.abs(kde._binned(xy, weights, GRID, h) - exact).max() <= 1e-3 * exact.max()


def test_the_worst_place_of_a_point_between_bins_keeps_the_bound() -> None:
    grid = Lattice(0, 0, 100, 25, 25)
    for h in (90, 450):
        for offset in np.linspace(0, 1, 9):
            xy = np.array([[1250 + 100 * offset, 1250 + 100 * offset]])
            exact = kernel_density(xy, grid, h, kernel="gaussian")
            assert np.abs(kde._binned(xy, np.ones(1), grid, h) - exact).max() <= 1e-3 / (2 * np.pi * h * h)


def test_many_points_take_the_bins_and_few_the_sum() -> None:
    many, weights = clustered(20_000, GRID)
    quick, exact = (kernel_density(many, GRID, 300, kernel="gaussian", weights=weights, exact=exact) for exact in (False, True))
    assert 0 < np.abs(quick - exact).max() <= 1e-3 * exact.max()
    few = many[:20]
    assert (kernel_density(few, GRID, 300, kernel="gaussian") == kernel_density(few, GRID, 300, kernel="gaussian", exact=True)).all()


@pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
def test_what_lies_in_the_grid_is_all_there(kernel: str) -> None:
    wide = Lattice(-5_000, -5_000, 50, 280, 260)
    xy, weights = clustered(3_000, GRID)
    found = kernel_density(xy, wide, 300, kernel=kernel, weights=weights)
    assert found.sum() * 50**2 == pytest.approx(weights.sum(), rel=1e-3)


def test_points_far_outside_and_none_at_all_give_nothing() -> None:
    for xy in (np.empty((0, 2)), [(1e300, -1e300)], [(9e9, 50)]):
        for kernel in ("quartic", "gaussian"):
            assert not kernel_density(xy, GRID, 300, kernel=kernel).any()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"h_m": 0}, "above 0"),
        ({"xy": [(np.nan, 1)]}, "finite"),
        ({"weights": [-1]}, "0 or more"),
        ({"weights": [1, 1]}, "each"),
        ({"kernel": "round"}, "quartic"),
    ],
)
def test_what_has_no_density_is_refused(change: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kernel_density(**({"xy": [(1, 1)], "lattice": GRID, "h_m": 100} | change))
