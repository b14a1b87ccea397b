"""What a child is told: everything a run needs, opened as its person may see it, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy.orm import Session

from app.identity import house
from app.services.platform import Platform
from app.services.runs.analysis import protection_to_json
from app.services.sharing import sight
from app.worker.supervise import Bounds
from connectors.problem import Problem
from data_catalog import protecting
from data_catalog.places.book import Book
from data_catalog.reading import Opened, Reader, open_version
from data_catalog.records.tables import Run
from models.kit import library


def bounds() -> Bounds:
    """What a run may use: MODU_RUN_MEMORY_MB (else half the machine, at most 8 GB), MODU_RUN_MINUTES (else 60)."""
    half = psutil.virtual_memory().total // 2_000_000
    process_mb = int(os.environ.get("MODU_RUN_MEMORY_MB") or min(8_000, half))
    minutes = float(os.environ.get("MODU_RUN_MINUTES") or 60)
    return Bounds(max(256, process_mb // 2), process_mb, max(1, min(4, os.cpu_count() or 1)), minutes * 60)


def order(session: Session, platform: Platform, run: Run, folder: Path, limits: Bounds) -> dict[str, Any]:
    """The order for a run that works in `folder`. Problems: run.model_changed, not_found.dataset, package.*."""
    model = library.load(run.model)
    if model.hash != run.model_hash:
        raise Problem("run.model_changed", model=dict(model.title), old=run.model_version, new=model.version)
    inputs = {}
    policies = {}
    for name, given in run.inputs.items():
        if "dataset_version" in given:
            reader = Reader(run.person_id, platform.now(), given.get("purpose"))
            opened = open_version(session, platform.lake, reader, given["dataset_version"])
            inputs[name] = _input(opened, run.mapping.get(name) or {})
            if not opened.whole:
                policies[name] = {"state": opened.state, "policies": [list(one) for one in opened.policies]}
    book = Book(platform.lake.places)
    return {
        "model": run.model,
        "run_id": run.id,
        "kind": run.kind,
        "settings": dict(run.settings),
        "inputs": inputs,
        "folder": str(folder),
        "reads": [*(given["parquet"] for given in inputs.values()), *map(str, book.files())],
        "book": str(book.folder),
        "protection": protection_to_json(protecting.protection(session)),
        "memory_mb": limits.memory_mb,
        "threads": limits.threads,
        # Nobody waits for an example: it leaves the machine to the first page and to people's own runs.
        "patient": run.person_id == house.ID,
        "provenance": {
            "organisation": run.organisation_id,
            "data": {n: g["version"] for n, g in inputs.items()},
            **({"seen_under": policies} if policies else {}),
        },
    }


def need_open(session: Session, platform: Platform, run: Run, order: Mapping[str, Any]) -> None:
    """Asked when a run has ended: its person must still be let see all that it read of others' data, as it read it.

    Problem policy.nothing_allowed.
    """
    made_under = order["provenance"].get("seen_under")
    if not made_under:
        return
    asker = sight.asker_of(session, platform, run.person_id)
    for closed in sight.closed_to(session, platform, asker, run.id, made_under=made_under):
        raise Problem("policy.nothing_allowed", organisation=dict(closed.organisation))


def _input(opened: Opened, mapping: dict[str, Any]) -> dict[str, Any]:
    version = opened.version
    return {
        "parquet": str(opened.path),
        "table": opened.read,
        "shown_name": opened.name,
        "mapping": mapping,
        "version": version.id,
    }
