"""The words of texts as numbers: nouns of Korean texts, folded words of English ones, with how they were found."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.text import kiwi
from models.methods.text.clean import ENGLISH, KOREAN
from models.methods.text.compounds import Stream, join
from models.methods.text.english import english_words
from models.methods.text.lists import STOP_EN, STOP_KO
from models.methods.text.stripped import stripped

Way = Literal["exact", "cached", "stripped"]


@dataclass(frozen=True, eq=False)
class Tokens:
    """Words of n texts in reading order: those of text i are `ids[ptr[i]:ptr[i + 1]]`, numbers into `words` (sorted).

    `way` is how Korean texts were read ("" where there were none): "exact", "cached" or "stripped"; `f1` the agreement of
    the cached way with the exact one on a sample; `why` what kept Kiwi from being used, "" where nothing did.
    """

    ptr: NDArray[np.int64]
    ids: NDArray[np.int32]
    words: list[str]
    way: str
    f1: float | None = None
    why: str = ""

    def __len__(self) -> int:
        return self.ptr.size - 1

    def of(self, text: int) -> list[str]:
        """The words of one text."""
        return [self.words[number] for number in self.ids[self.ptr[text] : self.ptr[text + 1]]]


def tokens(
    texts: Sequence[str],
    language: ArrayLike,
    *,
    way: Way = "exact",
    user: Collection[str] = (),
    stop: Collection[str] = STOP_KO | STOP_EN,
    shortest: int = 1,
    compounds: bool = True,
) -> Tokens:
    """The words of cleaned texts; `language` as `clean.language` tells it, one per text.

    Korean: common and proper nouns and foreign words by Kiwi, neighbours that belong together joined (`compounds.join`,
    counted once per distinct text), words of the dictionary `user` whole. English: small letters, endings folded. Others:
    words as they stand. Words of `stop`, and Korean ones shorter than `shortest`, are left out after joining. Where
    Kiwi cannot be loaded, particles and endings are stripped by rule and `way` and `why` say so. The same texts give
    the same answer in any order of texts.

    Example: ["불법 주정차 신고"] -> 불법, 주정차, 신고; seen five times in distinct texts -> 불법주정차, 신고.
    """
    language = np.asarray(language)
    distinct, of_text = _distinct(texts)
    spoken = np.zeros(len(distinct), language.dtype)
    spoken[of_text] = language
    korean = np.flatnonzero(spoken == KOREAN)
    dictionary = tuple(sorted({"".join(word.split()) for word in user} - {""}))
    nouns, used, f1, why = _korean([distinct[at] for at in korean], way, dictionary)
    stream = _stream(nouns, korean)
    if compounds:
        stream = join(stream, dictionary)
    rest = np.flatnonzero(spoken != KOREAN)
    others: Iterable[kiwi.Nouns] = ((_other(distinct[at], spoken[at] == ENGLISH, stop), []) for at in rest)
    stream = _both(_shown(stream), _stream(others, rest))
    ptr, ids, words = _packed(stream, len(distinct), stop, shortest)
    return Tokens(*_spread(ptr, ids, of_text), words, used, f1, why)


def _distinct(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    number: dict[str, int] = {}
    return_of = np.fromiter((number.setdefault(text, len(number)) for text in texts), np.int64, len(texts))
    return list(number), return_of


def _korean(texts: list[str], way: Way, user: tuple[str, ...]) -> tuple[Iterable[kiwi.Nouns], str, float | None, str]:
    if not texts:
        return (), "", None, ""
    if way == "stripped":
        return stripped(texts), way, None, ""
    try:
        reader = kiwi.load(user)
    except kiwi.Unavailable as why:
        return stripped(texts), "stripped", None, str(why)
    if way == "cached":
        return kiwi.cached(reader, texts), way, kiwi.agreement(reader, texts), ""
    return kiwi.exact(reader, texts), way, None, ""


def _other(text: str, english: bool, stop: Collection[str]) -> list[str]:
    if english:
        return english_words(text, stop)
    return [word for word in "".join(letter if letter.isalnum() else " " for letter in text.lower()).split() if not word.isdigit()]


def _stream(read: Iterable[tuple[list[str], list[bool]]], texts: NDArray[np.intp]) -> Stream:
    """What was read, foreign words under their small letters, as one stream; `texts` says whose each entry is."""
    number: dict[str, int] = {}
    ids, glued, sizes = array("i"), bytearray(), []
    for words, follows in read:
        ids.extend([number.setdefault(word, len(number)) for word in words])
        glued.extend(follows if len(follows) == len(words) else bytes(len(words)))
        sizes.append(len(words))
    text = np.repeat(texts[: len(sizes)].astype(np.int32), sizes)
    return Stream(np.array(ids, np.int32), np.frombuffer(bytes(glued), np.bool_), text, list(number))


def _shown(stream: Stream) -> Stream:
    """Foreign words written in different cases made one, under the commonest writing (of equal ones the first by letters)."""
    count = np.bincount(stream.ids, minlength=len(stream.words))
    best: dict[str, str] = {}
    seen = Counter(dict(zip(stream.words, count.tolist(), strict=True)))
    for word in sorted(stream.words, key=lambda word: (-seen[word], word)):
        best.setdefault(word.lower(), word)
    return Stream(stream.ids, stream.glued, stream.text, [best[word.lower()] for word in stream.words])


def _both(one: Stream, other: Stream) -> Stream:
    shift = np.int32(len(one.words))
    ids = np.concatenate([one.ids, other.ids + shift])
    return Stream(ids, np.concatenate([one.glued, other.glued]), np.concatenate([one.text, other.text]), [*one.words, *other.words])


def _packed(stream: Stream, n: int, stop: Collection[str], shortest: int) -> tuple[NDArray[np.int64], NDArray[np.int32], list[str]]:
    """Without what is left out, by text, with the words that are left sorted and numbered in that order."""
    unwanted = frozenset(stop)
    used = np.bincount(stream.ids, minlength=len(stream.words)) > 0
    kept = [
        word
        for word, is_used in zip(stream.words, used, strict=True)
        if is_used and word not in unwanted and word.lower() not in unwanted and (len(word) >= shortest or word.isascii())
    ]
    words = sorted(set(kept))
    number = {word: at for at, word in enumerate(words)}
    given = np.array([number.get(word, -1) for word in stream.words], np.int32)
    ids = given[stream.ids] if stream.ids.size else stream.ids
    text = stream.text[ids >= 0]
    order = np.argsort(text, kind="stable")
    ptr = np.append(0, np.cumsum(np.bincount(text, minlength=n)))
    return ptr.astype(np.int64), ids[ids >= 0][order], words


def _spread(ptr: NDArray[np.int64], ids: NDArray[np.int32], of_text: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """From distinct texts to all of them."""
    size = np.diff(ptr)[of_text]
    spread = np.append(0, np.cumsum(size))
    places = np.arange(spread[-1]) - np.repeat(spread[:-1], size) + np.repeat(ptr[:-1][of_text], size)
    return spread, ids[places]
