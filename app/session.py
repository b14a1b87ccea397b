"""The only file that names Streamlit's session state: who is here, in which language, and what wiring composes."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import charts
from app.charts.legends import LegendGroup
from app.charts.weighed import Redrawing, rest_legend
from app.identity.person import Person
from app.identity.sessions import Signed
from app.services import settings
from app.services.people import accounts
from app.services.platform import Platform
from app.services.results import looks
from app.services.runs import my_runs, runs
from app.services.runs.my_runs import OneRun
from app.services.sharing import release_register, reviewing
from app.services.sharing.release_register import Standing
from app.services.sharing.reviewing import Reviewed
from app.texts import text
from app.wiring import Wiring, open_wiring
from connectors.problem import Problem
from models.kit import library
from models.kit.result import Result

COOKIE = "modu_session"
_SIGNED = "session.signed"
_LAST = "session.last"
_TOKEN = "session.token"  # noqa: S105 - the name of a place, not a password
_DRAWING = threading.local()


@st.cache_resource(show_spinner=False)
def wiring() -> Wiring:
    """What the composition root joins, once a process."""
    return open_wiring()


@st.cache_resource(max_entries=512, show_spinner=False)
def _drawn(run_id: str, kind: str, name: str, lang: str, theme: charts.Theme, narrow: bool, _result: Result) -> Any:
    if kind == "figure":
        return charts.figure(_result, name, lang, theme, narrow=narrow)
    if kind == "map":
        return charts.ready_map(_result, name, lang, theme, looks.cells_at(run_id, name, lang), narrow=narrow)
    if kind == "legend":
        return charts.legend_html(charts.legend(_result, name, lang, theme), lang)
    if kind == "note":
        return charts.note(_result, name, lang)
    return charts.picture(_result, name, lang, "png", narrow=narrow)


def drawn(kind: Literal["figure", "note", "map", "legend", "picture"], result: Result, name: str) -> Any:
    """A figure, its note, a map, its legend or a still picture of a result, made once for all who may see it. Never changed afterwards."""
    # A map in a window of middle width has its list beside it and is as narrow as on a telephone.
    narrow = is_narrow(1100 if kind == "map" else 640)
    return _drawn(result.run_id, kind, name, language(), "dark" if theme() == "dark" else "light", narrow, result)


@st.cache_resource(max_entries=128, show_spinner=False)
def _rest_legend(run_id: str, name: str, lang: str, theme: charts.Theme, _drawing: Redrawing) -> tuple[LegendGroup, ...]:
    return rest_legend(_drawing, lang, theme)


def legend_kept(name: str, drawing: Redrawing) -> tuple[LegendGroup, ...]:
    """What the layers of a ranking's map mean that stay when its weights move, found out once."""
    return _rest_legend(drawing.result.run_id, name, language(), "dark" if theme() == "dark" else "light", drawing)


def forget_drawn() -> None:
    """Drops what is kept for quick drawing."""
    for kept in (_drawn, _rest_legend):
        kept.clear()


def platform() -> Platform:
    """What the services work on."""
    return wiring().platform


@contextmanager
def drawing() -> Iterator[None]:
    """One drawing of the page or of a part of it: who is here, and what was asked of the records once, is asked no second time."""
    before = dict(vars(_DRAWING))
    _DRAWING.signed, _DRAWING.asked = None, {}
    try:
        with library.one_look():
            yield
    finally:
        vars(_DRAWING).clear()
        vars(_DRAWING).update(before)


def sign_in_holds() -> bool:
    """Looks the session up anew, as every rerun and every fragment must; False when it has ended."""
    token = st.session_state.get(_TOKEN) or st.context.cookies.get(COOKIE)
    signed = accounts.whose(platform(), token) if token else None
    st.session_state[_SIGNED] = signed
    if signed:
        st.session_state[_LAST] = (signed.person.language, signed.person.workshop_id is not None)
    if hasattr(_DRAWING, "signed"):
        _DRAWING.signed = signed
    return signed is not None


def today() -> date:
    """The local day of this drawing."""
    day: date = _asked("today", platform().today)
    return day


def setting(name: str) -> Any:
    """A setting of the platform, as this drawing first found it."""
    return _asked(("setting", name), lambda: settings.value(platform(), name))


def run(run_id: str) -> OneRun:
    """A run the person may see, as it stood when this drawing first asked; whether they may is asked once a drawing.
    Problem not_found.run."""
    found: OneRun = _asked(("run", run_id), lambda: my_runs.load(person(), platform(), run_id))
    return found


def result(run_id: str) -> Result:
    """The result of a run the person may see. Problems: not_found.run, run.no_result."""
    found: Result = _asked(("result", run_id), lambda: runs.result_of(platform(), run(run_id)))
    return found


def review(run_id: str) -> Reviewed:
    """How it stands with the review of a run the person may see. Problems as `run`."""
    found: Reviewed = _asked(("review", run_id), lambda: reviewing.of_opened(person(), platform(), run(run_id).seen))
    return found


