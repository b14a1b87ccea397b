"""The network of sharing: which organisation lets which use data by how many agreements, and what that network is like.

It is as far as the register goes for who looks: links with a side in their tree, and what they asked for. Between two organisations
outside of it nothing is known, and such pairs are not counted as possible. It tells where data goes; more links are no success.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.agreements.ageing import Calendar, reached
from app.services.people.organisations import within
from app.services.people.walking import in_order
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ORGANISATION_KINDS, Agreement, AgreementEvent, Organisation
from models.kit.wording import Words
from models.methods import networks

LEVELS = ("own", "department", "city", "ministry")
"""Organisations as they are, or each as the nearest of that kind or a wider one that it stands under; where there is none, as the top."""
PERIODS = ("now", "year", "last_year", "always")
"""In force today; on some day of this year, or of the last; or ever."""


@dataclass(frozen=True)
class Wanted:
    """One of LEVELS and one of PERIODS."""

    level: str = "own"
    period: str = "now"


@dataclass(frozen=True)
class Node:
    """An organisation, or all that stand under it at the level. `gives`, `receives`: agreements; `gives_to`, `receives_from`: to and from
    how many. `between`: its betweenness, 0 … 1."""

    id: str
    name: Words
    gives: int
    receives: int
    gives_to: int
    receives_from: int
    between: float

    @property
    def links(self) -> int:
        """To and from how many others, each direction counted."""
        return self.gives_to + self.receives_from


@dataclass(frozen=True)
class Link:
    """Data of one organisation used by another, by places among the nodes, under so many agreements."""

    owner: int
    receiver: int
    agreements: int


@dataclass(frozen=True)
class Network:
    """The nodes as they stand in the tree, and the links. `inside`: agreements whose both sides are one at the level, which make no link.
    `density`, `reciprocity`: None where there is nothing to reckon them of."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    density: float | None
    reciprocity: float | None
    inside: int

    @property
    def apart(self) -> tuple[Node, ...]:
        """Those with no link."""
        return tuple(node for node in self.nodes if not node.links)

    @property
    def go_betweens(self) -> tuple[Node, ...]:
        """Those through which shortest ways lead, the most first."""
        return tuple(sorted((node for node in self.nodes if node.between > 0), key=lambda node: (-node.between, node.name["ko"])))


def seen(person: Person, platform: Platform, wanted: Wanted) -> Network:
    """The network as far as the person's register goes. Problems: rights.*, policy.choice_unknown."""
    rights.need(person, "see_agreements")
    with platform.records.reading() as session:
        bodies = Bodies.of(session, wanted.level)
        calendar = Calendar.of(session, platform.now())
        sides = _in_force(person, session, calendar, wanted.period)
        tree = within(session, rights.spans(person, "see_agreements"))
    weights = Counter((bodies.at(owner), bodies.at(receiver)) for owner, receiver in sides)
    inside = sum(count for (owner, receiver), count in weights.items() if owner == receiver)
    pairs = {pair: count for pair, count in weights.items() if pair[0] != pair[1]}
    own = {bodies.at(one) for one in tree if bodies.stands(one, calendar.today)}
    there = bodies.ordered(own | {one for pair in weights for one in pair}, person.language)
    return _network(bodies, there, pairs, frozenset(there) - {bodies.at(one) for one in tree}, inside)


def viewed(person: Person, platform: Platform, wanted: Wanted) -> None:
    """Notes in the ledger that the person looked at the network; a screen says it before it shows one. Problems: rights.*."""
    rights.need(person, "see_agreements")
    with platform.records.session() as session:
        note(session, platform, person, ledger.NETWORK_VIEWED, wanted)


def note(session: Session, platform: Platform, person: Person, event: str, wanted: Wanted, **more: int | str) -> None:
    """Puts on record what of the network was looked at or taken along."""
    ledger.record(
        session, event, person_id=person.id, organisation_id=person.organisation_id,
        facts={"level": wanted.level, "period": wanted.period, **more}, at=platform.now(),
    )  # fmt: skip


