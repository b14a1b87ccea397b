"""Prepares and checks the files of a draft before anything is run: what can be used, what stands in the way, where the places lie."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from app.identity.person import Person
from app.services import uploads
from app.services.columns import table_of
from app.services.drafts import Draft
from app.services.platform import Platform
from connectors.duck import open_workspace
from data_catalog import ledger
from data_catalog.checks import CheckReport, check
from data_catalog.mapping import from_json
from data_catalog.prepare import prepare
from data_catalog.schema import Input

_POINTS = 2000
_MEMORY_MB = 1024


@dataclass(frozen=True)
class Checked:
    """One input as it would be used. `points` are at most 2,000 places (longitude, latitude), for a look."""

    rows_in: int
    rows_kept: int
    rows_set_aside: int
    report: CheckReport
    points: tuple[tuple[float, float], ...]


def checked(person: Person, platform: Platform, draft: Draft, asked: Input) -> Checked | None:
    """The check of one input; None when it brings no file of its own. Takes seconds for a million rows."""
    parquet = table_of(person, platform, draft, asked.name)
    mapping = {field: source for field, source in draft.mapping.get(asked.name, {}).items() if source}
    if parquet is None or not mapping:
        return None
    with tempfile.TemporaryDirectory(dir=platform.lake.staging, prefix="check-") as folder:
        room = Path(folder)
        out = room / "canonical.parquet"
        workspace = open_workspace(room / "spill", memory_mb=_MEMORY_MB, reads=[parquet, room])
        try:
            prepared = prepare(workspace, parquet, asked, from_json(mapping), out)
            report = check(workspace, prepared, asked)
        finally:
            workspace.close()
        return Checked(prepared.rows_in, prepared.rows_kept, prepared.rows_set_aside, report, _points(out, asked))


def seen(person: Person, platform: Platform, draft: Draft, states: dict[str, str]) -> None:
    """Notes in the ledger that the checks were shown."""
    with platform.records.session() as session:
        ledger.record(
            session,
            ledger.CHECKS_SEEN,
            person_id=person.id,
            organisation_id=person.organisation_id,
            subject=("draft", draft.id),
            facts={"states": states},
        )


def key(person: Person, platform: Platform, draft: Draft, input_name: str, *, with_mapping: bool = True) -> str:
    """The same while neither the file, how it is read nor its mapping changed: what a check may be kept under."""
    chosen = draft.inputs.get(input_name) or {}
    options = dict(uploads.load(person, platform, chosen["upload"]).options) if "upload" in chosen else {}
    said = [draft.id, input_name, chosen, options, draft.mapping.get(input_name) if with_mapping else None]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _points(canonical: Path, asked: Input) -> tuple[tuple[float, float], ...]:
    held = pl.scan_parquet(canonical).collect_schema().names()
    for field in asked.fields:
        lon, lat = f"{field.name}_lon", f"{field.name}_lat"
        if field.kind == "place" and lon in held:
            frame = pl.read_parquet(canonical, columns=[lon, lat]).drop_nulls()
            step = max(1, frame.height // _POINTS)
            return tuple((float(x), float(y)) for x, y in frame.gather_every(step).rows())
    return ()
