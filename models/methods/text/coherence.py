"""Whether topics hold: their words share texts, and another seed finds them again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from models.methods.text.counting import Bags, npmi, together


def coherence(bag: Bags, topics: Sequence[ArrayLike], most: int = 10) -> NDArray[np.float64]:
    """Of each topic, given as its words (places in the bag's), the mean NPMI of each two of its first `most`; -1 … 1.

    Lau, Newman & Baldwin 2014, Machine reading tea leaves: automatically evaluating topic coherence, on the texts
    themselves, a text being the window. Two words that never meet count -1; a topic of one word has NaN.
    """
    words = [np.asarray(topic, dtype=np.int64)[:most] for topic in topics]
    used = np.unique(np.concatenate([np.zeros(0, np.int64), *words]))
    both = _among(bag, used)
    strength = npmi(both, np.diag(both).astype(np.int64), len(bag)) if used.size else np.zeros((0, 0))
    found = np.full(len(words), np.nan)
    for number, topic in enumerate(words):
        place = np.searchsorted(used, topic)
        upper = np.triu_indices(topic.size, 1)
        if upper[0].size:
            found[number] = strength[np.ix_(place, place)][upper].mean()
    return found


def stability(runs: Sequence[Sequence[ArrayLike]], most: int = 10) -> float:
    """How far runs with other seeds agree: the mean Jaccard similarity of topics' first `most` words, best matched; 0 … 1.

    Greene, O'Callaghan & Cunningham 2014, How many topics? Stability analysis for topic models, between each two runs.
    A topic the other run has no match for counts 0. NaN with fewer than two runs.

    Example: {1, 2} {3, 4} against {3, 4} {1, 5}: (1 + 1/3) / 2 = .667.
    """
    found = [
        float(matched(one, other, most)[1].sum() / max(len(one), len(other), 1)) for at, one in enumerate(runs) for other in runs[at + 1 :]
    ]
    return float(np.mean(found)) if found else float("nan")


def matched(one: Sequence[ArrayLike], other: Sequence[ArrayLike], most: int = 10) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Of each topic of `one` its best partner in `other` (-1: none), each partner used once, and their Jaccard similarity.

    The assignment with the greatest sum (Kuhn 1955, The Hungarian method). Topics are given by their words, of any kind.
    """
    sets = [[set(np.asarray(topic)[:most].tolist()) for topic in side] for side in (one, other)]
    share = np.array([[len(a & b) / max(1, len(a | b)) for b in sets[1]] for a in sets[0]]).reshape(len(sets[0]), len(sets[1]))
    rows, columns = linear_sum_assignment(share, maximize=True)
    partner, alike = np.full(len(sets[0]), -1), np.zeros(len(sets[0]))
    partner[rows], alike[rows] = columns, share[rows, columns]
    partner[alike == 0] = -1
    return partner, alike


def _among(bag: Bags, words: NDArray[np.int64]) -> NDArray[np.int32]:
    number = np.full(len(bag.words), -1, np.int32)
    number[words] = np.arange(words.size)
    kept = number[bag.ids] >= 0
    text = np.repeat(np.arange(len(bag)), np.diff(bag.ptr))[kept]
    ptr = np.append(0, np.cumsum(np.bincount(text, minlength=len(bag))))
    ids = number[bag.ids[kept]]
    names = [bag.words[word] for word in words]
    return together(Bags(ptr, ids, np.ones(ids.size, np.int32), np.bincount(ids, minlength=words.size), names))
