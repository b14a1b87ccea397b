"""What each setting would do with the person's own data, told at once while it is being chosen."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.identity.person import Person
from app.services.drafts.drafts import Draft
from app.services.platform import Platform
from app.services.preparing.prepared import AtHand, at_hand
from connectors import held
from connectors.problem import Problem
from models.kit import library
from models.kit.contract import Model
from models.kit.previewing import order_of, previews_within
from models.kit.wording import LANGUAGES, Words

LONGEST_S = 2.0
"""Whoever moves a slider does not wait longer, even on a busy machine: what is not told by then is left out."""
_MEMORY_MB = 512
_APART_MB, _STARTING_S = 1_200, 6.0


def inputs_at_hand(person: Person, platform: Platform, draft: Draft, model: Model) -> dict[str, AtHand]:
    """The draft's inputs as the model will read them; one that cannot be prepared is left out: the check says why."""
    found = {}
    for asked in model.inputs:
        try:
            brought = at_hand(person, platform, draft, asked)
        except Problem:
            continue
        if brought is not None:
            found[asked.name] = brought
    return found


def effects(platform: Platform, model: Model, inputs: Mapping[str, AtHand], settings: Mapping[str, Any]) -> dict[str, Words]:
    """By setting, what it would do. Empty for what cannot be told, or not in time. Problems: setting.*."""
    if not inputs or not any(item.preview for item in model.settings):
        return {}
    order = order_of(model, inputs, settings, _MEMORY_MB, LONGEST_S)
    with tempfile.TemporaryDirectory(dir=platform.lake.staging, prefix="effects-") as folder:
        try:
            return _told(model, order, Path(folder))
        except (Problem, OSError) as fault:
            if isinstance(fault, Problem) and fault.code.startswith("setting."):
                raise
            return {}  # memory, or a file that has just gone: the step goes on without


def _told(model: Model, order: dict[str, Any], folder: Path) -> dict[str, Words]:
    """Here for the product's own packages. What others wrote is told in a process apart: one function of SQL can take all the
    memory there is, and hear of no limit and no cancelling."""
    if library.is_own(model):
        return previews_within(order, folder / "spill")
    reads = [model.folder, *(Path(path) for path, _ in order["inputs"].values())]
    bounds = held.Bounds(_APART_MB, LONGEST_S + _STARTING_S)
    try:
        told = held.call("models.kit.previewing:previews_within", order, folder, reads=reads, bounds=bounds)
    except held.Fault:
        return {}
    return {str(name): {lang: str(words[lang]) for lang in LANGUAGES} for name, words in dict(told).items()}
