"""The board of one workshop: the code for the wall, what is done for everybody, and a tile a seat that keeps itself up to date."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from app import answers, session
from app.mimes import PDF
from app.parts import going
from app.parts.folds import fold
from app.parts.literal import literal, refused, tried
from app.parts.markup import badge, items, plain, show, table, tag
from app.parts.moments import clock, when
from app.parts.names import model_title
from app.parts.own_address import own_address
from app.parts.workshops import done_line, making_form, outcome, seat_panel
from app.services.workshops import board, changing, codes, handout, leading
from app.services.workshops.board import Board, Tile
from app.session import say
from connectors.problem import Problem

_EVERY_SECONDS = 5
_NEEDS = {"hand": "bad", "error": "warn", "idle": "info", "stuck": "info"}
_ICONS = {"hand": "back_hand", "error": "error", "idle": "hourglass_empty", "stuck": "hourglass_empty"}
_WAITING = 8
"""So many seats that need somebody are offered at once: more nobody helps at a time."""


def draw(workshop: str) -> None:
    """Draws it."""
    going.link("workshops", say("workshop.back"), icon=":material/arrow_back:")
    seen = board.of(session.person(), session.platform(), workshop)
    _began_by_itself(seen)
    with st.container():
        if (seen.begun or seen.tiles) and not seen.over:
            with st.spinner(say("board.beginning")):
                answers.for_class(seen.id)
    st.title(literal(seen.title), anchor=False)
    if seen.over:
        done_line.draw()
    facts = [say("board.time", first=when(seen.starts_at_utc), last=clock(seen.ends_at_utc)), say("board.by", name=seen.trainer)]
    facts.append(", ".join(model_title(model) for model in seen.models))
    facts.append(say("board.exercise_count", count=seen.exercises))
    if not seen.over:
        facts.append(say("board.purge", day=str(seen.purge_on)))
    show(items(facts, "mo-facts"))
    if seen.over:
        show(tag("p", plain(say("board.over", day=str(seen.purge_on))), class_="mo-effect", role="status"))
    else:
        _code(seen)
        if session.is_narrow():  # what is looked at every minute comes before what is done now and then
            with st.expander(say("board.for_all"), key="board.all", expanded=not seen.begun or seen.state == "paused"):
                _for_all(seen)
        else:
            st.header(say("board.for_all"), anchor=False)
            _for_all(seen)
        done_line.draw()
        with st.container():
            if seen.state == "paused":
                st.info(say("board.is_paused"))
        if not session.is_narrow():
            _aside(seen)
    with st.container():
        if seen.trainer_id != session.person().id:
            _take_over(seen)
    if seen.over:
        _outcome(seen)
    else:
        seat_panel.draw(workshop)
    _live(workshop)
    if seen.over:
        _afterwards(seen)
    elif session.is_narrow():
        _aside(seen)


def _aside(seen: Board) -> None:
    _prepared(seen)
    with st.expander(say("board.change"), key="board.changing"):
        making_form.draw(seen)
    done_line.draw_of(making_form.CHANGED)


def _began_by_itself(seen: Board) -> None:
    """Where it began by its time since this page was drawn before, says so: the buttons are others now."""
    before = session.remembered("board.stands")
    session.remember("board.stands", (seen.id, seen.state))
    if before == (seen.id, "ready") and seen.state == "open" and not done_line.kept():
        done_line.keep(say("board.did.begin_in_time"))


def _code(seen: Board) -> None:
    """The code, and the ways to the wall and to paper."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="card_board_code"):
        show(
            tag("p", plain(say("board.code")), class_="mo-small mo-soft mo-over"),
            tag("p", plain(codes.spaced(seen.code)), class_="mo-join-code"), width="content",
        )  # fmt: skip
        for name in ("projector", "handout"):
            way = tag("a", plain(say(f"board.{name}")), href=f"/{name}/{seen.id}", target="_blank", class_="mo-button")
            show(way, width="content")
        st.download_button(
            say("board.handout_pdf"), partial(handout.document, session.person(), session.platform(), seen.id, f"{own_address()}/join"),
            f"modu_handout_{seen.code}.pdf", PDF, key="board.paper", on_click="ignore",
        )  # fmt: skip


