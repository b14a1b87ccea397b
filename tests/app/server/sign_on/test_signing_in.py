"""Signing in by a provider: the flow, the account that comes with it, the roles of the rules."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote_plus

from tests.app.server.sign_on.conftest import PASSWORD, SignOn, is_told
from tests.sign_on.hostile import SECRET


def test_the_page_offers_the_provider_in_the_readers_language(sign_on: SignOn) -> None:
    for language, said in (("ko-KR", "시험 기관 계정으로 로그인"), ("en-GB", "Sign in with Trial office")):
        page = sign_on.served.client(language).get("/sign-in?back=/data").text
        assert said in page
        assert 'href="/sign-in/with/hostile?back=%2Fdata"' in page


def test_the_provider_is_asked_by_code_with_pkce_state_and_nonce(sign_on: SignOn) -> None:
    asked = sign_on.begin(sign_on.served.client())
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid profile email")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20
    assert asked["redirect_uri"] == f"http://127.0.0.1:{sign_on.served.port}/sign-in/from/hostile"


def test_somebody_new_gets_an_account_with_the_roles_of_the_rules(sign_on: SignOn) -> None:
    client = sign_on.sign_in(sub="new-1", groups=["analyst-yuseong", "lead", "other"])
    assert client.get("/session").status == 204
    assert sign_on.roles("new-1") == {("analyst", "유성구"), ("supervisor", "대전광역시")}
    person = sign_on.person("new-1")
    assert person is not None
    assert (person.name, person.password_hash, person.must_change) == ("김주무", None, False)


def test_the_secret_goes_to_the_provider_whole_and_the_verifier_with_it(sign_on: SignOn) -> None:
    sign_on.sign_in(sub="new-2")
    form, headers = next((form, headers) for path, form, headers in sign_on.provider.asked if path == "/token")
    client, _, secret = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode().partition(":")
    assert (unquote_plus(client), unquote_plus(secret)) == ("modu-portal", SECRET)
    assert (form["grant_type"], form["code"]) == ("authorization_code", "code-secret")
    assert len(form["code_verifier"]) >= 43


def test_one_comes_back_to_where_one_wanted_and_nowhere_else(sign_on: SignOn) -> None:
    for wanted, arrived in (("/result?run=abc", "/result?run=abc"), ("//elsewhere.example", "/"), ("https://elsewhere.example/", "/")):
        client = sign_on.served.client()
        asked = sign_on.begin(client, f"/sign-in/with/hostile?back={wanted.replace('?', '%3F')}")
        assert sign_on.back(client, asked).headers["location"] == arrived


def test_roles_are_read_again_at_each_sign_in_and_go_with_the_groups(sign_on: SignOn) -> None:
    sign_on.sign_in(sub="moving", groups=["analyst-yuseong"])
    open_elsewhere = sign_on.sign_in(sub="moving", groups=["analyst-yuseong"])
    sign_on.sign_in(sub="moving", groups=["author-dong"])
    assert sign_on.roles("moving") == {("analyst", "동구"), ("author", "동구")}
    assert open_elsewhere.get("/session").status == 401  # a page drawn for other roles ends


def test_whoever_has_no_group_any_more_loses_the_roles_and_is_refused_in_words(sign_on: SignOn) -> None:
    before = sign_on.sign_in(sub="leaving", groups=["analyst-yuseong"])
    client = sign_on.served.client("en-GB")
    sign_on.provider.said = {"sub": "leaving", "groups": []}
    said = sign_on.reason(client, sign_on.back(client, sign_on.begin(client)))
    assert is_told(said, "sign_on.no_role", "en")
    assert "administrator" in said
    assert sign_on.roles("leaving") == set()
    assert before.get("/session").status == 401


def test_a_stranger_without_a_group_leaves_no_account_behind(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    sign_on.provider.said = {"sub": "stranger", "groups": None}
    assert is_told(sign_on.reason(client, sign_on.back(client, sign_on.begin(client))), "sign_on.no_role")
    assert sign_on.person("stranger") is None


def test_two_people_with_one_e_mail_and_one_name_are_two_people(sign_on: SignOn) -> None:
    for subject in ("twin-1", "twin-2"):
        sign_on.sign_in(sub=subject, email="same@city.example", preferred_username="same")
    one, other = sign_on.person("twin-1"), sign_on.person("twin-2")
    assert one is not None
    assert other is not None
    assert (one.id != other.id, one.login, other.login) == (True, "same@hostile", "same@hostile-2")


def test_the_login_of_an_account_here_opens_nothing_there(sign_on: SignOn) -> None:
    sign_on.sign_in(sub="impostor", preferred_username="chief", email="chief@city.example")
    person = sign_on.person("impostor")
    assert person is not None
    assert person.login == "chief@hostile"
    assert not {role for role, _ in sign_on.roles("impostor")} & {"admin"}


def test_a_disabled_account_stays_out(sign_on: SignOn) -> None:
    sign_on.sign_in(sub="shut")
    with sign_on.platform.records.session() as session:
        person = sign_on.person("shut")
        assert person is not None
        session.get_one(type(person), person.id).disabled = True
    client = sign_on.served.client()
    sign_on.provider.said = {"sub": "shut"}
    assert is_told(sign_on.reason(client, sign_on.back(client, sign_on.begin(client))), "sign_on.disabled")


def test_signing_in_renews_the_session_and_ends_the_one_before(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    client.get("/sign-in")
    form = {"mark": client.cookies["modu_form"], "name": "chief", "password": PASSWORD, "back": "/"}
    asked = sign_on.begin(client)
    assert client.post("/sign-in", form).status == 303
    before = client.cookies["modu_session"]
    assert sign_on.back(client, asked).headers["location"] == "/"
    assert client.cookies["modu_session"] != before
    client.cookies["modu_session"] = before
    assert client.get("/session").status == 401


def test_what_userinfo_says_is_added_when_it_speaks_of_the_same_person(sign_on: SignOn) -> None:
    # What the portal holds of a provider it holds for an hour: userinfo is a provider of its own, asked for the first time.
    home = sign_on.platform.home / "providers.toml"
    kept = home.read_text("utf-8")
    sign_on.provider.metadata = {"userinfo_endpoint": f"http://127.0.0.1:{sign_on.provider.port}/userinfo"}
    try:
        home.write_text(kept.replace('client_id = "', 'scopes = "openid groups"\nclient_id = "'), "utf-8")
        sign_on.provider.userinfo = {"sub": "told", "groups": ["author-dong"]}
        sign_on.sign_in(sub="told", groups=None)
        assert sign_on.roles("told") == {("analyst", "동구"), ("author", "동구")}
        client = sign_on.served.client()
        sign_on.provider.userinfo = {"sub": "somebody else", "groups": ["author-dong"]}
        assert is_told(sign_on.reason(client, sign_on.back(client, sign_on.begin(client))), "sign_on.other_person")
        client = sign_on.served.client()
        sign_on.provider.replies["/userinfo"] = lambda: (200, {"content-type": "text/html"}, b"<h1>Welcome</h1>")
        assert is_told(sign_on.reason(client, sign_on.back(client, sign_on.begin(client))), "sign_on.answer_unreadable")
    finally:
        home.write_text(kept, "utf-8")


def test_signing_out_goes_on_to_the_provider_by_a_page_and_not_by_the_form(sign_on: SignOn) -> None:
    client = sign_on.sign_in(sub="going")
    answer = client.post("/sign-out", {"mark": client.cookies["modu_form"]})
    assert answer.status == 200
    found = re.search(r'class="onward" href="([^"]+)"', answer.text)
    assert found is not None
    assert found[1].startswith(f"http://127.0.0.1:{sign_on.provider.port}/end?realm=1&amp;client_id=modu-portal")
    assert "id_token_hint=ey" in found[1]
    assert "post_logout_redirect_uri=http%3A%2F%2F127.0.0.1" in found[1]
    assert client.get("/session").status == 401
    assert client.get("/sign-in/left").headers["location"] == "/sign-in?left=1"


def test_an_administrator_with_a_password_signs_in_and_out_without_any_provider(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    client.get("/sign-in")
    form = {"mark": client.cookies["modu_form"], "name": "chief", "password": PASSWORD, "back": "/"}
    assert client.post("/sign-in", form).headers["location"] == "/"
    assert client.post("/sign-out", {"mark": client.cookies["modu_form"]}).headers["location"] == "/sign-in?left=1"
