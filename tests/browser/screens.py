"""Every screen as pictures: ko and en, 1366 and 390 wide, light and dark, into `screens/`. `make screens`.

`python -m tests.browser.screens [--only home,result] [--at ko-390-light]`: some screens only, in some versions only.
"""

from __future__ import annotations

import argparse
import itertools
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from app.texts import text
from tests.browser.conftest import ROOT, Portal, serve
from tests.browser.steps import SLOW_MS, button, calls_file, forward, from_card, press, settle, sign_in, take_file
from tests.needs import chromium

Shoot = Callable[[str], None]


def main() -> None:
    """Serves a portal with a fresh home, walks it as people of each role, and writes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--at", default="")
    given = parser.parse_args()
    only = {name for name in given.only.split(",") if name}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        portal = serve(Path(scratch))
        browser = playwright.chromium.launch(executable_path=str(chromium()), args=["--no-sandbox", "--enable-unsafe-swiftshader"])
        try:
            for lang, width, theme in _versions({name for name in given.at.split(",") if name}):
                _walk(browser, portal, lang, width, theme, only, Path(scratch))
        finally:
            browser.close()
            portal.stop()


def _versions(at: set[str]) -> Iterator[tuple[str, int, str]]:
    for lang, width, theme in itertools.product(("ko", "en"), (1366, 390), ("light", "dark")):
        if not at or f"{lang}-{width}-{theme}" in at:
            yield lang, width, theme


def _walk(browser: Browser, portal: Portal, lang: str, width: int, theme: str, only: set[str], scratch: Path) -> None:
    folder = ROOT / "screens" / f"{lang}-{width}-{theme}"
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        viewport={"width": width, "height": 768 if width > 400 else 844}, color_scheme="dark" if theme == "dark" else "light",
        locale={"ko": "ko-KR", "en": "en-GB"}[lang], accept_downloads=True,
    )  # fmt: skip
    context.set_default_timeout(SLOW_MS)
    page = context.new_page()

    def shoot(name: str) -> None:
        if not only or name in only:
            settle(page)
            page.wait_for_timeout(1_000)
            whole(page, folder / f"{name}.png")

    page.goto(f"{portal.url}/sign-in")
    shoot("sign_in")
    _analyst(page, portal, lang, shoot, scratch)
    context.clear_cookies()
    sign_in(page, portal, lang, "supervisor")
    page.goto(f"{portal.url}/usage?practice=yes")
    shoot("usage")
    page.goto(f"{portal.url}/campaigns")
    shoot("campaigns")
    context.clear_cookies()
    sign_in(page, portal, lang, "admin")
    for name in (
        "people",
        "organisations",
        "view_as",
        "policies",
        "settings",
        "sources",
        "audit",
        "network",
        "collaboration",
        "cases",
        "support",
    ):
        page.goto(f"{portal.url}/{name}")
        shoot(name)
    context.clear_cookies()
    sign_in(page, portal, lang, "trainer")
    page.goto(f"{portal.url}/workshops")
    shoot("workshops")
    context.clear_cookies()
    _steward(page, portal, lang, shoot)
    context.close()


def _steward(page: Page, portal: Portal, lang: str, shoot: Shoot) -> None:
    """The register and the incident table of the sample of ten departments, made by whoever comes first."""
    sign_in(page, portal, lang, "steward")
    page.goto(f"{portal.url}/agreements")
    fill, register = button(page, "practice.go", lang), page.get_by_role("table", name=text("nav.agreements", lang))
    fill.or_(register).first.wait_for()
    settle(page)
    if fill.is_visible():
        press(page, "practice.go", lang)
    register.wait_for()
    shoot("agreements")
    page.goto(f"{portal.url}/data")
    page.get_by_role("link", name=text("datasets.open", lang)).first.click()
    page.get_by_role("table", name=text("sights.caption", lang)).wait_for()
    shoot("who_sees_what")


def _analyst(page: Page, portal: Portal, lang: str, shoot: Shoot, scratch: Path) -> None:
    sign_in(page, portal, lang)
    shoot("home")
    from_card(page, "sample")
    shoot("wizard_run")
    page.wait_for_url(re.compile("/result"))
    shoot("result")
    press(page, "result.to_report", lang)
    shoot("report")
    page.goto(f"{portal.url}/models?model=golden_hour")
    shoot("model")
    press(page, "model.start", lang)
    shoot("wizard_data_empty")
    take_file(page, calls_file(scratch), lang)
    shoot("wizard_data")
    for step in ("columns", "check", "settings"):
        forward(page, step, lang)
        shoot(f"wizard_{step}")
    button(page, "wizard.run", lang).click()
    page.wait_for_url(re.compile("/result"))
    shoot("result_limited")
    for name in ("analyses", "shared", "handover", "requests", "inbox", "help", "ask", "data"):
        page.goto(f"{portal.url}/{name}")
        shoot(name)
    page.get_by_role("link", name=text("datasets.open", lang)).first.click()
    page.wait_for_url(re.compile("dataset="))
    shoot("dataset")
    for model in ("cctv_siting", "civil_complaints"):
        page.goto(f"{portal.url}/models?model={model}")
        shoot(f"model_{model}")
        page.goto(portal.url)
        settle(page)
        from_card(page, "sample", model)
        page.wait_for_url(re.compile("/result"))
        shoot(f"result_{model}")


def whole(page: Page, path: Path) -> None:
    """The page from top to bottom: the portal scrolls inside itself, so the window is made as high as its content."""
    high = page.evaluate("Math.max(...[...document.querySelectorAll('section, main, body')].map(part => part.scrollHeight))")
    size = page.viewport_size or {"width": 1366, "height": 768}
    page.set_viewport_size({"width": size["width"], "height": min(max(int(high), size["height"]), 9_000)})
    page.wait_for_timeout(600)
    page.wait_for_function("() => [...document.images].every(image => image.complete && image.naturalWidth)")
    page.screenshot(path=path)
    page.set_viewport_size(size)


if __name__ == "__main__":
    main()
