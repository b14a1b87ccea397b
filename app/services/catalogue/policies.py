"""The policies of a dataset, as its stewards and who keeps it set them: listed, added, changed, ended, and tried before that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox
from app.services.catalogue import datasets
from app.services.catalogue.agreed import Named, named
from app.services.people.organisations import within
from app.services.people.walking import in_order
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, reading, salts
from data_catalog.nameless import masked
from data_catalog.policy import Policy, check
from data_catalog.policy.combine import unreadable
from data_catalog.policy.kept import speaking_of, write
from data_catalog.policy.model import ATTRIBUTES
from data_catalog.records.tables import Dataset, DatasetVersion, Organisation, OrganisationAttribute, PersonRow, PolicyRow, new_id
from models.kit.wording import Words

_MOST_AREAS = 500


@dataclass(frozen=True)
class PolicyLine:
    """One policy as a steward sees it. `closed`: the column that is gone, or the part that cannot be read; None when it holds."""

    policy: Policy
    named: Named
    made_by: str
    closed: tuple[str, str] | None
    here: bool
    """Whether it belongs to this dataset; else it speaks of all data of an organisation above."""


def listed(person: Person, platform: Platform, dataset_id: str) -> tuple[PolicyLine, ...]:
    """The policies in force or still to come for a dataset, the first made first. Problem not_found.dataset."""
    with platform.records.reading() as session:
        dataset = datasets.need(session, person, dataset_id)
        policies = speaking_of(session, dataset)
        makers = {one.made_by for one in policies}
        names = {row.id: row.name for row in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(makers)))}
        said = named(session, policies)
        table = reading.table_at(platform.lake, dataset_id, _newest(session, dataset_id).id)
    faults = {one.id: unreadable(one, table) for one in policies}
    return tuple(
        PolicyLine(one, said[one.id], names.get(one.made_by, "–"), (fault.code, fault.column) if (fault := faults[one.id]) else None,
                   one.dataset_id == dataset_id)
        for one in policies
    )  # fmt: skip


def columns(person: Person, platform: Platform, dataset_id: str) -> tuple[str, ...]:
    """The names of the columns a policy can be about. Problem not_found.dataset."""
    with platform.records.reading() as session:
        datasets.need(session, person, dataset_id)
        return tuple(_newest(session, dataset_id).columns)


def organisations(person: Person, platform: Platform, dataset_id: str) -> dict[str, Words]:
    """The organisations in use, by name: whom a policy may speak of. Problems: not_found.dataset, rights.role_needed."""
    with platform.records.reading() as session:
        need_steward(session, person, dataset_id)
        return in_use(session, person.language)


def in_use(session: Session, lang: str) -> dict[str, Words]:
    """The organisations in use, by their name in a language; of several called alike with that of the one above."""
    every = sorted(session.scalars(select(Organisation)), key=in_order(lang))
    by_id = {row.id: row for row in every}
    used = Counter(row.name_ko for row in every if row.valid_to is None)
    return {row.id: _named(row, by_id, alike=used[row.name_ko] > 1) for row in every if row.valid_to is None}


def _named(row: Organisation, by_id: Mapping[str, Organisation], *, alike: bool) -> Words:
    above = by_id.get(row.parent_id or "")
    if not alike or above is None:
        return row.name
    return {"ko": f"{row.name_ko} ({above.name_ko})", "en": f"{row.name_en} ({above.name_en})"}


def areas_to_set(person: Person, platform: Platform) -> frozenset[str]:
    """The organisations whose area the person may set: those under one they administer, not that one itself. Filters ask for the area of
    the reader's organisation, so no organisation says its own; the top one alone, having none above, does."""
    with platform.records.reading() as session:
        held = rights.spans(person, "manage_people")
        tops = set(session.scalars(select(Organisation.id).where(Organisation.parent_id.is_(None), Organisation.id.in_(held))))
        return (within(session, held) - held) | tops


