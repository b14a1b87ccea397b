"""The canonical form of a ledger row: the same bytes whichever database gave the row back, and without whoever it speaks of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

FORM = "modu.row.1"
BARE = "modu.row.0"
"""The form of a row from before rows had stamps: all of it, its persons included."""
PERSONAL_FACTS = frozenset({"person", "by", "to"})
"""Facts that name a person: they stand with the personal detail."""
_WHOLE = 10**15


class Row(Protocol):
    """A row of the ledger, from either database or from an exported file."""

    @property
    def id(self) -> int: ...
    @property
    def at_utc(self) -> datetime: ...
    @property
    def day(self) -> date: ...
    @property
    def event(self) -> str: ...
    @property
    def person_id(self) -> str | None: ...
    @property
    def organisation_id(self) -> str | None: ...
    @property
    def subject_kind(self) -> str | None: ...
    @property
    def subject_id(self) -> str | None: ...
    @property
    def model(self) -> str | None: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def cache_key(self) -> str | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def salt(self) -> str | None: ...
    @property
    def detail(self) -> str | None: ...
    @property
    def mac(self) -> str | None: ...


_dumps = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"), sort_keys=True, check_circular=False).encode


def canonical(row: Row) -> bytes:
    """What is sealed of a row. Without `detail` (a row of before there were stamps) its persons stand in it."""
    facts, subject = row.facts, row.subject_id
    if row.detail is None:
        who = [row.person_id]
    else:
        who = [row.detail]
        if row.subject_kind == "person":
            subject = None
        if not PERSONAL_FACTS.isdisjoint(facts):
            facts = {name: said for name, said in facts.items() if name not in PERSONAL_FACTS}
    form = BARE if row.detail is None else FORM
    said = [
        form, _moment(row.at_utc), row.day.isoformat(), row.event, who, row.organisation_id, row.subject_kind, subject,
        row.model, row.kind, row.cache_key, _plain(facts),
    ]  # fmt: skip
    return _dumps(said).encode("ascii")


def detail(row: Row, salt: str) -> str:
    """SHA-256 of the salt and the row's personal detail, 64 hexadecimal digits."""
    subject = row.subject_id if row.subject_kind == "person" else None
    named = {name: said for name, said in row.facts.items() if name in PERSONAL_FACTS}
    return hashlib.sha256(_dumps([salt, row.person_id, subject, _plain(named)]).encode("ascii")).hexdigest()


def impersonal(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that stay when the personal detail goes."""
    return {name: said for name, said in facts.items() if name not in PERSONAL_FACTS}


def plain(said: Any) -> bytes:
    """Any JSON value in the canonical form."""
    return _dumps(_plain(said)).encode("ascii")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(said: Any) -> Any:
    """Numbers told so that 1, 1.0 and 1e0 are one: PostgreSQL's jsonb does not keep how a number was written."""
    kind = type(said)
    if kind is str or said is None or kind is bool:
        return said
    if kind is int:
        return said if -_WHOLE < said < _WHOLE else _long(said)
    if kind is float:
        return int(said) if said.is_integer() and -_WHOLE < said < _WHOLE else _long(said)
    if isinstance(said, Mapping):
        return {name: _plain(one) for name, one in said.items()}
    return [_plain(one) for one in said]


def _long(said: float) -> dict[str, str]:
    # The sign of nothing is lost in jsonb, and how many noughts stand at the end.
    return {"#": str(Decimal(repr(said)).normalize())}
