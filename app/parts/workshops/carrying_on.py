"""From class to work: beginning the same analysis with own data, for whoever has an account; how to get there for who has none here."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import literal, refused
from app.parts.markup import badge, plain, show, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.parts.own_address import own_address
from app.services.workshops import carried, codes
from app.services.workshops.carried import Brought
from app.services.workshops.seats import OwnSeat
from app.session import say
from connectors.problem import Problem


def draw(own: OwnSeat) -> None:
    """Draws it on the page of a seat."""
    st.header(say("class.carry"), anchor=False)
    if own.own:
        show(tag("p", plain(say("class.carry_lead"))))
        _buttons(own.workshop_id, own.models)
        return
    show(tag("p", plain(say("class.carry_claim", address=f"{own_address()}/join", code=codes.spaced(own.code), word=own.word))))
    if own.claimed:
        show(tag("p", badge(say("class.claimed"), "good")))


def draw_claimed(workshop: str) -> bool:
    """Draws the page of an account that claimed a seat; False where it has not."""
    mine = {row.id: (row, seat) for row, seat in carried.mine(session.person(), session.platform())}
    if workshop not in mine:
        return False
    row, seat = mine[workshop]
    st.title(literal(row.title), anchor=False)
    if seat.carried_at_utc:
        show(tag("p", badge(say("class.carried"), "good")))
    if seat.claimed_by is not None and row.state != "purged":
        _brought(carried.brought(session.platform(), row, seat))
    show(tag("p", plain(say("class.carry_lead"))))
    _buttons(row.id, tuple(row.models))
    return True


def _brought(came: Brought) -> None:
    """What came along, and what stays at the seat."""
    show(tag("p", plain(say("class.brought", number=came.number)), class_="mo-effect", role="status"))
    lines = [plain(say("class.brought_matched", model=model_title(model), columns=columns)) for model, columns in came.matched.items()]
    lines.append(plain(say("class.brought_done", done=came.done)))
    if came.certificate:
        way = tag("a", plain(say("class.certificate_check")), href=f"/certificate/{came.certificate}", target="_blank")
        lines.append(plain(say("class.certificate_number")) + " " + tag("span", plain(came.certificate), class_="mo-word") + " " + way)
    if came.runs:
        lines.append(plain(say("class.brought_runs", runs=came.runs, day=str(came.purge_on))))
        if came.read_until is not None:
            lines.append(
                plain(say("class.brought_read", when=when(came.read_until), address=f"{own_address()}/join", code=codes.spaced(came.code)))
            )
    show(tag("ul", *(tag("li", line) for line in lines), class_="mo-lines"))


def _buttons(workshop: str, models: tuple[str, ...]) -> None:
    for model in models:
        label = say("class.carry_go", model=literal(model_title(model)))
        if st.button(label, key=f"class.carry.{model}", type="primary", icon=":material/work:"):
            try:
                draft = carried.carry_over(session.person(), session.platform(), workshop, model)
            except Problem as problem:
                refused(problem)
                return
            going.go("wizard", draft=draft, step="data")
