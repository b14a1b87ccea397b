"""For results of which data an organisation wants their taking out reviewed, and of which organisations' data a result was made.

What an organisation says holds for its data and those of all below it: one below adds to it and takes nothing from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.people.organisations import reaches
from app.services.platform import Platform
from app.services.sharing import read_under
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.card import TIERS
from data_catalog.policy.kept import path_up, tier_of
from data_catalog.records.tables import RELEASE_DATA, Dataset, DatasetVersion, Organisation, RunInput

__all__ = ["RELEASE_DATA", "Chosen", "Need", "choose", "chosen", "needs", "wanted_of"]


@dataclass(frozen=True)
class Need:
    """One organisation whose reviewer has to let a result go: it keeps data the result was made of; `reasons` of `RELEASE_DATA`."""

    body_id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """What the person's organisation says itself, and what those above it say."""

    own: tuple[str, ...]
    above: tuple[str, ...]


def needs(session: Session, platform: Platform, run: Any) -> tuple[Need, ...]:
    """Whose word a run's result waits for; none: it may be taken along. `run`: its row, or the columns of it that `sight` asks for."""
    if run.kind == "sample":
        return ()
    rows = session.execute(
        select(RunInput.input, DatasetVersion, Dataset)
        .join(DatasetVersion, DatasetVersion.id == RunInput.dataset_version_id)
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(RunInput.run_id == run.id)
    ).all()
    found: dict[str, set[str]] = {}
    said = {body: wanted_of(session, path_up(session, body)) for body in {dataset.organisation_id for _, _, dataset in rows}}
    for name, version, dataset in rows:
        wanted = said[dataset.organisation_id]
        if not wanted:
            continue
        granted = name in read_under.policies_of(platform.lake.run_folder(run.id), run.result_hash)
        reasons = [one for one in wanted if _holds(platform, one, version, dataset, granted=granted)]
        if reasons:
            found.setdefault(dataset.organisation_id, set()).update(reasons)
    return tuple(Need(body, _ordered(reasons)) for body, reasons in sorted(found.items()))


def wanted_of(session: Session, path: Iterable[str]) -> frozenset[str]:
    """What the organisations of a path say together."""
    said = session.scalars(select(Organisation.reviews_releases).where(Organisation.id.in_(set(path)))).all()
    return frozenset(one for each in said for one in each or ())


def chosen(person: Person, platform: Platform) -> Chosen:
    """What holds in the person's organisation. Problem not_found.organisation."""
    with platform.records.reading() as session:
        body = _own_body(session, person)
        above = wanted_of(session, [one for one in path_up(session, body.id) if one != body.id])
        return Chosen(_ordered(body.reviews_releases or ()), _ordered(above))


def choose(person: Person, platform: Platform, wanted: Collection[str]) -> None:
    """Says it for the person's organisation and those below. Problems: not_found.organisation, policy.choice_unknown."""
    for one in wanted:
        if one not in RELEASE_DATA:
            raise Problem("policy.choice_unknown", said=str(one)[:60], known=list(RELEASE_DATA))
    with platform.records.session() as session:
        body = _own_body(session, person)
        body.reviews_releases = list(_ordered(wanted)) or None
        ledger.record(
            session, ledger.SETTING_CHANGED, person_id=person.id, organisation_id=body.id, subject=("setting", "reviews_releases"),
            facts={"wanted": list(_ordered(wanted))}, at=platform.now(),
        )  # fmt: skip


def tiers_of(session: Session, organisation_id: str) -> frozenset[str]:
    """The tiers on which it hangs whether results of its data wait for a reviewer."""
    return wanted_of(session, path_up(session, organisation_id)) & set(TIERS)


def _holds(platform: Platform, one: str, version: DatasetVersion, dataset: Dataset, *, granted: bool) -> bool:
    """Whether a dataset is of one of `RELEASE_DATA`. `granted`: it was read by leave of a policy."""
    if one == "granted":
        return granted
    return reading.holds_personal(platform.lake, version) if one == "personal" else tier_of(dataset) == one


def _ordered(said: Iterable[str]) -> tuple[str, ...]:
    kept = set(said)
    return tuple(one for one in RELEASE_DATA if one in kept)


def _own_body(session: Session, person: Person) -> Organisation:
    if not rights.may(person, "manage_people") or not reaches(session, person, "manage_people", person.organisation_id):
        raise Problem("not_found.organisation")
    return session.get_one(Organisation, person.organisation_id)
