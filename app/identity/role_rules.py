"""Rules from what a provider says of somebody to roles in organisations, in lines that can be read aloud.

    groups has analyst-yuseong: analyst in 대전광역시 > 유성구
    department has "Data: Office": author, analyst in 데이터담당관

How several combine: every rule that fits gives its roles; nothing takes away, so their order does not matter for roles. The
organisation of the first rule that fits, as written, is the one a new account belongs to. Where no rule fits, `otherwise` gives what
it says; where there is none either, nobody is let in. Values are compared whole and as they are written, upper and lower case apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.problem import Problem
from data_catalog.records.tables import ROLES

_GRANT = re.compile(r"(?P<roles>[a-z]+(?:\s*,\s*[a-z]+)*)\s+in\s+(?P<place>\S.*)")
_RULE = re.compile(r"(?P<claim>\S{1,200})\s+has\s+(?:\"(?P<quoted>[^\"]{1,300})\"|(?P<value>[^\":][^:]{0,299}?))\s*:\s*(?P<grant>.+)")
_MOST_RULES = 2_000
_MOST_VALUES = 5_000


@dataclass(frozen=True)
class Grant:
    """Roles in one organisation, which is named as people name it: alone, or the way from the top with `>` between."""

    roles: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Rule:
    """Whoever has the value among those of the claim holds the roles of the grant."""

    claim: str
    value: str
    grant: Grant


def parse_rules(text: str) -> tuple[Rule, ...]:
    """The rules, one a line; empty lines and those that begin with `#` are passed over. Problem sign_on.rule_unreadable."""
    lines = [line.strip() for line in text.splitlines()]
    rules = tuple(_rule(line) for line in lines if line and not line.startswith("#"))
    if len(rules) > _MOST_RULES:
        raise Problem("sign_on.rules_too_many", limit=_MOST_RULES)
    return rules


def parse_grant(text: str) -> Grant | None:
    """`ROLE, ROLE in ORGANISATION`; None for nothing. Problem sign_on.rule_unreadable."""
    line = " ".join(text.split())
    if not line:
        return None
    found = _GRANT.fullmatch(line)
    if found is None:
        raise Problem("sign_on.rule_unreadable", line=line[:120])
    roles = tuple(dict.fromkeys(re.split(r"\s*,\s*", found["roles"])))
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise Problem("people.roles_unknown", given=", ".join(unknown)[:100], known=list(ROLES))
    return Grant(roles, found["place"].strip())


def granted(rules: Sequence[Rule], otherwise: Grant | None, claims: Mapping[str, Any]) -> tuple[Grant, ...]:
    """What the rules that fit give, in the order they are written; `otherwise` alone where none fits.

    >>> rules = parse_rules("groups has a: analyst in 유성구")
    >>> [one.place for one in granted(rules, None, {"groups": ["a", "b"]})]
    ['유성구']
    """
    said = {rule.claim: values(claims, rule.claim) for rule in rules}
    fitting = tuple(rule.grant for rule in rules if _same(rule.value) in said[rule.claim])
    return fitting or ((otherwise,) if otherwise else ())


def values(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """The values of a claim. A name with dots leads inside, where no claim has the whole name: `realm_access.roles`."""
    found = _within(claims, name)
    every: Iterable[Any] = found if isinstance(found, (list, tuple)) else (found,)
    return frozenset(_same(str(one)) for one in list(every)[:_MOST_VALUES] if isinstance(one, (str, int)))


def first_text(claims: Mapping[str, Any], name: str, length: int) -> str:
    """The claim as one line of text; empty where it is none."""
    found = _within(claims, name)
    return _same(" ".join(found.split()))[:length] if isinstance(found, str) else ""


def _within(claims: Mapping[str, Any], name: str) -> Any:
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _rule(line: str) -> Rule:
    found = _RULE.fullmatch(" ".join(line.split()))
    grant = parse_grant(found["grant"]) if found and _GRANT.fullmatch(found["grant"]) else None
    if found is None or grant is None:
        raise Problem("sign_on.rule_unreadable", line=line[:120])
    return Rule(found["claim"], found["quoted"] or found["value"], grant)


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(char for char in text if char.isprintable()))
