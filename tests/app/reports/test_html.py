"""The HTML file: alone in the world, readable by all, marked on every printed page."""

import io
import re
from html.parser import HTMLParser

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.app.sample_result import BIG_ROWS, HOSTILE
from tests.needs import chromium


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium()), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser):
    """A page that fails the test when the document asks for anything or runs anything."""
    opened = browser.new_page()
    asked, ran = [], []
    opened.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
    opened.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    yield opened
    assert asked == []
    assert ran == []
    opened.close()


@pytest.mark.parametrize(("name", "lang", "length"), [("limited", "ko", "full"), ("full", "en", "full"), ("sample", "ko", "one_page")])
def test_axe_finds_nothing(page, report, name, lang, length):
    page.set_content(report("html", name, lang, length=length).decode())
    found = Axe().run(page).response["violations"]
    assert [(item["id"], [node["html"][:90] for node in item["nodes"]][:3]) for item in found] == []


def test_hostile_text_is_shown_and_never_run(page, report):
    page.set_content(report("html", "hostile", comment=HOSTILE).decode())
    assert page.inner_text("h1") == HOSTILE
    assert page.locator("script").count() == 0


def test_it_refers_to_nothing_outside(report):
    said = report("html").decode()
    sources = re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?([^"\'\s>)]+)', said)
    assert sources
    assert all(source.startswith(("data:", "#")) for source in sources)
    assert "default-src 'none'" in said


def test_language_headings_and_landmarks(report):
    outline = _Outline(report("html", "full", "en").decode())
    assert outline.attrs["html"] == [{"lang": "en"}]
    assert len(outline.attrs["h1"]) == 1
    assert all(len(outline.attrs[name]) == 1 for name in ("header", "main", "nav", "footer"))
    assert all(image["alt"] for image in outline.attrs["img"])
    assert all(head["scope"] == "col" for head in outline.attrs["th"])
    assert len(outline.attrs["caption"]) == len(outline.attrs["table"])


def test_contents_lead_to_every_section(report):
    said = report("html").decode()
    for target in re.findall(r'<a href="#([\w-]+)">', said):
        assert f'id="{target}"' in said


def test_no_row_is_lost_when_all_are_wanted(report):
    assert len(set(re.findall(r"<td>격자 (\d{4})</td>", report("html", length="whole").decode()))) == BIG_ROWS


def test_findings_come_first_then_what_it_is_then_map(report):
    said = report("html").decode()
    keys = ("findings", "facts", "map", "figures", "ranked", "sensitivity", "method", "limits", "provenance")
    order = [said.index(f'id="{key}"') for key in keys]
    assert order == sorted(order)


@pytest.mark.parametrize(("name", "mark"), [("sample", "연습용 예시"), ("limited", "제한된 결과")])
def test_the_mark_stands_on_every_printed_page(page, report, name, mark):
    # Without the longest table: the browser prints hundreds of pages for it.
    page.set_content(report("html", name, parts=("map", "figures", "ranked", "method", "limits", "provenance")).decode())
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as book:
        # The browser's font writes its blanks as \x01.
        pages = [(sheet.extract_text() or "").replace("\x01", " ") for sheet in book.pages]
    assert len(pages) > 3
    assert all(text.strip().startswith(mark) for text in pages)


def test_it_fits_a_narrow_screen(page, report):
    page.set_viewport_size({"width": 390, "height": 800})
    page.set_content(report("html", "sample").decode())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


class _Outline(HTMLParser):
    """Every element's attributes, by name."""

    def __init__(self, said):
        super().__init__()
        self.attrs = {}
        self.feed(said)

    def handle_starttag(self, tag, attrs):
        self.attrs.setdefault(tag, []).append(dict(attrs))
