"""Values sorted into a few classes, so that a map's colours can be read off a legend."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.texts import text
from models.kit.wording import number

CLASSES_MAX = 5
SAMPLE_MAX = 2_000


@dataclass(frozen=True)
class Classes:
    """`edges` are the inner bounds: class k holds edges[k-1] ≤ value < edges[k]. `labels` are in the reader's language."""

    edges: tuple[float, ...]
    labels: tuple[str, ...]
    diverging: bool

    def of(self, value: float) -> int:
        """The class of a value."""
        return bisect_right(self.edges, value)

    def of_all(self, values: np.ndarray) -> np.ndarray:
        """The class of each of many values."""
        return np.searchsorted(np.array(self.edges), values, side="right").astype(np.uint8)


def classes(values: Sequence[float] | np.ndarray, form: str, lang: str) -> Classes:
    """Up to five classes with round bounds where the values leave gaps; few distinct values are a class each."""
    known = np.array(values, dtype=float)  # missing ones become NaN
    known = known[np.isfinite(known)]
    distinct = np.unique(known)
    if distinct.size <= CLASSES_MAX:
        edges = tuple(float(value) for value in distinct[1:])
        return Classes(edges, tuple(_said(value, form) for value in distinct), _diverges(distinct))
    low, high = float(distinct[0]), float(distinct[-1])
    edges = _symmetric(low, high) if _diverges(distinct) else _natural(known, low, high)
    if (distinct == np.round(distinct)).all():
        # The same classes said in whole numbers: nobody counts 6.4 calls.
        edges = tuple(dict.fromkeys(float(math.ceil(edge)) for edge in edges))
    labels = tuple(_label(edges, index, form, lang) for index in range(len(edges) + 1))
    return Classes(edges, labels, _diverges(distinct))


def _label(edges: tuple[float, ...], index: int, form: str, lang: str) -> str:
    if index == 0:
        return text("charts.class_first", lang, high=_said(edges[0], form))
    if index == len(edges):
        return text("charts.class_last", lang, low=_said(edges[-1], form))
    return text("charts.class", lang, low=_said(edges[index - 1], form), high=_said(edges[index], form))


def _natural(known: np.ndarray, low: float, high: float) -> tuple[float, ...]:
    """Natural breaks (Jenks 1967), found as one-dimensional k-means started at quantiles, with round bounds."""
    ordered = np.sort(known if known.size <= SAMPLE_MAX else np.quantile(known, np.linspace(0, 1, SAMPLE_MAX)))
    centres = np.quantile(np.unique(ordered), (np.arange(CLASSES_MAX) + 0.5) / CLASSES_MAX)
    for _ in range(40):
        bounds = np.searchsorted(ordered, (centres[1:] + centres[:-1]) / 2)
        groups = np.split(ordered, bounds)
        moved = np.array([group.mean() if group.size else centre for group, centre in zip(groups, centres, strict=True)])
        if np.allclose(moved, centres):
            break
        centres = moved
    raw = (centres[1:] + centres[:-1]) / 2
    found = dict.fromkeys(_rounded(float(edge)) for edge in raw)
    return tuple(edge for edge in found if low < edge < high) or ((low + high) / 2,)


def _symmetric(low: float, high: float) -> tuple[float, ...]:
    reach = max(-low, high)
    return tuple(edge for edge in (_rounded(reach * share) for share in (-0.5, -0.1, 0.1, 0.5)) if low < edge < high)


def _rounded(value: float) -> float:
    """Two figures that a person can keep in mind."""
    if value == 0:
        return 0.0
    digits = 1 - math.floor(math.log10(abs(value)))
    return round(value, digits)


def _diverges(distinct: np.ndarray) -> bool:
    return bool(distinct.size) and bool(distinct[0] < 0 < distinct[-1])


def _said(value: float, form: str) -> str:
    if form.endswith("%"):
        return number(value, form)
    return number(float(f"{value:.6g}"))
