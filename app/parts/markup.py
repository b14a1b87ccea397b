"""Small pieces of HTML, every value escaped before it becomes part of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Literal

import streamlit as st

_EMPTY = frozenset({"br", "img", "input"})


def show(*pieces: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draws HTML built by the functions here; of nothing, nothing."""
    if page := "".join(pieces):
        st.html(page, width=width)


def tag(element: str, /, *inside: str, **attributes: str | bool | None) -> str:
    """An element; `inside` is HTML already, attributes are escaped (`class_`, `for_`; `aria_label` becomes `aria-label`)."""
    said = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        spelled = key.rstrip("_").replace("_", "-")
        said += f" {spelled}" if value is True else f' {spelled}="{escape(str(value), quote=True)}"'
    return f"<{element}{said}>" if element in _EMPTY else f"<{element}{said}>{''.join(inside)}</{element}>"


def plain(value: object) -> str:
    """A value as text."""
    return escape(str(value), quote=True)


def paragraph(value: str, class_: str | None = None) -> str:
    return tag("p", plain(value), class_=class_)


def items(values: Iterable[str], class_: str | None = None) -> str:
    """A list of texts."""
    return tag("ul", *(tag("li", plain(value)) for value in values), class_=class_)


def pairs(values: Mapping[str, str], class_: str | None = "mo-pairs") -> str:
    """Names with their values."""
    return tag("dl", *(tag("div", tag("dt", plain(name)), tag("dd", plain(value))) for name, value in values.items()), class_=class_)


def table(
    head: Iterable[str], rows: Iterable[Iterable[str]], *, caption: str, numeric: frozenset[int] = frozenset(), row_head: bool = True,
    marked: int | None = None, tall: bool = False,
) -> str:  # fmt: skip
    """A table with caption and headers a screen reader can follow; columns in `numeric` stand right, row `marked` is set off; a `tall` one
    scrolls under its headers."""
    numbers = ["mo-number" if index in numeric else None for index in range(1000)]
    top = tag("tr", *(tag("th", plain(value), scope="col", class_=numbers[at]) for at, value in enumerate(head)))
    body = []
    for place, row in enumerate(rows):
        cells = [
            tag("th" if at == 0 and row_head else "td", plain(value), scope="row" if at == 0 and row_head else None, class_=numbers[at])
            for at, value in enumerate(row)
        ]
        body.append(tag("tr", *cells, class_="mo-marked" if place == marked else None))
    inside = tag("table", tag("caption", plain(caption)), tag("thead", top), tag("tbody", *body), class_="mo-table")
    return tag("div", inside, class_="mo-scroll mo-tall" if tall else "mo-scroll", tabindex="0", role="region", aria_label=caption)


def badge(value: str, kind: str = "calm") -> str:
    """A word about a state; `kind`: calm, good, warn, bad, info."""
    return tag("span", plain(value), class_=f"mo-badge mo-{kind}")
