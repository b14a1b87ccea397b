"""Texts as sets of their successive letters."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit


@dataclass(frozen=True, eq=False)
class Shingles:
    """Of each distinct text with a letter the sorted `codes[ptr[i]:ptr[i + 1]]`, its `first` place among all, and whose each text is.

    `of_text` is -1 where a text has neither letter nor digit. Two texts are one where their letters and digits are.
    """

    ptr: NDArray[np.int64]
    codes: NDArray[np.uint64]
    first: NDArray[np.int64]
    of_text: NDArray[np.int64]


def shingles(texts: Sequence[str], letters: int = 3) -> Shingles:
    """The sets of `letters` successive letters or digits of each text, small and without spaces, as numbers of 64 bits.

    A text shorter than that has one. Example: "가나다라" and 3 letters: 가나다, 나다라.
    """
    size = np.fromiter(map(len, texts), np.int64, len(texts))
    begins = np.append(0, np.cumsum(size))
    written = np.frombuffer("".join(texts).encode("utf-32-le" if sys.byteorder == "little" else "utf-32-be", "surrogatepass"), np.uint32)
    plain, length = _plain(written, begins, _small())
    digest = _digests(plain, begins, length)
    _, first, of_text = np.unique(digest, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size)
    first, of_text = first[order].astype(np.int64), rank[of_text.ravel()]
    filled = length[first] > 0
    number = np.where(filled, np.cumsum(filled) - 1, -1)
    ptr, codes = _cut(plain, begins, length, first[filled], letters)
    return Shingles(ptr, codes, first[filled], number[of_text])


@lru_cache(maxsize=1)
def _small() -> NDArray[np.uint32]:
    """Of each character of the first plane its small letter, 0 where it is no letter or digit."""
    return np.array(
        [ord(chr(code).lower()) if chr(code).isalnum() and len(chr(code).lower()) == 1 else 0 for code in range(0x10000)], np.uint32
    )


@njit(cache=True)
def _plain(
    written: NDArray[np.uint32], begins: NDArray[np.int64], small: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    plain, length = np.empty(written.size, np.uint32), np.zeros(begins.size - 1, np.int64)
    for text in range(begins.size - 1):
        at = begins[text]
        for place in range(begins[text], begins[text + 1]):
            code = written[place]
            code = small[code] if code < small.size else code
            if code:
                plain[at] = code
                at += 1
        length[text] = at - begins[text]
    return plain, length


@njit(cache=True)
def _mixed(value: np.uint64, code: np.uint64) -> np.uint64:
    value = (value ^ np.uint64(code)) * np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(27)
    value *= np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@njit(cache=True)
def _digests(plain: NDArray[np.uint32], begins: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.uint64]:
    found = np.empty((length.size, 2), np.uint64)
    for text in range(length.size):
        one, two = np.uint64(length[text]), np.uint64(0x9E3779B97F4A7C15)
        for at in range(begins[text], begins[text] + length[text]):
            one = _mixed(one, plain[at])
            two = _mixed(two + one, plain[at])
        found[text, 0], found[text, 1] = one, two
    return found


@njit(cache=True)
def _cut(
    plain: NDArray[np.uint32], begins: NDArray[np.int64], length: NDArray[np.int64], texts: NDArray[np.int64], letters: int
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    ptr = np.zeros(texts.size + 1, np.int64)
    for number in range(texts.size):
        ptr[number + 1] = ptr[number] + max(1, length[texts[number]] - letters + 1)
    codes = np.empty(ptr[-1], np.uint64)
    end = 0
    for number in range(texts.size):
        text, start = texts[number], end
        for at in range(max(1, length[text] - letters + 1)):
            value = np.uint64(0x9E3779B97F4A7C15)
            for place in range(begins[text] + at, begins[text] + min(length[text], at + letters)):
                value = _mixed(value, plain[place])
            codes[end] = value
            end += 1
        codes[start:end].sort()
        kept = start + 1
        for at in range(start + 1, end):
            if codes[at] != codes[kept - 1]:
                codes[kept] = codes[at]
                kept += 1
        ptr[number], end = start, kept
    ptr[texts.size] = end
    return ptr, codes[:end].copy()
