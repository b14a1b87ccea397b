"""Ranked marks that would lie on each other are moved apart, as little as shows every rank."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from app.charts.marks import Layer, Spot

# A mark's label is written inside it when it has no more letters than this.
INSIDE_MAX = 2
# So many ranks can be told apart on a map; whoever comes after is a dot there and stands with its rank in the list.
BADGES_MAX = 30
_ROUNDS = 400

Shift = tuple[float, float]
STILL: Shift = (0.0, 0.0)


def shifts(layer: Layer, at: Callable[[Spot], tuple[float, float]], reach: float) -> list[Shift]:
    """How far each mark of a layer is moved, in the units of `at`; `reach` is a mark's radius there. Only the first ranked sites move."""
    first, rest = layer.marks[:BADGES_MAX], layer.marks[BADGES_MAX:]
    ranked = layer.kind == "points" and layer.role == "site" and all(len(mark.label) <= INSIDE_MAX for mark in first)
    moved = apart([at(mark.shape) for mark in first], reach) if ranked else [STILL] * len(first)
    return [*moved, *[STILL] * len(rest)]


def apart(places: Sequence[tuple[float, float]], reach: float) -> list[Shift]:
    """Shifts after which no two discs of radius `reach` overlap; `(0, 0)` for a disc that has room where it is.

    Every overlapping pair is pushed apart along its line until none is left; discs at one place part in directions of their own.
    """
    start = np.array(places, dtype=float).reshape(-1, 2)
    moved = start.copy()
    number = np.arange(len(start))
    own = np.stack([np.cos(number * 2.399963), np.sin(number * 2.399963)], axis=1)
    for _ in range(_ROUNDS):
        gap = moved[:, None, :] - moved[None, :, :]
        far = np.hypot(gap[..., 0], gap[..., 1])
        over = np.where(far < 2 * reach * (1 - 1e-3), 2 * reach - far, 0.0)
        np.fill_diagonal(over, 0.0)
        if not over.any():
            break
        one_place = far < reach * 1e-6
        gap = np.where(one_place[..., None], own[:, None, :] - own[None, :, :], gap)
        far = np.where(one_place, np.hypot(gap[..., 0], gap[..., 1]), far)
        np.fill_diagonal(far, 1.0)
        # A little more than half of what is too near: else the last hair takes as long as all before it.
        moved += ((over * 0.52 / far)[..., None] * gap).sum(axis=1)
    shift = moved - start
    return [STILL if math.hypot(x, y) < reach * 0.05 else (float(x), float(y)) for x, y in shift]
