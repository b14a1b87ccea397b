"""What people write in their own words, as it is kept: without personal values, of which no digit stays."""

from __future__ import annotations

from data_catalog.personal import blank


def line(said: str, longest: int) -> str:
    """A text in one line, personal values hidden, cut at `longest` letters."""
    return blank(" ".join(said.replace("\x00", "").split()))[:longest].strip()


def lines(said: str, longest: int) -> str:
    """A text with its lines trimmed and at most one blank between two, personal values hidden, cut at `longest` letters."""
    kept: list[str] = []
    for one in said.replace("\x00", "").replace("\r", "\n").split("\n"):
        bare = " ".join(one.split())
        if bare or (kept and kept[-1]):
            kept.append(bare)
    return blank("\n".join(kept).strip())[:longest]
