"""Two people at two browsers: a result is shared, opened, reviewed, and gone at once when it is taken back; a draft by link."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.identity import person as people
from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform, open_platform
from app.texts import text
from data_catalog.records.tables import PersonRow, Run
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, button, enter, press, settle
from tests.browser.test_access import faults, foreign


@pytest.fixture
def platform(portal: Portal) -> Iterator[Platform]:
    opened = open_platform(portal.home)
    yield opened
    opened.records.close()


def demo(platform: Platform, role: str) -> Person:
    with platform.records.reading() as session:
        return people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == f"demo-{role}")).one())


def find(page: Page, key: str, said: str) -> None:
    """Writes into the field that finds a colleague, and waits until one was found."""
    field = page.locator(f".st-key-{key} input")
    field.fill(said)
    field.press("Enter")
    settle(page)


def fine(page: Page, lang: str) -> None:
    """Nothing a screen reader stumbles over, nothing of the other language, and it fits."""
    page.wait_for_timeout(500)
    assert faults(page) == Counter()
    assert foreign(page, lang) == []
    width = (page.viewport_size or {"width": 1366})["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 1


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_result_is_shared_opened_and_gone_at_once_when_it_is_taken_back(
    portal: Portal, new_page: NewPage, platform: Platform, lang: str
) -> None:
    giver = new_page(lang)
    enter(giver, portal, lang)
    run = finished(demo(platform, "analyst"), platform, replace(golden_hour(), model="golden_hour"))
    other = new_page(lang, width=390, height=844)
    enter(other, portal, lang, "trainer")
    other.goto(f"{portal.url}/result?run={run}")
    expect(other.get_by_text(text("problem.not_found.run", lang))).to_be_visible(timeout=SLOW_MS)

    giver.goto(f"{portal.url}/result?run={run}")
    press(giver, "share.go", lang)
    giver.wait_for_url(re.compile("/share"))
    find(giver, f"share-whom-run-{run}-search", "demo-trainer")
    fine(giver, lang)
    giver.locator(f".st-key-share-give-run-{run} button").click()
    expect(giver.get_by_text(text("share.done", lang))).to_be_visible(timeout=SLOW_MS)
    settle(giver)
    fine(giver, lang)
    shot(giver, f"share-{lang}-1366")

    other.goto(f"{portal.url}/inbox")
    other.get_by_role("link", name=re.compile("demo|한분석")).first.click()
    other.wait_for_url(re.compile(f"run={run}"))
    settle(other)
    expect(other.get_by_text(text("review.waiting", lang)).first).to_be_visible(timeout=SLOW_MS)
    fine(other, lang)
    shot(other, f"shared-result-{lang}-390")

    giver.get_by_role("button", name=text("share.end", lang)).click()
    expect(giver.get_by_role("heading", name=text("share.who_only", lang))).to_be_visible(timeout=SLOW_MS)
    # The page that is open: what is touched there asks anew, and so does everything it would fetch.
    choices(other).last.click()
    expect(other.get_by_text(text("problem.not_found.run", lang)).first).to_be_visible(timeout=SLOW_MS)
    for way in (f"/download/run/{run}/report.pdf", f"/look/run/{run}/page.png", f"/download/run/{run}/tables/performance.csv"):
        assert other.request.get(f"{portal.url}{way}").status == 404, way
    other.reload()
    expect(other.get_by_text(text("problem.not_found.run", lang)).first).to_be_visible(timeout=SLOW_MS)
    other.goto(f"{portal.url}/shared")
    expect(other.get_by_text(text("share.none", lang))).to_be_visible(timeout=SLOW_MS)
    fine(other, lang)


def choices(page: Page) -> Locator:
    """What of the result's parts can be chosen: each is drawn by itself, without the page around it."""
    return page.locator("[data-testid='stButtonGroup'] button")


def test_a_link_waits_for_the_sign_in_and_a_draft_is_changed_by_who_it_was_given_to(
    portal: Portal, new_page: NewPage, platform: Platform
) -> None:
    giver, other = new_page("ko"), new_page("ko")
    enter(other, portal, "ko", "trainer")  # their language is kept with the account
    other.context.clear_cookies()
    enter(giver, portal, "ko")
    draft = drafts.start(demo(platform, "analyst"), platform, "golden_hour", name="함께 쓰는 보고").id
    giver.goto(f"{portal.url}/share?draft={draft}")
    settle(giver)
    giver.get_by_text(text("share.way.link", "ko"), exact=True).click()
    settle(giver)
    giver.locator(f".st-key-share-give-draft-{draft} button").click()
    address = giver.locator("[data-testid='stCode'] code").inner_text().replace("\n", "").strip()
    assert address.startswith(f"{portal.url}/shared?link=")

    other.goto(address)
    other.wait_for_url(re.compile("/sign-in"))
    other.get_by_role("button", name=re.compile(re.escape(text("role.trainer", "ko")))).first.click()
    expect(other.get_by_role("heading", name="함께 쓰는 보고")).to_be_visible(timeout=SLOW_MS)
    other.wait_for_url(re.compile("/shared[?]share="))
    settle(other)
    assert other.get_by_role("button", name=text("share.draft.keep", "ko")).count() == 0
    fine(other, "ko")

    find_and_give(giver, draft)
    other.reload()
    settle(other)
    slider = other.get_by_role("slider").first
    slider.press("ArrowRight")
    button(other, "share.draft.keep", "ko").click()
    expect(other.get_by_text(text("share.draft.kept", "ko"))).to_be_visible(timeout=SLOW_MS)
    fine(other, "ko")
    shot(other, "shared-draft-ko-1366")
    assert drafts.load(demo(platform, "analyst"), platform, draft).settings != {}


def find_and_give(page: Page, draft: str) -> None:
    """Gives the draft to the trainer, to edit."""
    page.get_by_text(text("share.way.person", "ko"), exact=True).first.click()
    settle(page)
    find(page, f"share-whom-draft-{draft}-search", "demo-trainer")
    page.get_by_text(text("share.right.edit", "ko"), exact=True).first.click()
    settle(page)
    page.locator(f".st-key-share-give-draft-{draft} button").click()
    expect(page.get_by_text(text("share.done", "ko"))).to_be_visible(timeout=SLOW_MS)


def test_what_somebody_keeps_is_handed_over_after_a_look_at_it(portal: Portal, new_page: NewPage, platform: Platform) -> None:
    page = new_page("ko", width=390, height=844)
    enter(page, portal, "ko", "author")
    run = finished(demo(platform, "author"), platform, golden_hour())
    page.goto(f"{portal.url}/handover")
    settle(page)
    find(page, "handover-to-search", "demo-trainer")
    expect(page.get_by_role("heading", name=text("handover.preview", "ko"))).to_be_visible(timeout=SLOW_MS)
    page.get_by_text(text("handover.sure", "ko")).click()
    settle(page)
    fine(page, "ko")
    shot(page, "handover-ko-390")
    button(page, "handover.go", "ko").click()
    expect(page.get_by_text(text("handover.done", "ko"))).to_be_visible(timeout=SLOW_MS)
    with platform.records.reading() as session:
        moved = session.get_one(Run, run)
        assert (moved.person_id, moved.made_by) == (demo(platform, "trainer").id, demo(platform, "author").id)


def shot(page: Page, name: str) -> None:
    """A picture, where somebody asked for pictures."""
    if folder := os.environ.get("MODU_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