def _for_all(seen: Board) -> None:
    person, platform = session.person(), session.platform()
    with st.container():
        if not seen.begun:
            show(tag("p", plain(say("board.before", time=when(seen.starts_at_utc)))))
    with st.container(horizontal=True, vertical_alignment="center", key="board_for_all"):
        if not seen.begun:
            if st.button(say("board.begin"), key="board.begin", type="primary", icon=":material/play_arrow:"):
                with st.spinner(say("board.beginning")):
                    done_line.do(partial(leading.begin, person, platform, seen.id), _said("begin"))
        elif seen.state == "paused":
            if st.button(say("board.go_on"), key="board.go_on", type="primary", icon=":material/play_arrow:"):
                done_line.do(partial(leading.pause, person, platform, seen.id, on=False), _said("go_on"))
        elif st.button(say("board.pause"), key="board.pause", icon=":material/pause:"):
            tried(lambda: leading.pause(person, platform, seen.id, on=True))
        if st.button(say("board.later"), key="board.later", icon=":material/more_time:"):
            done_line.do(partial(leading.later, person, platform, seen.id), lambda ends: say("board.did.later", time=clock(ends)))
        if st.button(say("board.more_seats", count=leading.MORE_SEATS), key="board.more_seats", icon=":material/person_add:"):
            done_line.do(partial(leading.more_seats, person, platform, seen.id), lambda seats: say("board.did.more_seats", seats=seats))
        for model in seen.prepared:
            label = say("board.catch_up", model=model_title(model))
            done_line.sure(
                f"catch_up.{model}", label, say("board.catch_up_lead"), partial(leading.catch_up, person, platform, seen.id, model, ()),
                done_line.handed_out(model),
            )  # fmt: skip
        done_line.sure(
            "reset", say("board.reset"), say("board.reset_lead"), partial(leading.reset, person, platform, seen.id, ()),
            lambda count: say("board.did.reset", count=count),
        )  # fmt: skip
        if seen.fixed or seen.tiles:
            done_line.sure(
                "finish", say("board.finish"), say("board.finish_lead"), partial(leading.finish, person, platform, seen.id), _said("finish")
            )
        else:
            _call_off(seen)


def _call_off(seen: Board) -> None:
    with st.popover(say("board.call_off")):
        show(tag("p", plain(say("board.call_off_lead"))))
        if st.button(say("board.sure"), key="board.sure.call_off", type="primary"):
            try:
                changing.call_off(session.person(), session.platform(), seen.id)
            except Problem as problem:
                refused(problem)
                return
            going.go("workshops")


def _said(name: str) -> Callable[[object], str]:
    return lambda _: say(f"board.did.{name}")


def _prepared(seen: Board) -> None:
    """The state to hand out: the trainer goes through a copy of their own as far as everybody is to be."""
    with st.expander(say("board.prepare"), key="board.preparing"):
        show(tag("p", plain(say("board.prepare_lead"))))
        for model in seen.models:
            if st.button(say("board.prepare_go", model=literal(model_title(model))), key=f"board.prepare.{model}", icon=":material/edit:"):
                try:
                    draft = leading.prepare(session.person(), session.platform(), seen.id, model)
                except Problem as problem:
                    refused(problem)
                    return
                session.remember("board.prepares", (seen.id, draft))
                going.go("wizard", draft=draft)


def way_back() -> None:
    """On the way through a prepared copy, the way back to the board it is for."""
    workshop, draft = session.remembered("board.prepares", ("", ""))
    if draft and session.address("draft") == draft:
        going.link("workshops", say("board.prepared_back"), icon=":material/arrow_back:", workshop=workshop)


def _take_over(seen: Board) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        show(tag("p", plain(say("board.of_another", name=seen.trainer)), class_="mo-over"), width="content")
        if st.button(say("board.take_over"), key="board.take_over"):
            done_line.do(partial(leading.take_over, session.person(), session.platform(), seen.id), _said("take_over"))


