"""A use case at several browsers: from a result to what came of it, two blind reviews, the library, and another who finds it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from app.identity import person as people
from app.identity.person import Person
from app.services.platform import Platform, open_platform
from app.texts import text
from data_catalog.records.tables import CASE_CRITERIA, PersonRow, UseCase
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, button, enter, press, settle
from tests.browser.test_access import faults
from tests.browser.test_agreements import fine, write

TITLE = "119 → 2"


def demo(platform: Platform, role: str) -> Person:
    with platform.records.reading() as session:
        return people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == f"demo-{role}")).one())


def choose(page: Page, key: str, said: str) -> None:
    """Chooses of a list of marks by its words."""
    page.locator(f'[class*="st-key-{key}"] label').filter(has_text=re.compile(f"^{re.escape(said)}")).first.click()


def score(page: Page, portal: Portal, lang: str, case: str, given: dict[str, int]) -> None:
    page.goto(f"{portal.url}/cases?case={case}")
    expect(page.get_by_role("radio").first).to_be_attached(timeout=SLOW_MS)
    settle(page)
    for name, one in given.items():
        anchor = text(f"cases.anchor.{name}.{one}", lang)
        choose(page, f"cases-score-{name}-{case}", text("cases.anchored", lang, score=one, anchor=anchor))
    fine(page, lang, "case-scoring")
    press(page, "cases.score_send", lang)
    expect(button(page, "cases.score_send", lang)).to_have_count(0, timeout=SLOW_MS)


def test_a_case_goes_from_a_result_to_where_another_organisation_finds_it(portal: Portal, new_page: NewPage) -> None:
    maker, judge, first, second = new_page("ko"), new_page("ko"), new_page("en", width=390, height=844), new_page("ko")
    for page, lang, role in ((maker, "ko", "analyst"), (judge, "ko", "supervisor"), (first, "en", "trainer"), (second, "ko", "author")):
        enter(page, portal, lang, role)
    platform = open_platform(portal.home)
    try:
        run = finished(demo(platform, "analyst"), platform, golden_hour())
        maker.goto(f"{portal.url}/report?run={run}")
        expect(maker.get_by_role("heading", name=text("cases.what_for", "ko"))).to_be_visible(timeout=SLOW_MS)
        settle(maker)
        press(maker, "cases.register", "ko")
        expect(maker.get_by_role("heading", name=text("cases.register", "ko"))).to_be_visible(timeout=SLOW_MS)
        settle(maker)
        write(maker, f"cases-title-{run}", TITLE)
        write(maker, f"cases-sentence-{run}", "구급차를 옮긴다")
        choose(maker, f"cases-decision-{run}", text("cases.decision.planned", "ko"))
        maker.get_by_text(text("cases.more", "ko"), exact=True).click()
        settle(maker)
        for name, said in (("indicator", "도착"), ("before", "63.1"), ("unit", "%")):
            write(maker, f"cases-{name}-{run}", said)
        fine(maker, "ko", "case-form")
        press(maker, "cases.register_send", "ko")
        expect(maker.get_by_role("heading", name=TITLE)).to_be_visible(timeout=SLOW_MS)
        settle(maker)
        case = maker.url.rpartition("case=")[2][:32]

        with platform.records.session() as session:
            session.execute(update(UseCase).where(UseCase.id == case).values(created_at_utc=platform.now() - timedelta(days=30)))
        maker.goto(f"{portal.url}/cases?tab=mine")
        expect(maker.get_by_text(text("cases.waits.follow_up", "ko"))).to_be_visible(timeout=SLOW_MS)
        fine(maker, "ko", "cases-mine")
        press(maker, "cases.open", "ko")
        expect(maker.get_by_text(text("cases.follow.ask", "ko", days=30))).to_be_visible(timeout=SLOW_MS)
        settle(maker)
        choose(maker, f"cases-follow_kind-{case}", text("cases.outcome.measured", "ko"))
        write(maker, f"cases-follow_happened-{case}-30-1", "옮겼다")
        write(maker, f"cases-follow_value-{case}-30-1", "78.5")
        press(maker, "cases.follow.send", "ko")
        expect(maker.get_by_text("15.4%p").first).to_be_visible(timeout=SLOW_MS)

        judge.goto(f"{portal.url}/cases?case={case}")
        for place, login in (("first", "demo-trainer"), ("second", "demo-author")):
            field = judge.locator(f".st-key-cases-{place}-{case}-search input")
            expect(field).to_be_visible(timeout=SLOW_MS)
            field.fill(login)
            field.press("Enter")
            settle(judge)
        press(judge, "cases.assign_send", "ko")
        expect(judge.get_by_text(text("cases.blind", "ko"))).to_be_visible(timeout=SLOW_MS)
        score(first, portal, "en", case, dict.fromkeys(CASE_CRITERIA, 4))
        judge.reload()
        table = judge.get_by_role("table", name=text("cases.scores_of", "ko", number=1))
        expect(table).to_contain_text(text("cases.scored", "ko"), timeout=SLOW_MS)
        assert table.get_by_text("4", exact=True).count() == 0
        score(second, portal, "ko", case, dict.fromkeys(CASE_CRITERIA, 5))
        judge.reload()
        expect(table.get_by_text("5", exact=True).first).to_be_visible(timeout=SLOW_MS)
        settle(judge)
        choose(judge, "cases-outcome-", text("cases.state.outstanding", "ko"))
        fine(judge, "ko", "case-deciding")
        press(judge, "cases.decide_send", "ko")

        maker.goto(f"{portal.url}/cases?case={case}")
        expect(button(maker, "cases.publish_go", "ko")).to_be_visible(timeout=SLOW_MS)
        settle(maker)
        fine(maker, "ko", "case-whole")
        press(maker, "cases.publish_go", "ko")
        expect(button(maker, "cases.unpublish", "ko")).to_be_visible(timeout=SLOW_MS)
    finally:
        platform.records.close()

    first.context.clear_cookies()
    enter(first, portal, "en", "auditor")
    first.goto(f"{portal.url}/cases")
    expect(first.get_by_role("heading", name=TITLE)).to_be_visible(timeout=SLOW_MS)
    settle(first)
    assert faults(first) == Counter()
    assert first.evaluate("document.documentElement.scrollWidth") <= 391
    press(first, "cases.open", "en")
    expect(first.get_by_text("15.4 percentage points").first).to_be_visible(timeout=SLOW_MS)
    first.goto(f"{portal.url}/cases?case={'0' * 32}")
    expect(first.get_by_text(text("problem.not_found.case", "en"))).to_be_visible(timeout=SLOW_MS)
