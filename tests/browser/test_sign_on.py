"""Single sign-on in a real browser, by a certified provider: in, out, out there, provider gone, session too old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.services.platform import open_platform
from app.texts import text
from data_catalog.records.tables import SessionRow, utc_now
from tests.app.server.sign_on.conftest import PASSWORD, RULES, set_up
from tests.browser.conftest import NewPage, Portal, free_port, serve
from tests.browser.steps import SLOW_MS, settle
from tests.sign_on.certified_provider import Certified, certified
from tests.sign_on.hostile import CLIENT, SECRET

PROVIDER = f"""
[provider.certified]
name_ko = "한빛 인증"
name_en = "Hanbit sign-on"
issuer = "ISSUER"
client_id = "{CLIENT}"
secret_file = "secrets/certified"
scopes = "openid profile email groups"
{RULES.replace("rules = [", 'rules = ["groups has chief: admin in 대전광역시",')}
"""


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Certified]:
    port = free_port()
    with certified(tmp_path_factory.mktemp("certified"), free_port(), f"http://127.0.0.1:{port}") as made:
        made.portal_port = port
        yield made


@pytest.fixture(scope="module")
def portal(provider: Certified, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    home = tmp_path_factory.mktemp("sign_on_portal")
    platform = open_platform(home)
    set_up(platform, sign_on_wait_s=2)
    platform.records.close()
    (home / "secrets").mkdir(exist_ok=True)
    (home / "secrets" / "certified").write_text(f"{SECRET}\n", "utf-8")
    (home / "providers.toml").write_text(PROVIDER.replace("ISSUER", provider.issuer), "utf-8")
    served = serve(home, provider.portal_port, MODU_EXAMPLES="no")
    yield served
    served.stop()


def by_provider(page: Page, portal: Portal, login: str, lang: str = "ko") -> None:
    """From the sign-in page to the provider's, and back signed in."""
    page.goto(f"{portal.url}/sign-in")
    page.get_by_role("link", name=text("sign_on.with", lang, provider={"ko": "한빛 인증", "en": "Hanbit sign-on"})).click()
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    is_in(page, portal, lang)


def is_in(page: Page, portal: Portal, lang: str) -> None:
    """The home page is drawn."""
    expect(page.get_by_role("link", name=text("nav.home", lang)).first).to_be_visible(timeout=SLOW_MS)
    settle(page)
    assert page.url.rstrip("/") == portal.url


def is_out(page: Page) -> None:
    """A click in a page of a session that is over leads to signing in, and does nothing."""
    page.get_by_role("link", name=text("nav.data", "ko"), exact=True).first.click()
    ended = page.get_by_text(text("frame.ended", "ko")).or_(page.get_by_role("heading", name=text("sign_in.title", "ko")))
    expect(ended.first).to_be_visible(timeout=SLOW_MS)


def test_one_signs_in_has_the_roles_of_the_claims_and_signs_out_at_the_provider_too(
    portal: Portal, provider: Certified, new_page: NewPage
) -> None:
    provider.knows("kim", name="김주무", email="kim@city.example", groups=["analyst-yuseong"])
    page = new_page("ko")
    by_provider(page, portal, "kim")
    expect(page.get_by_role("button", name="김주무")).to_be_visible()
    expect(page.get_by_role("link", name=text("nav.people", "ko"), exact=True)).to_have_count(0)
    page.get_by_role("button", name="김주무").click()
    page.get_by_role("button", name=text("frame.sign_out", "ko")).click()
    page.get_by_role("button", name="Yes, sign me out").click(timeout=SLOW_MS)
    expect(page.get_by_text(text("sign_in.left", "ko"))).to_be_visible(timeout=SLOW_MS)
    # The provider has forgotten them as well: it asks who it is. What it says of them by then is what holds.
    provider.knows("kim", name="김과장", email="kim@city.example", groups=["chief"])
    by_provider(page, portal, "kim")
    expect(page.get_by_role("button", name="김과장")).to_be_visible()
    expect(page.get_by_role("link", name=text("nav.people", "ko"), exact=True).first).to_be_visible()


def test_signing_out_at_the_provider_ends_the_tab_here(portal: Portal, provider: Certified, new_page: NewPage) -> None:
    provider.knows("lee", name="이주무", groups=["analyst-yuseong"])
    page = new_page("ko")
    by_provider(page, portal, "lee")
    there = page.context.new_page()
    there.goto(f"{provider.issuer}/session/end")
    there.get_by_role("button", name="Yes, sign me out").click()
    expect(there.get_by_text("Sign-out Success")).to_be_visible()
    is_out(page)


def test_a_session_past_its_age_is_refused(portal: Portal, provider: Certified, new_page: NewPage) -> None:
    provider.knows("old", name="박주무", groups=["analyst-yuseong"])
    page = new_page("ko")
    by_provider(page, portal, "old")
    platform = open_platform(portal.home)
    with platform.records.session() as session:
        session.execute(update(SessionRow).values(expires_at_utc=utc_now() - timedelta(seconds=1)))
    platform.records.close()
    is_out(page)


def test_with_the_provider_gone_work_goes_on_the_page_says_so_and_an_administrator_signs_in(
    portal: Portal, provider: Certified, new_page: NewPage
) -> None:
    provider.knows("han", name="한주무", groups=["analyst-yuseong"])
    page = new_page("ko")
    by_provider(page, portal, "han")
    provider.stop()
    try:
        page.get_by_role("link", name=text("nav.data", "ko"), exact=True).first.click()
        expect(page.get_by_role("heading", name=text("nav.data", "ko")).first).to_be_visible(timeout=SLOW_MS)
        other = new_page("en")
        other.goto(f"{portal.url}/sign-in")
        button = other.get_by_role("link", name=text("sign_on.with", "en", provider="Hanbit sign-on"))
        button.click()
        other.wait_for_url(f"{portal.url}/sign-in?refused=1")
        expect(other.get_by_role("alert")).to_have_text(text("problem.sign_on.away", "en", provider="Hanbit sign-on"))
        expect(button).to_contain_text(text("sign_on.away_now", "en"))
        other.get_by_label(text("sign_in.name", "en")).fill("chief")
        other.get_by_label(text("sign_in.password", "en")).fill(PASSWORD)
        other.get_by_role("button", name=text("sign_in.go", "en"), exact=True).click()
        expect(other.get_by_role("link", name=text("nav.people", "ko"), exact=True).first).to_be_visible(timeout=SLOW_MS)
    finally:
        provider.start()
