"""Small answers that cost a while, each found out once: what a file's columns are like, what its check says, what a setting would do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import streamlit as st

from app import session
from app.services import gone
from app.services.catalogue import declaring
from app.services.catalogue.datasets import DatasetLine
from app.services.catalogue.declaring import Tried
from app.services.drafts.drafts import Draft
from app.services.preparing import checking, columns, effects, prepared
from app.services.preparing.checking import Checked
from data_catalog.profile import Profile
from data_catalog.schema import Input
from models.kit.contract import Model
from models.kit.wording import Words

_SHELF = 200
_MAKING = tuple(threading.Lock() for _ in range(64))


def keep_in_step() -> None:
    """Drops what is kept for quick drawing once something was destroyed, by whomever."""
    if gone.in_step(session.platform()):
        session.forget_drawn()
        _shelf.clear()


def profile(draft: Draft, input_name: str) -> Profile:
    """What the columns of a draft's input are like, found out once a file."""
    kept = f"profile.{prepared.key(session.person(), session.platform(), draft, input_name, with_mapping=False)}"
    return _kept("profiles", kept, lambda: columns.profiled(session.person(), session.platform(), draft, input_name))


def check(draft: Draft, asked: Input, model: Model) -> Checked | None:
    """The check of a draft's input, made once a file and mapping, its own and those of the inputs it refers to."""
    kept = f"check.{prepared.check_key(session.person(), session.platform(), draft, asked)}"
    return _kept("checks", kept, lambda: checking.checked(session.person(), session.platform(), draft, asked, model))


def tried_check(line: DatasetLine, said: str) -> Tried:
    """What a check, said as JSON, finds in the newest version of a dataset; tried once a version."""
    kept = f"try.{session.person().id}.{line.version_id}.{said}"
    found: Tried = _kept("tries", kept, lambda: declaring.tried(session.person(), session.platform(), line.id, json.loads(said)))
    return found


def setting_effects(draft: Draft, model: Model) -> dict[str, Words]:
    """What each setting would do with the draft's own data, found out once a file, mapping and choice of settings."""
    marks = [
        prepared.key(session.person(), session.platform(), draft, asked.name) for asked in model.inputs if draft.inputs.get(asked.name)
    ]
    kept = f"{model.hash}.{sorted(draft.settings.items())}.{marks}"

    def make() -> dict[str, Words]:
        at_hand = effects.inputs_at_hand(session.person(), session.platform(), draft, model)
        return effects.effects(session.platform(), model, at_hand, draft.settings)

    told: dict[str, Words] = _kept("effects", kept, make)
    if not told:
        _shelf("effects").pop(kept, None)  # a busy moment is no reason to stay silent
    return told


def _kept(shelf: str, name: str, make: Callable[[], Any]) -> Any:
    found = _shelf(shelf)
    if name not in found:
        with _MAKING[hash(name) % len(_MAKING)]:  # who asks for the same at once waits for one answer
            found[name] = found[name] if name in found else make()
        while len(found) > _SHELF:
            found.pop(next(iter(found)), None)
    return found[name]


@st.cache_resource(show_spinner=False)
def _shelf(shelf: str) -> dict[str, Any]:
    """Small answers kept by what they were made from; ids of drafts are among the names, so nobody meets another's."""
    return {}
