"""Use cases: the library, mine, what waits for my review, and proposals; one case, one proposal, and registering one of a result."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.cases import case_form, entries, lists, one_case, shelf
from app.parts.markup import plain, show, tag
from app.parts.page import hold_address
from app.parts.proposals import one_proposal, proposing
from app.services.cases import looking
from app.session import say

_TABS = ("library", "mine", "review", "proposals")


def draw() -> None:
    """Draws the page: one of the lists, or what its address names."""
    hold_address()
    if case := session.address("case"):
        _one(case)
    elif proposal := session.address("proposal"):
        one_proposal.draw(proposal)
    elif run := session.address("run"):
        case_form.register(run)
    elif compare := session.address("compare"):
        shelf.compared(compare.split(","))
    else:
        _lists()


def _one(case_id: str) -> None:
    person, platform = session.person(), session.platform()
    going.link("cases", say("cases.back"), icon=":material/arrow_back:")
    if looking.is_whole(person, platform, case_id):
        one_case.draw(looking.one(person, platform, case_id))
    else:
        entries.whole(case_id)


def _lists() -> None:
    person = session.person()
    st.title(say("nav.cases"), anchor=False)
    show(tag("p", plain(say("cases.lead"))))
    waiting = looking.to_review(person, session.platform())
    tabs = [one for one in _TABS if one != "review" or waiting or looking.may_judge(person)]
    begins = session.address("tab")
    chosen = st.segmented_control(
        say("cases.tabs"), tabs, default=begins if begins in tabs else tabs[0], key="cases.tab", label_visibility="collapsed",
        format_func=lambda one: say(f"cases.tab.{one}"),
    )  # fmt: skip
    tab = chosen or tabs[0]
    if tab == "library":
        shelf.draw()
    elif tab == "mine":
        lists.mine()
    elif tab == "review":
        lists.review(waiting)
    else:
        proposing.draw()


draw()
