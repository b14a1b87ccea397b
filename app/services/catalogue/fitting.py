"""Whether the datasets a person keeps are what a model asks for: told by the names of their columns and by what was matched before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.identity.person import Person
from app.services.catalogue import datasets
from app.services.drafts import memory
from app.services.platform import Platform
from data_catalog.kinds import Habit
from data_catalog.mapping import suggest
from data_catalog.profile import ColumnProfile, Profile
from data_catalog.schema import Field, Input
from models.kit.availability import Fields, available
from models.kit.contract import Model
from models.kit.result import Answer

# The newest are looked at: what lies further back is found in the catalogue.
_LOOKED_AT = 20
# A column without values to look at reaches this when its name means what the field is called.
_NAMED = 0.56
# So many fields beside the place must be named, needed ones or others.
_TELLING = 2


@dataclass(frozen=True)
class Fit:
    """The kept dataset that gives an input most of what it needs. `lacks`: the needed fields it does not seem to hold."""

    input: Input
    dataset: str
    version: str
    lacks: tuple[Field, ...]


@dataclass(frozen=True)
class Fitting:
    """`state`: runs (the main answer can be given), part (some of what is needed is there), none. `missing`: needed inputs without data."""

    state: str
    fits: tuple[Fit, ...]
    missing: tuple[Input, ...]
    answers: tuple[Answer, ...]


def fitting(person: Person, platform: Platform, model: Model) -> Fitting:
    """What the person's newest datasets can give the model, each input from the dataset that suits it best."""
    kept = _kept(person, platform)
    fits: list[Fit] = []
    there: dict[str, Fields] = {}
    for asked in model.inputs:
        found = [(_held(person, platform, model, asked, columns), title, version) for version, (title, columns) in kept.items()]
        best = max(found, key=lambda one: len(one[0]), default=None)
        needed = asked.required_fields
        if best is None or not best[0] or (len(best[0]) < len(needed) and 2 * len(best[0]) <= len(needed)):
            continue
        held, title, version = best
        there[asked.name] = Fields(held)
        fits.append(Fit(asked, title, version, tuple(field for field in needed if field.name not in held)))
    answers = available(model, there)
    runs = any(answer.main and answer.state == "given" for answer in answers)
    missing = tuple(asked for asked in model.inputs if asked.required and asked.name not in there)
    return Fitting("runs" if runs else "part" if fits else "none", tuple(fits), missing, answers)


def _held(person: Person, platform: Platform, model: Model, asked: Input, columns: Sequence[str]) -> frozenset[str]:
    """The needed fields the columns seem to hold; all that were matched so before, when they do not seem to hold every one."""
    needed = replace(asked, fields=asked.required_fields)
    named = _named(columns, needed)
    others = {field.name for field in asked.fields if field.kind != "place"}
    if len(_named(columns, asked) & others) < min(_TELLING, len(others)):
        # A place is in every list, and one more word may mean anything: it takes more to tell a list of cameras from one of lamps.
        named = frozenset()
    if len(named) < len(needed.fields) and (recalled := memory.recall(person, platform, model.id, asked.name, columns)):
        named |= set(recalled.mapping) & {field.name for field in needed.fields}
    return named


def _named(columns: Sequence[str], asked: Input) -> frozenset[str]:
    return frozenset(one.field for one in suggest(_names_only(columns), asked) if one.source is not None and one.score >= _NAMED)


def _names_only(columns: Sequence[str]) -> Profile:
    unseen = [ColumnProfile(name, "text", 0, 0, 0, (), None, None, (), 1.0, Habit()) for name in columns]
    return Profile(0, tuple(unseen))


def _kept(person: Person, platform: Platform) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """By version, the title and the columns the person sees of their own datasets and of those policies let them see, the newest."""
    lines = [line for line in datasets.listed(person, platform, limit=1_000) if line.own or line.granted]
    return {line.version_id: (line.title, line.columns) for line in lines[:_LOOKED_AT]}
