"""One's seat: where the class stands, asking for help, each model with its exercises, the certificate, what one thought of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.mimes import PDF
from app.parts import going
from app.parts.literal import literal, tried
from app.parts.markup import items, pairs, plain, show, tag
from app.parts.moments import clock
from app.parts.names import model_title
from app.parts.own_address import own_address
from app.parts.workshops import carrying_on, class_line, exercise_card
from app.services.drafts import drafts
from app.services.workshops import certificates, exercising, seats
from app.services.workshops.exercising import Doing
from app.services.workshops.seats import RATINGS, SENTENCE_MAX, OwnSeat
from app.session import say
from connectors.problem import Problem

_ANALYSIS = "class.analysis."


def draw(own: OwnSeat) -> None:
    """Draws it."""
    st.title(literal(own.title), anchor=False)
    facts = [say("class.seat", number=own.number), say("class.until", time=clock(own.ends_at_utc))]
    show(items(facts, "mo-facts"))
    if not own.own:
        told = tag("span", plain(own.word), class_="mo-word")
        show(tag("p", plain(say("class.word")), " ", told, " ", tag("span", plain(say("class.word_why")), class_="mo-small mo-soft")))
    class_line.status(own.workshop_id)
    with st.container():  # a place of its own: what is written below stays where it is when the class ends
        if not own.over:
            _help(own)
    doing = exercising.listed(session.person(), session.platform(), own.workshop_id)
    for model in own.models:
        _model(own, model, [one for one in doing if one.model == model])
    left = sum(not one.done and not one.exercise.extra for one in doing)
    _certificate(own, left)
    with st.expander(say("class.feedback"), key="class.feedback_fold", expanded=own.over or not left):
        _feedback(own)
    carrying_on.draw(own)


def leave() -> Problem | None:
    """Opens the analysis whose button was pressed, before anything is drawn; gives what stood in the way."""
    model, workshop = session.pressed_of(_ANALYSIS), session.address("workshop") or session.person().workshop_id
    if not model or not workshop:
        return None
    try:
        draft = seats.draft_of(session.person(), session.platform(), workshop, model)
    except Problem as problem:
        return problem
    # Whoever opens what was run already comes to change something and run it again.
    run = drafts.load(session.person(), session.platform(), draft).run_id
    ran = run is not None and session.run(run).state == "finished"
    going.go("wizard", draft=draft, **({"step": "settings"} if ran else {}))
    return None


def _help(own: OwnSeat) -> None:
    person, platform = session.person(), session.platform()
    with st.container(horizontal=True, vertical_alignment="center", key="class_help"):
        if own.shown_at_utc is None:
            with st.popover(say("class.show"), icon=":material/visibility:"):
                show(tag("p", plain(say("class.show_lead"))))
                for model in own.models:
                    if st.button(say("class.show_go", model=literal(model_title(model))), key=f"class.show.{model}", type="primary"):
                        tried(lambda model=model: seats.show_state(person, platform, own.workshop_id, model))  # type: ignore[misc]
        else:
            show(tag("p", plain(say("class.shown", time=clock(own.shown_at_utc))), class_="mo-over", role="status"), width="content")
            if st.button(say("class.hide"), key="class.hide", icon=":material/visibility_off:"):
                tried(lambda: seats.hide_state(person, platform, own.workshop_id))


def _model(own: OwnSeat, model: str, doing: list[Doing]) -> None:
    st.header(literal(model_title(model)), anchor=False)
    st.button(say("class.analysis"), key=f"{_ANALYSIS}{model}", type="primary", icon=":material/edit_note:", disabled=own.over)
    for number, one in enumerate(doing, 1):
        exercise_card.draw(own, one, number)


def _certificate(own: OwnSeat, left: int) -> None:
    st.header(say("class.certificate"), anchor=False)
    if left and not own.certificate:
        show(tag("p", plain(say("class.certificate_none") if own.over else say("class.certificate_left", left=left))))
        return
    person, platform, lang = session.person(), session.platform(), session.language()
    if not own.certificate:
        show(tag("p", plain(say("class.certificate_ready"))))
        if st.button(say("class.certificate_make"), key="class.certificate", type="primary", icon=":material/workspace_premium:"):
            tried(lambda: certificates.make(person, platform, own.workshop_id))
        return
    number = tag("span", plain(own.certificate), class_="mo-word")
    way = tag("a", plain(say("class.certificate_check")), href=f"/certificate/{own.certificate}", target="_blank")
    show(tag("p", plain(say("class.certificate_number")), " ", number, " ", way))
    st.download_button(
        say("class.certificate_take"), partial(certificates.document, person, platform, own.workshop_id, lang, own_address()),
        f"modu_certificate_{own.certificate}.pdf", PDF, key="class.certificate_take", on_click="ignore",
    )  # fmt: skip


def _feedback(own: OwnSeat) -> None:
    before = own.feedback or {}
    if before:
        show(
            tag("p", plain(say("class.feedback_kept")), role="status"),
            pairs({say(f"class.rating.{one}"): str(before[one]) for one in RATINGS}),
        )
    with st.form("class.feedback", enter_to_submit=False):
        show(tag("p", plain(say("class.feedback_lead")), class_="mo-small"))
        rated = {
            one: st.radio(
                say(f"class.rating.{one}"), range(1, 6), (before[one] - 1) if before else None, key=f"class.rating.{one}", horizontal=True
            )
            for one in RATINGS
        }
        sentence = st.text_input(say("class.sentence"), before.get("sentence", ""), key="class.sentence", max_chars=SENTENCE_MAX)
        if not st.form_submit_button(say("class.feedback_send"), key="class.feedback_send"):
            return
    ratings = {name: one for name, one in rated.items() if one is not None}
    tried(lambda: seats.say_how_it_was(session.person(), session.platform(), own.workshop_id, ratings, sentence or ""))
