"""The tree of organisations in the order it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any


def in_order(lang: str) -> Callable[[Any], tuple[str, str]]:
    """What organisations are sorted by: their name in the language it is shown in, then the id."""
    return lambda row: (str(getattr(row, f"name_{lang}")).casefold(), row.id)


def walk(
    every: Sequence[Any], roots: frozenset[str], order: Callable[[Any], tuple[str, str]], *, astray: bool = False
) -> Iterable[tuple[Any, int]]:  # fmt: skip
    """The rows at and under the roots with their depth, parents before children, siblings in an order. `astray`: of those in a circle."""
    by_id = {row.id: row for row in every}
    children: dict[str | None, list[Any]] = {}
    for row in sorted(every, key=order):
        children.setdefault(row.parent_id, []).append(row)
    # A root under another root is drawn once, where it stands; of roots in a circle the first by name.
    tops = [
        root for root in roots if root in by_id and (astray or not (_above(by_id, root) - {root}) & roots or root in _above(by_id, root))
    ]
    waiting = [(by_id[top], 0) for top in sorted(tops, key=lambda top: order(by_id[top]), reverse=True)]
    seen: set[str] = set()
    while waiting:
        row, depth = waiting.pop()
        if row.id in seen:
            continue
        seen.add(row.id)
        yield row, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(row.id, []))]


def _above(by_id: Mapping[str, Any], own: str) -> set[str]:
    found: set[str] = set()
    at = by_id[own].parent_id
    while at and at in by_id and at not in found:
        found.add(at)
        at = by_id[at].parent_id
    return found
