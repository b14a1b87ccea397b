"""What a hostile provider, a hostile page and a bad line do, and that none of it signs anybody in."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.texts import text
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import LedgerRow, SessionRow
from tests.app.server.sign_on.conftest import PASSWORD, SignOn, is_told
from tests.sign_on import hostile
from tests.sign_on.hostile import Hostile, key

Token = Callable[[Hostile], str]
NOW = time.time


def unsigned(provider: Hostile) -> str:
    """A token that says `none` signed it, as no library writes it."""

    def part(said: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'kid': 'one'})}.{part(provider.claims())}."


TOKENS: dict[str, tuple[Token, str]] = {
    "signed by another's key": (lambda p: p.sign(p.claims(), by=key("other")), "signature"),
    "signed by an unknown key id": (lambda p: p.sign(p.claims(), by=key("other"), kid="other"), "signature"),
    "changed after signing": (lambda p: _with(p.sign(p.claims()), p.claims(sub="chief")), "signature"),
    "alg none": (unsigned, "algorithm"),
    "HS256 with the public key": (lambda p: hostile.by_secret(p.claims(), key("one").as_pem(private=False)), "algorithm"),
    "HS256 with the client's secret": (lambda p: hostile.by_secret(p.claims(), hostile.SECRET.encode()), "algorithm"),
    "a key of its own in its header": (
        lambda p: p.sign(p.claims(), by=key("other"), kid=None, jwk=key("other").as_dict(private=False)),
        "token_unreadable",
    ),
    "expired": (lambda p: p.sign(p.claims(iat=int(NOW()), exp=int(NOW()) - 130)), "expired"),
    "of another issuer": (lambda p: p.sign(p.claims(iss="https://elsewhere.example")), "token_issuer"),
    "for another portal": (lambda p: p.sign(p.claims(aud="another-client")), "token_audience"),
    "for several, and for whom it does not say": (lambda p: p.sign(p.claims(aud=["modu-portal", "another"])), "token_audience"),
    "made for another party": (lambda p: p.sign(p.claims(azp="another-client")), "token_audience"),
    "with another nonce": (lambda p: p.sign(p.claims(nonce="of-before")), "nonce"),
    "without a nonce": (lambda p: p.sign(p.claims(nonce=None)), "nonce"),
    "without a subject": (lambda p: p.sign(p.claims(sub=None)), "token_incomplete"),
    "with a subject that is no text": (lambda p: p.sign(p.claims(sub=7)), "token_incomplete"),
    "with an endless subject": (lambda p: p.sign(p.claims(sub="s" * 256)), "token_incomplete"),
    "without a time": (lambda p: p.sign(p.claims(exp=None)), "token_incomplete"),
    "with a time that is none": (lambda p: p.sign(p.claims(iat="soon")), "token_incomplete"),
    "without any claim": (lambda p: p.sign({}), "token_issuer"),
    "with a list for claims": (lambda p: p.sign([1]), "signature"),
    "a logout token in its place": (lambda p: p.logout(nonce=p.nonce), "token_unreadable"),
    "for another access token": (lambda p: p.sign(p.claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA")), "signature"),
    "no token at all": (lambda p: "x.y", "token_unreadable"),
    "letters for a token": (lambda p: "가.나.다", "token_unreadable"),
}


def _with(token: str, claims: dict[str, Any]) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.{signature}"


@pytest.mark.parametrize("case", TOKENS, ids=list(TOKENS))
def test_an_id_token_that_is_not_in_order_lets_nobody_in(sign_on: SignOn, case: str) -> None:
    make, reason = TOKENS[case]
    client = sign_on.served.client()
    asked = sign_on.begin(client)
    sign_on.provider.token = lambda: make(sign_on.provider)
    assert is_told(sign_on.reason(client, sign_on.back(client, asked)), f"sign_on.{reason}"), case


@pytest.mark.parametrize(("minutes", "reason"), [(5, "clock_ahead"), (-5, "clock_behind")])
def test_a_clock_five_minutes_off_is_said_to_be_the_reason_and_may_be_allowed(sign_on: SignOn, minutes: int, reason: str) -> None:

    def shifted() -> str:
        now = int(NOW()) + 60 * minutes
        return sign_on.provider.sign(sign_on.provider.claims(sub="clocks", iat=now, exp=now + 60))

    client = sign_on.served.client("en-GB")
    asked = sign_on.begin(client)
    sign_on.provider.token = shifted
    said = sign_on.reason(client, sign_on.back(client, asked))
    assert is_told(said, f"sign_on.{reason}", "en")
    assert "about 5 minutes" in said
    assert "120 seconds" in said
    with sign_on.platform.records.session() as session:
        settings.change(session, "sign_on_leeway_s", 400, by=None, at=sign_on.platform.now())
    try:
        client = sign_on.served.client()
        assert sign_on.back(client, sign_on.begin(client)).headers["location"] == "/"
    finally:
        with sign_on.platform.records.session() as session:
            settings.change(session, "sign_on_leeway_s", 120, by=None, at=sign_on.platform.now())


def test_an_answer_is_taken_once(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    asked = sign_on.begin(client)
    assert sign_on.back(client, asked).headers["location"] == "/"
    client.cookies.pop("modu_session")
    assert is_told(sign_on.reason(client, sign_on.back(client, asked)), "sign_on.state")


def test_an_answer_brought_by_another_browser_is_nobodys(sign_on: SignOn) -> None:
    """Whoever sends somebody a link with a code of their own would have them work in the attacker's account."""
    attacker, victim = sign_on.served.client(), sign_on.served.client()
    asked = sign_on.begin(attacker)
    sign_on.begin(victim)
    assert is_told(sign_on.reason(victim, sign_on.back(victim, asked)), "sign_on.state")


