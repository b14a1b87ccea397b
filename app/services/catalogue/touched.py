"""Whom a policy over all data of an organisation touches, before it is kept: the datasets, and how many people see less or more.

People whom policies treat alike are looked at once; who keeps a dataset sees all of it whatever is said. No row is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.services.people.organisations import within
from app.services.platform import Platform
from data_catalog import reading
from data_catalog.policy import PURPOSES, Asker, Policy
from data_catalog.policy.asker import askers
from data_catalog.policy.kept import speaking_of, tier_of
from data_catalog.reading import Seen
from data_catalog.records.tables import Dataset, DatasetVersion

Alike = tuple[Asker, frozenset[str]]
"""One asker, and the ids of all people whom policies treat as that one."""


@dataclass(frozen=True)
class TouchedDataset:
    """One dataset of which somebody sees less or more: how many people."""

    id: str
    title: str
    less: int
    more: int


@dataclass(frozen=True)
class Touched:
    """`spoken_of`: the datasets it speaks of; `datasets`: those of which somebody sees less or more, the most people first.

    `less` and `more`: people, each counted once.
    """

    spoken_of: int
    datasets: tuple[TouchedDataset, ...]
    less: int
    more: int


def touched(session: Session, platform: Platform, policy: Policy, before: Policy | None = None, *, ending: bool = False) -> Touched:
    """What keeping the policy in the place of `before` (none: as a new one), or ending it, changes on the first day it holds."""
    day = reading.today_of(session, platform.now())
    if policy.subject.starts is not None:
        day = max(day, policy.subject.starts)
    old = [] if before is None else [before]
    new = [] if ending else [policy]
    people = _alike(session, day, [*old, *new])
    found, spoken_of = [], 0
    less: set[str] = set()
    more: set[str] = set()
    for dataset, version in spoken_of_by(session, [*old, *new]):
        spoken_of += 1
        held = tuple(one for one in speaking_of(session, dataset) if one.id != policy.id)
        sets = tuple((*held, *(one for one in extra if one.tier in (None, tier_of(dataset)))) for extra in (old, new))
        fewer, wider = _of_one(platform, dataset, version, people, sets)
        less |= fewer
        more |= wider
        if fewer or wider:
            found.append(TouchedDataset(dataset.id, dataset.title, len(fewer), len(wider)))
    found.sort(key=lambda one: (-one.less, -one.more, one.title))
    return Touched(spoken_of, tuple(found), len(less), len(more))


def spoken_of_by(session: Session, policies: Iterable[Policy]) -> Sequence[Any]:
    """The datasets policies over all data speak of, each with its newest version."""
    owners = {(one.owner_organisation_id, one.tier) for one in policies}
    reached = {(body, tier) for owner, tier in owners for body in within(session, {owner})}
    newest = (
        select(DatasetVersion.dataset_id, func.max(DatasetVersion.number).label("number")).group_by(DatasetVersion.dataset_id).subquery()
    )
    wanted = (
        select(Dataset, DatasetVersion)
        .join(newest, newest.c.dataset_id == Dataset.id)
        .join(DatasetVersion, (DatasetVersion.dataset_id == Dataset.id) & (DatasetVersion.number == newest.c.number))
        .where(Dataset.organisation_id.in_({body for body, _ in reached}))
        .order_by(Dataset.title, Dataset.id)
    )
    rows = session.execute(wanted).all()
    return [row for row in rows if {(row[0].organisation_id, None), (row[0].organisation_id, tier_of(row[0]))} & reached]


def _alike(session: Session, day: date, policies: Iterable[Policy]) -> list[Alike]:
    """Those of whom one of the policies speaks for some purpose, gathered by what policies can tell apart."""
    subjects = [replace(one.subject, purpose=None) for one in policies]
    groups: dict[Any, tuple[Asker, set[str]]] = {}
    for asker in askers(session, day):
        if any(asker.held_by(one) for one in subjects):
            mark = (asker.places, asker.roles, tuple(sorted(asker.own.items())))
            groups.setdefault(mark, (asker, set()))[1].add(asker.person_id)
    return [(asker, frozenset(ids)) for asker, ids in groups.values()]


def _of_one(
    platform: Platform, dataset: Dataset, version: DatasetVersion, people: Sequence[Alike], sets: Sequence[tuple[Policy, ...]]
) -> tuple[set[str], set[str]]:  # fmt: skip
    """Who sees less of a dataset, and who more, for one purpose or another."""
    named = {one.subject.purpose for policies in sets for one in policies if one.subject.purpose}
    purposes = (None, *(one for one in PURPOSES if one in named))
    table = reading.table_under(platform.lake, version, [one for policies in sets for one in policies])
    answers: dict[Any, tuple[bool, bool]] = {}
    less: set[str] = set()
    more: set[str] = set()
    for asker, ids in people:
        for purpose in purposes:
            asks = replace(asker, purpose=purpose)
            marks = tuple(_holding(asks, policies) for policies in sets)
            mark = (*marks, tuple(sorted(asks.own.items())) if _asks_own(sets) else ())
            if mark not in answers:
                before, after = (reading.under(platform.lake, dataset, version, asks, policies, table) for policies in sets)
                answers[mark] = _changes(platform, before, after)
            fewer, wider = answers[mark]
            less |= ids - {dataset.person_id} if fewer else set()
            more |= ids - {dataset.person_id} if wider else set()
    return less, more


def _holding(asker: Asker, policies: Iterable[Policy]) -> tuple[str, ...]:
    return tuple(
        one.id for one in policies if (asker.let_in_by(one.subject) if one.effect == "allow" else asker.held_by(one.subject))
    )  # fmt: skip


def _asks_own(sets: Iterable[Iterable[Policy]]) -> bool:
    return any(condition.own for policies in sets for one in policies for condition in one.rows)


def _changes(platform: Platform, before: Seen, after: Seen) -> tuple[bool, bool]:
    """Whether less is seen after, and whether more: of rows, or of a column in some row."""
    if before.state == after.state:
        return False, False
    rows = [reading.counted(platform.lake, one)[0] for one in (before, after)]
    pairs = [(_strictness(before, name), _strictness(after, name)) for name in before.table.columns]
    less = rows[1] < rows[0] or any(now > was for ways in pairs for was, now in zip(*ways, strict=True))
    more = rows[1] > rows[0] or any(now < was for ways in pairs for was, now in zip(*ways, strict=True))
    return less, more


def _strictness(seen: Seen, column: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Of a column the strictest rule and the most open one; where nothing is seen, as strict as can be."""
    levels = seen.guard.levels.get(column, ()) if seen.guard else ()
    closed = (float("inf"),)
    return (levels[0].strictness, levels[-1].strictness) if levels else (closed, closed)
