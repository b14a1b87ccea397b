"""How long data are kept: chosen in words, told as a day; and whether unused columns are kept too."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from app import session
from app.parts.folds import fold
from app.parts.literal import refused
from app.parts.markup import plain, show, tag
from app.services.uploads import uploads
from app.services.uploads.uploads import UploadView
from app.session import say
from connectors.problem import Problem

_DAYS = (30, 90, 180, 365, 1095, 1825, 3650)


def keeping(view: UploadView) -> None:
    """What is kept of one upload and until when, with the choice to change it."""
    show(tag("p", plain(say("data.keeping", until=view.retention_until.isoformat())), class_="mo-small"))
    with fold(say("data.keeping_change"), key=f"keeping.{view.id}") as is_open:
        if not is_open:
            return
        key = f"keeping.days.{view.id}"
        until = how_long(key, view.retention_until)
        keep_all = st.checkbox(say("data.keep_all"), value=view.keep_all, key=f"keeping.all.{view.id}")
        if until != view.retention_until or keep_all != view.keep_all:
            try:
                uploads.set_keeping(session.person(), session.platform(), view.id, retention_until=until, keep_all=keep_all)
            except Problem as problem:
                refused(problem)
                return
            st.rerun()


def how_long(key: str, now: date) -> date:
    """A select of lengths of time, the present day among them; the last day chosen."""
    today, longest = session.today(), int(session.setting("retention_limit_days"))
    days = {today + timedelta(days=length): length for length in _DAYS if length <= longest}
    options = sorted({*days, now})

    def said(until: date) -> str:
        return say("data.keep_days", days=days[until], until=until.isoformat()) if until in days else until.isoformat()

    return st.selectbox(say("data.retention"), options, index=options.index(now), format_func=said, key=key, filter_mode=None) or now
