"""What a change of the tree touches, as codes with facts: who looks after a place, what is let or closed to it, what is kept there.

A place is measured before and after; what both have is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import texts
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.sign_on import providers
from app.services.sign_on.places import Places
from data_catalog import reading
from data_catalog.policy.asker import Place
from data_catalog.records.tables import Dataset, Membership, Organisation, PersonRow, PolicyRow, Share
from models.kit.wording import Words


@dataclass(frozen=True)
class Effect:
    """One thing that changes, or is told to stay: a key of the texts (`organisations.effect.<code>`) and its facts."""

    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """What bears on a place. `holders`: how many hold a role at one of its `path`, by organisation and role; `rules` and `shares` by the
    organisation of the path they speak of, the rules by effect too; `above`: those an organisation of the path set for all its data."""

    path: tuple[str, ...] = ()
    branch: int = 0
    people: int = 0
    datasets: int = 0
    holders: Mapping[tuple[str, str], int] = field(default_factory=dict)
    rules: Mapping[tuple[str, str], int] = field(default_factory=dict)
    above: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, int] = field(default_factory=dict)
    agreed: int = 0
    area: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named: Mapping[str, Words] = field(default_factory=dict)


def measured(session: Session, organisation_id: str) -> Measured:
    """A place as it stands in this transaction; nothing of one there is not."""
    parents = {row.id: row.parent_id for row in session.execute(select(Organisation.id, Organisation.parent_id))}
    path: list[str] = []
    at: str | None = organisation_id
    while at is not None and at in parents and at not in path:
        path.append(at)
        at = parents[at]
    if not path:
        return Measured()
    branch = within(session, {organisation_id})
    rules = _rules(session, path)
    return Measured(
        path=tuple(path),
        branch=len(branch),
        people=_count(session, PersonRow, PersonRow.organisation_id.in_(branch), PersonRow.disabled.is_(False)),
        datasets=_count(session, Dataset, Dataset.organisation_id.in_(branch)),
        holders=_holders(session, path),
        rules={(one.subject_organisation_id or "", one.effect): one.n for one in rules if not one.agreed},
        agreed=sum(one.n for one in rules if one.agreed),
        above=_by(session, PolicyRow.owner_organisation_id, PolicyRow.dataset_id.is_(None), PolicyRow.ended_at_utc.is_(None), path=path),
        shares=_by(session, Share.to_organisation_id, Share.ended_at_utc.is_(None), path=path),
        area=_area(session, tuple(path)),
        named={row.id: row.name for row in session.scalars(select(Organisation))},
    )


def told(
    session: Session, platform: Platform, kind: str, before: Measured, after: Measured, counted: Mapping[str, int]
) -> tuple[Effect, ...]:  # fmt: skip
    """What is to be read before a change is made, the weightiest first."""
    found: list[Effect] = []
    if kind == "add":
        return tuple(_holding(after))
    left = tuple(one for one in before.path if one not in after.path)
    joined = tuple(one for one in after.path if one not in before.path)
    here = before.path[0] if before.path else ""
    place = {"name": after.named.get(here) or before.named.get(here), "was": before.named.get(here)}
    found.append(Effect(f"what.{kind}", {**place, "to": after.named.get(after.path[0]), "above": _above(after), **_counts(before)}))
    if kind in ("merge", "split"):
        found.append(Effect("moved", {"people": counted.get("people", 0), "below": counted.get("below", 0)}))
    if before.datasets and kind != "rename":
        found.append(Effect(f"datasets.{kind}", {"count": before.datasets}))
    if kind in ("move", "merge", "split"):
        found += _roles(before, left, "roles_lost") + _roles(after, joined, "roles_gained")
        found += _speaking(before, after, left, joined, counted, kind)
    if kind == "end":
        found += [Effect("end.rules", {"count": before.rules[here, "allow"]})] if before.rules.get((here, "allow")) else []
        found += [Effect("end.shares", {"count": before.shares[here]})] if before.shares.get(here) else []
    if before.area != after.area:
        found.append(Effect("area", {"was": _said(before.area), "now": _said(after.area)}))
    found += _sign_on(session, platform, here)
    found.append(Effect("past", {}))
    return tuple(found)


def _counts(before: Measured) -> dict[str, int]:
    return {"below": max(0, before.branch - 1), "people": before.people}


def _above(after: Measured) -> Words | str:
    return after.named[after.path[1]] if len(after.path) > 1 else "–"


def _holding(after: Measured) -> list[Effect]:
    """Who will look after a new one."""
    found = [Effect("what.add", {"name": after.named[after.path[0]], "above": _above(after)})]
    return found + _roles(after, after.path[1:], "roles_here") + [Effect("past.new", {})]


def _roles(there: Measured, places: tuple[str, ...], code: str) -> list[Effect]:
    held = [(at, role, count) for (at, role), count in sorted(there.holders.items()) if at in places]
    ordered = sorted(held, key=lambda one: places.index(one[0]))
    return [Effect(code, {"role": texts.words(f"role.{role}"), "name": there.named[at], "count": n}) for at, role, n in ordered]


def _speaking(
    before: Measured, after: Measured, left: tuple[str, ...], joined: tuple[str, ...], counted: Mapping[str, int], kind: str
) -> list[Effect]:
    found = []
    for code, there, places in (("lost", before, left), ("gained", after, joined)):
        for effect in ("allow", "deny"):
            count = sum(n for (at, said), n in there.rules.items() if at in places and said == effect)
            if kind == "merge" and code == "lost" and effect == "deny":
                count -= counted.get("denies", 0)
            if count > 0:
                found.append(Effect(f"{effect}_{code}", {"count": count}))
        if shares := sum(n for at, n in there.shares.items() if at in places):
            found.append(Effect(f"shares_{code}", {"count": shares}))
        if kind == "move" and (above := sum(n for at, n in there.above.items() if at in places)):
            found.append(Effect(f"above_{code}", {"count": above}))
    if counted.get("denies"):
        found.append(Effect("deny_follows", {"count": counted["denies"]}))
    if before.agreed != after.agreed:
        found.append(Effect("agreed", {"before": before.agreed, "after": after.agreed}))
    return found


def _sign_on(session: Session, platform: Platform, organisation_id: str) -> list[Effect]:
    """Rules of single sign-on that name it: after the change they may find nothing, or another."""
    with platform.records.reading() as apart:
        places = Places(apart)
        grants = [
            grant
            for one in providers.every(platform).providers.values()
            for grant in (*(rule.grant for rule in one.rules), *((one.otherwise,) if one.otherwise else ()))
        ]
        count = sum(places.of(grant.place) == organisation_id for grant in grants)
    return [Effect("sign_on", {"count": count})] if count else []


def _rules(session: Session, path: list[str]) -> list[Any]:
    """The policies in force that speak of people of a place, by organisation, effect and whether they were agreed."""
    agreed = PolicyRow.agreement_id.is_not(None)
    wanted = (
        select(PolicyRow.subject_organisation_id, PolicyRow.effect, agreed.label("agreed"), func.count().label("n"))
        .where(
            PolicyRow.ended_at_utc.is_(None),
            or_(PolicyRow.subject_organisation_id == path[0], PolicyRow.subject_organisation_id.in_(path[1:]) & PolicyRow.below),
        )
        .group_by(PolicyRow.subject_organisation_id, PolicyRow.effect, agreed)
    )
    return list(session.execute(wanted).all())


def _holders(session: Session, path: list[str]) -> dict[tuple[str, str], int]:
    wanted = (
        select(Membership.organisation_id, Membership.role, func.count(Membership.person_id.distinct()))
        .join(PersonRow, PersonRow.id == Membership.person_id)
        .where(
            Membership.organisation_id.in_(path), PersonRow.disabled.is_(False),
            Membership.role.in_(("supervisor", "steward", "auditor", "admin")),
        )
        .group_by(Membership.organisation_id, Membership.role)
    )  # fmt: skip
    return {(at, role): count for at, role, count in session.execute(wanted)}


def _area(session: Session, path: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return dict(reading.attributes(session, Place(path)))


def _said(area: Mapping[str, tuple[str, ...]]) -> str:
    values = [value for name in sorted(area) for value in area[name]]
    return ", ".join(values[:5]) + (" …" if len(values) > 5 else "") if values else "–"


def _by(session: Session, column: Any, *conditions: Any, path: list[str]) -> dict[str, int]:
    """How many there are of each organisation of a path."""
    wanted = select(column, func.count()).where(column.in_(path), *conditions).group_by(column)
    return {row[0]: row[1] for row in session.execute(wanted)}


def _count(session: Session, table: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0
