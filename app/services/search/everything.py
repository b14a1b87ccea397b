"""One search over the models, the datasets, the results and the use cases a person may see, and the help articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from app.identity.person import Person
from app.services.cases.library import Entry
from app.services.catalogue.datasets import DatasetLine
from app.services.platform import Platform
from app.services.search import articles, cases, datasets, models, results
from app.services.search.matching import Hit, Part, ranked
from app.services.search.results import ResultLine
from app.services.search.words import LONGEST, closed, letters, pieces, words
from app.services.support.articles import Article
from models.kit import library
from models.kit.contract import Model

_NEAR_WORDS, _NEAR_THINGS = 4, 3
_NEARLY = 65.0
_SAID_SHORTLY = ("name", "keyword", "column", "subject", "input")


@dataclass(frozen=True)
class Found:
    """What fits a query, by what it is, best first. Where nothing does, what has a part of it, and words nearly like its own."""

    models: tuple[Hit[Model], ...] = ()
    datasets: tuple[Hit[DatasetLine], ...] = ()
    results: tuple[Hit[ResultLine], ...] = ()
    cases: tuple[Hit[Entry], ...] = ()
    articles: tuple[Hit[Article], ...] = ()
    near: bool = False
    """The hits do not have all that was asked for."""
    near_words: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.models) + len(self.datasets) + len(self.results) + len(self.cases) + len(self.articles)


def find(person: Person, platform: Platform, query: str) -> Found:
    """What of all the person may see fits a query; nothing for an empty one, or for a seat of a workshop. Nothing of it is written down."""
    query = query[:LONGEST]
    if not words(query) or person.workshop_id is not None:
        return Found()
    described = [(model, models.parts(model)) for model in library.models()]
    kept, came_out, used = datasets.seen(person, platform), results.seen(person, platform), cases.seen(platform)
    told = articles.seen(platform)
    found = Found(
        models.hits(library.models(), query), ranked(kept, query), ranked(came_out, query), ranked(used, query), ranked(told, query)
    )
    if found.count:
        return found
    some = 1 / len(words(query))
    said = [*(parts for _, parts in described), *(parts for _, parts in kept), *(parts for _, parts in came_out)]
    said += [parts for _, parts in used]
    return Found(
        ranked(described, query, least=some)[:_NEAR_THINGS],
        ranked(kept, query, least=some)[:_NEAR_THINGS],
        ranked(came_out, query, least=some)[:_NEAR_THINGS],
        ranked(used, query, least=some)[:_NEAR_THINGS],
        ranked(told, query, least=some)[:_NEAR_THINGS],
        near=True,
        near_words=_near_words([part for parts in said for part in parts], query),
    )


def _near_words(parts: Iterable[Part], query: str) -> tuple[str, ...]:
    """Words that would find something, most like what was written; letters of Hangul are compared, not syllables."""
    said = {one for part in parts if part.kind in _SAID_SHORTLY for one in _spoken(part.text) if len(one) > 1}
    asked = [letters(one) for one in (*words(query), closed(query))]
    alike = {one: max(fuzz.ratio(letters(one), word) for word in asked) for one in said}
    return tuple(sorted((one for one in alike if alike[one] >= _NEARLY), key=lambda one: (-alike[one], one))[:_NEAR_WORDS])


def _spoken(text: str) -> Sequence[str]:
    return [one for one in pieces(text) if not one.isdigit()]
