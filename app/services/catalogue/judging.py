"""What is found in each version of a dataset: by the checks declared for it, and by comparing it with the versions before."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services import inbox
from app.services.catalogue import datasets, policies
from app.services.platform import Platform
from app.texts import LANGUAGES
from app.texts.findings import said as sentence
from data_catalog import declared, reading
from data_catalog.check_rules import CheckFinding
from data_catalog.check_rules.figures import Figures, figures
from data_catalog.declared import Declared
from data_catalog.profile import Profile, profile
from data_catalog.records.tables import Dataset, DatasetCheck, DatasetVersion, VersionCheck, new_id

_MOST_VERSIONS = 12
_EVERYTHING = Declared("sudden_change", (), (), "")
_LOG = logging.getLogger("modu.worker")


@dataclass(frozen=True)
class Found:
    """One finding of a version, by which declared check (None: by the comparison that is always made)."""

    check_id: str | None
    finding: CheckFinding


@dataclass(frozen=True)
class Judgement:
    """What was found in the newest version of a dataset, and whether its rows may be shown to who asks."""

    number: int
    found: tuple[Found, ...]
    at_utc: datetime


def shown(person: Person, platform: Platform, dataset_id: str) -> Judgement:
    """The findings of the newest version; looked for now when nobody has (seconds for millions of rows).

    A steward who may not read the rows gets no examples of them. Problem not_found.dataset.
    """
    line = datasets.line(person, platform, dataset_id)
    with platform.records.reading() as session:
        row = session.get(VersionCheck, line.version_id)
    if row is None or row.findings is None:
        judge(platform, line.version_id)
        with platform.records.reading() as session:
            row = session.get_one(VersionCheck, line.version_id)
    found = tuple(Found(one["check"], CheckFinding.from_json(one["finding"])) for one in row.findings or ())
    if line.granted and not line.managed:
        # What was found was found in all rows and columns: it would tell of those that are not seen.
        return Judgement(line.versions, (), platform.now())
    if not line.own:
        found = tuple(replace(one, finding=replace(one.finding, examples=())) for one in found)
    return Judgement(line.versions, found, row.checked_at_utc)


def arrived(platform: Platform, dataset_id: str) -> None:
    """Judges a version that has just come and tells the owner what it breaks. Whatever goes wrong here, the version stays."""
    try:
        version_id = _newest(platform, dataset_id)
        with platform.records.session() as session:
            policies.arrived(session, platform, session.get_one(DatasetVersion, version_id))
        before = _broken(platform, dataset_id, version_id)
        fresh = [one for one in judge(platform, version_id) if (one.check_id, one.finding.code) not in before]
        if fresh:
            _tell(platform, dataset_id, version_id, fresh)
    except Exception:
        _LOG.exception("the checks of dataset %s", dataset_id)


def judge(platform: Platform, version_id: str) -> tuple[Found, ...]:
    """Looks for everything in one version and keeps what was found."""
    with platform.records.reading() as session:
        version = session.get_one(DatasetVersion, version_id)
        owner = session.get_one(Dataset, version.dataset_id).person_id
        rows = session.scalars(_checks_of(version.dataset_id)).all()
        earlier = _earlier(session, owner, version)
    checks: list[tuple[str | None, Declared]] = [(row.id, Declared.from_json(row.said)) for row in rows]
    if not any(check.rule == "sudden_change" and not check.columns for _, check in checks):
        checks.append((None, _EVERYTHING))
    now = _figures(platform, owner, version)
    before = [_figures(platform, owner, one) for one in earlier]
    path = reading.whole_version(platform.lake, version.dataset_id, version.id)
    told = declared.run(
        path, version.columns, [check for _, check in checks], figures=now, before=before, today=platform.today()
    )  # fmt: skip
    found = tuple(Found(check_id, one) for (check_id, _), each in zip(checks, told, strict=True) for one in each)
    _keep(platform, version.id, now, found)
    return found


def tried(platform: Platform, person_id: str, version_id: str, check: Declared) -> tuple[CheckFinding, ...]:
    """What a check would find in a version; nothing is kept but the figures."""
    with platform.records.reading() as session:
        version = session.get_one(DatasetVersion, version_id)
        earlier = _earlier(session, person_id, version)
    change = check.rule == "sudden_change"
    now = _figures(platform, person_id, version) if change else None
    before = [_figures(platform, person_id, one) for one in earlier] if change else []
    path = reading.whole_version(platform.lake, version.dataset_id, version.id)
    return declared.run(path, version.columns, [check], figures=now, before=before, today=platform.today())[0]


def carry_over(session: Session, version: DatasetVersion, person_id: str) -> bool:
    """Gives a dataset just uploaded the checks of the one before it with the same columns: its next month. Says whether there are any."""
    for earlier in _earlier(session, person_id, version):
        if rows := session.scalars(_checks_of(earlier.dataset_id)).all():
            session.add_all(DatasetCheck(id=new_id(), dataset_id=version.dataset_id, person_id=row.person_id, said=row.said,
                                         made_at_utc=row.made_at_utc) for row in rows)  # fmt: skip
            return True
    return False


def profiled(platform: Platform, person_id: str, version: DatasetVersion) -> Profile:
    """The profile of a version its owner may read, made once."""
    if version.profile:
        return Profile.from_json(version.profile)
    with platform.records.reading() as session:
        opened = reading.open_version(session, platform.lake, reading.Reader(person_id, platform.now()), version.id)
    found = profile(opened.path)
    with platform.records.session() as session:
        session.get_one(DatasetVersion, version.id).profile = found.to_json()
    return found


def _checks_of(dataset_id: str) -> Any:
    return select(DatasetCheck).where(DatasetCheck.dataset_id == dataset_id).order_by(DatasetCheck.made_at_utc, DatasetCheck.id)


def _newest(platform: Platform, dataset_id: str) -> str:
    wanted = select(DatasetVersion.id).where(DatasetVersion.dataset_id == dataset_id).order_by(DatasetVersion.number.desc()).limit(1)
    with platform.records.reading() as session:
        return session.scalars(wanted).one()


def _earlier(session: Session, owner: str, version: DatasetVersion) -> Sequence[DatasetVersion]:
    """The versions before it, the latest first; of a file that was uploaded, the owner's earlier files with the same columns."""
    own = (
        select(DatasetVersion)
        .where(DatasetVersion.dataset_id == version.dataset_id, DatasetVersion.number < version.number)
        .order_by(DatasetVersion.number.desc())
        .limit(_MOST_VERSIONS)
    )
    if version.number > 1:
        return session.scalars(own).all()
    others = session.scalars(
        select(DatasetVersion)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(Dataset.person_id == owner, DatasetVersion.id != version.id, DatasetVersion.made_at_utc <= version.made_at_utc)
        .order_by(DatasetVersion.made_at_utc.desc(), DatasetVersion.id)
        .limit(200)
    ).all()
    return [one for one in others if set(one.columns) == set(version.columns)][:_MOST_VERSIONS]


