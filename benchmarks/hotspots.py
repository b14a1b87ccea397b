"""Hotspots and densities of 100,000 points beside esda, scikit-learn and KDEpy; and the same numbers as esda on libpysal's sets.

`python -m benchmarks.hotspots [--quick]`; points are half in clumps, half anywhere in 20 km × 20 km, from one seed. KDEpy is not among
what is installed for the benchmarks: its row is there where somebody has installed it. Ours draws the neighbours of every place anew;
esda draws one table and uses it for all places, which is less work and leaves the errors of its places alike.
"""

from __future__ import annotations

import importlib.util
import sys
import warnings
from pathlib import Path

import numpy as np

from benchmarks.ratio import head, line, pair
from models.methods.spatial.gather import getis_ord, local_moran, moran
from models.methods.spatial.hotspots import grid_getis_ord
from models.methods.spatial.kde import kernel_density
from models.methods.spatial.lattice import Lattice
from models.methods.spatial.neighbours import Neighbours, from_pairs, nearest
from models.methods.spatial.permute import draw_neighbours

PERMUTATIONS = 999
GRID = Lattice(0, 0, 100, 200, 200)
H_M = 300.0


def main() -> None:
    """Prints one table of times and one of differences."""
    warnings.filterwarnings("ignore")
    n = 10_000 if "--quick" in sys.argv else 100_000
    points, values = _points(n)
    print(f"{n:,} points; Gi* with 8 neighbours; density on 200 x 200 cells of 100 m, Gaussian of {H_M:.0f} m")
    _warmed()
    head()
    _analytic(points, values)
    _drawn(points, values, 1)
    _drawn(points, values, 2)
    _moran(points, values)
    _grid(points)
    _densities(points)
    _same_as_esda()


