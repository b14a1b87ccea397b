"""Finds help articles by what they say, in either language; one in a single language by what it is about in the other too."""

from __future__ import annotations

from app.services.platform import Platform
from app.services.search.matching import Hit, Part, ranked
from app.services.support import articles, met
from app.services.support.articles import Article
from models.kit.wording import LANGUAGES


def hits(platform: Platform, query: str) -> tuple[Hit[Article], ...]:
    """The published articles that fit a query, best first."""
    return ranked(seen(platform), query)


def seen(platform: Platform) -> list[tuple[Article, list[Part]]]:
    """Every published article with what it says."""
    return [(one, _parts(one)) for one in articles.published(platform)]


def _parts(one: Article) -> list[Part]:
    said = one.said
    told = [Part(kind, words[lang]) for kind, words in (("name", said.title), ("said", said.body)) for lang in LANGUAGES if words.get(lang)]
    if not met.is_known(said.problem):
        return told
    return told + [Part("said", met.bare(said.problem)[lang]) for lang in LANGUAGES if lang not in said.languages]
