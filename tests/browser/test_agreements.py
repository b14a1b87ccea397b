"""Two organisations at two browsers: data is asked for, narrowed, approved, seen as agreed, taken back, gone, and its deletion confirmed;
the register beside it."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.identity import person as people
from app.identity.person import Person
from app.services.catalogue import catalogue
from app.services.platform import open_platform
from app.texts import text
from data_catalog.records.tables import PersonRow
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City, Clock
from tests.browser.conftest import NewPage, Portal
from tests.browser.screens import whole
from tests.browser.steps import SLOW_MS, enter, press, settle
from tests.browser.test_access import faults, foreign

TITLES = {"ko": "출동 기록", "en": "Dispatch record"}
COLUMNS = ("신고일시", "출동센터")


def announced(portal: Portal, lang: str) -> str:
    """A dataset of the data office that others may ask for; gives its id."""
    platform = open_platform(portal.home)
    try:
        keeper = _demo(platform, "steward")
        made = brought(City(platform, Clock(), "", "", ""), keeper, calls(60), f"{lang}.csv")
        catalogue.describe(keeper, platform, made, {"announced": True}, TITLES[lang])
        return made
    finally:
        platform.records.close()


def _demo(platform: object, role: str) -> Person:
    with platform.records.reading() as session:  # type: ignore[attr-defined]
        return people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == f"demo-{role}")).one())


def fine(page: Page, lang: str, name: str) -> None:
    """Nothing a screen reader stumbles over, nothing of the other language, and it fits; a picture where somebody asked for pictures."""
    page.wait_for_timeout(500)
    settle(page)
    assert faults(page) == Counter(), name
    width = (page.viewport_size or {"width": 1366})["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 1, name
    assert foreign(page, lang) == [], name
    if folder := os.environ.get("MODU_SHOTS"):
        whole(page, Path(folder) / f"{name}-{lang}-{width}.png")


def pick(page: Page, key: str, *options: str) -> None:
    """Chooses options of a list that takes several, by what they are called: a long list shows some alone. Each stands in the field before
    the list is left, which would take back a choice under way."""
    field = page.locator(f".st-key-{key}")
    for option in options:
        field.locator("input").first.fill(option)
        page.get_by_role("option", name=option, exact=True).click()
        expect(field.get_by_text(option, exact=True)).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("Escape")


def write(page: Page, key: str, said: str) -> None:
    page.locator(f".st-key-{key} textarea, .st-key-{key} input").first.fill(said)


@pytest.mark.parametrize(("lang", "width"), [("ko", 1366), ("en", 390)])
def test_data_is_asked_for_narrowed_approved_seen_taken_back_and_gone(portal: Portal, new_page: NewPage, lang: str, width: int) -> None:
    asker, steward = new_page(lang, width=width, height=844), new_page(lang, width=width, height=844)
    enter(asker, portal, lang)
    enter(steward, portal, lang, "steward")
    dataset = announced(portal, lang)

    asker.goto(f"{portal.url}/requests?ask={dataset}")
    expect(asker.get_by_role("heading", name=TITLES[lang])).to_be_visible(timeout=SLOW_MS)
    settle(asker)
    pick(asker, f"agreement-columns-{dataset}", *COLUMNS)
    _matches_are_counted_in_the_readers_language(asker, dataset, lang)
    write(asker, f"agreement-legal-{dataset}", {"ko": "한빛시 조례 제3조", "en": "Ordinance of Hanbit, Article 3"}[lang])
    fine(asker, lang, "ask")
    press(asker, "agreement.form.ask", lang)
    expect(asker.get_by_text(text("agreement.state.asked", lang)).first).to_be_visible(timeout=SLOW_MS)
    agreement = asker.url.rpartition("agreement=")[2][:32]

    steward.goto(f"{portal.url}/requests")
    expect(steward.get_by_role("heading", name=TITLES[lang])).to_be_visible(timeout=SLOW_MS)
    settle(steward)
    fine(steward, lang, "requests-filled")
    steward.goto(f"{portal.url}/requests?agreement={agreement}")
    settle(steward)
    steward.get_by_text(text("agreement.offer", lang), exact=True).first.click()
    settle(steward)
    write(steward, f"agreement-offer-comment-{agreement}", {"ko": "이만큼만 드립니다", "en": "No more than this"}[lang])
    box = steward.locator(f".st-key-agreement-offer-columns-{agreement} input").first
    box.focus()
    steward.keyboard.press("Backspace")  # takes the last of the columns away
    steward.keyboard.press("Escape")
    fine(steward, lang, "offer")
    press(steward, "agreement.offer_send", lang)
    expect(steward.get_by_text(text("agreement.state.offered", lang)).first).to_be_visible(timeout=SLOW_MS)

    asker.reload()
    expect(asker.get_by_role("button", name=text("agreement.accept", lang))).to_be_visible(timeout=SLOW_MS)
    settle(asker)
    press(asker, "agreement.accept", lang)
    expect(asker.get_by_text(text("agreement.state.asked", lang)).first).to_be_visible(timeout=SLOW_MS)
    steward.reload()
    expect(steward.get_by_role("button", name=text("agreement.approve", lang))).to_be_visible(timeout=SLOW_MS)
    settle(steward)
    press(steward, "agreement.approve", lang)
    expect(steward.get_by_text(text("agreement.state.active", lang)).first).to_be_visible(timeout=SLOW_MS)

    asker.goto(f"{portal.url}/data?dataset={dataset}")
    settle(asker)
    asker.locator(f".st-key-card-purpose-{dataset} input").first.click()
    asker.get_by_role("option", name=text("purpose.statistics", lang)).click()
    expect(asker.get_by_text(COLUMNS[0]).first).to_be_visible(timeout=SLOW_MS)
    settle(asker)
    fine(asker, lang, "seen")
    hidden = asker.get_by_role("row").filter(has=asker.get_by_role("rowheader", name=COLUMNS[1], exact=True))
    expect(hidden).to_contain_text(text("policy.rule.drop", lang))
    assert asker.get_by_text("센터0").count() == 0
    with asker.expect_download() as taken:
        asker.goto(f"{portal.url}/requests?agreement={agreement}")
        settle(asker)
        press(asker, "agreement.doc.pdf", lang)
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")

    steward.goto(f"{portal.url}/agreements?agreement={agreement}")
    settle(steward)
    steward.get_by_text(text("agreement.revoke", lang), exact=True).first.click()
    settle(steward)
    write(steward, f"agreement-revoke-reason-{agreement}", {"ko": "목적과 다르게 쓰임", "en": "Used for another purpose"}[lang])
    fine(steward, lang, "revoking")
    steward.locator(f".st-key-agreement-revoke-{agreement} button").click()
    expect(steward.get_by_text(text("agreement.state.revoked", lang)).first).to_be_visible(timeout=SLOW_MS)
    steward.goto(f"{portal.url}/agreements")
    expect(steward.get_by_role("table", name=text("nav.agreements", lang))).to_contain_text(TITLES[lang], timeout=SLOW_MS)
    settle(steward)
    fine(steward, lang, "register")

    asker.goto(f"{portal.url}/data?dataset={dataset}")
    settle(asker)
    expect(asker.get_by_text(text("agreement.ask_go", lang)).first).to_be_visible(timeout=SLOW_MS)
    assert asker.get_by_text("센터0").count() == 0
    asker.goto(f"{portal.url}/requests?agreement={agreement}")
    expect(asker.get_by_role("heading", name=text("agreement.deletion", lang))).to_be_visible(timeout=SLOW_MS)
    settle(asker)
    write(asker, f"agreement-deletion-what-{agreement}", {"ko": "합의서 PDF 1개", "en": "One PDF"}[lang])
    fine(asker, lang, "deletion")
    press(asker, "agreement.deletion.confirm", lang)
    expect(asker.get_by_text(text("agreement.deletion.confirmed", lang)).first).to_be_visible(timeout=SLOW_MS)
    settle(asker)
    fine(asker, lang, "history")


def _matches_are_counted_in_the_readers_language(page: Page, dataset: str, lang: str) -> None:
    """What Streamlit offers above the options found by typing."""
    field = page.locator(f".st-key-agreement-bases-{dataset} input").first
    field.fill({"ko": "데이터기반", "en": "Data-based"}[lang])
    offered = {"ko": r"찾은 [0-9]+개 모두 고르기", "en": r"Select [0-9]+ matches"}[lang]
    expect(page.get_by_role("option", name=re.compile(f"^{offered}$"))).to_be_visible(timeout=SLOW_MS)
    field.fill("")
    page.keyboard.press("Escape")
