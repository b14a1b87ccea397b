"""What stands there before anybody did anything: an example of each model, and light or dark as one chose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.texts import text
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, calls_file, enter, forward, from_card, settle, sign_in, take_file

DARK, LIGHT = "rgb(19, 20, 22)", "rgb(255, 255, 255)"


def test_the_model_page_shows_a_real_example_that_leads_to_its_result(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    # Somebody who runs no sample: until the platform's own example is there, anybody's is shown, and theirs are in their list.
    enter(page, portal, "ko", "supervisor")
    page.goto(f"{portal.url}/models?model=golden_hour")
    picture = page.get_by_role("link", name=text("model.example_picture", "ko"))
    expect(picture).to_be_visible(timeout=SLOW_MS)  # the worker makes it at the first start, and the page looks by itself
    page.wait_for_function("() => document.querySelector('.mo-picture img')?.naturalWidth > 200", timeout=SLOW_MS)
    picture.click()
    page.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    run = page.url.rsplit("run=", 1)[1]
    expect(page.get_by_text(text("result.sample", "ko")).first).to_be_visible(timeout=SLOW_MS)
    page.goto(f"{portal.url}/analyses")
    settle(page)
    assert picture.count() == 0
    assert run not in page.content()  # it is nobody's own analysis, least of all theirs


@pytest.mark.parametrize(("chosen", "other", "ground"), [("dark", "light", DARK), ("light", "dark", LIGHT)])
def test_light_or_dark_as_chosen_whatever_the_computer_says(
    portal: Portal, new_page: NewPage, chosen: str, other: str, ground: str
) -> None:
    page = new_page("ko", color_scheme=other)
    sign_in(page, portal, "ko", "trainer")
    page.get_by_role("button", name=text("frame.theme", "ko")).click()
    page.get_by_role("link", name=text(f"theme.{chosen}", "ko")).click()
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", chosen, timeout=SLOW_MS)
    for path in ("/", "/models?model=golden_hour"):
        page.goto(portal.url + path)
        assert html.get_attribute("data-shade") == chosen  # known before Streamlit draws
        settle(page)
        expect(page.get_by_role("heading").first).to_be_visible(timeout=SLOW_MS)
        assert _ground(page) == ground
    page.get_by_role("button", name=text("frame.theme", "ko")).click()
    page.get_by_role("link", name=text("theme.system", "ko")).click()
    expect(html).to_have_attribute("data-shade", other, timeout=SLOW_MS)


def test_a_setting_tells_its_effect_and_redraws_it_when_moved(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page("en")
    sign_in(page, portal, "en")
    from_card(page, "own")
    take_file(page, calls_file(tmp_path, rows=60), "en")
    for step in ("columns", "check", "settings"):
        forward(page, step, "en")
    expect(page.get_by_text(re.compile(r"At 7 minutes [\d.]+% of 60 calls")).first).to_be_visible(timeout=SLOW_MS)
    slider = page.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    expect(page.get_by_text(re.compile(r"At 8 minutes [\d.]+% of 60 calls")).first).to_be_visible(timeout=SLOW_MS)


def _ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"))
