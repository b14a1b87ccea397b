"""By keyboard alone: the release of a result is asked for and approved, and the pages on the way have no known fault of access."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.identity import person as people
from app.services.catalogue import datasets
from app.services.platform import open_platform
from app.texts import text
from data_catalog.records.tables import Organisation, PersonRow, RunInput
from tests.app import sample_result
from tests.app.finished import finished
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City, Clock
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, enter, settle
from tests.browser.test_access import faults, foreign


def held(portal: Portal) -> str:
    """A result of the demo analyst's working data, which their organisation wants looked at before it leaves."""
    platform = open_platform(portal.home)
    try:
        with platform.records.reading() as session:
            analyst = people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == "demo-analyst")).one())
        dataset = brought(City(platform, Clock(), "", "", ""), analyst, calls(30), "calls.csv")
        run = finished(analyst, platform, sample_result.golden_hour(sample=False))
        version = datasets.line(analyst, platform, dataset).version_id
        with platform.records.session() as session:
            session.add(RunInput(run_id=run, input="dispatch", dataset_version_id=version))
            session.get_one(Organisation, analyst.organisation_id).reviews_releases = ["working"]
        return run
    finally:
        platform.records.close()


def let_go(portal: Portal) -> None:
    """The portal is shared: nothing waits any more in it."""
    platform = open_platform(portal.home)
    try:
        with platform.records.session() as session:
            for body in session.scalars(select(Organisation)):
                body.reviews_releases = None
    finally:
        platform.records.close()


def typed(page: Page, label: str, said: str) -> None:
    page.get_by_role("textbox", name=label, exact=True).first.focus()
    page.keyboard.type(said)


@pytest.mark.parametrize(("lang", "width"), [("ko", 1366), ("en", 390)])
def test_a_release_is_asked_for_and_approved_without_a_mouse(portal: Portal, new_page: NewPage, lang: str, width: int) -> None:
    page = new_page(lang, width=width, height=800)
    enter(page, portal, lang)
    run = held(portal)
    try:
        page.goto(f"{portal.url}/result?run={run}")
        page.get_by_role("link", name=text("release.ask_go", lang)).first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=text("release.ask_title", lang))).to_be_visible(timeout=SLOW_MS)
        settle(page)
        assert faults(page) == Counter()
        assert foreign(page, lang) == []
        typed(page, text("release.form.purpose", lang), "X 1")
        typed(page, text("release.form.recipient", lang), "X 2")
        page.get_by_role("button", name=text("release.ask", lang)).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=text("release.withdraw", lang))).to_be_visible(timeout=SLOW_MS)
        address = page.url
        page.context.clear_cookies()
        enter(page, portal, lang, "admin")
        page.goto(address)
        expect(page.get_by_role("heading", name=text("release.leaves", lang))).to_be_visible(timeout=SLOW_MS)
        settle(page)
        assert faults(page) == Counter()
        page.get_by_role("button", name=text("release.approve", lang)).focus()
        page.keyboard.press("Enter")
        # In Korean the state is called as the button is.
        expect(page.get_by_role("button", name=text("release.approve", lang))).to_have_count(0, timeout=SLOW_MS)
        expect(page.get_by_text(text("release.state.approved", lang), exact=True).first).to_be_visible(timeout=SLOW_MS)
        page.context.clear_cookies()
        enter(page, portal, lang)
        page.goto(f"{portal.url}/report?run={run}")
        expect(page.get_by_role("link", name=text("report.download", lang)).first).to_be_visible(timeout=SLOW_MS)
        settle(page)
        assert faults(page) == Counter()
    finally:
        let_go(portal)


@pytest.mark.parametrize(("lang", "width"), [("ko", 1366), ("en", 390)])
def test_the_page_of_policies_of_an_organisation_has_no_known_fault(portal: Portal, new_page: NewPage, lang: str, width: int) -> None:
    page = new_page(lang, width=width, height=800)
    enter(page, portal, lang, "steward")
    page.goto(f"{portal.url}/policies")
    page.get_by_text(text("wide.add", lang), exact=True).first.focus()
    page.locator("[class*='st-key-wide-add'] summary").first.press("Enter")
    expect(page.get_by_role("button", name=text("wide.try", lang))).to_be_visible(timeout=SLOW_MS)
    settle(page)
    assert faults(page) == Counter()
    assert foreign(page, lang) == []
