"""Groups of words that are subjects: communities of a word graph, made whole, without phrases that stand in any text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit
from models.methods.text.counting import Bags, together
from models.methods.text.network import communities, ties

_FEWEST_WORDS, _ROUNDS = 3, 2
_EVIDENCE, _SHARE, _LIFT = 2.0, 0.15, np.log(1.5)
_DRAWS, _CLOSE = 60, 0.3
_TIED, _BY_CHANCE, _AS_DENSE, _SAME, _APART = 0.1, 0.6, 0.5, 0.4, 0.7


def word_groups(bag: Bags, least: int, resolution: float, seed: int) -> NDArray[np.int32]:
    """Of each word the subject it belongs to, -1 where it belongs to none.

    Communities of the positive PMI graph at a fine resolution, on which sixty draws agree, those as densely tied across as
    within made one; words not half as frequent again in their group's texts as elsewhere leave it; groups whose texts are
    parts of the same are one; and groups that stand with any other as chance has it are no subjects but phrases
    ("수고가 많으십니다"): subjects keep apart, a text having one, mostly.
    """
    one, other, tie = ties(together(bag), bag.df, len(bag), least)
    group = _rejoined(_agreed(one, other, tie, len(bag.words), resolution, seed), one, other, tie)
    share = np.maximum(bag.df, 1) / max(1, len(bag))
    weight = -np.log(share)
    for _ in range(_ROUNDS):
        count, texts = _among(bag, group, weight)
        lift = np.log((count + 5 * share) / (texts + 5) / share)
        group = np.where(lift > _LIFT, group, np.int32(-1))
        weight = np.maximum(lift, 0.0)
    return _numbered(_without_phrases(_made_whole(bag, group, weight), bag, weight))


def _agreed(
    one: NDArray[np.int32], other: NDArray[np.int32], tie: NDArray[np.float64], words: int, resolution: float, seed: int
) -> NDArray[np.int32]:
    """Communities at a fine resolution, as many draws agree on them; coarse ones that these only shatter stay whole.

    Where subjects run into one another each draw cuts them elsewhere. Words are as close as the share of draws that have both in one
    community, and groups are joined while theirs are .3 close on average (Strehl & Ghosh 2002, Cluster ensembles; Monti, Tamayo,
    Mesirov & Golub 2003, Consensus clustering). Where the first two draws are the same there is nothing to agree on.
    """
    coarse = communities(one, other, tie, words, 1.0, seed)
    fine = communities(one, other, tie, words, resolution, seed)
    whole = np.append(_shattered(coarse, fine, one, other, tie), False)[coarse]
    left = ~(whole[one] | whole[other])
    first, second, weight = one[left], other[left], tie[left]
    # As fine as on the whole graph: what chance would tie is reckoned on all of its ties.
    finer = resolution * float(weight.sum()) / max(float(tie.sum()), 1e-12)
    draws: list[NDArray[np.int32]] = []
    while len(draws) < _DRAWS and not (len(draws) == 2 and (draws[0] == draws[1]).all()):
        draws.append(communities(first, second, weight, words, finer, seed * _DRAWS + len(draws), trials=1))
    rest = draws[0] if len(draws) == 2 else _joined(draws)
    loose = np.where(rest >= 0, rest + coarse.max(initial=-1) + 1, np.int32(-1))
    return np.where(whole, coarse, loose).astype(np.int32)


def _joined(draws: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Average linkage of words by the share of draws that part them."""
    from scipy.cluster.hierarchy import fcluster, linkage

    tied = np.flatnonzero(draws[0] >= 0)
    apart = np.zeros((tied.size, tied.size), np.uint8)
    for draw in draws:
        apart += draw[tied][:, None] != draw[tied]
    group = np.full(draws[0].size, -1, np.int32)
    group[tied] = fcluster(linkage(apart[np.triu_indices(tied.size, 1)] / float(len(draws)), "average"), 1 - _CLOSE, "distance") - 1
    return group


