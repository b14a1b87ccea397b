"""Runs of models: queued for a worker, followed, cancelled, and their results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import teaching
from app.services.catalogue import access, datasets
from app.services.drafts import drafts, memory
from app.services.drafts.drafts import Draft
from app.services.home import RunLine
from app.services.platform import Platform
from app.services.runs import kept_results, my_runs
from app.services.runs.my_runs import OneRun
from app.services.runs.run_progress import Progress, StepPassed, progress_of
from app.services.sharing import sight
from app.services.uploads import uploads
from app.services.uploads.uploads import Settled
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.places.book import Book
from data_catalog.records.tables import Draft as DraftRow
from data_catalog.records.tables import Run, RunInput, new_id
from models.kit import library
from models.kit.contract import Model
from models.kit.result import Result
from models.kit.settings import read_settings

__all__ = [
    "Progress",
    "RunLine",
    "StepPassed",
    "already",
    "cancel",
    "key_of",
    "listed",
    "progress",
    "queue",
    "result",
    "result_of",
    "viewed",
]

_UNDER_WAY = ("queued", "running")
_READ_AS = ("encoding", "separator", "sheet", "header_rows", "columns", "rows_kept", "rows_set_aside")


def queue(person: Person, platform: Platform, draft_id: str) -> str:
    """Queues the draft's analysis and gives the run's id; one already under way for the draft is that run.

    Problems: package.*, setting.*, input.missing, upload.*, mapping.*.
    """
    rights.need(person, rights.PRACTISE)
    draft = drafts.load(person, platform, draft_id)
    model = library.load(draft.model)
    settings = read_settings(model, draft.settings)
    _refuse_absent(model, draft)
    settled = {} if draft.kind == "sample" else uploads.settle(person, platform, draft_id)
    mapping = {name: draft.mapping.get(name, {}) for name in settled}
    prints = {name: _print(one.fingerprint, one.read) for name, one in settled.items()} | _book(platform, mapping)
    practice = draft.kind == "real" and datasets.made_up(platform, [one.dataset_version_id for one in settled.values()])
    kind = "training" if practice else draft.kind
    run_id = new_id()
    with platform.records.session() as session:
        teaching.need_writable(session, person, platform.now())
        # Under the draft's own lock: two tabs that press the button at once start one run.
        session.execute(update(DraftRow).where(DraftRow.id == draft_id).values(step="run", step_since_utc=platform.now()))
        under_way = select(Run.id).where(Run.draft_id == draft_id, Run.state.in_(_UNDER_WAY))
        found = session.scalar(under_way)
        if found:
            return found
        row = Run(
            id=run_id, draft_id=draft_id, organisation_id=person.organisation_id, person_id=person.id, model=model.id,
            model_version=model.version, model_hash=model.hash, kind=kind, settings=settings, mapping=mapping,
            inputs={name: _taken(draft, name, one) for name, one in settled.items()},
            cache_key=key_of(model, draft.kind, prints, mapping, settings), queued_at_utc=platform.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        for name, one in settled.items():
            session.add(RunInput(run_id=run_id, input=name, dataset_version_id=one.dataset_version_id))
        drafts.bind_run(session, draft_id, run_id)
        _note(session, platform, person, ledger.RUN_QUEUED, run_id, {"model": model.id, "kind": kind, "draft": draft_id})
    # Every seat of a class meets the columns of the sample for the first time.
    for name, one in settled.items() if person.workshop_id is None else ():
        memory.remember(person, platform, model.id, name, _columns(one), mapping[name])
    return run_id


def already(person: Person, platform: Platform, draft_id: str) -> RunLine | None:
    """The person's finished run of the same model, data, columns and settings: "you already ran this"."""
    draft = drafts.load(person, platform, draft_id)
    model = library.load(draft.model)
    with platform.records.reading() as session:
        prints = {} if draft.kind == "sample" else _prints(person, platform, draft)
        mapping = {name: draft.mapping.get(name, {}) for name in prints}
        prints |= _book(platform, mapping)
        key = key_of(model, draft.kind, prints, mapping, read_settings(model, draft.settings))
        mine = select(Run).where(Run.person_id == person.id, Run.cache_key == key, Run.state == "finished")
        row = session.scalars(mine.order_by(Run.finished_at_utc.desc()).limit(1)).one_or_none()
        return _line(row) if row else None


def progress(person: Person, platform: Platform, run_id: str) -> Progress:
    """How far one of the person's runs is. Problem not_found.run."""
    with platform.records.reading() as session:
        return progress_of(session, _own(session, person, run_id), platform.now())


def cancel(person: Person, platform: Platform, run_id: str) -> None:
    """Stops a run: one that waits at once, one under way within seconds. One that has ended stays as it is."""
    with platform.records.session() as session:
        row = _own(session, person, run_id)
        now = platform.now()
        waiting = (Run.id == run_id, Run.state == "queued")
        stopped = session.execute(update(Run).where(*waiting).values(state="cancelled", finished_at_utc=now, cancel_asked_at_utc=now))
        if stopped.rowcount:  # type: ignore[attr-defined]
            facts = {"model": row.model, "model_version": row.model_version, "kind": row.kind}
            _note(session, platform, person, ledger.RUN_CANCELLED, run_id, facts)
        else:
            session.execute(update(Run).where(Run.id == run_id, Run.state == "running").values(cancel_asked_at_utc=now))