def test_an_answer_nobody_asked_for_is_refused_without_asking_the_provider(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    sign_on.begin(client)
    sign_on.provider.asked.clear()
    for state in ("guessed", "", "가" * 50, "' or 1=1 --"):
        assert is_told(sign_on.reason(client, sign_on.back(client, {"state": state})), "sign_on.state")
    assert [path for path, _, _ in sign_on.provider.asked if path == "/token"] == []


def test_an_answer_of_another_issuer_is_refused_before_its_code_is_sent_anywhere(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    asked = sign_on.begin(client)
    sign_on.provider.asked.clear()
    assert is_told(sign_on.reason(client, sign_on.back(client, asked, iss="https://elsewhere.example")), "sign_on.other_issuer")
    assert sign_on.provider.asked == []


def test_an_answer_for_one_provider_brought_to_another_is_refused(sign_on: SignOn) -> None:
    home = sign_on.platform.home / "providers.toml"
    kept = home.read_text("utf-8")
    home.write_text(kept + kept.replace("[provider.hostile]", "[provider.second]"), "utf-8")
    try:
        client = sign_on.served.client()
        asked = sign_on.begin(client)
        answer = client.get(f"/sign-in/from/second?code=c&state={asked['state']}")
        assert is_told(sign_on.reason(client, answer), "sign_on.state")
    finally:
        home.write_text(kept, "utf-8")


@pytest.mark.parametrize(
    ("said", "reason"), [("access_denied", "denied"), ("server_error", "provider_refused"), ("<b>x", "provider_refused")]
)
def test_a_provider_that_says_no_is_worded_by_us(sign_on: SignOn, said: str, reason: str) -> None:
    client = sign_on.served.client()
    asked = sign_on.begin(client)
    answer = client.get(f"/sign-in/from/hostile?error={said}&error_description=%3Cscript%3Ecell&state={asked['state']}")
    told = sign_on.reason(client, answer)
    assert is_told(told, f"sign_on.{reason}")
    assert "script" not in told
    assert "<b>" not in told


ANSWERS: dict[str, tuple[str, Callable[[Hostile], hostile.Reply], str]] = {
    "huge": ("/token", lambda p: (200, {"content-type": "application/json"}, b'{"a":"' + b"x" * (2 << 20) + b'"}'), "away"),
    "packed": ("/token", lambda p: (200, {"content-encoding": "gzip"}, b"\x1f\x8b"), "away"),
    "redirected inside": ("/token", lambda p: (302, {"location": "http://169.254.169.254/latest/meta-data"}, b""), "away"),
    "redirected to itself": ("/token", lambda p: (307, {"location": f"http://127.0.0.1:{p.port}/token"}, b""), "away"),
    "nested without end": ("/token", lambda p: (200, {"content-type": "application/json"}, b"[" * 500_000), "answer_unreadable"),
    "a page": ("/token", lambda p: (200, {"content-type": "text/html"}, b"<h1>Welcome</h1>"), "answer_unreadable"),
    "a list": ("/token", lambda p: hostile.ok([1, 2]), "answer_unreadable"),
    "broken": ("/token", lambda p: (500, {}, b"oops"), "away"),
    "refused": ("/token", lambda p: (400, {}, b'{"error":"invalid_grant","error_description":"code-secret"}'), "provider_refused"),
    "without an ID token": ("/token", lambda p: hostile.ok({"access_token": "a", "token_type": "Bearer"}), "token_incomplete"),
    "cut off": ("/token", lambda p: (200, {"content-length": "5000"}, b'{"access'), "away"),
}


@pytest.mark.parametrize("case", ANSWERS, ids=list(ANSWERS))
def test_an_answer_that_is_none_lets_nobody_in_and_says_so(sign_on: SignOn, case: str) -> None:
    path, reply, reason = ANSWERS[case]
    client = sign_on.served.client()
    asked = sign_on.begin(client)
    sign_on.provider.replies[path] = lambda: reply(sign_on.provider)
    assert is_told(sign_on.reason(client, sign_on.back(client, asked)), f"sign_on.{reason}"), case
    assert client.get("/health").status == 200


def test_a_late_answer_is_waited_for_no_longer_than_allowed_and_holds_up_nobody(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    asked = sign_on.begin(client)
    sign_on.provider.waits_s["/token"] = 4
    begun = time.monotonic()
    assert is_told(sign_on.reason(client, sign_on.back(client, asked)), "sign_on.away")
    assert time.monotonic() - begun < 3.5  # the limit is one second


def test_keys_that_were_changed_are_fetched_again_once(sign_on: SignOn) -> None:
    sign_on.sign_in(sub="keys")
    sign_on.provider.signs, sign_on.provider.published = "two", ["two"]
    sign_on.sign_in(sub="keys")
    fetched = [path for path, _, _ in sign_on.provider.asked if path == "/keys"]
    sign_on.sign_in(sub="keys")
    assert [path for path, _, _ in sign_on.provider.asked if path == "/keys"] == fetched


def test_no_token_code_state_or_claim_is_in_the_log_the_ledger_or_an_address(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    asked = sign_on.begin(client)
    sign_on.provider.token = lambda: sign_on.provider.sign(sign_on.provider.claims(sub="quiet-subject", groups=["quiet-group"], iss="x"))
    answer = sign_on.back(client, asked)
    secret = ("code-secret", asked["state"], "quiet-subject", "quiet-group", "access-secret", sign_on.provider.nonce)
    assert not any(one in answer.headers["location"] for one in secret)
    log = (sign_on.platform.home / "served.log").read_text("utf-8", errors="replace")
    with sign_on.platform.records.reading() as session:
        kept = json.dumps([row.facts for row in session.scalars(select(LedgerRow))], ensure_ascii=False)
    for one in (*secret, "kim@city.example", "김주무", hostile.SECRET):
        assert one not in log, one
        assert one not in kept, one
    assert "sign_on.token_issuer" in kept
    assert not re.search(r"Traceback|ERROR", log), log[-2000:]


def test_failures_are_on_record_with_a_code_and_no_more_of_one_address_than_a_few(sign_on: SignOn) -> None:
    client = sign_on.served.client()
    for _ in range(40):
        client.get("/sign-in/from/hostile?code=x&state=y")
    with sign_on.platform.records.reading() as session:
        rows = session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.event == ledger.SIGN_IN_FAILED)) or 0
    client.get("/sign-in/from/hostile?code=x&state=y")
    with sign_on.platform.records.reading() as session:
        after = session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.event == ledger.SIGN_IN_FAILED)) or 0
    assert after == rows


