"""Texts whose topics are known: words of their topic, greetings that stand in any, and words of no topic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.methods.text.tokens import Tokens


def planted(
    texts: int, topics: int, *, words: int = 40, length: tuple[int, int] = (3, 8), phrases: int = 12, seed: int = 0
) -> tuple[Tokens, NDArray[np.int64]]:
    """Tokens and each text's topic: 3 to 8 words of its topic (Zipf), one or two of the phrases of 5 words, one word of 300."""
    rng = np.random.default_rng(seed)
    of_text = rng.integers(0, topics, texts)
    chance = 1 / np.arange(1, words + 1)
    size = rng.integers(length[0], length[1] + 1, texts)
    said = np.repeat(of_text, size) * words + rng.choice(words, size.sum(), p=chance / chance.sum())
    spoken = rng.integers(1, 3, texts) if phrases else np.zeros(texts, np.int64)
    phrase = rng.integers(0, max(1, phrases), spoken.sum())
    polite = topics * words + (phrase[:, None] * 5 + np.arange(5)).ravel()
    other = topics * words + phrases * 5 + rng.integers(0, 300, texts)
    text = np.concatenate([np.repeat(np.arange(texts), size), np.repeat(np.repeat(np.arange(texts), spoken), 5), np.arange(texts)])
    ids = np.concatenate([said, polite, other])[np.argsort(text, kind="stable")]
    ptr = np.append(0, np.cumsum(np.bincount(text, minlength=texts)))
    return Tokens(ptr, ids.astype(np.int32), [f"w{at:05d}" for at in range(topics * words + phrases * 5 + 300)], "exact"), of_text


def spelled(texts: list[str]) -> Tokens:
    """Tokens of texts written as words with spaces between."""
    read = [text.split() for text in texts]
    words = sorted({word for said in read for word in said})
    ids = [words.index(word) for said in read for word in said]
    return Tokens(np.append(0, np.cumsum([len(said) for said in read])), np.array(ids, np.int32), words, "exact")
