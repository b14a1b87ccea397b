"""A small covering set of sites: greedy, then a search that lives with uncovered rows and weighs them up."""

from __future__ import annotations

import numpy as np

from models.methods.kernels import njit


@njit(cache=True, nogil=True)
def cover_all(
    site_ptr: np.ndarray, rows_of_site: np.ndarray, row_ptr: np.ndarray, sites_of_row: np.ndarray, start: np.ndarray, steps: int, seed: int
) -> np.ndarray:
    """Sites that cover every row: `start` completed greedily, then bettered by `steps` steps of row weighting.

    Row weighting local search (Gao, Weise & Li 2015, An efficient local search heuristic with row weighting for the
    unicost set covering problem): from a cover one site is taken away; then sites are exchanged, the one that uncovers
    least against the one that covers most of a random uncovered row, and rows that stay uncovered gain weight, until all
    are covered again with one site fewer.
    """
    np.random.seed(seed)
    m, n = site_ptr.size - 1, row_ptr.size - 1
    inside = np.zeros(m, np.bool_)
    times = np.zeros(n, np.int64)
    for s in range(start.size):
        if not inside[start[s]]:
            inside[start[s]] = True
            for k in range(site_ptr[start[s]], site_ptr[start[s] + 1]):
                times[rows_of_site[k]] += 1
    _complete(site_ptr, rows_of_site, row_ptr, sites_of_row, times, inside)
    best = np.flatnonzero(inside)
    if steps == 0 or best.size <= 1:
        return best
    return _weigh(site_ptr, rows_of_site, row_ptr, sites_of_row, times, inside, best, steps)


@njit(cache=True, nogil=True)
def _weigh(
    site_ptr: np.ndarray,
    rows_of_site: np.ndarray,
    row_ptr: np.ndarray,
    sites_of_row: np.ndarray,
    times: np.ndarray,
    inside: np.ndarray,
    best: np.ndarray,
    steps: int,
) -> np.ndarray:
    m, n = site_ptr.size - 1, row_ptr.size - 1
    weight = np.ones(n, np.int64)
    score = np.zeros(m, np.int64)  # weight a site would newly cover, or, inside, would uncover
    _score_all(site_ptr, rows_of_site, times, inside, weight, score)
    moved = np.zeros(m, np.int64)
    may_enter = np.ones(m, np.bool_)
    open_rows, place = np.empty(n, np.int64), np.full(n, -1, np.int64)
    n_open = 0
    chosen = best.copy()
    n_chosen = chosen.size
    banned = -1
    for step in range(1, steps + 1):
        while n_open == 0:
            best = chosen[:n_chosen].copy()
            if n_chosen <= 1:
                return best
            out = _least(chosen, n_chosen, score, moved, -1)
            n_open = _flip(site_ptr, rows_of_site, row_ptr, sites_of_row, times, weight, score, chosen[out], inside,
                           may_enter, open_rows, place, n_open)  # fmt: skip
            n_chosen -= 1
            chosen[out] = chosen[n_chosen]
        out = _least(chosen, n_chosen, score, moved, banned)
        if out >= 0:
            j = chosen[out]
            n_open = _flip(site_ptr, rows_of_site, row_ptr, sites_of_row, times, weight, score, j, inside,
                           may_enter, open_rows, place, n_open)  # fmt: skip
            moved[j] = step
            may_enter[j] = False
            n_chosen -= 1
            chosen[out] = chosen[n_chosen]
        row = open_rows[np.random.randint(n_open)]
        pick = -1
        for q in range(row_ptr[row], row_ptr[row + 1]):
            j = sites_of_row[q]
            if may_enter[j] and (pick < 0 or score[j] > score[pick] or (score[j] == score[pick] and moved[j] < moved[pick])):
                pick = j
        if pick < 0:
            pick = sites_of_row[row_ptr[row]]
        n_open = _flip(site_ptr, rows_of_site, row_ptr, sites_of_row, times, weight, score, pick, inside,
                       may_enter, open_rows, place, n_open)  # fmt: skip
        moved[pick] = step
        banned = pick
        chosen[n_chosen] = pick
        n_chosen += 1
        for k in range(n_open):
            weight[open_rows[k]] += 1
            for q in range(row_ptr[open_rows[k]], row_ptr[open_rows[k] + 1]):
                score[sites_of_row[q]] += 1
    return best


