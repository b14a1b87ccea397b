"""What people come for, from the sign-in page to a report in their hands."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.texts import text
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import (
    SLOW_MS,
    button,
    calls_file,
    enter,
    forward,
    from_card,
    kept,
    press,
    sample_result,
    settle,
    sign_in,
    take_file,
)


def count_clicks(page: Page) -> None:
    """Counts every press of the pointer in the pages to come."""
    page.add_init_script("addEventListener('pointerdown', () => sessionStorage.clicks = 1 + Number(sessionStorage.clicks || 0), true)")


def clicks(page: Page) -> int:
    return int(page.evaluate("Number(sessionStorage.clicks || 0)"))


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_newcomer_sees_a_real_result_of_the_sample_in_three_clicks(portal: Portal, new_page: NewPage, lang: str) -> None:
    page = new_page(lang)
    count_clicks(page)
    sign_in(page, portal, lang)
    already = clicks(page)
    started = time.monotonic()
    sample_result(page, lang)
    print(f"sample result: {clicks(page)} clicks, {time.monotonic() - started:.0f} s after the home page")
    assert clicks(page) - already <= 2
    expect(page.get_by_text(re.compile(r"95\s?%")).first).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text(text("result.cannot", lang)).first).to_be_attached()


def test_an_own_file_becomes_a_report_and_nothing_is_lost_on_the_way(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page("ko")
    count_clicks(page)
    sign_in(page, portal, "ko")
    already = clicks(page)
    from_card(page, "own")
    page.wait_for_url(re.compile("step=data"))
    take_file(page, calls_file(tmp_path), "ko")
    expect(page.get_by_text("CP949").first).to_be_visible()
    forward(page, "columns", "ko")
    forward(page, "check", "ko")
    forward(page, "settings", "ko")
    button(page, "wizard.run", "ko").click()
    page.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    settle(page)
    taken = 1 + clicks(page) - already
    print(f"own CP949 file: {taken} clicks from the sign-in page")
    assert taken <= 8
    expect(page.get_by_text(re.compile("구급출동 400건")).first).to_be_visible()
    expect(page.get_by_text(text("result.limited", "ko")).first).to_be_visible()
    press(page, "result.to_report", "ko")
    for form, opening in (("hwpx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!")):
        take = page.get_by_role("link", name=f"{text(f'report.{form}', 'ko')} {text('report.download', 'ko')}")
        with page.expect_download(timeout=SLOW_MS) as download:
            take.click()
        file = tmp_path / f"report.{form}"
        download.value.save_as(file)
        assert file.read_bytes()[: len(opening)].lower() == opening.lower(), form
    with zipfile.ZipFile(tmp_path / "report.hwpx") as document:
        assert document.read("mimetype") == b"application/hwp+zip"
    # The sliders beside the result are others than those of the step: neither begins at its lowest for the other.
    page.go_back()
    page.wait_for_url(re.compile("/result"))
    settle(page)
    page.locator('[class*="st-key-rail_"]').get_by_role("link", name=text("step.settings", "ko")).click()
    page.wait_for_url(re.compile("step=settings"))
    settle(page)
    expect(page.get_by_role("slider").nth(0)).to_have_value("7")


def test_a_reload_in_the_middle_loses_nothing(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page("ko")
    sign_in(page, portal, "ko")
    from_card(page, "own")
    take_file(page, calls_file(tmp_path, rows=60), "ko")
    forward(page, "columns", "ko")
    forward(page, "check", "ko")
    forward(page, "settings", "ko")
    asked = page.get_by_role("slider").nth(0)
    asked.focus()
    for minutes in ("8", "9"):
        page.keyboard.press("ArrowRight")
        expect(asked).to_have_value(minutes)
        # Long enough for what the press asked for to come, whatever of the step before is still there.
        page.wait_for_timeout(300)
        expect(asked).to_be_focused()
    kept(page, portal, "settings.target_min", "9")
    where = page.url
    page.reload()
    expect(page.get_by_role("slider").nth(0)).to_have_value("9")
    assert page.url == where
    # Another computer: the same person, a new browser.
    other = new_page("ko")
    enter(other, portal)
    other.goto(where)
    expect(other.get_by_role("slider").nth(0)).to_have_value("9")


def test_two_tabs_on_one_draft_keep_what_each_of_them_said(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    first = new_page("ko")
    sign_in(first, portal, "ko")
    from_card(first, "own")
    take_file(first, calls_file(tmp_path, rows=60), "ko")
    forward(first, "columns", "ko")
    forward(first, "check", "ko")
    forward(first, "settings", "ko")
    second = first.context.new_page()
    second.goto(first.url)
    settle(second)
    move(first, 0)
    move(second, 1)
    first.reload()
    expect(first.get_by_role("slider").nth(0)).to_have_value("8")
    expect(first.get_by_role("slider").nth(1)).to_have_value("2")


def move(page: Page, at: int) -> None:
    """Moves one of the settings up by one, by keyboard."""
    slider = page.get_by_role("slider").nth(at)
    before = int(slider.input_value())
    slider.focus()
    slider.press("ArrowRight")
    expect(slider).to_have_value(str(before + 1))
    settle(page)
    page.wait_for_timeout(1_000)


def test_the_second_month_takes_three_clicks(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page("ko")
    count_clicks(page)
    sign_in(page, portal, "ko")
    from_card(page, "own")
    take_file(page, calls_file(tmp_path, rows=90), "ko")
    for step in ("columns", "check", "settings"):
        forward(page, step, "ko")
    button(page, "wizard.run", "ko").click()
    page.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    page.goto(f"{portal.url}/analyses")
    settle(page)
    before = clicks(page)
    press(page, "analyses.again", "ko")
    page.wait_for_url(re.compile("step=data"))
    take_file(page, calls_file(tmp_path, rows=120, name="2월.csv"), "ko")
    button(page, "wizard.run", "ko").click()
    page.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    print(f"second month: {clicks(page) - before} clicks")
    assert clicks(page) - before <= 3


def test_the_whole_sample_journey_is_possible_by_keyboard_alone(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    page.goto(f"{portal.url}/sign-in")
    tab_to(page, text("role.analyst", "ko"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=text("home.title", "ko"))).to_be_visible(timeout=SLOW_MS)
    settle(page)
    tab_to(page, text("home.sample", "ko"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    settle(page)
    tab_to(page, text("result.to_report", "ko"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(text("report.pdf", "ko")).first).to_be_visible(timeout=SLOW_MS)


def tab_to(page: Page, words: str, most: int = 200) -> None:
    """Presses Tab until what has the focus carries the words."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(part => part.matches('a, button') ? part.innerText + ' ' + (part.ariaLabel || '') : '')(document.activeElement)"
        )
        if words in focused:
            return
    raise AssertionError(f"the keyboard never reached {words!r}")


