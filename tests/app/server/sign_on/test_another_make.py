"""The same portal with a provider of another make: in with its roles, out there too, and no way in without a role."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

import pytest

from tests.app.server.conftest import Client
from tests.app.server.sign_on.conftest import RULES, SignOn, is_told
from tests.sign_on.another_make import PASSWORD, another
from tests.sign_on.hostile import CLIENT

PROVIDER = f"""
[provider.another]
name_ko = "다른 기관"
name_en = "Another office"
issuer = "ISSUER"
client_id = "{CLIENT}"
secret_env = "MODU_TRIAL_SECRET"
scopes = "openid profile email groups"
{RULES}
"""


class Stays(HTTPRedirectHandler):
    """Follows nothing: where one is sent is what is looked at."""

    def redirect_request(self, *given: Any) -> None:
        return None


def there() -> OpenerDirector:
    """A browser at the provider."""
    return build_opener(HTTPCookieProcessor(CookieJar()), Stays())


def sent_to(browser: OpenerDirector, address: str, form: dict[str, str] | None = None) -> str:
    """Where an address sends one."""
    try:
        browser.open(Request(address, urlencode(form).encode() if form else None), timeout=30)
    except HTTPError as answer:
        return str(answer.headers["location"])
    raise AssertionError(f"{address} sends nobody anywhere")


def go_through(browser: OpenerDirector, asked: str, login: str) -> str:
    """Signs somebody in there; the address they come back to."""
    base = "{0.scheme}://{0.netloc}".format(urlsplit(asked))
    form = base + sent_to(browser, asked)
    onward = base + sent_to(browser, form, {"login": login, "password": PASSWORD})
    back = urlsplit(sent_to(browser, onward))
    return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def office(portal: SignOn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignOn]:
    file = portal.platform.home / "providers.toml"
    kept = file.read_text("utf-8")
    with another(Path(tmp_path_factory.mktemp("another")), f"http://127.0.0.1:{portal.served.port}") as issuer:
        file.write_text(kept + PROVIDER.replace("ISSUER", issuer), "utf-8")
        yield portal
    file.write_text(kept, "utf-8")


def begin(client: Client) -> str:
    return client.get("/sign-in/with/another").headers["location"]


def test_somebody_signs_in_with_the_roles_of_their_groups_and_out_there_too(office: SignOn) -> None:
    client, browser = office.served.client(), there()
    back = client.get(go_through(browser, begin(client), "song"))
    assert back.headers["location"] == "/", office.reason(client, back)
    assert client.get("/session").status == 204
    assert office.roles("1") == {("author", "동구"), ("analyst", "동구")}
    page = client.post("/sign-out", {"mark": client.cookies["modu_form"]}).text
    onward = re.search(r'class="onward" href="([^"]+)"', page)
    assert onward is not None
    left = urlsplit(sent_to(browser, html.unescape(onward[1])))
    assert (left.port, left.path) == (office.served.port, "/sign-in/left")
    # There, too, nobody is signed in any more: a new sign-in asks who it is.
    assert sent_to(browser, begin(office.served.client())).startswith("/login")


def test_who_has_no_role_here_is_refused_though_the_provider_knows_them(office: SignOn) -> None:
    client = office.served.client()
    back = client.get(go_through(there(), begin(client), "yoon"))
    assert is_told(office.reason(client, back), "sign_on.no_role")
