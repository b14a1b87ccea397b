"""How often words stand in texts, and together: each text counts a word once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit
from models.methods.text.tokens import Tokens


@dataclass(frozen=True, eq=False)
class Bags:
    """Of n texts the distinct words, each text's in rising order: `ids[ptr[i]:ptr[i + 1]]` with their `count` in it.

    `df` says of each of `words` in how many texts it stands.
    """

    ptr: NDArray[np.int64]
    ids: NDArray[np.int32]
    count: NDArray[np.int32]
    df: NDArray[np.int64]
    words: list[str]

    def __len__(self) -> int:
        return self.ptr.size - 1


def bags(tokens: Tokens, min_df: int = 1, max_df: float = 1.0, most: int | None = None) -> Bags:
    """The words that stand in `min_df` texts or more and in a share of `max_df` or less, the `most` frequent of them.

    Of equally frequent words the first by letters is kept. Words keep their order.
    """
    ptr, ids, count = _bagged(tokens.ptr, tokens.ids)
    df = np.bincount(ids, minlength=len(tokens.words))
    kept = (df >= min_df) & (df <= max_df * len(tokens))
    if most is not None and kept.sum() > most:
        kept[np.argsort(np.where(kept, -df, 1), kind="stable")[most:]] = False
    number = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    ptr, ids, count = _narrowed(ptr, ids, count, number)
    return Bags(ptr, ids, count, df[kept].astype(np.int64), [tokens.words[at] for at in np.flatnonzero(kept)])


def chosen(bag: Bags, texts: NDArray[np.bool_]) -> Bags:
    """The bag of some of its texts, with the same words; their document frequency is that among these."""
    size = np.diff(bag.ptr)
    kept = np.repeat(texts, size)
    ids = bag.ids[kept]
    df = np.bincount(ids, minlength=len(bag.words)).astype(np.int64)
    return Bags(np.append(0, np.cumsum(size[texts])), ids, bag.count[kept], df, bag.words)


def together(bag: Bags) -> NDArray[np.int32]:
    """In how many texts each two words stand together, words × words; the diagonal is their document frequency."""
    found = _together(bag.ptr, bag.ids, len(bag.words))
    return found + np.triu(found, 1).T


def pmi(both: NDArray[np.int32], df: NDArray[np.int64], texts: int) -> NDArray[np.float32]:
    """Pointwise mutual information ln(p_xy / (p_x p_y)) of each two words, -inf where they never meet.

    Church & Hanks 1990, Word association norms, mutual information, and lexicography.
    Example: p_xy = .02, p_x = .05, p_y = .1 -> ln 4 = 1.3863.
    """
    with np.errstate(divide="ignore"):
        log = np.log(np.maximum(df, 1)).astype(np.float32)
        return (np.log(both.astype(np.float32)) + np.float32(np.log(max(1, texts)))) - log[:, None] - log


def npmi(both: NDArray[np.int32], df: NDArray[np.int64], texts: int) -> NDArray[np.float32]:
    """Pointwise mutual information over -ln p_xy: 1 where two words only stand together, 0 where by chance, -1 where never.

    Bouma 2009, Normalized (pointwise) mutual information in collocation extraction.
    Example: p_xy = .02, p_x = .05, p_y = .1 -> 1.3863 / 3.9120 = .35437.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = -np.log(both.astype(np.float32) / np.float32(max(1, texts)))
        found = pmi(both, df, texts) / share
    found[both == 0] = -1.0
    found[both == texts] = 1.0
    return found


@njit(cache=True)
def _bagged(ptr: NDArray[np.int64], ids: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    begins, words, count = np.zeros(ptr.size, np.int64), np.empty(ids.size, np.int32), np.empty(ids.size, np.int32)
    end = 0
    for text in range(ptr.size - 1):
        ordered = ids[ptr[text] : ptr[text + 1]].copy()
        ordered.sort()
        for at in range(ordered.size):
            if at and ordered[at] == ordered[at - 1]:
                count[end - 1] += 1
            else:
                words[end], count[end] = ordered[at], 1
                end += 1
        begins[text + 1] = end
    return begins, words[:end].copy(), count[:end].copy()


@njit(cache=True)
def _narrowed(
    ptr: NDArray[np.int64], ids: NDArray[np.int32], count: NDArray[np.int32], number: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    begins, end = np.zeros(ptr.size, np.int64), 0
    words, left = np.empty(ids.size, np.int32), np.empty(ids.size, np.int32)
    for text in range(ptr.size - 1):
        for at in range(ptr[text], ptr[text + 1]):
            if number[ids[at]] >= 0:
                words[end], left[end] = number[ids[at]], count[at]
                end += 1
        begins[text + 1] = end
    return begins, words[:end].copy(), left[:end].copy()


@njit(cache=True)
def _together(ptr: NDArray[np.int64], ids: NDArray[np.int32], words: int) -> NDArray[np.int32]:
    found = np.zeros((words, words), np.int32)
    for text in range(ptr.size - 1):
        for at in range(ptr[text], ptr[text + 1]):
            row = found[ids[at]]
            for other in range(at, ptr[text + 1]):
                row[ids[other]] += 1
    return found
