"""Texts that are the same or nearly so: what a mass petition or a complaint sent twice looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit
from models.methods.text.shingles import shingles

_BANDS, _ROWS = 20, 5
_COMPARED = 200


@dataclass(frozen=True, eq=False)
class Duplicates:
    """One entry per text: the first text that says the same (`same`), and the first of its group of near ones (`near`).

    Both are places in the texts given; a text alone has its own place. Texts without a letter or digit are alone.
    """

    same: NDArray[np.int64]
    near: NDArray[np.int64]

    @property
    def distinct(self) -> int:
        """How many groups of near texts there are."""
        return int((self.near == np.arange(self.near.size)).sum())


def duplicates(texts: Sequence[str], alike: float = 0.8, letters: int = 3, seed: int = 0) -> Duplicates:
    """Groups of texts whose sets of `letters` successive letters have a Jaccard similarity of `alike` or more.

    Only letters and digits count, small and without spaces. Broder 1997, On the resemblance and containment of
    documents: minima of 100 random orders in 20 bands of 5 (Leskovec, Rajaraman & Ullman 2014, Mining of massive
    datasets, ch. 3) find the pairs to look at, of which a pair at .8 is missed once in 2,800; each is then
    compared exactly. Groups are what such pairs connect: two texts of one may be less alike than `alike`. Where more
    than 200 distinct texts share a band, each is compared with the 200 beside it alone, those that share the next too first.

    Example: {1, 2, 3} and {2, 3, 4} have 2 of 4 in common: .5.
    """
    if not 0.5 <= alike <= 1:
        raise ValueError("alike lies between .5 and 1")
    found = shingles(texts, letters)
    root = np.arange(found.ptr.size - 1)
    signatures, sketches = _signatures(found.ptr, found.codes, _factors(seed)), _sketches(found.ptr, found.codes)
    keys = [_keys(signatures[:, start : start + _ROWS]) for start in range(0, _BANDS * _ROWS, _ROWS)]
    for key, following in zip(keys, [*keys[1:], keys[0]], strict=True):
        order = np.argsort(key, kind="stable")
        _join_buckets(order, key[order], following, found.ptr, found.codes, sketches, root, alike, _COMPARED)
    same, near = np.arange(len(texts)), np.arange(len(texts))
    filled = found.of_text >= 0
    same[filled] = found.first[found.of_text[filled]]
    near[filled] = found.first[_settled(root)[found.of_text[filled]]]
    return Duplicates(same, near)


def jaccard(one: Sequence[int] | NDArray[np.uint64], other: Sequence[int] | NDArray[np.uint64]) -> float:
    """The share of common members in all members of two sets, 1.0 of two empty ones."""
    first, second = np.unique(one), np.unique(other)
    both = np.intersect1d(first, second, assume_unique=True).size
    either = first.size + second.size - both
    return both / either if either else 1.0


def _factors(seed: int) -> NDArray[np.uint64]:
    """Odd numbers to multiply by and numbers to add: one order of all shingles each."""
    given = np.random.default_rng(seed).integers(0, 2**63, (2, _BANDS * _ROWS), dtype=np.int64).astype(np.uint64)
    given[0] |= np.uint64(1)
    return given


@njit(cache=True)
def _signatures(ptr: NDArray[np.int64], codes: NDArray[np.uint64], factors: NDArray[np.uint64]) -> NDArray[np.uint32]:
    n, k = ptr.size - 1, factors.shape[1]
    least = np.full((n, k), 0xFFFFFFFF, np.uint32)
    for text in range(n):
        row = least[text]
        for at in range(ptr[text], ptr[text + 1]):
            code = codes[at]
            for order in range(k):
                value = np.uint32((code * factors[0, order] + factors[1, order]) >> np.uint64(32))
                row[order] = min(row[order], value)
    return least


@njit(cache=True)
def _sketches(ptr: NDArray[np.int64], codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Of each set 256 bits, one set for each member: sets differ by at least as many members as their bits do."""
    bits = np.zeros((ptr.size - 1, 4), np.uint64)
    for text in range(ptr.size - 1):
        for at in range(ptr[text], ptr[text + 1]):
            bits[text, codes[at] & np.uint64(3)] |= np.uint64(1) << ((codes[at] >> np.uint64(2)) & np.uint64(63))
    return bits


@njit(cache=True)
def _keys(band: NDArray[np.uint32]) -> NDArray[np.uint64]:
    key = np.empty(band.shape[0], np.uint64)
    for text in range(band.shape[0]):
        mixed = np.uint64(0x9E3779B97F4A7C15)
        for at in range(band.shape[1]):
            mixed = (mixed ^ np.uint64(band[text, at])) * np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(29)
        key[text] = mixed
    return key


@njit(cache=True)
def _join_buckets(
    order: NDArray[np.int64],
    key: NDArray[np.uint64],
    following: NDArray[np.uint64],
    ptr: NDArray[np.int64],
    codes: NDArray[np.uint64],
    sketches: NDArray[np.uint64],
    root: NDArray[np.int64],
    alike: float,
    most: int,
) -> None:
    start = 0
    for end in range(1, order.size + 1):
        if end < order.size and key[end] == key[start]:
            continue
        if end - start > most:
            shared = order[start:end].copy()
            order[start:end] = shared[np.argsort(following[shared], kind="mergesort")]
        for at in range(start + 1, end):
            for other in range(at - 1, max(start, at - most) - 1, -1):
                one, two = _root(root, order[at]), _root(root, order[other])
                if one != two and _alike(ptr, codes, sketches, order[at], order[other], alike):
                    root[max(one, two)] = min(one, two)
        start = end


@njit(cache=True)
def _root(root: NDArray[np.int64], at: int) -> int:
    while root[at] != at:
        root[at] = root[root[at]]
        at = root[at]
    return at


@njit(cache=True)
def _alike(ptr: NDArray[np.int64], codes: NDArray[np.uint64], sketches: NDArray[np.uint64], one: int, other: int, alike: float) -> bool:
    i, i_end, j, j_end = ptr[one], ptr[one + 1], ptr[other], ptr[other + 1]
    sizes = (i_end - i) + (j_end - j)
    both, spare, apart = 0, sizes - 2 * int(np.ceil(alike * sizes / (1.0 + alike) - 1e-9)), 0
    for word in range(sketches.shape[1]):
        apart += _ones(sketches[one, word] ^ sketches[other, word])
    if apart > spare:
        return False
    while i < i_end and j < j_end and spare >= 0:
        if codes[i] == codes[j]:
            both += 1
            i += 1
            j += 1
        elif codes[i] < codes[j]:
            i += 1
            spare -= 1
        else:
            j += 1
            spare -= 1
    return both >= alike * (sizes - both) - 1e-9


@njit(cache=True)
def _ones(bits: np.uint64) -> int:
    """How many bits are set. Warren 2012, Hacker's delight, section 5-1."""
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True)
def _settled(root: NDArray[np.int64]) -> NDArray[np.int64]:
    found = np.empty_like(root)
    for at in range(root.size):
        found[at] = _root(root, at)
    return found
