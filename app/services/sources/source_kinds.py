"""What each kind of source asks of a steward, in a few fields; a form, a check and the texts all go by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.texts import words
from connectors.databases.query import OPERATORS
from connectors.problem import Problem
from models.kit.wording import Words


@dataclass(frozen=True)
class Asked:
    """One field. `kind`: text, number, lines, choice; `folded`: for who knows what it means. Its words: `source.field.<name>`."""

    name: str
    kind: Literal["text", "number", "lines", "choice"] = "text"
    default: Any = ""
    needed: bool = False
    choices: tuple[str, ...] = ()
    minimum: int = 1
    maximum: int = 65_535
    folded: bool = False


_QUERY = (
    Asked("table", needed=False),
    Asked("columns", "lines", folded=True),
    Asked("where", "lines", folded=True),
    Asked("sql", "lines", folded=True),
)
_TLS = Asked("tls", "choice", "require", choices=("verify", "require", "off"))
_HOST, _USER = Asked("host", needed=True), Asked("user", needed=True)
_PATTERN = Asked("pattern", default="*", needed=True)

KINDS: Mapping[str, tuple[Asked, ...]] = {
    "postgresql": (
        _HOST, Asked("port", "number", 5432), Asked("database", needed=True), _USER, _TLS, *_QUERY,
    ),
    "mysql": (
        _HOST, Asked("port", "number", 3306), Asked("database", needed=True), _USER, _TLS, *_QUERY,
    ),
    "sqlite": (Asked("path", needed=True), *_QUERY),
    "s3": (
        Asked("endpoint", needed=True), Asked("bucket", needed=True), Asked("key_id", needed=True), Asked("prefix"), _PATTERN,
        Asked("region", default="us-east-1", folded=True),
    ),
    "sftp": (
        _HOST, Asked("port", "number", 22), _USER, Asked("host_key"), Asked("folder", default="."),
        _PATTERN,
    ),
    "folder": (Asked("path", needed=True), _PATTERN),
    "api": (
        Asked("url", needed=True), Asked("parameters", "lines"), Asked("calls", "number", 1_000, maximum=10_000_000),
        Asked("page_rows", "number", 1_000, maximum=10_000, folded=True), Asked("key_name", default="serviceKey", folded=True),
        Asked("page_name", default="pageNo", folded=True), Asked("size_name", default="numOfRows", folded=True),
    ),
}  # fmt: skip
SECRET = frozenset({"postgresql", "mysql", "s3", "sftp", "api"})
"""Kinds that ask for a password or key."""

_LONGEST = 4_000
_WHERE = re.compile(r"\s*(.+?)\s*(<=|>=|<>|=|<|>|\scontains\s|\sfilled\s*$|\sempty\s*$)\s*(.*?)\s*")


def checked(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in their one form, nothing else among them. Problems: source.kind_unknown, source.field_missing, source.field_wrong."""
    if kind not in KINDS:
        raise Problem("source.kind_unknown", kind=kind[:40], known=sorted(KINDS))
    made = {asked.name: _value(asked, said.get(asked.name, asked.default)) for asked in KINDS[kind]}
    missing = [asked.name for asked in KINDS[kind] if asked.needed and made[asked.name] in ("", [])]
    if missing:
        raise Problem("source.field_missing", fields=_named(missing))
    for name, parse in (("where", conditions), ("parameters", pairs)):
        if name in made:
            parse(made[name])
    return made


def conditions(lines: list[str]) -> list[dict[str, str]]:
    """Conditions as people write them, one a line: `COLUMN >= VALUE`, `COLUMN contains VALUE`, `COLUMN filled`.

    >>> conditions(["신고일 >= 2024-01-01"])
    [{'column': '신고일', 'operator': '>=', 'value': '2024-01-01'}]
    """
    found = []
    for line in lines:
        match = _WHERE.fullmatch(line)
        if match is None:
            raise Problem("query.condition_unknown", column=line[:80], operator="–", known=list(OPERATORS))
        column, operator, value = match.groups()
        found.append({"column": column, "operator": operator.strip(), "value": value})
    return found


def pairs(lines: list[str]) -> dict[str, str]:
    """Names with values, one `NAME=VALUE` a line. Problem source.field_wrong."""
    found = {}
    for line in lines:
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            raise Problem("source.field_wrong", fields=_named(["parameters"]), given=line[:80])
        found[name.strip()] = value.strip()
    return found


def _value(asked: Asked, given: Any) -> Any:
    if asked.kind == "number":
        if isinstance(given, bool) or not isinstance(given, int) or not asked.minimum <= given <= asked.maximum:
            raise Problem("source.field_wrong", fields=_named([asked.name]), given=str(given)[:80])
        return given
    if asked.kind == "lines":
        lines = given.splitlines() if isinstance(given, str) else [str(line) for line in given]
        return [line.strip()[:_LONGEST] for line in lines if line.strip()][:200]
    if asked.kind == "choice" and given not in asked.choices:
        raise Problem("source.field_wrong", fields=_named([asked.name]), given=str(given)[:80])
    text = str(given).strip()
    if len(text) > _LONGEST or "\0" in text:
        raise Problem("source.field_wrong", fields=_named([asked.name]), given=text[:80])
    return text


def _named(fields: list[str]) -> list[Words]:
    """Fields by their words, for the sentence that speaks of them."""
    return [dict(words(f"source.field.{field}")) for field in fields]
