"""What is copied out of a page by the browser alone is on record all the same, and so is a picture that is saved."""

from __future__ import annotations

import sqlite3
import time

import pytest
from playwright.sync_api import expect

from app.texts import text
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, any_sample_result, enter, settle


def recorded(portal: Portal, event: str) -> list[tuple[str, str]]:
    """Login and facts of the rows of an event, in order."""
    with sqlite3.connect(portal.home / "records.db") as link:
        asked = (
            "select people.login, ledger.facts from ledger join people on people.id = ledger.person_id where event = ? order by ledger.id"
        )
        return link.execute(asked, (event,)).fetchall()


@pytest.mark.parametrize(("lang", "width"), [("ko", 1366), ("en", 390)])
def test_a_table_copied_and_a_picture_saved_are_on_record(portal: Portal, new_page: NewPage, lang: str, width: int) -> None:
    page = new_page(lang, width=width, height=844)
    enter(page, portal, lang)
    any_sample_result(page, portal, lang)
    copied, saved = len(recorded(portal, "table_copied")), len(recorded(portal, "picture_saved"))
    page.get_by_role("combobox", name=text("result.which_table", lang)).click(timeout=SLOW_MS)
    page.get_by_role("option").first.click()
    button = page.get_by_role("button", name=text("result.copy_table", lang)).first
    expect(button).to_be_visible(timeout=SLOW_MS)
    settle(page)
    assert len(recorded(portal, "table_copied")) == copied, "drawn is not copied"
    button.click()
    expect(page.get_by_text(text("copy.done", lang)).first).to_be_visible(timeout=SLOW_MS)
    assert "\t" in page.evaluate("navigator.clipboard.readText()")
    settle(page)
    until = time.monotonic() + SLOW_MS / 1_000
    while len(recorded(portal, "table_copied")) == copied and time.monotonic() < until:
        time.sleep(0.2)
    (row,) = recorded(portal, "table_copied")[copied:]
    assert row[0] == "demo-analyst"
    assert '"table"' in row[1]
    with page.expect_download() as taken:
        page.get_by_role("link", name=text("result.picture", lang)).first.click()
    assert taken.value.suggested_filename.endswith(".png")
    (row,) = recorded(portal, "picture_saved")[saved:]
    assert row[0] == "demo-analyst"
    assert '"png"' in row[1]
