"""What tells a person or their connection online: e-mail and IP addresses."""

from __future__ import annotations

from data_catalog.personal.detector import Detector, Shape


def _mail_hidden(value: str) -> str:
    """The first two letters and the place stay: ab***@…"""
    name, _, place = value.partition("@")
    return f"{name[:2] if len(name) > 2 else name[:1]}***@{place}"


EMAIL = Detector(
    "email",
    _mail_hidden,
    (
        Shape(
            r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?\.[A-Za-z]{2,15}",
            "A-Za-z0-9._%+*-",
            "A-Za-z0-9",
        ),
    ),
    header=r"이메일|전자우편|메일|e-?mail",
    has_letters=True,
    shortest=6,
)

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
# 1.2.3.4 is the number of a version or a paragraph, 20.19.12.31 a date: the first part has two digits, and one of them three.
_TWO, _THREE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]\d)", r"(?:25[0-5]|2[0-4]\d|1\d\d)"
_FOUR = rf"{_THREE}(?:\.{_OCTET}){{3}}|" + "|".join(
    r"\.".join([_TWO, *(_THREE if at == long else _OCTET for at in (1, 2, 3))]) for long in (1, 2, 3)
)
_GROUP = r"[0-9A-Fa-f]{1,4}"
_SIX = rf"(?:{_GROUP}:){{7}}{_GROUP}|(?:{_GROUP}:){{2,6}}(?::{_GROUP}){{1,4}}"


def _ip_hidden(value: str) -> str:
    """The first half stays, which tells the network: 211.34.*.*"""
    if ":" in value:
        parts = value.split(":")
        return ":".join(part if at < 2 else "*" for at, part in enumerate(parts))
    parts = value.strip().split(".")
    return ".".join([*parts[:2], "*", "*"])


IP = Detector(
    "ip_address",
    _ip_hidden,
    (Shape(_FOUR, before="0-9A-Za-z._/=&%:-", after="0-9A-Za-z._-"), Shape(_SIX, before="0-9A-Za-z:.", after="0-9A-Za-z:.")),
    not_header=r"version|버전|\bver\b|section|조항",
    header=r"\bip\b|ip\s?주소|접속\s?ip|아이피|ip_?addr",
    cell=rf"\s*(?:{_OCTET}(?:\.{_OCTET}){{3}}|{_SIX}|::1)\s*",
    shortest=7,
)