def test_nobody_is_linked_by_a_page_of_another_site_nor_without_the_password(sign_on: SignOn) -> None:
    client = sign_on.served.client("en-GB")
    client.get("/sign-in")
    mark = client.cookies["modu_form"]
    client.post("/sign-in", {"mark": mark, "name": "chief", "password": PASSWORD, "back": "/"})
    assert client.post("/sign-in/link/hostile", {"mark": mark, "old": PASSWORD}, Origin="http://elsewhere.example").status == 403
    for form in ({"mark": "guessed", "old": PASSWORD}, {"mark": mark, "old": "wrong"}):
        answer = client.post("/sign-in/link/hostile", form)
        assert answer.headers["location"] == "/password?refused=1"
    sign_on.provider.asked.clear()
    client.get("/sign-in/link/hostile")  # a link: our page, and nobody asked
    assert sign_on.provider.asked == []
    assert sign_on.served.client().post("/sign-in/link/hostile", {"mark": "x"}).status == 401


def test_an_account_is_linked_by_its_owner_and_signs_in_by_both(sign_on: SignOn) -> None:
    client = sign_on.served.client("en-GB")
    client.get("/sign-in")
    mark = client.cookies["modu_form"]
    client.post("/sign-in", {"mark": mark, "name": "chief", "password": PASSWORD, "back": "/"})
    answer = client.post("/sign-in/link/hostile", {"mark": mark, "old": PASSWORD})
    assert text("sign_on.onward", "ko") in answer.text
    asked = dict(re.findall(r"[?&;](\w+)=([^&\"]+)", re.search(r'class="onward" href="([^"]+)"', answer.text)[1]))  # type: ignore[index]
    sign_on.provider.nonce = asked["nonce"]
    sign_on.provider.said = {"sub": "chief-there"}
    assert sign_on.back(client, asked).headers["location"] == "/password"
    assert "시험 기관" in client.get("/password").text
    assert sign_on.sign_in(sub="chief-there", groups=[]).get("/settings").status == 200
    person = sign_on.person("chief-there")
    assert person is not None
    assert (person.login, person.name) == ("chief", "장관리")
    assert sign_on.roles("chief-there") == {("admin", "대전광역시")}  # what was given by hand stays
    identity = re.search(r'name="identity" value="(\w+)"', client.get("/password").text)
    assert identity is not None
    assert client.post("/sign-in/unlink", {"mark": mark, "identity": identity[1]}).headers["location"] == "/password"
    assert sign_on.person("chief-there") is None


