"""Finds standard models by what somebody does or wonders, in Korean or English, typing slips forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from models.kit.contract import Model
from models.kit.wording import LANGUAGES

_WORD = re.compile(r"[0-9a-z가-힣]+")
# fmt: off
_ENDINGS = (
    "에서", "에는", "으로", "까지", "부터", "이나", "하고", "한테", "에게", "어요", "아요", "나요", "까요",
    "은", "는", "이", "가", "을", "를", "에", "의", "도", "로", "와", "과", "만",
)
_IDLE = frozenset({
    "어디", "어떻게", "무엇", "얼마나", "왜", "것", "수", "the", "a", "an", "of", "to", "in", "is", "are", "do",
    "where", "how", "why", "what", "we", "our", "my", "for", "and",
})
# fmt: on
_SLIP = 80.0


def search(models: Iterable[Model], query: str) -> tuple[Model, ...]:
    """The models that fit a query, best first; all of them, in their order, for an empty one.

    Every word of the query that carries meaning is looked for in the model's keywords (3), title and question (2) and
    summary (1); a model answers when at least half of those words are found.
    """
    wanted = words(query)
    if not wanted:
        return tuple(models)
    scored = [(_score(model, wanted), model) for model in models]
    good = sorted((item for item in scored if item[0] > 0), key=lambda item: -item[0])
    return tuple(model for _, model in good)


def words(query: str) -> tuple[str, ...]:
    """The words of a query that carry meaning, Korean endings taken off."""
    found = [_bare(word) for word in _WORD.findall(query.lower())]
    kept = tuple(word for word in found if word not in _IDLE)
    return kept or tuple(found)


def _score(model: Model, wanted: tuple[str, ...]) -> float:
    keys = [key.lower() for found in model.keywords.values() for key in found]
    close = " ".join(said[lang] for said in (model.title, model.question) for lang in LANGUAGES).lower()
    far = " ".join(model.summary[lang] for lang in LANGUAGES).lower()
    weights = [_weight(word, keys, close, far) for word in wanted]
    found = sum(weight > 0 for weight in weights)
    return sum(weights) / len(wanted) if found * 2 >= len(wanted) else 0.0


def _weight(word: str, keys: list[str], close: str, far: str) -> float:
    if any(word in key or (len(key) > 1 and key in word) for key in keys):
        return 3.0
    if len(word) > 1 and word in close:
        return 2.0
    if len(word) > 2 and any(fuzz.ratio(word, key) >= _SLIP for key in keys):
        return 1.5
    return 1.0 if len(word) > 1 and word in far else 0.0


def _bare(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word.removesuffix(ending)
    return word