def standing(run_id: str) -> Standing:
    """How it stands with taking a result out, of a run the person may see. Problems as `run`."""
    found: Standing = _asked(("standing", run_id), lambda: release_register.standing_of(person(), platform(), run(run_id).seen))
    return found


def _asked(what: Hashable, ask: Callable[[], Any]) -> Any:
    # What is clicked is heard before any drawing: there every question is asked.
    told = getattr(_DRAWING, "asked", {})
    if what not in told:
        told[what] = ask()
    return told[what]


def part(function: Callable[..., None] | None = None, *, every_s: float | None = None) -> Any:
    """Makes a function a part of its page that is drawn again by itself. Whether the sign-in holds is looked up each time it is:
    one that ended elsewhere ends here too."""
    if function is None:
        return functools.partial(part, every_s=every_s)

    @functools.wraps(function)
    def drawn_by_itself(*given: Any, **named: Any) -> None:
        here = get_script_run_ctx()
        if here is None or not here.fragment_ids_this_run:
            function(*given, **named)  # within a drawing of the whole page: the portal has just looked
            return
        with drawing():
            if not sign_in_holds():
                st.rerun()
            try:
                function(*given, **named)
            except Problem:
                st.rerun()  # what the part shows may not be shown any more: nor may the page around it, which says why

    return st.fragment(drawn_by_itself, run_every=every_s)


def person() -> Person:
    """Who is here. Only after `sign_in_holds`."""
    found: Person = (_drawn_for() or st.session_state[_SIGNED]).person
    return found


def language() -> str:
    """The language to speak: the person's, or of whoever was here last in this tab, else Korean."""
    signed = _drawn_for() or st.session_state.get(_SIGNED)
    return str(signed.person.language) if signed else str(st.session_state.get(_LAST, ("ko",))[0])


def was_at_a_seat() -> bool:
    """Whether who was here last in this tab sat at a seat of a workshop, without an account."""
    last: tuple[str, bool] = st.session_state.get(_LAST, ("ko", False))
    return last[1]


def _drawn_for() -> Signed | None:
    signed: Signed | None = getattr(_DRAWING, "signed", None)
    return signed


def say(key: str, **facts: Any) -> str:
    """The sentence of a key in the language of whoever is here."""
    return text(key, language(), **facts)


def remembered(name: str, otherwise: Any = None) -> Any:
    """A plain value this tab remembers; what matters lives in the records."""
    return st.session_state.get(name, otherwise)


def remember(name: str, value: Any) -> None:
    """Keeps a plain value for this tab."""
    st.session_state[name] = value


def pressed(name: str) -> bool:
    """Whether this rerun comes of a press of the button of that key, also before the button is drawn."""
    return st.session_state.get(name) is True


def pressed_of(beginning: str) -> str:
    """The end of the key of the button that was pressed, of those that begin so; empty when none was."""
    keys = (str(name) for name, value in st.session_state.items() if value is True)
    return next((key.removeprefix(beginning) for key in keys if key.startswith(beginning)), "")


def begin(name: str, value: Any) -> None:
    """Gives a widget its first value, unless this tab already shows one."""
    if name not in st.session_state:
        st.session_state[name] = value


def forget(name: str) -> None:
    """Drops what this tab remembered under a name."""
    st.session_state.pop(name, None)


def forget_all(beginning: str) -> None:
    """Drops everything this tab remembered under names that begin so."""
    for name in [name for name in st.session_state if str(name).startswith(beginning)]:
        del st.session_state[name]


def changed(name: str, value: Hashable) -> bool:
    """Whether a value differs from the one this tab saw last under that name."""
    differs = st.session_state.get(name, _NEVER) != value
    st.session_state[name] = value
    return differs


def address(name: str) -> str:
    """One value of the page's address; empty when it is not there."""
    return str(st.query_params.get(name, ""))


def put_address(name: str, value: str) -> None:
    """Changes one value of the page's address; an empty one is taken out."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def addresses() -> dict[str, str]:
    """Every value of the page's address."""
    return {name: str(value) for name, value in st.query_params.items()}


def theme() -> str:
    """Whether the page is shown light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def theme_wanted() -> str:
    """What was chosen on this device, else by the person last: light, dark or system."""
    chosen, _, whose = str(st.context.cookies.get("modu_theme", "")).partition(".")
    return chosen if whose and person().id.startswith(whose) else person().theme


def draws_maps() -> bool:
    """Whether this browser draws with WebGL; the page says so in a cookie when it does not."""
    return st.context.cookies.get("modu_flat") != "1"


def is_narrow(below_px: int = 640) -> bool:
    """Whether this browser's window is narrower, by default a telephone's; the page says its width in a cookie when it loads."""
    width = st.context.cookies.get("modu_width", "")
    return width.isdecimal() and int(width) < below_px


def form_mark() -> str:
    """The mark of this browser's forms."""
    return str(st.context.cookies.get("modu_form", ""))


_NEVER = object()
