"""The example result of each model: its own sample, run once by the platform itself, made anew when the package changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.identity import house
from app.identity.person import Person
from app.services.platform import Platform
from app.services.runs import runs
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.destruction import UNFINISHED, let_go_of_runs
from data_catalog.lake import remove
from data_catalog.records.tables import Run, new_id
from models.kit import library
from models.kit.contract import Model
from models.kit.result import Result
from models.kit.settings import read_settings
from models.kit.wording import Words

_AGAIN_AFTER = timedelta(days=1)
"""An example that failed is tried again after this long, or when the package changes."""


@dataclass(frozen=True)
class Example:
    """A result of the model's own sample."""

    run_id: str
    headline: Words | None
    result: Result


def of_model(person: Person, platform: Platform, model: Model) -> Example | None:
    """The example of the package as it is now; until the platform's own is there, anybody's newest on the sample."""
    alike = (Run.model == model.id, Run.kind == "sample", Run.state == "finished", Run.model_hash == model.hash)
    with platform.records.reading() as session:
        newest = select(Run).where(*alike).order_by((Run.person_id != house.ID), Run.finished_at_utc.desc())
        row = session.scalars(newest.limit(1)).one_or_none()
    if row is None:
        return None
    try:
        return Example(row.id, row.headline, runs.result(person, platform, row.id))
    except Problem:  # its files are gone: a page must not fail for its picture
        return None


def headlines(platform: Platform, models: Iterable[Model]) -> dict[str, tuple[str, Words]]:
    """By model: the run of its example and what that found. Models without one are left out."""
    hashes = {model.hash for model in models}
    ready = select(Run).where(Run.person_id == house.ID, Run.state == "finished", Run.model_hash.in_(hashes))
    with platform.records.reading() as session:
        rows = session.scalars(ready.order_by(Run.finished_at_utc)).all()
    return {row.model: (row.id, row.headline) for row in rows if row.headline}


def tend(platform: Platform) -> tuple[str, ...]:
    """Queues the examples that are missing and removes those of packages that changed. Gives the runs queued.

    Twice, or in two processes at once, does no harm.
    """
    models = library.models()
    with platform.records.session() as session:
        house.make(session, platform.now().date())
        queued = tuple(_queue(session, platform, model) for model in models if not _has(session, platform, model))
        old = [row.id for model in models for row in _outdated(session, model)]
        let_go_of_runs(session, old)
    remove(platform.lake.run_folder(run_id) for run_id in old)
    return queued


def _has(session: Session, platform: Platform, model: Model) -> bool:
    """Whether the example is there or under way, or failed so lately that trying again would only fail again."""
    lately = platform.now() - _AGAIN_AFTER
    alive = or_(Run.state.in_((*UNFINISHED, "finished")), Run.finished_at_utc > lately)
    mine = select(Run.id).where(Run.person_id == house.ID, Run.model == model.id, Run.model_hash == model.hash, alive)
    return session.scalars(mine.limit(1)).one_or_none() is not None


def _queue(session: Session, platform: Platform, model: Model) -> str:
    settings, now = read_settings(model, {}), platform.now()
    row = Run(
        id=new_id(), organisation_id=house.ID, person_id=house.ID, model=model.id, model_version=model.version,
        model_hash=model.hash, kind="sample", settings=settings, cache_key=runs.key_of(model, "sample", {}, {}, settings),
        queued_at_utc=now,
    )  # fmt: skip
    session.add(row)
    facts = {"model": model.id, "kind": "sample"}
    ledger.record(session, ledger.RUN_QUEUED, person_id=house.ID, organisation_id=house.ID, subject=("run", row.id), facts=facts, at=now)
    return row.id


def _outdated(session: Session, model: Model) -> list[Run]:
    """What the platform ran on earlier forms of the package, once there is an example of the present one."""
    mine = (Run.person_id == house.ID, Run.model == model.id, Run.state.not_in(UNFINISHED))
    now = select(Run.id).where(*mine, Run.model_hash == model.hash, Run.state == "finished")
    if session.scalars(now.limit(1)).one_or_none() is None:
        return []
    return list(session.scalars(select(Run).where(*mine, Run.model_hash != model.hash)).all())
