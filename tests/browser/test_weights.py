"""Would the answer change, and why not my place: asked with the keyboard alone, on ten thousand cells."""

from __future__ import annotations

import contextlib
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from app.identity import person as people
from app.services.people import accounts
from app.services.platform import open_platform
from app.texts import text
from data_catalog.records.tables import PersonRow
from tests.app.finished import finished
from tests.app.siting_result import siting
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, enter, settle
from tests.browser.test_access import faults


def ranked(portal: Portal) -> str:
    """A finished run with a ranking, of the demo analyst."""
    platform = open_platform(portal.home)
    found = next(one for one in accounts.demo_people(platform, _HERE) if one.role == "analyst")
    with platform.records.reading() as session:
        row = session.get(PersonRow, found.id)
        assert row is not None
        person = people.of(session, row)
    run = finished(person, platform, siting(120, 90))
    platform.records.close()
    return run


_HERE = accounts.Caller("127.0.0.1", "127.0.0.1", False)


def tabbed_to(page: Page, role: str, name: str) -> None:
    """Goes on with the tab key until what carries this name has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True).last  # type: ignore[arg-type]
    for _ in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard never reached {name!r}")


@pytest.mark.parametrize(("lang", "width"), [("ko", 1366), ("en", 390)])
def test_weights_are_moved_and_a_place_is_asked_after_by_keyboard(portal: Portal, new_page: NewPage, lang: str, width: int) -> None:
    page = new_page(lang, width=width)
    enter(page, portal, lang)
    page.goto(f"{portal.url}/result?run={ranked(portal)}")
    settle(page)
    statuses = page.get_by_role("status")
    expect(statuses.filter(has_text=text("weigh.as_run", lang))).to_be_visible(timeout=SLOW_MS)

    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    changed = {"ko": "답이", "en": "The answer changes"}[lang]
    expect(statuses.filter(has_text=changed).first).to_be_visible(timeout=SLOW_MS)
    settle(page)

    # The first of the list, chosen by keyboard: the map goes there, and the place is told why.
    tabbed_to(page, "button", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=text("result.whole_map", lang)).last).to_be_visible(timeout=SLOW_MS)
    expect(
        statuses.filter(has_text={"ko": "1위로, 처음 10곳에 듭니다", "en": "ranks 1 of 10,800 and is among the first 10"}[lang])
    ).to_be_visible()

    # Any other place, by its name.
    tabbed_to(page, "textbox", text("weigh.search", lang))
    name = siting(120, 90).table("cells").rows["cell"][5_000]
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    outside = {"ko": "처음 10곳에 들지 못합니다", "en": "is not among the first 10"}[lang]
    expect(statuses.filter(has_text=outside)).to_contain_text(name, timeout=SLOW_MS)
    expect(page.get_by_role("table", name=text("weigh.why.caption", lang, name=name))).to_be_visible()
    settle(page)
    page.wait_for_timeout(800)
    assert faults(page) == Counter()


@pytest.mark.slow
def test_any_cell_of_ten_thousand_answers_a_click_on_the_map(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    enter(page, portal, "ko")
    with page.expect_response(lambda answer: answer.url.endswith("names.ko.json"), timeout=SLOW_MS) as cells:
        page.goto(f"{portal.url}/result?run={ranked(portal)}")
    assert cells.value.status == 200
    settle(page)
    page.wait_for_timeout(3_000)
    canvas = page.get_by_test_id("stDeckGlJsonChart").last
    canvas.scroll_into_view_if_needed()
    answer = page.get_by_role("status").filter(has_text="10,800곳 가운데")
    # A slow machine draws the cells long after the page has settled, and a click before that meets none.
    for _ in range(20):
        canvas.click(position={"x": 250, "y": 260})
        with contextlib.suppress(AssertionError):
            expect(answer).to_be_visible(timeout=6_000)
            break
    expect(answer).to_be_visible()
