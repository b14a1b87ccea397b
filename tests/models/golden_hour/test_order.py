"""The order in which calls are met, by lines of the file or by threads, changes nothing of where cells stand."""

from pathlib import Path

import numpy as np
import polars as pl

import models.golden_hour
from connectors.duck import open_workspace

SQL = Path(models.golden_hour.__file__).parent / "sql" / "cell_calls.sql"


def _cells(placed: pl.DataFrame, folder: Path) -> pl.DataFrame:
    workspace = open_workspace(folder)
    workspace.put("placed", placed)
    found = workspace.fetch(SQL.read_text(encoding="utf-8"))
    workspace.close()
    return found


def test_the_place_of_a_cell_does_not_depend_on_the_order_of_its_calls(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    many = 5_000
    placed = pl.DataFrame({
        "cell_x": rng.integers(1980, 1983, many), "cell_y": rng.integers(3640, 3642, many), "band": "08–11", "late": rng.random(many) < 0.3,
        "call_at": pl.Series(np.datetime64("2024-01-01T00:00:00", "us") + rng.integers(0, 10**12, many)), "guessed": False,
        "severity": pl.Series([None] * many, dtype=pl.String), "state": "usable",
        "x": 990_000 + rng.random(many) * 1_500, "y": 1_820_000 + rng.random(many) * 1_000,
    })  # fmt: skip
    found = _cells(placed, tmp_path / "a")
    assert found.equals(_cells(placed.sample(fraction=1, shuffle=True, seed=1), tmp_path / "b"))
    near = placed.filter((pl.col("cell_x") == 1980) & (pl.col("cell_y") == 3640))["x"].mean()
    here = found.filter((pl.col("cell_x") == 1980) & (pl.col("cell_y") == 3640))
    assert abs(here["x_mm"].sum() / here["calls"].sum() / 1000 - near) < 0.001
