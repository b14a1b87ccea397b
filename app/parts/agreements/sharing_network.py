"""The network of sharing on the page: its figures, who goes between, the drawing, and the tables that say the same."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import charts, session
from app.charts import network as drawing
from app.charts.network import DRAWN_MAX, Knot, Tie
from app.parts.folds import fold
from app.parts.markup import items, pairs, plain, show, table, tag
from app.services.agreements.network import Network, Node
from app.session import say
from app.texts import pick
from models.kit.wording import number

_GO_BETWEENS = 3
_ROWS_MAX, _TALL = 500, 15


def draw(found: Network) -> None:
    """Draws it."""
    _figures(found)
    if not found.links:
        show(tag("p", plain(say("network.none")), role="status"))
        return
    st.header(say("network.who"), anchor=False)
    linked = [at for at, node in enumerate(found.nodes) if node.links]
    if len(linked) <= DRAWN_MAX:
        _shown(found, linked, say("network.alt", nodes=len(linked), links=len(found.links)), as_matrix=False)
    else:
        most = sorted(sorted(linked, key=lambda at: (-found.nodes[at].links, at))[:DRAWN_MAX])
        show(tag("p", plain(say("network.most", shown=DRAWN_MAX, all=len(linked))), class_="mo-small"))
        _shown(found, most, say("network.alt_matrix", nodes=len(most)), as_matrix=True)
    if st.toggle(say("network.twin"), key="network.twin", value=len(linked) > DRAWN_MAX):
        _tables(found, linked)


def _figures(found: Network) -> None:
    told = {
        "nodes": f"{len(found.nodes):,}", "links": f"{len(found.links):,}", "density": _share(found.density),
        "reciprocity": _share(found.reciprocity),
    }  # fmt: skip
    if session.is_narrow():
        show(
            pairs(
                {
                    say(f"network.{name}"): say("network.figure_said", said=said, means=say(f"network.{name}.means"))
                    for name, said in told.items()
                }
            )
        )
    else:
        for column, (name, said) in zip(st.columns(4), told.items(), strict=True):
            with column:
                st.metric(say(f"network.{name}"), said, border=True)
                st.caption(say(f"network.{name}.means"))
    lines = ([_between(found)] if found.links else []) + ([say("network.inside", count=found.inside)] if found.inside else [])
    if lines:
        show(*(tag("p", plain(line), role="status") for line in lines))
    if found.links and found.apart:
        with fold(say("network.apart", count=len(found.apart)), key="network.apart") as is_open:
            if is_open:
                show(items(pick(node.name, session.language()) for node in found.apart))


def _share(value: float | None) -> str:
    return number(value, ".1%")


def _between(found: Network) -> str:
    """Who goes between, in one sentence."""
    said = [
        say("network.between_one", name=pick(node.name, session.language()), value=number(node.between, ".3"))
        for node in found.go_betweens[:_GO_BETWEENS]
    ]
    return say("network.between_said", names=", ".join(said)) if said else say("network.between_none")


def _shown(found: Network, drawn: list[int], alt: str, *, as_matrix: bool) -> None:
    lang, place = session.language(), {node: at for at, node in enumerate(drawn)}
    names = [pick(found.nodes[node].name, lang) for node in drawn]
    ties = [
        Tie(place[link.owner], place[link.receiver], link.agreements,
            say("network.link_said", owner=names[place[link.owner]], receiver=names[place[link.receiver]], count=link.agreements))
        for link in found.links if link.owner in place and link.receiver in place
    ]  # fmt: skip
    look: Any = {"theme": "dark" if session.theme() == "dark" else "light", "narrow": session.is_narrow()}
    if as_matrix:
        titles = (say("network.column.owner"), say("network.column.receiver"), say("network.column.agreements"))
        figure = drawing.matrix(names, ties, titles, lang, **look)
    else:
        most = max(found.nodes[node].links for node in drawn)
        knots = [
            Knot(name, _node_said(found.nodes[node], name), found.nodes[node].links / most) for node, name in zip(drawn, names, strict=True)
        ]
        figure = drawing.drawn(knots, ties, **look)
    st.plotly_chart(figure, theme=None, config=charts.CONFIG, key="network.figure", alt=alt)
    show(tag("p", plain(say("network.reading_matrix" if as_matrix else "network.reading")), class_="mo-small mo-soft"))


def _node_said(node: Node, name: str) -> str:
    return say("network.node_said", name=name, gives=node.gives, gives_to=node.gives_to, receives=node.receives, of=node.receives_from)


def _tables(found: Network, linked: list[int]) -> None:
    lang = session.language()
    heads = ("organisation", "gives", "gives_to", "receives", "receives_from", "between")
    nodes = [
        (pick(one.name, lang), f"{one.gives:,}", f"{one.gives_to:,}", f"{one.receives:,}", f"{one.receives_from:,}",
         number(one.between, ".3"))
        for one in sorted((found.nodes[at] for at in linked), key=lambda one: -one.links)[:_ROWS_MAX]
    ]  # fmt: skip
    told: Any = {"numeric": frozenset(range(1, 6)), "tall": len(nodes) > _TALL}
    show(table([say(f"network.column.{one}") for one in heads], nodes, caption=say("network.part.nodes"), **told))
    links = [
        (pick(found.nodes[one.owner].name, lang), pick(found.nodes[one.receiver].name, lang), f"{one.agreements:,}")
        for one in sorted(found.links, key=lambda one: -one.agreements)[:_ROWS_MAX]
    ]
    heads_of_links = [say(f"network.column.{one}") for one in ("owner", "receiver", "agreements")]
    show(table(heads_of_links, links, caption=say("network.part.links"), numeric=frozenset({2}), tall=len(links) > _TALL))
    if max(len(linked), len(found.links)) > _ROWS_MAX:
        show(tag("p", plain(say("network.first_rows", shown=_ROWS_MAX)), class_="mo-small"))
