"""A result made of catalogue data, as a worker leaves it: its inputs on record, and under which policies they were read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from app.identity.person import Person
from app.services.catalogue import datasets
from app.services.platform import Platform
from app.worker import orders
from data_catalog.records.tables import Run, RunInput
from tests.app import sample_result
from tests.app.finished import finished
from tests.app.services.conftest import City

USED = {"call_at": {"how": "column", "columns": ["신고일시"]}, "center": {"how": "column", "columns": ["출동센터"]}}


def result_of(
    city: City, person: Person, dataset: str, *, purpose: str | None = None, mapping: Mapping[str, Any] = USED
) -> str:  # fmt: skip
    """A finished run of a person on a dataset, read as they may see it now; gives its id."""
    version = datasets.line(person, city.platform, dataset, purpose).version_id
    run_id = finished(person, city.platform, sample_result.golden_hour(sample=False))
    with city.platform.records.session() as session:
        row = session.get_one(Run, run_id)
        row.inputs = {"dispatch": {"dataset_version": version, **({"purpose": purpose} if purpose else {})}}
        row.mapping = {"dispatch": mapping}
        session.add(RunInput(run_id=run_id, input="dispatch", dataset_version_id=version))
        session.flush()
        told = orders.order(session, city.platform, row, city.platform.lake.run_folder(run_id), orders.bounds())["provenance"]
    _told_of(city.platform, run_id, told)
    return run_id


def _told_of(platform: Platform, run_id: str, told: dict[str, object]) -> None:
    """The provenance as the worker's child writes it into the result."""
    result = sample_result.golden_hour(sample=False)
    dataclasses.replace(result, run_id=run_id, provenance={**result.provenance, **told}).save(platform.lake.run_folder(run_id))
