"""What is folded away costs nothing until it is opened."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from app.parts.folds import fold

    with fold("More", key="more") as is_open:
        if is_open:
            st.text("inside")
    with fold("At once", key="once", expanded=True) as is_open:
        if is_open:
            st.text("seen at once")


def test_what_is_folded_is_drawn_once_it_is_opened_and_no_more_once_it_is_closed() -> None:
    page = AppTest.from_function(_page).run()
    assert [one.value for one in page.text] == ["seen at once"]
    assert [one.label for one in page.expander] == ["More", "At once"]
    page.session_state["more"] = True
    page.session_state["once"] = False
    page.run()
    assert [one.value for one in page.text] == ["inside"]
