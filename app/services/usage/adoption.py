"""Which organisation works with which model since when: a table of organisations and models with the first real analysis of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from app.services.usage import counts
from app.services.usage.counts import BY_NAME
from app.services.usage.periods import Span
from app.services.usage.scope import Scope
from data_catalog import ledger
from models.kit.wording import Words

_EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Adopted:
    """An organisation, or what stands below it. By model: the day of its first real analysis ever, and how many in the period."""

    organisation_id: str
    organisation: Words
    since: Mapping[str, date]
    analyses: Mapping[str, int]


@dataclass(frozen=True)
class Adoption:
    """The models, the one used by most organisations first, and the organisations: those that began first before those that have not.

    `above`: the one all of them stand under; no name where they stand under several. `all` and `begun`: how many organisations there are,
    each by itself and what stands below apart, and how many of them have begun with a model at all.
    """

    models: tuple[str, ...]
    rows: tuple[Adopted, ...]
    above: Words
    all: int
    begun: int


def of_scope(scope: Scope, span: Span) -> Adoption:
    """As it stands at the end of a period. What was used before an organisation came into the tree is not told."""
    rows = scope.rows_of(Span(_EARLIEST, span.last), (ledger.RUN_FINISHED,)).where(pl.col("kind") == "real")
    firsts = rows.frame.group_by("group", "model").agg(pl.col("day").min())
    since: dict[str, dict[str, date]] = {}
    for group, model, day in firsts.select("group", "model", "day").iter_rows():
        since.setdefault(scope.groups[group], {})[model] = day
    many: dict[str, dict[str, int]] = {}
    for (group, model), count in counts.by(BY_NAME["real"], rows.where(pl.col("day") >= span.first), "group", "model").items():
        many.setdefault(scope.groups[int(str(group))], {})[str(model)] = count
    here, begun = scope.there(Span(span.last, span.last)), {scope.of_code(one) for one in rows.frame["organisation"].unique()}
    there = {own for own in here if own in scope.groups} | since.keys()
    made = [Adopted(own, scope.name(own, span.last), since.get(own, {}), many.get(own, {})) for own in there]
    used = sorted({model for held in since.values() for model in held}, key=lambda one: (-sum(one in held for held in since.values()), one))
    order = sorted(made, key=lambda one: (min(one.since.values(), default=date.max), one.organisation["ko"], one.organisation_id))
    above = scope.name(scope.tops[0], span.last) if len(scope.tops) == 1 else {"ko": "", "en": ""}
    return Adoption(tuple(used), tuple(order), above, len({*here, *begun}), len(begun))
