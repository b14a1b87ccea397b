"""Every count of the yearly pack counted again from the rows of the ledger, by loops that know nothing of how the platform counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from statistics import median

from data_catalog.records.tables import LedgerRow

_OF_AN_ANALYSIS = {
    "draft_started", "upload", "mapping_confirmed", "checks_seen", "run_queued", "run_finished", "result_viewed", "report_made",
}  # fmt: skip


def recount(rows: Iterable[LedgerRow], is_ours: Callable[[str | None, date], bool], first: date, last: date) -> dict[str, float | None]:
    """Every count between two days of the rows that `is_ours` says are of the tree on their day."""
    rows = list(rows)
    earlier = {row.person_id for row in rows if row.event in _OF_AN_ANALYSIS and row.day < first}
    found: dict[str, set[object]] = {}
    times: dict[str, int] = {}
    waits: list[float] = []

    def once(name: str, what: object) -> None:
        found.setdefault(name, set()).add(what)

    def again(name: str) -> None:
        times[name] = times.get(name, 0) + 1

    for row in rows:
        if not first <= row.day <= last or not is_ours(row.organisation_id, row.day):
            continue
        if row.event in _OF_AN_ANALYSIS:
            once("people", row.person_id)
            once("back" if row.person_id in earlier else "new", row.person_id)
        if row.event == "run_finished":
            analysis = (row.organisation_id, row.model, row.day.year, row.day.month, row.cache_key or row.subject_id)
            once(str(row.kind), (*analysis, row.person_id) if row.kind == "training" else analysis)
            if row.kind == "real":
                once("organisations", row.organisation_id)
                once("models", row.model)
                once("active", row.person_id)
        plain = {
            "report_made": "reports", "upload": "files", "source_refreshed": "refreshed", "agreement_asked": "asked",
            "agreement_approved": "agreed", "agreement_revoked": "over", "agreement_ended": "over", "release_approved": "released",
            "share_given": "given", "seat_taken": "seats", "certificate_made": "certificates", "carried_run": "carried",
            "help_reopened": "reopened", "article_published": "articles", "booking_done": "booked",
        }  # fmt: skip
        if row.event in plain:
            again(plain[row.event])
        different = {
            "dataset_added": "datasets", "agreement_approved": "shared", "use_case_registered": "cases", "use_case_outcome": "followed",
            "use_case_reviewed": "reviewed", "use_case_published": "published", "workshop_finished": "workshops", "help_asked": "helped",
            "help_answered": "answered",
        }  # fmt: skip
        made_for_learning = row.event == "dataset_added" and row.facts.get("kind") in ("sample", "training")
        if row.event in different and not made_for_learning:
            once(different[row.event], row.subject_id)
        if row.event == "use_case_outcome" and row.facts["decided"]:
            once("decided", row.subject_id)
        if row.event == "exercise_checked" and row.facts["right"]:
            again("right")
        if row.event == "help_answered":
            waits.append(row.facts["minutes"])
    counted = {name: len(held) for name, held in found.items()} | times
    return counted | {"minutes": median(waits) if waits else None}