def _figures(platform: Platform, owner: str, version: DatasetVersion) -> Figures:
    with platform.records.reading() as session:
        row = session.get(VersionCheck, version.id)
    if row is not None:
        return Figures.from_json(row.figures)
    made = figures(profiled(platform, owner, version))
    with platform.records.session() as session:
        session.merge(VersionCheck(version_id=version.id, figures=made.to_json(), checked_at_utc=platform.now()))
    return made


def _keep(platform: Platform, version_id: str, now: Figures, found: Sequence[Found]) -> None:
    said = [{"check": one.check_id, "finding": one.finding.to_json()} for one in found]
    with platform.records.session() as session:
        session.merge(VersionCheck(version_id=version_id, figures=now.to_json(), findings=said, checked_at_utc=platform.now()))


def _broken(platform: Platform, dataset_id: str, version_id: str) -> set[tuple[str | None, str]]:
    """What was broken in the version before: it is no news."""
    with platform.records.reading() as session:
        version = session.get_one(DatasetVersion, version_id)
        wanted = select(VersionCheck).join(DatasetVersion, DatasetVersion.id == VersionCheck.version_id)
        row = session.scalar(wanted.where(DatasetVersion.dataset_id == dataset_id, DatasetVersion.number == version.number - 1))
    # A sudden change is news each time.
    return {(one["check"], one["finding"]["code"]) for one in (row.findings if row else None) or () if one["check"]}


def _tell(platform: Platform, dataset_id: str, version_id: str, fresh: Sequence[Found]) -> None:
    with platform.records.session() as session:
        dataset = session.get_one(Dataset, dataset_id)
        what = {lang: " ".join(sentence(one.finding, lang) for one in fresh[:5]) for lang in LANGUAGES}
        inbox.add(
            session, dataset.person_id, "inbox.checks_broken", {"title": dataset.title, "count": len(fresh), "what": what},
            link=f"/data?dataset={dataset_id}", once=f"checks:{dataset_id}:{version_id}", at=platform.now(),
        )  # fmt: skip
