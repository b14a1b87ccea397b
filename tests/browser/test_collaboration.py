"""A check of two organisations: opened, answered blind by each at their own browser, seen side by side; and the network of sharing."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.identity import person as people
from app.services.platform import open_platform
from app.texts import text
from data_catalog.records.tables import COLLABORATION_FACTORS, Organisation, PersonRow
from tests.app.services.agreements.made import kept
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, enter, press, settle
from tests.browser.test_agreements import fine, pick, write


def bodies(portal: Portal) -> dict[str, str]:
    """The demo organisations by their Korean names; fire and tax use each other's data, and welfare waits for fire's."""
    platform = open_platform(portal.home)
    try:
        with platform.records.reading() as session:
            found = {row.name_ko: row.id for row in session.scalars(select(Organisation).where(Organisation.demo))}
            asker = people.of(session, session.scalars(select(PersonRow).where(PersonRow.login == "demo-trainer")).one())
        fire, tax = found["한빛시 소방본부"], found["세정과"]
        kept(platform, asker, fire, tax)
        kept(platform, asker, tax, fire)
        kept(platform, asker, fire, found["복지정책과"], "asked", approved_days=None)
        return found
    finally:
        platform.records.close()


def answer(page: Page, portal: Portal, lang: str, check: str, trust: int) -> None:
    """Rates everything 4 but trust."""
    page.goto(f"{portal.url}/collaboration?check={check}")
    expect(page.get_by_role("radio").first).to_be_attached(timeout=SLOW_MS)
    settle(page)
    for factor in COLLABORATION_FACTORS:
        rating = trust if factor == "trust" else 4
        chosen = page.locator(f'[class*="st-key-collaboration-rating-{factor}-{check}"] label').filter(has_text=re.compile(f"^{rating}$"))
        chosen.click()
    fine(page, lang, f"answering-{trust}")
    press(page, "collaboration.answer_send", lang)


def test_two_organisations_answer_blind_and_see_each_other_side_by_side(portal: Portal, new_page: NewPage) -> None:
    steward, fire, data = new_page("ko"), new_page("en", width=390, height=844), new_page("ko")
    for page, lang, role in ((steward, "ko", "steward"), (fire, "en", "analyst"), (data, "ko", "trainer")):
        enter(page, portal, lang, role)
    found = bodies(portal)
    steward.goto(f"{portal.url}/collaboration")
    settle(steward)
    steward.get_by_text(text("collaboration.open", "ko"), exact=True).first.click()
    settle(steward)
    for name in ("한빛시 소방본부", "데이터담당관"):  # the page is drawn anew after each
        pick(steward, "collaboration-partners-", name)
        settle(steward)
    write(steward, "collaboration-goal", "CCTV 119")
    write(steward, f"collaboration-invited-{found['한빛시 소방본부']}", "demo-analyst")
    write(steward, f"collaboration-invited-{found['데이터담당관']}", "demo-trainer")
    fine(steward, "ko", "opening")
    press(steward, "collaboration.form.send", "ko")
    expect(steward.get_by_role("heading", name="CCTV 119")).to_be_visible(timeout=SLOW_MS)
    settle(steward)
    check = steward.url.rpartition("check=")[2][:32]

    answer(fire, portal, "en", check, 5)
    expect(fire.get_by_role("button", name=text("collaboration.answer_again", "en"))).to_be_visible(timeout=SLOW_MS)
    steward.reload()
    standing = steward.get_by_role("table", name=text("collaboration.standing", "ko"))
    expect(standing).to_contain_text(text("collaboration.yes", "ko"), timeout=SLOW_MS)
    assert steward.get_by_text(text("collaboration.part.ratings", "ko")).count() == 0
    answer(data, portal, "ko", check, 2)
    for page, lang in ((data, "ko"), (fire, "en")):
        page.goto(f"{portal.url}/collaboration?check={check}")
        table = page.get_by_role("table", name=text("collaboration.part.ratings", lang))
        expect(table).to_be_visible(timeout=SLOW_MS)
        settle(page)
        trust = page.get_by_role("rowheader", name=text("collaboration.factor.trust", lang), exact=True)
        row = table.get_by_role("row").filter(has=trust)
        expect(row).to_contain_text(text("collaboration.apart", lang, spread=3))
        fine(page, lang, "side-by-side")

    steward.goto(f"{portal.url}/collaboration?check={'0' * 32}")
    expect(steward.get_by_text(text("problem.not_found.collaboration", "ko"))).to_be_visible(timeout=SLOW_MS)
    data.context.clear_cookies()
    enter(data, portal, "ko", "auditor")
    data.goto(f"{portal.url}/network")
    expect(data.get_by_role("heading", name=text("network.stuck", "ko"))).to_be_visible(timeout=SLOW_MS)
    settle(data)
    data.get_by_text(text("network.twin", "ko"), exact=True).click()
    expect(data.get_by_role("table", name=text("network.part.links", "ko"))).to_contain_text("세정과", timeout=SLOW_MS)
    settle(data)
    fine(data, "ko", "network")
