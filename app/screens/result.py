"""Result: the findings first; then the map beside the ranked list, figures, tables, how sure, what it cannot tell, how it was made."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.parts import going, starting
from app.parts.markup import plain, show, tag
from app.parts.moments import when
from app.parts.noted import noted
from app.parts.rail import rail
from app.parts.releasing import notice
from app.parts.result import about, exhibits, ranked_map, review, weights, whatif
from app.parts.result.findings import findings
from app.parts.stamps import stamps
from app.parts.support import manual
from app.services.drafts import drafts
from app.services.runs import runs
from app.services.runs.my_runs import OneRun
from app.session import say
from app.texts import pick
from models.kit.result import Result


def draw() -> None:
    """Draws the page."""
    run_id = session.address("run")
    if not run_id:
        show(tag("p", plain(say("result.no_run"))))
        going.back("analyses")
        return
    run = session.run(run_id)
    if run.state != "finished":
        show(tag("p", plain(say("result.not_yet"))))
        going.link("wizard", say("analyses.open"), draft=run.draft_id or "", step="run")
        return
    noted("result.viewed", run_id, lambda: runs.viewed(session.person(), session.platform(), run_id))
    result = session.result(run_id)
    if run.draft_id:
        rail(drafts.load(session.person(), session.platform(), run.draft_id), "result", across=True)
    _head(run, result)
    basis = partial(exhibits.show_basis, run_id, result)
    findings("result.findings", (finding for finding in result.findings if finding.level == "main"), basis)
    standing = session.standing(run_id)
    _actions(run, held=standing.held or standing.state == "changed")
    notice.draw(run_id, standing)
    if session.person().workshop_id is None:
        review.draw(run, session.review(run_id))
    ranked_map.draw(run_id)
    weights.draw(run_id)
    if run.draft_id and run.kind != "sample":
        whatif.draw(run.draft_id, result)
    exhibits.figures(run_id)
    exhibits.tables(run_id)
    about.draw(result, basis)


def _head(run: OneRun, result: Result) -> None:
    lang = session.language()
    show(
        tag(
            "p",
            plain(pick(result.title, lang)),
            " · ",
            plain(when(run.finished_at_utc or run.queued_at_utc)),
            " ",
            stamps(result),
            " ",
            review.mark(session.review(run.id)),
            class_="mo-soft",
        ),
        tag("h1", plain(pick(result.question, lang)), class_="mo-question"),
    )
    refused = [answer for answer in result.answers if answer.state != "given" and answer.why]
    if refused:
        lines = (tag("li", tag("b", plain(pick(answer.title, lang))), " ", plain(pick(answer.why or {}, lang))) for answer in refused)
        with st.expander(say("result.refused", count=len(refused)), key="result.refused"):
            show(tag("ul", *lines))


def _actions(run: OneRun, *, held: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="result_actions"):
        if st.button(say("result.to_report"), key="result.report", type="primary", icon=":material/description:"):
            going.go("report", run=run.id)
        for name in () if held else ("hwpx", "pdf"):
            address = f"/download/run/{run.id}/report.{name}"
            show(
                tag("a", plain(say("result.take", format=name.upper())), href=address, target="_self", class_="mo-button"), width="content"
            )
        if session.person().workshop_id is None:
            _ways_on(run)
        manual.beside(run.model, "result")


def _ways_on(run: OneRun) -> None:
    """What somebody with an account does next with it."""
    if run.own and run.kind != "sample":
        going.link("share", say("share.go"), icon=":material/share:", run=run.id)
    if run.own and run.kind == "real":
        going.link("cases", say("cases.register"), icon=":material/add_task:", run=run.id)
    if run.kind == "sample":
        if st.button(say("model.start"), key="result.own"):
            starting.own(run.model)
    elif run.draft_id and st.button(say("analyses.again"), key="result.again"):
        starting.again(run.draft_id)


draw()
