"""The city as arrays: response minutes of each site to each cell and band, and the calls that stand there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

LEAST_TURNOUTS = 10


@dataclass(frozen=True)
class City:
    """Rows are cells × bands with calls; response_min is sites × rows: call to departure plus the median drive.

    units: ambulances per site; existing: numbers of the posts. earlier, later: calls of each row in the two periods.
    """

    bands: tuple[str, ...]
    minutes: NDArray[np.float32]
    turnout_min: NDArray[np.float64]
    cell: NDArray[np.int64]
    band: NDArray[np.int64]
    earlier: NDArray[np.float64]
    later: NDArray[np.float64]
    response_min: NDArray[np.float32]
    units: NDArray[np.int64]
    existing: NDArray[np.int64]

    @property
    def active(self) -> NDArray[np.int64]:
        """The posts where an ambulance stands."""
        return self.existing[self.units[self.existing] > 0]

    @property
    def calls(self) -> NDArray[np.float64]:
        return self.earlier + self.later

    def nearest_min(self, sites: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """Minutes from the call to the nearest of the sites (the posts with an ambulance by default), per row; inf without any."""
        chosen = self.active if sites is None else sites
        nearest: NDArray[np.float32] = self.response_min[chosen].min(axis=0, initial=np.inf)
        return nearest


def city(
    sites: pl.DataFrame, cell_bands: pl.DataFrame, minutes: pl.DataFrame, turnout: pl.DataFrame | None, workload: pl.DataFrame
) -> City:
    """The arrays of the tables."""
    bands = tuple(workload.sort("band_order")["band"].to_list())
    cube = minutes["minutes"].to_numpy().reshape(len(bands), sites.height, -1)
    ready = turnouts(sites, bands, turnout)
    rows = cell_bands.filter(pl.col("band").is_in(bands)).sort("cell", "band")
    number = rows["band"].replace_strict(list(bands), list(range(len(bands))), return_dtype=pl.Int64).to_numpy()
    cell = rows["cell"].to_numpy()
    response = np.empty((sites.height, cell.size), dtype=np.float32)
    place, ready_f = number * cube.shape[2] + cell, ready.astype(np.float32)
    # Site by site: the whole city at once would stand in memory three times, and a band of it lies scattered.
    for site, answer in enumerate(response):
        np.take(cube[:, site, :].ravel(), place, out=answer)
        answer += ready_f[site, number]
    existing = sites.filter(pl.col("kind") == "existing")["site"].to_numpy()
    return City(
        bands, cube, ready, cell, number, rows["earlier"].to_numpy().astype(float), rows["later"].to_numpy().astype(float),
        response, sites["units"].to_numpy(), existing,
    )  # fmt: skip


def turnouts(sites: pl.DataFrame, bands: tuple[str, ...], turnout: pl.DataFrame | None) -> NDArray[np.float64]:
    """Median minutes from call to departure, sites × bands: of the post and band, else of the band, else of all, else 0."""
    found = np.zeros((sites.height, len(bands)))
    if turnout is None:
        return found
    known = {(post, band): minutes for post, band, n, minutes in turnout.iter_rows() if n >= LEAST_TURNOUTS}
    everywhere = known.get((None, None), 0.0)
    for number, band in enumerate(bands):
        usual = known.get((None, band), everywhere)
        found[:, number] = [known.get((name, band), usual) for name in sites["name"]]
    return found
