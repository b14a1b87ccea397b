"""What the owner of a dataset says of it: a few plain facts, each checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from connectors.problem import Problem
from data_catalog.quality import CYCLES

TIERS = ("working", "checked", "official")
"""How far a dataset may be trusted: somebody's working file, checked by a second person, the organisation's official one."""

_LENGTHS = {"description": 2_000, "grain": 200, "area": 200, "rights": 500}
_MOST_KEYWORDS = 20


@dataclass(frozen=True)
class About:
    """`grain`: what one row is. `period`: the first and last day the rows are of, ISO. `cycle` and `tier`: of the closed lists.

    `announced`: other organisations find what is said here and the names of the columns, and may ask for the data. `sample`: made up to
    try the platform with; what is made of it is practice and no real work.
    """

    description: str = ""
    grain: str = ""
    area: str = ""
    rights: str = ""
    keywords: tuple[str, ...] = ()
    period: tuple[str, str] | None = None
    cycle: str = "once"
    tier: str = "working"
    announced: bool = False
    sample: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def about(said: Mapping[str, Any]) -> About:
    """The facts of plain values. Problem "dataset.about_wrong" names the one that cannot be."""
    texts = {name: _text(name, said.get(name) or "", most) for name, most in _LENGTHS.items()}
    words = tuple(dict.fromkeys(str(word).strip()[:50] for word in said.get("keywords") or () if str(word).strip()))
    if len(words) > _MOST_KEYWORDS:
        raise Problem("dataset.about_wrong", part="keywords", most=_MOST_KEYWORDS)
    period = said.get("period")
    cycle = _one_of("cycle", said.get("cycle") or "once", tuple(CYCLES))
    tier = _one_of("tier", said.get("tier") or "working", TIERS)
    days, announced, sample = _period(period) if period else None, said.get("announced") is True, said.get("sample") is True
    return About(**texts, keywords=words, period=days, cycle=cycle, tier=tier, announced=announced, sample=sample)


def _text(name: str, said: Any, most: int) -> str:
    text = str(said).strip()
    if len(text) > most:
        raise Problem("dataset.about_wrong", part=name, most=most)
    return text


def _one_of(name: str, said: str, known: tuple[str, ...]) -> str:
    if said not in known:
        raise Problem("dataset.about_wrong", part=name, most=", ".join(known))
    return said


def _period(said: Any) -> tuple[str, str]:
    try:
        first, last = (date.fromisoformat(str(day)) for day in said)
    except (ValueError, TypeError) as fault:
        raise Problem("dataset.about_wrong", part="period", most="YYYY-MM-DD") from fault
    if first > last:
        raise Problem("dataset.about_wrong", part="period", most=last.isoformat())
    return first.isoformat(), last.isoformat()