def _points(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    clumps = rng.random((50, 2))[rng.integers(0, 50, n // 2)] * 20_000 + rng.normal(0, 400, (n // 2, 2))
    return np.concatenate([clumps, rng.random((n - n // 2, 2)) * 20_000]), rng.gamma(2, 3, n)


def _warmed() -> None:
    """esda compiles its kernels, and starts its processes, before it is timed: so does ours."""
    from esda import G_Local, Moran_Local

    points, values = _points(200)
    G_Local(values, _weights(points), transform="B", star=True, permutations=9, keep_simulations=False, n_jobs=2)
    Moran_Local(values, _weights(points), permutations=9, keep_simulations=False, n_jobs=2)


def _weights(points: np.ndarray):
    from libpysal.weights import KNN

    return KNN.from_array(points, 8)


def _analytic(points: np.ndarray, values: np.ndarray) -> None:
    from esda import G_Local

    def peer():
        return G_Local(values, _weights(points), transform="B", star=True, permutations=0).Zs

    found = pair(lambda: getis_ord(values, nearest(points, 8)), peer)
    line("Gi*, analytic", "esda", found, f"off by {np.abs(found.ours - found.peer).max():.1e}; {found.cpu}")


def _drawn(points: np.ndarray, values: np.ndarray, cores: int) -> None:
    from esda import G_Local

    def ours():
        near = nearest(points, 8, threads=cores)
        return getis_ord(values, near), draw_neighbours(values, near, permutations=PERMUTATIONS, threads=cores).p

    def peer():
        drawn = {"permutations": PERMUTATIONS, "keep_simulations": False, "n_jobs": cores, "seed": 1}
        made = G_Local(values, _weights(points), transform="B", star=True, **drawn)
        return made.Zs, made.p_sim

    found = pair(ours, peer, runs=1)
    off = np.abs(found.ours[0] - found.peer[0]).max()
    how, cpu = ("one thread", f"; {found.cpu}") if cores == 1 else (f"{cores} threads", "")
    line(f"Gi*, {PERMUTATIONS} permutations, {how}", "esda", found, f"z off by {off:.1e}; {_alike(found.ours[1], found.peer[1])}{cpu}")


def _moran(points: np.ndarray, values: np.ndarray) -> None:
    from esda import Moran_Local

    def peer():
        made = Moran_Local(values, _weights(points), permutations=PERMUTATIONS, keep_simulations=False, n_jobs=2, seed=1)
        return made.Is, made.p_sim

    found = pair(lambda: local_moran(values, nearest(points, 8).row_standardised(), permutations=PERMUTATIONS), peer, runs=1)
    off = np.abs(found.ours.value - found.peer[0]).max()
    line(
        f"local Moran, {PERMUTATIONS} permutations, 2 threads", "esda", found, f"I off by {off:.1e}; {_alike(found.ours.p, found.peer[1])}"
    )


def _alike(ours: np.ndarray, peer: np.ndarray) -> str:
    """Differences of two simulated p in standard errors of such a difference: their root mean square is 1 where only chance differs."""
    p = np.clip((ours + peer) / 2, 1 / PERMUTATIONS, 0.5)
    apart = (ours - peer) / np.sqrt(2 * p * (1 - p) / PERMUTATIONS)
    return f"p apart by {np.sqrt(np.mean(apart**2)):.2f} standard errors, on the mean {apart.mean():+.3f}"


def _grid(points: np.ndarray) -> None:
    from esda import G_Local
    from libpysal.weights import lat2W

    def peer():
        counts = np.histogram2d(points[:, 1], points[:, 0], bins=(np.arange(201) * 100.0,) * 2)[0]
        return G_Local(counts.ravel(), lat2W(200, 200, rook=False), transform="B", star=True, permutations=0).Zs

    found = pair(lambda: grid_getis_ord(GRID.count(points)), peer)
    line(
        "Gi* of a grid of 200 x 200, counting included",
        "esda",
        found,
        f"off by {np.abs(found.ours.ravel() - found.peer).max():.1e}; {found.cpu}",
    )


def _densities(points: np.ndarray) -> None:
    from sklearn.neighbors import KernelDensity

    exact = kernel_density(points, GRID, H_M, kernel="gaussian", exact=True)
    x, y = np.meshgrid(GRID.x, GRID.y)
    asked = np.column_stack([x.ravel(), y.ravel()])
    # A thousandth of the peak is what ours promises: scikit-learn may be as far off, and stops as soon as it is not.
    allowed = 1e-3 * exact.max() / len(points)

    def by_sklearn():
        made = KernelDensity(bandwidth=H_M, kernel="gaussian", atol=allowed, rtol=0).fit(points)
        return np.exp(made.score_samples(asked)).reshape(200, 200) * len(points)

    def ours():
        return kernel_density(points, GRID, H_M, kernel="gaussian")

    def off(ours: np.ndarray, peer: np.ndarray) -> str:
        return "off the exact sum, of the peak: " + " / ".join(f"{np.abs(one - exact).max() / exact.max():.1e}" for one in (ours, peer))

    found = pair(ours, by_sklearn, runs=1)
    line("density, Gaussian", "scikit-learn (as far off allowed)", found, f"{off(found.ours, found.peer)}; {found.cpu}")
    if importlib.util.find_spec("KDEpy") is None:
        print("| density, Gaussian | KDEpy is not installed | - | - | - |", flush=True)
        return
    from KDEpy import FFTKDE

    inside = points[((points > 50) & (points < 19_950)).all(axis=1)]
    exact = kernel_density(inside, GRID, H_M, kernel="gaussian", exact=True)
    by_column = np.column_stack([x.T.ravel(), y.T.ravel()])

    def by_kdepy():
        return FFTKDE(kernel="gaussian", bw=H_M).fit(inside).evaluate(by_column).reshape(200, 200).T * len(inside)

    found = pair(lambda: kernel_density(inside, GRID, H_M, kernel="gaussian"), by_kdepy, runs=9)
    line("density, Gaussian, points inside the grid only", "KDEpy FFT", found, f"{off(found.ours, found.peer)}; {found.cpu}")


def _same_as_esda() -> None:
    """Gi, Gi*, local and global Moran on sets with neighbours that libpysal brings along; Gi by weights of 1 (for others esda's variance
    takes the sum of weights where Ord & Getis have that of their squares)."""
    import libpysal
    from esda import G_Local, Moran, Moran_Local

    folder = Path(libpysal.__file__).parent / "examples"
    print("\n| set | places | Gi | Gi* | local Moran | Moran's I | its z | 1e-9 |\n|---|---|---|---|---|---|---|---|---|")
    for table, gal, column in (
        ("columbus/columbus.dbf", "columbus/columbus.gal", "CRIME"),
        ("stl/stl_hom.dbf", "stl/stl.gal", "HR8893"),
        ("sids2/sids2.dbf", "sids2/sids2.gal", "SIDR79"),
        ("baltim/baltim.dbf", "baltim/baltim_q.gal", "PRICE"),
    ):
        values = np.array(libpysal.io.open(str(folder / table)).by_col(column), dtype=float)
        weights = libpysal.io.open(str(folder / gal)).read()
        near = _neighbours(weights)
        row = near.row_standardised()
        ours, theirs = moran(values, row), Moran(values, weights, permutations=0)
        off = (
            getis_ord(values, near, star=False) - G_Local(values, weights, transform="B", permutations=0).Zs,
            getis_ord(values, near) - G_Local(values, weights, transform="B", star=True, permutations=0).Zs,
            local_moran(values, row, permutations=9).value - Moran_Local(values, weights, permutations=0).Is,
            ours.value - theirs.I,
            ours.z - theirs.z_rand,
        )
        worst = [float(np.abs(one).max()) for one in off]
        said = "yes" if max(worst) <= 1e-9 else "NO"
        print(f"| {table.split('/')[0]} | {near.size} | " + " | ".join(f"{one:.1e}" for one in worst) + f" | {said} |", flush=True)


def _neighbours(weights) -> Neighbours:
    at = {name: k for k, name in enumerate(weights.id_order)}
    pairs = [(at[name], at[other]) for name, others in weights.neighbors.items() for other in others]
    return from_pairs([i for i, _ in pairs], [j for _, j in pairs], np.ones(len(pairs)), weights.n)


if __name__ == "__main__":
    main()
