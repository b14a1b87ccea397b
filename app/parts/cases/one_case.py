"""One use case whole: what was decided, its evidence, what came of it, its reviews, letting others find it, and its history."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.cases import case_files, case_form, follow_up, reviews
from app.parts.cases.lists import state_badge
from app.parts.folds import fold
from app.parts.literal import literal, refused, tried
from app.parts.markup import badge, items, pairs, plain, show, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.services import goals
from app.services.cases import library, registering
from app.services.cases.library import SHOWS
from app.services.cases.looking import Case, Step
from app.services.cases.outcomes import DAYS
from app.services.cases.steps import SHOWN_STATES, TEXT_MAX
from app.session import say
from app.texts import keys, pick
from connectors.problem import Problem
from models.kit.wording import number

_PRESSED = ("send", "publish", "unpublish", "withdraw")
_STANDING = {"there": "good", "held": "warn", "closed": "bad", "gone": "bad"}


def draw(case: Case) -> None:
    """Draws it for somebody who sees all of it."""
    _tell_if_changed(case)
    st.title(literal(case.said.title), anchor=False)
    marks = [state_badge(case.state)]
    marks += [badge(say("cases.published_on", day=case.published_on.isoformat()), "info")] if case.published_on else []
    show(tag("p", " ".join(marks)), pairs(_facts(case)))
    if case.standing != "there":
        show(tag("p", plain(say(f"cases.standing_told.{case.standing}")), role="status"))
    _evidence(case)
    follow_up.draw(case)
    reviews.draw(case)
    if case.edits and case.state != "withdrawn":
        _publish(case)
        _change(case)
    _history(case.history)


def _tell_if_changed(case: Case) -> None:
    """Says it when something was pressed on what stood here before somebody else changed the case: the buttons of then are gone."""
    kept = f"cases.seen.{case.id}"
    seen = session.remembered(kept)
    session.remember(kept, case.revision)
    if seen in (None, case.revision):
        return
    forms = [f"cases.follow_send.{case.id}.{day}.{seen}" for day in DAYS]
    if any(session.remembered(one) for one in (*forms, *(f"cases.{name}.{case.id}.{seen}" for name in _PRESSED))):
        refused(Problem("cases.changed_meanwhile"))


def _facts(case: Case) -> dict[str, str]:
    said, lang = case.said, session.language()
    found = {
        "organisation": pick(case.organisation, lang),
        "use": say(f"cases.decision.{said.decision}"),
        "sentence": said.sentence,
        "decided_by": said.decided_by,
        "decided_on": said.decided_on.isoformat() if said.decided_on else "",
        "driver": say(f"collaboration.driver.{said.driver}") if said.driver else "",
        "changes": said.changes,
        "lessons": said.lessons,
        "budget_won": say("cases.won", won=said.budget_won) if said.budget_won is not None else "",
        "documents": ", ".join(said.documents),
        "sdg": goals.said(said.sdg, lang) if said.sdg else "",
        "indicator": _measure(said.indicator, said.before, said.unit, said.before_period),
        "change": pick(case.change, lang) if case.change else "",
        "contact": said.contact,
        "maker": case.maker,
        "registered": case.registered_on.isoformat(),
    }
    return {say(f"cases.field.{name}"): value for name, value in found.items() if value}


def _measure(name: str, value: float | None, unit: str, period: str) -> str:
    if value is None:
        return name
    told = say("cases.measured", name=name, value=number(value), unit=unit)
    return say("cases.measured_in", said=told, period=period) if period else told


def _evidence(case: Case) -> None:
    """The result it rests on, by which it can be found again, and the files."""
    st.header(say("cases.evidence"), anchor=False)
    facts = {
        "model": say("cases.model_version", model=model_title(case.model), version=case.model_version),
        "run": case.run_id,
        "fingerprint": case.result_hash or "–",
    }
    show(
        tag("p", badge(say(f"cases.standing.{case.standing}"), _STANDING[case.standing])),
        pairs({say(f"cases.field.{name}"): value for name, value in facts.items()}),
    )
    if case.standing in ("there", "held") and (case.mine or case.opens):
        going.link("result", say("cases.to_result"), icon=":material/insights:", run=case.run_id)
    elif case.standing in ("there", "held"):
        show(tag("p", plain(say("cases.result_not_yours")), role="status"))
    case_files.draw(case)


def _publish(case: Case) -> None:
    st.header(say("cases.publish"), anchor=False)
    if case.state not in SHOWN_STATES:
        show(tag("p", plain(say("cases.publish_not_yet")), class_="mo-small"))
        return
    if case.published_on:
        show(tag("p", plain(say("cases.published_told", day=case.published_on.isoformat())), role="status"))
    show(tag("p", plain(say("cases.publish_lead")), class_="mo-small"))
    at = f"{case.id}.{case.revision}"
    wanted = [
        one for one in SHOWS
        if st.checkbox(say(f"cases.shows.{one}"), not case.published_on or one in case.shows, key=f"cases.shows.{one}.{at}")
    ]  # fmt: skip
    with st.container(horizontal=True):
        label = say("cases.publish_again" if case.published_on else "cases.publish_go")
        if st.button(label, key=f"cases.publish.{at}", type="primary", disabled=case.standing != "there"):
            tried(lambda: library.publish(session.person(), session.platform(), case.id, case.revision, wanted))
        if case.published_on and st.button(say("cases.unpublish"), key=f"cases.unpublish.{at}"):
            tried(lambda: library.unpublish(session.person(), session.platform(), case.id, case.revision))


def _change(case: Case) -> None:
    at = f"{case.id}.{case.revision}"
    with st.expander(say("cases.change"), key=f"cases.change.{case.id}"):
        show(tag("p", plain(say("cases.change_lead")), class_="mo-small"))
        wanted = case_form.fields(case.said, at, say("cases.change_send"))
        if wanted is not None:
            tried(lambda: registering.change(session.person(), session.platform(), case.id, case.revision, wanted))
    with st.popover(say("cases.withdraw")):
        show(tag("p", plain(say("cases.withdraw_lead")), class_="mo-small"))
        reason = st.text_area(say("cases.reason"), key=f"cases.withdraw_reason.{case.id}", max_chars=TEXT_MAX, height=80) or ""
        if st.button(say("cases.withdraw_sure"), key=f"cases.withdraw.{at}", type="primary"):
            tried(lambda: registering.withdraw(session.person(), session.platform(), case.id, case.revision, reason))


def _history(steps: tuple[Step, ...]) -> None:
    with fold(say("cases.history"), key="cases.history") as is_open:
        if is_open:
            show(tag("ul", *(_step(one) for one in steps), class_="mo-lines"))


def _step(one: Step) -> str:
    who = one.who or ""
    changed = [_changed(name, values) for name, values in one.said.items()]
    told = [tag("p", plain(one.comment))] if one.comment else []
    told += [items([each for each in changed if each])] if any(changed) else []
    head = " · ".join(part for part in (say(f"ledger.{one.step}"), who) if part)
    return tag("li", tag("b", plain(head)), " ", tag("small", plain(when(one.at_utc)), class_="mo-soft"), *told)


def _changed(name: str, values: object) -> str:
    """What was changed, from what to what; nothing of what has no word."""
    if not isinstance(values, list) or len(values) != 2 or f"cases.field.{name}" not in keys():
        return ""
    before, after = (_value(name, one) for one in values)
    return say("cases.changed_line", field=say(f"cases.field.{name}"), before=before, after=after)


def _value(name: str, value: object) -> str:
    if value in (None, "", []):
        return "–"
    worded = {"decision": "cases.decision", "driver": "collaboration.driver", "phase": "cases.phase"}
    if name in worded:
        return say(f"{worded[name]}.{value}")
    if name == "shows" and isinstance(value, list):
        return ", ".join(say(f"cases.shows.{one}") for one in value)
    return ", ".join(map(str, value)) if isinstance(value, list) else number(value)
