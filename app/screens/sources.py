"""Sources: where data come from by themselves, how the last time went, and setting one up."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.catalogue import source_card, source_form
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.services.sources import source_kinds, sources
from app.services.sources.sources import SourceLine
from app.session import say
from connectors.problem import Problem

_EVERY_SECONDS = 4


def draw() -> None:
    """Draws the page: all sources, the one its address names, or the form of a new one."""
    if chosen := session.address("source"):
        _one(chosen)
        return
    st.title(say("nav.sources"), anchor=False)
    show(tag("p", plain(say("sources.lead"))))
    _hosts()
    lines = sources.listed(session.person(), session.platform())
    if any(line.waiting for line in lines):
        _moving()
    else:
        _cards(lines)
    _new(opened=not lines)


@session.part(every_s=_EVERY_SECONDS)
def _moving() -> None:
    lines = sources.listed(session.person(), session.platform())
    _cards(lines)
    if not any(line.waiting for line in lines):
        st.rerun()


def _cards(lines: tuple[SourceLine, ...]) -> None:
    if not lines:
        show(tag("p", plain(say("sources.empty")), role="status"))
    for line in lines:
        source_card.draw(line)


def _hosts() -> None:
    """What may be contacted: asked for before anything is typed that would be refused."""
    hosts = sources.allowed_hosts(session.person(), session.platform())
    if hosts:
        show(tag("p", plain(say("sources.hosts", hosts=hosts)), class_="mo-soft"))
    else:
        st.info(say("sources.hosts_none"))


def _new(*, opened: bool) -> None:
    st.header(say("sources.new"), anchor=False)
    kind = st.selectbox(
        say("sources.kind"), list(source_kinds.KINDS), index=None, key="sources.kind", filter_mode=None,
        placeholder=say("sources.kind_pick"), format_func=lambda name: say(f"source.kind.{name}"),
    )  # fmt: skip
    if kind:
        source_form.draw(kind, None)
    elif opened:
        show(tag("p", plain(say("sources.kind_help")), class_="mo-soft"))


def _one(source_id: str) -> None:
    going.link("sources", say("sources.back"), icon=":material/arrow_back:")
    line = next((one for one in sources.listed(session.person(), session.platform()) if one.id == source_id), None)
    if line is None:
        refused(Problem("not_found.source"))
        return
    st.title(literal(line.title), anchor=False)
    source_card.state(line)
    source_form.said(line.id)
    source_form.draw(line.kind, line)
    with st.expander(say("sources.remove"), key=f"sources.remove.{line.id}"):
        sure = st.checkbox(say("sources.remove_sure"), key=f"sources.sure.{line.id}")
        if st.button(say("sources.remove_go"), key=f"sources.remove_go.{line.id}", disabled=not sure, icon=":material/delete:"):
            sources.remove(session.person(), session.platform(), line.id)
            going.go("sources")


draw()
