"""Home: what do you want to find out? Search, the questions by subject, and above them what waits for me."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import session
from app.parts import duties, going, searching, starting
from app.parts.literal import literal
from app.parts.markup import items, paragraph, plain, show, tag
from app.parts.moments import when
from app.parts.names import analysis_name, brief, model_title
from app.parts.sharing import lines
from app.parts.workshops import own_line
from app.services import home
from app.services.drafts.drafts import DraftLine
from app.services.results import examples
from app.session import say
from app.texts import pick
from models.kit import library
from models.kit.contract import Model
from models.kit.wording import Words

SUBJECTS = ("safety", "transport", "welfare", "tax", "administration")
_CARDS_A_ROW = 2


def draw() -> None:
    """Draws the page."""
    person = session.person()
    seen = home.overview(person, session.platform())
    st.title(say("home.title"), anchor=False)
    query = searching.box("home.search")
    if query:
        searching.go(query)
    models = library.models()
    if not seen.drafts and not seen.results:
        show(tag("p", plain(say("home.first")), class_="mo-first"))
    duties.draw()
    own_line.draw()
    _waiting(seen)
    for subject in SUBJECTS:
        mine = [model for model in models if model.subject == subject]
        if mine:
            st.header(say(f"subject.{subject}"), anchor=False)
            _cards(mine, seen.popular)


def _waiting(seen: home.Home) -> None:
    _shared(seen)
    if not seen.drafts and not seen.results:
        return
    places = iter(st.columns(2, gap="large") if seen.drafts and seen.results else [st.container()])
    if seen.drafts:
        with next(places):
            st.header(say("home.continue"), anchor=False)
            for draft in seen.drafts[:3]:
                _waiting_draft(draft)
    if seen.results:
        with next(places):
            st.header(say("home.results"), anchor=False)
            for line in seen.results[:3]:
                _recent_result(line)


def _shared(seen: home.Home) -> None:
    if not seen.shared:
        return
    st.header(say("nav.shared"), anchor=False)
    for line in seen.shared:
        with st.container(gap=None, key=f"home_shared_{line.id}"):
            if line.closed:
                show(tag("p", plain(lines.named(line))))
            else:
                lines.way_to(line, lines.named(line))
            st.caption(f"{say(f'share.kind.{line.kind}')} · {say('share.from', name=literal(line.giver))} · {lines.until(line)}")
    going.link("shared", say("share.all"))


def _waiting_draft(draft: DraftLine) -> None:
    name = " · ".join((analysis_name(draft.name, draft.model), *draft.files[:1]))
    with st.container(gap=None, key=f"home_draft_{draft.id}"):
        going.link("wizard", name, icon=":material/edit_note:", width="stretch", draft=draft.id, step=draft.step)
        kind = "" if draft.kind == "real" else f"{say(f'kind.{draft.kind}')} · "
        st.caption(kind + say("home.draft_at", step=say(f"step.{draft.step}"), when=when(draft.saved_at_utc)))


def _recent_result(line: home.RunLine) -> None:
    with st.container(gap=None, key=f"home_result_{line.id}"):
        going.link("result", model_title(line.model), icon=":material/insights:", width="stretch", run=line.id)
        kind = "" if line.kind == "real" else f"{say(f'kind.{line.kind}')} · "
        st.caption(kind + say("home.result_at", when=when(line.finished_at_utc or line.queued_at_utc)))
        if line.headline:
            show(paragraph(brief(pick(line.headline, session.language())), class_="mo-small mo-brief"))


def _cards(models: list[Model], popular: Mapping[str, int]) -> None:
    shown = examples.headlines(session.platform(), models)
    if len(models) == 1:
        _card(models[0], popular.get(models[0].id, 0), shown.get(models[0].id), wide=True)
        return
    for at in range(0, len(models), _CARDS_A_ROW):
        for column, model in zip(st.columns(_CARDS_A_ROW, gap="medium"), models[at : at + _CARDS_A_ROW], strict=False):
            with column:
                _card(model, popular.get(model.id, 0), shown.get(model.id))


def _card(model: Model, organisations: int, example: tuple[str, Words] | None, *, wide: bool = False) -> None:
    """One question; `wide` beside the map of its example, when it is the only one of its row."""
    with st.container(border=True, key=f"card_home_card_{model.id}", height="content" if wide else "stretch"):
        if not (wide and example):
            _question(model, organisations, example)
            return
        left, right = st.columns([3, 2], gap="large")
        with left:
            _question(model, organisations, example)
        with right:
            show(_picture(model, example[0]))


def _question(model: Model, organisations: int, example: tuple[str, Words] | None) -> None:
    lang = session.language()
    facts = [say("home.minutes", minutes=model.minutes)]
    if organisations:
        facts.append(say("home.used_by", count=organisations))
    show(
        tag("h3", plain(pick(model.question, lang))),
        paragraph(pick(model.title, lang), class_="mo-soft"),
        tag("p", tag("b", plain(say("home.needs"))), " ", plain(pick(model.needs_said, lang))),
        items(facts, class_="mo-facts"),
        _example(*example) if example else "",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("home.sample"), key=f"home.sample.{model.id}", type="primary"):
            starting.sample(model.id)
        if st.button(say("model.start"), key=f"home.own.{model.id}"):
            starting.own(model.id)
        going.link("models", say("home.more"), model=model.id)


def _example(run_id: str, headline: Words) -> str:
    said = tag("a", plain(brief(pick(headline, session.language()))), href=going.address("result", run=run_id), target="_self")
    return tag("p", tag("b", plain(say("home.example"))), " ", said, class_="mo-card-example")


def _picture(model: Model, run_id: str) -> str:
    """The map the model draws, as its example drew it: it comes by itself, the page does not wait for it."""
    proposing = [drawn for output in model.outputs for drawn in output.maps]
    proposing.sort(key=lambda drawn: not any(layer.role == "site" for layer in drawn.layers))
    if not proposing:
        return ""
    image = tag("img", src=f"/look/run/{run_id}/{proposing[0].name}.png", alt="", loading="lazy")
    way = going.address("result", run=run_id)
    return tag("a", image, href=way, target="_self", class_="mo-picture", aria_label=say("model.example_go"))


draw()
