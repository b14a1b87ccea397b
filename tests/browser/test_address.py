"""The browser's address names what is shown: reload, back and forward find it again."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from app.texts import text
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import any_sample_result, button, enter, from_card, settle, sign_in


def test_a_link_from_a_page_to_itself_is_in_the_address(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    enter(page, portal, "ko")
    page.goto(f"{portal.url}/models")
    settle(page)
    page.get_by_role("link", name=text("home.more", "ko")).and_(page.locator("a[href*='model=cctv_siting']")).first.click()
    page.wait_for_url(re.compile(r"model=cctv_siting"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("카메라")
    page.go_back()
    page.wait_for_url(re.compile(r"/models$"))
    expect(page.get_by_role("heading", level=1, name=text("nav.models", "ko"))).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="카메라")).to_have_count(0)


def test_back_from_a_page_a_button_led_to_is_the_page_the_button_stood_on(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    sign_in(page, portal, "ko")
    from_card(page, "own")
    page.wait_for_url(re.compile(r"/wizard\?draft="))
    page.go_back()
    page.wait_for_url(f"{portal.url}/")
    expect(page.locator(".st-key-home-own-golden_hour button")).to_be_visible()
    any_sample_result(page, portal, "ko")
    result = page.url
    button(page, "result.to_report", "ko").click()
    page.wait_for_url(re.compile("/report"))
    page.go_back()
    page.wait_for_url(result)
    expect(page.locator("h1.mo-question")).to_be_visible()
    page.go_forward()
    page.wait_for_url(re.compile("/report"))
