"""The layout of a file: a key to remember mappings by, and what differs when next month's file has another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from data_catalog import terms


@dataclass(frozen=True)
class LayoutChange:
    """How a layout differs from the remembered one. `renamed` pairs old and new names that are alike."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]

    @property
    def is_same(self) -> bool:
        return not (self.added or self.gone or self.renamed)


def layout_key(columns: Iterable[str]) -> str:
    """A fingerprint of the column names, whatever their order, spacing and case."""
    names = sorted(terms.compact(name) or name.strip() for name in columns)
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:32]


def layout_change(before: Sequence[str], now: Sequence[str]) -> LayoutChange:
    """What came, what went, and what was probably only renamed."""
    old = {terms.compact(name): name for name in before}
    new = {terms.compact(name): name for name in now}
    gone = [name for key, name in old.items() if key not in new]
    added = [name for key, name in new.items() if key not in old]
    pairs = sorted(((_alike(one, other), one, other) for one in gone for other in added), reverse=True)
    renamed: list[tuple[str, str]] = []
    for alike, one, other in pairs:
        if alike >= 0.75 and one in gone and other in added:
            renamed.append((one, other))
            gone.remove(one)
            added.remove(other)
    return LayoutChange(tuple(added), tuple(gone), tuple(renamed))


def _alike(one: str, other: str) -> float:
    return max(terms.likeness(one, other), float(fuzz.ratio(terms.compact(one), terms.compact(other))) / 100)
