"""A finished run in somebody's records, as a worker leaves it."""

from __future__ import annotations

import dataclasses

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform
from data_catalog.records.tables import Run, new_id
from models.kit import library
from models.kit.result import Result


def finished(person: Person, platform: Platform, result: Result, kind: str = "real") -> str:
    """Keeps the result as a finished run of that person; gives the run's id."""
    draft = drafts.start(person, platform, "golden_hour", kind=kind)
    run_id = new_id()
    dataclasses.replace(result, run_id=run_id).save(platform.lake.run_folder(run_id))
    model = library.load("golden_hour")
    with platform.records.session() as session:
        now = platform.now()
        session.add(
            Run(
                id=run_id, draft_id=draft.id, organisation_id=person.organisation_id, person_id=person.id, model=model.id,
                model_version=model.version, model_hash=model.hash, kind=kind, state="finished", result_hash="0" * 64,
                headline=dict(result.findings[0].text), queued_at_utc=now, finished_at_utc=now,
            )
        )  # fmt: skip
        session.flush()
        drafts.bind_run(session, draft.id, run_id)
    return run_id
