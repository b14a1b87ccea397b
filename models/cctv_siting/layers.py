"""The layers of the index beside the cameras: surroundings, flow, women, detached houses, each with where it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from models.cctv_siting.gridding import by_cell, cells_from, numbers
from models.methods.cell_index import environment, fifths, half_up, shares
from models.methods.coverage import to_plane

DRINKING = "유흥|단란|주점|술집|호프|맥주|소주방|클럽|나이트|감성주점|bar|pub|nightclub"
LODGING = "숙박|모텔|여관|여인숙|호텔|호스텔|민박|게스트하우스|lodging|hotel|motel|inn"
FINANCE = "은행|금융|신협|새마을금고|저축|증권|대부|보험|환전|bank|finance"
OPEN = "영업|정상|운영|open|active"
CLOSED = "폐업|휴업|취소|말소|만료|정지|중지|제외|삭제|전출|비영업|미영업|closed"
LEAST_OTHERS = 0.25
"""A list of businesses with fewer than this share of other trades is no list of all shops."""


@dataclass(frozen=True)
class Layer:
    """A layer's values by cell; `cut` where it is a factor; `source`, rows and rows that matched no cell for the account."""

    values: np.ndarray
    source: str
    rows: int = 0
    lost: int = 0
    cut: float | None = None
    cut_from: str = ""
    shares: np.ndarray | None = None
    exact: np.ndarray | None = None
    """The shares before they were rounded."""


def surroundings(
    cells: pl.DataFrame, cell_ids: pl.DataFrame, plane: pl.DataFrame, shops: pl.DataFrame | None, risk_place: pl.DataFrame | None,
    shop_min: int,
) -> Layer:  # fmt: skip
    """5 × the shares of drinking, lodging and finance among all shops: from counts by cell, else from a list of all businesses."""
    size = cells.height
    if shops is not None:
        held = by_cell(shops, cell_ids)
        counted = [numbers(held, name, size) for name in ("drinking", "lodging", "finance", "total")]
        return Layer(environment(*counted, fewest=shop_min), "shops", shops.height, int(held["cell"].is_null().sum()))
    if risk_place is None:
        return Layer(np.zeros(size), "absent")
    places = open_places(risk_place, plane)
    kinds = trades(places)
    others = ~np.any(list(kinds.values()), axis=0) if kinds else np.zeros(0, np.bool_)
    if others.size == 0 or others.mean() < LEAST_OTHERS:
        return Layer(np.zeros(size), "no_total", risk_place.height)
    at = cells_from(cells, plane).holding(places.select("x", "y").to_numpy())
    inside = at >= 0
    sums = [np.bincount(at[inside & mask], minlength=size) for mask in (*kinds.values(), np.ones(at.size, np.bool_))]
    return Layer(environment(*sums, fewest=shop_min), "risk_place", risk_place.height, int((~inside).sum()))


def footfall(cells: pl.DataFrame, cell_ids: pl.DataFrame, flow: pl.DataFrame | None) -> Layer:
    """The mean of two grades as given; of living population without grades, quintiles."""
    size = cells.height
    if flow is None:
        return Layer(np.zeros(size), "absent")
    held = by_cell(flow, cell_ids)
    lost = int(held["cell"].is_null().sum())
    grades = [name for name in ("grade_1", "grade_2") if held[name].count()]
    if grades:
        return Layer(np.mean([numbers(held, name, size) for name in grades], axis=0), "grades", flow.height, lost)
    people = [name for name in ("people_1", "people_2") if held[name].count()]
    if not people:
        return Layer(np.zeros(size), "absent", flow.height, lost)
    return Layer(np.mean([fifths(numbers(held, name, size)) for name in people], axis=0), "fifths", flow.height, lost)


def women_factor(cells: pl.DataFrame, cell_ids: pl.DataFrame, women: pl.DataFrame | None, weight: float, cut: float) -> Layer:
    """The weight where women among residents reach the cut-off; 0 as cut-off means the place's own ratio of totals."""
    residents = cells["population"].to_numpy()
    if women is not None:
        held = by_cell(women, cell_ids)
        there, source = numbers(held, "women_10_39", cells.height), "women"
        rows, lost = women.height, int(held["cell"].is_null().sum())
    elif cells["women"].count():
        there, source, rows, lost = cells["women"].fill_null(0).to_numpy(), "demand_cell", cells.height, 0
    else:
        return Layer(np.ones(cells.height), "absent")
    made = _factor(shares(there, residents), _own_cut(there, residents), cut, weight, source, rows, lost, residents > 0)
    return replace(made, exact=_exact(there, residents))


