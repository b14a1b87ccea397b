"""The page of a Problem key: what it means, what to do, what helped others, and the part of the manual that goes with it."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.folds import fold
from app.parts.markup import items, paragraph, plain, show, tag
from app.parts.support import articles_shown, asking_form
from app.services.packages import manual_parts
from app.services.support import articles, met
from app.services.support.met import FINDING
from app.session import say
from app.texts import keys, pick, text
from connectors.problem import Problem
from models.kit import library

_DATA = ("upload", "file", "paste", "query", "input", "mapping", "places", "check", "repair", "prepare", "declared", "dataset", "finding")
_PART = dict.fromkeys(_DATA, "data") | {"run": "method", "setting": "method", "engine": "method", "report": "reading"}
"""Which part of a model's manual speaks of a family of Problems; of the others none does."""


def draw(problem: str) -> None:
    """Draws it. Problem not_found.problem for a key there is not."""
    if asking_form.whence():
        asking_form.back()
    else:
        going.link("help", say("help.back"), icon=":material/arrow_back:")
    st.title(say("help.problem"), anchor=False)
    if not met.is_known(problem):
        raise Problem("not_found.problem", name=problem[:80])
    what, where, then = told(problem, session.language())
    show(tag("p", plain(what), class_="mo-lead"))
    st.header(say("help.problem.where"), anchor=False)
    show(paragraph(where))
    st.header(say("help.problem.do"), anchor=False)
    show(items([one for one in (then, say("help.problem.ask")) if one]))
    if problem.startswith(FINDING):
        going.link("checks", say("check.about"), icon=":material/fact_check:", check=problem.removeprefix(FINDING))
    found = articles.offered(session.platform(), problem=problem, most=10)
    st.header(say("help.problem.articles", count=len(found)), anchor=False)
    if found:
        articles_shown.offered(found)
    else:
        show(tag("p", plain(say("help.problem.no_articles"))))
    _manual(_PART.get(problem.partition(".")[0], ""))
    show(tag("p", plain(say("help.problem.key", name=problem)), class_="mo-small mo-soft"))
    going.way("ask", say("frame.ask"), asking_form.whence() | {"problem": problem}, icon=":material/contact_support:")


def told(problem: str, lang: str) -> tuple[str, str, str]:
    """What a Problem key means, where its family is met, and what to do; the last is empty where the first says it too."""
    what, then = met.halves(pick(met.bare(problem), lang))
    family = f"help.family.{problem.partition('.')[0]}"
    return what, text(family if family in keys() else "help.family.other", lang), then


def _manual(part: str) -> None:
    """The manual's part, of each model: whose analysis it was is not known here."""
    if not part:
        return
    st.header(say("help.problem.manual"), anchor=False)
    for model in library.models():
        for one in manual_parts.parts(model, session.language()):
            if one.name == part:
                title = say("help.manual_of", title=pick(model.title, session.language()), heading=one.heading)
                with fold(title, key=f"help.manual.{model.id}") as is_open:
                    if is_open:
                        st.markdown(one.text, anchors=False)
