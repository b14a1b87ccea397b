"""Finds use cases of the library by what was decided, where, and with which model."""

from __future__ import annotations

from app import texts
from app.services.cases import library
from app.services.cases.library import Entry
from app.services.platform import Platform
from app.services.search.matching import Hit, Part, ranked
from connectors.problem import Problem
from models.kit import library as packages
from models.kit.wording import LANGUAGES


def hits(platform: Platform, query: str) -> tuple[Hit[Entry], ...]:
    """The cases of the library that fit a query, best first; of equals the newest."""
    return ranked(seen(platform), query)


def seen(platform: Platform) -> list[tuple[Entry, list[Part]]]:
    """Every case of the library with what is said of it."""
    return [(one, parts(one)) for one in library.entries(platform)]


def parts(one: Entry) -> list[Part]:
    """What is said of a case: its title, decision and changes, whose it is, its model and subject field."""
    found = [Part("name", one.title), Part("decision", one.sentence)]
    found += [Part("said", said) for said in (one.changes, one.lessons, one.decided_by, *one.happened) if said]
    found += [Part("organisation", body[lang]) for body in (one.organisation, one.place.name) for lang in LANGUAGES]
    try:
        model = packages.load(one.model)
        found += [Part("model", model.title[lang]) for lang in LANGUAGES]
    except Problem:  # the package is not there any more
        pass
    if one.subject:
        found += [Part("subject", texts.words(f"subject.{one.subject}")[lang]) for lang in LANGUAGES]
    return found
