"""How alike two headers are in meaning, and what roles and subject a header names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from data_catalog.terms.cut import compact, terms
from data_catalog.terms.lexicon import WEIGHTS, Term, near

# Two roles that cannot be the same column make two headers unlike, whatever else they share.
_ROLE_CLASH = 0.6


@lru_cache(maxsize=100_000)
def likeness(header: str, known: str) -> float:
    """How alike two headers are, 0 to 1: 1 the same name, about 0.95 the same concepts, less by what only one of them says."""
    left, right = compact(header), compact(known)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    meant = _overlap(terms(header), terms(known))
    written = float(fuzz.ratio(left, right)) / 100
    # Letters alone mislead (신고시각, 신고일자): they only lift what meaning supports, or unknown words written nearly alike.
    return max(0.97 * meant, 0.55 * meant + 0.40 * written if min(len(left), len(right)) > 1 else 0.0)


@lru_cache(maxsize=100_000)
def kinship(header: str, known: str) -> float:
    """How alike two headers are in what they are about, their roles (date, time, name) left out; 0 when either is about nothing."""
    ours, theirs = (tuple(term for term in terms(text) if term.sort != "role") for text in (header, known))
    told = all(any(term.sort != "faint" for term in side) for side in (ours, theirs))
    return _overlap(ours, theirs) if told else 0.0


@lru_cache(maxsize=20_000)
def roles(header: str) -> frozenset[str]:
    """The roles a header names: date, time, name, count …"""
    return frozenset(term.concept for term in terms(header) if term.sort == "role")


@lru_cache(maxsize=20_000)
def stem(header: str) -> frozenset[str]:
    """What a header is about, its role left out: columns of one pair share it (신고년월일, 신고시각)."""
    return frozenset(term.concept for term in terms(header) if term.sort not in ("role", "faint"))


def _overlap(left: tuple[Term, ...], right: tuple[Term, ...]) -> float:
    """Weighted Dice over concepts; kin concepts count in part."""
    pairs = [(kin, one, other) for one in left for other in right if (kin := _kinship(one, other))]
    if not pairs:
        return 0.0
    ours, theirs = _weighed(left, right), _weighed(right, left)
    total = sum(ours.values()) + sum(theirs.values())
    shared, used = 0.0, set[tuple[str, Term]]()
    for kin, one, other in sorted(pairs, key=lambda pair: -pair[0]):
        if not used & {("ours", one), ("theirs", other)}:
            shared += kin * (ours[one] + theirs[other])
            used |= {("ours", one), ("theirs", other)}
    return shared / total * (_ROLE_CLASH if _clash(ours, theirs) else 1.0)


def _weighed(side: tuple[Term, ...], other: tuple[Term, ...]) -> dict[Term, float]:
    """The weight of each concept. A name and a kind say little where the other side names no role (소방서, 소방서명)."""
    bare = not any(term.sort == "role" for term in other)
    return {term: WEIGHTS["faint"] if bare and term.concept in ("name", "kind") else term.weight for term in side}


def _kinship(left: Term, right: Term) -> float:
    if left.concept == right.concept:
        return 1.0
    if left.sort == right.sort == "unknown":
        alike = float(fuzz.ratio(left.concept, right.concept)) / 100
        short, long = sorted((left.concept, right.concept), key=len)
        if len(short) > 1 and not short.isascii() and short in long:
            alike = max(alike, 0.75)
        return alike if alike >= 0.75 else 0.0
    kin = near()
    return max(kin.get((left.concept, right.concept), 0.0), kin.get((right.concept, left.concept), 0.0))


def _clash(left: Mapping[Term, float], right: Mapping[Term, float]) -> bool:
    ours = [term for term in left if term.sort == "role"]
    theirs = [term for term in right if term.sort == "role"]
    return bool(ours and theirs) and max(_kinship(one, other) for one in ours for other in theirs) < 0.5