def _shattered(
    coarse: NDArray[np.int32], fine: NDArray[np.int32], one: NDArray[np.int32], other: NDArray[np.int32], tie: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Of each coarse community whether a tenth of its pairs is tied and the fine ones cut it blindly.

    Coarse ones merge what is small (Fortunato & Barthélemy 2007, Resolution limit in community detection), and fine ones
    shatter what is large: blindly is where they cut 60 % of what pieces of that size would by chance (1 - sum of squared shares).
    """
    both = np.where(coarse >= 0, coarse * np.int64(coarse.size) + fine, -1)
    _, piece = np.unique(both, return_inverse=True)
    within = coarse[one] == coarse[other]
    first, second, weight = one[within], other[within], tie[within]
    groups = int(coarse.max(initial=-1)) + 1
    total = np.bincount(coarse[first], weight, groups)
    cut = np.bincount(coarse[first], weight * (piece[first] != piece[second]), groups)
    ends = np.bincount(piece[first], weight, piece.max(initial=0) + 1) + np.bincount(piece[second], weight, piece.max(initial=0) + 1)
    of_piece = np.full(ends.size, -1)
    of_piece[piece] = coarse
    told = of_piece >= 0
    even = np.bincount(of_piece[told], (ends[told] / (2 * np.maximum(total[of_piece[told]], 1e-12))) ** 2, groups)
    size = np.bincount(coarse[coarse >= 0], minlength=groups)
    dense = np.bincount(coarse[first], minlength=groups) >= _TIED * size * (size - 1) / 2
    return np.asarray(dense & (cut >= _BY_CHANCE * (1 - even) * total))


def _rejoined(group: NDArray[np.int32], one: NDArray[np.int32], other: NDArray[np.int32], tie: NDArray[np.float64]) -> NDArray[np.int32]:
    """Groups tied to each other half as densely as each is within made one, the densest two first: few subjects do not fall apart.

    A fine resolution cuts a large subject into pieces that are as dense across as within, and leaves apart what is two.
    """
    group = _numbered(group)
    while (groups := int(group.max(initial=-1)) + 1) > 1:
        inside = (group[one] >= 0) & (group[other] >= 0)
        total = np.zeros((groups, groups))
        np.add.at(total, (group[one[inside]], group[other[inside]]), tie[inside])
        total += total.T
        words = np.bincount(group[group >= 0], minlength=groups).astype(float)
        within = np.diag(total) / np.maximum(words * (words - 1), 1)
        across = total / (words[:, None] * words)
        ratio = across / np.maximum(np.maximum(within[:, None], within), 1e-12)
        np.fill_diagonal(ratio, 0)
        merged = _merged(group, ratio, _AS_DENSE)
        if merged is None:
            break
        group = merged
    return group


def _merged(group: NDArray[np.int32], close: NDArray[np.float64], least: float) -> NDArray[np.int32] | None:
    """Pairs of groups that are `least` close made one, the closest first, none twice; None where there are none."""
    order = np.argsort(-close, axis=None, kind="stable")
    pairs = [divmod(int(at), close.shape[0]) for at in order[: np.count_nonzero(close >= least)]]
    done: set[int] = set()
    for kept, gone in pairs:
        if kept < gone and not done & {kept, gone}:
            group = np.where(group == gone, np.int32(kept), group)
            done |= {kept, gone}
    return _numbered(group) if done else None


def _numbered(group: NDArray[np.int32]) -> NDArray[np.int32]:
    """Groups of 3 words or more numbered from 0, in the order they had; the rest -1."""
    size = np.bincount(group[group >= 0], minlength=int(group.max(initial=-1)) + 1)
    number = np.append(np.where(size >= _FEWEST_WORDS, np.cumsum(size >= _FEWEST_WORDS) - 1, -1), -1)
    return number[group].astype(np.int32)


def _about(bag: Bags, group: NDArray[np.int32], weight: NDArray[np.float64], fewest: int = 2) -> NDArray[np.bool_]:
    """Texts × groups: whether the text has `fewest` words of the group that carry 15 % of what speaks for any group."""
    groups = int(group.max(initial=-1)) + 1
    return _has(bag.ptr, bag.ids, group, weight.astype(np.float32), groups, fewest, _EVIDENCE if fewest > 1 else 0.0, _SHARE)


def _among(bag: Bags, group: NDArray[np.int32], weight: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each word in how many texts of its own group it stands, and how many these are (0 without a group)."""
    has = _about(bag, group, weight)
    count = _own(bag.ptr, bag.ids, group, has).astype(np.float64)
    texts = np.append(has.sum(axis=0), 0)[group].astype(np.float64)
    return count, texts


def _shared(has: NDArray[np.bool_]) -> NDArray[np.float64]:
    """In how many texts each two groups stand."""
    told = has.astype(np.float32)
    return (told.T @ told).astype(np.float64)


def _made_whole(bag: Bags, group: NDArray[np.int32], weight: NDArray[np.float64]) -> NDArray[np.int32]:
    """Groups that are parts of one subject made one, the closest two first, until none are that close.

    Parts of a subject of t texts stand in them independently: a b / t texts have both. Between chance, a b / n, and
    t = those with either, which is 1, this is how close they are: subjects apart have less than 0, phrases 0.
    """
    group, texts = _numbered(group), len(bag)
    while group.max(initial=-1) > 0:
        both = _shared(_about(bag, group, weight, 1))
        size = np.diag(both)
        pairs, either = size[:, None] * size, size[:, None] + size - both
        with np.errstate(divide="ignore", invalid="ignore"):
            close = (both / pairs - 1 / texts) / (1 / either - 1 / texts)
        close[~np.isfinite(close)] = 0.0
        np.fill_diagonal(close, 0.0)
        merged = _merged(group, close, _SAME)
        if merged is None:
            break
        group = merged
    return group


def _without_phrases(group: NDArray[np.int32], bag: Bags, weight: NDArray[np.float64]) -> NDArray[np.int32]:
    """Without groups that keep apart from the others less than 70 % as well as the middle one does.

    How well a group keeps apart is 1 - observed / expected shared texts with each other group, a mean weighted by how
    many words that has: greetings keep apart from each other too, but are few words beside those of the subjects.
    """
    both = _shared(_about(bag, group, weight))
    size = np.diag(both)
    apart = np.clip(1 - (both * len(bag) + 1) / (size[:, None] * size + 1), 0, 1)
    np.fill_diagonal(apart, 0)
    words = np.bincount(group[group >= 0], minlength=size.size).astype(float)
    stays = size > 0
    while stays.sum() > 1:
        counted = np.where(stays, words, 0.0)
        keeps = apart @ counted / np.maximum(counted.sum() - counted, 1)
        order = np.flatnonzero(stays)[np.argsort(keeps[stays], kind="stable")]
        middle = order[np.searchsorted(np.cumsum(words[order]), words[order].sum() / 2)]
        if keeps[order[0]] >= _APART * keeps[middle]:
            break
        stays[order[0]] = False
    return np.where(np.append(stays, False)[group], group, np.int32(-1))


@njit(cache=True)
def _has(
    ptr: NDArray[np.int64],
    ids: NDArray[np.int32],
    group: NDArray[np.int32],
    weight: NDArray[np.float32],
    groups: int,
    fewest: int,
    evidence: float,
    share: float,
) -> NDArray[np.bool_]:
    found = np.zeros((ptr.size - 1, groups), np.bool_)
    said, words = np.zeros(groups, np.float32), np.zeros(groups, np.int32)
    for text in range(ptr.size - 1):
        total = np.float32(0)
        for at in range(ptr[text], ptr[text + 1]):
            its = group[ids[at]]
            if its >= 0:
                said[its] += weight[ids[at]]
                words[its] += 1
                total += weight[ids[at]]
        for at in range(ptr[text], ptr[text + 1]):
            its = group[ids[at]]
            if its >= 0:
                if words[its] >= fewest and said[its] >= evidence and said[its] >= share * total:
                    found[text, its] = True
                words[its] = 0
        for at in range(ptr[text], ptr[text + 1]):
            if group[ids[at]] >= 0:
                said[group[ids[at]]] = 0
    return found


@njit(cache=True)
def _own(ptr: NDArray[np.int64], ids: NDArray[np.int32], group: NDArray[np.int32], has: NDArray[np.bool_]) -> NDArray[np.int64]:
    found = np.zeros(group.size, np.int64)
    for text in range(ptr.size - 1):
        for at in range(ptr[text], ptr[text + 1]):
            its = group[ids[at]]
            if its >= 0 and has[text, its]:
                found[ids[at]] += 1
    return found
