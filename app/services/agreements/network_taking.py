"""The network and what waits as files to take along: organisations, links, times to approval, and who is stuck; on record first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.identity import rights
from app.identity.person import Person
from app.reports.lists import Cell, Listing, file_bytes
from app.services.agreements import approvals, network
from app.services.agreements.network import Wanted
from app.services.platform import Platform
from app.texts import pick, text
from connectors.problem import Problem
from data_catalog import ledger

_Rows = list[list[Cell]]


@dataclass(frozen=True)
class _Part:
    """What one file holds: its columns with how wide each is in letters, and its rows."""

    columns: Mapping[str, int]
    rows: Callable[[Person, Platform, Wanted, str], _Rows]


def taken(person: Person, platform: Platform, wanted: Wanted, part: str, kind: str, lang: str) -> bytes:
    """One of PARTS as `csv` (UTF-8 with BOM) or `xlsx`. Problems: those of `network.seen`, policy.choice_unknown."""
    rights.need(person, "see_agreements")
    if part not in _PARTS:
        raise Problem("policy.choice_unknown", said=part[:60], known=list(PARTS))
    rows = _PARTS[part].rows(person, platform, wanted, lang)
    with platform.records.session() as session:
        network.note(session, platform, person, ledger.NETWORK_EXPORTED, wanted, file=kind, part=part, rows=len(rows))
    columns = _PARTS[part].columns
    listing = Listing(text(f"network.part.{part}", lang), [text(f"network.column.{one}", lang) for one in columns], list(columns.values()))
    return file_bytes(kind, listing, rows)


def _nodes(person: Person, platform: Platform, wanted: Wanted, lang: str) -> _Rows:
    found = network.seen(person, platform, wanted)
    return [[pick(one.name, lang), one.gives, one.gives_to, one.receives, one.receives_from, round(one.between, 4)] for one in found.nodes]


def _links(person: Person, platform: Platform, wanted: Wanted, lang: str) -> _Rows:
    found = network.seen(person, platform, wanted)
    return [[pick(found.nodes[one.owner].name, lang), pick(found.nodes[one.receiver].name, lang), one.agreements] for one in found.links]


def _waiting(person: Person, platform: Platform, wanted: Wanted, lang: str) -> _Rows:
    found = approvals.told(person, platform, wanted.level)
    return [
        [pick(one.organisation, lang), one.waiting, one.asked, one.offered, one.mediation, one.oldest_days, one.median_days]
        for one in found.stuck
    ]


def _timing(person: Person, platform: Platform, wanted: Wanted, lang: str) -> _Rows:
    found = approvals.told(person, platform, wanted.level)
    return [
        [pick(one.organisation, lang) if one.organisation else text("network.all", lang), one.requests, one.approved,
         one.median_days, one.low_days, one.high_days]
        for one in (found.all, *found.owners)
    ]  # fmt: skip


_PARTS: Mapping[str, _Part] = MappingProxyType(
    {
        "nodes": _Part({"organisation": 28, "gives": 12, "gives_to": 12, "receives": 12, "receives_from": 12, "between": 12}, _nodes),
        "links": _Part({"owner": 28, "receiver": 28, "agreements": 12}, _links),
        "waiting": _Part(
            {"organisation": 28, "waiting": 12, "asked": 12, "offered": 12, "mediation": 12, "oldest": 12, "median_wait": 12}, _waiting
        ),
        "timing": _Part({"organisation": 28, "requests": 12, "approved": 12, "median": 14, "low": 14, "high": 14}, _timing),
    }
)
PARTS = tuple(_PARTS)
"""Organisations, links, who is stuck, and times to approval."""
