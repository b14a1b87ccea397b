"""Cuts a header into the concepts it is made of."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from data_catalog.terms.lexicon import Term, Terms, lexicon, spelled, with_digits
from data_catalog.terms.shortened import shortened

_WORDS = (r"[가-힣]+", r"[A-Za-z]+", r"\d+", r"[^\W\d_]+")
# "2024년05월_계": the month a column of a wide table is of.
_MONTH_BEFORE = re.compile(r"^(19|20)\d\d\s*년\s*\d{1,2}\s*월[_\s]+(?=\S)")
_UNREAD = "?"  # marks a syllable no known word covers
_BRACKETS = re.compile(r"[(\[{<〔［（]([^)\]}>〕］）]*)[)\]}>〕］）]")
# "사업장가입상태코드 1 등록 2 탈퇴": a list of codes after the name.
_CODE_NOTE = re.compile(r"\s+\d+\s*[:.=]?\s*[^\W\d_].*$")
_UNITS = re.compile(r"^(단위\s*[:：]?\s*)?(천?원|만원|백만원|명|건|대|개|개소|km|m|㎡|m2|분|초|시간|일|세|%|％|℃|시:분|yyyy.*|hh.*)$", re.I)


def clean(header: str) -> str:
    """The header with width, invisible marks, code notes and units gone; brackets that say more than a unit are kept as words.

    >>> clean(" 사업장가입상태코드 1 등록 2 탈퇴"), clean("현장과의거리(km)"), clean("좌표정보(X)"), clean("2024년05월_총인구수")
    ('사업장가입상태코드', '현장과의거리', '좌표정보 X', '총인구수')
    """
    flat = re.sub("[\ufeff\u200bㆍ·‧・]", " ", header)
    flat = unicodedata.normalize("NFKC", flat).strip()
    flat = _MONTH_BEFORE.sub("", _CODE_NOTE.sub("", flat))
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


def _read(text: str) -> list[Term]:
    found: list[Term] = []
    for word in _split(text):
        found += _hangul(word) if re.match(r"[가-힣]", word) and word not in lexicon() else _latin(word)
    return found


def _split(text: str) -> list[str]:
    """Words at spaces, marks, changes of script, camel case and digits; words of the table that hold digits stay whole."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return re.findall("|".join([*with_digits(), *_WORDS]), apart, re.I)


@lru_cache(maxsize=20_000)
def _latin(word: str) -> Terms:
    low = word.casefold()
    if low.isdigit() and low not in lexicon():
        return (Term(low, "digits"),)
    known = lexicon().get(low) or (lexicon().get(low[:-1]) if low.endswith("s") and len(low) > 3 else None)
    if known or (known := _run_of_words(low) or shortened(low)):
        return known
    # A lone letter is a mark of whoever made the table (k-전체동수).
    return (Term(low, "faint" if len(low) == 1 else "unknown"),)


def _run_of_words(low: str) -> Terms:
    """The concepts of abbreviations written without marks (BPLCNM, SITEWHLADDR), when they cover every letter; else nothing.

    Two letters are a word only at the end, where they say the role.
    """
    words, longest = spelled()
    best: list[tuple[int, Terms] | None] = [(0, ())]
    for end in range(1, len(low) + 1):
        options = []
        for start in range(max(0, end - longest), end):
            piece, before = low[start:end], best[start]
            fits = end - start > 2 or (end == len(low) and any(term.sort == "role" for term in lexicon().get(piece, ())))
            if before is not None and fits and piece in words:
                options.append((before[0] + 1, (*before[1], *lexicon()[piece])))
        best.append(min(options, key=lambda option: option[0], default=None))
    whole = best[-1]
    return whole[1] if whole and len(low) > 4 else ()


@lru_cache(maxsize=20_000)
def _hangul(word: str) -> list[Term]:
    """The cheapest cut of a run of Hangul into known words: unknown syllables cost most, then the number of pieces."""
    known = lexicon()
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(word) + 1):
        options = []
        for start in range(max(0, end - 10), end):
            piece = word[start:end]
            cost, before = best[start]
            if piece in known:
                known_before = bool(before) and not before[-1].startswith(_UNREAD)
                options.append((cost + _piece_cost(piece, start, end == len(word), known_before), (*before, piece)))
            if end - start == 1:
                options.append((cost + 2.0, (*before, _UNREAD + piece)))
        best.append(min(options))
    return _known_or_not(best[-1][1])


def _piece_cost(piece: str, start: int, last: bool, known_before: bool) -> float:
    """One syllable is a word of its own only at the end (일, 명, 수) or at the very beginning; inside only 의 after a word is no chance."""
    if len(piece) > 1:
        return 1.0 - 0.05 * len(piece)
    if piece == "의" and known_before and not last:
        return 1.5
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
            found += lexicon()[piece]
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
