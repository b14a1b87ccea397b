"""Checks a steward sets for a dataset: tried on its newest version, kept with their reason, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.catalogue import datasets, judging
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.check_rules import CheckFinding
from data_catalog.declared import Declared, declared
from data_catalog.nameless import masked
from data_catalog.records.tables import Dataset, DatasetCheck, DatasetVersion, PersonRow, new_id

MOST = 50


@dataclass(frozen=True)
class CheckLine:
    """One check of a dataset: what it is, who set it and when."""

    id: str
    said: Declared
    by: str
    made_at_utc: datetime


@dataclass(frozen=True)
class Tried:
    """What a check finds in the newest version. `examples_shown`: whether who tried may see rows."""

    number: int
    rows: int
    findings: tuple[CheckFinding, ...]
    examples_shown: bool


def may(person: Person, platform: Platform, dataset_id: str) -> bool:
    """Whether the person is a steward of where the dataset is kept."""
    with platform.records.reading() as session:
        return _is_steward(session, person, session.get(Dataset, dataset_id))


def listed(person: Person, platform: Platform, dataset_id: str) -> tuple[CheckLine, ...]:
    """The checks of a dataset the person may see, the first set first. Problem not_found.dataset."""
    with platform.records.reading() as session:
        datasets.need(session, person, dataset_id)
        rows = session.execute(
            select(DatasetCheck, PersonRow.name)
            .join(PersonRow, PersonRow.id == DatasetCheck.person_id)
            .where(DatasetCheck.dataset_id == dataset_id)
            .order_by(DatasetCheck.made_at_utc, DatasetCheck.id)
        ).all()
    return tuple(CheckLine(row.id, Declared.from_json(row.said), name, row.made_at_utc) for row, name in rows)


def columns(person: Person, platform: Platform, dataset_id: str) -> dict[str, str]:
    """The columns a check can be about, with their kinds: names only, no value of any row.

    Problems: not_found.dataset, rights.role_needed.
    """
    return _columns(platform, _need(person, platform, dataset_id)[1])


def tried(person: Person, platform: Platform, dataset_id: str, said: Mapping[str, Any]) -> Tried:
    """What the check would find now; nothing is kept but that somebody asked, where the rows are another's.

    Problems: not_found.dataset, rights.role_needed, declared.… as `data_catalog.declared`.
    """
    owner, version = _need(person, platform, dataset_id)
    check = declared(masked(said), _columns(platform, version))
    found = judging.tried(platform, owner, version.id, check)
    if owner != person.id:
        found = tuple(replace(one, examples=()) for one in found)
        with platform.records.session() as session:
            _note(session, platform, person, session.get_one(Dataset, dataset_id), ledger.CHECK_TRIED, None, check)
    return Tried(version.number, version.rows, found, owner == person.id)


def save(person: Person, platform: Platform, dataset_id: str, said: Mapping[str, Any]) -> str:
    """Keeps the check and makes it on the newest version; gives its id. Problems as `tried`, and declared.too_many, declared.known."""
    _, version = _need(person, platform, dataset_id)
    check = declared(masked(said), _columns(platform, version))
    with platform.records.session() as session:
        dataset = session.get_one(Dataset, dataset_id, with_for_update=True)
        known = session.scalars(select(DatasetCheck.said).where(DatasetCheck.dataset_id == dataset_id)).all()
        if len(known) >= MOST:
            raise Problem("declared.too_many", most=MOST)
        if any(replace(Declared.from_json(one), why="") == replace(check, why="") for one in known):
            raise Problem("declared.known")
        row = DatasetCheck(id=new_id(), dataset_id=dataset_id, person_id=person.id, said=check.to_json(), made_at_utc=platform.now())
        session.add(row)
        _note(session, platform, person, dataset, ledger.CHECK_DECLARED, row.id, check)
        check_id = row.id
    judging.judge(platform, version.id)
    return check_id


def remove(person: Person, platform: Platform, dataset_id: str, check_id: str) -> None:
    """Removes a check, and what it found in the newest version. Problems: not_found.dataset, not_found.check, rights.role_needed."""
    _, version = _need(person, platform, dataset_id)
    with platform.records.session() as session:
        row = session.get(DatasetCheck, check_id)
        if row is None or row.dataset_id != dataset_id:
            raise Problem("not_found.check")
        dataset = session.get_one(Dataset, dataset_id)
        _note(session, platform, person, dataset, ledger.CHECK_REMOVED, row.id, Declared.from_json(row.said))
        session.delete(row)
    judging.judge(platform, version.id)


def _is_steward(session: Session, person: Person, dataset: Dataset | None) -> bool:
    return dataset is not None and dataset.organisation_id in within(session, rights.spans(person, "manage_datasets"))


def _need(person: Person, platform: Platform, dataset_id: str) -> tuple[str, DatasetVersion]:
    """The owner of a dataset and its newest version, for a steward of where it is kept."""
    with platform.records.reading() as session:
        dataset = datasets.need(session, person, dataset_id)
        if not _is_steward(session, person, dataset):
            raise Problem("rights.role_needed", right="manage_datasets", roles=sorted(rights.RIGHTS["manage_datasets"]))
        newest = select(func.max(DatasetVersion.number)).where(DatasetVersion.dataset_id == dataset_id).scalar_subquery()
        wanted = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset_id, DatasetVersion.number == newest)
        return dataset.person_id, session.scalars(wanted).one()


def _columns(platform: Platform, version: DatasetVersion) -> dict[str, str]:
    with platform.records.reading() as session:
        owner = session.get_one(Dataset, version.dataset_id).person_id
    found = judging.profiled(platform, owner, version)
    return {column.name: column.kind for column in found.columns}


def _note(
    session: Session, platform: Platform, person: Person, dataset: Dataset, event: str, check_id: str | None, check: Declared
) -> None:  # fmt: skip
    ledger.record(
        session, event, person_id=person.id, organisation_id=dataset.organisation_id, subject=("dataset", dataset.id),
        facts={**({"check": check_id} if check_id else {}), "rule": check.rule, "columns": [name[:100] for name in check.columns]},
        at=platform.now(),
    )  # fmt: skip
