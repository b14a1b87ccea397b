"""My analyses: drafts and finished ones, each to be opened, or done again with new data."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going, starting
from app.parts.markup import badge, plain, show, tag
from app.parts.moments import when
from app.parts.names import analysis_name, brief, model_title
from app.services.drafts import drafts
from app.services.drafts.drafts import DraftLine
from app.services.runs import runs
from app.services.runs.runs import RunLine
from app.session import say
from app.texts import pick

_UNDER_WAY = ("queued", "running")


def draw() -> None:
    """Draws the page."""
    person, platform = session.person(), session.platform()
    st.title(say("nav.analyses"), anchor=False)
    waiting, done = drafts.listed(person, platform, limit=20), runs.listed(person, platform, limit=100)
    if not waiting and not done:
        show(tag("p", plain(say("analyses.empty"))))
        going.link("home", say("analyses.go_home"), icon=":material/arrow_forward:")
        return
    under_way = [line for line in done if line.state in _UNDER_WAY]
    for title, lines in (("analyses.under_way", under_way), ("analyses.done", [line for line in done if line not in under_way])):
        if lines:
            st.header(say(title), anchor=False)
            for line in lines:
                _done(line)
    # What is being computed stands above; its draft would say the same again.
    left = [draft for draft in waiting if draft.id not in {line.draft_id for line in under_way}]
    if left:
        st.header(say("analyses.waiting"), anchor=False)
        for draft in left:
            _waiting(draft)


def _done(line: RunLine) -> None:
    with st.container(border=True, key=f"card_analyses_run_{line.id}"):
        state = badge(say(f"run.state.{line.state}"), _kind(line.state))
        kind = "" if line.kind == "real" else badge(say(f"kind.{line.kind}"), "warn")
        show(
            tag("h3", plain(model_title(line.model)), " ", state, " ", kind),
            tag("p", plain(when(line.finished_at_utc or line.queued_at_utc)), class_="mo-soft"),
            tag("p", plain(brief(pick(line.headline, session.language()))), class_="mo-brief") if line.headline else "",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            if line.state == "finished":
                going.link("result", say("run.see"), icon=":material/insights:", run=line.id)
                if line.kind != "sample":
                    going.link("share", say("share.go"), icon=":material/share:", run=line.id)
                if line.kind == "real":
                    going.link("cases", say("cases.register"), icon=":material/add_task:", run=line.id)
            else:
                going.link("wizard", say("analyses.open"), icon=":material/arrow_forward:", draft=line.draft_id or "", step="run")
            if line.kind != "sample" and line.draft_id and st.button(say("analyses.again"), key=f"analyses.again.{line.id}"):
                starting.again(line.draft_id)


def _waiting(draft: DraftLine) -> None:
    with st.container(border=True, key=f"card_analyses_draft_{draft.id}"):
        about = [_about(draft.model, say("home.draft_at", step=say(f"step.{draft.step}"), when=when(draft.saved_at_utc))), *draft.files]
        kind = "" if draft.kind == "real" else badge(say(f"kind.{draft.kind}"), "warn")
        show(tag("h3", plain(analysis_name(draft.name, draft.model)), " ", kind), tag("p", plain(" · ".join(about)), class_="mo-soft"))
        with st.container(horizontal=True, vertical_alignment="center"):
            going.link("wizard", say("home.continue"), icon=":material/edit_note:", draft=draft.id, step=draft.step)
            going.link("share", say("share.go"), icon=":material/share:", draft=draft.id)
            st.button(
                say("analyses.discard"), key=f"analyses.discard.{draft.id}", type="tertiary",
                on_click=drafts.discard, args=(session.person(), session.platform(), draft.id),
            )  # fmt: skip


def _about(model_id: str, moment: str) -> str:
    return f"{model_title(model_id)} · {moment}"


def _kind(state: str) -> str:
    return {"finished": "good", "failed": "bad", "cancelled": "calm"}.get(state, "info")


draw()
