"""Lists of use cases: mine and those I look after; what waits for my scores, for reviewers, or for a decision; how reviewers agree."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import session
from app.parts import going
from app.parts.folds import fold
from app.parts.markup import badge, items, plain, show, table, tag
from app.parts.names import model_title
from app.services.cases import agreement, looking
from app.services.cases.agreement import ENOUGH, LEAST, Agreed
from app.services.cases.looking import Line
from app.session import say
from app.texts import pick
from models.kit.wording import number

_KINDS = {"outstanding": "good", "accepted": "good", "returned": "bad", "review": "info", "withdrawn": "calm"}


def state_badge(state: str) -> str:
    """The state of a case as a mark."""
    return badge(say(f"cases.state.{state}"), _KINDS.get(state, "calm"))


def mine() -> None:
    """Draws the cases the person made or looks after."""
    found = looking.mine(session.person(), session.platform())
    if not found:
        show(tag("p", plain(say("cases.mine_none")), role="status"))
        going.link("analyses", say("nav.analyses"), icon=":material/arrow_forward:")
    for line in found:
        card(line)


def review(waiting: Sequence[Line]) -> None:
    """Draws what waits for the person's review or decision, and, to who judges, how reviewers agree."""
    if not waiting:
        show(tag("p", plain(say("cases.review_none")), role="status"))
    for line in waiting:
        card(line)
    if looking.may_judge(session.person()):
        _agreement()


def card(line: Line) -> None:
    """Draws one case in a list."""
    facts = [
        pick(line.organisation, session.language()), model_title(line.model), say(f"cases.decision.{line.decision}"),
        say("cases.registered_on", day=line.registered_on.isoformat()),
    ]  # fmt: skip
    marks = [state_badge(line.state)]
    marks += [badge(say("cases.published"), "info")] if line.published else []
    marks += [badge(say("cases.standing.gone"), "warn")] if line.gone else []
    marks += [badge(say(f"cases.waits.{line.waits}"), "warn")] if line.waits else []
    with st.container(border=True, key=f"card_case_{line.id}"):
        show(tag("h2", plain(line.title)), tag("p", " ".join(marks)), items(facts, "mo-facts"))
        going.link("cases", say("cases.open"), icon=":material/arrow_forward:", case=line.id)


def _agreement() -> None:
    with fold(say("cases.agreement"), key="cases.agreement") as is_open:
        if not is_open:
            return
        agreed, apart = agreement.agreement(session.person(), session.platform())
        show(tag("p", plain(say("cases.agreement_lead", enough=ENOUGH)), class_="mo-small"))
        head = [say(f"cases.agreement.{one}") for one in ("criterion", "pairs", "same", "near", "kappa")]
        rows = [
            (say(f"cases.criterion.{one.criterion}"), number(one.pairs), number(one.same), number(one.near), kappa_said(one))
            for one in agreed
        ]
        show(table(head, rows, caption=say("cases.agreement"), numeric=frozenset(range(1, 4))))
        if apart:
            show(tag("h2", plain(say("cases.apart_list"))))
        for one in apart:
            said = ", ".join(say(f"cases.criterion.{each}") for each in one.criteria)
            going.link("cases", say("cases.apart_line", title=one.title, criteria=said), case=one.case_id)


def kappa_said(one: Agreed) -> str:
    """Kappa, and that it rests on too few, or why there is none."""
    if one.pairs < LEAST:
        return say("cases.kappa.few", least=LEAST)
    if one.kappa is None:
        return say("cases.kappa.alike")
    return say("cases.kappa.told" if one.enough else "cases.kappa.unsure", kappa=f"{one.kappa:.2f}", enough=ENOUGH)
