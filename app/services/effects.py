"""What each setting would do with the person's own data, told at once while it is being chosen."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.identity.person import Person
from app.services.drafts import Draft
from app.services.platform import Platform
from app.services.prepared import AtHand, at_hand
from connectors.duck import open_workspace
from connectors.problem import Problem
from models.kit.contract import Model
from models.kit.previewing import previews
from models.kit.wording import Words

LONGEST_S = 2.0
"""Whoever moves a slider does not wait longer, even on a busy machine: what is not told by then is left out."""
_MEMORY_MB = 512


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
    with tempfile.TemporaryDirectory(dir=platform.lake.staging, prefix="effects-") as folder:
        reads = [item.path for item in inputs.values()]
        workspace = open_workspace(Path(folder) / "spill", memory_mb=_MEMORY_MB, reads=reads)
        stopping = threading.Timer(LONGEST_S, workspace.cancel)
        stopping.start()
        try:
            return dict(previews(model, inputs, settings, workspace))
        except (Problem, OSError) as fault:
            if isinstance(fault, Problem) and fault.code.startswith("setting."):
                raise
            return {}  # memory, or a file that has just gone: the step goes on without
        finally:
            stopping.cancel()
            workspace.close()
