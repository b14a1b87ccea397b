"""Which words matter: in how many texts they stand, how much they tell of a text, and which set one group apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from models.methods.text.counting import Bags


@dataclass(frozen=True, eq=False)
class Distinct:
    """Of each word the log-odds ratio `delta` of one group against another, and `z`, delta in its standard errors."""

    delta: NDArray[np.float64]
    z: NDArray[np.float64]


def counts(bag: Bags) -> Any:
    """Texts × words: how often each word stands in each text, as a sparse matrix of scipy."""
    return sparse.csr_matrix((bag.count, bag.ids, bag.ptr), shape=(len(bag), len(bag.words)))


def tf_idf(bag: Bags, rare: NDArray[np.float64] | None = None) -> Any:
    """Texts × words: counts times `rare` of each word (ln((1 + n) / (1 + df)) + 1 where None), each text's row of length 1.

    Spärck Jones 1972, A statistical interpretation of term specificity; smoothed and scaled as scikit-learn has it. Sparse.
    Example: 2 texts, a word in both once: weight 1 × 1; beside a word of one text, weight 1 × 1.4055: .5797 and .8148.
    """
    weight = rarity(bag) if rare is None else rare
    value = bag.count * weight[bag.ids]
    length = np.sqrt(np.bincount(np.repeat(np.arange(len(bag)), np.diff(bag.ptr)), value**2, len(bag)))
    value = value / np.repeat(np.where(length > 0, length, 1.0), np.diff(bag.ptr))
    return sparse.csr_matrix((value, bag.ids, bag.ptr), shape=(len(bag), len(bag.words)))


def rarity(bag: Bags) -> NDArray[np.float64]:
    """Of each word ln((1 + n) / (1 + df)) + 1."""
    return np.log((1 + len(bag)) / (1 + bag.df)) + 1


def distinctive(one: ArrayLike, other: ArrayLike, prior: ArrayLike | None = None) -> Distinct:
    """Which words group `one` says more often than group `other`, each given as counts of the same words.

    Monroe, Colaresi & Quinn 2008, Fightin' words (log-odds ratio with an informative Dirichlet prior): with y of n words
    and prior a of a0, delta = ln((y1 + a)/(n1 + a0 - y1 - a)) - ln((y2 + a)/(n2 + a0 - y2 - a)), z = delta / sqrt(1/(y1 + a)
    + 1/(y2 + a)). The prior is the words' share in both groups at a weight of 100 words where none is given. |z| > 1.96 is
    what chance alone gives one word in 20. ValueError on negative counts and other lengths.

    Example: 30 of 1,000 against 10 of 1,000, a = 4, a0 = 100: delta .9059, z 2.853.
    """
    y1, y2 = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if y1.shape != y2.shape or y1.ndim != 1 or (y1 < 0).any() or (y2 < 0).any():
        raise ValueError("two rows of counts of the same words are needed")
    if prior is None:
        total = y1 + y2
        a = 100.0 * (total + 0.01) / (total + 0.01).sum() if total.size else total
    else:
        a = np.asarray(prior, dtype=float)
    n1, n2, a0 = y1.sum(), y2.sum(), a.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log((y1 + a) / (n1 + a0 - y1 - a)) - np.log((y2 + a) / (n2 + a0 - y2 - a))
        z = delta / np.sqrt(1 / (y1 + a) + 1 / (y2 + a))
    return Distinct(delta, z)
