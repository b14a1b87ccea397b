"""By keyboard alone: an organisation is found, moved after its effects were read, and its earlier place is shown."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.identity import person as people
from app.services.people import organisations
from app.services.platform import open_platform
from app.texts import text
from data_catalog.records.tables import Organisation, PersonRow
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, enter, settle
from tests.browser.test_access import faults, foreign


def made(portal: Portal, lang: str) -> str:
    """A team under the fire headquarters that has been there since 2020; gives its name."""
    platform = open_platform(portal.home)
    try:
        with platform.records.reading() as session:
            admin = people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == "demo-admin")).one())
            fire = session.scalars(select(Organisation.id).where(Organisation.name_en == "Hanbit Fire Headquarters")).one()
        name = {"ko": f"구급팀 {lang}", "en": f"Ambulance team {lang}"}
        team = organisations.add(admin, platform, fire, "team", name["ko"], name["en"]).id
        with platform.records.session() as session:
            session.get_one(Organisation, team).valid_from = date(2020, 1, 1)
        return name[lang]
    finally:
        platform.records.close()


@pytest.mark.parametrize(("lang", "width"), [("ko", 1366), ("en", 390)])
def test_an_organisation_is_found_and_moved_without_a_mouse(portal: Portal, new_page: NewPage, lang: str, width: int) -> None:
    page = new_page(lang, width=width, height=800)
    enter(page, portal, lang, "admin")
    name = made(portal, lang)
    page.goto(f"{portal.url}/organisations")
    settle(page)
    caption = page.locator("table.mo-tree caption")
    seen = page.locator(".mo-scroll:has(table.mo-tree)").evaluate("one => { one.scrollLeft = 200; return one.clientWidth; }")
    box = caption.bounding_box() or {}
    assert box["width"] <= seen + 1, "the caption is cut"
    assert box["x"] >= 0, "the caption goes out of sight with the columns"
    search = page.locator(".st-key-organisations-search input")
    search.focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_text(text("organisations.found", lang, count=1, search=name))).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("table").get_by_role("link", name=name).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=SLOW_MS)
    settle(page)
    page.get_by_role("radio", name=text("organisations.change.move", lang)).or_(
        page.get_by_role("button", name=text("organisations.change.move", lang))
    ).first.focus()
    page.keyboard.press("Space")
    settle(page)
    place = page.get_by_label(text("organisations.to.move", lang)).first
    place.focus()
    goes = {"ko": "세정과", "en": "Tax Division"}[lang]
    page.keyboard.type(goes)
    expect(page.get_by_role("option").first).to_contain_text(goes, timeout=SLOW_MS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=text("organisations.preview", lang))).to_be_enabled(timeout=SLOW_MS)
    settle(page)
    page.get_by_role("button", name=text("organisations.preview", lang)).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=text("organisations.preview_title", lang))).to_be_visible(timeout=SLOW_MS)
    settle(page)
    assert faults(page) == Counter()
    assert foreign(page, lang) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width + 1
    page.get_by_role("button", name=text("organisations.go.move", lang), exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(text("organisations.done", lang))).to_be_visible(timeout=SLOW_MS)
    page.get_by_text(text("organisations.past", lang), exact=True).first.click()
    expect(page.get_by_role("table", name=text("organisations.past", lang))).to_contain_text({"ko": "소방본부", "en": "Fire"}[lang])
