"""What was found of one kind in one column, and what is best done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ACTIONS = ("drop", "mask", "hash", "keep")
SURE, LIKELY, NOT_SURE = "sure", "likely", "not_sure"


@dataclass(frozen=True)
class Finding:
    """Personal values of one kind in one column, counted over all rows. No value of a person stands in it."""

    column: str
    kind: str
    rows: int
    share: float
    """Of the rows that have a value."""
    confidence: str
    within_text: bool
    """Whether the values stand among other words."""
    example_masked: str
    why: str
    """A code: pattern, check_digit, header, marker, institution, repeated, facility, information."""
    by_header: bool
    """Whether the header tells it, so that whole cells are meant."""
    suggested: str
    waits: bool
    """Whether nothing may be done with the file until somebody decides."""

    def to_json(self) -> dict[str, Any]:
        """As it is told to a program."""
        shown = ("column", "kind", "rows", "confidence", "within_text", "example_masked", "why", "suggested", "waits")
        return {**{name: getattr(self, name) for name in shown}, "share": round(self.share, 4)}