def area_of(person: Person, platform: Platform, organisation_id: str) -> dict[str, tuple[str, ...]]:
    """What an organisation itself says of its area, by attribute. Problem not_found.organisation."""
    _need_area(person, platform, organisation_id)
    with platform.records.reading() as session:
        rows = session.scalars(select(OrganisationAttribute).where(OrganisationAttribute.organisation_id == organisation_id))
        kept = {row.name: tuple(row.values) for row in rows}
    return {name: kept.get(name, ()) for name in ATTRIBUTES}


def set_area(person: Person, platform: Platform, organisation_id: str, said: Mapping[str, Sequence[str]]) -> None:
    """Keeps the area of an organisation. Problems: not_found.organisation, policy.area_wrong."""
    _need_area(person, platform, organisation_id)
    with platform.records.session() as session:
        for name in ATTRIBUTES:
            values = list(dict.fromkeys(one.strip() for one in said.get(name, ()) if one.strip()))
            if len(values) > _MOST_AREAS or any(len(one) > 100 for one in values):
                raise Problem("policy.area_wrong", most=_MOST_AREAS)
            session.merge(OrganisationAttribute(organisation_id=organisation_id, name=name, values=values))
        ledger.record(
            session, ledger.ATTRIBUTE_CHANGED, person_id=person.id, organisation_id=organisation_id,
            subject=("organisation", organisation_id), at=platform.now(),
        )  # fmt: skip


def _need_area(person: Person, platform: Platform, organisation_id: str) -> None:
    if organisation_id not in areas_to_set(person, platform):
        raise Problem("not_found.organisation")


def save(person: Person, platform: Platform, dataset_id: str, policy: Policy) -> str:
    """Adds a policy (its `id` empty), or puts it in the place of the one with its id; gives the id. It holds from this moment.

    Problems: not_found.dataset, rights.role_needed, not_found.policy, policy.ended, policy.agreed, policy.column_unknown, and those of
    `data_catalog.policy.check`.
    """
    with platform.records.session() as session:
        found = save_in(session, person, platform, dataset_id, replace(policy, agreement_id=None))
    platform.lake.forget_seen(dataset_id)
    return found


def save_in(session: Session, person: Person, platform: Platform, dataset_id: str, policy: Policy) -> str:
    """As `save`, in the session's transaction: `Lake.forget_seen` is the caller's when it is done. Here it may stand for an agreement."""
    dataset = need_steward(session, person, dataset_id)
    policy = replace(policy, dataset_id=dataset_id, tier=None, owner_organisation_id=dataset.organisation_id, why=str(masked(policy.why)))
    check(policy)
    _check_columns(session, dataset_id, policy)
    row = _row(session, person, platform, dataset_id, policy.id)
    event = ledger.POLICY_CHANGED if policy.id else ledger.POLICY_ADDED
    row.revision = row.revision + 1 if policy.id else 1
    session.add(write(row, policy))
    if any(one.rule == "hash" for one in policy.columns):
        salts.salt_of(session, dataset.organisation_id, person_id=person.id, at=platform.now())
    note(session, platform, person.id, dataset.organisation_id, ("dataset", dataset.id), event, row)
    return row.id


def end(person: Person, platform: Platform, dataset_id: str, policy_id: str) -> None:
    """Ends a policy now; it stays on record. Problems: not_found.dataset, rights.role_needed, not_found.policy, policy.ended,
    policy.agreed."""
    with platform.records.session() as session:
        dataset = need_steward(session, person, dataset_id)
        row = _row(session, person, platform, dataset_id, policy_id)
        row.ended_at_utc = platform.now()
        note(session, platform, person.id, dataset.organisation_id, ("dataset", dataset.id), ledger.POLICY_ENDED, row)
    platform.lake.forget_seen(dataset_id)


