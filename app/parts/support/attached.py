"""What comes with a question, in words: told before it is sent, and beside the question to whoever answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import session
from app.parts.names import model_title
from app.services.support import met
from app.services.support.attaching import PARTS
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.schema import Input
from models.kit import library
from models.kit.contract import Model


def lines(attached: Mapping[str, Any]) -> dict[str, str]:
    """Each part that is there with what it says, by part."""
    model = _model(attached)
    told = {
        "page": lambda said: say(f"nav.{said}"),
        "step": lambda said: say(f"step.{said}"),
        "model": lambda said: say("support.model_version", model=model_title(said["id"]), version=said["version"]),
        "problems": lambda said: " ".join(pick(met.bare(one), session.language()) for one in said),
        "file": lambda said: " ".join(_file(one, model) for one in said),
        "settings": lambda said: ", ".join(_setting(one, model) for one in said),
        "columns": lambda said: ", ".join(str(name) for one in said for name in one["names"]),
    }
    return {part: told[part](attached[part]) for part in PARTS if attached.get(part)}


def _file(one: Mapping[str, Any], model: Model | None) -> str:
    kinds = [say("support.kind_count", kind=say(f"field_kind.{kind}"), count=count) for kind, count in one.get("kinds", {}).items()]
    rows = [say("support.file_rows", rows=one["rows"])] if "rows" in one else []
    aside = [say("support.file_aside", rows=one["set_aside"])] if one.get("set_aside") else []
    form = [" ".join(str(one[name]).upper() for name in ("format", "encoding") if name in one)]
    facts = [part for part in (*rows, *aside, *form, ", ".join(kinds)) if part]
    return say("support.file", input=_title(one["input"], model), facts=", ".join(facts))


def _title(name: str, model: Model | None) -> str:
    asked: Input | None = next((asked for asked in model.inputs if asked.name == name), None) if model else None
    return pick(asked.title, session.language()) if asked else name


def _setting(name: str, model: Model | None) -> str:
    found = next((one for one in model.settings if one.name == name), None) if model else None
    return pick(found.title, session.language()) if found else name


def _model(attached: Mapping[str, Any]) -> Model | None:
    try:
        return library.load(attached["model"]["id"]) if attached.get("model") else None
    except Problem:
        return None
