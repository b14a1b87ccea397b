"""A steward sets a source up, and data come by themselves: checked, fetched by a real worker, shown."""

from __future__ import annotations

import os
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.texts import text
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, button, enter, settle
from tests.browser.test_access import faults, foreign


def put(portal: Portal, folder: str, name: str, said: str) -> None:
    with sqlite3.connect(portal.home / "records.db") as link:
        ((organisation,),) = link.execute("select organisation_id from people where login = 'demo-steward'").fetchall()
    place = portal.home / "incoming" / organisation / folder
    place.mkdir(parents=True, exist_ok=True)
    path = place / name
    path.write_text(said, "utf-8")
    os.utime(path, (time.time() - 60,) * 2)


def choose_kind(page: Page, lang: str, kind: str) -> None:
    page.get_by_role("combobox", name=text("sources.kind", lang)).click()
    page.get_by_role("option", name=text(f"source.kind.{kind}", lang)).click()
    settle(page)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_folder_is_watched_from_its_form_to_its_first_version(portal: Portal, new_page: NewPage, lang: str) -> None:
    put(portal, f"monthly-{lang}", "calls_202401.csv", "no,centre\n1,a\n2,b\n")
    page = new_page(lang)
    enter(page, portal, lang, "steward")
    page.goto(f"{portal.url}/sources")
    settle(page)
    choose_kind(page, lang, "folder")
    page.get_by_role("textbox", name=text("source.title", lang), exact=True).fill(f"calls {lang}")
    page.get_by_role("textbox", name=text("source.field.path", lang), exact=True).fill(f"monthly-{lang}")
    page.get_by_role("textbox", name=text("source.field.pattern", lang), exact=True).fill("calls_{yyyy}{mm}.csv")
    settle(page)
    assert faults(page) == Counter()
    assert foreign(page, lang) == []
    button(page, "source.save", lang).click()
    found = text("source.trial.file", lang, name="calls_202401.csv", size_kb=1, pattern="calls_{yyyy}{mm}.csv")
    expect(page.get_by_text(found)).to_be_visible(timeout=SLOW_MS)
    page.goto(f"{portal.url}/sources")
    card = page.locator("[class*='st-key-card_source_']").filter(has_text=f"calls {lang}").last
    expect(card.get_by_text(text("sources.made.new", lang, number=1))).to_be_visible(timeout=SLOW_MS)
    settle(page)
    page.wait_for_timeout(500)
    assert faults(page) == Counter()
    assert foreign(page, lang) == []
    shot(page, f"sources-{lang}-1366")
    page.goto(f"{portal.url}/data")
    expect(page.get_by_text(f"calls {lang}").first).to_be_visible(timeout=SLOW_MS)


def test_what_is_refused_stays_a_draft_and_fits_a_telephone(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko", width=390, height=844)
    enter(page, portal, "ko", "steward")
    page.goto(f"{portal.url}/sources")
    settle(page)
    choose_kind(page, "ko", "postgresql")
    for name, value in (("host", "127.0.0.1"), ("database", "city"), ("user", "reader")):
        page.get_by_role("textbox", name=text(f"source.field.{name}", "ko"), exact=True).fill(value)
    page.get_by_role("textbox", name=text("source.title", "ko"), exact=True).fill("막힌 곳")
    page.get_by_role("textbox", name=text("source.secret.postgresql", "ko"), exact=True).fill("아무도-못-보는-말")
    settle(page)
    shot(page, "source-form-ko-390")
    button(page, "source.save", "ko").click()
    expect(page.get_by_text(text("source.saved_draft", "ko"))).to_be_visible(timeout=SLOW_MS)
    settle(page)
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 391
    assert faults(page) == Counter()
    assert "아무도-못-보는-말" not in page.content()
    shot(page, "source-draft-ko-390")


def shot(page: Page, name: str) -> None:
    """A picture, where somebody asked for pictures."""
    if folder := os.environ.get("MODU_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