def listed(person: Person, platform: Platform, *, limit: int = 50, model: str | None = None) -> tuple[RunLine, ...]:
    """The person's runs, the newest first."""
    mine = select(Run).where(Run.person_id == person.id)
    if model is not None:
        mine = mine.where(Run.model == model)
    with platform.records.reading() as session:
        rows = session.scalars(mine.order_by(Run.queued_at_utc.desc(), Run.id).limit(limit)).all()
        return tuple(replace(_line(row), headline=row.headline if sight.open_to(session, platform, person, row) else None) for row in rows)


def result(person: Person, platform: Platform, run_id: str) -> Result:
    """The result of a finished run the person may see (`sharing.sight`). Problems: not_found.run, share.closed, run.no_result."""
    return result_of(platform, my_runs.load(person, platform, run_id))


def result_of(platform: Platform, one: OneRun) -> Result:
    """The result of a run that was opened (`my_runs.load`). Problem run.no_result."""
    folder = platform.lake.run_folder(one.id)
    if one.state != "finished" or not (folder / "result.json").is_file():
        raise Problem("run.no_result", state=one.state)
    return kept_results.load(folder, one.seen.result_hash)


def viewed(person: Person, platform: Platform, run_id: str) -> None:
    """Notes in the ledger that the person looked at a result; a page says it once, not at every redraw."""
    with platform.records.session() as session:
        row = sight.run_of(session, platform, person, run_id)
        _note(session, platform, person, ledger.RESULT_VIEWED, run_id, {"model": row.model, "kind": row.kind})


def key_of(model: Model, kind: str, prints: Mapping[str, str], mapping: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Equal for equal package, data, columns and settings."""
    said = {"model": model.hash, "sample": kind == "sample", "data": prints, "mapping": mapping, "settings": settings}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _taken(draft: Draft, name: str, settled: Settled) -> dict[str, str]:
    """The dataset version an input is read from, and the purpose stated for it."""
    purpose = draft.inputs[name].get("purpose")
    return {"dataset_version": settled.dataset_version_id, **({"purpose": purpose} if purpose else {})}


def _refuse_absent(model: Model, draft: Draft) -> None:
    absent = [dict(item.title) for item in model.inputs if item.required and item.name not in draft.inputs]
    if absent and draft.kind != "sample":
        raise Problem("input.missing", inputs=absent, model=dict(model.title))


def _prints(person: Person, platform: Platform, draft: Draft) -> dict[str, str]:
    """What each input is, without settling it."""
    sent = uploads.of_draft(person, platform, draft.id)
    prints = {name: _print(view.sha256, view.read.to_json() if view.read else None) for name, view in sent.items()}
    for name, source in draft.inputs.items():
        if "dataset_version" in source:
            with suppress(Problem):  # what may not be seen any more was not run on as it is now
                opened = access.opened(person, platform, source)
                prints[name] = _print(opened.fingerprint, opened.read)
    return prints


def _print(fingerprint: str, read: Mapping[str, Any] | None) -> str:
    """Equal for equal files read in the same way."""
    told = read or {}
    corrected = [note["facts"] for note in told.get("notes", ()) if note["code"] == "corrected"]
    return json.dumps([fingerprint, *(told.get(part) for part in _READ_AS), *corrected], ensure_ascii=False, default=list)


def _book(platform: Platform, mapping: Mapping[str, Any]) -> dict[str, str]:
    """The address book, where addresses are looked up."""
    asks = any(source and source.get("how") == "area" for fields in mapping.values() for source in fields.values())
    loaded = Book(platform.lake.places).about()["loaded"][-1:] if asks else []
    return {"": json.dumps(loaded, ensure_ascii=False)} if loaded else {}


def _columns(settled: Settled) -> list[str]:
    return list((settled.read or {}).get("columns", ()))


def _own(session: Session, person: Person, run_id: str) -> Run:
    row = session.scalars(select(Run).where(Run.id == run_id, Run.person_id == person.id)).one_or_none()
    if row is None:
        raise Problem("not_found.run")
    return row


def _line(row: Run) -> RunLine:
    return RunLine(
        row.id, row.draft_id, row.model, row.kind, row.state, row.limited, row.headline, row.progress,
        row.queued_at_utc, row.finished_at_utc,
    )  # fmt: skip


def _note(session: Session, platform: Platform, person: Person, event: str, run_id: str, facts: dict[str, Any]) -> None:
    ledger.record(
        session, event, person_id=person.id, organisation_id=person.organisation_id, subject=("run", run_id),
        facts=facts, at=platform.now(),
    )  # fmt: skip
