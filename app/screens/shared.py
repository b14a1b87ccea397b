"""Shared with me: what colleagues gave me, what I gave, a link that is opened, and a draft of a colleague."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import plain, show, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.parts.noted import noted
from app.parts.sharing import given_draft, lines
from app.services.drafts import given
from app.services.sharing import links, listing, reviewing
from app.session import say


def draw() -> None:
    """Draws the page: the lists, or what its address leads to."""
    if token := session.address("link"):
        _open(token)
    elif share := session.address("share"):
        _draft(share)
    else:
        _lists()


def _open(token: str) -> None:
    """Goes where a link leads; the token leaves the address with that."""
    leads = links.open_link(session.person(), session.platform(), token)
    if leads.kind == "draft" and leads.own:
        going.go("wizard", draft=leads.id)
    if leads.kind == "draft":
        going.go("shared", share=leads.share_id)
    going.go("data" if leads.kind == "dataset" else "result", **{leads.kind: leads.id})


def _draft(share: str) -> None:
    going.link("shared", say("share.back.shared"), icon=":material/arrow_back:")
    person, platform = session.person(), session.platform()
    found = given.shown(person, platform, share)
    noted("draft.viewed", (share, found.version), lambda: given.viewed(person, platform, share))
    given_draft.draw(found)


def _lists() -> None:
    person, platform = session.person(), session.platform()
    st.title(say("nav.shared"), anchor=False)
    _to_review()
    mine, gave = listing.with_me(person, platform), listing.by_me(person, platform)
    if not mine:
        show(tag("p", plain(say("share.none"))))
    for line in mine:
        lines.with_me(line)
    if gave:
        st.header(say("share.gave", count=len(gave)), anchor=False)
        for line in gave:
            lines.given(line, told=True)


def _to_review() -> None:
    """What I was asked to review stands first: somebody waits for it."""
    asked = reviewing.waiting(session.person(), session.platform())
    if not asked:
        return
    st.header(say("review.to_do"), anchor=False)
    for one in asked:
        with st.container(border=True, key=f"card_review_{one.id}"):
            about = say("review.to_do_line", name=one.asker, when=when(one.asked_at_utc))
            show(tag("h3", plain(model_title(one.model))), tag("p", plain(about), class_="mo-soft"))
            going.link("result", say("share.open.run"), icon=":material/rate_review:", run=one.run_id)


draw()
