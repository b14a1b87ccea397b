"""Moran's I of classic sets with published values, neighbours as their authors gave them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from connectors.files import read
from models.methods.spatial.gather import moran
from models.methods.spatial.neighbours import Neighbours, from_pairs

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data")) / "spatial" / "libpysal"


def neighbours(gal: Path) -> Neighbours:
    """A .gal file: how many places, then for each its number and how many neighbours, and a line of theirs."""
    head, *lines = [line.split() for line in gal.read_text().splitlines() if line.strip()]
    places, others = lines[::2], lines[1::2]
    number = {place[0]: at for at, place in enumerate(places)}
    pairs = [(number[place[0]], number[other]) for place, near in zip(places, others, strict=True) for other in near]
    assert len(places) == int(head[1] if len(head) > 1 else head[0])
    return from_pairs([i for i, _ in pairs], [j for _, j in pairs], np.ones(len(pairs)), len(places))


@pytest.mark.parametrize(
    ("table", "gal", "column", "value"),
    [
        ("columbus/columbus.dbf", "columbus/columbus.gal", "CRIME", 0.50018856),
        ("stl/stl_hom.dbf", "stl/stl.gal", "HR8893", 0.24365582621771695),
    ],
)
def test_morans_i_is_the_published_one(tmp_path: Path, table: str, gal: str, column: str, value: float) -> None:
    read(DATA / table, tmp_path / "read.parquet", None, "table.dbf")
    values = pl.read_parquet(tmp_path / "read.parquet")[column].cast(pl.Float64).to_numpy()
    assert moran(values, neighbours(DATA / gal).row_standardised()).value == pytest.approx(value, abs=1e-8)
