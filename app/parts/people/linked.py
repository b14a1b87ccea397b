"""The identities of one person at providers of single sign-on: which there are, parting and joining them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.parts.literal import literal, tried
from app.services.people.people import PersonLine
from app.services.sign_on import linking, providers
from app.session import say


def draw(line: PersonLine) -> None:
    """Draws it where there is a provider, or there was one."""
    person, platform = session.person(), session.platform()
    there = linking.of(person, platform, line.id)
    found = providers.every(platform).providers
    if not there and not found:
        return
    with st.popover(say("people.linked")):
        for one in there:
            st.write(literal(" · ".join(part for part in (one.provider, one.subject, one.email or "") if part)))
            if st.button(say("sign_on.unlink"), key=f"people.unlink.{one.id}"):
                tried(partial(linking.unlink, person, platform, one.id))
        if found:
            with st.form(f"people.link.{line.id}", border=False):
                provider = st.selectbox(say("people.link_provider"), list(found), key=f"people.link_provider.{line.id}", filter_mode=None)
                subject = st.text_input(say("people.link_subject"), max_chars=255, key=f"people.link_subject.{line.id}")
                if st.form_submit_button(say("people.link_go")):
                    tried(lambda: linking.link(person, platform, line.id, provider or "", subject or ""))
