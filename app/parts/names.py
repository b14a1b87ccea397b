"""What analyses are called on screen."""

from __future__ import annotations

from app.session import language
from app.texts import pick
from connectors.problem import Problem
from models.kit import library


def model_title(model_id: str) -> str:
    """The title of a model; its id when the package is not there any more."""
    try:
        return pick(library.load(model_id).title, language())
    except Problem:
        return model_id


def analysis_name(name: str | None, model_id: str) -> str:
    """The name somebody gave an analysis, else its model's title."""
    return name or model_title(model_id)
