"""The topics of the texts: found, named by their words or by what colleagues called them before, and merged where they share a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.methods.text.counting import Bags, bags
from models.methods.text.factors import factors
from models.methods.text.tokens import Tokens
from models.methods.text.topics import topics

WORDS, MAIN, LONG = 10, 15, 8
# A name from the list goes to a topic that has half of the words it was given for (of lists of different length: of the shorter).
ALIKE = 0.5
MOST_WORDS = 3_000
# Forms offer a list to choose from: few texts, or few beside the complaints.
FEW_TEXTS, MOST_SET, EACH_SET = 30, 500, 20
LEAST_SAID, MOST_SAID, SAID_LETTERS = 5, 60, 50
TOPICS = {"topic": pl.Int64, "name": pl.String, "words": pl.String, "texts": pl.Int64, "kept": pl.String}
OF_TEXT = {"text": pl.Int64, "topic": pl.Int64, "strength": pl.Float64}


@dataclass(frozen=True, eq=False)
class Grouping:
    """Topics however they were found: of each text its topic (-1: none) and how surely, and of each topic its `words`, strongest first,
    also as places in the words of `bag`; `names` where topics have some of their own."""

    of_text: NDArray[np.int32]
    sure: NDArray[np.float64]
    words: list[list[str]]
    places: list[NDArray[np.intp]]
    bag: Bags
    names: list[str] | None = None

    @property
    def size(self) -> NDArray[np.int64]:
        """Texts of each topic."""
        return np.bincount(self.of_text[self.of_text >= 0], minlength=len(self.words)).astype(np.int64)


def grouped(
    tokens: Tokens, way: str, count: int, min_df: int, max_df: float, seed: int, matter: NDArray[np.int64] | None = None
) -> Grouping:
    """Topics of the texts, the largest first. Where there are few texts, words need stand in fewer of them.

    Topics are learnt from the first text of each `matter` (near copies share one): a letter signed by hundreds is one letter, and by
    its own words no topic.
    """
    least = max(2, min(min_df, len(tokens) // 20))
    learnt = None if matter is None else first_of(matter)
    if way == "graph":
        found = topics(tokens, learnt=learnt, min_df=least, max_df=max_df, most_words=MOST_WORDS, seed=seed)
        if found.texts.size < 2 and learnt is not None and not learnt.all():
            # Nearly all texts are copies of one another: then these are what there is to group.
            found = topics(tokens, min_df=least, max_df=max_df, most_words=MOST_WORDS, seed=seed)
        every = range(found.texts.size)
        main = [found.strongest(topic, MAIN) for topic in every]
        names = [found.words(topic, WORDS) for topic in every]
        return Grouping(_about(found.bag, found.of_text, main), found.sure.astype(float), names, [one[:WORDS] for one in main], found.bag)
    bag = bags(tokens, least, max_df, MOST_WORDS)
    k = min(count, len(bag) if learnt is None else int(learnt.sum()), len(bag.words))
    if k < 2:
        return Grouping(np.full(len(bag), -1, np.int32), np.zeros(len(bag)), [], [], bag)
    made = factors(bag, k, "nmf" if way == "nmf" else "lda", seed=seed, learnt=learnt)
    size = np.bincount(made.of_text[made.of_text >= 0], minlength=k)
    order = np.argsort(-size, kind="stable")[: int((size > 0).sum())]
    rank = np.full(k + 1, -1, np.int32)
    rank[order] = np.arange(order.size)
    main = [made.strongest(int(topic), MAIN) for topic in order]
    names = [[bag.words[at] for at in one[:WORDS]] for one in main]
    return Grouping(_about(bag, rank[made.of_text], main), made.share.astype(float), names, [one[:WORDS] for one in main], bag)


def _about(bag: Bags, of_text: NDArray[np.int32], main: Sequence[NDArray[np.intp]]) -> NDArray[np.int32]:
    """The topic of each text, none where it holds no main word of it (of eight words or more: two): what fits least badly is no topic."""
    is_main = np.zeros((len(bag.words), len(main) + 1), np.bool_)
    for topic, places in enumerate(main):
        is_main[places, topic] = True
    text = np.repeat(np.arange(len(bag)), np.diff(bag.ptr))
    held = np.bincount(text, is_main[bag.ids, of_text[text]], len(bag))
    return np.where(held > (np.diff(bag.ptr) >= LONG), of_text, np.int32(-1)).astype(np.int32)


def first_of(matter: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which texts are the first of their matter."""
    found = np.zeros(matter.size, np.bool_)
    found[np.unique(matter, return_index=True)[1]] = True
    return found


def as_said(texts: pl.DataFrame) -> Grouping | None:
    """The texts themselves as topics, where an office has a few set ones to choose from; None where people write what they like."""
    size = texts.group_by("matter").agg(pl.col("papers").sum())
    papers = int(size["papers"].sum() or 0)
    set_texts = size.height <= FEW_TEXTS if papers >= 2 * FEW_TEXTS else False
    if not (set_texts or (size.height <= MOST_SET and papers >= EACH_SET * size.height > 0)):
        return None
    return set_ones(texts.select("text", "papers", "shown", key="matter"))


