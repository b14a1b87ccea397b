"""Writing a help article: the languages beside each other, of which one is enough, its ties, keeping, publishing and withdrawing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import session
from app.parts import going, told
from app.parts.literal import literal, tried
from app.parts.markup import badge, items, plain, show, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.parts.rail import STEPS
from app.parts.support import article_words, articles_shown
from app.services.support import articles, met, steps
from app.services.support.articles import BODY_MAX, TITLE_MAX, Article, Said
from app.session import say
from app.texts import pick, problem_text
from connectors.problem import Problem
from data_catalog.records.tables import ARTICLE_STATES
from models.kit import library
from models.kit.wording import LANGUAGES

_SHOWN = 70
_KINDS = dict(zip(ARTICLE_STATES, ("info", "good", "calm"), strict=True))


def listed() -> None:
    """Draws the list of the articles one looks after."""
    person, platform = session.person(), session.platform()
    if st.button(say("article.new"), key="article.new", icon=":material/add:"):
        going.go("support", article=articles.begin(person, platform, Said({}, {})))
    found = articles.listed(person, platform)
    if not found:
        show(tag("p", plain(say("article.none")), role="status"))
    for one in found:
        with st.container(border=True, key=f"card_article_{one.id}"):
            helped = [say("article.helped", count=one.helped)] if one.helped else []
            facts = [*articles_shown.ties(one), *helped, when(one.changed_at_utc)]
            show(tag("h2", plain(article_words.titled(one)), " ", _state(one)), items(facts, "mo-facts"))
            going.link("support", say("article.edit"), icon=":material/edit:", article=one.id)


def draw(article_id: str) -> None:
    """Draws the form of one."""
    going.link("support", say("article.back"), icon=":material/arrow_back:", part="articles")
    one = articles.draft(session.person(), session.platform(), article_id)
    st.title(say("article.title_page"), anchor=False)
    show(tag("p", _state(one)), tag("p", plain(say("article.lead")), class_="mo-small"))
    _missing(one.said)
    with st.form(f"article.form.{one.id}", enter_to_submit=False):
        said = _fields(one)
        # Right above the buttons: what is below a form as tall as the window is seen by nobody.
        answer = st.container()
        with st.container(horizontal=True):
            keep = st.form_submit_button(say("article.keep"), key=f"article.keep.{one.id}")
            publish = st.form_submit_button(say("article.publish"), type="primary", key=f"article.publish.{one.id}")
    person, platform = session.person(), session.platform()
    with answer:
        told.draw(f"article.{one.id}")
        if one.said.untied:
            show(tag("p", plain(say("article.untied_lead")), class_="mo-small", role="status"))
    if keep:
        hides = any(steps.hides(written) for written in (*said.title.values(), *said.body.values()))
        kept = " ".join([say("article.done.kept"), *([say("support.hidden")] if hides else [])])
        _do(kept, one.id, answer, lambda: articles.save(person, platform, one.id, said))
    if publish:
        _do(say("article.done.published"), one.id, answer, lambda: articles.publish(person, platform, one.id, said))
    if one.state == "published":
        going.link("help", say("article.as_read"), icon=":material/visibility:", article=one.id)
        with st.popover(say("article.withdraw")):
            show(tag("p", plain(say("article.withdraw_lead"))))
            if st.button(say("article.withdraw_sure"), key=f"article.withdraw.{one.id}", type="primary"):
                tried(lambda: articles.withdraw(person, platform, one.id))


def _do(done: str, own: str, answer: DeltaGenerator, do: Callable[[], object]) -> None:
    """Does it, and says beside the buttons that it is done, or why not."""
    try:
        do()
    except Problem as problem:
        answer.error(literal(problem_text(problem, session.language())))
        return
    told.keep(f"article.{own}", done)
    st.rerun()


def _missing(said: Said) -> None:
    """Of an article in one language: which one is missing, and what whoever reads in that is shown."""
    if len(said.languages) != 1:
        return
    (there,) = said.languages
    (missing,) = (lang for lang in LANGUAGES if lang != there)
    has = [name for name, words in (("title", said.title), ("body", said.body)) if words.get(missing)]
    part = say({"title": "article.lacks.body", "body": "article.lacks.title"}[has[0]] if has else "article.lacks.both")
    names = {"missing": say(f"language.{missing}"), "there": say(f"language.{there}"), "part": part}
    show(tag("p", plain(say("article.missing", **names)), role="status"))


def _fields(one: Article) -> Said:
    title, body = {}, {}
    for column, lang in zip(st.columns(2, gap="large"), LANGUAGES, strict=True):
        with column:
            name = say(f"language.{lang}")
            title[lang] = (
                st.text_input(
                    say("article.title", language=name),
                    pick(one.said.title, lang),
                    key=f"article.title.{lang}.{one.id}",
                    max_chars=TITLE_MAX,
                )
                or ""
            )
            body[lang] = st.text_area(
                say("article.body", language=name), pick(one.said.body, lang), key=f"article.body.{lang}.{one.id}", max_chars=BODY_MAX,
                height=220,
            ) or ""  # fmt: skip
    show(tag("p", plain(say("article.numbers_hidden")), class_="mo-small"))
    models = [model.id for model in library.models()]
    ties = {
        "problem": _tie(one, "problem", met.every(), _called),
        "step": _tie(one, "step", STEPS, lambda step: say(f"step.{step}")),
        "model": _tie(one, "model", models, model_title),
    }
    return Said(title, body, **ties)


def _tie(one: Article, name: str, options: Sequence[str], said: Callable[[str], str]) -> str:
    now = getattr(one.said, name)
    every = ["", *options]
    chosen = st.selectbox(
        say(f"support.by.{name}"), every, every.index(now) if now in every else 0, key=f"article.{name}.{one.id}",
        format_func=lambda key: literal(said(key)) if key else say("article.untied"),
    )  # fmt: skip
    return str(chosen or "")


def _called(key: str) -> str:
    """A Problem or finding as people meet it, with its key."""
    return f"{pick(met.bare(key), session.language())[:_SHOWN]} ({key})"


def _state(one: Article) -> str:
    return badge(say(f"article.state.{one.state}", version=one.version), _KINDS[one.state])
