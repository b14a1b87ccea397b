"""The map beside its ranked list: choosing in one moves the other; without WebGL a still picture beside the list."""

from __future__ import annotations

import streamlit as st

from app import charts, session
from app.parts.drawing import drawing
from app.parts.markup import plain, show, tag
from app.parts.result.map_mark import near, picked
from app.parts.sheet import sheet, told
from app.session import say
from app.texts import pick
from models.kit.contract import LayerSpec, MapSpec
from models.kit.result import Result, Table

_HEIGHT_PX, _LOW_PX = 520, 380


@session.part
def draw(run_id: str) -> None:
    """Draws one map of the result at a time, its list beside it; the one with the proposed places first."""
    result, lang = session.result(run_id), session.language()
    specs = {item.spec.name: item.spec for item in sorted(result.maps, key=lambda item: not _proposes(item.spec))}
    if not specs:
        return
    st.header(say("result.maps"), anchor=False)
    name = next(iter(specs))
    if len(specs) > 1:
        name = st.segmented_control(
            say("result.which_map"),
            list(specs),
            default=name,
            required=True,
            format_func=lambda key: pick(specs[key].title, lang),
            key=f"result.which_map.{run_id}",
            label_visibility="collapsed",
        )
    _pair(run_id, result, specs[str(name)])


def _proposes(spec: MapSpec) -> bool:
    return any(layer.role == "site" for layer in spec.layers)


def _pair(run_id: str, result: Result, spec: MapSpec) -> None:
    name, lang = spec.name, session.language()
    twin = charts.twin(result, name)
    layer = next((layer for layer in spec.layers if layer.table == spec.table), None)
    kept = f"result.chosen.{run_id}.{name}"
    chosen = session.remembered(kept)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(run_id, result, spec, layer, twin, chosen, kept)
        if session.draws_maps() or session.is_narrow():
            drawing(f"result.legend.{name}", session.drawn("legend", result, name))
    with right:
        sheet(
            f"result.list.{run_id}.{name}",
            told(twin, lang, narrow=True),
            chosen=chosen,
            on_chosen=lambda row: session.remember(kept, row),
            tall=True,
        )
        if chosen is not None:
            st.button(say("result.whole_map"), key=f"result.whole.{name}", on_click=session.forget, args=(kept,))


def _map(run_id: str, result: Result, spec: MapSpec, layer: LayerSpec | None, twin: Table, chosen: int | None, kept: str) -> None:
    said = charts.alt(result, spec.name, session.language())
    if not session.draws_maps():
        st.image(session.drawn("picture", result, spec.name), width="stretch", alt=said)
        show(tag("p", plain(say("result.flat_map")), class_="mo-small"))
        return
    deck = session.drawn("map", result, spec.name)
    place = _place(twin, layer, chosen)
    key = f"result.map.{run_id}.{spec.name}"

    def heard() -> None:
        keys = {key: other.role for key, other in charts.layers(spec) if other is layer}
        found = picked(session.remembered(key, {}), keys)
        if found is not None and found[1] < twin.rows.height:
            session.remember(kept, found[1])

    st.pydeck_chart(
        near(deck, place) if place else deck, height=_LOW_PX if session.is_narrow() else _HEIGHT_PX, key=key, on_select=heard, alt=said
    )
    show(tag("p", plain(said), class_="mo-small mo-soft"))


def _place(twin: Table, layer: LayerSpec | None, row: int | None) -> tuple[float, float] | None:
    if layer is None or row is None or row >= twin.rows.height or layer.lon not in twin.rows.columns:
        return None
    lon, lat = twin.rows[layer.lon][row], twin.rows[layer.lat][row]
    return None if lon is None or lat is None else (float(lon), float(lat))
