"""Writes what esda finds on two published sets down as tables, which the tests hold the package's own numbers to.

`python -m benchmarks.esda_values` writes tests/models/methods/spatial/esda anew: esda itself is no requirement of the tests.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parents[1] / "tests" / "models" / "methods" / "spatial" / "esda"
NEAREST = 4
SETS = {"columbus": ("columbus/columbus", "columbus/columbus.gal", "CRIME"), "stl": ("stl/stl_hom", "stl/stl.gal", "HR8893")}


def main() -> None:
    """A table a set (a row a place), and one of the sets' Moran's I."""
    whole = []
    for name, (table, gal, column) in SETS.items():
        xy, values, queen, nearest = _read(table, gal, column)
        columns = {"place": range(len(values)), "x": xy[:, 0], "y": xy[:, 1], "value": values, "queen": _beside(queen)}
        for kind, weights in (("queen", queen), ("nearest", nearest)):
            columns |= {f"{statistic}_{kind}": found for statistic, found in _local(values, weights).items()}
            whole.append((name, kind, *_whole(values, weights)))
        _write(f"{name}.csv", list(columns), zip(*columns.values(), strict=True))
    _write("moran.csv", ["set", "weights", "value", "expected", "z"], whole)


def _read(table: str, gal: str, column: str) -> tuple[Any, Any, Any, Any]:
    """Middles of the polygons, values, neighbours as the set brings them, and the nearest of the middles."""
    import libpysal
    from libpysal.weights import KNN

    folder = Path(libpysal.__file__).parent / "examples"
    values = np.array(libpysal.io.open(str(folder / f"{table}.dbf")).by_col(column), dtype=float)
    xy = np.array([shape.centroid for shape in libpysal.io.open(str(folder / f"{table}.shp"))], dtype=float)
    return xy, values, libpysal.io.open(str(folder / gal)).read(), KNN(xy, k=NEAREST)


def _beside(weights: Any) -> list[str]:
    at = {name: k for k, name in enumerate(weights.id_order)}
    return [" ".join(str(other) for other in sorted(at[other] for other in weights.neighbors[name])) for name in weights.id_order]


def _local(values: Any, weights: Any) -> dict[str, Any]:
    """Gi by weights of 1 (for others esda's variance takes the sum of weights where Ord & Getis have that of their squares)."""
    from esda import G_Local, Moran_Local

    return {
        "gi": G_Local(values, weights, transform="B", permutations=0).Zs,
        "gi_star": G_Local(values, weights, transform="B", star=True, permutations=0).Zs,
        "moran": Moran_Local(values, weights, permutations=0).Is,
    }


def _whole(values: Any, weights: Any) -> tuple[float, float, float]:
    from esda import Moran

    found = Moran(values, weights, permutations=0)
    return float(found.I), float(found.EI), float(found.z_rand)


def _write(name: str, head: list[str], rows: Any) -> None:
    with (FOLDER / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([one.item() if hasattr(one, "item") else one for one in row] for row in rows)


if __name__ == "__main__":
    main()
