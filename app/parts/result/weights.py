"""Would the answer change: weights as sliders, the ranking and its map drawn again from the result's own table."""

from __future__ import annotations

import streamlit as st

from app import charts, session
from app.charts.kept_map import KeptMap
from app.charts.legends import legend_of
from app.charts.weighed import Redrawing, redrawing, redrawn
from app.parts.drawing import drawing
from app.parts.markup import plain, show, tag
from app.parts.result import weight_sets, why
from app.parts.result.map_mark import near, picked
from app.parts.sheet import ROWS_MAX, sheet, told
from app.services.results import looks, weighed_tables, weighing
from app.services.results.weighing import Ground, Weighed
from app.session import say
from app.texts import pick
from models.kit.contract import PartSpec
from models.kit.result import Result

_A_ROW = 3
_HEIGHT_PX, _LOW_PX = 520, 380


@session.part
def draw(run_id: str) -> None:
    """Draws one ranking of the result at a time; nothing where there is none."""
    result, lang = session.result(run_id), session.language()
    specs = {one.spec.name: one.spec for one in result.rankings}
    if not specs:
        return
    st.header(say("weigh.title"), anchor=False)
    show(tag("p", plain(say("weigh.lead"))))
    name = next(iter(specs))
    if len(specs) > 1:
        name = str(
            st.segmented_control(
                say("weigh.which"), list(specs), default=name, required=True, format_func=lambda key: pick(specs[key].title, lang),
                key=f"result.weigh.which.{run_id}", label_visibility="collapsed",
            )
        )  # fmt: skip
    given = weighing.ground(result, name)
    key = f"result.weigh.{run_id}.{name}"
    now = weighing.weigh(given, _weights(key, given))
    _answer(given, now)
    weight_sets.draw(key, run_id, given, now)
    _pair(key, run_id, result, given, now)
    why.draw(key, result, given, now)


def _weights(key: str, given: Ground) -> list[float]:
    """The sliders; gives what they say."""
    lang, parts = session.language(), given.spec.parts
    names = {part.column: weight_sets.slider(key, part.column) for part in parts}
    for start in range(0, len(parts), _A_ROW):
        for column, part in zip(st.columns(_A_ROW, gap="small"), parts[start : start + _A_ROW], strict=False):
            with column:
                session.begin(names[part.column], float(part.weight))
                st.slider(
                    given.title(part, lang), float(part.minimum), float(part.maximum), step=float(part.step), key=names[part.column],
                    help=pick(part.meaning, lang) if part.meaning else None,
                )  # fmt: skip
    weights = [float(session.remembered(names[part.column])) for part in parts]
    if weights != [part.weight for part in parts]:
        st.button(say("weigh.reset"), key=f"{key}.reset", icon=":material/undo:", on_click=_reset, args=(names, parts))
    return weights


def _reset(names: dict[str, str], parts: tuple[PartSpec, ...]) -> None:
    for part in parts:
        session.remember(names[part.column], float(part.weight))


def _answer(given: Ground, now: Weighed) -> None:
    lang = session.language()
    first, *rest = weighing.verdict(given, now, lang)
    lines = [tag("p", tag("b", plain(first)), plain("".join(f" {said}" for said in rest)), class_="mo-effect", role="status")]
    stable = weighing.stable_said(given, now, lang)
    if stable:
        lines.append(tag("p", plain(stable), class_="mo-small"))
    formula = say("weigh.formula", formula=weighing.formula(given, now.weights, lang))
    show(*lines, tag("p", plain(formula), class_="mo-small mo-soft"))


def _pair(key: str, run_id: str, result: Result, given: Ground, now: Weighed) -> None:
    """The map beside its list; the list alone where the ranking has no map."""
    chosen = session.remembered(f"{key}.chosen")
    if given.spec.map is None:
        _list(key, given, now, chosen)
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(key, run_id, result, given, now, chosen)
    with right:
        _list(key, given, now, chosen)
        if chosen is not None:
            rank, name = int(now.ranks[chosen]), given.name(int(chosen), session.language())
            show(tag("p", plain(say("weigh.chosen" if rank else "weigh.chosen_unranked", name=name, rank=rank)), class_="mo-small"))
            st.button(say("result.whole_map"), key=f"{key}.whole", on_click=session.forget, args=(f"{key}.chosen",))


def _map(key: str, run_id: str, result: Result, given: Ground, now: Weighed, chosen: int | None) -> None:
    lang, name = session.language(), str(given.spec.map)
    theme: charts.Theme = "dark" if session.theme() == "dark" else "light"
    anew = redrawing(result, given.spec, now.scores, now.ranks, now.first)
    said = say("weigh.map_alt", told=weighing.leaders(given, now, lang) or given.spec.title[lang])
    if not session.draws_maps():
        st.image(charts.picture_of(anew.result, anew.spec, lang, narrow=session.is_narrow()), width="stretch", alt=said)
        if session.is_narrow():
            show(charts.legend_html(legend_of(anew.result, anew.spec, lang, theme), lang))
        show(tag("p", plain(say("weigh.flat_map")), class_="mo-small"))
        return
    at = looks.cells_at(run_id, name, lang, named=True)
    deck, legend = redrawn(session.drawn("map", result, name), anew, lang, theme, at)
    keys = _clicked(anew)

    def heard() -> None:
        found = picked(session.remembered(f"{key}.map", {}), keys)
        if found is not None:
            where, row = found
            session.remember(f"{key}.chosen", int(now.first[row]) if where == "site" else row)

    st.pydeck_chart(
        _marked(deck, given, anew, chosen),
        height=_LOW_PX if session.is_narrow() else _HEIGHT_PX,
        key=f"{key}.map",
        on_select=heard,
        alt=said,
    )
    drawing(f"{key}.legend", charts.legend_html((*legend, *session.legend_kept(given.spec.name, anew)), lang))
    show(tag("p", plain(said), class_="mo-small mo-soft"))


def _clicked(anew: Redrawing) -> dict[str, str]:
    """The layers that can be chosen from: the sites, whose rows are places in the list, and the cells, whose rows are the table's."""
    return {key: layer.role for number, (key, layer) in enumerate(charts.layers(anew.spec)) if number in anew.changed}


def _marked(deck: KeptMap, given: Ground, anew: Redrawing, chosen: int | None) -> KeptMap:
    layer = next(one for one in anew.spec.layers if one.table == given.spec.table and one.value == given.spec.score)
    place = charts.spot(layer, given.table, chosen) if chosen is not None else None
    return near(deck, place) if place else deck


def _list(key: str, given: Ground, now: Weighed, chosen: int | None) -> None:
    rows = now.first[:ROWS_MAX].tolist()

    def heard(at: int) -> None:
        if at < len(rows):
            session.remember(f"{key}.chosen", int(rows[at]))

    at = rows.index(chosen) if chosen in rows else None
    told_rows = told(weighed_tables.first(given, now, rows), session.language())
    sheet(f"{key}.list", told_rows, chosen=at, on_chosen=heard, tall=True)
