"""Weights somebody gave a name, kept with the result they were tried on, and which of them the report tells of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.reports.options import Weighing
from app.services.drafts.drafts import Draft
from app.services.results import weighed_tables, weighing
from app.services.results.weighing import Ground, Weighed
from app.texts import text
from data_catalog.personal import mask
from models.kit.result import Result

NAME_MAX = 40
"""Letters of a name: the field of the page takes no more, and what came another way is cut."""


@dataclass(frozen=True)
class WeightSet:
    """Weights under a name; `weights` by the column of their part."""

    key: str
    name: str
    weights: Mapping[str, float]


def listed(draft: Draft, run_id: str, given: Ground) -> tuple[WeightSet, ...]:
    """The named weights of one ranking of a run, by name; a part they do not tell of has the weight of the run."""
    beginning = f"{run_id}.{given.spec.name}."
    usual = {part.column: part.weight for part in given.spec.parts}
    found = []
    for field, kept in draft.section("weights").items():
        if field.startswith(beginning):
            said = {column: float(weight) for column, weight in kept["weights"].items() if column in usual}
            found.append(WeightSet(field.removeprefix(beginning), kept["name"], usual | said))
    return tuple(sorted(found, key=lambda one: one.name))


def chosen(draft: Draft, run_id: str, given: Ground) -> WeightSet | None:
    """The named weights whose ranking stands in the report; None where none were chosen, or they are gone."""
    wanted = draft.fields.get(_reported(run_id, given))
    return next((one for one in listed(draft, run_id, given) if one.key == wanted), None)


def keeping(run_id: str, given: Ground, name: str, weights: tuple[float, ...]) -> tuple[str, dict[str, Any]]:
    """The key of new named weights, and the fields of the draft that keep them; the same name replaces what it meant before."""
    named = mask(" ".join(name.replace("\x00", "").split()))[:NAME_MAX]
    key = hashlib.sha256(named.encode()).hexdigest()[:12]
    kept = {part.column: weight for part, weight in zip(given.spec.parts, weights, strict=True)}
    return key, {_field(run_id, given, key): {"name": named, "weights": kept}}


def dropping(draft: Draft, run_id: str, given: Ground, key: str) -> dict[str, Any]:
    """The fields of the draft that forget named weights, in the report too."""
    told = {_reported(run_id, given): None} if draft.fields.get(_reported(run_id, given)) == key else {}
    return {_field(run_id, given, key): None, **told}


def choosing(run_id: str, given: Ground, key: str | None) -> dict[str, Any]:
    """The fields of the draft that put the ranking by named weights into the report, or with None take it out."""
    return {_reported(run_id, given): key}


def weighed(given: Ground, one: WeightSet) -> Weighed:
    """The ranking with named weights."""
    return weighing.weigh(given, [one.weights[part.column] for part in given.spec.parts])


def reported(draft: Draft, result: Result, lang: str) -> tuple[Weighing, ...]:
    """What the report tells of weights: of each ranking the named ones that were chosen."""
    found = []
    for ranking in result.rankings:
        given = weighing.ground(result, ranking.spec.name)
        one = chosen(draft, result.run_id, given)
        if one is not None:
            found.append(_told(given, one, lang))
    return tuple(found)


def _told(given: Ground, one: WeightSet, lang: str) -> Weighing:
    now = weighed(given, one)
    title = given.spec.title[lang]
    said = (
        text("weigh.report.said", lang, name=one.name, title=title),
        " ".join(weighing.verdict(given, now, lang)),
        text("weigh.formula", lang, formula=weighing.formula(given, now.weights, lang)),
    )
    return Weighing(said, (weighed_tables.weights(given, now), weighed_tables.first(given, now, now.first.tolist())))


def _field(run_id: str, given: Ground, key: str) -> str:
    return f"weights.{run_id}.{given.spec.name}.{key}"


def _reported(run_id: str, given: Ground) -> str:
    return f"report.weights.{run_id}.{given.spec.name}"
