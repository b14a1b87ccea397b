"""Providers of single sign-on: which there are, the form of one, its rules in words, and trying it step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from app import session
from app.parts.literal import literal, refused
from app.parts.markup import badge, items, paragraph, plain, show, tag
from app.services.sign_on import managing, providers, trying
from app.services.sign_on.managing import ProviderLine
from app.services.sign_on.trying import Step
from app.session import say
from app.texts import pick, problem_text
from connectors.problem import Problem

_NEW = ""
_FIRST = ("name_ko", "name_en", "issuer", "client_id", "scopes")
_FOLDED = ("claim_person", "claim_name", "claim_email", "claim_groups", "hosts", "network")
_CHOICES = ("new_accounts", "ask_userinfo", "shown")
_BADGES = {trying.GOOD: "good", trying.CARE: "warn", trying.BAD: "bad"}
_SAID = "sign_on.said"


def draw() -> None:
    """Draws the part, for an administrator at the top. Problems: rights.*."""
    lines = {line.key: line for line in managing.listed(session.person(), session.platform())}
    st.header(say("sign_on.title"), anchor=False)
    show(paragraph(say("sign_on.lead")))
    if said := session.remembered(_SAID):
        session.forget(_SAID)
        st.success(literal(said))
    chosen = st.selectbox(
        say("sign_on.pick"), [*lines, _NEW], index=None, key="sign_on.chosen", placeholder=say("columns.none_yet"), filter_mode=None,
        format_func=lambda key: _name(lines[key]) if key in lines else say("sign_on.new"),
    )  # fmt: skip
    if chosen is None:
        return
    line = lines.get(chosen)
    if line is not None and line.fault is not None:
        refused(line.fault)
    if line is not None and line.of_file:
        show(paragraph(say("sign_on.of_file", file=providers.FILE)))
    if line is None or not line.of_file:
        _form(line)
    if line is not None:
        _about(line)


def _form(line: ProviderLine | None) -> None:
    kept: Mapping[str, Any] = line.said if line else providers.ON_SCREEN
    at = line.key if line else "new"
    with st.form(f"sign_on.form.{at}", enter_to_submit=False):
        key = line.key if line else st.text_input(say("sign_on.field.key"), max_chars=40, key=f"sign_on.{at}.key")
        said: dict[str, Any] = {name: _text(name, kept, at) for name in _FIRST}
        there = line is not None and line.has_secret
        label = say("sign_on.field.secret_kept" if there else "sign_on.field.secret")
        secret = st.text_input(label, type="password", max_chars=managing.LONGEST_SECRET, key=f"sign_on.{at}.secret")
        said["rules"] = st.text_area(
            say("sign_on.field.rules"), value=str(kept["rules"]), help=say("sign_on.rules_help"), height=160, key=f"sign_on.{at}.rules"
        )
        said["otherwise"] = _text("otherwise", kept, at)
        with st.expander(say("source.more")):
            said |= {name: _text(name, kept, at) for name in _FOLDED}
            said |= {name: _choice(name, kept, at) for name in _CHOICES}
        if st.form_submit_button(say("platform.save"), type="primary"):
            _do(lambda: managing.save(session.person(), session.platform(), key or "", said, secret or None), "sign_on.saved")


def _text(name: str, kept: Mapping[str, Any], at: str) -> str:
    return st.text_input(say(f"sign_on.field.{name}"), value=str(kept[name]), max_chars=1_000, key=f"sign_on.{at}.{name}") or ""


def _choice(name: str, kept: Mapping[str, Any], at: str) -> bool:
    return st.checkbox(say(f"sign_on.field.{name}"), value=bool(kept[name]), key=f"sign_on.{at}.{name}")


def _do(act: Callable[[], None], said: str) -> None:
    """Does it and draws the page anew with what it says then; or says what stands in the way."""
    try:
        act()
    except Problem as problem:
        refused(problem)
        return
    session.remember(_SAID, say(said))
    st.rerun()


def _about(line: ProviderLine) -> None:
    """What the rules mean, what to register at the provider, and the buttons."""
    if line.rules:
        show(tag("h3", plain(say("sign_on.rules_said"))), items(_rule(line)))
    address = managing.portal_address(session.platform()) or say("sign_on.this_portal")
    ways = (f"/sign-in/from/{line.key}", "/sign-in/left", f"/sign-in/ended/{line.key}")
    told = [say(f"sign_on.register.{number}", address=address + way) for number, way in enumerate(ways)]
    show(tag("h3", plain(say("sign_on.register"))), items(told))
    with st.container(horizontal=True):
        asked = st.button(say("sign_on.try"), key=f"sign_on.try.{line.key}", icon=":material/network_check:")
        gone = not line.of_file and st.button(say("sign_on.remove"), key=f"sign_on.remove.{line.key}", icon=":material/delete:")
    if asked:
        _try(line.key)
    if gone:
        _do(lambda: managing.remove(session.person(), session.platform(), line.key), "sign_on.removed")


def _try(key: str) -> None:
    try:
        steps = trying.attempt(session.person(), session.platform(), key)
    except Problem as problem:
        refused(problem)
        return
    said = [tag("li", badge(say(f"sign_on.try.{step.state}"), _BADGES[step.state]), " ", plain(_step(step))) for step in steps]
    show(tag("div", tag("ul", *said), role="status"))


def _step(step: Step) -> str:
    if step.problem is not None:
        return problem_text(step.problem, session.language())
    return say(f"sign_on.try.{step.name}", **step.facts)


def _rule(line: ProviderLine) -> list[str]:
    return [
        say(
            "sign_on.rule", claim=claim, value=value, roles=", ".join(say(f"role.{role}") for role in roles),
            place=place if isinstance(place, str) else pick(place, session.language()),
        )
        for claim, value, roles, place in line.rules
    ]  # fmt: skip


def _name(line: ProviderLine) -> str:
    return f"{pick(line.name, session.language())} ({line.key})" if line.name else line.key
