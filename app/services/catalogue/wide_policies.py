"""Policies over all data of an organisation and those below it, or over one tier of them: listed, tried, set and ended by its stewards.

They join with those of a dataset by the same rules and are enforced in the same place. Columns are called otherwise in every dataset, so
such a policy speaks of kinds of columns, never of names or of rows: there is no dataset in which it cannot be read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.catalogue import policies, touched
from app.services.catalogue.touched import Touched
from app.services.people import organisations
from app.services.people.called import ways
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, salts
from data_catalog.card import TIERS
from data_catalog.nameless import masked
from data_catalog.personal import KINDS as PERSONAL_KINDS
from data_catalog.policy import Policy, check
from data_catalog.policy.kept import of_all_data, of_row, path_up, write
from data_catalog.records.tables import PersonRow, PolicyRow, new_id
from data_catalog.schema import KINDS as FIELD_KINDS
from models.kit.wording import Words

__all__ = ["FIELD_KINDS", "PERSONAL_KINDS", "TIERS", "WideLine", "end", "listed", "past", "places", "save", "subjects", "tried"]


@dataclass(frozen=True)
class WideLine:
    """One policy over all data. `here`: of this organisation, else of `owner`, one above it."""

    policy: Policy
    made_by: str
    owner: Words
    here: bool


def places(person: Person, platform: Platform) -> dict[str, Words]:
    """The organisations in use whose data the person is steward of, each with its way from the top. Problem rights.role_needed."""
    rights.need(person, "manage_datasets")
    nodes = organisations.tree(person, platform, "manage_datasets")
    way = ways(nodes)
    return {node.id: way[node.id] for node in nodes if not node.ended}


def subjects(person: Person, platform: Platform) -> dict[str, Words]:
    """The organisations in use, by name: whom a policy may speak of. Problem rights.role_needed."""
    rights.need(person, "manage_datasets")
    with platform.records.reading() as session:
        return policies.in_use(session, person.language)


def listed(person: Person, platform: Platform, organisation_id: str) -> tuple[WideLine, ...]:
    """The policies in force or still to come over its data: its own, then those of the organisations above.

    Problems: rights.role_needed, not_found.organisation.
    """
    with platform.records.reading() as session:
        _need(session, person, organisation_id)
        path = list(path_up(session, organisation_id))
        found = sorted(of_all_data(session, path), key=lambda one: path.index(one.owner_organisation_id))
        return _lines(session, found, organisation_id)


def past(person: Person, platform: Platform, organisation_id: str) -> tuple[WideLine, ...]:
    """Those of its own that ended, the last first. Problems as `listed`."""
    with platform.records.reading() as session:
        _need(session, person, organisation_id)
        found = of_all_data(session, [organisation_id], ended=True)
        return _lines(session, sorted(found, key=lambda one: str(one.ended_at_utc), reverse=True), organisation_id)


def tried(person: Person, platform: Platform, organisation_id: str, policy: Policy, *, ending: bool = False) -> Touched:
    """Whom it touches if it is saved, or ended. Nothing is kept. Seconds for thousands of people and hundreds of datasets.

    Problems: those of `save`.
    """
    with platform.records.reading() as session:
        _need(session, person, organisation_id)
        made = _checked(policy, organisation_id)
        before = of_row(_row(session, organisation_id, policy.id)) if policy.id else None
        return touched.touched(session, platform, replace(made, id=made.id or "new"), before, ending=ending)


def save(person: Person, platform: Platform, organisation_id: str, policy: Policy) -> str:
    """Adds a policy (its `id` empty), or puts it in the place of the one with its id; gives the id. It holds from this moment.

    Problems: rights.role_needed, not_found.organisation, not_found.policy, policy.ended, policy.kinds_only, policy.choice_unknown, and
    those of `data_catalog.policy.check`.
    """
    with platform.records.session() as session:
        _need(session, person, organisation_id)
        made = _checked(policy, organisation_id)
        row = _row(session, organisation_id, policy.id, locked=True) if policy.id else None
        before = [of_row(row)] if row is not None else []
        if row is None:
            row = PolicyRow(id=new_id(), made_by=person.id, made_at_utc=platform.now(), revision=0)
        row.revision += 1
        session.add(write(row, made))
        if any(one.rule == "hash" for one in made.columns):
            salts.salt_of(session, organisation_id, person_id=person.id, at=platform.now())
        session.flush()
        event = ledger.POLICY_CHANGED if before else ledger.POLICY_ADDED
        policies.note(session, platform, person.id, organisation_id, ("organisation", organisation_id), event, row)
        made_for_others = touched.spoken_of_by(session, [*before, of_row(row)])
        kept, datasets = row.id, [dataset.id for dataset, _ in made_for_others]
    _forget(platform, datasets)
    return kept


def end(person: Person, platform: Platform, organisation_id: str, policy_id: str) -> None:
    """Ends a policy now; it stays on record. Problems: rights.role_needed, not_found.organisation, not_found.policy, policy.ended."""
    with platform.records.session() as session:
        _need(session, person, organisation_id)
        row = _row(session, organisation_id, policy_id, locked=True)
        row.ended_at_utc = platform.now()
        policies.note(
            session, platform, person.id, organisation_id, ("organisation", organisation_id), ledger.POLICY_ENDED, row
        )  # fmt: skip
        datasets = [dataset.id for dataset, _ in touched.spoken_of_by(session, [of_row(row)])]
    _forget(platform, datasets)


def _need(session: Session, person: Person, organisation_id: str) -> None:
    """Passes for a steward of the organisation or of one above it: of another's nobody learns whether it exists."""
    rights.need(person, "manage_datasets")
    if organisation_id not in within(session, rights.spans(person, "manage_datasets")):
        raise Problem("not_found.organisation")


def _checked(policy: Policy, organisation_id: str) -> Policy:
    made = replace(
        policy, dataset_id=None, owner_organisation_id=organisation_id, agreement_id=None, title=str(masked(policy.title)),
        why=str(masked(policy.why)),
    )  # fmt: skip
    if made.rows or any(one.column for one in made.columns):
        raise Problem("policy.kinds_only")
    check(made)
    for said, known in ((made.tier, TIERS), *((one.kind, (*PERSONAL_KINDS, *FIELD_KINDS)) for one in made.columns)):
        if said is not None and said not in known:
            raise Problem("policy.choice_unknown", said=said[:60], known=list(known))
    return made


def _row(session: Session, organisation_id: str, policy_id: str, *, locked: bool = False) -> PolicyRow:
    row = session.get(PolicyRow, policy_id, with_for_update=locked)
    if row is None or row.dataset_id is not None or row.owner_organisation_id != organisation_id:
        raise Problem("not_found.policy")
    if row.ended_at_utc is not None:
        raise Problem("policy.ended")
    return row


def _lines(session: Session, found: list[Policy] | tuple[Policy, ...], organisation_id: str) -> tuple[WideLine, ...]:
    makers = {one.made_by for one in found}
    names = {row.id: row.name for row in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(makers)))}
    owners = organisations.names_in(session, {one.owner_organisation_id for one in found})
    return tuple(
        WideLine(one, names.get(one.made_by, "–"), owners[one.owner_organisation_id], one.owner_organisation_id == organisation_id)
        for one in found
    )


def _forget(platform: Platform, datasets: list[str]) -> None:
    for dataset_id in datasets:
        platform.lake.forget_seen(dataset_id)
