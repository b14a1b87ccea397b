"""Makes a report of a run in one format, and notes it in the ledger."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from app import reports
from app.identity.person import Person
from app.reports import ReportOptions
from app.services import organisations, runs
from app.services.platform import Platform
from app.texts import pick
from data_catalog import ledger


def make(person: Person, platform: Platform, run_id: str, format_name: str, lang: str, options: ReportOptions | None = None) -> bytes:
    """The report's bytes. Problems: not_found.run, run.no_result, report.*."""
    result = runs.result(person, platform, run_id)
    organisation = organisations.names(platform, [person.organisation_id])[person.organisation_id]
    chosen = replace(options or ReportOptions(), organisation=pick(organisation, lang))
    with tempfile.TemporaryDirectory(dir=platform.lake.staging, prefix="report-") as folder:
        data = reports.make(result, lang, [format_name], Path(folder), chosen)[format_name].read_bytes()
    with platform.records.session() as session:
        ledger.record(
            session, ledger.REPORT_MADE, person_id=person.id, organisation_id=person.organisation_id, subject=("run", run_id),
            facts={"format": format_name, "model": result.model}, at=platform.now(),
        )  # fmt: skip
    return data
