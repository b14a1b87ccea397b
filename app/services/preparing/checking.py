"""Prepares and checks the files of a draft before anything is run: what can be used, what stands in the way, where the places lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from app.identity.person import Person
from app.services.drafts.drafts import Draft
from app.services.platform import Platform
from app.services.preparing import prepared
from data_catalog import ledger, rejected
from data_catalog.checks import CheckReport
from data_catalog.repairs import Group
from data_catalog.schema import Input
from models.kit.contract import Model

_POINTS = 2000


@dataclass(frozen=True)
class Checked:
    """One input as it would be used. `points` are at most 2,000 places (longitude, latitude), for a look."""

    rows_in: int
    rows_kept: int
    rows_set_aside: int
    report: CheckReport
    points: tuple[tuple[float, float], ...]
    groups: tuple[Group, ...] = ()
    rejected_rows: int = 0
    """Rows set aside or with a cell that could not be read: those of the workbook to correct."""


def checked(person: Person, platform: Platform, draft: Draft, asked: Input, model: Model) -> Checked | None:
    """The check of one input; None when it brings no file of its own. Takes seconds for a million rows."""
    made = prepared.checked(person, platform, draft, asked, model)
    if made is None:
        return None
    ready, report = made
    return Checked(
        ready.rows_in,
        ready.rows_kept,
        ready.rows_set_aside,
        report,
        _points(ready.path, asked),
        (*report.groups, *ready.groups),
        _rejected(ready.path),
    )


def _rejected(canonical: Path) -> int:
    place = rejected.place_of(canonical)
    return int(pl.scan_parquet(place).select(pl.col("line").n_unique()).collect().item()) if place.exists() else 0


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


def _points(canonical: Path, asked: Input) -> tuple[tuple[float, float], ...]:
    held = pl.scan_parquet(canonical).collect_schema().names()
    for field in asked.fields:
        lon, lat = f"{field.name}_lon", f"{field.name}_lat"
        if field.kind == "place" and lon in held:
            frame = pl.read_parquet(canonical, columns=[lon, lat]).drop_nulls()
            step = max(1, frame.height // _POINTS)
            return tuple((float(x), float(y)) for x, y in frame.gather_every(step).rows())
    return ()
