"""Everybody can use it: no known fault of access, nothing in the wrong language, readable on a telephone."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.texts import text
from tests.browser.conftest import NewPage, Portal
from tests.browser.steps import SLOW_MS, any_sample_result, calls_file, enter, forward, from_card, settle, sign_in, take_file

HANGUL = re.compile("[가-힣]")
# Names and marks that stay as they are in Korean screens.
NOT_SENTENCES = re.compile(r"CSV|Excel|Parquet|UTF-8|CP949|PDF|HWPX|HTML|xlsx|hwpx|English|Modu|MCLP|[A-Z]{2,}")
EXCEPTIONS = Path(__file__).with_name("axe_exceptions.toml")


# Who opens which screen, by its address; of the sample's result the address comes with it.
SCREENS = {
    "home": ("analyst", "/"),
    "model": ("analyst", "/models?model=golden_hour"),
    "analyses": ("analyst", "/analyses"),
    "inbox": ("analyst", "/inbox"),
    "result": ("analyst", ""),
    "search": ("analyst", "/search?q=ambulance"),
    "requests": ("analyst", "/requests"),
    "network": ("auditor", "/network"),
    "collaboration": ("analyst", "/collaboration"),
    "cases": ("analyst", "/cases"),
    "proposals": ("analyst", "/cases?tab=proposals"),
    "workshops": ("trainer", "/workshops"),
    "classes": ("analyst", "/class"),
    "usage": ("supervisor", "/usage?practice=yes&first=2023-01-01&last=2023-12-31"),
    "campaigns": ("supervisor", "/campaigns"),
    "help": ("analyst", "/help?part=words"),
    "booking": ("analyst", "/help?part=bookings"),
    "support": ("supporter", "/support?part=counts"),
}


def opened(page: Page, portal: Portal, screen: str, lang: str) -> None:
    """The screen, drawn, for somebody signed in as who it is for."""
    address = SCREENS[screen][1]
    if address:
        page.goto(f"{portal.url}{address}")
        expect(page.get_by_role("heading").first).to_be_visible(timeout=SLOW_MS)
        settle(page)
    else:
        any_sample_result(page, portal, lang)


def faults(page: Page) -> Counter[str]:
    """What axe-core finds, as "rule selector", without what is excepted."""
    with EXCEPTIONS.open("rb") as file:
        excepted = tomllib.load(file).get("exception", [])
    found: Counter[str] = Counter()
    for violation in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
        for node in violation["nodes"]:
            target, markup = " ".join(map(str, node["target"])), node["html"]
            if not any(item["rule"] == violation["id"] and re.search(item["element"], target + markup) for item in excepted):
                found[f"{violation['id']}: {target[:160]}"] += 1
    return found


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_known_fault_of_access_and_speaks_one_language(portal: Portal, new_page: NewPage, screen: str, lang: str) -> None:
    page = new_page(lang)
    enter(page, portal, lang, SCREENS[screen][0])
    opened(page, portal, screen, lang)
    page.wait_for_timeout(800)
    assert page.locator("html").get_attribute("lang") == lang
    assert faults(page) == Counter()
    assert foreign(page, lang) == []
    if lang == "ko":
        assert english_names(page) == []


def test_what_streamlit_draws_is_named_in_korean_whatever_the_browser_speaks(portal: Portal, new_page: NewPage) -> None:
    page = new_page("en")
    enter(page, portal, "ko", "trainer")
    page.goto(f"{portal.url}/workshops")
    settle(page)
    making = page.locator(".st-key-workshop-making")
    if not making.locator(".st-key-workshop-title").is_visible():  # folded once there is a workshop
        making.locator("summary").click()
    for said in ("올리기", "내리기"):
        expect(making.get_by_role("button", name=said).first).to_be_attached()
    making.locator('[data-testid="stMultiSelect"] input').click()
    expect(page.get_by_role("listbox")).to_be_visible()
    assert english_names(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(making.locator('[data-tag] [aria-label$=" 빼기"]').first).to_be_attached()
    making.get_by_role("button", name="날짜 고르기").click()
    expect(page.get_by_role("button", name="다음 달").first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^날짜 고르기, [0-9]+년 [0-9]+월$"))).to_be_attached()
    expect(making.get_by_role("spinbutton", name=re.compile(", 월$"))).to_have_attribute("aria-valuetext", re.compile("^[0-9]+월$"))
    expect(making.get_by_role("group", name="날짜", exact=True)).to_have_accessible_description(
        re.compile("^고른 날짜: [0-9]+년 [0-9]+월 [0-9]+일")
    )
    assert english_names(page) == []


def test_a_word_of_a_persons_own_is_not_taken_for_a_name_of_streamlits(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    enter(page, portal)
    page.goto(portal.url)
    settle(page)
    added = """() => {
        const put = (parent, html) => { const made = document.createElement("div"); made.innerHTML = html; parent.append(made); };
        put(document.querySelector(".stHtml"), '<p class="own">Close</p><p class="own" aria-label="Remove x">Stop</p>');
        put(document.body, '<p class="theirs" aria-label="Remove 가람">Close</p><p class="theirs">Remove 가람</p>'); }"""
    page.evaluate(added)
    expect(page.locator(".theirs").first).to_have_text("닫기")
    expect(page.locator(".theirs").first).to_have_attribute("aria-label", "가람 빼기")
    expect(page.locator(".theirs").last).to_have_text("Remove 가람")
    assert page.locator(".own").all_inner_texts() == ["Close", "Stop"]
    expect(page.locator(".own").last).to_have_attribute("aria-label", "Remove x")


def test_the_wizard_has_no_known_fault_of_access_at_any_step(portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page("ko")
    sign_in(page, portal, "ko")
    from_card(page, "own")
    take_file(page, calls_file(tmp_path, rows=80), "ko")
    seen = Counter(faults(page))
    for step in ("columns", "check", "settings"):
        forward(page, step, "ko")
        page.wait_for_timeout(500)
        seen += faults(page)
        assert foreign(page, "ko") == [], step
        assert english_names(page) == [], step
    assert seen == Counter()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_card_of_personal_values_has_no_known_fault_of_access_and_is_answered_by_keyboard(
    portal: Portal, new_page: NewPage, tmp_path: Path, lang: str
) -> None:
    file = tmp_path / "calls.csv"
    rows = [f"2024-01-{day:02d} 09:00,2024-01-{day:02d} 09:07,A119,010-1234-{day:04d}" for day in range(1, 29)]
    file.write_text("call_at,arrive_at,center,mobile phone\n" + "\n".join(rows) + "\n", encoding="utf-8")
    page = new_page(lang)
    sign_in(page, portal, lang)
    from_card(page, "own")
    with page.expect_file_chooser() as chooser:
        page.get_by_text(text("upload.choose", lang), exact=True).first.click()
    chooser.value.set_files(file)
    expect(page.get_by_text(text("personal.title", lang)).first).to_be_visible(timeout=SLOW_MS)
    settle(page)
    page.wait_for_timeout(500)
    assert faults(page) == Counter()
    assert foreign(page, lang) == []
    assert "1234-0001" not in page.content()
    page.get_by_role("button", name=text("personal.apply_suggested", lang)).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(text("personal.done", lang)).first).to_be_visible(timeout=SLOW_MS)
    settle(page)
    assert faults(page) == Counter()
    page.get_by_role("button", name=text("personal.undo", lang)).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(text("personal.title", lang)).first).to_be_visible(timeout=SLOW_MS)
    page.goto(f"{portal.url}/personal")
    expect(page.get_by_role("heading", name=text("personal.page_kinds", lang))).to_be_visible(timeout=SLOW_MS)
    settle(page)
    assert faults(page) == Counter()
    assert foreign(page, lang) == []


def test_the_pages_of_strangers_have_no_known_fault_of_access(portal: Portal, new_page: NewPage) -> None:
    for lang in ("ko", "en"):
        page = new_page(lang)
        for path in ("sign-in", "join", "certificate"):
            page.goto(f"{portal.url}/{path}")
            assert faults(page) == Counter(), path


def test_the_exceptions_may_only_shrink() -> None:
    with EXCEPTIONS.open("rb") as file:
        said = tomllib.load(file)
    assert len(said.get("exception", [])) <= said["most"]
    assert all({"rule", "element", "upstream"} <= set(item) for item in said.get("exception", []))


def foreign(page: Page, lang: str) -> list[str]:
    """Lines a person can see that are in the other language: Hangul in English, English sentences in Korean."""
    shown = page.locator("body").inner_text().splitlines()
    if lang == "en":
        # Names of the invented city stay as they are written; a line of prose in Hangul does not.
        return [line for line in shown if len(HANGUL.findall(line)) > 8 and re.search(r"[가-힣]+(니다|세요|어요|까요)", line)]
    return [line for line in shown if not HANGUL.search(line) and re.search(r"[A-Za-z]{2,}( [A-Za-z]{2,}){2,}", NOT_SENTENCES.sub("", line))
            and not re.search(r"\(\d{4}\)", line)]  # fmt: skip


def english_names(page: Page) -> list[str]:
    """What screen readers say of a Korean page, or a pointer shows, that is English words: no proper name, no file, no address."""
    collect = """() => ["aria-label", "title", "placeholder", "aria-valuetext", "aria-roledescription", "aria-description"].flatMap(
        (name) => [...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name)))"""
    said = {str(one) for one in page.evaluate(collect)}
    return sorted(
        one
        for one in said
        if not HANGUL.search(one) and re.search(r"(?<![\w.@/:-])[A-Za-z]?[a-z]{2,}(?![\w.@/:-])", NOT_SENTENCES.sub("", one))
    )


def test_on_a_telephone_nothing_is_wider_than_the_screen(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko", width=390, height=844)
    enter(page, portal)
    for screen in ("home", "model", "analyses"):
        opened(page, portal, screen, "ko")
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= 391, screen


def test_where_websockets_are_blocked_a_plain_page_says_so(portal: Portal, new_page: NewPage) -> None:
    page = new_page("ko")
    enter(page, portal)
    page.route_web_socket(re.compile(".*"), lambda socket: socket.close())
    page.goto(portal.url)
    expect(page.get_by_text(text("plain.title", "ko")).first).to_be_visible(timeout=60_000)