def test_a_resident_number_stops_the_upload_until_it_is_dropped(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    file = tmp_path / "환자.csv"
    rows = [f"2024-01-{day:02d} 09:00,2024-01-{day:02d} 09:07,늘봄119안전센터,850230-1{day:06d}" for day in range(1, 29)]
    file.write_text("신고일시,현장도착일시,출동안전센터,비고\n" + "\n".join(rows).replace("850230", "850228") + "\n", encoding="utf-8")
    page = new_page("ko")
    sign_in(page, portal, "ko")
    from_card(page, "own")
    with page.expect_file_chooser() as chooser:
        page.get_by_text(text("upload.choose", "ko"), exact=True).first.click()
    chooser.value.set_files(file)
    expect(page.get_by_text(text("personal.title", "ko")).first).to_be_visible(timeout=SLOW_MS)
    settle(page)
    assert "850228-1" not in page.content()
    press(page, "personal.apply_suggested", "ko")
    expect(page.get_by_text(text("data.understood", "ko")).first).to_be_visible(timeout=SLOW_MS)
    assert "850228-1" not in page.content()


def test_who_is_not_signed_in_sees_the_sign_in_page_and_nothing_else(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    for path in ("/", "/wizard", "/result?run=1", "/usage", "/analyses"):
        page.goto(portal.url + path)
        expect(page.get_by_role("heading", name=text("sign_in.title", "ko"))).to_be_visible()
    assert page.request.get(f"{portal.url}/_stcore/health").status == 401
    refused = page.request.post(f"{portal.url}/upload/aaaaaaaa", data="x", max_redirects=0)
    assert refused.status in {303, 401, 403}
