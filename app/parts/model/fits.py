"""A card on a model's page: what the person's kept data can give it, and what is still lacking."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.markup import badge, items, plain, show, tag
from app.services.catalogue.fitting import Fitting, fitting
from app.session import say
from app.texts import pick
from models.kit.contract import Model

_WORDS = {"runs": "good", "part": "warn", "none": "calm"}


def card(model: Model) -> None:
    """Nothing is drawn where the person keeps no data that the model could use."""
    found = fitting(session.person(), session.platform(), model)
    if found.state == "none":
        return
    with st.container(border=True, key="card_models_fits"):
        show(
            tag("h2", plain(say("fits.title"))),
            tag("p", badge(say(f"fits.{found.state}"), _WORDS[found.state])),
            items(_lines(found), "mo-tight"),
        )


def _lines(found: Fitting) -> list[str]:
    lang = session.language()
    lines = []
    for fit in found.fits:
        said = "fits.lacks" if fit.lacks else "fits.whole"
        lacks = [pick(field.title, lang) for field in fit.lacks]
        lines.append(say(said, input=pick(fit.input.title, lang), dataset=fit.dataset, lacks=lacks))
    return lines + [say("fits.missing", input=pick(asked.title, lang)) for asked in found.missing]
