"""The form that confirms the deletion of what was taken out, and a proof as a sentence."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import days
from app.parts.literal import refused, tried
from app.parts.markup import plain, show, tag
from app.services.agreements import deletion
from app.services.agreements.deletion import WAYS, Proof
from app.services.agreements.register import Line
from app.services.agreements.steps import TEXT_MAX
from app.session import say
from connectors.problem import Problem


def draw(line: Line) -> None:
    """Draws it."""
    today, person = session.today(), session.person()
    st.header(say("agreement.deletion"), anchor=False)
    show(tag("p", plain(say("agreement.deletion.lead", due=line.deletion_due.isoformat() if line.deletion_due else ""))))
    with st.form(f"agreement.deletion.form.{line.id}", enter_to_submit=False):
        what = st.text_area(say("agreement.deletion.what"), key=f"agreement.deletion.what.{line.id}", max_chars=TEXT_MAX, height=80,
                            help=say("agreement.deletion.what_help"))  # fmt: skip
        way = st.selectbox(say("agreement.deletion.way"), WAYS, key=f"agreement.deletion.way.{line.id}", filter_mode=None,
                           format_func=lambda one: say(f"agreement.deletion.way.{one}"))  # fmt: skip
        left, right = st.columns(2)
        day = days.field(say("agreement.deletion.day"), today, key=f"agreement.deletion.day.{line.id}", place=left)
        by = right.text_input(say("agreement.deletion.by"), person.name, key=f"agreement.deletion.by.{line.id}", max_chars=100)
        if not st.form_submit_button(say("agreement.deletion.confirm"), type="primary", key=f"agreement.deletion.confirm.{line.id}"):
            return
    if day is None:
        refused(Problem("day.missing"))
        return
    proof = Proof(what or "", day, way, by or "")
    tried(lambda: deletion.confirm(person, session.platform(), line.id, line.revision, proof))


def said(proof: Proof) -> str:
    """A proof in one line."""
    facts = {"day": proof.day.isoformat(), "way": say(f"agreement.deletion.way.{proof.way}"), "by": proof.by}
    return say("agreement.deletion.said", what=proof.what, **facts) if proof.what else say("agreement.deletion.said_nothing", **facts)
