"""The circles of places a scan looks at, in bands that are passed over together."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit
from models.methods.spatial.windows import Windows

_AT_ONCE = 4_000_000
_SAME_PLACE = 1e-9


class Zones(NamedTuple):
    """Circles round each centre: places near[ptr[c]:ptr[c+1]] by distance, `cases` in all up to each, `whole` where the next is farther
    (a circle holds all places at its rim); bands of circles end before band_end[band_ptr[c]:band_ptr[c+1]], `band_least` has the
    cases of the smallest circle of each."""

    ptr: NDArray[np.int64]
    near: NDArray[np.int64]
    distance: NDArray[np.float64]
    cases: NDArray[np.int64]
    whole: NDArray[np.bool_]
    band_ptr: NDArray[np.int64]
    band_end: NDArray[np.int64]
    band_least: NDArray[np.int64]


def zones_round(
    centres: NDArray[np.float64], points: NDArray[np.float64], size: NDArray[np.int64], radius: float | None, share: float, windows: Windows
) -> Zones:
    """All circles round the centres up to a radius and a share of cases; places without a case are left out."""
    from scipy.spatial import cKDTree

    held = np.flatnonzero(size)
    tree = cKDTree(points[held])
    corners = np.vstack([points[held], centres])
    farthest = float(np.hypot(*np.ptp(corners, axis=0))) + 1.0 if radius is None else radius
    upto = np.cumsum(tree.query_ball_point(centres, farthest, return_length=True))
    parts = np.split(np.arange(len(centres)), np.flatnonzero(np.diff(upto // _AT_ONCE)) + 1)
    found = [_nearest_first(centres[part], tree, held, size, farthest, share * windows.cases) for part in parts]
    counts, near, distance, cases_upto, whole = (np.concatenate(columns) for columns in zip(*found, strict=True))
    ptr = np.r_[0, np.cumsum(counts)].astype(np.int64)
    usual = windows.upto[-1] / (windows.upto.size - 1) * windows.high[0] / windows.cases
    return Zones(ptr, near, distance, cases_upto, whole, *bands(ptr, cases_upto, whole, usual))


def _nearest_first(
    centres: NDArray[np.float64], tree: Any, held: NDArray[np.int64], size: NDArray[np.int64], farthest: float, most: float
) -> tuple[NDArray[Any], ...]:
    """(places a centre, then of each place: its number, distance, cases up to it, whether the next is farther)."""
    from scipy.spatial import cKDTree

    pairs = cKDTree(centres).sparse_distance_matrix(tree, farthest, output_type="ndarray")
    order = np.lexsort((pairs["j"], pairs["v"], pairs["i"]))
    centre, place, far = pairs["i"][order].astype(np.int64), held[pairs["j"][order]], pairs["v"][order]
    begin = np.searchsorted(centre, np.arange(len(centres) + 1))
    summed = np.r_[0, np.cumsum(size[place])]
    cases = summed[1:] - summed[begin[centre]]
    whole = np.r_[(np.diff(centre) != 0) | (np.diff(far) > _SAME_PLACE), np.ones(min(1, far.size), np.bool_)]
    at = np.arange(far.size)
    last = np.full(len(centres), -1)
    np.maximum.at(last, centre, np.where(whole & (cases <= most), at, -1))
    kept = at <= last[centre]
    return np.bincount(centre[kept], minlength=len(centres)), place[kept], far[kept], cases[kept].astype(np.int64), whole[kept]


@njit(cache=True, nogil=True)
def bands(ptr: np.ndarray, cases: np.ndarray, whole: np.ndarray, usual: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Circles of one centre that are passed over together: the more are expected in them (`usual` a case, in the longest window), the
    closer to one another they must be for the largest to tell anything of the smallest."""
    band_ptr, ends, least = np.zeros(ptr.size, np.int64), np.empty(cases.size, np.int64), np.empty(cases.size, np.int64)
    made = 0
    for centre in range(ptr.size - 1):
        open_at = -1.0
        for rank in range(ptr[centre], ptr[centre + 1]):
            if not whole[rank]:
                continue
            if open_at < 0 or cases[rank] > open_at * (1 + 1.2 / np.sqrt(1 + open_at * usual)):
                open_at = cases[rank]
                least[made] = cases[rank]
                made += 1
            ends[made - 1] = rank + 1
        band_ptr[centre + 1] = made
    return band_ptr, ends[:made], least[:made]


@njit(cache=True, nogil=True)
def clear_of(ptr: np.ndarray, near: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Per centre, how many places come before the first that is `among` those meant."""
    clear = np.empty(ptr.size - 1, np.int64)
    for centre in range(clear.size):
        rank = ptr[centre]
        while rank < ptr[centre + 1] and not among[near[rank]]:
            rank += 1
        clear[centre] = rank - ptr[centre]
    return clear
