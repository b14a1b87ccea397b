"""What is folded away is drawn only once somebody opens it: a page costs what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def fold(label: str, *, key: str, expanded: bool = False, icon: str | None = None) -> Iterator[bool]:
    """A fold to draw into; gives whether it is open. `expanded`: how it stands when it is drawn first.

    What stands in it must keep itself (in the draft, on the upload): a field that is not drawn is forgotten by the page.
    """
    drawn = st.expander(label, key=key, expanded=expanded, icon=icon, on_change="rerun")
    with drawn:
        yield bool(drawn.open)
