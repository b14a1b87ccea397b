"""The index of every cell with its parts, its rank, and the reason it stands where it does."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.methods.cell_index import additive, monitoring, multiplicative, ranked

PARTS = ("monitoring", "environment", "flow", "women_factor", "detached_factor")


def index_of(
    cells: pl.DataFrame, covered: pl.DataFrame, layers: pl.DataFrame, plane: pl.DataFrame, weights: tuple[float, float, float],
    strata: bool,
) -> pl.DataFrame:  # fmt: skip
    """All cells by rank: the parts of the additive index, each weighed as the settings say, and the continuous form beside it."""
    residents, cell_m = cells["population"].to_numpy(), float(plane["cell_m"][0])
    watched = monitoring(covered["covered_m2"].to_numpy(), residents, cell_m)
    terms = [weight * part for weight, part in zip(weights, (watched, *_terms(layers)), strict=True)]
    factors = [layers[name].to_numpy() for name in ("women_factor", "detached_factor")]
    index = additive(*terms, *factors)
    bare = 1 - covered["covered_share"].to_numpy()
    kept = ("cell", "cell_id", "dong", "stratum", "lon", "lat", "x", "y", "population")
    table = cells.select(*kept).with_columns(
        pl.Series("uncovered_people", residents * bare), pl.Series("uncovered_share", bare), pl.Series("monitoring", watched),
        *(layers[name] for name in ("environment", "flow", "women_share", "women_factor", "detached_share", "detached_factor")),
        pl.Series("index", index), pl.Series("continuous", _continuous(bare, residents, layers)),
        stratum=pl.col("stratum").fill_null("-") if strata else pl.lit("-"),
    )  # fmt: skip
    order = table.sort("stratum", "index", "cell", descending=[False, True, False])
    return order.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("stratum")).sort("stratum", "rank")


def scores(table: pl.DataFrame, weights: np.ndarray) -> np.ndarray:
    """The index under other weights of its five parts (draws × 5): draws × cells. A factor's weight acts on what it adds to 1."""
    terms = np.column_stack([table[name].to_numpy() for name in PARTS[:3]])
    raised = np.column_stack([table[name].to_numpy() - 1 for name in PARTS[3:]])
    found = weights[:, :3] @ terms.T
    for at in (0, 1):
        found *= 1 + weights[:, 3 + at, None] * raised[:, at]
    return np.asarray(found)


def top_of(table: pl.DataFrame, sites: int) -> pl.DataFrame:
    """The first cells of each stratum."""
    return table.filter(pl.col("rank") <= sites)


def _terms(layers: pl.DataFrame) -> list[np.ndarray]:
    return [layers["environment"].to_numpy(), layers["flow"].to_numpy()]


def _continuous(bare: np.ndarray, residents: np.ndarray, layers: pl.DataFrame) -> np.ndarray:
    crime = ranked(layers["environment"].to_numpy() + layers["flow"].to_numpy())
    people = ranked(layers["women_share"].to_numpy()), ranked(layers["detached_share"].to_numpy())
    return np.where(residents > 0, multiplicative(bare, crime, *people), 0.0)
