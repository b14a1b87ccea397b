"""One dataset of the catalogue: what is in it, what is said of it, how good it is, and what changed since the version before."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.catalogue import access, datasets, judging
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.sharing import release_rules
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.card import About, about
from data_catalog.dcat import Entry, catalogue
from data_catalog.difference import Difference, difference
from data_catalog.nameless import masked
from data_catalog.personal import mask
from data_catalog.policy.kept import of_all_data, path_up, tier_of
from data_catalog.profile import ColumnProfile, Profile
from data_catalog.quality import Quality, quality
from data_catalog.records.tables import Dataset, DatasetVersion, Organisation

RARE = 5
"""A value of fewer rows than this is never shown in a profile."""


@dataclass(frozen=True)
class VersionLine:
    """One version of a dataset, or of another with the same columns."""

    id: str
    number: int
    title: str
    rows: int
    made: date


@dataclass(frozen=True)
class Card:
    """One dataset. `columns`, `quality` and `earlier` are for its owner; a steward sees the rest, and who is let in by policies the
    columns they see, told from the rows they see."""

    line: datasets.DatasetLine
    about: About
    columns: tuple[ColumnProfile, ...]
    quality: Quality | None
    earlier: tuple[VersionLine, ...]
    """What its newest version can be compared with, the latest first."""


def card(person: Person, platform: Platform, dataset_id: str, purpose: str | None = None) -> Card:
    """The card of a dataset the person may see, for the purpose stated. Its profile is made when first asked for (seconds for millions
    of rows). Problems: not_found.dataset, policy.nothing_allowed.
    """
    line = datasets.line(person, platform, dataset_id, purpose)
    with platform.records.reading() as session:
        said = about(session.get_one(Dataset, dataset_id).about)
        version = session.get_one(DatasetVersion, line.version_id)
        earlier = _earlier(session, person, version) if line.own else ()
    if line.granted:
        return Card(line, said, _of_what_is_seen(person, platform, line), None, ())
    if not line.own:
        return Card(line, said, (), None, ())
    found = judging.profiled(platform, person.id, version)
    good = quality(found.to_json(), version.read, said.cycle, version.made_at_utc.date(), platform.today())
    return Card(line, said, tuple(_without_rare(column, found) for column in found.columns), good, earlier)


def _of_what_is_seen(person: Person, platform: Platform, line: datasets.DatasetLine) -> tuple[ColumnProfile, ...]:
    """The columns as they are in the rows and forms the person sees: never taken from a profile of all rows."""
    found = reading.profile_of(access.opened(person, platform, {"dataset_version": line.version_id, "purpose": line.purpose}))
    return tuple(_without_rare(column, found) for column in found.columns)


def describe(person: Person, platform: Platform, dataset_id: str, said: Mapping[str, Any], title: str | None = None) -> None:
    """Keeps what is said of a dataset, and its title, with personal values in them hidden.

    Problems: not_found.dataset, dataset.about_wrong, dataset.title_missing, dataset.tier_kept.
    """
    checked = about(masked(said))
    with platform.records.session() as session:
        row = datasets.need(session, person, dataset_id)
        if checked.tier != tier_of(row):
            _need_tier(session, person, row)
        if title is not None:
            if not title.strip():
                raise Problem("dataset.title_missing")
            row.title = mask(title.strip())[:255]
        # Once a sample, always a sample: its rows stay made up whatever is said of them.
        row.about = replace(checked, sample=checked.sample or about(row.about).sample).to_json()
        ledger.record(
            session, ledger.DATASET_DESCRIBED, person_id=person.id, organisation_id=row.organisation_id, subject=("dataset", row.id),
            facts={"cycle": checked.cycle, "tier": checked.tier}, at=platform.now(),
        )  # fmt: skip


def _need_tier(session: Session, person: Person, row: Dataset) -> None:
    """Passes where it is the person's to change the tier: where it says who sees data, or takes results out, its steward decides."""
    speaks = any(one.tier for one in of_all_data(session, path_up(session, row.organisation_id)))
    if (speaks or release_rules.tiers_of(session, row.organisation_id)) and row.organisation_id not in within(
        session, rights.spans(person, "manage_datasets")
    ):
        raise Problem("dataset.tier_kept")


def compare(person: Person, platform: Platform, before: str, now: str) -> Difference:
    """What changed between two versions, both the person's own to see. Problem not_found.dataset."""
    reader = access.reader(person, platform)
    with platform.records.reading() as session:
        old, new = (reading.open_version(session, platform.lake, reader, version) for version in (before, now))
    with tempfile.TemporaryDirectory(dir=platform.lake.staging, prefix="compare-") as scratch:
        return difference(old.path, new.path, Path(scratch))


def exported(person: Person, platform: Platform) -> dict[str, Any]:
    """The datasets the person may see as DCAT-AP in JSON-LD: what is said of them, never what is in them."""
    lines = datasets.listed(person, platform, limit=10_000)
    with platform.records.reading() as session:
        rows = {row.id: row for row in session.scalars(select(Dataset).where(Dataset.id.in_([line.id for line in lines])))}
        body = session.get_one(Organisation, person.organisation_id)
        publisher = body.name
    entries = []
    for line in lines:
        said = about(rows[line.id].about)
        period = (date.fromisoformat(said.period[0]), date.fromisoformat(said.period[1])) if said.period else None
        entries.append(
            Entry(line.id, line.title, said.description, dict(line.organisation), rows[line.id].made_at_utc, line.made_at_utc,
                  said.keywords, said.cycle, period, said.area, line.columns, line.size_bytes)
        )  # fmt: skip
    return catalogue(publisher, publisher, entries)


def _without_rare(column: ColumnProfile, found: Profile) -> ColumnProfile:
    """The column with only the values that many rows share: what one row alone holds may tell of a person."""
    share = column.top_of or found.sampled_rows or found.rows
    top = tuple((value, part) for value, part in column.top if part * share >= RARE)
    return replace(column, top=top, samples=(), spread=column.spread and column.spread.without_rare(found.rows, RARE))


def _earlier(session: Session, person: Person, version: DatasetVersion) -> tuple[VersionLine, ...]:
    """Older versions of the dataset, and the person's other datasets of the same columns."""
    rows = session.execute(
        select(DatasetVersion, Dataset.title)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(Dataset.person_id == person.id, DatasetVersion.id != version.id, DatasetVersion.made_at_utc <= version.made_at_utc)
        .order_by(DatasetVersion.made_at_utc.desc())
        .limit(200)
    ).all()
    alike = [(row, title) for row, title in rows if row.dataset_id == version.dataset_id or set(row.columns) == set(version.columns)]
    return tuple(VersionLine(row.id, row.number, title, row.rows, row.made_at_utc.date()) for row, title in alike[:20])
