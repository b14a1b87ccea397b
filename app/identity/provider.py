"""A provider of single sign-on as an administrator writes it, in a file or on screen: the same words in both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from app.identity.demo import is_loopback
from app.identity.role_rules import Grant, Rule, parse_grant, parse_rules
from connectors.outgoing import INSIDE, Listed, Network, parse_hosts, parse_network
from connectors.problem import Problem
from models.kit.wording import Words

_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
RESERVED = "gateway"
"""What the gateway is called; no provider is."""
_TEXTS = {
    "name_ko": "", "name_en": "", "issuer": "", "client_id": "", "scopes": "openid profile email", "claim_person": "preferred_username",
    "claim_email": "email", "claim_name": "name", "claim_groups": "groups", "rules": "", "otherwise": "", "secret_env": "",
    "secret_file": "", "hosts": "", "network": "", "ca_file": "",
}  # fmt: skip
_CHOICES = {"new_accounts": True, "ask_userinfo": True, "shown": True}
FIELDS = {**_TEXTS, **_CHOICES}
"""What may be said of a provider, with what holds where nothing is said."""


@dataclass(frozen=True)
class Provider:
    """One provider. `otherwise`: what holds where no rule fits. `new_accounts`: whether whoever it vouches for gets one."""

    key: str
    name: Words = field(hash=False)
    issuer: str
    client_id: str
    scopes: tuple[str, ...]
    claim_person: str
    claim_email: str
    claim_name: str
    rules: tuple[Rule, ...]
    otherwise: Grant | None
    secret_env: str
    secret_file: str
    listed: tuple[Listed, ...]
    ca_file: str
    new_accounts: bool
    ask_userinfo: bool
    shown: bool


def provider(key: str, said: Mapping[str, Any]) -> Provider:
    """The provider that is meant. Problems: sign_on.key_unusable, field_unknown, field_missing, issuer_unusable, rule_unreadable,
    outgoing.line_unreadable.
    """
    if not _KEY.fullmatch(key) or key == RESERVED:
        raise Problem("sign_on.key_unusable", key=key[:40])
    whole = checked(said)
    issuer = whole["issuer"].rstrip()
    host, port = issuer_place(issuer)
    network = parse_network(whole["network"])
    listed = _listed(host, port, network)
    for one in parse_hosts(whole["hosts"]):
        listed += (one,) if one.network else _listed(one.host, one.port, network)
    scopes = tuple(dict.fromkeys(("openid", *whole["scopes"].split())))
    return Provider(
        key, {"ko": whole["name_ko"], "en": whole["name_en"]}, issuer, whole["client_id"], scopes, whole["claim_person"],
        whole["claim_email"], whole["claim_name"], rules_of(whole), parse_grant(whole["otherwise"]), whole["secret_env"],
        whole["secret_file"], listed, whole["ca_file"], whole["new_accounts"], whole["ask_userinfo"], whole["shown"],
    )  # fmt: skip


def checked(
    said: Mapping[str, Any], fields: Mapping[str, Any] = FIELDS, needed: tuple[str, ...] = ("issuer", "client_id")
) -> dict[str, Any]:
    """What is said, whole, each value of its kind. Problems: sign_on.field_unknown, field_unreadable, field_missing."""
    unknown = sorted(set(said) - set(fields))
    if unknown:
        raise Problem("sign_on.field_unknown", field=unknown[0][:40], known=sorted(fields))
    whole = {name: _value(name, said.get(name, usual), usual) for name, usual in fields.items()}
    for name in ("name_ko", "name_en", *needed):
        if not whole[name]:
            raise Problem("sign_on.field_missing", field=name)
    return whole


def rules_of(whole: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules, in which `groups` means the claim that was named for groups."""
    claim = whole["claim_groups"]
    return tuple(Rule(claim if rule.claim == "groups" else rule.claim, rule.value, rule.grant) for rule in parse_rules(whole["rules"]))


def issuer_place(issuer: str) -> tuple[str, int]:
    """Host and port of an issuer: https, or http on this very machine. Problem sign_on.issuer_unusable."""
    try:
        parts = urlsplit(issuer)
        (place,) = parse_hosts(f"{parts.netloc}:443" if parts.port is None else parts.netloc)
    except (ValueError, Problem):
        raise Problem("sign_on.issuer_unusable", issuer=issuer[:120]) from None
    plain = parts.scheme == "http" and is_loopback(place.host) and parts.port is not None
    if (parts.scheme != "https" and not plain) or "@" in parts.netloc or parts.query or parts.fragment or len(issuer) > 500:
        raise Problem("sign_on.issuer_unusable", issuer=issuer[:120])
    return place.host, place.port


def _listed(host: str, port: int, network: Network | None) -> tuple[Listed, ...]:
    """A host an administrator named may lie in the network of the office, but not on this machine nor where only machines speak."""
    if network is not None:
        return (Listed(host, port, network),)
    return (Listed(host, port), *(Listed(host, port, inside) for inside in INSIDE))


def _value(name: str, said: Any, usual: Any) -> Any:
    if isinstance(usual, bool):
        if not isinstance(said, bool):
            raise Problem("sign_on.field_unreadable", field=name)
        return said
    if isinstance(said, list) and all(isinstance(one, str) for one in said):
        said = ("\n" if name in ("rules", "hosts") else " ").join(said)
    if not isinstance(said, str) or len(said) > 200_000:
        raise Problem("sign_on.field_unreadable", field=name)
    return said.strip()
