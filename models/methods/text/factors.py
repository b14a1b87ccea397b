"""Topics as factors, for experts: NMF and LDA with a number of topics that is told, or chosen by coherence and stability."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.methods.text.coherence import coherence, stability
from models.methods.text.counting import Bags
from models.methods.text.keywords import counts, tf_idf

Way = Literal["nmf", "lda"]


@dataclass(frozen=True, eq=False)
class Factors:
    """k topics of n texts: `weight` (k × words) of each word, `of_text` the heaviest topic of each text (-1: no word), its `share`."""

    weight: NDArray[np.float64]
    of_text: NDArray[np.int32]
    share: NDArray[np.float64]

    def strongest(self, topic: int, most: int = 10) -> NDArray[np.intp]:
        """Places in the bag's words of the heaviest words of a topic; a word of under a hundredth of the heaviest is none of its."""
        order = np.argsort(-self.weight[topic], kind="stable")[:most]
        return order[self.weight[topic, order] > 0.01 * self.weight[topic].max()]


@dataclass(frozen=True)
class Tried:
    """A number of topics with the mean NPMI coherence of its topics over seeds and the stability between them."""

    k: int
    coherence: float
    stability: float


def factors(
    bag: Bags, k: int, way: Way = "nmf", seed: int = 0, rounds: int | None = None, learnt: NDArray[np.bool_] | None = None
) -> Factors:
    """k topics by NMF on TF-IDF or by LDA on counts, as scikit-learn computes them, from the texts of `learnt` (all where None).

    Lee & Seung 1999, Learning the parts of objects by non-negative matrix factorization (begun from the two singular
    vectors of Boutsidis & Gallopoulos 2008 with the mean for zeros, which no seed changes; a seed above 0 begins at random);
    Blei, Ng & Jordan 2003, Latent Dirichlet allocation (online: Hoffman, Blei & Bach 2010). ValueError where k is not
    between 2 and the smaller of texts and words.

    Example: 1,000 texts of 15 words of one of 5 planted topics of 40 words: NMF gives every text its topic.
    """
    if not 2 <= k <= min(len(bag) if learnt is None else int(learnt.sum()), len(bag.words)):
        raise ValueError("k lies between 2 and the smaller of texts and words")
    from sklearn.decomposition import NMF, LatentDirichletAllocation
    from sklearn.exceptions import ConvergenceWarning

    if way == "nmf":
        model: Any = NMF(k, init="nndsvda" if seed == 0 else "random", random_state=seed, max_iter=rounds or 200)
    else:
        model = LatentDirichletAllocation(k, learning_method="online", random_state=seed, max_iter=rounds or 10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the rounds are a bound, not a promise
        table = tf_idf(bag) if way == "nmf" else counts(bag).astype(np.float64)
        loads = model.fit_transform(table) if learnt is None or learnt.all() else model.fit(table[learnt]).transform(table)
    total = loads.sum(axis=1)
    said = (total > 0) & (np.diff(bag.ptr) > 0)
    of_text = np.where(said, loads.argmax(axis=1), -1).astype(np.int32)
    share = np.where(said, loads.max(axis=1) / np.where(total > 0, total, 1), 0.0)
    return Factors(np.asarray(model.components_, dtype=np.float64), of_text, share)


def choose(
    bag: Bags, ks: Sequence[int], way: Way = "nmf", seeds: Sequence[int] = (1, 2, 3), learnt: NDArray[np.bool_] | None = None
) -> tuple[int, list[Tried]]:
    """The number of topics to take, and what was tried: of each k coherence and stability over seeds.

    The best is that with the greatest sum of both ranks, the smaller k of equal ones: coherence alone rises with any
    number, stability alone prefers few. A k that does not fit the texts is left out; ValueError where none fits.
    """
    most = min(len(bag) if learnt is None else int(learnt.sum()), len(bag.words))
    fit = [k for k in sorted(set(ks)) if 2 <= k <= most]
    if not fit:
        raise ValueError("no number of topics fits these texts")
    tried = []
    for k in fit:
        runs = [[found.strongest(topic) for topic in range(k)] for found in (factors(bag, k, way, seed, learnt=learnt) for seed in seeds)]
        tried.append(Tried(k, float(np.mean([np.nanmean(coherence(bag, run)) for run in runs])), stability(runs)))
    rank = sum(np.searchsorted(np.sort(values), values) for values in _columns(tried))
    return fit[int(np.argmax(rank))], tried


def _columns(tried: list[Tried]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array([one.coherence for one in tried]), np.nan_to_num(np.array([one.stability for one in tried]))
