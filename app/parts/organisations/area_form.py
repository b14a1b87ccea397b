"""What conditions of policies may ask of an organisation: its codes and names of areas, one in a line."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import session
from app.parts.literal import tried
from app.services.catalogue import policies
from app.session import say


def draw(organisation_id: str, then: Callable[[], None] = lambda: None) -> None:
    """Draws it. `then`: what is done once it was kept."""
    person, platform = session.person(), session.platform()
    said = {
        name: st.text_area(say(f"policy.attribute.{name}"), "\n".join(values), key=f"area.{name}.{organisation_id}", max_chars=20_000)
        for name, values in policies.area_of(person, platform, organisation_id).items()
    }

    def keep() -> None:
        policies.set_area(person, platform, organisation_id, {name: (text or "").splitlines() for name, text in said.items()})
        then()

    if st.button(say("policy.area_keep"), key=f"area.keep.{organisation_id}"):
        tried(keep)
