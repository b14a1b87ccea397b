"""Lines break, portals are started again, clicks come quickly: the page comes back whole, where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Error, Locator, Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from app.texts import text
from tests.browser.conftest import NewPage, Portal, serve
from tests.browser.line import Line, line_to
from tests.browser.steps import (
    SLOW_MS,
    any_sample_result,
    button,
    calls_file,
    enter,
    forward,
    from_card,
    kept,
    sample_result,
    settle,
    sign_in,
    take_file,
)


@pytest.fixture
def through(portal: Portal) -> Iterator[tuple[Line, Portal]]:
    with line_to(portal) as made:
        yield made


def whole_result(page: Page) -> None:
    """The result from its first finding to its last part."""
    for key in ("result.maps", "result.figures", "result.tables", "result.cannot"):
        expect(page.get_by_role("heading", name=text(key, "ko"), exact=True)).to_be_attached(timeout=SLOW_MS)
    expect(page.get_by_text(re.compile(r"95\s?%")).first).to_be_visible()
    expect(page.get_by_text(text("result.provenance", "ko")).first).to_be_attached()


def connected(page: Page) -> None:
    """Waits until the tab has its line again and has drawn."""
    page.wait_for_function(
        "() => document.querySelector('[data-testid=\"stApp\"]')?.dataset.testConnectionState === 'CONNECTED'", timeout=SLOW_MS
    )
    settle(page)


def break_line(page: Page, line: Line) -> None:
    """Breaks the line for so long that the page notices, and lets it come back."""
    line.down = True
    line.cut()
    page.wait_for_function(
        "() => document.querySelector('[data-testid=\"stApp\"]')?.dataset.testConnectionState !== 'CONNECTED'", timeout=SLOW_MS
    )
    line.down = False
    connected(page)


def test_a_line_that_breaks_on_the_result_leaves_it_whole_and_a_list_opens_at_the_first_click(
    through: tuple[Line, Portal], new_page: NewPage
) -> None:
    line, portal = through
    page = new_page("ko")
    enter(page, portal)
    any_sample_result(page, portal, "ko")
    whole_result(page)
    where = page.url
    # A page that still lacks a piece of its program when the line breaks asks for itself anew: here it has all.
    expect(page.locator(".deckgl-wrapper canvas, .deck-tooltip").first).to_be_attached(timeout=SLOW_MS)
    line.rest()
    break_line(page, line)
    whole_result(page)
    assert page.url == where
    which = page.get_by_role("combobox", name=text("result.which_table", "ko"))
    for _ in range(4):
        # A click far down scrolls first: the browser tells of the scroll when the list has opened already.
        page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollTo(0, 0)")
        which.click(timeout=SLOW_MS)
        page.wait_for_timeout(300)
        expect(page.get_by_role("option").first).to_be_visible(timeout=1_000)
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
    which.click()
    # What stands above may still be on its way: the browser scrolls then, so that what is in sight stays where it is.
    expect(page.get_by_role("option").first).to_be_visible(timeout=1_000)
    before = page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollTop")
    more = "const more = document.createElement('div'); more.style.height = '600px';"
    page.evaluate(f"() => {{ {more} document.querySelector('[data-testid=\"stMainBlockContainer\"]').prepend(more); }}")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollTop") > before
    page.get_by_role("option").first.click()
    expect(page.get_by_text(text("result.copy_table", "ko")).first).to_be_visible(timeout=SLOW_MS)
    whole_result(page)


@pytest.mark.slow
def test_a_line_that_breaks_while_the_result_is_drawn_leaves_it_whole(through: tuple[Line, Portal], new_page: NewPage) -> None:
    line, portal = through
    page = new_page("ko")
    enter(page, portal)
    any_sample_result(page, portal, "ko")
    where = page.url
    for after_ms in (0, 150, 400):
        page.goto("about:blank")
        page.goto(where, wait_until="commit")
        page.wait_for_function("() => document.querySelector('[data-testid=\"stApp\"]')", timeout=SLOW_MS)
        page.wait_for_timeout(after_ms)
        line.cut()
        whole_result(page)
        assert page.url == where


def test_a_line_that_breaks_in_the_wizard_leaves_the_draft_as_it_was(
    through: tuple[Line, Portal], new_page: NewPage, tmp_path: Path
) -> None:
    line, portal = through
    page = new_page("ko")
    sign_in(page, portal)
    from_card(page, "own")
    take_file(page, calls_file(tmp_path, rows=60), "ko")
    for step in ("columns", "check", "settings"):
        # A page that still lacks a piece of its program when the line breaks asks for itself anew: here it has all.
        line.rest()
        break_line(page, line)
        forward(page, step, "ko")
    where = page.url
    slider = page.get_by_role("slider").nth(0)
    expect(slider).to_be_visible(timeout=SLOW_MS)
    # A page that still lacks a piece of its program when the line breaks asks for itself anew: here it has all.
    line.rest()
    slider.press("ArrowRight")
    expect(slider).to_have_value("8")
    break_line(page, line)
    expect(slider).to_have_value("8")
    slider.press("ArrowRight")
    expect(slider).to_have_value("9")
    kept(page, portal, "settings.target_min", "9")
    assert page.url == where
    page.reload()
    expect(page.get_by_role("slider").nth(0)).to_have_value("9")


def test_what_is_pressed_while_a_page_asks_for_itself_anew_is_done_first(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page("ko")
    sign_in(page, portal)
    from_card(page, "own")
    take_file(page, calls_file(tmp_path, rows=60), "ko")
    button(page, "wizard.next", "ko", step=text("step.columns", "ko")).evaluate("one => setTimeout(() => one.click(), 950)")
    with page.expect_event("load", timeout=SLOW_MS):
        page.evaluate("dispatchEvent(new Event('vite:preloadError'))")
    expect(page.get_by_role("heading", name=text("columns.title", "ko"))).to_be_visible(timeout=SLOW_MS)
    assert "step=columns" in page.url


def headings(page: Page, title: Locator) -> list[str]:
    """What the headings say; where the page lacked a piece when the line broke last and asks for itself anew just now, of the new one."""
    try:
        return page.get_by_role("heading").all_inner_texts()
    except Error:
        expect(title).to_be_visible(timeout=SLOW_MS)
        settle(page)
        return page.get_by_role("heading").all_inner_texts()


@pytest.mark.slow
def test_every_screen_comes_back_after_its_line_broke(through: tuple[Line, Portal], new_page: NewPage) -> None:
    line, portal = through
    page = new_page("ko")
    sign_in(page, portal)
    for name in ("models", "analyses", "data", "inbox", "home"):
        page.get_by_role("link", name=text(f"nav.{name}", "ko"), exact=True).first.click()
        title = page.get_by_role("heading", name=text("home.title" if name == "home" else f"nav.{name}", "ko"), exact=True)
        expect(title).to_be_visible(timeout=SLOW_MS)
        # A page that still lacks a piece of its program when the line breaks asks for itself anew: here it has all.
        line.rest()
        settle(page)
        said = headings(page, title)
        break_line(page, line)
        expect(page.get_by_role("heading")).to_have_text([re.compile(re.escape(one)) for one in said], timeout=SLOW_MS)


@pytest.mark.slow
def test_a_line_that_breaks_just_after_a_click_leaves_a_whole_page(through: tuple[Line, Portal], new_page: NewPage) -> None:
    line, portal = through
    page = new_page("ko")
    sign_in(page, portal)
    for name, after_ms in (("models", 0), ("analyses", 20), ("data", 60), ("inbox", 100), ("models", 140)):
        page.get_by_role("link", name=text(f"nav.{name}", "ko"), exact=True).first.click()
        page.wait_for_timeout(after_ms)
        break_line(page, line)
        # The click may be lost with its line; the page is whole all the same, and the one its address names.
        expect(page.get_by_role("heading").first).to_be_visible(timeout=SLOW_MS)
        settle(page)
        at = page.url.removeprefix(portal.url).strip("/") or "home"
        title = text("home.title" if at == "home" else f"nav.{at}", "ko")
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible(timeout=SLOW_MS)


def test_a_line_that_breaks_at_the_first_word_of_a_page_leaves_a_whole_one(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    clicked: list[bool] = []
    broken: list[WebSocketRoute] = []

    def between(tab: WebSocketRoute) -> None:
        server = tab.connect_to_server()

        def told(data: str | bytes) -> None:
            if tab in broken:
                return
            tab.send(data)
            if clicked and not broken and ForwardMsg.FromString(bytes(data)).HasField("new_session"):  # type: ignore[arg-type]
                broken.append(tab)

        server.on_message(told)

    page.route_web_socket(re.compile("/_stcore/stream"), between)
    sign_in(page, portal)
    clicked.append(True)
    page.get_by_role("link", name=text("nav.models", "ko"), exact=True).first.click()
    home = page.get_by_role("heading", name=text("home.title", "ko"), exact=True)
    expect(home).to_have_count(0)
    assert broken, "the page before is gone, and nothing of the new one has come"
    page.evaluate("window.moduSame = true")
    broken[0].close(code=1011)
    expect(page.get_by_role("heading", name=text("nav.models", "ko"), exact=True).or_(home).first).to_be_visible(timeout=SLOW_MS)
    assert page.evaluate("window.moduSame"), "it came by itself, not by being asked for anew once it had stayed bare"


@pytest.mark.slow
def test_a_portal_started_again_shows_the_same_draft_and_result(new_page: NewPage, tmp_path: Path) -> None:
    own = serve(tmp_path)
    try:
        page = new_page("ko")
        sign_in(page, own)
        sample_result(page, "ko")
        whole_result(page)
        where = page.url
        _portal_of(own).kill()
        page.wait_for_function(
            "() => document.querySelector('[data-testid=\"stApp\"]')?.dataset.testConnectionState !== 'CONNECTED'", timeout=SLOW_MS
        )
        connected(page)
        whole_result(page)
        assert page.url == where
    finally:
        own.stop()


def _portal_of(served: Portal) -> psutil.Process:
    port = int(served.url.rsplit(":", 1)[1])
    for child in psutil.Process(served.process.pid).children():
        if any(link.status == psutil.CONN_LISTEN and link.laddr.port == port for link in child.net_connections("tcp")):
            return child
    raise AssertionError("no child answers on the port")


def test_a_poll_that_meets_the_way_to_another_page_does_not_empty_it(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    polls: list[bytes] = []
    again: list[bytes] = []

    def between(tab: WebSocketRoute) -> None:
        server = tab.connect_to_server()

        def sent(data: str | bytes) -> None:
            server.send(data)
            wish = BackMsg.FromString(data if isinstance(data, bytes) else data.encode())
            if wish.rerun_script.fragment_id:
                polls.append(bytes(data))  # type: ignore[arg-type]
            elif polls and not again:
                # The last poll left the browser just after the way to the other page was asked for.
                again.append(polls[-1])
                server.send(polls[-1])

        tab.on_message(sent)

    page.route_web_socket(re.compile("/_stcore/stream"), between)
    sign_in(page, portal)
    from_card(page, "sample")
    page.wait_for_function("() => document.querySelector('.mo-steps, [data-testid=\"stProgress\"]')", timeout=SLOW_MS)
    page.wait_for_timeout(1_500)
    page.get_by_role("link", name=text("nav.models", "ko"), exact=True).first.click()
    page.wait_for_url(re.compile("/models"), timeout=SLOW_MS)
    page.wait_for_timeout(2_000)
    assert again, "a poll was sent behind the click"
    expect(page.get_by_role("heading", name=text("nav.models", "ko")).first).to_be_visible()
