"""The moves of a person in the portal, by what they read and not by how the page is built."""

from __future__ import annotations

import datetime
import random
import re
import sqlite3
import time
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from app.texts import LANGUAGES, text
from tests.browser.conftest import Portal

SLOW_MS = 240_000  # a run on a machine that does other things too
_SAMPLE_RESULTS: dict[Path, str] = {}  # by the portal's home, the address behind its own


def sign_in(page: Page, portal: Portal, lang: str = "ko", role: str = "analyst") -> None:
    """From nowhere to the home page as a demo person, in the language wanted."""
    page.goto(f"{portal.url}/sign-in")
    if page.locator("html").get_attribute("lang") != lang:
        page.get_by_role("link", name=text("frame.other_language", "en" if lang == "ko" else "ko")).click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
    page.get_by_role("button", name=re.compile(re.escape(text(f"role.{role}", lang)))).first.click()
    drawn = {said: page.get_by_role("link", name=text("nav.home", said)).first for said in LANGUAGES}
    expect(drawn["ko"].or_(drawn["en"]).first).to_be_visible(timeout=SLOW_MS)
    if not drawn[lang].is_visible():
        # The person's own language is kept with the account: whoever shares a demo person may have changed it.
        page.get_by_role("link", name=text("frame.other_language", "en" if lang == "ko" else "ko")).first.click()
        expect(drawn[lang]).to_be_visible(timeout=SLOW_MS)
    settle(page)


def enter(page: Page, portal: Portal, lang: str = "ko", role: str = "analyst") -> None:
    """Signs a demo person in, in the language wanted, and draws nothing: for tests of pages that are opened by their address."""
    origin = {"Origin": portal.url, "Sec-Fetch-Site": "same-origin"}
    form = page.request.get(f"{portal.url}/sign-in").text()
    names = "|".join(re.escape(escape(text(f"role.{role}", said))) for said in LANGUAGES)
    mark, who = re.search(r'name="mark" value="([^"]+)"', form), re.search(rf'name="demo" value="([^"]+)"><span><b>(?:{names})</b>', form)
    assert mark, form
    assert who, form
    said = {"mark": mark[1], "demo": who[1], "back": "/"}
    answer = page.request.post(f"{portal.url}/sign-in", form=said, headers=origin, max_redirects=0)
    assert answer.status == 303, answer.text()
    page.request.get(f"{portal.url}/language?to={lang}", headers=origin, max_redirects=0)


def button(page: Page, key: str, lang: str, **facts: object) -> Locator:
    """The button or link that carries a sentence."""
    name = text(key, lang, **facts)
    return page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first


def press(page: Page, key: str, lang: str, **facts: object) -> None:
    """Presses what carries a sentence, and lets the page settle."""
    button(page, key, lang, **facts).click()
    settle(page)


def from_card(page: Page, what: str, model: str = "golden_hour") -> None:
    """Presses what a model's card at home offers: `sample` or `own` (to begin with own data)."""
    page.locator(f".st-key-home-{what}-{model} button").click()
    settle(page)


def settle(page: Page) -> None:
    """Waits until the portal has drawn: there, connected, no rerun under way, nothing stale, nothing on its way to another place,
    and every part of Streamlit's program that draws an element come (until then a skeleton stands for it).

    A page that is not the portal's own (a form of sign-in) is settled as it comes.
    """
    page.wait_for_function(
        """() => { const app = document.querySelector('[data-testid="stApp"]');
                   if (!app) return document.readyState === 'complete' && !document.getElementById('root');
                   return (!['initial', 'rerunRequested', 'running'].includes(app.dataset.testScriptState)
                          && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
                          && !document.getAnimations().some(one => one.playState === 'running'
                                                                   && one.effect.getComputedTiming().endTime < 2000)); }""",
        timeout=SLOW_MS,
        polling=50,  # else it asks at every frame, which has the browser draw them all
    )


def kept(page: Page, portal: Portal, field: str, value: str) -> None:
    """Waits until the records hold a field of the draft on the page with this value."""
    draft = parse_qs(urlsplit(page.url).query)["draft"][0]
    asked = "select 1 from draft_fields where draft_id = ? and name = ? and value = ?"
    until = time.monotonic() + SLOW_MS / 1_000
    with sqlite3.connect(portal.home / "records.db") as link:
        while not link.execute(asked, (draft, field, value)).fetchall():
            assert time.monotonic() < until, "the records never held it"
            time.sleep(0.1)


def make_workshop(page: Page, lang: str) -> None:
    """Makes a workshop as its form stands, folded once there is one."""
    making = page.locator(".st-key-workshop-making")
    if not making.locator(".st-key-workshop-title").is_visible():
        making.locator("summary").first.click()
        expect(making.locator(".st-key-workshop-title")).to_be_visible()
        settle(page)
    press(page, "workshop.form.make", lang)


def forward(page: Page, step: str, lang: str) -> None:
    """Goes on to the next step of the wizard."""
    press(page, "wizard.next", lang, step=text(f"step.{step}", lang))
    page.wait_for_url(re.compile(f"step={step}"))
    settle(page)


def sample_result(page: Page, lang: str) -> None:
    """From home to the result of the sample."""
    from_card(page, "sample")
    page.wait_for_url(re.compile("/result"), timeout=SLOW_MS)
    expect(page.get_by_text(text("result.sample", lang)).first).to_be_visible(timeout=SLOW_MS)
    settle(page)


def any_sample_result(page: Page, portal: Portal, lang: str) -> None:
    """The result of the sample that a test before made on this portal; else made now, as `sample_result` does."""
    if portal.home in _SAMPLE_RESULTS:
        page.goto(f"{portal.url}{_SAMPLE_RESULTS[portal.home]}")
        expect(page.get_by_text(text("result.sample", lang)).first).to_be_visible(timeout=SLOW_MS)
        settle(page)
        return
    page.goto(portal.url)
    settle(page)
    sample_result(page, lang)
    _SAMPLE_RESULTS[portal.home] = page.url.removeprefix(portal.url)


def take_file(page: Page, file: Path, lang: str) -> None:
    """Gives a file to the first uploader, and waits until it was read."""
    with page.expect_file_chooser() as chooser:
        page.get_by_text(text("upload.choose", lang), exact=True).first.click()
    chooser.value.set_files(file)
    expect(page.get_by_text(text("data.understood", lang)).first).to_be_visible(timeout=SLOW_MS)
    settle(page)


def calls_file(folder: Path, rows: int = 400, name: str = "구급출동 목록(2024).csv") -> Path:
    """A CP949 export as a fire headquarters would hand it out: split dates and times, a title row, a total at the end."""
    choose = random.Random(11)
    lines = ["구급출동 현황(연습용),,,,,,", "번호,신고년월일,신고시각,출동시각,현장도착년월일,현장도착시각,출동안전센터"]
    for number in range(rows):
        called = datetime.datetime(2024, 1, 1) + datetime.timedelta(minutes=choose.randrange(200 * 1440))
        left = called + datetime.timedelta(seconds=choose.randrange(60, 200))
        there = left + datetime.timedelta(seconds=choose.randrange(120, 900))
        centre = f"{choose.choice(('늘봄', '솔내음', '가람'))}119안전센터"
        lines.append(f"{number + 1},{called:%Y.%m.%d},{called:%H:%M:%S},{left:%H:%M:%S},{there:%Y.%m.%d},{there:%H:%M:%S},{centre}")
    lines.append(f"합계,{rows}건,,,,,")
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp949"))
    return path
