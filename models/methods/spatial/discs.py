"""The boundary of a union of equal discs inside a square, for true circles and for the polygons that stand for them."""

from __future__ import annotations

from math import acos, asin, atan2, cos, floor, hypot, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit

Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def covered_by_circles(cx: Floats, cy: Floats, radius: float, half: float) -> float:
    """Area of the square [−half, half]² within `radius` of a centre. Centres must differ.

    Green's theorem over the boundary of the union: arcs no other circle covers, and the covered parts of the square's sides.
    """
    n = cx.size
    low, high = np.empty(2 * n + 8), np.empty(2 * n + 8)
    twice = half * _covered_sides(cx, cy, radius, half, 0, low, high)
    for i in range(n):
        m = _angles_lost(cx, cy, i, radius, half, low, high)
        if m < 0:
            continue
        _sort(low, high, m)
        at = 0.0
        for k in range(m + 1):
            until = low[k] if k < m else 2 * pi
            if until > at:
                along = cx[i] * (sin(until) - sin(at)) - cy[i] * (cos(until) - cos(at))
                twice += radius * (radius * (until - at) + along)
            if k < m and high[k] > at:
                at = high[k]
    return twice / 2


@njit(cache=True, nogil=True)
def covered_by_polygons(cx: Floats, cy: Floats, radius: float, half: float, quarter: int) -> float:
    """The same for regular polygons of 4 × `quarter` corners at `radius`, the first corner to the east."""
    n, corners = cx.size, 4 * quarter
    step = 2 * pi / corners
    inner, edge, hair = radius * cos(step / 2), radius * sin(step / 2), 1e-10 * radius
    low, high = np.empty(2 * n + 8), np.empty(2 * n + 8)
    twice = half * _covered_sides(cx, cy, radius, half, quarter, low, high)
    for i in range(n):
        for k in range(corners):
            nx, ny = cos((k + 0.5) * step), sin((k + 0.5) * step)
            mx, my = cx[i] + inner * nx, cy[i] + inner * ny
            start, end = _inside_square(mx, my, -ny, nx, edge, half)
            if start >= end:
                continue
            m = 0
            for j in range(n):
                if j == i:
                    continue
                dx, dy = cx[i] - cx[j], cy[i] - cy[j]
                beyond = dx * nx + dy * ny
                # Sides that lie on one line count for one of two polygons on the same side of it, for both of two that face each other.
                if beyond > hair or (beyond >= -hair and j > i) or beyond <= hair - 2 * inner:
                    continue
                middle, reach = dx * ny - dy * nx, _flat_half_chord(abs(inner + beyond), radius, step)
                if middle - reach < end and middle + reach > start:
                    low[m], high[m] = middle - reach, middle + reach
                    m += 1
            _sort(low, high, m)
            twice += (mx * nx + my * ny) * _left_over(low, high, m, start, end)
    return twice / 2


@njit(cache=True, nogil=True)
def _angles_lost(cx: Floats, cy: Floats, i: int, radius: float, half: float, low: Floats, high: Floats) -> int:
    """Angles of circle i outside the square or inside another circle, in [0, 2π]; −1 where that is all of it."""
    m = 0
    for side in range(4):
        room = half - (cx[i] if side == 0 else cy[i] if side == 1 else -cx[i] if side == 2 else -cy[i])
        if room <= -radius:
            return -1
        if room < radius:
            m = _put(low, high, m, side * pi / 2, acos(room / radius))
    for j in range(cx.size):
        dx, dy = cx[j] - cx[i], cy[j] - cy[i]
        apart = hypot(dx, dy)
        if j != i and apart < 2 * radius:
            m = _put(low, high, m, atan2(dy, dx), acos(apart / (2 * radius)))
    return m


@njit(cache=True, nogil=True)
def _put(low: Floats, high: Floats, m: int, middle: float, reach: float) -> int:
    start, end = middle - reach, middle + reach
    if start < 0:
        start, end = start + 2 * pi, end + 2 * pi
    low[m], high[m] = start, min(end, 2 * pi)
    if end <= 2 * pi:
        return m + 1
    low[m + 1], high[m + 1] = 0.0, end - 2 * pi
    return m + 2


@njit(cache=True, nogil=True)
def _covered_sides(cx: Floats, cy: Floats, radius: float, half: float, quarter: int, low: Floats, high: Floats) -> float:
    """Length of the square's four sides that lie within the discs (`quarter` 0: circles)."""
    total = 0.0
    for side in range(4):
        m = 0
        for i in range(cx.size):
            across, along = (cx[i], cy[i]) if side % 2 == 0 else (cy[i], cx[i])
            away = abs(half - across if side < 2 else half + across)
            if away < radius:
                reach = sqrt(radius**2 - away**2) if quarter == 0 else _pointed_half_chord(away, radius, pi / 2 / quarter)
                low[m], high[m] = along - reach, along + reach
                m += 1
        _sort(low, high, m)
        total += 2 * half - _left_over(low, high, m, -half, half)
    return total


@njit(cache=True, nogil=True)
def _left_over(low: Floats, high: Floats, m: int, start: float, end: float) -> float:
    """Length of [start, end] outside m stretches sorted by their beginning."""
    left, at = 0.0, start
    for k in range(m):
        if low[k] >= end:
            break
        if low[k] > at:
            left += low[k] - at
        if high[k] > at:
            at = high[k]
    return left + max(0.0, end - at)


@njit(cache=True, nogil=True)
def _inside_square(mx: float, my: float, ux: float, uy: float, edge: float, half: float) -> tuple[float, float]:
    """The stretch of the line m + t·u, |t| ≤ edge, inside the square; empty (1, 0) where none is."""
    start, end = -edge, edge
    for axis in range(2):
        at, along = (mx, ux) if axis == 0 else (my, uy)
        if abs(along) < 1e-12:
            if abs(at) > half:
                return 1.0, 0.0
        else:
            one, other = (-half - at) / along, (half - at) / along
            start, end = max(start, min(one, other)), min(end, max(one, other))
    return start, end


@njit(cache=True, nogil=True)
def _flat_half_chord(away: float, radius: float, step: float) -> float:
    """Half the chord of the polygon parallel to one of its sides, `away` from the middle."""
    k = max(1.0, floor(acos(min(1.0, away / radius)) / step + 0.5))
    return _between(away, radius, (k - 0.5) * step, (k + 0.5) * step)


@njit(cache=True, nogil=True)
def _pointed_half_chord(away: float, radius: float, step: float) -> float:
    """Half the chord parallel to a line through opposite corners."""
    k = floor(asin(min(1.0, away / radius)) / step)
    return _between(away, radius, pi / 2 - k * step, pi / 2 - (k + 1) * step)


@njit(cache=True, nogil=True)
def _between(away: float, radius: float, one: float, other: float) -> float:
    """Half the chord at height `away` on the side between the corners at two angles from the top."""
    high, low = radius * cos(one), radius * cos(other)
    share = (away - low) / (high - low)
    return radius * (sin(other) + share * (sin(one) - sin(other)))


@njit(cache=True, nogil=True)
def _sort(low: Floats, high: Floats, m: int) -> None:
    """The first m stretches by their beginning."""
    if m > 64:
        order = np.argsort(low[:m])
        low[:m], high[:m] = low[:m][order], high[:m][order]
        return
    for k in range(1, m):
        start, end, at = low[k], high[k], k
        while at > 0 and low[at - 1] > start:
            low[at], high[at] = low[at - 1], high[at - 1]
            at -= 1
        low[at], high[at] = start, end
