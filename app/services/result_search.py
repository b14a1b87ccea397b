"""Finds the person's own results by what they say, what the analysis was called and which question it answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.identity.person import Person
from app.services import runs
from app.services.platform import Platform
from app.services.runs import RunLine
from app.services.search import holds, words
from data_catalog.records.tables import Draft
from models.kit import library
from models.kit.contract import Model
from models.kit.wording import LANGUAGES

_MOST = 1_000


def find(person: Person, platform: Platform, query: str) -> tuple[RunLine, ...]:
    """The person's finished runs that fit a query, the newest first of those that fit alike; none for an empty one.

    Every word that carries meaning must be found: in the name of the analysis (3), its main finding (2), or the model's question,
    title or keywords (1).
    """
    wanted = words(query)
    if not wanted or not query.strip():
        return ()
    lines = [line for line in runs.listed(person, platform, limit=_MOST) if line.state == "finished"]
    names = _names(platform, [line.draft_id for line in lines if line.draft_id])
    models = {model.id: model for model in library.models()}
    scored = [(_score(line, names.get(line.draft_id or "", ""), models.get(line.model), wanted), line) for line in lines]
    return tuple(line for score, line in sorted(scored, key=lambda item: -item[0]) if score > 0)


def _names(platform: Platform, drafts: Sequence[str]) -> dict[str, str]:
    with platform.records.reading() as session:
        return {row.id: row.name for row in session.execute(select(Draft.id, Draft.name).where(Draft.id.in_(drafts))) if row.name}


def _score(line: RunLine, name: str, model: Model | None, wanted: Sequence[str]) -> float:
    headline = " ".join((line.headline or {}).values())
    asked = ""
    if model is not None:
        said = [text[lang] for text in (model.title, model.question) for lang in LANGUAGES]
        asked = " ".join([*said, *(key for keys in model.keywords.values() for key in keys)])
    weights = [3.0 if holds(name, word) else 2.0 if holds(headline, word) else 1.0 if holds(asked, word) else 0.0 for word in wanted]
    return sum(weights) / len(weights) if all(weights) else 0.0
