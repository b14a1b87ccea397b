"""How far reviewers agree over many cases: weighted kappa by criterion, and the cases on which two of them lie apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from app.identity import rights
from app.identity.person import Person
from app.services.cases import reviewing, steps
from app.services.platform import Platform
from data_catalog.records.tables import CASE_CRITERIA, UseCase, UseCaseReview, UseCaseRound
from models.methods.agreement import weighted_kappa

ENOUGH = 2 * len(reviewing.SCORES) ** 2
"""So many pairs of scores a weighted kappa of five categories wants: twice their square (Cicchetti & Fleiss 1977, Comparison of the null
distributions of weighted kappa and the C ordinal statistic)."""
LEAST = 10
"""Of fewer none is told."""


@dataclass(frozen=True)
class Agreed:
    """One criterion over `pairs` of scores: `same` of them equal, `near` one point apart, and kappa, None of too few or where all scores
    are one. `enough`: it can be relied on."""

    criterion: str
    pairs: int
    same: int
    near: int
    kappa: float | None

    @property
    def enough(self) -> bool:
        """Whether there are as many pairs as kappa wants."""
        return self.pairs >= ENOUGH


@dataclass(frozen=True)
class Apart:
    """A review whose two scores lie two points or more apart on these criteria."""

    case_id: str
    title: str
    criteria: tuple[str, ...]
    decided: bool


def agreement(person: Person, platform: Platform) -> tuple[tuple[Agreed, ...], tuple[Apart, ...]]:
    """Over all reviews both have scored in the tree the person judges in. Problems: rights.*."""
    rights.need(person, "judge_cases")
    with platform.records.reading() as session:
        tree = steps.tree(session, person, "judge_cases")
        rows = session.execute(
            select(UseCase, UseCaseRound)
            .join(UseCaseRound, UseCaseRound.case_id == UseCase.id)
            .where(UseCase.organisation_id.in_(tree), UseCaseRound.scored_at_utc.is_not(None))
            .order_by(UseCaseRound.scored_at_utc.desc())
        ).all()
        kept: dict[str, list[UseCaseReview]] = {held.id: [] for _, held in rows}
        wanted = select(UseCaseReview).where(UseCaseReview.round_id.in_(kept)).order_by(UseCaseReview.place)
        for one in session.scalars(wanted):
            kept[one.round_id].append(one)
    both = [[one.scores or {} for one in kept[held.id]] for _, held in rows]
    found = [Apart(case.id, case.title, reviewing.apart(kept[held.id]), held.outcome is not None) for case, held in rows]
    agreed = tuple(agreed_on(name, [(first[name], second[name]) for first, second in both]) for name in CASE_CRITERIA)
    return agreed, tuple(one for one in found if one.criteria)


def agreed_on(criterion: str, pairs: Sequence[tuple[int, int]]) -> Agreed:
    """The agreement on one criterion. `pairs`: the scores of the first and of the second reviewer of each case."""
    table = np.zeros((len(reviewing.SCORES), len(reviewing.SCORES)))
    for first, second in pairs:
        table[first - 1, second - 1] += 1
    kappa = weighted_kappa(table) if len(pairs) >= LEAST else float("nan")
    far = [abs(first - second) for first, second in pairs]
    return Agreed(criterion, len(pairs), far.count(0), far.count(1), None if math.isnan(kappa) else kappa)
