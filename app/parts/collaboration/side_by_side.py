"""The answers of all partners side by side: what they disagree on, the radar, the table, and their own words."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import charts, session
from app.charts import radar
from app.parts.copying import copy_button
from app.parts.markup import pairs, plain, show, table, tag
from app.parts.noted import noted
from app.services.collaboration import looking, taking
from app.services.collaboration.answering import RATINGS
from app.services.collaboration.looking import Check
from app.services.collaboration.taking import KINDS, WORDS
from app.session import say
from app.texts import pick


def draw(check: Check) -> None:
    """Draws them of a check that is closed."""
    person, platform, lang = session.person(), session.platform(), session.language()
    noted("collaboration.viewed", check.id, lambda: looking.viewed(person, platform, check.id))
    st.header(say("collaboration.part.findings"), anchor=False)
    told = looking.sentences(check, lang)
    show(tag("ul", *(tag("li", tag("p", plain(one))) for one in told), class_="mo-findings"))
    copy_button(f"collaboration.copy.{check.id}", say("collaboration.copy"), "\n".join(told))
    if check.before:
        show(tag("p", plain(say("collaboration.before", day=check.before.isoformat())), class_="mo-small mo-soft"))
    _radar(check)
    _ratings(check)
    _words(check)
    with st.container(horizontal=True):
        for kind, mime in KINDS.items():
            st.download_button(
                say(f"collaboration.take.{kind}"), partial(taking.taken, person, platform, check.id, kind, lang),
                f"modu_collaboration_{check.due:%Y%m%d}.{kind}", mime, key=f"collaboration.take.{kind}", on_click="ignore",
            )  # fmt: skip


def _radar(check: Check) -> None:
    lang = session.language()
    rated = [
        (pick(partner.name, lang), [row.ratings[at] for row in check.rows]) for at, partner in enumerate(check.partners) if partner.said
    ]
    if not rated:
        return
    axes = [say(f"collaboration.factor.{row.factor}") for row in check.rows]
    figure = radar.drawn(axes, rated, RATINGS[-1], "dark" if session.theme() == "dark" else "light", narrow=session.is_narrow())
    st.header(say("collaboration.radar"), anchor=False)
    alt = say("collaboration.radar_alt", partners=", ".join(name for name, _ in rated))
    st.plotly_chart(figure, theme=None, config=charts.CONFIG, key="collaboration.radar", alt=alt)
    show(tag("p", plain(say("collaboration.scale")), class_="mo-small mo-soft"))


def _ratings(check: Check) -> None:
    lang = session.language()
    names = [pick(one.name, lang) for one in check.partners]
    rows = [
        (say(f"collaboration.factor.{row.factor}"), *(taking.rating_said(row, at, check, lang) for at in range(len(names))),
         *taking.figures(row, check, lang))
        for row in check.rows
    ]  # fmt: skip
    head = (say("collaboration.column.factor"), *names, *taking.heads(check, lang))
    show(table(head, rows, caption=say("collaboration.part.ratings"), numeric=frozenset(range(1, len(head)))))
    show(tag("p", plain(say("collaboration.reading")), class_="mo-small mo-soft"))


def _words(check: Check) -> None:
    st.header(say("collaboration.part.words"), anchor=False)
    for partner in check.partners:
        show(tag("h3", plain(pick(partner.name, session.language()))))
        said = {say(f"collaboration.{kind}"): getattr(partner.said, kind) for kind in WORDS if partner.said and getattr(partner.said, kind)}
        show(pairs(said) if said else tag("p", plain(say("collaboration.wordless" if partner.said else "collaboration.silent"))))
