"""A supervisor goes from a year down to one organisation and its runs, begins a campaign, and takes the pack of the year along."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import fastexcel
import pypdfium2
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select

from app.services.platform import open_platform
from app.services.usage import made_up
from app.texts import text
from data_catalog.records.tables import LedgerRow, Organisation
from tests.app.services.usage.made import row_of
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, enter, press, settle
from tests.browser.test_agreements import fine, pick

YEAR = datetime.now(UTC).year - 1


def used(portal: Portal) -> dict[str, str]:
    """Two years of made-up rows of fire and tax in the portal's own ledger; gives the organisations by their Korean names."""
    platform = open_platform(portal.home)
    try:
        with platform.records.reading() as session:
            found = {row.name_ko: row.id for row in session.scalars(select(Organisation).where(Organisation.demo))}
        ours = [found["한빛시 소방본부"], found["세정과"]]
        rows = [row_of(one) for year in (YEAR - 1, YEAR) for one in made_up.happenings(ours, year, a_month=4)]
        with platform.records.engine.begin() as connection:
            connection.execute(insert(LedgerRow), rows)
        return found
    finally:
        platform.records.close()


def choose(page: Page, lang: str, period: str) -> None:
    page.get_by_role("radio", name=text(f"usage.period.{period}", lang)).or_(
        page.get_by_role("button", name=text(f"usage.period.{period}", lang))
    ).first.click()  # fmt: skip
    settle(page)


def test_a_supervisor_compares_a_year_goes_down_to_the_runs_and_takes_the_pack_along(portal: Portal, new_page: NewPage) -> None:
    korean, english = new_page("ko"), new_page("en", width=390, height=844)
    enter(korean, portal, "ko", "supervisor")
    found = used(portal)
    korean.goto(f"{portal.url}/usage")
    settle(korean)
    choose(korean, "ko", "last_year")
    expect(korean.get_by_text(re.compile(f"{YEAR}년: 2개 기관이"))).to_be_visible(timeout=SLOW_MS)
    expect(korean.get_by_text(text("usage.part.stop", "ko"), exact=True).first).to_be_visible(timeout=SLOW_MS)
    settle(korean)
    fine(korean, "ko", "usage")
    for drawn in (korean.get_by_role("heading", level=1), korean.get_by_test_id("stCaptionContainer").locator("p")):
        assert drawn.first.evaluate("one => getComputedStyle(one).wordBreak") == "keep-all", "Korean breaks between words"
    table = korean.get_by_role("table", name=text("usage.table_caption", "ko"))
    table.get_by_role("row").filter(has_text="세정과").first.get_by_role("link").last.click()
    expect(korean.get_by_text(text("usage.runs_back", "ko"))).to_be_visible(timeout=SLOW_MS)
    settle(korean)
    expect(korean.get_by_text("볼 권한이 없어 수만 셉니다")).to_be_visible()
    fine(korean, "ko", "runs")
    press(korean, "usage.runs_back", "ko")
    expect(korean.get_by_role("table", name=text("usage.table_caption", "ko"))).not_to_contain_text("소방본부", timeout=SLOW_MS)

    korean.goto(f"{portal.url}/usage")
    settle(korean)
    choose(korean, "ko", "last_year")  # the pack is of the year on the page
    expect(korean.get_by_text(re.compile(f"{YEAR}년: 2개 기관이"))).to_be_visible(timeout=SLOW_MS)
    for kind in ("pdf", "xlsx"):
        with korean.expect_download(timeout=SLOW_MS) as download:
            korean.locator(f".st-key-usage-pack-{kind} button").click()
        path = download.value.path()
        if kind == "pdf":
            book = pypdfium2.PdfDocument(path)
            said = "".join(book[at].get_textpage().get_text_bounded() for at in range(len(book)))
            assert f"{YEAR}년 평가 자료집" in said
            where = text("usage.queries_where", "ko", sheet=text("usage.sheet.about", "ko"))
            assert "".join(where.split()) in "".join(said.split()), "the SQL is elsewhere, which is said"
            assert "SELECT" not in said
            assert len(book) >= 4
        else:
            names = fastexcel.read_excel(path).sheet_names
            assert text("usage.sheet.runs", "ko") in names
            assert text("usage.table.checked", "ko") in names

    korean.goto(f"{portal.url}/campaigns")
    settle(korean)
    korean.get_by_text(text("campaign.make", "ko"), exact=True).first.click()
    settle(korean)
    pick(korean, "campaign-organisations", "한빛시 소방본부")
    press(korean, "campaign.form.send", "ko")
    press(korean, "campaign.confirm.sure", "ko")
    expect(korean.get_by_role("table", name=text("campaign.progress", "ko"))).to_contain_text("한빛시 소방본부", timeout=SLOW_MS)
    settle(korean)
    fine(korean, "ko", "campaign")

    enter(english, portal, "en", "supervisor")
    english.goto(f"{portal.url}/usage?first={YEAR}-01-01&last={YEAR}-12-31&organisation={found['한빛시 소방본부']}")
    expect(english.get_by_text(re.compile(f"^{YEAR}: 1 organisation finished"))).to_be_visible(timeout=SLOW_MS)
    settle(english)
    english.wait_for_timeout(800)
    fine(english, "en", "usage-narrow")
