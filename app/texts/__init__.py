"""Every sentence a person can read, by key, in Korean and English.

The sentences live in `*.toml` beside this file, one table a key: `["home.title"]` with `ko` and `en`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from connectors.problem import Problem
from models.kit.wording import LANGUAGES, Words, fill, said_in

__all__ = ["LANGUAGES", "pick", "problem_text", "text", "words"]


def text(key: str, lang: str, **facts: Any) -> str:
    """The sentence of a key in one language, filled with facts. A key that does not exist raises KeyError."""
    return fill(_all()[key][lang], said_in(facts, lang))


def words(key: str) -> Words:
    """The unfilled sentence of a key in every language."""
    return _all()[key]


def pick(said: Words, lang: str) -> str:
    """The wanted language of a bilingual text that came with data (a model's title, a finding)."""
    return said[lang]


def problem_text(problem: Problem, lang: str) -> str:
    """What happened, where, and what to do next."""
    key = f"problem.{problem.code}"
    if key not in _all():
        return text("problem.unworded", lang, code=problem.code)
    return text(key, lang, **_with_found_said(_with_check_said(problem.facts, lang), lang))


def _with_check_said(facts: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The facts, the finding of a check among them as its sentence and what mends it."""
    key = f"finding.{facts.get('check')}"
    if key not in _all():
        return dict(facts)
    said = [one for one in (key, f"{key}.repair") if one in _all()]
    return {**facts, "check": " ".join(text(one, lang, **{**facts, "check": ""}) for one in said)}


def _with_found_said(facts: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The facts, the personal values found among them in words."""
    found = [one for one in facts.get("found") or () if isinstance(one, Mapping) and "kind" in one]
    if not found:
        return dict(facts)
    said = [text("personal.found", lang, **{**one, "kind": text(f"personal.kind.{one['kind']}", lang)}) for one in found]
    return {**facts, "found": said}


def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(_all())


@cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        with path.open("rb") as file:
            entries = tomllib.load(file)
        twice = found.keys() & entries.keys()
        if twice:
            raise ValueError(f"{path.name} words again: {sorted(twice)}")
        found.update(entries)
    return found
