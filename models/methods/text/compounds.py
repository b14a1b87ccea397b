"""Words made of neighbouring nouns that belong together: 불법 주정차 is 불법주정차."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_HANGUL = re.compile("[\uac00-\ud7a3]+")
_PASSES, _LONGEST, _PARTS = 2, 8, 5


@dataclass(frozen=True, eq=False)
class Stream:
    """Words in reading order: `ids` into `words`, whether each follows the one before with nothing between, and its text."""

    ids: NDArray[np.int32]
    glued: NDArray[np.bool_]
    text: NDArray[np.int32]
    words: list[str]


def join(stream: Stream, user: Collection[str] = (), fewest: int = 5, strength: float = 0.5) -> Stream:
    """The stream with pairs of neighbours made one word, new words appended.

    A pair is joined where it stands `fewest` times and its normalised pointwise mutual information is `strength` or
    more (Bouma 2009, Normalized (pointwise) mutual information in collocation extraction, here of neighbours); of
    pairs that overlap the stronger is, of equal ones the first. Done twice, for words of three and four nouns, up to
    8 syllables. What spells a word of `user` is joined before, however rare.

    Example: 불법 주정차 seen 5 times and neither otherwise: NPMI 1, joined.
    """
    stream = _spelled(stream, frozenset(user))
    for _ in range(_PASSES):
        score = _scores(stream, fewest, strength)
        before, after = np.append(0.0, score[:-1]), np.append(score[1:], 0.0)
        ends = np.flatnonzero((score > before) & (score >= after))
        if not ends.size:
            break
        stream = _joined(stream, ends - 1, ends)
    return stream


def _scores(stream: Stream, fewest: int, strength: float) -> NDArray[np.float64]:
    """Of each place the strength of its tie to the one before, 0 where the two are not to be joined."""
    ids, words = stream.ids, stream.words
    score = np.zeros(ids.size)
    places = np.flatnonzero(stream.glued)
    if not places.size:
        return score
    pairs, which, count = np.unique(ids[places - 1].astype(np.int64) * len(words) + ids[places], return_inverse=True, return_counts=True)
    first, second = np.divmod(pairs, len(words))
    single = np.bincount(ids, minlength=len(words)).astype(float)
    share = count / ids.size
    with np.errstate(divide="ignore", invalid="ignore"):
        strong = np.log(share * ids.size**2 / (single[first] * single[second])) / -np.log(share)
    strong[(count < fewest) | ~(strong >= strength) | (first == second)] = 0.0
    for pair in np.flatnonzero(strong):
        spelled = words[first[pair]] + words[second[pair]]
        if len(spelled) > _LONGEST or not _HANGUL.fullmatch(spelled):
            strong[pair] = 0.0
    score[places] = strong[which]
    return score


def _spelled(stream: Stream, wanted: frozenset[str]) -> Stream:
    """What spells a word of the dictionary together made one word, the longest first."""
    beginnings = {word[:end] for word in wanted for end in range(1, len(word))}
    may_begin = np.array([word in beginnings for word in stream.words], np.bool_)
    if not may_begin.any():
        return stream
    starts, ends, free = [], [], 0
    for start in np.flatnonzero(may_begin[stream.ids]).tolist():
        if start < free:
            continue
        spelled, end = stream.words[stream.ids[start]], start
        for place in range(start + 1, min(start + _PARTS, stream.ids.size)):
            spelled += stream.words[stream.ids[place]]
            if not stream.glued[place] or (spelled not in beginnings and spelled not in wanted):
                break
            end = place if spelled in wanted else end
        if end > start:
            starts.append(start)
            ends.append(end)
            free = end + 1
    return _joined(stream, np.array(starts, np.intp), np.array(ends, np.intp))


def _joined(stream: Stream, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> Stream:
    """The places from each start to its end (at most 5, not overlapping) made one."""
    code, reach = stream.ids[starts].astype(np.int64), int((ends - starts).max(initial=0))
    for step in range(1, reach + 1):
        inside = np.minimum(starts + step, ends)
        part = np.where(starts + step <= ends, stream.ids[inside].astype(np.int64) + 1, 0)
        _, code = np.unique(code * (len(stream.words) + 1) + part, return_inverse=True)
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    words, number = list(stream.words), {word: at for at, word in enumerate(stream.words)}
    given = np.empty(first.size, np.int32)
    for at, example in enumerate(first.tolist()):
        spelled = "".join(stream.words[part] for part in stream.ids[starts[example] : ends[example] + 1])
        if spelled not in number:
            number[spelled] = len(words)
            words.append(spelled)
        given[at] = number[spelled]
    ids, kept = stream.ids.copy(), np.ones(stream.ids.size, np.bool_)
    ids[starts] = given[which]
    for step in range(1, reach + 1):
        kept[np.minimum(starts + step, ends)] = False
    return Stream(ids[kept], stream.glued[kept], stream.text[kept], words)
