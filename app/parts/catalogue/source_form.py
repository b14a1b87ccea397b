"""The form of a source: the few fields its kind asks, when it is refreshed, who is told; checked the moment it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import literal, refused
from app.services.sources import schedules, source_kinds, sources
from app.services.sources.source_kinds import Asked
from app.services.sources.sources import SourceLine, Wanted
from app.session import say
from app.texts import problem_text
from connectors.problem import Problem

_SAID = "sources.said"


def draw(kind: str, line: SourceLine | None) -> None:
    """Draws the form of a new source (`line` is None) or of one there is."""
    key = line.id if line else f"new.{kind}"
    kept: Mapping[str, Any] = line.settings if line else {}
    schedule = dict(line.schedule) if line else {}
    if found := session.remembered(f"sources.found_key.{key}"):
        session.forget(f"sources.found_key.{key}")
        session.remember(f"source.{key}.host_key", found)
    every = st.selectbox(
        say("source.every"), schedules.EVERY, index=schedules.EVERY.index(schedule.get("every", "day")), key=f"source.{key}.every",
        format_func=lambda one: say(f"source.every.{one}"), filter_mode=None,
    )  # fmt: skip
    if any(asked.name == "path" for asked in source_kinds.KINDS[kind]):
        there = sources.folders(session.person(), session.platform(), line.id if line else None)
        st.caption(literal(say("source.folders", folders=", ".join(there))))
    with st.form(f"source.form.{key}", enter_to_submit=False):
        title = st.text_input(say("source.title"), value=line.title if line else "", max_chars=200, key=f"source.{key}.title")
        given = {asked.name: _field(asked, kept.get(asked.name, asked.default), key) for asked in _asked(kind, folded=False)}
        secret = _secret(kind, line, key)
        when = {"every": every or "never", **_when(str(every), schedule, key)}
        mail_to = ", ".join(kept.get("mail_to") or ())
        with st.expander(say("source.more")):
            given |= {asked.name: _field(asked, kept.get(asked.name, asked.default), key) for asked in _asked(kind, folded=True)}
            mail_to = st.text_input(say("source.mail_to"), value=mail_to, max_chars=500, key=f"source.{key}.mail_to") or ""
        with st.container(horizontal=True):
            saved = st.form_submit_button(say("source.save"), type="primary")
            looks = kind == "sftp" and st.form_submit_button(say("source.fingerprint"))
    if looks:
        _host_key(key, str(given["host"]), int(given["port"]))
    if saved:
        personal = dict(kept.get("personal") or {})
        _save(Wanted(title or "", kind, given, secret, when, mail_to, personal), line)


def said(source_id: str) -> None:
    """Says, once, how saving went, after the page has moved to the source's own."""
    told = session.remembered(_SAID)
    if not told or told["id"] != source_id:
        return
    session.forget(_SAID)
    if told["problem"]:
        st.warning(literal(f"{say('source.saved_draft')} {told['problem']}"))
    else:
        (st.info if told["found"] == "tables" else st.success)(literal(say(f"source.trial.{told['found']}", **told["facts"])))


def _asked(kind: str, *, folded: bool) -> list[Asked]:
    return [asked for asked in source_kinds.KINDS[kind] if asked.folded == folded]


def _field(asked: Asked, value: Any, key: str) -> Any:
    label, name = say(f"source.field.{asked.name}"), f"source.{key}.{asked.name}"
    if asked.kind == "number":
        return int(st.number_input(label, asked.minimum, asked.maximum, value=int(value), step=1, key=name))
    if asked.kind == "choice":
        return st.selectbox(
            label, asked.choices, index=asked.choices.index(value), key=name, filter_mode=None,
            format_func=lambda one: say(f"source.{asked.name}.{one}"),
        )  # fmt: skip
    if asked.kind == "lines":
        return st.text_area(label, value="\n".join(value), key=name, height=100)
    if asked.name == "table" and (tables := session.remembered(f"sources.tables.{key}")):
        options = list(dict.fromkeys([*([value] if value else []), *tables]))
        return st.selectbox(label, options, index=0 if value else None, key=f"{name}.pick", accept_new_options=True) or ""
    session.begin(name, value)  # the key of a server found meanwhile has its place already
    return st.text_input(label, max_chars=4_000, key=name, help=say(f"source.help.{asked.name}") if asked.name in _HELPED else None) or ""


_HELPED = frozenset({"table", "host", "endpoint", "pattern", "path", "url", "host_key"})


def _secret(kind: str, line: SourceLine | None, key: str) -> str | None:
    """A new secret; None keeps the one there is."""
    if kind not in source_kinds.SECRET:
        return None
    kept = bool(line and line.has_secret)
    label, hint = say(f"source.secret.{kind}"), say("source.secret_kept") if kept else ""
    if kind == "sftp":  # a private key has lines
        given = st.text_area(label, placeholder=hint, key=f"source.{key}.secret", height=100)
    else:
        given = st.text_input(
            label, type="password", placeholder=hint, autocomplete="new-password", key=f"source.{key}.secret", max_chars=4_000
        )
    return given or (None if kept else "")


def _when(every: str, schedule: Mapping[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if every == "hours":
        found["hours"] = int(
            st.number_input(say("source.hours"), 1, 168, value=schedule.get("hours", 6), step=1, key=f"source.{key}.hours")
        )
    if every == "month":
        found["day"] = int(st.number_input(say("source.day"), 1, 31, value=schedule.get("day", 1), step=1, key=f"source.{key}.day"))
    if every in ("day", "month"):
        found["at"] = st.text_input(say("source.at"), value=schedule.get("at", "03:00"), max_chars=5, key=f"source.{key}.at") or ""
    return found


def _save(wanted: Wanted, line: SourceLine | None) -> None:
    person, platform = session.person(), session.platform()
    try:
        source_id = sources.save(person, platform, wanted, line.id if line else None)
    except Problem as problem:
        refused(problem)
        return
    told: dict[str, Any] = {"id": source_id, "problem": "", "found": "", "facts": {}}
    with st.spinner(say("source.trying")):
        try:
            found = sources.attempt(person, platform, source_id)
            told |= {"found": found.found, "facts": dict(found.facts)}
            if found.tables:
                session.remember(f"sources.tables.{source_id}", [one.name for one in found.tables])
        except Problem as problem:
            told["problem"] = problem_text(problem, session.language())
    session.remember(_SAID, told)
    session.forget_all(f"source.{source_id if line else f'new.{wanted.kind}'}.")
    going.go("sources", source=source_id)


def _host_key(key: str, host: str, port: int) -> None:
    """Shows the fingerprint of a server's key; the key goes into its field, to be saved by who compared it."""
    try:
        with st.spinner(say("source.trying")):
            found, fingerprint = sources.host_key(session.person(), session.platform(), host, port)
    except Problem as problem:
        refused(problem)
        return
    session.remember(f"sources.found_key.{key}", found)
    st.info(literal(say("source.fingerprint_is", fingerprint=fingerprint)))
    st.button(say("source.fingerprint_same"), key=f"source.{key}.same")
