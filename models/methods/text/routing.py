"""Advice on who should handle a text, learnt from who did: calibrated, silent where unsure, refused where it would not help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.text.calibration import Judged, judged
from models.methods.text.counting import bags, chosen
from models.methods.text.linear import Linear, fitted
from models.methods.text.tokens import Tokens

FEWEST = 20
_TESTED = 0.2


@dataclass(frozen=True, eq=False)
class Advice:
    """Of each text the three likeliest departments (places in the router's, -1 where there are fewer) with probabilities.

    `given` says for which texts the first is likely enough to be shown.
    """

    department: NDArray[np.int32]
    probability: NDArray[np.float64]
    given: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Router:
    """Who handles what. `why` says why no advice is given ("few_departments", "no_better"), "" where it is.

    `departments` are those known; `refused` those with too few texts to learn from, with how many; `judged` how good the
    advice was on texts it had not learnt from (None where there was nothing to judge); `by_time` whether these were the
    latest; `learnt_from` how many texts it rests on.
    """

    departments: list[str]
    refused: dict[str, int]
    why: str
    judged: Judged | None = None
    by_time: bool = False
    learnt_from: int = 0
    model: Linear | None = None

    def advise(self, tokens: Tokens, least: float = 0.5) -> Advice:
        """Advice for texts, shown where the first department has a probability of `least`. ValueError where `why` says none is given."""
        if self.why or self.model is None:
            raise ValueError(f"no advice is given: {self.why}")
        bag = self.model.bag_of(tokens)
        place, probability = self.model.choices(bag)
        given = (probability[:, 0] >= least) & (np.diff(bag.ptr) > 0)
        return Advice(place, probability, given)


def learn(
    tokens: Tokens,
    department: Sequence[str | None],
    received: ArrayLike | None = None,
    copies: ArrayLike | None = None,
    *,
    fewest: int = FEWEST,
    least: float = 0.5,
    most: int = 20_000,
    seed: int = 0,
) -> Router:
    """A router from texts and the department that handled each at the end (None or "": not known, left out).

    Logistic regression on TF-IDF (scikit-learn), its probabilities set right on texts of other folds (`linear.fitted`).
    Judged on the latest fifth of the texts where `received` (anything that sorts) is given, else on a random one; texts
    whose group in `copies` (near duplicates) was learnt from are not judged on. Refused: departments with fewer than
    `fewest` texts; all, where fewer than two are left or where the advice is not surely more often right than naming the
    most frequent department each time (McNemar 1947, one-sided at 2.5 %). At most the `most` latest texts are learnt
    from. The same texts give the same router.

    Example: 110 departments with 3 texts each: none is left, why = "few_departments".
    """
    names, place = _numbered(department, np.diff(tokens.ptr) > 0, fewest)
    refused = {name: count for name, count in sorted(_counted(department).items()) if name not in set(names)}
    if len(names) < 2:
        return Router(names, refused, "few_departments")
    train, test = _split(place, received, copies, most, seed)
    bag = bags(tokens, min_df=2)
    if np.unique(place[train]).size < 2 or not test.size:
        return Router(names, refused, "few_departments")
    model = fitted(chosen(bag, _mask(train, len(bag))), place[train], len(names), seed)
    tried = chosen(bag, _mask(test, len(bag)))
    said = judged(*model.choices(tried), place[test], int(np.bincount(place[train]).argmax()), least)
    if not said.better:
        return Router(names, refused, "no_better", said, received is not None, train.size)
    both = np.sort(np.concatenate([train, test]))[-most:]
    final = fitted(chosen(bag, _mask(both, len(bag))), place[both], len(names), seed)
    return Router(names, refused, "", said, received is not None, both.size, final)


def _counted(department: Sequence[str | None]) -> dict[str, int]:
    return Counter(name for name in department if name)


def _numbered(department: Sequence[str | None], said: NDArray[np.bool_], fewest: int) -> tuple[list[str], NDArray[np.int64]]:
    """Departments with enough texts that say something, and of each text the place of its own among them (-1: none)."""
    counted = Counter(name for name, text in zip(department, said, strict=True) if name and text)
    names = sorted(name for name, count in counted.items() if count >= fewest)
    number = {name: at for at, name in enumerate(names)}
    place = [number.get(name or "", -1) if text else -1 for name, text in zip(department, said, strict=True)]
    return names, np.array(place, np.int64)


def _split(
    place: NDArray[np.int64], received: ArrayLike | None, copies: ArrayLike | None, most: int, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Texts to learn from and to be judged on; the latest fifth, or one at random, without near copies of the former."""
    known = np.flatnonzero(place >= 0)
    order = (
        np.random.default_rng(seed).permutation(known.size) if received is None else np.argsort(np.asarray(received)[known], kind="stable")
    )
    known = known[order]
    cut = known.size - int(np.ceil(_TESTED * known.size))
    train, test = known[:cut][-most:], known[cut:]
    if copies is not None:
        group = np.asarray(copies)
        test = test[~np.isin(group[test], group[train])]
    return np.sort(train), np.sort(test[-most:])


def _mask(texts: NDArray[np.intp], n: int) -> NDArray[np.bool_]:
    found = np.zeros(n, np.bool_)
    found[texts] = True
    return found
