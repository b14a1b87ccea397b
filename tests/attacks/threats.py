"""Reads the threats, and says of each whether it was held."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

KINDS = ("idor", "roles", "policy", "injection", "xss", "files", "packages", "sessions", "ssrf", "disclosure", "audit", "links")
WHO = ("nobody", "analyst", "steward", "author", "provider", "sender", "host")
State = Literal["held", "got through", "not run"]


@dataclass(frozen=True)
class Threat:
    """Who tries what, what stops it, and the test (`path::name`) that tries it."""

    kind: str
    who: str
    tried: str
    holds: str
    test: str


def threats() -> tuple[Threat, ...]:
    """Every threat, in the order they are written."""
    told = tomllib.loads(Path(__file__).with_name("threats.toml").read_text("utf-8"))
    return tuple(Threat(**one) for one in told["threat"])


def state_of(outcomes: Sequence[str]) -> State:
    """Held when every case of its test passed; one that failed got through; skipped, broken before or after, or none at
    all is not run."""
    if "failed" in outcomes:
        return "got through"
    return "held" if outcomes and set(outcomes) == {"passed"} else "not run"


def table(tried: Sequence[Threat], outcomes: Mapping[str, Sequence[str]]) -> list[str]:
    """The lines of the table, those that were not held marked, and the closing counts."""
    states = {one: state_of(outcomes.get(one.test, ())) for one in tried}
    lines = [f"{one.kind:<11} {one.who:<9} {state:<12} {one.tried}" for one, state in states.items()]
    lines.append("")
    for kind in dict.fromkeys(one.kind for one in tried):
        of_kind = [state for one, state in states.items() if one.kind == kind]
        lines.append(f"{kind:<11} {of_kind.count('held')} of {len(of_kind)} held")
    said = list(states.values())
    cases = sum(len(outcomes.get(test, ())) for test in {one.test for one in tried})
    counts = f"{said.count('held')} held, {said.count('got through')} got through, {said.count('not run')} not run"
    return [*lines, f"{len(said)} attacks in {cases} cases: {counts}"]
