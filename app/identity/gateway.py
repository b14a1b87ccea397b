"""A gateway that signs people in before they reach the portal, and says who they are by a header. Off unless somebody writes it.

What is guarded against: whoever sends such a header without being the gateway. It is believed only from the addresses listed, and
dropped from everybody else's requests; the address is the one the connection really comes from, never one a header names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from app.identity.provider import RESERVED as KEY
from app.identity.provider import checked, rules_of
from app.identity.role_rules import Grant, Rule, parse_grant
from connectors.outgoing import Network
from connectors.problem import Problem
from models.kit.wording import Words

__all__ = ["ISSUER", "KEY", "Gateway", "gateway"]

ISSUER = "gateway:"
"""What stands for the issuer of those whom the gateway names: no provider's issuer looks like it."""
_FIELDS: Mapping[str, Any] = {
    "name_ko": "관문", "name_en": "Gateway", "addresses": "", "header_person": "", "header_name": "", "header_email": "",
    "header_groups": "", "separator": ",", "claim_groups": "groups", "rules": "", "otherwise": "", "new_accounts": True,
}  # fmt: skip
_HEADER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Headers that browsers and proxies set themselves say nothing about who signed somebody in.
_NEVER = frozenset({"host", "cookie", "origin", "referer", "forwarded", "via", "user-agent", "authorization"})


@dataclass(frozen=True)
class Gateway:
    """The gateway: from where it speaks, by which headers (names in small letters; empty: by none), and the rules for roles."""

    name: Words
    networks: tuple[Network, ...]
    header_person: str
    header_name: str
    header_email: str
    header_groups: str
    separator: str
    rules: tuple[Rule, ...]
    otherwise: Grant | None
    new_accounts: bool

    @property
    def headers(self) -> frozenset[str]:
        """The headers that are believed."""
        return frozenset(name for name in (self.header_person, self.header_name, self.header_email, self.header_groups) if name)

    def is_at(self, address: str) -> bool:
        """Whether the connection comes from the gateway."""
        try:
            said = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(said, "ipv4_mapped", None) or said
        return any(mapped in network for network in self.networks)


def gateway(said: Mapping[str, Any]) -> Gateway:
    """The gateway that is meant. Problems: sign_on.field_…, sign_on.header_unusable, sign_on.address_unusable, sign_on.rule_unreadable."""
    whole = checked(said if isinstance(said, dict) else {}, _FIELDS, ("addresses", "header_person"))
    names = {field: whole[field].lower() for field in whole if field.startswith("header_")}
    for name in names.values():
        if name and (not _HEADER.fullmatch(name) or name in _NEVER or name.startswith("x-forwarded-")):
            raise Problem("sign_on.header_unusable", header=name[:40])
    try:
        networks = tuple(ip_network(one) for one in whole["addresses"].replace(",", " ").split())
    except ValueError:
        raise Problem("sign_on.address_unusable", address=whole["addresses"][:80]) from None
    if any(network.prefixlen == 0 for network in networks):
        raise Problem("sign_on.address_unusable", address=whole["addresses"][:80])
    return Gateway(
        {"ko": whole["name_ko"], "en": whole["name_en"]}, networks, names["header_person"], names["header_name"],
        names["header_email"], names["header_groups"], whole["separator"] or ",", rules_of(whole), parse_grant(whole["otherwise"]),
        whole["new_accounts"],
    )  # fmt: skip
