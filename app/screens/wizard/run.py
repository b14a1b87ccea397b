"""Step 5, run: the steps as they pass, an honest time, a way to stop; the page may be closed."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import refused
from app.parts.markup import plain, show, tag
from app.services.drafts.drafts import Draft
from app.services.runs import runs
from app.services.runs.runs import Progress
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from models.kit.contract import Model

_EVERY_SECONDS = 1.0


def draw(draft: Draft, model: Model) -> None:
    """Draws the step."""
    if not draft.run_id:
        _ready(draft, model)
        return
    progress = runs.progress(session.person(), session.platform(), draft.run_id)
    if progress.state in {"queued", "running"}:
        st.title(say("run.title"), anchor=False)
        _going(draft.id, draft.run_id)
        told = "run.may_leave" if session.person().workshop_id is None else "run.may_leave_seat"
        show(tag("p", plain(say(told)), class_="mo-soft"))
    else:
        _ended(draft, progress)


def _ready(draft: Draft, model: Model) -> None:
    st.title(say("step.run"), anchor=False)
    show(tag("p", plain(say("run.ready", minutes=model.minutes))))
    if st.button(say("wizard.run"), type="primary", key="run.start"):
        _start(draft)


def _start(draft: Draft) -> None:
    try:
        runs.queue(session.person(), session.platform(), draft.id)
    except Problem as problem:
        refused(problem)
        return
    st.rerun()


@session.part(every_s=_EVERY_SECONDS)
def _going(draft_id: str, run_id: str) -> None:
    progress = runs.progress(session.person(), session.platform(), run_id)
    if progress.state not in {"queued", "running"}:
        if progress.state == "finished":
            going.go("result", run=run_id)
        st.rerun()
    st.progress(min(1.0, max(0.02, progress.share)), text=_said(progress))
    show(_steps(progress))
    if st.button(say("run.cancel"), key="run.cancel"):
        runs.cancel(session.person(), session.platform(), run_id)
        st.rerun()


def _said(progress: Progress) -> str:
    if progress.state == "queued":
        return say("run.waiting", ahead=progress.ahead) if progress.ahead else say("run.starting")
    return _left(progress.seconds_left)


def _left(seconds: float | None) -> str:
    if seconds is None:
        return say("run.left_unknown")
    return (
        say("run.left_minutes", minutes=round(seconds / 60)) if seconds >= 90 else say("run.left_seconds", seconds=max(1, round(seconds)))
    )


def _steps(progress: Progress) -> str:
    lang = session.language()
    done = [
        tag("li", plain(say("run.step_done", title=pick(step.title, lang), rows=step.rows, seconds=step.seconds)), class_="mo-done")
        for step in progress.done
    ]
    if progress.now is not None:
        done.append(
            tag("li", tag("b", plain(say("run.step", at=len(progress.done) + 1, count=progress.count, title=pick(progress.now, lang)))))
        )
    return tag("ol", *done, class_="mo-steps")


def _ended(draft: Draft, progress: Progress) -> None:
    if progress.state == "finished" and draft.run_id:
        st.title(say("run.done"), anchor=False)
        going.link("result", say("run.see"), icon=":material/insights:", run=draft.run_id)
    elif progress.state == "cancelled":
        st.title(say("run.cancelled"), anchor=False)
    else:
        st.title(say("run.failed"), anchor=False)
        if progress.problem is not None:
            refused(progress.problem)
    if st.button(say("run.again"), key="run.again"):
        _start(draft)
