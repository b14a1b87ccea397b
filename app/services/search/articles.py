"""Finds help articles by what they say, in either language."""

from __future__ import annotations

from app.services.platform import Platform
from app.services.search.matching import Hit, Part, ranked
from app.services.support import articles
from app.services.support.articles import Article
from models.kit.wording import LANGUAGES


def hits(platform: Platform, query: str) -> tuple[Hit[Article], ...]:
    """The published articles that fit a query, best first."""
    return ranked(seen(platform), query)


def seen(platform: Platform) -> list[tuple[Article, list[Part]]]:
    """Every published article with what it says."""
    return [(one, _parts(one)) for one in articles.published(platform)]


def _parts(one: Article) -> list[Part]:
    return [Part(kind, said[lang]) for kind, said in (("name", one.said.title), ("said", one.said.body)) for lang in LANGUAGES]
