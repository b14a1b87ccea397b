"""For results of which data one's organisation wants their taking out reviewed."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import refused, tried
from app.parts.markup import plain, show, tag
from app.parts.releasing.notice import reasons_said
from app.services.sharing import release_rules
from app.session import say
from connectors.problem import Problem


def draw() -> None:
    """Draws the choice; a change is kept at once."""
    person, platform = session.person(), session.platform()
    st.header(say("release.setting"), anchor=False)
    show(tag("p", plain(say("release.setting_lead"))))
    try:
        found = release_rules.chosen(person, platform)
    except Problem as problem:
        refused(problem)
        return
    if found.above:
        show(tag("p", plain(say("release.setting_above", data=reasons_said(found.above))), class_="mo-small"))
    wanted = tuple(
        one for one in release_rules.RELEASE_DATA
        if st.checkbox(reasons_said((one,))[0], one in found.own, key=f"release.setting.{one}", help=say(f"release.data_help.{_kind(one)}"))
    )  # fmt: skip
    if wanted != found.own:
        tried(lambda: release_rules.choose(person, platform, wanted))


def _kind(one: str) -> str:
    return one if one in ("personal", "granted") else "tier"
