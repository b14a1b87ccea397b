"""The words headers are made of: cuts a header into concepts and says how alike two headers are in meaning."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz

# How much a concept says about which field a column is. A role (date, name, count) is shared by many columns of a table; what the
# column is about is not.
_WEIGHTS = {"role": 0.6, "content": 1.0, "faint": 0.12, "unknown": 0.9, "digits": 0.5}
# Two roles that cannot be the same column make two headers unlike, whatever else they share.
_ROLE_CLASH = 0.6
_UNREAD = "?"  # marks a syllable no known word covers
_BRACKETS = re.compile(r"[(\[{<〔［（]([^)\]}>〕］）]*)[)\]}>〕］）]")
# "사업장가입상태코드 1 등록 2 탈퇴": a list of codes after the name.
_CODE_NOTE = re.compile(r"\s+\d+\s*[:.=]?\s*[^\W\d_].*$")
_UNITS = re.compile(r"^(단위\s*[:：]?\s*)?(천?원|만원|백만원|명|건|대|개|개소|km|m|㎡|m2|분|초|시간|일|세|%|％|℃|시:분|yyyy.*|hh.*)$", re.I)


@dataclass(frozen=True)
class Term:
    """One concept of a header. `sort` is role, content, faint, unknown (a word no table knows) or digits."""

    concept: str
    sort: str

    @property
    def weight(self) -> float:
        return _WEIGHTS[self.sort]


def clean(header: str) -> str:
    """The header with width, invisible marks, code notes and units gone; brackets that say more than a unit are kept as words.

    >>> clean(" 사업장가입상태코드 1 등록 2 탈퇴"), clean("현장과의거리(km)"), clean("좌표정보(X)")
    ('사업장가입상태코드', '현장과의거리', '좌표정보 X')
    """
    flat = re.sub("[\ufeff\u200bㆍ·‧・]", " ", header)
    flat = unicodedata.normalize("NFKC", flat).strip()
    flat = _CODE_NOTE.sub("", flat)
    flat = _BRACKETS.sub(lambda found: "" if _UNITS.match(found.group(1).strip()) else f" {found.group(1)} ", flat)
    return re.sub(r"\s+", " ", flat).strip()


@lru_cache(maxsize=20_000)
def compact(header: str) -> str:
    """The cleaned header without spaces, marks and case: what counts as the same name."""
    return re.sub(r"[\W_]+", "", clean(header)).casefold()


@lru_cache(maxsize=20_000)
def terms(header: str) -> tuple[Term, ...]:
    """The concepts of a header in reading order.

    >>> [term.concept for term in terms("GRNDS_ARVL_YMD")], [term.concept for term in terms("현장도착년월일")]
    (['scene', 'arrive', 'date'], ['scene', 'arrive', 'date'])
    """
    text = clean(header)[:200]
    found = _read(text)
    if bracket := _BRACKETS.search(header):
        # What stands in brackets counts when it is a known word (공용, 전용, X), not when it is a remark.
        outside = clean(_BRACKETS.sub(" ", header))[:200]
        if outside and not any(term.sort in ("role", "content") for term in _read(clean(bracket.group(1)))):
            found = _read(outside)
    return _joined(tuple(found))


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


def _read(text: str) -> list[Term]:
    found: list[Term] = []
    for word in _split(text):
        found += _hangul(word) if re.match(r"[가-힣]", word) and word not in _lexicon() else [_latin(word)]
    return found


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
    return {term: _WEIGHTS["faint"] if bare and term.concept in ("name", "kind") else term.weight for term in side}


def _kinship(left: Term, right: Term) -> float:
    if left.concept == right.concept:
        return 1.0
    if left.sort == right.sort == "unknown":
        alike = float(fuzz.ratio(left.concept, right.concept)) / 100
        short, long = sorted((left.concept, right.concept), key=len)
        if len(short) > 1 and not short.isascii() and short in long:
            alike = max(alike, 0.75)
        return alike if alike >= 0.75 else 0.0
    near = _near()
    return max(near.get((left.concept, right.concept), 0.0), near.get((right.concept, left.concept), 0.0))


def _clash(left: Mapping[Term, float], right: Mapping[Term, float]) -> bool:
    ours = [term for term in left if term.sort == "role"]
    theirs = [term for term in right if term.sort == "role"]
    return bool(ours and theirs) and max(_kinship(one, other) for one in ours for other in theirs) < 0.5


def _split(text: str) -> list[str]:
    """Words at spaces, marks, changes of script, camel case and digits; words of the table that hold digits stay whole."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return _words().findall(apart)


def _latin(word: str) -> Term:
    low = word.casefold()
    if low.isdigit() and low not in _lexicon():
        return Term(low, "digits")
    known = _lexicon().get(low) or (_lexicon().get(low[:-1]) if low.endswith("s") and len(low) > 3 else None)
    return known or Term(low, "unknown")


@lru_cache(maxsize=20_000)
def _hangul(word: str) -> list[Term]:
    """The cheapest cut of a run of Hangul into known words: unknown syllables cost most, then the number of pieces."""
    lexicon = _lexicon()
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(word) + 1):
        options = []
        for start in range(max(0, end - 10), end):
            piece = word[start:end]
            cost, before = best[start]
            if piece in lexicon:
                options.append((cost + _piece_cost(piece, start, end == len(word)), (*before, piece)))
            if end - start == 1:
                options.append((cost + 2.0, (*before, _UNREAD + piece)))
        best.append(min(options))
    return _known_or_not(best[-1][1])


def _piece_cost(piece: str, start: int, last: bool) -> float:
    """One syllable is a word of its own only at the end (일, 명, 수) or at the very beginning; inside it is mostly chance."""
    if len(piece) > 1:
        return 1.0 - 0.05 * len(piece)
    return 1.1 if last and start > 0 else 1.6 if start == 0 else 2.5


def _known_or_not(pieces: tuple[str, ...]) -> list[Term]:
    """Terms of the pieces, neighbouring unknown syllables made one word."""
    found: list[Term] = []
    unknown = ""
    for piece in (*pieces, ""):
        if piece.startswith(_UNREAD):
            unknown += piece.removeprefix(_UNREAD)
            continue
        if unknown:
            found.append(Term(unknown, "unknown"))
            unknown = ""
        if piece:
            found.append(_lexicon()[piece])
    return found


def _joined(found: tuple[Term, ...]) -> tuple[Term, ...]:
    """Neighbours that make one concept: date and time a moment, year and month a month."""
    for first, second, whole in (("date", "time", "moment"), ("year", "month", "month")):
        names = [term.concept for term in found if term.concept != "particle"]
        for at in range(len(names) - 1):
            if names[at : at + 2] == [first, second]:
                kept = [term for term in found if term.concept != "particle"]
                return _joined((*kept[:at], Term(whole, "role"), *kept[at + 2 :]))
    return found


@cache
def _lexicon() -> dict[str, Term]:
    return {
        word: Term(concept, sort) for sort in ("role", "content", "faint") for concept, words in _file()[sort].items() for word in words
    }


@cache
def _words() -> re.Pattern[str]:
    with_digits = sorted((word for word in _lexicon() if re.search(r"\d", word)), key=len, reverse=True)
    return re.compile("|".join([*with_digits, r"[가-힣]+", r"[A-Za-z]+", r"\d+", r"[^\W\d_]+"]), re.I)


@cache
def _near() -> dict[tuple[str, str], float]:
    return {(one, other): kin for one, others in _file()["near"].items() for other, kin in others.items()}


@cache
def _file() -> dict[str, dict[str, dict[str, float]]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)
