"""A gateway that says by a header who is asking: believed from its addresses and from nowhere else."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_catalog.records.tables import PersonRow
from tests.app.server.conftest import Client, Served
from tests.app.server.sign_on.conftest import PASSWORD, SignOn

GATEWAY = """
[gateway]
name_ko = "행정망 관문"
name_en = "Network gateway"
addresses = ["ADDRESS"]
header_person = "X-Remote-User"
header_name = "X-Remote-Name"
header_groups = "X-Remote-Groups"
rules = ["groups has analyst-yuseong: analyst in 유성구"]
"""
KIM = {"X_Remote_User": "kim", "X_Remote_Name": "김주무".encode().decode("latin-1"), "X_Remote_Groups": "other, analyst-yuseong"}


@pytest.fixture
def behind(portal: SignOn) -> Iterator[Served]:
    """The portal behind a gateway that speaks from this machine."""
    file = portal.platform.home / "providers.toml"
    kept = file.read_text("utf-8")
    listen(portal.platform.home, "127.0.0.1")
    yield portal.served
    file.write_text(kept, "utf-8")


def listen(home: Path, address: str) -> None:
    (home / "providers.toml").write_text(GATEWAY.replace("ADDRESS", address), "utf-8")


def arrive(client: Client, **headers: str) -> int:
    return client.get("/session", **headers).status


def test_whom_the_gateway_names_is_in_at_once_and_comes_back_to_where_they_wanted(behind: Served) -> None:
    client = behind.client()
    assert client.get("/data", **KIM).headers["location"] == "/sign-in?back=%2Fdata"
    assert client.get("/sign-in?back=%2Fdata", **KIM).headers["location"] == "/data"
    assert arrive(client, **KIM) == 204
    with behind.platform.records.reading() as session:
        person = session.query(PersonRow).filter(PersonRow.login == "kim@gateway").one()
        assert (person.name, person.password_hash) == ("김주무", None)


def test_such_a_session_ends_when_the_gateway_names_another_or_nobody(behind: Served) -> None:
    client = behind.client()
    client.get("/sign-in", **KIM)
    assert arrive(client, **KIM) == 204
    assert arrive(client, **{**KIM, "X_Remote_User": "lee"}) == 401
    assert arrive(client) == 401
    assert arrive(client, **KIM) == 204


def test_the_header_of_anybody_else_is_dropped(behind: Served) -> None:
    listen(behind.platform.home, "10.99.0.5")
    client = behind.client()
    for headers in (KIM, {**KIM, "X_Forwarded_For": "10.99.0.5"}, {**KIM, "Forwarded": "for=10.99.0.5"}, {**KIM, "X_Real_Ip": "10.99.0.5"}):
        answer = client.get("/sign-in", **headers)
        assert answer.status == 200
        assert "관문" not in answer.text
        assert "modu_session" not in client.cookies


def test_with_a_header_said_twice_nobody_is_named(behind: Served) -> None:
    for name in ("X-Remote-User", "X_Remote_User", "x-remote-user"):
        connection = http.client.HTTPConnection("127.0.0.1", behind.port, timeout=30)
        connection.putrequest("GET", "/sign-in")
        connection.putheader("X-Remote-User", "kim")
        connection.putheader(name, "chief")
        connection.putheader("X-Remote-Groups", "analyst-yuseong")
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, "modu_session" in str(answer.getheaders())) == (200, False)
        connection.close()


def test_whoever_has_no_role_is_told_and_an_administrator_signs_in_by_password(behind: Served) -> None:
    client = behind.client()
    page = client.get("/sign-in", X_Remote_User="nobody")
    assert page.status == 200
    assert re.search(r'role="alert"[^>]*>[^<]*행정망 관문[^<]*역할이 없어요', page.text)
    form = {"mark": client.cookies["modu_form"], "name": "chief", "password": PASSWORD, "back": "/"}
    assert client.post("/sign-in", form, X_Remote_User="nobody").headers["location"] == "/"
    assert arrive(client, X_Remote_User="nobody") == 204


def test_who_signed_out_is_not_signed_in_again_by_themselves(behind: Served) -> None:
    client = behind.client()
    client.get("/sign-in", **KIM)
    left = client.post("/sign-out", {"mark": client.cookies["modu_form"]}, **KIM)
    assert left.headers["location"] == "/sign-in?left=1"
    page = client.get("/sign-in?left=1", **KIM)
    assert page.status == 200
    assert "행정망 관문 계정으로 로그인" in page.text


def test_without_a_gateway_the_header_means_nothing(behind: Served) -> None:
    (behind.platform.home / "providers.toml").unlink()
    assert behind.client().get("/sign-in", **KIM).status == 200
