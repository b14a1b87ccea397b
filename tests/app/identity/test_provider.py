"""A provider as it is written: what is taken, what is refused, and which hosts it opens."""

from typing import Any

import pytest

from app.identity.gateway import gateway
from app.identity.provider import provider
from connectors.outgoing import Gate
from connectors.problem import Problem

SAID: dict[str, Any] = {"name_ko": "시청", "name_en": "City", "issuer": "https://login.city.example/realm", "client_id": "modu"}
GATEWAY: dict[str, Any] = {"addresses": "10.0.0.5", "header_person": "X-Remote-User", "otherwise": "analyst in City"}


def code(said: dict[str, Any], key: str = "city") -> str:
    with pytest.raises(Problem) as told:
        provider(key, said)
    return told.value.code


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.city.example", "https://user:word@login.city.example", "https://login.city.example?x=1", "ftp://login.city.example",
        "https://login.city.example/#x", "login.city.example", "http://127.0.0.1", "http://10.0.0.1:80", "https://", "https://a b.example",
        "https://0x7f000001", "https://login.city.example:0",
    ],
)  # fmt: skip
def test_an_issuer_is_https_or_a_port_of_this_machine(issuer: str) -> None:
    assert code({**SAID, "issuer": issuer}) == "sign_on.issuer_unusable"


def test_what_is_missing_or_unknown_or_of_another_kind_is_named() -> None:
    assert code({**SAID, "client_id": ""}) == "sign_on.field_missing"
    assert code({**SAID, "name_en": " "}) == "sign_on.field_missing"
    assert code({**SAID, "secret": "x"}) == "sign_on.field_unknown"
    assert code({**SAID, "shown": "yes"}) == "sign_on.field_unreadable"
    assert code({**SAID, "scopes": 7}) == "sign_on.field_unreadable"
    assert code(SAID, "gateway") == code(SAID, "City") == code(SAID, "") == "sign_on.key_unusable"


def test_groups_in_a_rule_means_the_claim_named_for_groups() -> None:
    one = provider(
        "city", {**SAID, "claim_groups": "realm_access.roles", "rules": ["groups has a: analyst in X", "dept has b: analyst in X"]}
    )
    assert [rule.claim for rule in one.rules] == ["realm_access.roles", "dept"]


@pytest.mark.parametrize(
    ("address", "reached"),
    [("10.1.2.3", True), ("203.0.113.9", False), ("8.8.8.8", True), ("127.0.0.1", False), ("169.254.169.254", False), ("::1", False)],
)
def test_its_host_may_lie_in_the_office_but_not_on_this_machine_nor_among_the_machines_own_addresses(address: str, reached: bool) -> None:
    gate = Gate(provider("city", SAID).listed, lambda name, port: [address])
    if reached:
        assert gate.address("login.city.example", 443).ip == address
    else:
        with pytest.raises(Problem) as told:
            gate.address("login.city.example", 443)
        assert told.value.code == "outgoing.inside"


def test_no_other_host_is_opened_but_those_written() -> None:
    gate = Gate(provider("city", {**SAID, "hosts": "keys.city.example:443"}).listed, lambda name, port: ["10.0.0.1"])
    assert gate.address("keys.city.example", 443).ip == "10.0.0.1"
    for host, port in (("login.city.example", 80), ("elsewhere.example", 443)):
        with pytest.raises(Problem) as told:
            gate.address(host, port)
        assert told.value.code == "outgoing.not_listed"


@pytest.mark.parametrize(
    ("field", "said", "problem"),
    [
        ("addresses", "0.0.0.0/0", "address_unusable"),
        ("addresses", "::/0", "address_unusable"),
        ("addresses", "proxy", "address_unusable"),
        ("addresses", "", "field_missing"),
        ("header_person", "", "field_missing"),
        ("header_person", "Cookie", "header_unusable"),
        ("header_groups", "X-Forwarded-For", "header_unusable"),
        ("header_name", "a b", "header_unusable"),
    ],
)
def test_a_gateway_is_an_address_and_a_header_of_its_own(field: str, said: str, problem: str) -> None:
    with pytest.raises(Problem) as told:
        gateway({**GATEWAY, field: said})
    assert told.value.code == f"sign_on.{problem}"


def test_a_gateway_is_at_its_addresses_only() -> None:
    one = gateway({**GATEWAY, "addresses": ["10.0.0.5", "fd00::/8"]})
    assert [one.is_at(at) for at in ("10.0.0.5", "::ffff:10.0.0.5", "fd00::1%eth0")] == [True] * 3
    assert [one.is_at(at) for at in ("10.0.0.6", "", "gateway", "::1")] == [False] * 4
