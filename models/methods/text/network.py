"""Which words belong together: a network of words that share texts more often than chance, and its communities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit
from models.methods.text.counting import Bags, npmi, together


@dataclass(frozen=True, eq=False)
class Network:
    """Ties between words `one[i]` and `other[i]` (places in the bag's words), strongest first.

    `texts` is in how many both stand, `npmi` how far beyond chance (0 … 1), `lift` p_xy / (p_x p_y). `community` is of each word
    of the bag the group it belongs to, numbered by size, -1 where it has no tie.
    """

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    texts: NDArray[np.int32]
    npmi: NDArray[np.float32]
    lift: NDArray[np.float64]
    community: NDArray[np.int32]


def network(bag: Bags, least: int = 5, weakest: float = 0.1, most: int | None = None, seed: int = 0) -> Network:
    """Words that stand together in `least` texts or more with an NPMI of `weakest` or more; the `most` strongest ties of all.

    Bouma 2009, Normalized (pointwise) mutual information in collocation extraction; communities of the ties that are
    left as `communities` finds them. Example: p_xy = .02, p_x = .05, p_y = .1 -> NPMI .35437, lift 4.
    """
    both = together(bag)
    strength = npmi(both, bag.df, len(bag))
    strength[both < least] = -1.0
    rows, columns = np.nonzero(np.triu(strength >= weakest, 1))
    order = np.lexsort((columns, rows, -strength[rows, columns]))[:most]
    one, other = rows[order].astype(np.int32), columns[order].astype(np.int32)
    texts, strong = both[one, other], strength[one, other]
    lift = texts * float(len(bag)) / (bag.df[one] * bag.df[other].astype(float))
    return Network(one, other, texts, strong, lift, communities(one, other, strong, len(bag.words), seed=seed))


def ties(
    both: NDArray[np.int32], df: NDArray[np.int64], texts: int, least: int = 5, sure: float = 3.0
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Pairs of words with positive pointwise mutual information, and it: the positive PMI graph.

    Church & Hanks 1990, Word association norms; positive part: Bullinaria & Levy 2007, Extracting semantic representations
    from word co-occurrence statistics. Kept where both stand in `least` texts and `sure` standard errors (of a Poisson
    count) more often than chance would have them, because a word that stands anywhere meets everything a little.
    """
    one, other, weight = _ties(both, df.astype(np.float64), float(texts), least, sure)
    return one, other, weight


def communities(
    one: NDArray[np.int32], other: NDArray[np.int32], weight: NDArray[np.floating], nodes: int, resolution: float = 1.0, seed: int = 0,
    trials: int = 3,
) -> NDArray[np.int32]:  # fmt: skip
    """Of each node its community, the largest first (of equal ones that with the first node), -1 where it has no tie.

    Traag, Waltman & van Eck 2019, From Louvain to Leiden: guaranteeing well-connected communities, by modularity at the
    resolution of Reichardt & Bornholdt 2006; the best of so many trials. The same seed gives the same answer.

    Example: two triangles joined by one tie are two communities.
    """
    found = np.full(nodes, -1, np.int32)
    if not one.size:
        return found
    from graspologic_native import leiden_csr
    from scipy.sparse import coo_array

    tied = np.unique(np.concatenate([one, other]))
    ends = np.searchsorted(tied, np.concatenate([one, other])), np.searchsorted(tied, np.concatenate([other, one]))
    graph = coo_array((np.concatenate([weight, weight]).astype(np.float64), ends), shape=(tied.size, tied.size)).tocsr()
    _, group = leiden_csr(
        graph.indptr.astype(np.int64), graph.indices.astype(np.int32), graph.data, tied.size,
        resolution=resolution, iterations=trials, trials=trials, seed=seed,
    )  # fmt: skip
    given = np.array([group[node] for node in range(tied.size)], np.int64)
    names, first, place, size = np.unique(given, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(names.size, np.int32)
    rank[np.lexsort((first, -size))] = np.arange(names.size)
    found[tied] = rank[place]
    return found


@njit(cache=True)
def _ties(
    both: NDArray[np.int32], df: NDArray[np.float64], texts: float, least: int, sure: float
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    kept = 0
    for counting in range(2):
        if counting == 1:
            one, other, weight = np.empty(kept, np.int32), np.empty(kept, np.int32), np.empty(kept, np.float64)
            kept = 0
        for i in range(df.size):
            for j in range(i + 1, df.size):
                if both[i, j] >= least:
                    chance = df[i] * df[j] / texts
                    if both[i, j] > chance and both[i, j] - chance >= sure * np.sqrt(chance):
                        if counting == 1:
                            one[kept], other[kept], weight[kept] = i, j, np.log(both[i, j] / chance)
                        kept += 1
    return one, other, weight
