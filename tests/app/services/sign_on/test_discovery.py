"""What is known of a provider: asked for once, held for a while, and not in anybody's way when it is away."""

from __future__ import annotations

import anyio
import pytest

from app.identity.provider import Provider, provider
from app.services.sign_on.discovery import Discovery, described, key_set
from connectors.problem import Problem
from tests.sign_on.hostile import CLIENT, Hostile, hostile


def of(there: Hostile, **said: object) -> Provider:
    return provider("trial", {"name_ko": "시험", "name_en": "Trial", "issuer": there.issuer, "client_id": CLIENT, **said})


def asked(there: Hostile, path: str) -> int:
    return sum(1 for one, _, _ in there.asked if one.endswith(path))


def test_many_who_ask_at_once_ask_once() -> None:
    async def all_at_once(there: Hostile) -> None:
        known = Discovery()
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(known.metadata, of(there), 5.0)

    with hostile() as there:
        there.waits_s["/realm/.well-known/openid-configuration"] = 0.1
        anyio.run(all_at_once, there)
        assert asked(there, "openid-configuration") == 1


def test_while_it_is_away_what_was_known_holds_and_who_is_sent_there_is_told() -> None:
    moment = [0.0]

    async def away(there: Hostile) -> None:
        known, one = Discovery(lambda: moment[0]), of(there)
        before = await known.metadata(one, 5.0)
        there.replies["/realm/.well-known/openid-configuration"] = lambda: (503, {}, b"")
        moment[0] = 100.0
        assert await known.metadata(one, 5.0) == before
        assert known.away(one)
        with pytest.raises(Problem):
            await known.metadata(one, 5.0, now=True)
        assert asked(there, "openid-configuration") == 2  # a failure is not repeated at once
        there.reset()
        moment[0] = 110.0
        assert await known.metadata(one, 5.0, now=True) == before
        assert not known.away(one)
        moment[0] = 110.0 + 90_000
        there.replies["/realm/.well-known/openid-configuration"] = lambda: (503, {}, b"")
        with pytest.raises(Problem):
            await known.metadata(one, 5.0)  # longer than a day nothing holds

    with hostile() as there:
        anyio.run(away, there)


def test_made_up_key_ids_have_the_keys_fetched_a_few_times_a_minute_and_no_more() -> None:
    async def many(there: Hostile) -> None:
        known = Discovery(lambda: 1.0)
        for number in range(50):
            await known.keys(of(there), f"made-up-{number}", 5.0)

    with hostile() as there:
        anyio.run(many, there)
        assert asked(there, "/keys") == 5


SAID = {"authorization_endpoint": "https://a.example/a", "token_endpoint": "https://a.example/t", "jwks_uri": "https://a.example/k"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"issuer": "https://a.example/"}, "other_issuer"),
        ({"issuer": None}, "other_issuer"),
        ({"token_endpoint": "http://a.example/t"}, "metadata_unusable"),
        ({"token_endpoint": None}, "metadata_unusable"),
        ({"jwks_uri": "file:///etc/passwd"}, "metadata_unusable"),
        ({"jwks_uri": ["https://a.example/k"]}, "metadata_unusable"),
        ({"jwks_uri": "https://a.example:99999/"}, "metadata_unusable"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "metadata_unusable"),
        ({"end_session_endpoint": "https://user:word@a.example/"}, "metadata_unusable"),
        ({"userinfo_endpoint": "http://127.0.0.1/x"}, "metadata_unusable"),
    ],
)
def test_a_description_of_another_or_with_an_address_that_is_none_is_refused(changes: dict[str, object], problem: str) -> None:
    one = provider("a", {"name_ko": "가", "name_en": "A", "issuer": "https://a.example", "client_id": "c"})
    with pytest.raises(Problem) as told:
        described(one, {"issuer": "https://a.example", **SAID, **changes})
    assert told.value.code == f"sign_on.{problem}"


def test_nothing_of_a_description_can_change_how_the_provider_is_asked() -> None:
    one = provider("a", {"name_ko": "가", "name_en": "A", "issuer": "https://a.example", "client_id": "c"})
    evil = {
        "proxy": "http://10.0.0.1:3128",
        "verify": False,
        "transport": "x",
        "base_url": "http://10.0.0.1",
        "client_secret": "x",
        "headers": {},
    }
    assert set(described(one, {"issuer": "https://a.example", **SAID, **evil})) == {"issuer", *SAID}


def test_a_description_that_names_a_host_nobody_listed_is_not_followed_there() -> None:
    async def led(there: Hostile) -> None:
        await Discovery().keys(of(there), None, 5.0)

    with hostile() as there, hostile() as inner:
        there.metadata = {"jwks_uri": f"http://127.0.0.1:{inner.port}/keys"}
        with pytest.raises(Problem) as told:
            anyio.run(led, there)
        assert (told.value.code, inner.asked) == ("outgoing.not_listed", [])


@pytest.mark.parametrize("said", [{}, {"keys": []}, {"keys": "x"}, {"keys": [1]}, {"keys": [{}] * 101}])
def test_a_key_set_without_keys_or_with_far_too_many_is_none(said: dict[str, object]) -> None:
    with pytest.raises(Problem) as told:
        key_set(said)
    assert told.value.code == "sign_on.keys_unusable"
