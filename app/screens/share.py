"""Share: who else may see one draft, dataset or result, giving it to somebody, and taking it back."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import plain, show, tag
from app.parts.names import analysis_name
from app.parts.sharing import give_form, lines
from app.services.sharing import listing
from app.services.sharing.granted import Subject
from app.session import say

_BACK = {"run": "result", "dataset": "data", "draft": "wizard"}


def draw() -> None:
    """Draws the page of the thing its address names."""
    kind = next((one for one in _BACK if session.address(one)), None)
    if kind is None:
        show(tag("p", plain(say("share.nothing"))))
        going.link("analyses", say("nav.analyses"))
        return
    subject, found = listing.of_thing(session.person(), session.platform(), kind, session.address(kind))
    going.link(_BACK[kind], say(f"share.back.{kind}"), icon=":material/arrow_back:", width="content", **{kind: subject.id})
    st.title(say("share.title"), anchor=False)
    show(tag("p", plain(_named(subject)), class_="mo-lead"))
    st.header(say("share.give_title"), anchor=False)
    give_form.draw(subject)
    st.header(say("share.who", count=len(found)) if found else say("share.who_only"), anchor=False)
    show(tag("p", plain(say(f"share.who_lead.{kind}")), class_="mo-small"))
    for line in found:
        lines.given(line, told=False)


def _named(subject: Subject) -> str:
    called = subject.title or "" if subject.kind == "dataset" else analysis_name(subject.title, subject.model or "")
    return f"{say(f'share.kind.{subject.kind}')} · {called}"


draw()
