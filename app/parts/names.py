"""What analyses are called on screen, and sentences that may not be there."""

from __future__ import annotations

import re
from typing import Any

from app.session import language
from app.texts import keys, pick, text
from connectors.problem import Problem
from models.kit import library

_ASIDE = re.compile(r"\s*\([^()]*\)")
_END = re.compile(r"(?<=[.!?])\s+(?=\S)")


def model_title(model_id: str) -> str:
    """The title of a model; its id when the package is not there any more."""
    try:
        return pick(library.load(model_id).title, language())
    except Problem:
        return model_id


def analysis_name(name: str | None, model_id: str) -> str:
    """The name somebody gave an analysis, else its model's title."""
    return name or model_title(model_id)


def brief(said: str) -> str:
    """The first sentence of a finding without what stands in brackets: enough to know it again where only the way to it is shown."""
    return _ASIDE.sub("", _END.split(said.strip(), maxsplit=1)[0])


def text_if_any(key: str, lang: str, **facts: Any) -> str:
    """The sentence of a key, or nothing when a reader notes more than was worded."""
    return text(key, lang, **facts) if key in keys() else ""
