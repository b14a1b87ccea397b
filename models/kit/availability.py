"""Which outputs can be given with the inputs at hand, and which steps they take."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Protocol

from models.kit.contract import Model, Output, Step
from models.kit.result import Answer
from models.kit.rules import giver
from models.kit.wording import LANGUAGES, Words, fill


class HasFields(Protocol):
    """An input at hand: the names of its fields that hold something."""

    @property
    def fields(self) -> Set[str]: ...


@dataclass(frozen=True)
class Fields:
    """The fields of an input that hold something, when nothing else is known of it yet (a mapping on a screen)."""

    fields: frozenset[str]


def available(model: Model, prepared: Mapping[str, HasFields | None]) -> tuple[Answer, ...]:
    """For each output whether it can be given: `given`, or `refused` with what is absent said in its own words."""
    answers = []
    for output in model.outputs:
        lacking = absent(output.needs, prepared)
        answers.append(refused(output, _titles(model, lacking)) if lacking else given(output))
    return tuple(answers)


def absent(needs: tuple[str, ...], prepared: Mapping[str, HasFields | None]) -> list[str]:
    """What of some needs is not at hand."""
    there = {name for name, item in prepared.items() if item is not None}
    there |= {f"{name}.{field}" for name, item in prepared.items() if item is not None for field in item.fields}
    return [need for need in needs if not set(need.split("|")) & there]


def given(output: Output) -> Answer:
    return Answer(output.name, output.title, output.main, "given", None)


def refused(output: Output, missing: Mapping[str, list[str]]) -> Answer:
    """The answer that says in plain words what is absent. `missing`: titles by language."""
    return _without(output, output.refused, missing, "refused")


def unmet(output: Output, missing: Mapping[str, list[str]], *, wholly: bool) -> Answer:
    """The answer of an output whose tables could not, wholly or in part, be given though what it needs is there."""
    return _without(output, output.unmet or output.refused, missing, "refused" if wholly else "limited")


def _without(output: Output, words: Words, missing: Mapping[str, list[str]], state: str) -> Answer:
    why = {lang: fill(words[lang], {"missing": missing[lang]}) for lang in LANGUAGES}
    return Answer(output.name, output.title, output.main, state, why)


def needed_steps(model: Model, answers: tuple[Answer, ...]) -> tuple[Step, ...]:
    """The steps that the outputs to be given take, with all they stand on, in the order they run."""
    wanted: set[str] = {"findings"}
    tables: list[str] = []
    for output, answer in zip(model.outputs, answers, strict=True):
        if answer.state != "refused":
            wanted |= set(output.steps)
            tables += [table.name for table in output.tables]
    waiting = [step for step in model.steps if step.name in wanted]
    waiting += [step for step in (giver(model, table) for table in tables) if step is not None]
    kept: set[str] = set()
    while waiting:
        step = waiting.pop()
        if step.name in kept:
            continue
        kept.add(step.name)
        # What the sentences would like to tell is no reason to compute it.
        reads = step.reads if step.name != "findings" else ()
        waiting += [found for found in (giver(model, name) for name in reads) if found is not None]
    return tuple(step for step in model.steps if step.name in kept)


def _titles(model: Model, needs: list[str]) -> dict[str, list[str]]:
    return {lang: [_title(model, need)[lang] for need in needs] for lang in LANGUAGES}


def _title(model: Model, need: str) -> Words:
    said = []
    for part in need.split("|"):
        name, _, field = part.partition(".")
        item = model.input(name)
        said.append(item.field(field).title if field else item.title)
    return {lang: " / ".join(title[lang] for title in said) for lang in LANGUAGES}
