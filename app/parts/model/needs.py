"""What data a model needs: a checklist in plain words, who holds it, the form to fill in, the letter to ask for it."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.copying import copy_button
from app.parts.folds import fold
from app.parts.markup import badge, plain, show, tag
from app.services.packages.letter import request_letter
from app.services.people import organisations
from app.session import say
from app.texts import pick
from data_catalog.schema import Field, Input
from models.kit.contract import Model


def checklist(model: Model) -> None:
    """One block a table, then the request letter."""
    st.header(say("model.data"), anchor=False)
    show(tag("p", plain(say("model.data_lead"))))
    for asked in model.inputs:
        if asked.required:
            with st.container(border=True, key=f"card_models_input_{asked.name}"):
                _input(model, asked)
    optional = [asked for asked in model.inputs if not asked.required]
    if optional:
        show(tag("p", plain(say("model.more_data"))))
    for asked in optional:
        with fold(pick(asked.title, session.language()), key=f"models.input.{asked.name}") as is_open:
            if is_open:
                _input(model, asked)
    address = f"/download/model/{model.id}/contract.odcs.json"
    said = tag("a", plain(say("model.contract")), href=address, target="_self")
    show(tag("p", said, " ", tag("small", plain(say("model.contract_help")), class_="mo-soft")))
    _letter(model)


def _input(model: Model, asked: Input) -> None:
    lang = session.language()
    need = badge(say("model.needed"), "info") if asked.required else badge(say("model.optional"))
    lines = [tag("h3", plain(pick(asked.title, lang)), " ", need), tag("p", plain(pick(asked.grain, lang)), class_="mo-soft")]
    if asked.without:
        lines.append(tag("p", tag("b", plain(say("model.without"))), " ", plain(pick(asked.without, lang))))
    if asked.holder:
        lines.append(tag("p", tag("b", plain(say("model.holder"))), " ", plain(pick(asked.holder, lang))))
    needed = [field for field in asked.fields if field.required]
    more = [field for field in asked.fields if not field.required]
    lines.append(tag("ul", *(_field(field) for field in needed), class_="mo-check"))
    if more:
        said = tag("summary", plain(say("columns.optional", count=len(more))))
        lines.append(tag("details", said, tag("ul", *(_field(field) for field in more), class_="mo-check"), class_="mo-more"))
    address = f"/download/model/{model.id}/form_{asked.name}.xlsx"
    lines.append(tag("p", tag("a", plain(say("model.form", title=pick(asked.title, lang))), href=address, target="_self")))
    show(*lines)


def _field(field: Field) -> str:
    lang = session.language()
    need = badge(say("model.needed"), "info") if field.required else badge(say("model.optional"))
    without = tag("small", plain(f"{say('model.without')} {pick(field.without, lang)}")) if field.without else ""
    return tag("li", tag("span", need), tag("b", plain(pick(field.title, lang))), tag("small", plain(pick(field.meaning, lang))), without)


def _letter(model: Model) -> None:
    with fold(say("model.letter"), key="models.letter") as is_open:
        if not is_open:
            return
        person, lang = session.person(), session.language()
        organisation = organisations.names(session.platform(), [person.organisation_id])[person.organisation_id]
        letter = request_letter(model, pick(organisation, lang), lang)
        show(tag("p", plain(say("model.letter_lead"))))
        copy_button("models.copy_letter", say("model.letter_copy"), letter)
        show(tag("div", plain(letter), class_="mo-letter"))
