"""One share in a list: what, by or to whom, until when; and ending it."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import tried
from app.parts.markup import badge, items, plain, show, tag
from app.parts.names import analysis_name, brief
from app.services.sharing import giving
from app.services.sharing.listing import ShareLine
from app.session import say
from app.texts import pick


def with_me(line: ShareLine) -> None:
    """A card of something shared with me, with the way to it."""
    facts = [say("share.from", name=line.giver), until(line), *([say("share.right.edit")] if line.may_edit else [])]
    with st.container(border=True, key=f"card_shared_{line.id}"):
        show(
            tag("h3", plain(named(line)), " ", badge(say(f"share.kind.{line.kind}"), "calm")),
            items(facts, "mo-facts"),
            tag("p", plain(brief(pick(line.headline, session.language()))), class_="mo-brief") if line.headline else "",
            tag("p", plain(say("share.closed_now")), class_="mo-small mo-soft") if line.closed else "",
        )
        if not line.closed:
            way_to(line, say(f"share.open.{line.kind}"))


def given(line: ShareLine, *, told: bool) -> None:
    """A card of something I gave; `told`: what it is, where the page does not say so already."""
    facts = [say(f"share.right.{'edit' if line.may_edit else 'see'}"), until(line)]
    if line.way == "link":
        facts.append(say("share.opened", count=line.opened))
    with st.container(border=True, key=f"card_given_{line.id}"):
        title = f"{named(line)} → {receiver(line)}" if told else receiver(line)
        way = badge(say(f"share.way.{line.way}"), "calm") if line.way != "link" else ""
        show(tag("h3", plain(title), " ", way), items(facts, "mo-facts"))
        with st.container(horizontal=True, vertical_alignment="center"):
            if told:
                way_to(line, say("share.look"), own=True)
            if st.button(say("share.end"), key=f"share.end.{line.id}", icon=":material/link_off:", type="tertiary"):
                tried(lambda: giving.end(session.person(), session.platform(), line.id))


def way_to(line: ShareLine, label: str, *, own: bool = False) -> None:
    """The link to the thing: a draft of another is shown by its share, one's own in the wizard."""
    if line.kind == "draft" and own:
        going.link("wizard", label, icon=":material/arrow_forward:", draft=line.subject_id)
    elif line.kind == "draft":
        going.link("shared", label, icon=":material/arrow_forward:", share=line.id)
    elif line.kind == "dataset":
        going.link("data", label, icon=":material/arrow_forward:", dataset=line.subject_id)
    else:
        going.link("result", label, icon=":material/arrow_forward:", run=line.subject_id)


def named(line: ShareLine) -> str:
    """What the thing is called."""
    if line.kind == "dataset":
        return line.title or say("share.kind.dataset")
    return analysis_name(line.title, line.model or "")


def receiver(line: ShareLine) -> str:
    """To whom it was given."""
    if line.to is None:
        return say("share.whoever")
    return line.to if isinstance(line.to, str) else pick(line.to, session.language())


def until(line: ShareLine) -> str:
    """The last day it holds, in words."""
    return say("share.until_said", until=line.until.isoformat())
