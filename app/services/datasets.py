"""The datasets a person keeps, and for stewards those of their tree: how long they stay, and destroying them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import datasets as catalogue
from data_catalog import ledger
from data_catalog.destruction import Goes
from data_catalog.destruction import what_goes as everything_made_from
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, DatasetVersion, Organisation
from models.kit.wording import Words


@dataclass(frozen=True)
class DatasetLine:
    """One dataset with its newest version. `own`: the person's; of others' a steward sees names and sizes only."""

    id: str
    title: str
    own: bool
    organisation: Words
    versions: int
    version_id: str
    rows: int
    size_bytes: int
    columns: tuple[str, ...]
    retention_until: date
    made_at_utc: datetime


def listed(person: Person, platform: Platform, limit: int = 100) -> tuple[DatasetLine, ...]:
    """The person's datasets, and those of the tree they are steward of; the newest first."""
    with platform.records.reading() as session:
        rows = session.execute(_seen(session, person).order_by(Dataset.made_at_utc.desc(), Dataset.id).limit(limit)).all()
    return tuple(_line(person, *row) for row in rows)


def line(person: Person, platform: Platform, dataset_id: str) -> DatasetLine:
    """One of them. Problem not_found.dataset."""
    with platform.records.reading() as session:
        row = session.execute(_seen(session, person).where(Dataset.id == dataset_id)).first()
    if row is None:
        raise Problem("not_found.dataset")
    return _line(person, *row)


def _seen(session: Session, person: Person) -> Select[Dataset, DatasetVersion, Organisation]:
    """The datasets the person may see, each with its newest version and its organisation."""
    newest = (
        select(DatasetVersion.dataset_id, func.max(DatasetVersion.number).label("number")).group_by(DatasetVersion.dataset_id).subquery()
    )
    reached = within(session, rights.spans(person, "manage_datasets"))
    return (
        select(Dataset, DatasetVersion, Organisation)
        .join(newest, newest.c.dataset_id == Dataset.id)
        .join(DatasetVersion, (DatasetVersion.dataset_id == Dataset.id) & (DatasetVersion.number == newest.c.number))
        .join(Organisation, Organisation.id == Dataset.organisation_id)
        .where(or_(Dataset.person_id == person.id, Dataset.organisation_id.in_(reached)))
    )


def what_goes(person: Person, platform: Platform, dataset_id: str) -> Goes:
    """What is lost with it: to be told before destroying."""
    with platform.records.reading() as session:
        return everything_made_from(session, platform.lake, need(session, person, dataset_id))


def destroy(person: Person, platform: Platform, dataset_id: str) -> None:
    """Destroys it and all made from it; only the ledger's record stays. Problems: not_found.dataset, dataset.in_use."""
    with platform.records.reading() as session:
        need(session, person, dataset_id)
    catalogue.destroy(platform.records, platform.lake, dataset_id, person_id=person.id, why="request")


def set_retention(person: Person, platform: Platform, dataset_id: str, until: date) -> None:
    """Keeps it until another day. Problem upload.retention_not_allowed."""
    today = platform.today()
    with platform.records.session() as session:
        dataset = need(session, person, dataset_id)
        last = today + timedelta(days=settings.value(session, "retention_limit_days"))
        if not today <= until <= last:
            raise Problem("upload.retention_not_allowed", first=today.isoformat(), last=last.isoformat())
        ledger.record(
            session, ledger.RETENTION_CHANGED, person_id=person.id, organisation_id=dataset.organisation_id,
            subject=("dataset", dataset.id), at=platform.now(),
            facts={"from": dataset.retention_until.isoformat(), "until": until.isoformat()},
        )  # fmt: skip
        dataset.retention_until = until


def need(session: Session, person: Person, dataset_id: str) -> Dataset:
    """The dataset, when it is the person's or of the tree they are steward of. Problem not_found.dataset."""
    row = session.get(Dataset, dataset_id)
    reached = within(session, rights.spans(person, "manage_datasets"))
    if row is None or (row.person_id != person.id and row.organisation_id not in reached):
        raise Problem("not_found.dataset")
    return row


def _line(person: Person, dataset: Dataset, version: DatasetVersion, body: Organisation) -> DatasetLine:
    own = dataset.person_id == person.id
    return DatasetLine(
        id=dataset.id, title=dataset.title, own=own, organisation={"ko": body.name_ko, "en": body.name_en},
        versions=version.number, version_id=version.id, rows=version.rows, size_bytes=version.size_bytes,
        columns=tuple(version.columns) if own else (), retention_until=dataset.retention_until,
        made_at_utc=dataset.made_at_utc,
    )  # fmt: skip
