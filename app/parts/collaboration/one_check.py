"""One collaboration check: what it is about, who has answered, answering for one's own organisation, and the answers once it is over."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import session
from app.parts import going
from app.parts.collaboration import answer_form, side_by_side
from app.parts.literal import literal, tried
from app.parts.markup import badge, pairs, plain, show, table, tag
from app.services.collaboration import looking, opening
from app.services.collaboration.looking import Check, Partner
from app.session import say
from app.texts import pick

_KINDS = {"open": "info", "closed": "good", "withdrawn": "calm"}


def state_badge(state: str) -> str:
    """The state of a check as a mark."""
    return badge(say(f"collaboration.state.{state}"), _KINDS.get(state, "calm"))


def draw(check_id: str) -> None:
    """Draws it."""
    going.link("collaboration", say("collaboration.back"), icon=":material/arrow_back:")
    check = looking.one(session.person(), session.platform(), check_id)
    st.title(literal(check.goal), anchor=False)
    show(tag("p", state_badge(check.state)), pairs(_facts(check)))
    if check.state == "closed":
        side_by_side.draw(check)
        return
    if check.state == "withdrawn":
        show(tag("p", plain(say("collaboration.withdrawn")), role="status"))
        return
    _standing(check)
    for partner in check.partners:
        if partner.mine:
            answer_form.draw(check, partner)
    if check.manages:
        _manage(check)


def _facts(check: Check) -> dict[str, str]:
    found = {
        say("collaboration.fact.sponsor"): check.sponsor,
        say("collaboration.fact.driver"): say(f"collaboration.driver.{check.driver}"),
        say("collaboration.fact.risks"): check.risks,
        say("collaboration.fact.opened"): say(
            "collaboration.opened", name=pick(check.opener, session.language()), day=check.opened_on.isoformat()
        ),
        say("collaboration.fact.due"): check.due.isoformat(),
        say("collaboration.fact.closed"): check.closed_on.isoformat() if check.closed_on and check.state == "closed" else "",
    }
    return {name: said for name, said in found.items() if said}


def _standing(check: Check) -> None:
    """Who has answered, and nothing of what."""
    show(tag("p", plain(say("collaboration.blind")), role="status"))
    head = [say(f"collaboration.column.{one}") for one in ("partner", "asked", "answered")]
    rows = [(pick(one.name, session.language()), _asked(one), _answered(one)) for one in check.partners]
    show(table(head, rows, caption=say("collaboration.standing")))


def _asked(one: Partner) -> str:
    return one.asked or say("collaboration.somebody" if one.named else "collaboration.stewards")


def _answered(one: Partner) -> str:
    if one.answered:
        return say("collaboration.yes")
    return say("collaboration.ended") if one.ended else say("collaboration.not_yet")


def _manage(check: Check) -> None:
    with st.container(horizontal=True):
        for name, do in {"close": opening.close, "withdraw": opening.withdraw}.items():
            with st.popover(say(f"collaboration.{name}")):
                _sure(check, name, do)


def _sure(check: Check, name: str, do: Callable[..., None]) -> None:
    show(tag("p", plain(say(f"collaboration.{name}_lead"))))
    if st.button(say(f"collaboration.{name}_sure"), key=f"collaboration.{name}.{check.id}", type="primary"):
        tried(lambda: do(session.person(), session.platform(), check.id))