def set_ones(texts: pl.DataFrame, least: float = LEAST_SAID) -> Grouping:
    """What is said again and again as a topic each: texts of the same `key` (null: of none), named by what is `shown` of the first."""
    size = texts.group_by("key").agg(pl.col("papers").sum(), said=pl.col("shown").first(), text=pl.col("text").first())
    kept = size.filter(pl.col("key").is_not_null() & (pl.col("papers") >= least)).sort(-pl.col("papers"), "text").head(MOST_SAID)
    topic = texts.join(kept.select("key").with_row_index("topic"), on="key", how="left", maintain_order="left")
    of_text = topic["topic"].cast(pl.Int32).fill_null(-1).to_numpy()
    names = [_shortened(" ".join(said.split())) for said in kept["said"]]
    empty = Bags(np.zeros(texts.height + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int64), [])
    return Grouping(of_text, np.where(of_text >= 0, 1.0, 0.0), [[*dict.fromkeys(name.split())] for name in names], [], empty, names)


def _shortened(name: str) -> str:
    """The name, a long one cut between words."""
    return name if len(name) <= SAID_LETTERS else name[: SAID_LETTERS - 1].rsplit(" ", 1)[0] + "…"


def find(found: Grouping, label: pl.DataFrame | None, by: str = "words") -> dict[str, pl.DataFrame | None]:
    """`topics`, the largest first, `text_topics` (texts with one) and `labels_used` (names given, names that fitted nothing, and `by`
    what topics were found: words, texts or titles)."""
    k, given = len(found.words), _given(label)
    names, kept = _names(found, given)
    first = {name: at for at, name in reversed(list(enumerate(names)))}
    of = np.array([first[name] for name in names], dtype=np.int64)
    texts = np.bincount(of, weights=found.size, minlength=k).astype(np.int64) if k else np.empty(0, np.int64)
    order = sorted((at for at in range(k) if of[at] == at), key=lambda at: (-texts[at], at))
    rank = {at: place for place, at in enumerate(order)}
    rows = pl.DataFrame(
        {
            "topic": list(range(len(order))),
            "name": [names[at] for at in order],
            "words": [", ".join(_together(found.words, of, at)) for at in order],
            "texts": [int(texts[at]) for at in order],
            "kept": ["yes" if kept[at] else "no" for at in order],
        },
        schema=TOPICS,
    )
    told = np.flatnonzero(found.of_text >= 0)
    number = np.array([rank[at] for at in of], dtype=np.int64)
    topic = number[found.of_text[told]] if told.size else np.empty(0, np.int64)
    tagged = pl.DataFrame({"text": told.astype(np.int64), "topic": topic, "strength": found.sure[told]}, schema=OF_TEXT)
    used = {name for name, is_kept in zip(names, kept, strict=True) if is_kept}
    said = {name for _, name in given}
    labels = pl.DataFrame({"given": [len(said)], "named": [sum(kept)], "unused": [len(said - used)], "by": [by]})
    return {"topics": rows, "text_topics": tagged, "labels_used": labels}


def _given(label: pl.DataFrame | None) -> list[tuple[frozenset[str], str]]:
    """(words, name) a row of the list."""
    if label is None:
        return []
    rows = label.filter(pl.col("words").is_not_null() & pl.col("name").is_not_null())
    return [
        (frozenset(re.split(r"[\s,·/]+", said.strip())) - {""}, name.strip()) for said, name in rows.select("words", "name").iter_rows()
    ]


def _names(found: Grouping, given: Sequence[tuple[frozenset[str], str]]) -> tuple[list[str], list[bool]]:
    """The name of each topic and whether it is from the list; a name of its own two topics do not share."""
    names: list[str] = []
    kept: list[bool] = []
    for topic, own in enumerate(found.words):
        scored = [(len(said & set(own)) / max(1, min(len(said), len(own))), -at) for at, (said, _) in enumerate(given)]
        score, at = max(scored, default=(0.0, 0))
        named = score >= ALIKE
        # A number is added where a topic's own words are another's already: only names of the list merge.
        name = given[-at][1] if named else _apart(found.names[topic] if found.names else _own_name(own), names)
        names.append(name)
        kept.append(named)
    return names, kept


def _own_name(words: Sequence[str]) -> str:
    """The three strongest words of two letters or more; not a word and what begins or ends with it."""
    chosen: list[str] = []
    for word in [word for word in words if len(word) > 1] or list(words):
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return "·".join((chosen or list(words))[:3])


def _apart(name: str, taken: Sequence[str]) -> str:
    """The name, with a stroke for each topic that has it already."""
    while name in taken:
        name += "′"
    return name


def _together(words: Sequence[Sequence[str]], of: NDArray[np.int64], topic: int) -> list[str]:
    """The words of all topics that became one, the strongest of each in turn."""
    lists = [words[at] for at in np.flatnonzero(of == topic).tolist()]
    turn = [one[place] for place in range(WORDS) for one in lists if place < len(one)]
    return list(dict.fromkeys(turn))[:WORDS]
