"""Settings of the platform: each with what it means; a change is on record."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.parts import practice, protected_counts, sign_on
from app.parts.literal import refused, tried
from app.parts.markup import plain, show, tag
from app.parts.moments import when
from app.parts.releasing import choosing
from app.services import settings
from app.services.people import salts
from app.services.sharing import reviewing
from app.session import say
from app.texts import LANGUAGES, text
from connectors.problem import Problem

GROUPS = {
    "sign_in": ("session_idle_min", "session_absolute_h", "sign_on_leeway_s", "sign_on_wait_s", "portal_address"),
    "files": ("upload_limit_mb", "person_quota_mb", "staging_days"),
    "keeping": ("retention_days", "retention_limit_days", "retention_warn_days", "ledger_days", "ledger_detail_days", "workshop_keep_days"),
    "sharing": ("share_limit_days", "result_shared_by", "agreement_late_days"),
    "help": ("help_remind_days", "help_close_days", "tour_offer_min"),
    "persons": ("disclosure_mode", "disclosure_noise"),
    "words": ("default_language", "time_zone"),
    "outgoing": ("outgoing_hosts", "mail_server", "mail_sender", "mail_tls"),
}
"""The settings as they belong together, each once."""


def draw() -> None:
    """Draws the page: what holds for everybody, and below it what is the organisation's own."""
    st.title(say("nav.settings"), anchor=False)
    try:
        _platform()
        sign_on.draw()
    except Problem as problem:
        refused(problem)
    _salt()
    _review()
    choosing.draw()
    practice.draw(say("practice.title_setting"))


def _platform() -> None:
    kept = settings.listed(session.person(), session.platform())
    show(tag("p", plain(say("platform.lead"))))
    with st.form("platform.form"):
        chosen = {}
        for group, names in GROUPS.items():
            st.header(say(f"platform.group.{group}"), anchor=False)
            # A row of columns a pair: stacked on a narrow window they keep their order.
            for at in range(0, len(names), 2):
                for column, name in zip(st.columns(2, gap="large"), names[at : at + 2], strict=False):
                    with column:
                        chosen[name] = _widget(name, kept[name])
        if st.form_submit_button(say("platform.save"), type="primary"):
            _save(dict(kept), chosen)
    protected_counts.draw(int(settings.value(session.platform(), "disclosure_noise")))


def _salt() -> None:
    """The secret that hashes of personal values are made with: renewed only on purpose."""
    person, platform = session.person(), session.platform()
    st.header(say("salt.title"), anchor=False)
    made = salts.since(person, platform)
    show(tag("p", plain(say("salt.lead"))), tag("p", plain(say("salt.since", when=when(made)) if made else say("salt.none"))))
    sure = st.checkbox(say("salt.sure"), key="salt.sure")
    if st.button(say("salt.renew"), key="salt.renew", disabled=not sure, icon=":material/key:"):
        tried(lambda: salts.renew(person, platform))


def _review() -> None:
    """Whether results of one's organisation say that nobody has reviewed them."""
    person, platform = session.person(), session.platform()
    st.header(say("review.setting"), anchor=False)
    show(tag("p", plain(say("review.setting_lead"))))
    ways = {"inherit": None, "yes": True, "no": False}
    kept = reviewing.own_choice(person, platform)
    chosen = st.radio(
        say("review.setting_which"), list(ways), index=list(ways.values()).index(kept), key="review.setting", horizontal=True,
        format_func=lambda one: say(f"review.setting.{one}"),
    )  # fmt: skip
    if ways[chosen] != kept:
        tried(lambda: reviewing.choose(person, platform, ways[chosen]))


def _widget(name: str, value: Any) -> Any:
    label, key = text(f"setting.{name}", session.language()), f"platform.{name}"
    if isinstance(value, int):
        return int(st.number_input(label, value=value, step=1, key=key) or 0)
    if name == "default_language":
        return st.selectbox(label, LANGUAGES, index=LANGUAGES.index(value), format_func=lambda lang: say(f"language.{lang}"), key=key)
    if name == "result_shared_by":
        ways = settings.SHARED_BY
        return st.selectbox(label, ways, index=ways.index(value), format_func=lambda way: say(f"shared_by.{way}"), key=key)
    if name == "disclosure_mode":
        modes = settings.DISCLOSURE_MODES
        return st.selectbox(label, modes, index=modes.index(value), format_func=lambda way: say(f"disclosure_mode.{way}"), key=key)
    if name == "mail_tls":
        return st.selectbox(
            label, settings.MAIL_TLS, index=settings.MAIL_TLS.index(value), format_func=lambda way: say(f"mail_tls.{way}"), key=key
        )
    if name == "outgoing_hosts":
        return st.text_area(label, value=str(value), max_chars=20_000, key=key)
    return st.text_input(label, value=str(value), max_chars=200, key=key)


def _save(before: dict[str, Any], after: dict[str, Any]) -> None:
    try:
        for name, value in after.items():
            if value != before[name]:
                settings.change(session.person(), session.platform(), name, value)
    except Problem as problem:
        refused(problem)
        return
    st.success(say("platform.saved"))


draw()
