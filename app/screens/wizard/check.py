"""Step 3, check: what was understood, asked back; then what was found, each with its rows, its effect and its repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from app import answers, session
from app.parts import autosave, going, helping
from app.parts.check_lines import finding_html, points_html, understood
from app.parts.drawing import drawing
from app.parts.folds import fold
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.parts.wizard import first_match
from app.parts.wizard.place_pins import place_pins
from app.parts.wizard.repair_groups import repair_groups
from app.parts.wizard.rest_rows import rest_rows
from app.services.drafts.drafts import Draft
from app.services.preparing import checking
from app.services.preparing.checking import Checked
from app.services.support import articles
from app.services.support.met import FINDING
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.check_rules import CheckFinding
from data_catalog.schema import Input
from models.kit.contract import Model

_WORST = {"cannot": 2, "limited": 1, "continue": 0}


def draw(draft: Draft, model: Model) -> None:
    """Draws the step."""
    st.title(say("check.title"), anchor=False)
    with st.spinner(say("check.working")):
        draft = first_match.ensure(draft, model)
        found, problems = _checked(draft, model)
    for problem in problems:
        refused(problem)
    state = _state(found, problems)
    if not found and state == "continue":
        show(tag("p", plain(say("wizard.sample_note" if draft.kind == "sample" else "columns.no_data"))))
    else:
        {"continue": st.success, "limited": st.warning, "cannot": st.error}[state](_sentence(state, found))
    if problems:
        going.link("wizard", say("check.to_columns"), icon=":material/arrow_back:", draft=draft.id, step="columns")
    for asked in model.inputs:
        if asked.name in found:
            _input(draft, asked, found[asked.name])
    st.button(say("wizard.next", step=say("step.settings")), type="primary", key="check.next", disabled=state == "cannot")


def leave(draft: Draft, model: Model) -> str | None:
    """The step to go on to; None where that may not be."""
    found, problems = _checked(draft, model)
    if _state(found, problems) == "cannot":
        return None
    checking.seen(session.person(), session.platform(), draft, {name: checked.report.state for name, checked in found.items()})
    return "settings"


def _checked(draft: Draft, model: Model) -> tuple[dict[str, Checked], list[Problem]]:
    """The checks by input, and what stood in the way of some."""
    found: dict[str, Checked] = {}
    problems = []
    marks = _marks(draft, model)
    for asked in model.inputs:
        try:
            checked = answers.check(draft, asked, model, marks or answers.marks(draft, (asked.name, *asked.refers)))
        except Problem as problem:
            problems.append(problem)
            continue
        if checked is not None:
            found[asked.name] = checked
    return found, problems


def _state(found: Mapping[str, Checked], problems: Sequence[Problem]) -> str:
    """The worst of them."""
    return max(("cannot" if problems else "continue", *(one.report.state for one in found.values())), key=lambda name: _WORST[name])


def _marks(draft: Draft, model: Model) -> dict[str, str]:
    """Those of all inputs at once; none where one of them has a problem, which is told in its place."""
    try:
        return answers.marks(draft, [asked.name for asked in model.inputs])
    except Problem:
        return {}


def _sentence(state: str, found: dict[str, Checked]) -> str:
    """Whether to go on, and how many of all rows cannot be used."""
    every, aside = (sum(getattr(one, part) for one in found.values()) for part in ("rows_in", "rows_set_aside"))
    return f"{say(f'check.{state}')} {say('check.summary', all=every, rows=aside)}" if aside else say(f"check.{state}")


def _input(draft: Draft, asked: Input, checked: Checked) -> None:
    title = pick(asked.title, session.language())
    with st.container(border=True, key=f"card_check_{asked.name}"):
        counts = {"title": title, "rows_in": checked.rows_in, "rows_kept": checked.rows_kept, "rows_set_aside": checked.rows_set_aside}
        used = say("check.used", **counts) if checked.rows_set_aside else say("check.used_all", title=title, rows_in=checked.rows_in)
        show(tag("h2", plain(title)), tag("p", plain(used)))
        _ask(draft, asked, checked)
        mended = [finding for finding in checked.report.findings if finding.applied]
        todo = [finding for finding in checked.report.findings if not finding.applied]
        repair_groups(draft, asked, checked.groups)
        if todo:
            helped = _met(todo)
            show(tag("ul", *(finding_html(finding, helped.get(finding.code, "")) for finding in todo), class_="mo-check-list"))
        elif not checked.groups:
            show(tag("p", plain(say("check.nothing"))))
        rest_rows(draft, asked, checked.rejected_rows)
        if mended:
            with fold(say("check.mended", count=len(mended)), key=f"check.mended.{asked.name}") as is_open:
                if is_open:
                    show(tag("ul", *(finding_html(finding) for finding in mended), class_="mo-check-list"))
        place_pins(draft, asked)
        if checked.points:
            show(tag("p", plain(say("check.points"))))
            drawing(f"check.points.{asked.name}", points_html(checked.points))


def _met(findings: Sequence[CheckFinding]) -> dict[str, str]:
    """Notes what stands in the way, and gives what helped others with any of it, by the code of the finding."""
    stands = [f"{FINDING}{one.code}" for one in findings if one.blocking or one.limiting]
    helping.meet(*stands)
    found = articles.beside(session.platform(), [f"{FINDING}{one.code}" for one in findings])
    return {key.removeprefix(FINDING): helping.helped_others(article) for key, article in found.items()}


def _ask(draft: Draft, asked: Input, checked: Checked) -> None:
    """Asks back what was understood, and keeps the answer."""
    name = f"answers.understood.{asked.name}"
    key = autosave.key(draft.id, name)
    session.begin(key, draft.fields.get(name))
    asked_back = f"{understood(checked.report.understood)} {say('check.ask')}"
    show(tag("p", tag("b", plain(asked_back)), class_="mo-ask", aria_hidden="true"))
    st.segmented_control(
        literal(asked_back),
        ["yes", "no"],
        key=key,
        label_visibility="collapsed",
        format_func=lambda answer: say(f"check.{answer}"),
        on_change=autosave.keep_widget,
        args=(draft.id, name),
    )
    if session.remembered(key) == "no":
        show(tag("p", plain(say("check.differs")), class_="mo-small"))
