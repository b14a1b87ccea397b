"""Finds standard models by what somebody does, wonders or has, in Korean or English, typing slips forgiven."""

from __future__ import annotations

from collections.abc import Iterable

from app import texts
from app.services.search.matching import Hit, Part, ranked
from models.kit.contract import Model
from models.kit.wording import LANGUAGES, Words

_CLOSE = ("name", "keyword", "question", "subject", "said")
_HALF = 0.5


def hits(models: Iterable[Model], query: str) -> tuple[Hit[Model], ...]:
    """The models that fit a query, best first: at least half of its words are found in what is said of the model, or all of them
    there and in the inputs it reads.
    """
    return ranked([(model, parts(model)) for model in models], query, least=_HALF, close=_CLOSE)


def search(models: Iterable[Model], query: str) -> tuple[Model, ...]:
    """The models that fit a query, best first; all of them, in their order, for an empty one."""
    return tuple(hit.thing for hit in hits(models, query)) if query.strip() else tuple(models)


def parts(model: Model) -> list[Part]:
    """What is said of a model: its name, question, keywords, subject field and summary; its inputs, their fields and headers."""
    found = [
        *_said("name", model.title), *_said("question", model.question), *_said("said", model.summary),
        *(Part("keyword", key) for lang in LANGUAGES for key in model.keywords.get(lang, ())),
        *_said("subject", texts.words(f"subject.{model.subject}")),
    ]  # fmt: skip
    for item in model.inputs:
        found += _said("input", item.title)
        for field in item.fields:
            found += _said("field", field.title)
            found += [Part("header", header) for header in field.synonyms]
    return found


def _said(kind: str, words: Words) -> list[Part]:
    return [Part(kind, words[lang]) for lang in LANGUAGES]
