"""A linear classifier of texts that names the three likeliest classes, with probabilities set right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.methods.text.calibration import Ladder, ladder, softmax, temperature
from models.methods.text.counting import Bags, bags
from models.methods.text.keywords import rarity, tf_idf
from models.methods.text.tokens import Tokens

TOP = 3
_FOLDS, _PENALTY, _ROUNDS = 3, 1.0, 100
_HARDLY = -30.0


@dataclass(frozen=True, eq=False)
class Linear:
    """Weights (words × classes) for the words of a bag with their rarity, a constant each, the temperature of the odds,
    and of the first, second and third choice how often a probability was right.
    """

    words: list[str]
    rare: NDArray[np.float64]
    weight: NDArray[np.float64]
    constant: NDArray[np.float64]
    heat: float
    steps: list[Ladder]

    def bag_of(self, tokens: Tokens) -> Bags:
        """Other texts in the words of this classifier; words it does not know are left out."""
        number = {word: at for at, word in enumerate(self.words)}
        known = np.array([number.get(word, -1) for word in tokens.words], np.int32)
        ids = known[tokens.ids] if tokens.ids.size else tokens.ids
        text = np.repeat(np.arange(len(tokens)), np.diff(tokens.ptr))[ids >= 0]
        ptr = np.append(0, np.cumsum(np.bincount(text, minlength=len(tokens)))).astype(np.int64)
        return bags(Tokens(ptr, ids[ids >= 0], self.words, ""), min_df=0)

    def choices(self, bag: Bags) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Texts × 3: the likeliest classes (-1 where there are fewer) and how likely each is right, never rising."""
        chance = softmax((tf_idf(bag, self.rare) @ self.weight + self.constant) / self.heat)
        place, raw = _first(chance)
        right = np.column_stack([step(raw[:, rank]) for rank, step in enumerate(self.steps)])
        right = np.where(place >= 0, np.minimum.accumulate(right, axis=1), 0.0)
        return place, right


def fitted(bag: Bags, place: NDArray[np.int64], classes: int, seed: int = 0) -> Linear:
    """Logistic regression on TF-IDF by scikit-learn, of texts and the class (0 … classes - 1) of each.

    Temperature and steps are those that fit what classifiers of two thirds of the texts say of the other third.
    """
    rare = rarity(bag)
    x = tf_idf(bag, rare)
    fold = np.random.default_rng(seed).permutation(place.size) % _FOLDS
    odds = np.full((place.size, classes), _HARDLY)
    for one in range(_FOLDS):
        weight, constant = _weights(x[fold != one], place[fold != one], classes)
        odds[fold == one] = x[fold == one] @ weight + constant
    heat = temperature(odds, place)
    first, chance = _first(softmax(odds / heat))
    steps = [ladder(chance[:, rank], first[:, rank] == place) for rank in range(TOP)]
    weight, constant = _weights(x, place, classes)
    return Linear(bag.words, rare, weight, constant, heat, steps)


def _first(chance: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    order = np.argsort(-chance, axis=1, kind="stable")[:, :TOP]
    missing = ((0, 0), (0, TOP - order.shape[1]))
    return np.pad(order.astype(np.int32), missing, constant_values=-1), np.pad(np.take_along_axis(chance, order, axis=1), missing)


def _weights(x: Any, place: NDArray[np.int64], classes: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Words × classes and a constant each; a class without a text here has hardly a chance."""
    from sklearn.linear_model import LogisticRegression

    weight, constant = np.zeros((x.shape[1], classes)), np.full(classes, _HARDLY)
    there = np.unique(place)
    if there.size == 1:
        constant[there] = 0.0
        return weight, constant
    model = LogisticRegression(C=_PENALTY, max_iter=_ROUNDS, tol=1e-3).fit(x, place)
    if there.size == 2:
        weight[:, there[1]], constant[there] = model.coef_[0], [0.0, float(model.intercept_[0])]
    else:
        weight[:, there], constant[there] = model.coef_.T, model.intercept_
    return weight, constant
