"""How a model works, for whoever wants to know: the work-flow, the manual, the source program, the versions."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.folds import fold
from app.parts.markup import items, plain, show, table, tag
from app.parts.model.flow import flow_html
from app.services.packages import package_texts
from app.session import say
from app.texts import pick
from models.kit.contract import Model


def flow(model: Model) -> None:
    """The work-flow as a picture."""
    st.header(say("model.flow"), anchor=False)
    show(flow_html(model))


def manual(model: Model) -> None:
    """The manual as its author wrote it."""
    with fold(say("model.manual"), key="models.manual") as is_open:
        if is_open:
            st.markdown(package_texts.manual(model, session.language()), anchors=False)


def source(model: Model) -> None:
    """The source program, file by file, and the whole package as one zip."""
    with fold(say("model.source"), key="models.source") as is_open:
        if not is_open:
            return
        show(
            tag("p", plain(say("model.source_lead"))),
            tag("p", tag("a", plain(say("model.package")), href=f"/download/model/{model.id}/package.zip", target="_self")),
        )
        name = st.selectbox(say("model.file"), package_texts.sources(model), key="models.file", filter_mode=None)
        if name:
            show(tag("pre", plain(package_texts.source(model, name)), class_="mo-code", tabindex="0", role="region", aria_label=name))


def versions(model: Model) -> None:
    """What changed when, who made it, on what it rests."""
    lang = session.language()
    with fold(say("model.versions"), key="models.versions") as is_open:
        if not is_open:
            return
        head = (say("model.version_head"), say("model.date"), say("model.change"))
        show(table(head, [(item.version, item.date, pick(item.text, lang)) for item in model.changes], caption=say("model.versions")))
        show(tag("p", plain(say("model.owner", owner=model.owner, licence=model.licence))))
        if model.references:
            show(tag("h3", plain(say("model.references"))), items(model.references))
