"""How long the drive takes from each site to each cell: a table, the roads, or distance, fitted to the calls where they allow it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.methods.coverage import to_plane
from models.methods.reach import reach
from models.methods.roads import RoadGraph, road_graph
from models.methods.travel import TravelFit, fit_travel, road_km

ACCESS_KMH = 20.0
ROAD_KMH = 50.0
LEAST_TRIPS = 50
OD_SHARE = 0.8

WAYS = {
    "table": {"ko": "올린 이동시간표", "en": "the uploaded travel times"},
    "road": {"ko": "도로망 최단시간", "en": "shortest times on the road network"},
    "straight": {"ko": "직선거리 × 돌아가는 정도", "en": "straight line × circuity"},
}
CURVES = {
    "kolesar": {"ko": "제곱근–직선(Kolesar 등 1975)", "en": "square root, then linear (Kolesar et al. 1975)"},
    "log_linear": {"ko": "로그 선형", "en": "log-linear"},
    "none": {"ko": "맞추지 않음", "en": "not fitted"},
}


@dataclass(frozen=True)
class Measured:
    """One way to measure: bands × sites × cells, and the same for each trip. Minutes, or km for `straight`."""

    way: str
    cells: NDArray[np.float64]
    trips: NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """The roads, one graph a band (or one for all), with points to enter them."""

    graphs: tuple[RoadGraph, ...]
    crs: str
    dropped_links: int

    def minutes(self, start: NDArray, end: NDArray, *, back: bool = False) -> NDArray[np.float64]:
        """bands × starts × ends: to the nearest junction, along the roads, and from the last junction."""
        found = []
        for graph in self.graphs:
            nodes, near = graph.snap(start)
            ends, last = graph.snap(end)
            ways = reach(graph.reversed() if back else graph, nodes, targets=ends)
            found.append(ways + (near[:, None] + last[None, :]) / 1000 / ACCESS_KMH * 60)
        return np.array(found, dtype=np.float64)


def network(road_node: pl.DataFrame | None, road_link: pl.DataFrame | None, bands: list[str], crs: str, factor: float) -> Network | None:
    """The road network, or None when there is none to speak of. Links that name no known junction are dropped and counted."""
    if road_node is None or road_link is None:
        return None
    nodes = road_node.filter(pl.col("node_id").is_not_null(), pl.col("place_lon").is_not_null()).unique(
        "node_id", keep="first", maintain_order=True
    )
    links = road_link.filter(pl.col("length_m") > 0)
    known = links.filter(
        pl.col("from_node").is_in(nodes["node_id"].implode()) & pl.col("to_node").is_in(nodes["node_id"].implode())
    ).with_columns(pl.col("speed_kmh").fill_null(ROAD_KMH).clip(1, 200))
    if nodes.height < 2 or known.is_empty():
        return None
    xy = np.stack(to_plane(crs, nodes["place_lon"].to_numpy(), nodes["place_lat"].to_numpy()), axis=-1)
    number = dict(zip(nodes["node_id"].to_list(), range(nodes.height), strict=True))
    told = [band for band in bands if (known["band"] == band).any()]
    parts = [known.filter(pl.col("band").is_null() | (pl.col("band") == band)) for band in bands] if told else [known]
    graphs = tuple(
        road_graph(
            np.arange(nodes.height), xy,
            np.array([number[name] for name in part["from_node"]]), np.array([number[name] for name in part["to_node"]]),
            part["length_m"].to_numpy(), part["speed_kmh"].to_numpy(), factor,
        )
        for part in parts
    )  # fmt: skip
    return Network(graphs, crs, road_link.height - known.height)


def measured(
    sites: pl.DataFrame, cells: pl.DataFrame, legs: pl.DataFrame, bands: list[str], roads: Network | None,
    travel: pl.DataFrame | None, circuity: float,
) -> list[Measured]:  # fmt: skip
    """Every way that can measure the whole city, the most trusted first."""
    start, end = _xy(sites), _xy(cells)
    post = legs.join(sites.filter(pl.col("kind") == "existing").select("name", "site"), left_on="post", right_on="name", how="left")
    from_site = post["site"].fill_null(-1).to_numpy()
    band = legs["band"].replace_strict(bands, list(range(len(bands))), default=0, return_dtype=pl.Int64).to_numpy()
    ways = []
    table = _table_minutes(travel, sites, cells, bands) if travel is not None else None
    if table is not None:
        cell = _cell_of(legs, cells)
        ways.append(Measured("table", table, _picked(table, band, from_site, cell)))
    if roads is not None:
        ways.append(Measured("road", roads.minutes(start, end), _road_trips(roads, start, legs, from_site, band)))
    straight = road_km(np.hypot(start[:, None, 0] - end[None, :, 0], start[:, None, 1] - end[None, :, 1]) / 1000, circuity)
    own = start[np.maximum(from_site, 0)]
    away = road_km(np.hypot(own[:, 0] - legs["x"].to_numpy(), own[:, 1] - legs["y"].to_numpy()) / 1000, circuity)
    ways.append(Measured("straight", straight[None], np.where(from_site >= 0, away, np.nan)))
    return ways


def fitted(way: NDArray, minutes: NDArray, band: NDArray, late: NDArray) -> list[TravelFit]:
    """Both curves fitted to the trips and judged on the later ones; none when the trips are too few."""
    usable = np.isfinite(way) & (way > 0) & (minutes > 0)
    if usable.sum() < LEAST_TRIPS:
        return []
    held = late[usable] if 10 <= late[usable].sum() <= usable.sum() - 10 else None
    return [fit_travel(way[usable], minutes[usable], band[usable], kind=kind, holdout=held) for kind in ("kolesar", "log_linear")]


def predicted(way: Measured, fit: TravelFit | None, n_bands: int, assumed_kmh: float) -> NDArray[np.float32]:
    """Median minutes, bands × sites × cells; inf where a place cannot be reached."""
    if fit is None:
        base = np.broadcast_to(way.cells, (n_bands, *way.cells.shape[1:]))
        return (base / assumed_kmh * 60 if way.way == "straight" else base).astype(np.float32)
    found = np.full((n_bands, *way.cells.shape[1:]), np.inf, dtype=np.float32)
    for at, base in enumerate(way.cells):
        reached = np.isfinite(base)
        bands = range(n_bands) if len(way.cells) == 1 else (at,)
        curves = fit.all_minutes(np.maximum(base[reached], 0.01), [band if band < len(fit.band_effect) else 0 for band in bands])
        for band, minutes in zip(bands, curves, strict=True):
            found[band][reached] = minutes
    return found


def _road_trips(roads: Network, start: NDArray, legs: pl.DataFrame, from_site: NDArray, band: NDArray) -> NDArray[np.float64]:
    """Minutes of each trip along the roads: all posts to all junctions the trips end at, then picked."""
    found = np.full(legs.height, np.nan)
    posts = np.unique(from_site[from_site >= 0])
    if not posts.size:
        return found
    points = np.stack([legs["x"].to_numpy(), legs["y"].to_numpy()], axis=-1)
    for number, graph in enumerate(roads.graphs):
        rows = np.flatnonzero((from_site >= 0) & ((band == number) | (len(roads.graphs) == 1)))
        ends, last = graph.snap(points[rows])
        nodes, near = graph.snap(start[posts])
        asked, turn = np.unique(ends, return_inverse=True)
        ways = reach(graph, nodes, targets=asked)
        at = np.searchsorted(posts, from_site[rows])
        found[rows] = ways[at, turn] + (near[at] + last) / 1000 / ACCESS_KMH * 60
    return found


def _table_minutes(travel: pl.DataFrame, sites: pl.DataFrame, cells: pl.DataFrame, bands: list[str]) -> NDArray[np.float64] | None:
    """The uploaded table as bands × sites × cells by the cells' area; None unless every post reaches most calls."""
    areas = cells["area"].fill_null("").to_list()
    place = {name: at for at, name in enumerate(dict.fromkeys(areas))}
    site = {name: at for at, name in enumerate(sites["name"])}
    minutes = np.full((len(bands), sites.height, len(place)), np.inf)
    # A value for one time band stands above the one for all day.
    rows = travel.filter(pl.col("minutes") >= 0).sort(pl.col("band").is_not_null(), "from_id", "to_id", "band", "minutes")
    for start, end, value, band in rows.select("from_id", "to_id", "minutes", "band").iter_rows():
        if start in site and end in place:
            which = slice(None) if band not in bands else bands.index(band)
            minutes[which, site[start], place[end]] = value
    at_cells = minutes[:, :, [place[name] for name in areas]]
    posts = (sites["kind"] == "existing").to_numpy()
    weight = cells["calls"].to_numpy()
    told = (np.isfinite(at_cells[:, posts]).all(axis=0) * weight).sum(axis=1) / max(weight.sum(), 1)
    return at_cells if (told >= OD_SHARE).all() else None


def _cell_of(legs: pl.DataFrame, cells: pl.DataFrame) -> NDArray[np.int64]:
    joined = legs.join(cells.select("cell_x", "cell_y", "cell"), on=["cell_x", "cell_y"], how="left")
    number: NDArray[np.int64] = joined["cell"].fill_null(-1).to_numpy()
    return number


def _picked(minutes: NDArray, band: NDArray, site: NDArray, cell: NDArray) -> NDArray[np.float64]:
    found = minutes[np.minimum(band, len(minutes) - 1), np.maximum(site, 0), np.maximum(cell, 0)].astype(float)
    return np.where((site >= 0) & (cell >= 0) & np.isfinite(found), found, np.nan)


def _xy(frame: pl.DataFrame) -> NDArray[np.float64]:
    return np.stack([frame["x"].to_numpy(), frame["y"].to_numpy()], axis=-1)
