"""The words of the field in plain language: what each means, where one meets it, and where that is from."""

from __future__ import annotations

import re
from functools import lru_cache

import streamlit as st

from app import session
from app.parts.markup import plain, show, tag
from app.services.search.words import folded
from app.session import say
from app.texts import keys, text
from models.kit.wording import LANGUAGES

_KEY = "glossary."
PARTS = ("means", "where", "source")
OF_STEP = {
    "data": ("encoding", "cp949", "header_row", "personal_data"),
    "columns": ("column_mapping", "crs", "longitude_latitude", "area_code"),
    "check": ("missing_value", "duplicate", "outlier", "set_aside", "geocoding"),
}
"""The words a step of the wizard itself is said with, whatever the model."""


def terms() -> tuple[str, ...]:
    """The names of all words, in the order of the reader's language."""
    return tuple(sorted(_names(), key=lambda term: say(f"{_KEY}{term}").casefold()))


def draw() -> None:
    """Draws the words, or those that fit what is looked for; the one the address names first."""
    wanted = st.text_input(say("words.search"), key="words.search", max_chars=60, icon=":material/search:", autocomplete="off") or ""
    named = session.address("term")
    found = [term for term in terms() if _fits(term, wanted)]
    if named in found and not wanted:
        found = [named, *(term for term in found if term != named)]
    show(tag("p", plain(say("words.count", count=len(found))), role="status", class_="mo-small"))
    show(tag("dl", *(_entry(term) for term in found), class_="mo-words"))


def linked(said: str, step: str = "") -> None:
    """A quiet line of the words that stand in what is said at a place, and of those of its step, each with its meaning and a way to it."""
    ways = []
    for term in dict.fromkeys((*OF_STEP.get(step, ()), *standing(said, session.language()))):
        name = say(f"{_KEY}{term}")
        way = f"/help?part=words&term={term}"
        ways.append(tag("a", plain(name), href=way, target="_blank", title=say(f"{_KEY}{term}.means"),
                        aria_label=f"{name} {say('help.new_window')}"))  # fmt: skip
    if ways:
        show(tag("p", plain(say("words.here")), " ", *(way + " " for way in ways), class_="mo-small mo-soft mo-help"))


def standing(said: str, lang: str) -> tuple[str, ...]:
    """The names of the words that stand in a text, in the order they first stand there.

    >>> standing("The 95 % confidence interval of the median.", "en")
    ('confidence_interval', 'median')
    """
    here = folded(said)
    found = [(there.start(), term) for term, (name, pattern) in _patterns(lang).items() if name in here and (there := pattern.search(here))]
    return tuple(term for _, term in sorted(found))


@lru_cache(maxsize=2)
def _patterns(lang: str) -> dict[str, tuple[str, re.Pattern[str]]]:
    """Each word as it is looked for, and what finds it: the whole word, a Korean one with whatever ending, a long English one in the
    plural too (“means” is a verb)."""
    names = {term: folded(text(f"{_KEY}{term}", lang)) for term in _names()}
    ends = {term: "" if lang == "ko" else r"s?\b" if len(name) > 4 else r"\b" for term, name in names.items()}
    return {term: (name, re.compile(rf"(?<!\w){re.escape(name)}{ends[term]}")) for term, name in names.items()}


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(key.removeprefix(_KEY) for key in keys() if key.startswith(_KEY) and key.count(".") == 1)


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
