"""Gives points to places a file only names: by a pin on a picture, by coordinates, or by the middle of the district."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from app import session
from app.parts import autosave
from app.parts.folds import fold
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.parts.static import STATIC
from app.services.drafts.drafts import Draft
from app.services.preparing import pins
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.mapping import Source
from data_catalog.schema import Field, Input

_KOREA = (124.5, 33.0, 131.0, 38.7)
_AIR = 0.25


def place_pins(draft: Draft, asked: Input) -> None:
    """Draws it for every place of an input that is mapped to names only."""
    for field in asked.fields:
        said = draft.mapping.get(asked.name, {}).get(field.name)
        source = Source.from_json(said) if said and field.kind == "place" else None
        if source is not None and source.how == "area":
            title, key = say("pins.title", title=pick(field.title, session.language())), f"pins.{asked.name}.{field.name}"
            with fold(title, key=key) as is_open:
                if is_open:
                    _set(draft, asked, field, source)


def _set(draft: Draft, asked: Input, field: Field, source: Source) -> None:
    wanted = pins.names(session.person(), session.platform(), draft, asked.name, source)
    if wanted is None:
        show(tag("p", plain(say("pins.too_many"))))
        return
    points = pins.given(source)
    show(tag("p", plain(say("pins.lead", set=len(points), names=len(wanted)))))
    middles = {name: point for name, point in pins.middles(wanted).items() if name not in points}
    if middles and st.button(say("pins.middles", count=len(middles)), key=f"pins.middles.{asked.name}.{field.name}"):
        _keep(draft, asked, field, source, points | middles)
    _by_picture(draft, asked, field, source, wanted, points)
    _by_text(draft, asked, field, source, wanted, points)


def _by_picture(
    draft: Draft, asked: Input, field: Field, source: Source, wanted: tuple[str, ...], points: dict[str, tuple[float, float]]
) -> None:
    still = [name for name in wanted if name not in points]
    name = st.selectbox(
        say("pins.which"),
        [*still, *(name for name in wanted if name in points)],
        key=f"pins.which.{asked.name}.{field.name}",
        filter_mode=None,
    )
    known = [{"name": label, "lon": lon, "lat": lat} for label, (lon, lat) in points.items()]
    box = _box(points)
    around = [{"name": label, "lon": lon, "lat": lat} for label, lon, lat in pins.districts(box)]
    data = {"box": box, "around": around, "points": known, "chosen": name, "label": say("pins.picture", name=name or "")}
    said = _component()(key=f"pins.picture.{asked.name}.{field.name}", data=data, on_spot_change=lambda: None)
    if said.spot and name:
        spot = (round(float(said.spot["lon"]), 6), round(float(said.spot["lat"]), 6))
        _keep(draft, asked, field, source, points | {name: spot})


def _by_text(
    draft: Draft, asked: Input, field: Field, source: Source, wanted: tuple[str, ...], points: dict[str, tuple[float, float]]
) -> None:
    with st.form(f"pins.form.{asked.name}.{field.name}", border=False):
        said = st.text_area(say("pins.lines"), value=pins.to_text(wanted, points), height=220, help=say("pins.lines_help"))
        if st.form_submit_button(say("pins.keep")):
            read, unread = pins.from_text(said or "")
            if unread:
                st.warning(literal(say("pins.unread", lines=list(unread))))
            else:
                _keep(draft, asked, field, source, read)


def _keep(draft: Draft, asked: Input, field: Field, source: Source, points: dict[str, tuple[float, float]]) -> None:
    try:
        kept = pins.with_points(source, points)
    except Problem as problem:
        refused(problem)
        return
    autosave.keep(draft.id, {f"mapping.{asked.name}.{field.name}": kept.to_json()})
    st.rerun()


def _box(points: dict[str, tuple[float, float]]) -> tuple[float, float, float, float]:
    """Around the points set so far, with air; the whole country before there are two."""
    if len(points) < 2:
        return _KOREA
    lons, lats = [lon for lon, _ in points.values()], [lat for _, lat in points.values()]
    wide, tall = max(max(lons) - min(lons), 0.05) * _AIR, max(max(lats) - min(lats), 0.05) * _AIR
    return min(lons) - wide, min(lats) - tall, max(lons) + wide, max(lats) + tall


@cache
def _component() -> Any:
    js = STATIC.joinpath("pin.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.pin", js=js, isolate_styles=False)
