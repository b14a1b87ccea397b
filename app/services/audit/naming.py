"""What the ids of ledger rows are called today; what is gone has no name any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.people.organisations import names_in
from data_catalog.records.tables import Dataset, Draft, PersonRow, Proposal, Run, Source, UseCase, Workshop
from models.kit.wording import Words


@dataclass(frozen=True)
class Names:
    """People by id as (name, user name), organisations, and subjects by (kind, id): a title, or a model's id of runs and drafts."""

    people: Mapping[str, tuple[str, str]]
    organisations: Mapping[str, Words]
    subjects: Mapping[tuple[str, str], str]


# What a subject of a kind is called: the table, and its column.
_CALLED: Mapping[str, tuple[Any, Any]] = {
    "run": (Run, Run.model),
    "draft": (Draft, Draft.model),
    "dataset": (Dataset, Dataset.title),
    "source": (Source, Source.title),
    "use_case": (UseCase, UseCase.title),
    "proposal": (Proposal, Proposal.title),
    "workshop": (Workshop, Workshop.title),
}


def names_of(session: Session, entries: Iterable[Any]) -> Names:
    """The names of everything a page of entries speaks of, a question a table."""
    entries = tuple(entries)
    by_kind: dict[str, set[str]] = {}
    for entry in entries:
        if entry.subject and entry.subject[1]:
            by_kind.setdefault(entry.subject[0], set()).add(entry.subject[1])
    people = {entry.person_id for entry in entries if entry.person_id} | by_kind.get("person", set())
    people |= {entry.facts["to"] for entry in entries if entry.facts.get("to")}
    bodies = {entry.organisation_id for entry in entries if entry.organisation_id} | by_kind.get("organisation", set())
    subjects: dict[tuple[str, str], str] = {}
    for kind, (table, column) in _CALLED.items():
        if by_kind.get(kind):
            found = session.execute(select(table.id, column).where(table.id.in_(by_kind[kind])))
            subjects |= {(kind, own): called for own, called in found}
    named = session.execute(select(PersonRow.id, PersonRow.name, PersonRow.login).where(PersonRow.id.in_(people))) if people else ()
    return Names({own: (name, login) for own, name, login in named}, names_in(session, bodies) if bodies else {}, subjects)
