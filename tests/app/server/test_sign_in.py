"""Signing in and out, and what a stranger gets."""

import re

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.identity.passwords import hash_password
from app.server import cookies
from app.services.people import accounts
from tests.app.server.conftest import Served, add_person


def test_a_stranger_is_sent_to_sign_in_and_back_to_where_they_wanted(served: Served) -> None:
    answer = served.client().get("/result?run=abc")
    assert (answer.status, answer.headers["location"]) == (303, "/sign-in?back=%2Fresult%3Frun%3Dabc")


@pytest.mark.parametrize("asked", ["q=010-1234-5678", "q=%ED%99%8D%EA%B8%B8%EB%8F%99", "run=01012345678", "q=xyzzy&name=hong%40korea.kr"])
def test_what_a_stranger_typed_is_not_carried_along(served: Served, asked: str) -> None:
    for path in ("/search", "/result"):
        answer = served.client().get(f"{path}?{asked}")
        assert (answer.status, answer.headers["location"]) == (303, f"/sign-in?back=%2F{path[1:]}")
    page = served.client().get(f"/sign-in?back=/search?{asked.replace('&', '%26')}").text
    assert not any(said.partition("=")[2] in page for said in asked.split("&"))


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/media/abc.png", "/download/run/abc/report.pdf", "/session"])
def test_a_stranger_gets_nothing_of_the_portal(served: Served, path: str) -> None:
    assert served.client().get(path).status == 401


@pytest.mark.parametrize(
    "path",
    ["/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/metrics", "/result/_stcore/health", "/nowhere", "/app/portal.py"],
)
def test_what_is_not_ours_to_answer_is_not_there(served: Served, path: str) -> None:
    client = served.client()
    client.demo()
    assert client.get(path).status == 404


def test_a_demo_person_signs_in_by_one_click_and_meets_the_page_in_korean(served: Served) -> None:
    client = served.client()
    client.demo()
    page = client.get("/")
    assert page.status == 200
    assert '<html lang="ko"' in page.text
    assert "<title>모두</title>" in page.text


def test_the_language_is_switched_for_the_page_and_kept_with_the_person(served: Served) -> None:
    client = served.client()
    client.demo(1)
    answer = client.get("/language?to=en", referer=f"http://127.0.0.1:{served.port}/models?model=x")
    assert answer.headers["location"] == "/models?model=x"
    assert '<html lang="en"' in client.get("/models").text
    again = served.client()
    again.demo(1)
    assert '<html lang="en"' in again.get("/").text


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "http://elsewhere.example"},
        {"Referer": "http://elsewhere.example/"},
        {},
    ],
    ids=["another site", "a neighbour", "a mail", "its origin", "its page", "nobody says"],
)
@pytest.mark.parametrize("path", ["/language?to=en", "/theme?to=dark"])
def test_a_link_from_elsewhere_shows_the_page_and_changes_nothing(served: Served, path: str, elsewhere: dict[str, str]) -> None:
    client = served.client()
    client.demo(2)
    before, page = dict(client.cookies), client.get("/").text
    answer = client.get(f"{path}&back=%2Fmodels", **elsewhere)
    assert (answer.status, answer.headers["location"]) == (303, "/models")
    assert client.cookies == before
    assert client.get("/").text == page


def test_a_link_of_a_page_of_ours_is_followed_whether_the_browser_says_so_or_only_names_the_page(served: Served) -> None:
    for ours in ({"Sec_Fetch_Site": "same-origin"}, {"Referer": f"http://127.0.0.1:{served.port}/sign-in"}):
        client = served.client()
        client.get("/language?to=en", **ours)
        assert client.cookies["modu_language"] == "en"
        assert '<html lang="en"' in client.get("/sign-in").text


def test_a_wrong_password_is_refused_in_the_readers_language(served: Served) -> None:
    for language, said in (("ko-KR", "비밀번호"), ("en-GB", "password")):
        client = served.client(language)
        client.get("/sign-in")
        answer = client.post("/sign-in", {"mark": client.cookies["modu_form"], "name": "nobody", "password": "wrong", "back": "/"})
        assert answer.status == 401
        assert said in re.search(r'role="alert"[^>]*>([^<]*)', answer.text)[1]  # type: ignore[index]
        assert "modu_session" not in client.cookies


def test_a_form_without_the_mark_of_its_browser_is_refused(served: Served) -> None:
    client = served.client()
    people = re.findall(r'name="demo" value="(\w+)"', client.get("/sign-in").text)
    assert client.post("/sign-in", {"mark": "guessed", "demo": people[0], "back": "/"}).status == 401
    assert "modu_session" not in client.cookies


def test_a_form_of_another_site_is_refused(served: Served) -> None:
    client = served.client()
    client.get("/sign-in")
    answer = client.post("/sign-in", {"mark": client.cookies["modu_form"]}, Origin="http://elsewhere.example")
    assert answer.status == 403


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "10.0.0.1"}, {"Forwarded": "for=10.0.0.1"}, {"Via": "1.1 x"}, {"Host": "modu.example"}]
)
def test_demo_people_are_not_offered_when_something_stands_between(served: Served, headers: dict[str, str]) -> None:
    assert 'name="demo"' in served.client().get("/sign-in").text
    assert 'name="demo"' not in served.client().get("/sign-in", **headers).text


