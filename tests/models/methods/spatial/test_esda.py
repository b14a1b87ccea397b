"""Gi, Gi*, local and global Moran are PySAL esda's on two published sets, to 1e-9.

The values of esda stand in the folder beside (`python -m benchmarks.esda_values` wrote them). The sets: crimes per 1,000 households of 49
neighbourhoods of Columbus, Ohio, 1980 (Anselin 1988, Spatial econometrics, table 12.1); murders per 100,000 people of 78 counties about
St Louis, 1988 to 1993 (Messner et al. 2000, An atlas of the spatial patterning of county-level homicide). Neighbours: those that share a
border or corner, as the authors list them; and the four nearest by the middles of the areas.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from models.methods.spatial.gather import getis_ord, local_moran, moran
from models.methods.spatial.neighbours import Neighbours, from_lists, nearest

FOLDER = Path(__file__).parent / "esda"
SETS = [(name, kind) for name in ("columbus", "stl") for kind in ("queen", "nearest")]
PUBLISHED = {"columbus": 0.50018856, "stl": 0.24365582621771695}


def places(name: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / f"{name}.csv")


def neighbours(table: pl.DataFrame, kind: str) -> Neighbours:
    if kind == "nearest":
        return nearest(table.select("x", "y").to_numpy(), 4)
    return from_lists([[int(one) for one in said.split()] for said in table["queen"]])


def whole(name: str, kind: str) -> dict[str, float]:
    return pl.read_csv(FOLDER / "moran.csv").row(by_predicate=(pl.col("set") == name) & (pl.col("weights") == kind), named=True)


def off(ours: np.ndarray, theirs: pl.Series) -> float:
    return float(np.abs(ours - theirs.to_numpy()).max())


@pytest.mark.parametrize(("name", "kind"), SETS)
def test_gi_with_and_without_the_place_itself_is_esdas(name: str, kind: str) -> None:
    table = places(name)
    near = neighbours(table, kind)
    assert off(getis_ord(table["value"], near, star=False), table[f"gi_{kind}"]) <= 1e-9
    assert off(getis_ord(table["value"], near), table[f"gi_star_{kind}"]) <= 1e-9


@pytest.mark.parametrize(("name", "kind"), SETS)
def test_local_moran_is_esdas(name: str, kind: str) -> None:
    table = places(name)
    found = local_moran(table["value"], neighbours(table, kind).row_standardised(), permutations=9)
    assert off(found.value, table[f"moran_{kind}"]) <= 1e-9


@pytest.mark.parametrize(("name", "kind"), SETS)
def test_morans_i_its_expectation_and_its_deviate_are_esdas(name: str, kind: str) -> None:
    table, theirs = places(name), whole(name, kind)
    ours = moran(table["value"], neighbours(table, kind).row_standardised())
    assert (ours.value, ours.expected, ours.z) == pytest.approx((theirs["value"], theirs["expected"], theirs["z"]), abs=1e-9)


@pytest.mark.parametrize("name", ["columbus", "stl"])
def test_what_esda_finds_is_what_was_published(name: str) -> None:
    assert whole(name, "queen")["value"] == pytest.approx(PUBLISHED[name], abs=5e-9)
    assert places(name).height == {"columbus": 49, "stl": 78}[name]
