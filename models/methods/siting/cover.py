"""Which candidate sites cover which demand rows, held sparse in both directions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit


@dataclass(frozen=True, eq=False)
class Cover:
    """A 0/1 matrix of demand rows × candidate sites in compressed form, both ways round.

    rows_of_site[site_ptr[j]:site_ptr[j+1]] are the demand rows that site j covers, rising;
    sites_of_row[row_ptr[i]:row_ptr[i+1]] are the sites that cover demand row i, rising.
    """

    n_demand: int
    n_sites: int
    site_ptr: NDArray[np.int64]
    rows_of_site: NDArray[np.int32]
    row_ptr: NDArray[np.int64]
    sites_of_row: NDArray[np.int32]

    def counts(self, sites: ArrayLike) -> NDArray[np.int64]:
        """Per demand row, how many of `sites` cover it (a site given twice counts twice)."""
        found = np.zeros(self.n_demand, dtype=np.int64)
        for site in np.asarray(sites, dtype=np.int64):
            found[self.rows_of_site[self.site_ptr[site] : self.site_ptr[site + 1]]] += 1
        return found

    def weight_of_sites(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Per site, the weight of the rows it covers."""
        total: NDArray[np.float64] = _summed(self.site_ptr, self.rows_of_site, weights)
        return total