@pytest.mark.parametrize(
    "back", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "/a\n/b"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(served: Served, back: str) -> None:
    client = served.client()
    people = re.findall(r'name="demo" value="(\w+)"', client.get("/sign-in").text)
    answer = client.post("/sign-in", {"mark": client.cookies["modu_form"], "demo": people[0], "back": back})
    assert answer.headers["location"] == "/"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(served: Served) -> None:
    client = served.client()
    people = re.findall(r'name="demo" value="(\w+)"', client.get("/sign-in").text)
    answer = client.post("/sign-in", {"mark": client.cookies["modu_form"], "demo": people[0], "back": "/"})
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=lax" in answer.headers["set-cookie"].lower()


def test_signing_out_ends_the_session_for_every_holder_of_the_cookie(served: Served) -> None:
    client = served.client()
    client.demo()
    kept = dict(client.cookies)
    client.post("/sign-out", {"mark": client.cookies["modu_form"]})
    client.cookies = kept
    assert client.get("/session").status == 401


def test_signing_in_ends_the_session_this_browser_had_and_no_other(served: Served) -> None:
    client, elsewhere = served.client(), served.client()
    client.demo()
    elsewhere.demo()
    before = client.cookies[cookies.SESSION]
    people = re.findall(r'name="demo" value="(\w+)"', served.client().get("/sign-in").text)
    assert client.post("/sign-in", {"mark": client.cookies["modu_form"], "demo": people[1], "back": "/"}).status == 303
    assert client.cookies[cookies.SESSION] != before
    assert accounts.whose(served.platform, before) is None
    assert accounts.whose(served.platform, elsewhere.cookies[cookies.SESSION]) is not None


def test_the_websocket_opens_for_a_session_only_and_for_our_own_page_only(served: Served) -> None:
    client = served.client()
    client.demo()
    address, own = f"ws://127.0.0.1:{served.port}/_stcore/stream", f"http://127.0.0.1:{served.port}"
    cookie = {"Cookie": f"modu_session={client.cookies['modu_session']}"}
    with connect(address, origin=own, additional_headers=cookie):
        pass
    for origin, headers in ((own, {}), ("http://elsewhere.example", cookie), (own, {"Cookie": "modu_session=guessed"})):
        with pytest.raises(InvalidStatus), connect(address, origin=origin, additional_headers=headers):
            pass


def test_a_given_password_must_be_changed_before_anything_else(served: Served) -> None:
    add_person(served.platform, "newcomer", hash_password("given once only"), must_change=True)
    client = served.client()
    client.get("/sign-in")
    mark = client.cookies["modu_form"]
    assert client.post("/sign-in", {"mark": mark, "name": "newcomer", "password": "given once only", "back": "/"}).status == 303
    assert client.get("/usage").headers["location"] == "/password"
    form = {"mark": mark, "old": "given once only", "new": "a sentence of my own"}
    assert client.post("/password", form | {"again": "another sentence"}).status == 422
    assert client.post("/password", form | {"again": form["new"]}).headers["location"] == "/"
    assert client.get("/").status == 200


@pytest.mark.parametrize("fields", [{"mark": "가"}, b"mark=" + b"x" * 20_000])
def test_a_form_that_no_page_of_ours_sends_is_refused_in_words(served: Served, fields: dict[str, str] | bytes) -> None:
    client = served.client()
    client.get("/sign-in")
    answer = client.post("/sign-in", fields)
    assert answer.status == 401
    assert 'role="alert"' in answer.text
    client.demo()
    assert client.post("/password", fields).status == 422
    assert client.post("/sign-out", fields).status == 303


@pytest.mark.parametrize(("name", "value"), [("Host", "[::1"), ("Host", "[x]:80"), ("Origin", "http://[::1")])
def test_a_request_whose_address_makes_no_sense_is_answered(served: Served, name: str, value: str) -> None:
    client = served.client()
    client.get("/sign-in")
    answer = client.ask("POST", "/sign-in", b"", {name: value})
    assert answer.status in {400, 401, 403}
    assert 'name="demo"' not in answer.text


def test_light_or_dark_is_known_before_the_page_draws_and_kept_with_the_person_and_the_device(served: Served) -> None:
    client = served.client()
    client.demo(2)
    assert 'data-theme="system"' in client.get("/").text
    answer = client.get("/theme?to=dark", referer=f"http://127.0.0.1:{served.port}/models?model=x")
    assert answer.headers["location"] == "/models?model=x"
    assert 'data-theme="dark"' in client.get("/models").text
    elsewhere = served.client()
    elsewhere.demo(2)
    assert 'data-theme="dark"' in elsewhere.get("/").text  # the person's, on a device where nothing was chosen
    elsewhere.get("/theme?to=light", referer=f"http://127.0.0.1:{served.port}/")
    assert 'data-theme="light"' in elsewhere.get("/").text
    assert 'data-theme="dark"' in client.get("/").text  # what this device was set to stays


def test_what_one_chose_on_a_shared_device_is_not_anothers(served: Served) -> None:
    client = served.client()
    client.demo(3)
    client.get("/theme?to=dark", referer=f"http://127.0.0.1:{served.port}/")
    client.cookies.pop("modu_session")
    client.demo(4)
    assert 'data-theme="system"' in client.get("/").text


def test_a_link_from_elsewhere_changes_no_theme_and_nonsense_is_none(served: Served) -> None:
    client = served.client()
    client.demo(5)
    client.get("/theme?to=dark", sec_fetch_site="cross-site")
    client.get('/theme?to="><b>')
    assert 'data-theme="system"' in client.get("/").text
