"""What more there is to know of a result, what it cannot tell, how it was made and from what: every number's way back."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import session
from app.parts.folds import fold
from app.parts.markup import items, pairs, plain, show, table, tag
from app.parts.names import model_title
from app.parts.result.findings import findings
from app.parts.support import glossary
from app.reports.front import computed, reasons
from app.reports.options import ReportOptions
from app.session import say
from app.texts import pick
from models.kit.result import Finding, InputUse, Result


def draw(result: Result, on_basis: Callable[[Finding], None]) -> None:
    """Draws the four parts. `on_basis` opens the table a sentence was read from."""
    lang = session.language()
    _sure(result, on_basis)
    st.header(say("result.cannot"), anchor=False)
    limits = [pick(finding.text, lang) for finding in result.findings if finding.level == "limit"]
    show(items([*limits, *(pick(said, lang) for said in result.limits)]))
    with fold(say("result.method"), key="result.method") as is_open:
        if is_open:
            steps = (tag("li", tag("b", plain(pick(step.title, lang))), " ", plain(pick(step.explains, lang))) for step in result.method)
            show(tag("ol", *steps))
            if result.references:
                show(tag("h3", plain(say("model.references"))), items(result.references))
    with fold(say("result.provenance"), key="result.provenance") as is_open:
        if is_open:
            _provenance(result)


def _sure(result: Result, on_basis: Callable[[Finding], None]) -> None:
    """What says how sure it is, folded by the answer it belongs to, the main answer's open."""
    notes = [finding for finding in result.findings if finding.level == "note"]
    if notes:
        st.header(say("result.sure"), anchor=False)
    for answer in result.answers:
        mine = [finding for finding in notes if finding.output == answer.output]
        if mine:
            title = say("result.notes_of", title=pick(answer.title, session.language()), count=len(mine))
            with fold(title, key=f"result.notes.{answer.output}", expanded=answer.main) as is_open:
                if is_open:
                    findings(f"result.notes_of.{answer.output}", mine, on_basis)
    if notes:
        said = [*(finding.text for finding in result.findings), *(step.explains for step in result.method)]
        glossary.linked("\n".join(pick(words, session.language()) for words in said))


def _provenance(result: Result) -> None:
    head = [say(f"result.input.{name}") for name in ("title", "file", "rows_in", "rows_kept", "rows_set_aside", "fingerprint")]
    show(table(head, [_use(use) for use in result.inputs], caption=say("result.inputs"), numeric=frozenset({2, 3, 4})))
    for use in result.inputs:
        if use.reasons:
            show(tag("p", tag("b", plain(use.file))), items(reasons(use, session.language())))
    made = {fact.label: " · ".join(fact.lines) for fact in computed(result, session.language(), ReportOptions())}
    model = f"{model_title(result.model)} {result.version}"
    show(pairs({say("result.run"): result.run_id, say("result.model"): model, **made}))


def _use(use: InputUse) -> tuple[str, ...]:
    rows = (f"{count:,}" for count in (use.rows_in, use.rows_kept, use.rows_set_aside))
    return (pick(use.title, session.language()), use.file, *rows, use.fingerprint[:16])
