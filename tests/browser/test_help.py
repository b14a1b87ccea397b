"""Somebody stuck asks and is answered, the answer helps the next; tours are walked by keyboard alone on the pages they speak of."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from app.services.packages import manual_parts
from app.texts import text
from app.texts.tours import tours
from models.kit import library
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, button, calls_file, enter, forward, from_card, make_workshop, press, settle, sign_in, take_file
from tests.browser.test_agreements import fine, write

LURE = '<img src=x onerror="document.title=1"> [a](http://e.example)'


def test_who_is_stuck_asks_a_supporter_answers_and_the_next_person_is_offered_it(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    asker, helper, after = new_page("ko", width=390, height=844), new_page("en"), new_page("ko")
    sign_in(asker, portal, "ko")
    enter(helper, portal, "en", "supporter")
    sign_in(after, portal, "ko", "trainer")
    empty = tmp_path / "빈 파일 010-1234-5678.csv"
    empty.write_text("\n\n", encoding="utf-8")
    from_card(asker, "own")
    with asker.expect_file_chooser() as chooser:
        asker.get_by_text(text("upload.choose", "ko"), exact=True).first.click()
    chooser.value.set_files(empty)
    more = asker.get_by_role("link", name=re.compile(text("help.more_of", "ko"))).first
    expect(more).to_be_visible(timeout=SLOW_MS)
    assert (more.get_attribute("href") or "").startswith("/help?problem=")
    asker.locator(".st-key-frame_ask a").click()
    expect(asker.get_by_role("button", name=text("ask.send", "ko"))).to_be_visible(timeout=SLOW_MS)
    settle(asker)
    assert "1234" not in asker.content(), "of the file nothing but what it is like"
    expect(asker.get_by_text(text("ask.part.problems", "ko")).first).to_be_visible()
    write(asker, "ask-question", LURE)
    fine(asker, "ko", "asking")
    press(asker, "ask.send", "ko")
    expect(asker.get_by_text(text("help.waits", "ko"))).to_be_visible(timeout=SLOW_MS)
    ticket = parse_qs(urlsplit(asker.url).query)["ticket"][0]
    fine(asker, "ko", "asked")

    helper.goto(f"{portal.url}/support")
    expect(helper.locator(f".st-key-card_queue_{ticket}")).to_be_visible(timeout=SLOW_MS)
    fine(helper, "en", "queue")
    helper.goto(f"{portal.url}/support?ticket={ticket}")
    expect(helper.get_by_role("button", name=text("support.answer_send", "en"))).to_be_visible(timeout=SLOW_MS)
    settle(helper)
    write(helper, f"support-said-{ticket}", "The file is empty. Open it and send the one with data.")
    fine(helper, "en", "answering")
    button(helper, "support.answer_send", "en").dblclick()
    expect(helper.get_by_role("button", name=text("support.to_article", "en"))).to_be_visible(timeout=SLOW_MS)
    settle(helper)
    expect(helper.get_by_role("alert")).to_have_count(0)  # whoever presses twice has answered once
    press(helper, "support.to_article", "en")
    expect(helper.get_by_role("button", name=text("article.publish", "en"))).to_be_visible(timeout=SLOW_MS)
    settle(helper)
    article = parse_qs(urlsplit(helper.url).query)["article"][0]
    for lang, title in (("ko", "빈 파일이라고 할 때"), ("en", "When the file is empty")):
        write(helper, f"article-title-{lang}-{article}", title)
        write(helper, f"article-body-{lang}-{article}", LURE if lang == "ko" else "Send another file.")
    fine(helper, "en", "article")
    press(helper, "article.publish", "en")
    expect(helper.get_by_text(text("article.state.published", "en", version=1))).to_be_visible(timeout=SLOW_MS)

    asker.goto(f"{portal.url}/inbox")
    asker.get_by_role("link", name=text("inbox.help_answered", "ko")).first.click()
    expect(asker.get_by_text("The file is empty.")).to_be_visible(timeout=SLOW_MS)
    settle(asker)
    press(asker, "help.yes", "ko")
    expect(asker.get_by_text(text("support.state.closed", "ko"), exact=True).first).to_be_visible(timeout=SLOW_MS)

    from_card(after, "own")
    with after.expect_file_chooser() as chooser:
        after.get_by_text(text("upload.choose", "ko"), exact=True).first.click()
    chooser.value.set_files(empty)
    beside = after.get_by_role("link", name=re.compile("빈 파일이라고 할 때")).first
    expect(beside).to_be_visible(timeout=SLOW_MS)
    after.goto(f"{portal.url}{beside.get_attribute('href')}")
    expect(after.get_by_role("heading", name="빈 파일이라고 할 때")).to_be_visible(timeout=SLOW_MS)
    fine(after, "ko", "article-read")
    after.goto(f"{portal.url}{more.get_attribute('href') or ''}" if more.count() else f"{portal.url}/help?problem=file.empty")
    expect(after.get_by_role("heading", name=text("help.problem", "ko"))).to_be_visible(timeout=SLOW_MS)
    expect(after.get_by_text(LURE, exact=True)).to_have_count(0)
    after.locator(f".st-key-article-offered-{article} summary").press("Enter")
    expect(after.get_by_text(LURE, exact=True)).to_be_visible(timeout=SLOW_MS)
    fine(after, "ko", "problem")
    assert after.title() != "1"


def test_a_supporter_enters_a_visit_the_organisation_finds_it_and_is_told_why_it_is_cancelled(portal: Portal, new_page: NewPage) -> None:
    helper, asker = new_page("en", width=390, height=844), new_page("ko")
    enter(helper, portal, "en", "supporter")
    enter(asker, portal, "ko")
    asker.goto(portal.url)
    who = asker.locator(".mo-brand small").inner_text()
    helper.goto(f"{portal.url}/support?part=bookings")
    helper.locator(".st-key-booking-enter summary").press("Enter")
    field = helper.locator(".st-key-booking-organisation-0 input")
    expect(field).to_be_visible(timeout=SLOW_MS)
    settle(helper)
    field.fill("Fire Headquarters")
    helper.keyboard.press("Enter")
    expect(helper.locator(".st-key-booking-place-enter-0 input")).to_be_visible(timeout=SLOW_MS)
    settle(helper)
    write(helper, "booking-place-enter-0", "3F, room 2")
    fine(helper, "en", "entering")
    press(helper, "booking.enter_send", "en")
    expect(helper.get_by_text(text("booking.done.entered", "en"))).to_be_visible(timeout=SLOW_MS)
    fine(helper, "en", "calendar")

    asker.goto(f"{portal.url}/inbox")
    asker.get_by_role("link", name=re.compile("3F, room 2")).first.click()
    card = asker.locator('[class*="st-key-card_booking_"]').filter(has_text="3F, room 2")
    expect(card).to_be_visible(timeout=SLOW_MS)
    expect(card).to_contain_text(who)
    fine(asker, "ko", "booked")
    empty = asker.locator(".st-key-booking-day-0-2")
    if not empty.is_visible():
        asker.locator(".st-key-booking-ask summary").press("Enter")
    expect(empty).to_be_visible(timeout=SLOW_MS)
    expect(empty.locator('[data-placeholder="true"]')).to_have_text(["년", "월", "일"])
    assert card.get_by_role("button").count() == 0, "one for a whole organisation is cancelled by supporters alone"

    own = re.search("card_booking_([0-9a-f]{32})", card.get_attribute("class") or "")
    assert own
    theirs = helper.locator(f".st-key-card_booking_{own[1]}")
    theirs.get_by_role("button", name=text("booking.move", "en")).click()
    press(helper, "booking.move_sure", "en")
    expect(theirs.page.get_by_text(text("problem.booking.reason_missing", "en"))).to_be_visible(timeout=SLOW_MS)
    write(helper, f"booking-reason-move-{own[1]}", "The road is shut.")
    write(helper, f"booking-place-{own[1]}", "2F")
    press(helper, "booking.move_sure", "en")
    expect(theirs.get_by_text(text("booking.done.moved", "en"))).to_be_visible(timeout=SLOW_MS)
    expect(helper.get_by_role("button", name=text("booking.move_sure", "en"))).to_have_count(0)
    settle(helper)
    theirs.get_by_role("button", name=text("booking.cancel", "en")).click()
    write(helper, f"booking-reason-cancel-{own[1]}-1", "The room is taken.")
    press(helper, "booking.cancel_sure", "en")
    expect(theirs).to_have_count(0, timeout=SLOW_MS)
    expect(helper.get_by_text(text("booking.done.cancelled", "en"))).to_be_visible(timeout=SLOW_MS)
    asker.goto(f"{portal.url}/inbox")
    expect(asker.get_by_text("The room is taken.").first).to_be_visible(timeout=SLOW_MS)


def toured(page: Page, lang: str, name: str) -> None:
    """Walks the tour of a page by keyboard: every stop is there, the focus stays inside and comes back."""
    stops = tours()[name].stops
    for stop in stops:
        expect(page.locator(stop.target).filter(visible=True).first, name).to_be_visible(timeout=SLOW_MS)
    menu = page.locator(".st-key-frame_help button").first
    menu.focus()
    page.keyboard.press("Enter")
    begin = page.locator("button.mo-tour-start").first
    expect(begin).to_be_visible()
    begin.focus()
    page.keyboard.press("Enter")
    card = page.locator(".mo-tour")
    for at, stop in enumerate(stops):
        expect(card.get_by_role("heading")).to_have_text(stop.title[lang])
        expect(card.get_by_role("status")).to_have_text(text("tour.at", lang, at=at + 1, all=len(stops)))
        assert page.evaluate("document.querySelector('.mo-tour').contains(document.activeElement)"), stop
        assert page.evaluate("document.documentElement.scrollWidth") <= (page.viewport_size or {})["width"] + 1
        page.keyboard.press("ArrowRight" if at % 2 else "Enter")
    expect(card).to_have_count(0)
    assert page.evaluate("Boolean(document.activeElement.closest('.st-key-frame_help'))"), name


def test_every_tour_stands_on_its_page_and_is_walked_by_keyboard_alone(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page("ko")
    sign_in(page, portal, "ko")
    toured(page, "ko", "home")
    page.goto(f"{portal.url}/models?model=golden_hour")
    expect(page.locator(".mo-flow")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    toured(page, "ko", "model")
    page.goto(portal.url)
    settle(page)
    from_card(page, "own")
    take_file(page, calls_file(tmp_path, rows=120), "ko")
    toured(page, "ko", "wizard_data")
    for step in ("columns", "check", "settings"):
        forward(page, step, "ko")
        toured(page, "ko", f"wizard_{step}")
    draft = parse_qs(urlsplit(page.url).query)["draft"][0]
    press(page, "wizard.run", "ko")
    page.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    expect(page.locator(".st-key-result_tables")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    toured(page, "ko", "result")
    page.goto(page.url.replace("/result", "/report"))
    expect(page.locator(".mo-tiles")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    toured(page, "ko", "report")
    page.goto(f"{portal.url}/wizard?draft={draft}&step=run")
    expect(page.locator(".st-key-run-again")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    toured(page, "ko", "wizard_run")
    page.goto(f"{portal.url}/data")
    expect(page.locator(".st-key-datasets-search")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    toured(page, "ko", "data")
    for role, path, drawn in (("supervisor", "usage", ".st-key-usage-period"), ("supporter", "support", ".st-key-support-narrow")):
        page.context.clear_cookies()
        enter(page, portal, "ko", role)
        page.goto(f"{portal.url}/{path}")
        expect(page.locator(drawn)).to_be_visible(timeout=SLOW_MS)
        settle(page)
        toured(page, "ko", path)
    page.context.clear_cookies()
    enter(page, portal, "ko", "trainer")
    page.goto(f"{portal.url}/workshops")
    settle(page)
    make_workshop(page, "ko")
    expect(page.locator(".st-key-board-preparing")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    toured(page, "ko", "workshops_board")


def test_the_manual_of_a_step_stands_open_beside_it_by_keyboard_alone(portal: Portal, new_page: NewPage) -> None:
    page = new_page("en", width=390, height=844)
    sign_in(page, portal, "en")
    from_card(page, "own")
    part = next(iter(manual_parts.of_step(library.load("golden_hour"), "data", "en")))
    heading = page.get_by_role("heading", name=part.heading, exact=True)
    way = button(page, "help.manual_step", "en")
    way.press("Enter")
    expect(heading).to_be_visible(timeout=SLOW_MS)
    fine(page, "en", "manual")
    page.keyboard.press("Escape")
    expect(heading).to_be_hidden()
    expect(page.get_by_role("heading", name=text("data.title", "en"))).to_be_visible()


def test_a_tour_is_offered_in_one_line_where_somebody_stands_still_and_not_again_once_put_away(portal: Portal, new_page: NewPage) -> None:
    page = new_page("en", width=390, height=844)
    enter(page, portal, "en")
    page.goto(f"{portal.url}/models?model=cctv_siting")
    expect(page.locator(".mo-question")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    page.wait_for_timeout(1_500)
    offer, card = page.locator(".mo-offer"), page.locator(".mo-tour")
    assert offer.count() == 0, "not by itself"
    still = "window.moduTour.since -= 600000"
    page.evaluate(still)
    expect(offer).to_be_visible()
    assert card.count() == 0, "never over the page"
    fine(page, "en", "offered")
    offer.get_by_role("button", name=text("tour.start", "en")).click()
    expect(card).to_be_visible()
    fine(page, "en", "tour")
    for key, at in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        expect(card.get_by_role("status")).to_have_text(text("tour.at", "en", at=at, all=len(tours()["model"].stops)))
    for _ in range(9):
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('.mo-tour').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.reload()
    settle(page)
    page.wait_for_timeout(1_000)
    page.evaluate(still)
    offer.get_by_role("button", name=text("tour.never", "en")).click()
    expect(offer).to_have_count(0)
    settle(page)
    page.reload()
    settle(page)
    page.wait_for_timeout(1_000)
    page.evaluate(still)
    page.wait_for_timeout(2_500)
    assert offer.count() == 0