@session.part(every_s=_EVERY_SECONDS)
def _live(workshop: str) -> None:
    seen = board.of(session.person(), session.platform(), workshop)
    if session.remembered("board.stands") != (seen.id, seen.state):
        st.rerun()  # it began or ended by itself: what is done for everybody is another thing now
    st.header(say("board.seats", taken=len(seen.tiles), seats=seen.seats), anchor=False)
    if not seen.tiles:
        show(tag("p", plain(say("board.nobody_came" if seen.over else "board.nobody")), role="status"))
        return
    with st.container():
        if not seen.over:
            _waiting(seen)
    show(tag("ul", *(_tile(one, seen) for one in seen.tiles), class_="mo-seats"))
    with fold(say("board.table"), key="board.table") as is_open:
        if not is_open:
            return
        heads = ("number", "name", "step", "step_min", "idle_min", "errors", "done", "hints", "needs")
        rows = [_row(one, seen) for one in seen.tiles]
        caption = say("board.seats", taken=len(seen.tiles), seats=seen.seats)
        show(table([say(f"board.column.{name}") for name in heads], rows, caption=caption, numeric=frozenset({0, 3, 4, 5, 7})))


def _waiting(seen: Board) -> None:
    """A way to each seat that needs somebody, those that wait most first: one press opens it above."""
    waiting = [one for one in seen.tiles if one.needs][:_WAITING]
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="board_waiting"):
        show(tag("p", plain(say("board.waiting"))), width="content")
        for one in waiting:
            label = say("board.help", number=one.number, name=literal(one.name), need=_need(one, one.needs[0]))
            if st.button(
                label,
                key=f"board.help.{one.seat_id}",
                icon=f":material/{_ICONS[one.needs[0]]}:",
                on_click=seat_panel.choose,
                args=(one.seat_id,),
            ):
                st.rerun()


def _tile(one: Tile, seen: Board) -> str:
    needs = "".join(badge(_need(one, name), _NEEDS[name]) for name in one.needs)
    step = say("board.at", step=say(f"step.{one.step}"), minutes=one.step_min)
    step = say("board.running") if one.running else step if one.opened else say("board.unopened")
    step = say(f"step.{one.step}") if seen.over and one.opened else step
    facts = [say("board.exercises", done=one.done, count=seen.exercises)]
    if one.errors:
        facts.append(say("board.errors", count=one.errors))
    if one.shown_at_utc:
        facts.append(say("board.shows"))
    return tag(
        "li", tag("b", plain(f"{one.number}. {one.name}")), tag("span", plain(step)), items(facts, "mo-facts"),
        tag("span", needs, class_="mo-needs") if needs else "", class_="mo-seat mo-seat-needs" if one.needs else "mo-seat",
    )  # fmt: skip


def _need(one: Tile, name: str) -> str:
    return say(
        f"board.need.{name}",
        minutes={"hand": one.hand_min or 0, "error": one.error_min or 0, "idle": one.idle_min, "stuck": one.step_min}.get(name, 0),
    )


def _row(one: Tile, seen: Board) -> tuple[str, ...]:
    step = say("board.running") if one.running else say(f"step.{one.step}") if one.opened else say("board.unopened")
    needs = ", ".join(_need(one, name) for name in one.needs)
    told = (one.step_min, one.idle_min, one.errors)
    return str(one.number), one.name, step, *map(str, told), f"{one.done}/{seen.exercises}", str(one.hints), needs or "–"


def _outcome(seen: Board) -> None:
    """What came of it, and the words by which its people come back to read."""
    line = board.outcome(session.person(), session.platform(), seen.id)
    st.header(say("board.outcome"), anchor=False)
    show(items([outcome.taken(line), *outcome.facts(line)], "mo-facts"))
    outcome.ratings(line)
    words = [(str(one.number), one.name, one.word) for one in sorted(seen.tiles, key=lambda tile: tile.number) if not one.own]
    if words:
        with st.expander(say("board.words"), key="board.words"):
            heads = [say(f"board.column.{name}") for name in ("number", "name", "word")]
            show(table(heads, words, caption=say("board.words"), numeric=frozenset({0})))


def _afterwards(seen: Board) -> None:
    said = board.sentences(session.person(), session.platform(), seen.id)
    if said:
        st.header(say("board.sentences"), anchor=False)
        show(items(said))