@dataclass(frozen=True)
class Bodies:
    """All organisations by id, each standing for itself or for what it is at a level."""

    rows: Mapping[str, Any]
    level: str

    @classmethod
    def of(cls, session: Session, level: str) -> Bodies:
        """As they stand today. Problem policy.choice_unknown."""
        if level not in LEVELS:
            raise Problem("policy.choice_unknown", said=level[:60], known=list(LEVELS))
        wanted = select(
            Organisation.id, Organisation.parent_id, Organisation.kind, Organisation.name_ko, Organisation.name_en, Organisation.valid_to
        )
        return cls({row.id: row for row in session.execute(wanted)}, level)

    def name(self, own: str) -> Words:
        """What it is called."""
        row = self.rows[own]
        return {"ko": row.name_ko, "en": row.name_en}

    def stands(self, own: str, day: date) -> bool:
        """Whether it has not ended by a day."""
        ended = self.rows[own].valid_to
        return ended is None or ended > day

    def at(self, own: str) -> str:
        """What it is at the level."""
        if self.level == "own":
            return own
        widest = ORGANISATION_KINDS.index(self.level)
        way = self._way(own)
        return next((one for one in way if ORGANISATION_KINDS.index(self.rows[one].kind) <= widest), way[-1])

    def ordered(self, ids: Iterable[str], lang: str) -> tuple[str, ...]:
        """As they stand in the tree: parents before children, siblings by name."""
        order = in_order(lang)
        return tuple(sorted(ids, key=lambda own: [order(self.rows[one]) for one in reversed(self._way(own))]))

    def _way(self, own: str) -> list[str]:
        found: list[str] = []
        at: str | None = own
        while at is not None and at in self.rows and at not in found:
            found.append(at)
            at = self.rows[at].parent_id
        return found


def _network(bodies: Bodies, there: Sequence[str], pairs: Mapping[tuple[str, str], int], outside: frozenset[str], inside: int) -> Network:
    place = {own: at for at, own in enumerate(there)}
    links = tuple(Link(place[owner], place[receiver], count) for (owner, receiver), count in sorted(
        pairs.items(), key=lambda item: (place[item[0][0]], place[item[0][1]])))  # fmt: skip
    ends = [(link.owner, link.receiver) for link in links]
    unseen = len(outside) * (len(outside) - 1) - sum(owner in outside and receiver in outside for owner, receiver in pairs)
    between = networks.betweenness(len(there), ends)
    sums = {name: Counter[int]() for name in ("gives", "receives", "gives_to", "receives_from")}
    for link in links:
        sums["gives"][link.owner] += link.agreements
        sums["receives"][link.receiver] += link.agreements
        sums["gives_to"][link.owner] += 1
        sums["receives_from"][link.receiver] += 1
    nodes = tuple(
        Node(
            own, bodies.name(own), sums["gives"][at], sums["receives"][at], sums["gives_to"][at], sums["receives_from"][at],
            float(between[at]),
        )
        for at, own in enumerate(there)
    )  # fmt: skip
    return Network(nodes, links, networks.density(len(there), len(links), unseen), networks.reciprocity(ends), inside)


def _span(period: str, today: date) -> tuple[date, date]:
    """First and last day of a period."""
    known = {
        "now": (today, today), "year": (date(today.year, 1, 1), today),
        "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)), "always": (date.min, today),
    }  # fmt: skip
    if period not in known:
        raise Problem("policy.choice_unknown", said=period[:60], known=list(PERIODS))
    return known[period]


def _in_force(person: Person, session: Session, calendar: Calendar, period: str) -> list[tuple[str, str]]:
    """Owner and receiver of each agreement that was in force on a day of a period: from its first day, or its approval if that came later,
    until its last day, or the day it ended if that came before."""
    first, last = _span(period, calendar.today)
    approved, over = when_taken(ledger.AGREEMENT_APPROVED), when_taken(ledger.AGREEMENT_REVOKED, ledger.AGREEMENT_ENDED)
    states = ("active",) if period == "now" else ("active", "ended", "revoked")
    wanted = (
        select(
            Agreement.owner_organisation_id, Agreement.receiver_organisation_id, Agreement.ends,
            approved.c.at_utc.label("approved"), over.c.at_utc.label("over"),
        )
        .join(approved, approved.c.agreement_id == Agreement.id)
        .outerjoin(over, over.c.agreement_id == Agreement.id)
        .where(reached(person, session), Agreement.state.in_(states), Agreement.starts <= last, Agreement.ends >= first)
    )  # fmt: skip
    return [
        (row.owner_organisation_id, row.receiver_organisation_id)
        for row in session.execute(wanted)
        if calendar.day(row.approved) <= last and (row.ends if row.over is None else min(row.ends, calendar.day(row.over))) >= first
    ]


def when_taken(*steps: str) -> Subquery:
    """When one of these steps was taken with each agreement: `agreement_id`, `at_utc`."""
    when = func.min(AgreementEvent.at_utc).label("at_utc")
    return select(AgreementEvent.agreement_id, when).where(AgreementEvent.step.in_(steps)).group_by(AgreementEvent.agreement_id).subquery()
