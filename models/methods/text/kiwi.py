"""Korean nouns by Kiwi, a morphological analyser: exactly, text by text, or from a cache of distinct words between spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from sys import intern
from typing import Any

WORKERS = 2
KEPT = frozenset(("NNG", "NNP", "SL"))
NOUNS = frozenset(("NNG", "NNP"))

_SAMPLE, _TOGETHER = 300, 20_000
_BLOCK, _REMEMBERED, _LONG = 4_000, 6_000_000, 1_000  # texts; letters; letters
_FULL_STOP = re.compile(r"(?<=[가-힣]{3}[.!?])[ \n](?=\S)")
# Quotes, marks of addresses, points of a list.
_BOUND = re.compile(
    "[\"'`´\u2018-\u201f\u2032-\u2037#@\u2150-\u218f\u2460-\u24ff\u2776-\u2793]|://|www|[0-9ㄱ-ㅣ][.)]|(?<![가-힣])[가-힣][.)]"
)

Nouns = tuple[list[str], list[bool]]  # words of a text in order, and whether each follows the one before with nothing between


class Unavailable(Exception):
    """Kiwi or its model cannot be loaded here; the message is why."""


@lru_cache(maxsize=1)
def load(user: tuple[str, ...] = ()) -> Any:
    """The analyser with the words of a user's dictionary, loaded once (about 2 s and 400 MB). Raises Unavailable.

    Kiwi 0.24, Lee 2024, Kiwi: developing a Korean morphological analyzer based on statistical language models and
    skip-bigram. Words without letters are left out of the dictionary.
    """
    try:
        from kiwipiepy import Kiwi

        kiwi = Kiwi(num_workers=WORKERS)
        for word in user:
            if any(map(str.isalpha, word)):
                kiwi.add_user_word(word, "NNP", 3.0)
        kiwi.tokenize("가")
    except Exception as fault:  # whatever keeps it from loading: absent, a broken model, no right to read, no memory
        raise Unavailable(f"{type(fault).__name__}: {fault}"[:200]) from fault
    return kiwi


def exact(kiwi: Any, texts: Iterable[str]) -> Iterator[Nouns]:
    """The nouns of each text as Kiwi reads it whole, in two threads; prefixes belong to their noun (재개발).

    Kiwi itself reads sentence by sentence and carries over only open quotes and numbered points: sentences said again are
    read once, and a text that holds any of these goes in whole.
    """
    known: dict[str, tuple[Nouns, bool]] = {}
    remembered, rest = 0, iter(texts)
    while block := list(islice(rest, _BLOCK)):
        if remembered > _REMEMBERED:
            known.clear()
            remembered = 0
        parts = [sentences(text) for text in block]
        fresh = list(dict.fromkeys(said for each in parts for said in each if said not in known))
        known |= zip(fresh, map(_alone, _analysed(kiwi, fresh)), strict=True)
        remembered += sum(map(len, fresh))
        doubted = [text for each, text in zip(parts, block, strict=True) if len(each) > 1 and any(known[said][1] for said in each)]
        whole = dict(zip(doubted, map(_nouns, _analysed(kiwi, doubted)), strict=True))
        for each, text in zip(parts, block, strict=True):
            yield whole[text] if text in whole else _chained([known[said][0] for said in each])


def sentences(text: str) -> list[str]:
    """The sentences that Kiwi reads one by one; the text whole where one could bear on the next, or Kiwi may cut elsewhere.

    Kiwi cuts at the space after a full stop, never within an address of the web or of mail. It remembers quotes and the points
    of a list (가. 나. / 1) 2) / Ⅰ. Ⅱ. / ① ②). A sentence of more than some thousand letters it cuts in the middle.
    """
    if _BOUND.search(text):
        return [text]
    found = _FULL_STOP.split(text)
    return found if max(map(len, found)) <= _LONG else [text]


def cached(kiwi: Any, texts: Sequence[str]) -> Iterator[Nouns]:
    """The nouns of each text from those of its words between spaces, each distinct one read once, out of context.

    Quicker where words repeat, and not the same: `agreement` measures by how much.
    """
    distinct = list(dict.fromkeys(word for text in texts for word in text.split()))
    known = {}
    for start in range(0, len(distinct), _TOGETHER):
        part = distinct[start : start + _TOGETHER]
        for word, found in zip(part, _edged(kiwi, part), strict=True):
            known[word] = found
    for text in texts:
        words: list[str] = []
        glued: list[bool] = []
        for line in text.split("\n"):
            open_end = False
            for word in line.split():
                nouns, glue, starts, ends = known[word]
                if nouns:
                    words += nouns
                    glued.append(open_end and starts)
                    glued += glue
                open_end = ends
        yield words, glued


def agreement(kiwi: Any, texts: Sequence[str]) -> float:
    """F1 of the nouns of the cached way against the exact one, on 300 texts spread evenly; 1.0 where neither finds any.

    Van Rijsbergen 1979, Information retrieval: 2 |both| / (|one| + |other|), nouns counted as often as they stand in a text.
    Example: 가 가 나 against 가 나 다 -> 2 * 2 / (3 + 3) = .667.
    """
    sample = texts[:: max(1, -(-len(texts) // _SAMPLE))]
    return f1((words for words, _ in cached(kiwi, sample)), (words for words, _ in exact(kiwi, sample)))


def f1(ones: Iterable[list[str]], others: Iterable[list[str]]) -> float:
    """The F1 of `agreement` for words of texts given in the same order."""
    both = total = 0
    for one, other in zip(ones, others, strict=True):
        both += (Counter(one) & Counter(other)).total()
        total += len(one) + len(other)
    return 2 * both / total if total else 1.0


def _analysed(kiwi: Any, texts: Iterable[str]) -> Iterator[Sequence[Any]]:
    from kiwipiepy import Match

    yield from kiwi.tokenize(iter(texts), match_options=Match.ALL | Match.JOIN_NOUN_PREFIX)


def _alone(found: Sequence[Any]) -> tuple[Nouns, bool]:
    """The nouns, and whether sentences beside it could change them: a point of a list, a prefix that Kiwi joins one sentence later."""
    return _nouns(found), any(token.tag in ("SB", "XPN") for token in found)


def _chained(parts: Sequence[Nouns]) -> Nouns:
    """Sentences as one text: the first noun of each follows nothing."""
    if len(parts) == 1:
        return parts[0]
    return [word for words, _ in parts for word in words], [follows for _, glued in parts for follows in glued]


def _nouns(found: Sequence[Any]) -> Nouns:
    words, glued = [], []
    last = line = -1
    for at, token in enumerate(found):
        if token.tag in KEPT:
            words.append(intern(token.form))
            glued.append(at == last + 1 and last >= 0 and token.line_number == line)
            last, line = at, token.line_number
    return words, glued


def _edged(kiwi: Any, words: list[str]) -> Iterator[tuple[list[str], list[bool], bool, bool]]:
    """Nouns, glue between them (all but the first), and whether the word starts and ends with a noun."""
    for found in _analysed(kiwi, words):
        nouns, glued = _nouns(found)
        yield nouns, glued[1:], bool(found) and found[0].tag in KEPT, bool(found) and found[-1].tag in KEPT
