"""What a model gives, shown on a real result of its sample: one finding and its map."""

from __future__ import annotations

import streamlit as st

from app import charts, session
from app.parts import going
from app.parts.markup import plain, show, tag
from app.services.results import examples
from app.services.results.examples import Example
from app.session import say
from app.texts import pick
from models.kit import library
from models.kit.contract import Model
from models.kit.result import Result

_LOOK_EVERY_S = 3


def example(model: Model) -> None:
    """The first main finding and the map of the sample's result, both leading to all of it."""
    show(tag("h2", plain(say("model.example"))))
    found = examples.of_model(session.person(), session.platform(), model)
    if found is None:
        _coming(model.id)
    else:
        _shown(found)


def map_first(result: Result) -> str | None:
    """The map with the proposed places, else the first picture there is; None for a result of tables only."""
    proposing = [item.spec.name for item in result.maps if any(layer.role == "site" for layer in item.spec.layers)]
    return next(iter([*proposing, *(item.spec.name for item in result.maps), *charts.names(result)]), None)


@session.part(every_s=_LOOK_EVERY_S)
def _coming(model_id: str) -> None:
    """In the short time until the worker has made it: looks again by itself."""
    if examples.of_model(session.person(), session.platform(), library.load(model_id)):
        st.rerun()
    show(tag("p", plain(say("model.example_coming")), class_="mo-coming", role="status"))


def _shown(found: Example) -> None:
    lang, result = session.language(), found.result
    way = going.address("result", run=found.run_id)
    main = next((finding for finding in result.findings if finding.level == "main"), None)
    if main:
        said = tag("a", plain(pick(main.text, lang)), href=way, target="_self")
        show(tag("ul", tag("li", tag("p", said)), class_="mo-findings mo-example"))
    name = map_first(result)
    if name:
        image = tag("img", src=f"/look/run/{found.run_id}/{name}.png", alt=charts.alt(result, name, lang))
        show(tag("a", image, href=way, target="_self", class_="mo-picture", aria_label=say("model.example_picture")))
        st.caption(say("model.example_of"))
    going.link("result", say("model.example_go"), icon=":material/arrow_forward:", run=found.run_id)
