"""The datasets a person keeps, and for stewards those of their tree: how long they stay, and destroying them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.catalogue import access
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import datasets as catalogue
from data_catalog import ledger, reading
from data_catalog.card import about
from data_catalog.destruction import Goes
from data_catalog.destruction import what_goes as everything_made_from
from data_catalog.policy import Asker
from data_catalog.policy.kept import letting_in, speaking_of
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, DatasetVersion, Organisation
from models.kit.wording import Words


@dataclass(frozen=True)
class DatasetLine:
    """One dataset with its newest version. `own`: the person's; `granted`: policies let the person in, and `columns` and `rows` are
    what they see; `managed`: they are steward of it, and see names and sizes only."""

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
    granted: bool = False
    managed: bool = False
    purpose: str | None = None
    """The purpose for which it is seen as it is here."""
    purposes: tuple[str, ...] = ()
    """Those for which policies let the person see it."""


def listed(person: Person, platform: Platform, limit: int = 100) -> tuple[DatasetLine, ...]:
    """The person's datasets, those policies let them see, and those of the tree they are steward of; the newest first."""
    with platform.records.reading() as session:
        return seen_by(session, platform, person, reading.asking(session, access.reader(person, platform)), limit)


def seen_by(
    session: Session, platform: Platform, person: Person, asker: Asker, limit: int = 100, only: Collection[str] | None = None
) -> tuple[DatasetLine, ...]:  # fmt: skip
    """The same of whoever the asker is, with the roles of the person; `only` some."""
    asked = _Asked.of(session, person, platform, asker)
    wanted = _seen(session, asked) if only is None else _seen(session, asked).where(Dataset.id.in_(only))
    rows = session.execute(wanted.order_by(Dataset.made_at_utc.desc(), Dataset.id).limit(limit)).all()
    lines = [_seen_line(session, asked, *row) for row in rows]
    return tuple(line for line in lines if line.own or line.granted or line.managed)


def line(person: Person, platform: Platform, dataset_id: str, purpose: str | None = None) -> DatasetLine:
    """One of them, for the purpose stated. Problems: not_found.dataset, policy.nothing_allowed."""
    with platform.records.reading() as session:
        asked = _Asked.of(session, person, platform, reading.asking(session, access.reader(person, platform, purpose)))
        row = session.execute(_seen(session, asked).where(Dataset.id == dataset_id)).first()
        if row is None:
            raise _closed(session, person, platform, dataset_id)
        found = _seen_line(session, asked, *row)
        if not (found.own or found.granted or found.managed):
            # Known to them by a policy, and closed now: says whom to ask.
            reading.need_seen(session, platform.lake, access.reader(person, platform, purpose), found.version_id)
    return found


def viewed(person: Person, platform: Platform, others: int) -> None:
    """Notes in the ledger that the person looked at a list with so many datasets of others in it."""
    with platform.records.session() as session:
        ledger.record(
            session, ledger.DATASETS_VIEWED, person_id=person.id, organisation_id=person.organisation_id,
            facts={"others": others}, at=platform.now(),
        )  # fmt: skip


def looked_into(person: Person, platform: Platform, seen: DatasetLine) -> None:
    """Notes in the ledger that the person looked into a dataset, one whose line they were given. Problem not_found.dataset."""
    with platform.records.session() as session:
        dataset = session.get(Dataset, seen.id)
        if dataset is None:
            raise Problem("not_found.dataset")
        ledger.record(
            session, ledger.DATASET_VIEWED, person_id=person.id, organisation_id=dataset.organisation_id,
            subject=("dataset", dataset.id), at=platform.now(),
        )  # fmt: skip


def _closed(session: Session, person: Person, platform: Platform, dataset_id: str) -> Problem:
    """Whom to ask, when a policy that has ended or not begun let them know of it; else there is none."""
    newest = select(DatasetVersion.id).where(DatasetVersion.dataset_id == dataset_id).order_by(DatasetVersion.number.desc()).limit(1)
    try:
        reading.need_seen(session, platform.lake, access.reader(person, platform), session.scalar(newest) or "")
    except Problem as problem:
        return problem
    return Problem("not_found.dataset")


@dataclass(frozen=True)
class _Asked:
    """Who asks: what is looked up once, however many datasets are asked for."""

    person: Person
    platform: Platform
    asker: Asker
    managed: frozenset[str]
    named: frozenset[str]
    bodies: frozenset[str]
    """Datasets, and organisations with all their data, that policies in force may let the person see."""

    @classmethod
    def of(cls, session: Session, person: Person, platform: Platform, asker: Asker) -> _Asked:
        managed = within(session, rights.spans(person, "manage_datasets"))
        policies = letting_in(session, {organisation for place in asker.places for organisation in place.path})
        named = frozenset(one.dataset_id for one in policies if one.dataset_id)
        bodies = within(session, {one.owner_organisation_id for one in policies if not one.dataset_id})
        return cls(person, platform, asker, managed, named, bodies)


def _seen_line(session: Session, asked: _Asked, dataset: Dataset, version: DatasetVersion, body: Organisation) -> DatasetLine:
    """The line with what the person sees by policies, where it is not their own; when they state no purpose, for the first that helps."""
    lake = asked.platform.lake
    found = replace(_line(asked.person, dataset, version, body), managed=dataset.organisation_id in asked.managed)
    if found.own or not (dataset.id in asked.named or dataset.organisation_id in asked.bodies):
        return found
    policies = speaking_of(session, dataset)
    purposes = reading.purposes(asked.asker, policies)
    for purpose in [asked.asker.purpose] if asked.asker.purpose else [None, *purposes]:
        sight = reading.under(lake, dataset, version, replace(asked.asker, purpose=purpose), policies)
        if sight.guard is not None:
            rows = reading.counted(lake, sight)[0]
            return replace(
                found, granted=True, columns=sight.columns, rows=rows, size_bytes=0, purpose=purpose, purposes=purposes
            )  # fmt: skip
    return found


def _seen(session: Session, asked: _Asked) -> Select[Dataset, DatasetVersion, Organisation]:
    """The datasets the person may see, each with its newest version and its organisation."""
    newest = (
        select(DatasetVersion.dataset_id, func.max(DatasetVersion.number).label("number")).group_by(DatasetVersion.dataset_id).subquery()
    )
    return (
        select(Dataset, DatasetVersion, Organisation)
        .join(newest, newest.c.dataset_id == Dataset.id)
        .join(DatasetVersion, (DatasetVersion.dataset_id == Dataset.id) & (DatasetVersion.number == newest.c.number))
        .join(Organisation, Organisation.id == Dataset.organisation_id)
        .where(
            or_(
                Dataset.person_id == asked.person.id, Dataset.organisation_id.in_(asked.managed | asked.bodies), Dataset.id.in_(asked.named)
            )
        )
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


def made_up(platform: Platform, version_ids: Collection[str]) -> bool:
    """Whether one of these versions is of data made up to try the platform with: what is asked of it is practice."""
    told = select(Dataset.about).join(DatasetVersion, DatasetVersion.dataset_id == Dataset.id).where(DatasetVersion.id.in_(version_ids))
    with platform.records.reading() as session:
        return any(about(said).sample for said in session.scalars(told))


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
        id=dataset.id, title=dataset.title, own=own, organisation=body.name,
        versions=version.number, version_id=version.id, rows=version.rows, size_bytes=version.size_bytes,
        columns=tuple(version.columns) if own else (), retention_until=dataset.retention_until,
        made_at_utc=dataset.made_at_utc,
    )  # fmt: skip
