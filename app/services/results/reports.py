"""Makes a report of a run in one format, as its options say, and notes it in the ledger."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app import reports
from app.identity.person import Person
from app.services.platform import Platform
from app.services.results import report_options
from app.services.runs import runs
from data_catalog import ledger


def make(person: Person, platform: Platform, run_id: str, format_name: str, lang: str) -> bytes:
    """The report's bytes. Problems: not_found.run, run.no_result, report.*."""
    result = runs.result(person, platform, run_id)
    options = report_options.chosen(person, platform, run_id, lang)
    with tempfile.TemporaryDirectory(dir=platform.lake.staging, prefix="report-") as folder:
        data = reports.make(result, lang, [format_name], Path(folder), options)[format_name].read_bytes()
    with platform.records.session() as session:
        ledger.record(
            session, ledger.REPORT_MADE, person_id=person.id, organisation_id=person.organisation_id, subject=("run", run_id),
            facts={"format": format_name, "model": result.model}, at=platform.now(),
        )  # fmt: skip
    return data