def detached_factor(cells: pl.DataFrame, cell_ids: pl.DataFrame, detached: pl.DataFrame | None, weight: float, cut: float) -> Layer:
    """The weight where detached houses' share of floor area reaches the cut-off."""
    size = cells.height
    if detached is None:
        given = cells["detached"]
        if not given.count() or float(given.max() or 0) > 1:  # type: ignore[arg-type]
            return Layer(np.ones(size), "absent")
        share = half_up(given.fill_null(0).to_numpy())
        return _factor(share, _mean_cut(share, given.is_not_null().to_numpy()), cut, weight, "demand_cell", size, 0, share > -1)
    held = by_cell(detached, cell_ids)
    lost = int(held["cell"].is_null().sum())
    if held["detached_area"].count() and held["floor_area"].count():
        some, whole = numbers(held, "detached_area", size), numbers(held, "floor_area", size)
        made = _factor(shares(some, whole), _own_cut(some, whole), cut, weight, "areas", detached.height, lost, whole > 0)
        return replace(made, exact=_exact(some, whole))
    told = held.filter(pl.col("share").is_not_null(), pl.col("cell").is_not_null()).group_by("cell").agg(pl.col("share").mean())
    share, there = half_up(numbers(told, "share", size)), np.zeros(size, np.bool_)
    there[told["cell"].to_numpy()] = True
    return _factor(share, _mean_cut(share, there), cut, weight, "shares", detached.height, lost, there)


def open_places(risk_place: pl.DataFrame, plane: pl.DataFrame) -> pl.DataFrame:
    """Businesses that are open, with a place, in metres of the plane."""
    status = pl.col("status").fill_null("")
    is_open = (status == "") | (status.str.contains(f"(?i){OPEN}") & ~status.str.contains(f"(?i){CLOSED}"))
    placed = risk_place.filter(is_open, pl.col("location_lon").is_not_null(), pl.col("location_lat").is_not_null())
    x, y = to_plane(plane["crs"][0], placed["location_lon"].to_numpy(), placed["location_lat"].to_numpy())
    return placed.with_columns(pl.Series("x", x), pl.Series("y", y)).filter(pl.Series(np.isfinite(x) & np.isfinite(y)))


def trades(places: pl.DataFrame) -> dict[str, np.ndarray]:
    """Which businesses are drinking places, lodging, finance."""
    kind = places["kind"].fill_null("")
    return {
        name: kind.str.contains(f"(?i){words}").to_numpy()
        for name, words in (("drinking", DRINKING), ("lodging", LODGING), ("finance", FINANCE))
    }


def account_of(parts: dict[str, Layer], residents: np.ndarray) -> pl.DataFrame:
    """One row a layer: where it came from, what matched no cell, its cut-off, and the cells near the cut-off (a cliff)."""
    rows = []
    for name, layer in parts.items():
        near = raised = None
        if layer.cut is not None and layer.shares is not None:
            known = (layer.shares if layer.exact is None else layer.exact)[residents > 0]
            near = int((np.abs(known - layer.cut) <= 0.1 * layer.cut + 1e-12).sum())
            raised = int((layer.values > 1).sum())
        rows.append({
            "layer": name, "source": layer.source, "rows": layer.rows, "lost": layer.lost, "cut": layer.cut, "cut_from": layer.cut_from,
            "raised": raised, "near_cut": near, "inhabited": int((residents > 0).sum()),
        })  # fmt: skip
    schema = {"layer": pl.Utf8, "source": pl.Utf8, "rows": pl.Int64, "lost": pl.Int64, "cut": pl.Float64, "cut_from": pl.Utf8,
              "raised": pl.Int64, "near_cut": pl.Int64, "inhabited": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _own_cut(part: np.ndarray, whole: np.ndarray) -> float:
    total = float(whole.sum())
    return float(half_up(float(part.sum()) / total)) if total > 0 else 0.0


def _exact(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(whole.size), where=whole > 0)


def _mean_cut(share: np.ndarray, there: np.ndarray) -> float:
    return float(half_up(share[there].mean())) if there.any() else 0.0


def _factor(
    share: np.ndarray, own: float, given: float, weight: float, source: str, rows: int, lost: int, known: np.ndarray
) -> Layer:  # fmt: skip
    cut = given if given > 0 else own
    raised = known & (share >= cut) & (share > 0)
    chosen = "setting" if given > 0 else "own_mean" if source in ("shares", "demand_cell") and own and source != "women" else "own"
    return Layer(np.where(raised, weight, 1.0), source, rows, lost, cut, chosen, share)
