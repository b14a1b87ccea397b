"""Finding one colleague by name: a field to write in, and a choice among those found."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import session
from app.parts.markup import plain, show, tag
from app.services.sharing import listing
from app.services.sharing.listing import Colleague
from app.session import say
from app.texts import pick


def colleague(key: str, search_label: str, person_label: str, known: Sequence[Colleague] = ()) -> str | None:
    """Draws it; gives the id of who was chosen. The labels are keys of the texts; `known` are offered before anybody is looked for."""
    search = st.text_input(say(search_label), key=f"{key}.search", max_chars=100, help=say("share.search_help")) or ""
    looked = listing.colleagues(session.person(), session.platform(), search) if search.strip() else known
    found = {one.id: one for one in looked}
    if not found:
        if search.strip():
            show(tag("p", plain(say("share.nobody")), class_="mo-small", role="status"))
        return None

    def called(one_id: str) -> str:
        one = found[one_id]
        return f"{one.name} ({one.login}) · {pick(one.organisation, session.language())}"

    # One alone is chosen at once; the choice is another widget for every search.
    return st.selectbox(
        say(person_label), list(found), index=0 if search.strip() and len(found) == 1 else None, key=f"{key}.{search}", format_func=called,
        placeholder=say("columns.none_yet"), filter_mode=None,
    )  # fmt: skip
