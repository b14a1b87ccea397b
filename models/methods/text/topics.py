"""What texts are about: subjects found as groups of words, and of each text the subject its words speak for most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit
from models.methods.text.counting import Bags, bags, chosen
from models.methods.text.groups import word_groups
from models.methods.text.tokens import Tokens

_ROUNDS, _SMOOTH = 3, 20.0
_TWICE = float(np.log(2))


@dataclass(frozen=True, eq=False)
class Topics:
    """k topics of n texts, the largest first: `of_text` says which each is about (-1: none), `sure` with what probability.

    `texts` is how many are about each; `lift` (words × topics) how many times more often, as a logarithm, a word of
    `bag` stands in texts about it than in all.
    """

    bag: Bags
    of_text: NDArray[np.int32]
    sure: NDArray[np.float32]
    texts: NDArray[np.int64]
    lift: NDArray[np.float32]

    def words(self, topic: int, most: int = 10) -> list[str]:
        """The strongest words of a topic: frequent in it and more frequent than elsewhere (texts × log lift)."""
        return [self.bag.words[word] for word in self.strongest(topic, most)]

    def strongest(self, topic: int, most: int = 10) -> NDArray[np.intp]:
        """Places in the bag's words of a topic's strongest, the strongest first."""
        lift = self.lift[:, topic].astype(np.float64)
        strength = np.where(lift > 0, self.bag.df * np.exp(lift) * lift, 0.0)
        order = np.argsort(-strength, kind="stable")[:most]
        return order[strength[order] > 0]

    def label(self, topic: int) -> str:
        """A name to begin with: its three strongest words of two letters or more."""
        words = [word for word in self.words(topic, 10) if len(word) > 1] or self.words(topic, 3)
        return " · ".join(words[:3])


def topics(
    tokens: Tokens,
    *,
    learnt: NDArray[np.bool_] | None = None,
    min_df: int = 5,
    max_df: float = 0.5,
    resolution: float = 6.0,
    fewest: int = 5,
    most_words: int = 3_000,
    seed: int = 0,
) -> Topics:
    """Topics of texts without their number being told: groups of words (`groups.word_groups`), then each text's topic.

    Words are grouped by the texts of `learnt` alone (all where None; give one of each group of near duplicates: words of a
    petition sent a hundred times belong together a hundred times otherwise), and then all texts have their topic.

    A text is about the topic that its words and the topic's size make likeliest (naive Bayes, the words' frequencies in
    each topic from the texts it has, in 3 rounds: Nigam, McCallum, Thrun & Mitchell 2000, Text classification from
    labeled and unlabeled documents using EM, with one topic a text), and about none where its words do not at least
    double any topic's odds. Phrases that stand in any text speak for no topic and do not count. Words in fewer than
    `min_df` texts, in a share of more than `max_df`, or beyond the `most_words` most frequent are not looked at;
    a higher `resolution` gives more and narrower topics; topics of fewer than `fewest` texts are given up.

    Example: texts of {가로등 고장 전구} and of {쓰레기 투기 수거}, each with "안녕 부탁": two topics, 안녕 in neither.
    """
    bag = bags(tokens, min_df, max_df, most_words)
    read = bag if learnt is None else chosen(bag, learnt)
    group = word_groups(read, min(5, max(3, len(read) // 200)), resolution, seed)
    of_text, sure, lift = _assigned(bag, group)
    size = np.bincount(of_text[of_text >= 0], minlength=lift.shape[1])
    while (size < fewest).any():
        kept = np.append(np.where(size >= fewest, np.cumsum(size >= fewest) - 1, -1), -1).astype(np.int32)
        group, of_text = kept[group], kept[of_text]
        of_text, sure, lift = _assigned(bag, group, of_text)
        size = np.bincount(of_text[of_text >= 0], minlength=lift.shape[1])
    order = np.argsort(-size, kind="stable")
    rank = np.append(np.argsort(order, kind="stable"), -1).astype(np.int32)
    return Topics(bag, rank[of_text], sure, size[order].astype(np.int64), lift[:, order])


def _assigned(
    bag: Bags, group: NDArray[np.int32], of_text: NDArray[np.int32] | None = None
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
    """Topic and probability of each text and lift of each word, begun from groups of words, or from texts where given."""
    topics = int(group.max(initial=-1)) + 1
    share = bag.df / max(1, len(bag))
    lift, size = np.zeros((len(bag.words), topics), np.float32), np.zeros(topics, np.float32)
    told = np.flatnonzero(group >= 0)
    lift[told, group[told]] = -np.log(share[told])
    sure = np.zeros(len(bag), np.float32)
    if not topics:
        return np.full(len(bag), -1, np.int32), sure, lift
    if of_text is None:
        of_text, _ = _likeliest(bag.ptr, bag.ids, lift, size, 0.0)
    for _ in range(_ROUNDS):
        count, texts = _counted(bag.ptr, bag.ids, of_text, len(bag.words), topics)
        lift = np.log((count + _SMOOTH * share[:, None]) / (texts + _SMOOTH) / share[:, None]).astype(np.float32)
        size = np.log((texts + 1) / (len(bag) + topics)).astype(np.float32)
        of_text, sure = _likeliest(bag.ptr, bag.ids, lift, size, _TWICE)
    return of_text, sure, lift


@njit(cache=True)
def _likeliest(
    ptr: NDArray[np.int64], ids: NDArray[np.int32], lift: NDArray[np.float32], size: NDArray[np.float32], evidence: float
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    topics = size.size
    found, sure = np.full(ptr.size - 1, -1, np.int32), np.zeros(ptr.size - 1, np.float32)
    odds = np.empty(topics, np.float32)
    for text in range(ptr.size - 1):
        odds[:] = size
        for at in range(ptr[text], ptr[text + 1]):
            row = lift[ids[at]]
            for topic in range(topics):
                odds[topic] += row[topic]
        best = 0
        for topic in range(1, topics):
            if odds[topic] > odds[best]:
                best = topic
        if odds[best] - size[best] > evidence:
            found[text] = best
            total = np.float32(0)
            for topic in range(topics):
                total += np.exp(odds[topic] - odds[best])
            sure[text] = 1 / total
    return found, sure


@njit(cache=True)
def _counted(
    ptr: NDArray[np.int64], ids: NDArray[np.int32], of_text: NDArray[np.int32], words: int, topics: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    found, texts = np.zeros((words, topics)), np.zeros(topics)
    for text in range(ptr.size - 1):
        topic = of_text[text]
        if topic >= 0:
            texts[topic] += 1
            for at in range(ptr[text], ptr[text + 1]):
                found[ids[at], topic] += 1
    return found, texts
