"""What stands between a browser and the portal is believed from the address that was named, and from no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.texts import problem_text
from connectors.problem import Problem
from tests.app.server.conftest import Served, serving

FORWARDED = {"X_Forwarded_For": "203.0.113.7", "X_Forwarded_Proto": "https", "Host": "modu.example"}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("behind"), MODU_PROXY="127.0.0.1") as portal:
        yield portal


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A portal whose proxy is elsewhere: who comes from here came past it."""
    with serving(tmp_path_factory.mktemp("beside"), MODU_PROXY="203.0.113.1") as portal:
        yield portal


def test_behind_tls_every_cookie_is_for_tls_alone_and_the_browser_is_told_to_stay_with_it(behind: Served) -> None:
    answer = behind.client().get("/sign-in", **FORWARDED)
    assert "; secure" in answer.headers["set-cookie"].lower()
    assert "max-age=" in answer.headers["strict-transport-security"]


def test_past_the_proxy_nothing_is_taken_for_tls(beside: Served) -> None:
    answer = beside.client().get("/sign-in", **FORWARDED)
    assert "; secure" not in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" not in answer.headers
    assert 'name="demo"' not in answer.text


def test_made_up_addresses_give_no_more_guesses(beside: Served) -> None:
    client = beside.client()
    client.get("/sign-in")
    waits = problem_text(Problem("sign_in.locked", minutes=1), "ko")
    for guess in range(60):
        form = {"mark": client.cookies["modu_form"], "name": f"somebody-{guess}", "password": "guessed", "back": "/"}
        said = client.post("/sign-in", form, X_Forwarded_For=f"198.51.100.{guess}").text
        if waits in said:
            break
    assert guess >= 29, "fewer guesses are forgiven than an office makes in a morning"
    assert waits in said