@njit(cache=True, nogil=True)
def _least(chosen: np.ndarray, n_chosen: int, score: np.ndarray, moved: np.ndarray, banned: int) -> int:
    """Place in `chosen` of the site that uncovers least, the longest unmoved on a tie; −1 when only `banned` is there."""
    out = -1
    for k in range(n_chosen):
        j = chosen[k]
        if j != banned and (out < 0 or score[j] < score[chosen[out]] or (score[j] == score[chosen[out]] and moved[j] < moved[chosen[out]])):
            out = k
    return out


@njit(cache=True, nogil=True)
def _flip(
    site_ptr: np.ndarray,
    rows_of_site: np.ndarray,
    row_ptr: np.ndarray,
    sites_of_row: np.ndarray,
    times: np.ndarray,
    weight: np.ndarray,
    score: np.ndarray,
    j: int,
    inside: np.ndarray,
    may_enter: np.ndarray,
    open_rows: np.ndarray,
    place: np.ndarray,
    n_open: int,
) -> int:
    """Site j goes in or out; the scores of its neighbours follow. Its own score keeps its size, for the other way."""
    entering = not inside[j]
    inside[j] = entering
    kept = score[j]
    for k in range(site_ptr[j], site_ptr[j + 1]):
        i = rows_of_site[k]
        was = times[i]
        times[i] = was + 1 if entering else was - 1
        lone = -1
        change = 0
        if entering and was == 0:
            change = -weight[i]  # nobody else gains by covering it any more
            last = open_rows[n_open - 1]
            open_rows[place[i]] = last
            place[last] = place[i]
            place[i] = -1
            n_open -= 1
        elif not entering and was == 1:
            change = weight[i]
            open_rows[n_open] = i
            place[i] = n_open
            n_open += 1
        elif entering and was == 1:
            lone = -weight[i]  # its lone site is no longer needed there
        elif not entering and was == 2:
            lone = weight[i]
        for q in range(row_ptr[i], row_ptr[i + 1]):
            other = sites_of_row[q]
            may_enter[other] = True
            if other != j:
                if change != 0:
                    score[other] += change
                elif lone != 0 and inside[other]:
                    score[other] += lone
    score[j] = kept
    return n_open


@njit(cache=True, nogil=True)
def _score_all(
    site_ptr: np.ndarray, rows_of_site: np.ndarray, times: np.ndarray, inside: np.ndarray, weight: np.ndarray, score: np.ndarray
) -> None:
    for j in range(score.size):
        score[j] = 0
        for k in range(site_ptr[j], site_ptr[j + 1]):
            i = rows_of_site[k]
            if (inside[j] and times[i] == 1) or (not inside[j] and times[i] == 0):
                score[j] += weight[i]


@njit(cache=True, nogil=True)
def _complete(
    site_ptr: np.ndarray, rows_of_site: np.ndarray, row_ptr: np.ndarray, sites_of_row: np.ndarray, times: np.ndarray, inside: np.ndarray
) -> None:
    """Adds the site with most uncovered rows (lowest number on a tie) until all are covered, then drops needless ones."""
    m = site_ptr.size - 1
    gain = np.zeros(m, np.int64)
    left = 0
    for i in range(times.size):
        if times[i] == 0:
            left += 1
            for q in range(row_ptr[i], row_ptr[i + 1]):
                gain[sites_of_row[q]] += 1
    while left > 0:
        pick = np.argmax(gain)
        inside[pick] = True
        for k in range(site_ptr[pick], site_ptr[pick + 1]):
            i = rows_of_site[k]
            if times[i] == 0:
                left -= 1
                for q in range(row_ptr[i], row_ptr[i + 1]):
                    gain[sites_of_row[q]] -= 1
            times[i] += 1
    for j in range(m):
        if inside[j]:
            needed = False
            for k in range(site_ptr[j], site_ptr[j + 1]):
                if times[rows_of_site[k]] == 1:
                    needed = True
                    break
            if not needed:
                inside[j] = False
                for k in range(site_ptr[j], site_ptr[j + 1]):
                    times[rows_of_site[k]] -= 1