def end_of_agreement(session: Session, platform: Platform, agreement_id: str, person_id: str | None) -> None:
    """Ends what stands for an agreement, in the session's transaction; who may end the agreement is the caller's to ask.
    `Lake.forget_seen` is the caller's when it is done."""
    wanted = select(PolicyRow).where(PolicyRow.agreement_id == agreement_id, PolicyRow.ended_at_utc.is_(None)).with_for_update()
    for row in session.scalars(wanted).all():
        row.ended_at_utc = platform.now()
        dataset = session.get(Dataset, row.dataset_id or "")
        if dataset is not None:
            note(session, platform, person_id, dataset.organisation_id, ("dataset", dataset.id), ledger.POLICY_ENDED, row)


def arrived(session: Session, platform: Platform, version: DatasetVersion) -> int:
    """Tells who keeps a dataset, and who made them, of policies that a new version's columns closed; gives how many."""
    dataset = session.get_one(Dataset, version.dataset_id)
    table = reading.table_at(platform.lake, dataset.id, version.id)
    closed = [fault for one in speaking_of(session, dataset) if (fault := unreadable(one, table))]
    said = named(session, [fault.policy for fault in closed])
    for fault in closed:
        for person_id in {dataset.person_id, fault.policy.made_by}:
            inbox.add(
                session, person_id, "inbox.policy_closed",
                {"title": dataset.title, "policy": said[fault.policy.id].title, "column": fault.column},
                link=f"/data?dataset={dataset.id}", once=f"policy:{dataset.id}:{version.id}:{fault.policy.id[:8]}", at=platform.now(),
            )  # fmt: skip
    return len(closed)


def need_steward(session: Session, person: Person, dataset_id: str) -> Dataset:
    """The dataset, for a steward of where it is kept: who keeps it does not decide alone who else sees it.

    Problems: not_found.dataset, rights.role_needed.
    """
    dataset = datasets.need(session, person, dataset_id)
    if dataset.organisation_id not in within(session, rights.spans(person, "manage_datasets")):
        raise Problem("rights.role_needed", right="manage_datasets", roles=sorted(rights.RIGHTS["manage_datasets"]))
    return dataset


def _check_columns(session: Session, dataset_id: str, policy: Policy) -> None:
    known = _newest(session, dataset_id).columns
    named = [*(one.column for one in policy.rows), *(one.column for one in policy.columns if one.column)]
    for name in named:
        if name not in known:
            raise Problem("policy.column_unknown", column=name[:60], known=list(known))


def _row(session: Session, person: Person, platform: Platform, dataset_id: str, policy_id: str) -> PolicyRow:
    if not policy_id:
        return PolicyRow(id=new_id(), made_by=person.id, made_at_utc=platform.now(), revision=1)
    row = session.get(PolicyRow, policy_id, with_for_update=True)
    if row is None or row.dataset_id != dataset_id:
        raise Problem("not_found.policy")
    if row.ended_at_utc is not None:
        raise Problem("policy.ended")
    if row.agreement_id is not None:
        raise Problem("policy.agreed")
    return row


def _newest(session: Session, dataset_id: str) -> DatasetVersion:
    newest = select(func.max(DatasetVersion.number)).where(DatasetVersion.dataset_id == dataset_id).scalar_subquery()
    return session.scalars(select(DatasetVersion).where(DatasetVersion.dataset_id == dataset_id, DatasetVersion.number == newest)).one()


def note(
    session: Session, platform: Platform, person_id: str | None, organisation_id: str, subject: tuple[str, str], event: str, row: PolicyRow
) -> None:  # fmt: skip
    """Puts on record what was done to a policy, of a dataset or of all data of an organisation (`subject`)."""
    facts: Mapping[str, Any] = {
        "policy": row.id, "revision": row.revision, "effect": row.effect,
        "columns": len(row.said["columns"]), "rows": len(row.said["rows"]),
        **({"tier": row.tier} if row.tier else {}), "for": row.subject_organisation_id,
        "purpose": row.purpose, "until": row.ends.isoformat() if row.ends else None,
    }  # fmt: skip
    ledger.record(
        session, event, person_id=person_id, organisation_id=organisation_id, subject=subject, facts=dict(facts), at=platform.now()
    )  # fmt: skip
