"""Whether probabilities mean what they say, and whether a classifier is worth having."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.stats import binom

from models.methods.rates import wilson

_BINS = 10


@dataclass(frozen=True, eq=False)
class Judged:
    """A classifier on `texts` texts it had not seen. Shares come as (share, low, high), 95 % Wilson.

    `accuracy` of the first choice, `majority` of naming the most frequent class always, `top3` of the first three holding the
    right one; `coverage` the share whose first choice is likely enough to be shown, `right_when_shown` its accuracy there.
    `better`: surely more often right than the majority (McNemar's exact test, one-sided, 2.5 %). `error` is the expected calibration
    error; `said` and `right` are mean probability and accuracy in tenths of the texts by probability, `size` their texts.
    """

    texts: int
    accuracy: tuple[float, float, float]
    majority: tuple[float, float, float]
    top3: tuple[float, float, float]
    coverage: tuple[float, float, float]
    right_when_shown: tuple[float, float, float]
    better: bool
    error: float
    said: NDArray[np.float64]
    right: NDArray[np.float64]
    size: NDArray[np.int64]


def judged(
    choices: NDArray[np.int32], probability: NDArray[np.float64], truth: ArrayLike, most_frequent: int, least: float = 0.5
) -> Judged:
    """What three choices of each text with their probabilities (texts × 3) are worth against its true class."""
    known = np.asarray(truth)
    right, base = choices[:, 0] == known, known == most_frequent
    shown = probability[:, 0] >= least
    error, said, hit, size = calibration(probability[:, 0], right)
    won, lost = int((right & ~base).sum()), int((~right & base).sum())
    better = won > lost and float(binom.cdf(lost, won + lost, 0.5)) <= 0.025
    accuracy, majority, top3 = _share(right), _share(base), _share((choices == known[:, None]).any(axis=1))
    return Judged(known.size, accuracy, majority, top3, _share(shown), _share(right[shown]), better, error, said, hit, size)


def calibration(probability: ArrayLike, right: ArrayLike) -> tuple[float, NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """The expected calibration error, and mean probability, share right and number in tenths by probability.

    Naeini, Cooper & Hauskrecht 2015, Obtaining well calibrated probabilities using Bayesian binning: the mean over tenths of
    |mean probability - share right|, weighted by their texts. Empty tenths are left out; NaN without a text.

    Example: .9 right, .9 right, .6 wrong, .6 right: (.1 + .1 + .6 + .4) / 4 = .3.
    """
    sure, hit = np.asarray(probability, dtype=float), np.asarray(right, dtype=float)
    parts = [part for part in np.array_split(np.argsort(sure, kind="stable"), _BINS) if part.size]
    if not parts:
        return float("nan"), np.zeros(0), np.zeros(0), np.zeros(0, np.int64)
    said = np.array([sure[part].mean() for part in parts])
    share = np.array([hit[part].mean() for part in parts])
    size = np.array([part.size for part in parts])
    return float((np.abs(said - share) * size).sum() / size.sum()), said, share, size


def temperature(odds: NDArray[np.float64], truth: ArrayLike) -> float:
    """What to divide log odds (texts × classes) by so that the true classes are likeliest: above 1 where they promise too much.

    Guo, Pleiss, Sun & Weinberger 2017, On calibration of modern neural networks. Between .05 and 20.
    Example: odds of 2 : 0 (ln) of which 3 of 4 are right: 2 / ln 3 = 1.82.
    """
    known = np.asarray(truth)
    rows = np.arange(known.size)

    def cost(log_heat: float) -> float:
        scaled = odds / np.exp(log_heat)
        top = scaled.max(axis=1)
        return float((top + np.log(np.exp(scaled - top[:, None]).sum(axis=1)) - scaled[rows, known]).mean())

    return float(np.exp(minimize_scalar(cost, bounds=(np.log(0.05), np.log(20)), method="bounded", options={"xatol": 1e-4}).x))


def _share(hits: NDArray[np.bool_]) -> tuple[float, float, float]:
    if not hits.size:
        return float("nan"), 0.0, 1.0
    low, high = wilson(int(hits.sum()), hits.size)
    return float(hits.mean()), float(low), float(high)


@dataclass(frozen=True, eq=False)
class Ladder:
    """How often a probability was right: a rising line through points."""

    said: NDArray[np.float64]
    right: NDArray[np.float64]

    def __call__(self, probability: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.interp(probability, self.said, self.right)


def ladder(probability: ArrayLike, right: ArrayLike) -> Ladder:
    """What probabilities turned out to mean, without falling where they rise (isotonic regression by scikit-learn).

    Zadrozny & Elkan 2002, Transforming classifier scores into accurate multiclass probability estimates. Never nearer
    to 0 or 1 than one text in n + 2: Laplace's rule.

    Example: .2 wrong, .4 right, .6 wrong, .8 right -> .2: 1/6, .4 and .6: .5, .8: 5/6.
    """
    from sklearn.isotonic import IsotonicRegression

    sure = np.asarray(probability, dtype=float)
    edge = 1 / (sure.size + 2)
    fit = IsotonicRegression(y_min=edge, y_max=1 - edge).fit(sure, np.asarray(right, dtype=float))
    return Ladder(np.asarray(fit.X_thresholds_, dtype=np.float64), np.asarray(fit.y_thresholds_, dtype=np.float64))


def softmax(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of log odds, row by row."""
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)