def cover_from_pairs(demand: ArrayLike, site: ArrayLike, n_demand: int, n_sites: int) -> Cover:
    """Cover from (demand row, site) pairs; a pair given twice counts once. ValueError when a number is out of range."""
    rows = np.asarray(demand, dtype=np.int64).reshape(-1)
    columns = np.asarray(site, dtype=np.int64).reshape(-1)
    if rows.shape != columns.shape:
        raise ValueError(f"pairs: {rows.size} demand rows but {columns.size} sites")
    if n_demand < 1 or n_sites < 1:
        raise ValueError("at least one demand row and one candidate site are needed")
    if rows.size and (rows.min() < 0 or rows.max() >= n_demand or columns.min() < 0 or columns.max() >= n_sites):
        raise ValueError(f"pairs must lie in {n_demand} demand rows × {n_sites} sites")
    keys = np.unique(rows * n_sites + columns)
    return _from_rows(keys // n_sites, keys % n_sites, n_demand, n_sites)


def cover_within(cost: ArrayLike, limit: float) -> Cover:
    """Cover where cost[i, j] ≤ limit: demand rows × sites, in minutes or metres like `limit`; inf is "not reached".

    Example: cost [[3, 9], [8, 4]] and limit 5 give site 0 → row 0, site 1 → row 1.
    """
    matrix = np.asarray(cost)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ValueError(f"cost must be a table of demand rows × sites, got shape {matrix.shape}")
    sizes = _sizes_within(np.ascontiguousarray(matrix.T), limit)
    if np.isnan(limit) or sizes.min() < 0:
        raise ValueError("cost and limit must be numbers; use inf where a site is not reached")
    site_ptr = np.zeros(matrix.shape[1] + 1, dtype=np.int64)
    np.cumsum(sizes, out=site_ptr[1:])
    rows_of_site = _rows_within(np.ascontiguousarray(matrix.T), limit, site_ptr)
    row_ptr, sites_of_row = _turned(site_ptr, rows_of_site, matrix.shape[0])
    return Cover(matrix.shape[0], matrix.shape[1], site_ptr, rows_of_site, row_ptr, sites_of_row)


def cover_near(demand_xy: ArrayLike, site_xy: ArrayLike, radius_m: float) -> Cover:
    """Cover where the straight line in a metric projection is ≤ radius_m; coordinates in metres, never degrees."""
    # Takes a quarter of a second to import, and costs of travel need nothing of it.
    from scipy.spatial import cKDTree

    demand = np.ascontiguousarray(demand_xy, dtype=np.float64)
    sites = np.ascontiguousarray(site_xy, dtype=np.float64)
    if demand.ndim != 2 or sites.ndim != 2 or demand.shape[1] != sites.shape[1]:
        raise ValueError("demand_xy and site_xy must be tables of points of the same dimension")
    if not (np.isfinite(demand).all() and np.isfinite(sites).all()):
        raise ValueError("every coordinate must be a finite number")
    near = cKDTree(demand).sparse_distance_matrix(cKDTree(sites), radius_m, output_type="ndarray")
    order = np.lexsort((near["j"], near["i"]))
    return _from_rows(near["i"][order], near["j"][order], demand.shape[0], sites.shape[0])


def merged_rows(cover: Cover, weights: NDArray[np.float64]) -> tuple[Cover, NDArray[np.float64], NDArray[np.int64]]:
    """The same problem with demand rows of equal cover made one, weights added; rows without weight or cover left out.

    Returns the smaller cover, its weights, and for each old row its new row (−1 when left out). No value of any set of
    sites changes by it.
    """
    kept = np.flatnonzero((weights > 0) & (np.diff(cover.row_ptr) > 0))
    first, second = _row_keys(cover.row_ptr, cover.sites_of_row, kept)
    order = np.lexsort((kept, second, first))
    group = _grouped(cover.row_ptr, cover.sites_of_row, kept, order, first, second)
    n_groups = int(group.max()) + 1 if kept.size else 0
    summed = np.bincount(group, weights=weights[kept], minlength=n_groups)
    example = np.empty(n_groups, dtype=np.int64)
    example[group[::-1]] = kept[::-1]
    new_row = np.full(cover.n_demand, -1, dtype=np.int64)
    new_row[kept] = group
    sizes = cover.row_ptr[example + 1] - cover.row_ptr[example]
    taken = np.repeat(cover.row_ptr[example] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    columns = cover.sites_of_row[taken]
    merged = _from_rows(np.repeat(np.arange(n_groups), sizes), columns, max(n_groups, 1), cover.n_sites)
    return merged, np.asarray(summed if n_groups else np.zeros(1), dtype=np.float64), new_row


def part_of(cover: Cover, sites: NDArray[np.int64], alive: NDArray[np.bool_]) -> tuple[Cover, NDArray[np.int64]]:
    """(cover of those `sites`, in their order, over the `alive` rows that they reach; the old numbers of its rows)."""
    sizes = np.diff(cover.site_ptr)[sites]
    taken = np.repeat(cover.site_ptr[sites] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    rows, column = cover.rows_of_site[taken], np.repeat(np.arange(sites.size), sizes)
    kept = alive[rows]
    rows, column = rows[kept], column[kept]
    reached = np.zeros(cover.n_demand, dtype=np.bool_)
    reached[rows] = True
    number = np.cumsum(reached, dtype=np.int32) - np.int32(1)
    site_ptr = np.zeros(sites.size + 1, dtype=np.int64)
    np.cumsum(np.bincount(column, minlength=sites.size), out=site_ptr[1:])
    rows = number[rows]
    old = np.flatnonzero(reached)
    row_ptr, sites_of_row = _turned(site_ptr, rows, old.size)
    return Cover(old.size, sites.size, site_ptr, rows, row_ptr, sites_of_row), old


def _from_rows(rows: NDArray, columns: NDArray, n_demand: int, n_sites: int) -> Cover:
    """Cover from distinct pairs whose demand rows are rising."""
    row_ptr = np.zeros(n_demand + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=n_demand), out=row_ptr[1:])
    columns = np.ascontiguousarray(columns, dtype=np.int32)
    site_ptr, rows_of_site = _turned(row_ptr, columns, n_sites)
    return Cover(n_demand, n_sites, site_ptr, rows_of_site, row_ptr, columns)


@njit(cache=True, nogil=True)
def _summed(site_ptr: np.ndarray, rows_of_site: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values of the rows of each site, added up."""
    total = np.zeros(site_ptr.size - 1)
    for j in range(total.size):
        for k in range(site_ptr[j], site_ptr[j + 1]):
            total[j] += values[rows_of_site[k]]
    return total


@njit(cache=True, nogil=True)
def _sizes_within(cost: np.ndarray, limit: float) -> np.ndarray:
    """Per site how many rows lie within the limit, −1 where a cost is no number. `cost` is sites × rows."""
    sizes = np.zeros(cost.shape[0], dtype=np.int64)
    for j in range(cost.shape[0]):
        within, known = 0, 0
        for i in range(cost.shape[1]):
            within += cost[j, i] <= limit
            known += cost[j, i] == cost[j, i]
        sizes[j] = within if known == cost.shape[1] else -1
    return sizes


@njit(cache=True, nogil=True)
def _rows_within(cost: np.ndarray, limit: float, site_ptr: np.ndarray) -> np.ndarray:
    """The rows of each site, rising."""
    rows = np.empty(site_ptr[-1], dtype=np.int32)
    for j in range(cost.shape[0]):
        place = site_ptr[j]
        for i in range(cost.shape[1]):
            if cost[j, i] <= limit:
                rows[place] = i
                place += 1
    return rows


@njit(cache=True, nogil=True)
def _turned(ptr: np.ndarray, idx: np.ndarray, n_out: int) -> tuple[np.ndarray, np.ndarray]:
    """Compressed rows turned into compressed columns, rising inside each."""
    out_ptr = np.zeros(n_out + 1, dtype=np.int64)
    for k in range(idx.size):
        out_ptr[idx[k] + 1] += 1
    for j in range(n_out):
        out_ptr[j + 1] += out_ptr[j]
    place = out_ptr[:-1].copy()
    out = np.empty(idx.size, dtype=np.int32)
    for i in range(ptr.size - 1):
        for k in range(ptr[i], ptr[i + 1]):
            j = idx[k]
            out[place[j]] = i
            place[j] += 1
    return out_ptr, out


@njit(cache=True, nogil=True)
def _row_keys(row_ptr: np.ndarray, sites_of_row: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two 64-bit sums of mixed site numbers per row: equal covers give equal keys."""
    first = np.zeros(kept.size, dtype=np.uint64)
    second = np.zeros(kept.size, dtype=np.uint64)
    for r in range(kept.size):
        a = np.uint64(0)
        b = np.uint64(0)
        for k in range(row_ptr[kept[r]], row_ptr[kept[r] + 1]):
            z = np.uint64(sites_of_row[k] + 1) * np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
            a += z
            b ^= z * np.uint64(0xD6E8FEB86659FD93)
        first[r] = a
        second[r] = b
    return first, second


@njit(cache=True, nogil=True)
def _grouped(
    row_ptr: np.ndarray, sites_of_row: np.ndarray, kept: np.ndarray, order: np.ndarray, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Group numbers of rows sorted by key; a row joins its forerunner only when the covers are really equal."""
    group = np.empty(kept.size, dtype=np.int64)
    last = np.int64(-1)
    n_groups = 0
    for position in range(order.size):
        r = order[position]
        same = False
        if last >= 0 and first[r] == first[last] and second[r] == second[last]:
            i, h = kept[r], kept[last]
            size = row_ptr[i + 1] - row_ptr[i]
            if size == row_ptr[h + 1] - row_ptr[h]:
                same = True
                for k in range(size):
                    if sites_of_row[row_ptr[i] + k] != sites_of_row[row_ptr[h] + k]:
                        same = False
                        break
        if not same:
            n_groups += 1
            last = r
        group[r] = n_groups - 1
    return group
