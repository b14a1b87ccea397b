"""What is drawn can be seen: beside each other and not over each other, cut only where it says so, dark enough on its ground."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.parts.check_lines import points_html
from app.texts import text
from tests.browser.conftest import ROOT, NewPage, Portal
from tests.browser.steps import any_sample_result, enter, settle

_STATIC = ROOT / "app" / "static"
_ENOUGH = 3.0  # WCAG 2.2, 1.4.11: what must be seen to understand a picture
_MAIN = "document.querySelector('[data-testid=\"stMain\"]')"


def test_the_page_of_a_telephone_covers_nothing_and_says_what_it_cuts(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko", width=390, height=844)
    enter(page, portal)
    any_sample_result(page, portal, "ko")
    run = page.url.partition("run=")[2]
    # By this the server knows how wide a map and a figure may be.
    assert {"name": "modu_width", "value": "390"}.items() <= next(
        cookie for cookie in page.context.cookies() if cookie["name"] == "modu_width"
    ).items()
    assert page.evaluate("[...document.querySelectorAll('.js-plotly-plot')].every(plot => plot.scrollWidth <= innerWidth)")
    _the_way_to_the_screens_stands_clear(page)
    _cut_columns_are_told(page)
    _no_picture_outlives_the_session(page, portal, f"/look/run/{run}/page.png")


@pytest.mark.parametrize(("shade", "ground", "ink"), [("light", "#ffffff", "#1e2124"), ("dark", "#131416", "#f4f5f6")])
def test_places_and_pins_and_what_is_around_them_stand_out_from_the_page(new_page: NewPage, shade: str, ground: str, ink: str) -> None:
    page = new_page("ko")
    dots = points_html(((126.1, 36.1), (126.9, 36.2), (126.5, 36.9)))
    style = (_STATIC / "shell.css").read_text(encoding="utf-8")
    page.set_content(
        f'<html data-shade="{shade}"><style>{style} body {{ background: {ground}; color: {ink} }}</style><main></main>{dots}</html>'
    )
    data = {
        "box": [126.0, 36.0, 127.0, 37.0],
        "around": [{"name": "가동", "lon": 126.2, "lat": 36.2}],
        "points": [{"name": "나", "lon": 126.5, "lat": 36.8}, {"name": "다", "lon": 126.8, "lat": 36.5}],
        "chosen": "나",
        "label": "지도",
    }
    script = base64.b64encode((_STATIC / "pin.js").read_bytes()).decode()
    page.evaluate(
        """async ({ script, data }) => { const { default: draw } = await import("data:text/javascript;base64," + script);
             draw({ data, parentElement: document.querySelector("main"), setTriggerValue: () => {} }); }""",
        {"script": script, "data": data},
    )
    circles = page.locator("circle").all()
    assert len(circles) == 6
    for circle in circles:
        assert contrast_within(page, circle) >= _ENOUGH
    for pin in page.locator("circle.mo-pinned").all():
        assert (pin.bounding_box() or {"width": 0})["width"] >= 12


def contrast_within(page: Page, mark: Locator) -> float:
    """The contrast between the middle of a mark and the ground left of it, as they are seen."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    light = sorted(_luminance(seen.getpixel((int(x), int(down)))) for x in (across, box["x"] - 4))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(colour: object) -> float:
    assert isinstance(colour, tuple)
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _the_way_to_the_screens_stands_clear(page: Page) -> None:
    """However far the page is scrolled, the button stands on the bar of the frame and on no word of the page."""
    button, bar = page.get_by_test_id("stExpandSidebarButton"), page.locator(".st-key-frame_top")
    for far in (0, 300, 777, 1500):
        page.evaluate(f"{_MAIN}.scrollTo(0, {far})")
        page.wait_for_timeout(300)
        on, under = bar.bounding_box(), button.bounding_box()
        assert on is not None
        assert under is not None
        assert on["y"] - 8 <= under["y"], far
        assert under["y"] + under["height"] <= on["y"] + on["height"], far


def _cut_columns_are_told(page: Page) -> None:
    """A list whose columns go on says so, in words that are seen, as long as they do."""
    sheet = page.locator('[class*="st-key-result-list"] .mo-sheet').first
    box, said = sheet.locator(".mo-scroll"), sheet.get_by_text(text("result.sideways", "ko"))
    sheet.scroll_into_view_if_needed()
    assert box.evaluate("box => box.scrollWidth > box.clientWidth"), "the list of the sample is wider than a telephone"
    expect(said).to_be_visible()
    expect(box).to_have_class(re.compile("mo-aside"))
    box.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    expect(box).not_to_have_class(re.compile("mo-aside"))
    box.evaluate("box => { box.style.maxWidth = 'none'; box.style.width = box.scrollWidth + 'px'; }")
    expect(said).to_be_hidden()


def _no_picture_outlives_the_session(page: Page, portal: Portal, address: str) -> None:
    look = "address => fetch(address).then(answer => [answer.status, answer.headers.get('cache-control')])"
    assert page.evaluate(look, address) == [200, "private, no-store"]
    page.context.clear_cookies()
    page.goto(f"{portal.url}/sign-in")
    assert page.evaluate(look, address)[0] == 401


def test_a_ring_is_whole_and_a_button_that_waits_looks_so(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    enter(page, portal, "ko", "steward")
    page.goto(f"{portal.url}/policies")
    page.get_by_text(text("wide.add", "ko"), exact=True).first.click()
    settle(page)
    save = page.get_by_role("button", name=text("policy.save", "ko")).first
    expect(save).to_be_disabled()
    assert float(save.evaluate("one => getComputedStyle(one).opacity")) < 1
    for field in ("stTextInput", "stSelectbox", "stMultiSelect"):
        inside = page.locator(f"[data-testid='{field}'] input").last
        inside.focus()
        page.keyboard.press("Shift")  # who has a keyboard sees the ring
        rings = inside.evaluate(
            """one => { const found = [];
                for (let at = one; at && at.dataset.testid !== 'stMain'; at = at.parentElement)
                    found.push([getComputedStyle(at).outlineStyle === 'solid', getComputedStyle(at.parentElement).overflow]);
                return found.filter(([ring]) => ring).map(([, around]) => around); }"""
        )
        assert rings == ["visible"], field