def logout(sign_on: SignOn, token: str, provider: str = "hostile") -> int:
    """What the provider is told when it says that somebody left."""
    return sign_on.served.client().post(f"/sign-in/ended/{provider}", {"logout_token": token}).status


LOGOUTS: dict[str, Token] = {
    "signed by another's key": lambda p: p.sign({**_logged_out(p)}, by=key("other")),
    "an ID token in its place": lambda p: p.sign(p.claims(sub="gone")),
    "with a nonce": lambda p: p.logout(sub="gone", nonce="n"),
    "without the event": lambda p: p.logout(sub="gone", events={}),
    "with an event that is none": lambda p: p.logout(sub="gone", events={"http://schemas.openid.net/event/backchannel-logout": 1}),
    "for another portal": lambda p: p.logout(sub="gone", aud="another"),
    "of another issuer": lambda p: p.logout(sub="gone", iss="https://elsewhere.example"),
    "old": lambda p: p.logout(sub="gone", iat=int(NOW()) - 3_600, exp=int(NOW()) + 60),
    "expired": lambda p: p.logout(sub="gone", exp=int(NOW()) - 300),
    "without an id": lambda p: p.logout(sub="gone", jti=None),
    "about nobody": lambda p: p.logout(sub=None),
    "nothing": lambda p: "",
}


def _logged_out(provider: Hostile) -> dict[str, Any]:
    return {"iss": provider.issuer, "aud": hostile.CLIENT, "iat": int(NOW()), "jti": "x", "sub": "gone",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}}}  # fmt: skip


def test_a_logout_token_that_is_not_in_order_ends_nobodys_session(sign_on: SignOn) -> None:
    client = sign_on.sign_in(sub="gone", sid="s-1")
    for case, make in LOGOUTS.items():
        assert logout(sign_on, make(sign_on.provider)) == 400, case
        assert client.get("/session").status == 204, case
    assert logout(sign_on, sign_on.provider.logout(sub="gone"), "nowhere") == 400


def test_a_logout_token_ends_the_session_it_names_at_once_and_once(sign_on: SignOn) -> None:
    one, other = sign_on.sign_in(sub="two-places", sid="s-1"), sign_on.sign_in(sub="two-places", sid="s-2")
    neighbour = sign_on.sign_in(sub="neighbour", sid="s-3")
    token = sign_on.provider.logout(sub="two-places", sid="s-1")
    assert logout(sign_on, token) == 200
    assert [client.get("/session").status for client in (one, other, neighbour)] == [401, 204, 204]
    assert logout(sign_on, token) == 400
    assert logout(sign_on, sign_on.provider.logout(sub="neighbour", sid="s-2")) == 200  # names nobody: ends nothing
    assert [client.get("/session").status for client in (other, neighbour)] == [204, 204]
    assert logout(sign_on, sign_on.provider.logout(sub="two-places")) == 200
    assert [client.get("/session").status for client in (other, neighbour)] == [401, 204]


def test_a_session_past_its_age_or_idle_too_long_is_refused(sign_on: SignOn) -> None:
    for column in ("expires_at_utc", "seen_at_utc"):
        client = sign_on.sign_in(sub=f"old-{column}")
        assert client.get("/session").status == 204
        with sign_on.platform.records.session() as session:
            row = session.scalars(select(SessionRow).order_by(SessionRow.made_at_utc.desc()).limit(1)).one()
            setattr(row, column, sign_on.platform.now() - timedelta(hours=11))
        assert client.get("/session").status == 401
        assert client.get("/data").headers["location"] == "/sign-in?back=%2Fdata"
