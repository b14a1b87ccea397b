"""Helping one seat: what it shows of itself, catching it up, resetting it, and the word that brings its holder back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from app import session
from app.parts.literal import literal
from app.parts.markup import pairs, plain, show, tag
from app.parts.moments import clock
from app.parts.names import model_title
from app.parts.workshops import done_line
from app.services.workshops import board, leading
from app.services.workshops.board import Board, Tile
from app.session import say
from app.texts import keys, pick, text, words
from connectors.problem import Problem
from models.kit import library
from models.kit.wording import slots

_EVERY_SECONDS = 10
_SEAT = "board.seat"


def choose(seat: str) -> None:
    """Opens a seat in the drawing that comes."""
    session.remember(_SEAT, seat)


@session.part(every_s=_EVERY_SECONDS)
def draw(workshop: str) -> None:
    """Draws it for the seat chosen in it."""
    seen = board.of(session.person(), session.platform(), workshop)
    if not seen.tiles:
        return
    st.header(say("board.one"), anchor=False)
    known = {one.seat_id: one for one in sorted(seen.tiles, key=lambda tile: tile.number)}
    chosen = st.selectbox(
        say("board.choose"), list(known), index=None, key=_SEAT, placeholder=say("board.choose_none"),
        format_func=lambda own: literal(f"{known[own].number}. {known[own].name}"),
    )  # fmt: skip
    if chosen in known:
        _one(seen, known[chosen])


def _one(seen: Board, tile: Tile) -> None:
    person, platform = session.person(), session.platform()
    if tile.shown and tile.shown_at_utc:
        show(tag("p", plain(say("board.shown_at", time=clock(tile.shown_at_utc)))), pairs(_shown(tile)))
    else:
        show(tag("p", plain(say("board.shows_nothing")), class_="mo-small mo-soft"))
    if not tile.own:
        show(tag("p", plain(say("board.word", word=tile.word)), class_="mo-small"))
    done_line.draw_of(tile.seat_id)
    with st.container(horizontal=True, key="board_one"):
        if tile.hand_min is not None and st.button(say("board.helped"), key="board.helped", type="primary"):
            done_line.do(partial(leading.lower_hand, person, platform, seen.id, tile.seat_id), _said("helped", tile), tile.seat_id)
        for model in seen.prepared:
            done_line.sure(
                f"one.catch_up.{model}", say("board.catch_up", model=model_title(model)), say("board.catch_up_one_lead"),
                partial(leading.catch_up, person, platform, seen.id, model, (tile.seat_id,)), done_line.handed_out(model), tile.seat_id,
            )  # fmt: skip
        done_line.sure(
            "one.reset", say("board.reset_one"), say("board.reset_one_lead"),
            partial(leading.reset, person, platform, seen.id, (tile.seat_id,)), _said("reset_one", tile), tile.seat_id,
        )  # fmt: skip
        if not tile.own:
            done_line.sure(
                "one.away", say("board.send_away"), say("board.send_away_why"),
                partial(leading.send_away, person, platform, seen.id, tile.seat_id), _said("send_away", tile), tile.seat_id,
            )  # fmt: skip


def _said(name: str, tile: Tile) -> Callable[[object], str]:
    return lambda _: say(f"board.did.{name}", number=tile.number, name=tile.name)


def _shown(tile: Tile) -> dict[str, str]:
    shown = tile.shown or {}
    model = str(shown.get("model", ""))
    told = {say("board.card.model"): model_title(model), say("board.card.step"): say(f"step.{shown.get('step', 'data')}")}
    told[say("board.card.mapped")] = str(shown.get("mapped", 0))
    told |= _settings(model, shown.get("settings") or {}) or {say("board.card.settings"): say("board.card.as_they_were")}
    told[say("board.card.error")] = _problem(str(shown["error"])) if shown.get("error") else say("board.card.no_error")
    return told


def _settings(model: str, said: dict[str, object]) -> dict[str, str]:
    try:
        known = {item.name: pick(item.title, session.language()) for item in library.load(model).settings}
    except Problem:
        return {}
    return {known[name]: str(value) for name, value in said.items() if name in known}


def _problem(code: str) -> str:
    """What a problem says, without what was in it: the trainer is told no more than its kind."""
    key = f"problem.{code}"
    if key not in keys():
        return code
    return text(key, session.language(), **dict.fromkeys(slots(words(key)["ko"]), "…"))
