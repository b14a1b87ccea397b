"""The network of sharing (데이터 공유 관계망): who lets whom use data, how long approvals take, and where requests are stuck."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.mimes import CSV, XLSX
from app.parts import going
from app.parts.agreements import approval_times, sharing_network
from app.parts.folds import fold
from app.parts.markup import items, plain, show, tag
from app.parts.noted import noted
from app.services.agreements import approvals, network, network_taking
from app.services.agreements.network import LEVELS, PERIODS, Wanted
from app.services.agreements.network_taking import PARTS
from app.session import say

_DEFINITIONS = ("limits", "force", "density", "reciprocity", "between", "apart", "level", "approval", "median", "stuck")


def draw() -> None:
    """Draws the page."""
    person, platform = session.person(), session.platform()
    going.link("agreements", say("agreements.back"), icon=":material/arrow_back:")
    st.title(say("nav.network"), anchor=False)
    show(tag("p", plain(say("network.lead"))), tag("p", tag("b", plain(say("network.limits")))))
    wanted = _wanted()
    noted("network.viewed", wanted, lambda: network.viewed(person, platform, wanted))
    sharing_network.draw(network.seen(person, platform, wanted))
    found = approvals.told(person, platform, wanted.level)
    approval_times.draw(found)
    _take(wanted)
    with fold(say("network.definitions"), key="network.definitions") as is_open:
        if is_open:
            show(items(say(f"network.definition.{one}", least=approvals.LEAST) for one in _DEFINITIONS))


def _wanted() -> Wanted:
    left, right = st.columns(2)
    level = left.selectbox(
        say("network.level"), LEVELS, key="network.level", format_func=lambda one: say(f"network.level.{one}"), filter_mode=None
    )  # fmt: skip
    period = right.selectbox(
        say("network.period"), PERIODS, key="network.period", format_func=lambda one: say(f"network.period.{one}"), filter_mode=None
    )  # fmt: skip
    return Wanted(level, period)


def _take(wanted: Wanted) -> None:
    person, platform, lang = session.person(), session.platform(), session.language()
    st.header(say("network.take"), anchor=False)
    part = st.selectbox(
        say("network.take_what"), PARTS, key="network.part", format_func=lambda one: say(f"network.part.{one}"), filter_mode=None
    )  # fmt: skip
    with st.container(horizontal=True):
        for kind, mime in {"xlsx": XLSX, "csv": CSV}.items():
            st.download_button(
                say(f"agreements.{kind}"), partial(network_taking.taken, person, platform, wanted, part, kind, lang),
                f"modu_network_{part}_{platform.today():%Y%m%d}.{kind}", mime, key=f"network.{kind}", on_click="ignore",
                help=say("network.take_help"),
            )  # fmt: skip


draw()
