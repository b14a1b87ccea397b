"""The words of the field in plain language: what each means, where one meets it, and where that is from."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.markup import plain, show, tag
from app.services.search.words import folded
from app.session import say
from app.texts import keys, text
from models.kit.wording import LANGUAGES

_KEY = "glossary."
PARTS = ("means", "where", "source")
LINKED = {
    "data": ("encoding", "cp949", "header_row", "personal_data"),
    "columns": ("column_mapping", "crs", "longitude_latitude", "area_code"),
    "check": ("missing_value", "duplicate", "outlier", "set_aside", "geocoding"),
    "settings": ("coverage", "travel_time", "weight"),
    "run": ("simulation", "sensitivity"),
    "result": ("median", "coverage", "hot_spot", "provenance"),
    "report": ("confidence_interval", "small_number_suppression"),
    "sure": ("confidence_interval", "sensitivity", "small_number_suppression", "missing_value", "optimality_gap"),
}
"""The words that are met at a place: a step of the rail, or 'how sure is this' of a result."""


def terms() -> tuple[str, ...]:
    """The names of all words, in the order of the reader's language."""
    found = [key.removeprefix(_KEY) for key in keys() if key.startswith(_KEY) and key.count(".") == 1]
    return tuple(sorted(found, key=lambda term: say(f"{_KEY}{term}").casefold()))


def draw() -> None:
    """Draws the words, or those that fit what is looked for; the one the address names first."""
    wanted = st.text_input(say("words.search"), key="words.search", max_chars=60, icon=":material/search:", autocomplete="off") or ""
    named = session.address("term")
    found = [term for term in terms() if _fits(term, wanted)]
    if named in found and not wanted:
        found = [named, *(term for term in found if term != named)]
    show(tag("p", plain(say("words.count", count=len(found))), role="status", class_="mo-small"))
    show(tag("dl", *(_entry(term) for term in found), class_="mo-words"))


def linked(place: str) -> None:
    """A quiet line of the words met at a place, each with its meaning where it is pointed at."""
    ways = []
    for term in LINKED.get(place, ()):
        said = say(f"{_KEY}{term}")
        way = f"/help?part=words&term={term}"
        ways.append(tag("a", plain(said), href=way, target="_blank", title=say(f"{_KEY}{term}.means"),
                        aria_label=f"{said} {say('help.new_window')}"))  # fmt: skip
    if ways:
        show(tag("p", plain(say("words.here")), " ", *(way + " " for way in ways), class_="mo-small mo-soft mo-help"))


def _fits(term: str, wanted: str) -> bool:
    """Whether what is looked for stands in the word or its meaning, in either language."""
    said = " ".join(text(f"{_KEY}{term}{part}", lang) for part in ("", ".means") for lang in LANGUAGES)
    return all(one in folded(said) for one in folded(wanted).split())


def _entry(term: str) -> str:
    here, other = say(f"{_KEY}{term}"), text(f"{_KEY}{term}", "en" if session.language() == "ko" else "ko")
    lines = (
        tag("dd", tag("b", plain(say(f"words.{part}"))), " ", plain(say(f"{_KEY}{term}.{part}")), class_="mo-small") for part in PARTS[1:]
    )
    second = [" ", tag("small", plain(other), lang="en" if session.language() == "ko" else "ko")] if other != here else []
    name = tag("dt", plain(here), *second)
    return tag("div", name, tag("dd", plain(say(f"{_KEY}{term}.means"))), *lines, id=f"term-{term}")
