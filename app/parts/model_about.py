"""What a model gives, shown on a real result of its sample: one finding and its map."""

from __future__ import annotations

import streamlit as st

from app import charts, session
from app.parts import going
from app.parts.markup import plain, show, tag
from app.services import runs
from app.session import say
from app.texts import pick
from models.kit.contract import Model


def example(model: Model) -> None:
    """The first main finding and the first picture of the sample's result, with the way to all of it."""
    lang = session.language()
    show(tag("h2", plain(say("model.example"))))
    found = runs.example(session.person(), session.platform(), model.id)
    if found is None:
        show(tag("p", plain(say("model.no_example"))))
        return
    result = found.result
    main = [finding for finding in result.findings if finding.level == "main"]
    if main:
        show(tag("ul", tag("li", plain(pick(main[0].text, lang))), class_="mo-findings"))
    names = charts.names(result)
    if names:
        st.image(session.drawn("picture", result, names[0]), width="stretch", alt=charts.alt(result, names[0], lang))
        st.caption(say("model.example_of"))
    going.link("result", say("model.example_go"), icon=":material/arrow_forward:", run=found.run_id)
