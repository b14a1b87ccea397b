"""Small answers that cost a while, each found out once: what a file's columns are like, what its check says, what a setting would do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from app import session
from app.identity.person import Person
from app.services import gone
from app.services.catalogue import declaring
from app.services.catalogue.datasets import DatasetLine
from app.services.catalogue.declaring import Tried
from app.services.drafts.drafts import Draft
from app.services.preparing import checking, columns, effects, prepared
from app.services.preparing.checking import Checked
from app.services.preparing.columns import Matched
from app.services.uploads import preview
from app.services.uploads.preview import Head
from app.services.uploads.uploads import UploadView
from app.services.workshops import samples
from connectors.problem import Problem
from data_catalog.profile import Profile
from data_catalog.schema import Input
from models.kit import library
from models.kit.contract import Model
from models.kit.wording import Words

_SHELF = 200
_SILENT_S, _LITTLE_S = 20.0, 0.3
"""So long after it could not be told in time it is asked again what a setting would do; who asks meanwhile waits a little and goes on."""
_MAKING = tuple(threading.Lock() for _ in range(64))


def keep_in_step() -> None:
    """Drops what is kept for quick drawing once something was destroyed, by whomever."""
    if gone.in_step(session.platform()):
        session.forget_drawn()
        _shelf.clear()


def marks(draft: Draft, names: Iterable[str], *, with_mapping: bool = True) -> dict[str, str]:
    """What answers on a draft's inputs are kept under, for all a page asks about at once."""
    return prepared.keys(session.person(), session.platform(), draft, names, with_mapping=with_mapping)


def for_class(workshop_id: str) -> None:
    """Finds out before a class comes in what all of its seats are told of the samples, so that none of them waits for it. Takes seconds,
    once a workshop."""
    done = _shelf("classes")
    if workshop_id in done:
        return
    for keeper, draft in samples.kept(session.platform(), workshop_id):
        with suppress(Problem):  # each seat is told by itself what is to be decided first
            _beforehand(keeper, draft)
    _keep(done, workshop_id, True)


def head(view: UploadView, mark: str, count: int) -> Head:
    """The first rows of a file, read once a file, how it is read and what was decided of it. `mark` as of `profile`."""
    person, platform = session.person(), session.platform()
    if view.state == "settled":  # of a version of a dataset what may be seen is asked each time
        return preview.rows(person, platform, view.id, count)
    found: Head = _kept("heads", f"{mark}.{view.state}.{count}", lambda: preview.rows(person, platform, view.id, count))
    return found


def profile(draft: Draft, input_name: str, mark: str | None = None) -> Profile:
    """What the columns of a draft's input are like, found out once a file. `mark`: of `marks` without the mapping."""
    kept = mark or marks(draft, (input_name,), with_mapping=False)[input_name]
    return _profile(session.person(), draft, input_name, kept)


def matched(draft: Draft, model: Model, brought: Sequence[Input], marks: Mapping[str, str]) -> dict[str, Matched]:
    """What the columns of a draft's files seem to be, by input, found out once a file and what is remembered of such. `marks`: each as of
    `profile`."""
    return _matched(session.person(), draft, model, brought, marks)


def fitting(model: Model, found: Profile, mark: str) -> tuple[Input, ...]:
    """The tables of a model a file seems to be, found out once a file. `mark` as of `profile`."""
    told: tuple[Input, ...] = _kept("fitting", f"{mark}.{model.hash}", lambda: columns.fitting(model, found))
    return told


def check(draft: Draft, asked: Input, model: Model, marks: Mapping[str, str]) -> Checked | None:
    """The check of a draft's input, made once a file and mapping, its own and those of the inputs it refers to."""
    return _check(session.person(), draft, asked, model, marks)


def tried_check(line: DatasetLine, said: str) -> Tried:
    """What a check, said as JSON, finds in the newest version of a dataset; tried once a version."""
    kept = f"try.{session.person().id}.{line.version_id}.{said}"
    found: Tried = _kept("tries", kept, lambda: declaring.tried(session.person(), session.platform(), line.id, json.loads(said)))
    return found


def setting_effects(draft: Draft, model: Model) -> dict[str, Words]:
    """What each setting would do with the draft's own data, found out once a file, mapping and choice of settings."""
    at = marks(draft, [asked.name for asked in model.inputs if draft.inputs.get(asked.name)])
    kept = f"{model.hash}.{sorted(draft.settings.items())}.{list(at.values())}"

    found, making = _shelf("effects"), _MAKING[hash(kept) % len(_MAKING)]
    told, at_s = found.get(kept, ({}, -_SILENT_S))
    # A busy moment is no reason to stay silent for long, nor for everybody to wait for what nobody could be told in time.
    if not told and time.monotonic() - at_s >= _SILENT_S and making.acquire(timeout=_LITTLE_S):
        try:
            told, at_s = found.get(kept, (told, at_s))
            if not told and time.monotonic() - at_s >= _SILENT_S:
                at_hand = effects.inputs_at_hand(session.person(), session.platform(), draft, model)
                told = effects.effects(session.platform(), model, at_hand, draft.settings)
                _keep(found, kept, (told, time.monotonic()))
        finally:
            making.release()
    return told


def _beforehand(keeper: Person, draft: Draft) -> None:
    model = library.load(draft.model)
    brought = [asked for asked in model.inputs if columns.has_table(draft, asked.name)]
    names = [asked.name for asked in brought]
    at = prepared.keys(keeper, session.platform(), draft, names, with_mapping=False)
    told = _matched(keeper, draft, model, brought, at)
    mapped = replace(draft, fields={**draft.fields, **columns.at_first(told)})
    at = prepared.keys(keeper, session.platform(), mapped, [asked.name for asked in model.inputs])
    for asked in brought:
        _check(keeper, mapped, asked, model, at)


def _profile(person: Person, draft: Draft, input_name: str, mark: str) -> Profile:
    found: Profile = _kept("profiles", mark, lambda: columns.profiled(person, session.platform(), draft, input_name))
    return found


def _matched(person: Person, draft: Draft, model: Model, brought: Sequence[Input], marks: Mapping[str, str]) -> dict[str, Matched]:
    found = {asked.name: _profile(person, draft, asked.name, marks[asked.name]) for asked in brought}
    before = columns.recalled(person, session.platform(), model, found)
    return {
        asked.name: _kept(
            "matches", f"{marks[asked.name]}.{model.hash}.{before[asked.name]}",
            partial(columns.matched, asked, found[asked.name], before[asked.name]),
        )
        for asked in brought
    }  # fmt: skip


def _check(person: Person, draft: Draft, asked: Input, model: Model, marks: Mapping[str, str]) -> Checked | None:
    kept = prepared.check_key(marks, asked)
    found: Checked | None = _kept("checks", kept, lambda: checking.checked(person, session.platform(), draft, asked, model))
    return found


def _kept(shelf: str, name: str, make: Callable[[], Any]) -> Any:
    found = _shelf(shelf)
    if name not in found:
        with _MAKING[hash(name) % len(_MAKING)]:  # who asks for the same at once waits for one answer
            if name not in found:
                _keep(found, name, make())
    return found[name]


def _keep(found: dict[str, Any], name: str, answer: Any) -> None:
    found[name] = answer
    while len(found) > _SHELF:
        found.pop(next(iter(found)), None)


@st.cache_resource(show_spinner=False)
def _shelf(shelf: str) -> dict[str, Any]:
    """Small answers kept by what they were made from; ids of drafts are among the names, so nobody meets another's."""
    return {}
