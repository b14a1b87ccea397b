"""Two portals on one PostgreSQL and one home: whoever answers, it is the same work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.texts import text
from tests.browser.conftest import NewPage, Portal, serve
from tests.browser.steps import SLOW_MS, button, calls_file, enter, forward, from_card, settle, sign_in, take_file
from tests.conftest import empty_database


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[tuple[Portal, Portal]]:
    home = tmp_path_factory.mktemp("portals")
    with empty_database(postgres_server) as url:
        first, second = (serve(home, MODU_RECORDS=url, MODU_EXAMPLES="no") for _ in range(2))
        yield first, second
        first.stop()
        second.stop()


@pytest.mark.slow
def test_a_sign_out_on_one_portal_holds_on_the_other(portals: tuple[Portal, Portal], new_page: NewPage) -> None:
    first, second = portals
    page = new_page("ko")
    enter(page, first)
    page.goto(f"{second.url}/analyses")
    expect(page.get_by_role("heading", name=text("nav.analyses", "ko")).first).to_be_visible(timeout=SLOW_MS)
    other = page.context.new_page()
    other.goto(first.url)
    settle(other)
    other.get_by_role("button", name=re.compile("한분석")).click()
    other.get_by_role("button", name=text("frame.sign_out", "ko")).click()
    expect(other.get_by_role("heading", name=text("sign_in.title", "ko"))).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("link", name=text("nav.data", "ko"), exact=True).first.click()
    expect(
        page.get_by_text(text("frame.ended", "ko")).or_(page.get_by_role("heading", name=text("sign_in.title", "ko"))).first
    ).to_be_visible(timeout=SLOW_MS)


@pytest.mark.slow
def test_a_draft_begun_on_one_portal_is_finished_on_the_other(portals: tuple[Portal, Portal], tmp_path: Path, new_page: NewPage) -> None:
    first, second = portals
    page = new_page("ko")
    sign_in(page, first)
    from_card(page, "own")
    take_file(page, calls_file(tmp_path, rows=90), "ko")
    forward(page, "columns", "ko")
    forward(page, "check", "ko")
    draft = page.url.removeprefix(first.url)
    first.stop()  # nobody asks it any more: this test is the last
    # The cookie is of the host, not of the port: the session begun on the one holds on the other.
    page.goto(second.url + draft)
    settle(page)
    forward(page, "settings", "ko")
    button(page, "wizard.run", "ko").click()
    page.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    settle(page)
    assert page.url.startswith(second.url)
    expect(page.get_by_text(re.compile("구급출동 90건")).first).to_be_visible(timeout=SLOW_MS)
