"""Registering a use case of a result, changing it, and taking it back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.identity import rights
from app.identity.person import Person
from app.services import goals
from app.services.cases import steps
from app.services.platform import Platform
from app.services.sharing import sight
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records.tables import CASE_DECISIONS, COLLABORATION_DRIVERS, Run, UseCase, new_id
from models.kit import library

MOST_DOCUMENTS = 20
_MOST_WON = 10**15
_LINES = ("title", "decided_by", "contact", "indicator")
_SHORT = {"unit": 30, "before_period": 60}
_TEXTS = ("sentence", "changes", "lessons")


@dataclass(frozen=True)
class Wanted:
    """What is said of a case. `decided_by`: a unit, not a person; `budget_won`: None where there is none; `documents`: their numbers;
    `sdg`: the number of a target; the indicator as it was `before`, in its `unit`."""

    title: str
    decision: str
    sentence: str
    decided_by: str = ""
    decided_on: date | None = None
    driver: str | None = None
    changes: str = ""
    lessons: str = ""
    budget_won: int | None = None
    contact: str = ""
    documents: tuple[str, ...] = ()
    sdg: str | None = None
    indicator: str = ""
    unit: str = ""
    before: float | None = None
    before_period: str = ""


def register(person: Person, platform: Platform, run_id: str, wanted: Wanted) -> str:
    """Registers a use of one's own finished result; gives the case's id.

    Problems: rights.*, not_found.run, share.closed, cases.not_finished, cases.practice, cases.already, and those of what is said:
    cases.title_missing, .decision_missing, .sentence_missing, .decided_on_missing, of several `cases.missing` (`fields`), .day_wrong,
    .budget_wrong, .documents_many, .indicator_missing, .number_wrong, policy.choice_unknown.
    """
    rights.need(person, "analyse")
    with platform.records.session() as session:
        run = sight.run_of(session, platform, person, run_id)
        if run.kind != "real":
            raise Problem("cases.practice")
        if run.person_id != person.id:
            raise Problem("not_found.run")
        if run.state != "finished":
            raise Problem("cases.not_finished")
        made = session.get_one(Run, run_id, with_for_update=True)
        said = checked(wanted, reading.today_of(session, platform.now()))
        known = (UseCase.run_id == run_id, UseCase.title == said["title"], UseCase.state != "withdrawn")
        if session.scalar(select(UseCase.id).where(*known)):
            raise Problem("cases.already", title=said["title"])
        row = UseCase(
            id=new_id(), organisation_id=made.organisation_id, person_id=person.id, run_id=run_id, model=made.model,
            model_version=made.model_version, result_hash=made.result_hash or "", subject=_subject(made.model), decided=False,
            state="registered", revision=1, shows=[], created_at_utc=platform.now(), changed_at_utc=platform.now(), **said,
        )  # fmt: skip
        row.decided = row.decision == "decided"
        session.add(row)
        session.flush()
        steps.note(session, platform, row, ledger.USE_CASE_REGISTERED, person.id, decided=row.decided, run=run_id)
        return row.id


def change(person: Person, platform: Platform, case_id: str, revision: int, wanted: Wanted) -> None:
    """Changes what is said of a case, as it stood at `revision`. One that was accepted waits for a review anew and leaves the library.

    Problems: not_found.case, cases.over, cases.in_review, cases.changed_meanwhile, and those of what is said.
    """
    with platform.records.session() as session:
        row = steps.own(session, person, case_id)
        need_unchanged(row, revision)
        if steps.open_round(session, row) is not None:
            raise Problem("cases.in_review")
        said = checked(wanted, reading.today_of(session, platform.now()))
        changed = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in said.items() if getattr(row, name) != value}
        if not changed:
            return
        for name, value in said.items():
            setattr(row, name, value)
        row.decided = row.decided if row.decision == "planned" and "decision" not in changed else row.decision == "decided"
        was_published = row.published_at_utc is not None
        row.state, row.published_at_utc = "registered", None
        touch(row, platform.now())
        steps.note(session, platform, row, ledger.USE_CASE_CHANGED, person.id, said=changed, parts=sorted(changed))
        if was_published:
            steps.note(session, platform, row, ledger.USE_CASE_UNPUBLISHED, person.id, why="changed")


def withdraw(person: Person, platform: Platform, case_id: str, revision: int, reason: str) -> None:
    """Takes a case back with a reason: it stays on record, and is in the library no more.

    Problems: not_found.case, cases.over, cases.changed_meanwhile, cases.reason_missing.
    """
    said = steps.plain(reason)
    if not said:
        raise Problem("cases.reason_missing")
    with platform.records.session() as session:
        row = steps.own(session, person, case_id)
        need_unchanged(row, revision)
        row.state, row.published_at_utc = "withdrawn", None
        touch(row, platform.now())
        steps.note(session, platform, row, ledger.USE_CASE_WITHDRAWN, person.id, comment=said)
        if row.person_id != person.id:
            steps.tell(session, platform, row, steps.keepers(session, row), "withdrawn")


def need_unchanged(row: UseCase, revision: int) -> None:
    """Passes where a case is in use and nobody changed it since. Problems: cases.over, cases.changed_meanwhile."""
    if row.state == "withdrawn":
        raise Problem("cases.over")
    if row.revision != revision:
        raise Problem("cases.changed_meanwhile")


def touch(row: UseCase, now: datetime) -> None:
    """Marks a case as changed now."""
    row.revision, row.changed_at_utc = row.revision + 1, now


def wanted_of(row: UseCase) -> Wanted:
    """What is said of a case now, to be changed."""
    kept = {one.name: getattr(row, one.name) for one in fields(Wanted)}
    return Wanted(**{**kept, "documents": tuple(row.documents)})


def checked(wanted: Wanted, today: date) -> dict[str, Any]:
    """What is said, as it is kept; raises what is missing, all at once, then the first thing that cannot be."""
    said: dict[str, Any] = {name: steps.plain(getattr(wanted, name), steps.LINE_MAX) for name in _LINES}
    said |= {name: steps.plain(getattr(wanted, name), longest) for name, longest in _SHORT.items()}
    said |= {name: steps.plain(getattr(wanted, name)) for name in _TEXTS}
    needed = {"title": said["title"], "decision": wanted.decision, "sentence": said["sentence"]}
    steps.need_all("cases", needed | ({"decided_on": wanted.decided_on} if wanted.decision == "decided" else {}))
    _choices(wanted)
    if wanted.decision == "decided" and wanted.decided_on is not None and wanted.decided_on > today:
        raise Problem("cases.day_wrong", today=today.isoformat())
    if wanted.budget_won is not None and not 0 <= wanted.budget_won <= _MOST_WON:
        raise Problem("cases.budget_wrong")
    documents = [one for one in dict.fromkeys(steps.plain(each, 60) for each in wanted.documents) if one]
    if len(documents) > MOST_DOCUMENTS:
        raise Problem("cases.documents_many", most=MOST_DOCUMENTS)
    if wanted.before is not None and not said["indicator"]:
        raise Problem("cases.indicator_missing")
    if wanted.before is not None and not math.isfinite(wanted.before):
        raise Problem("cases.number_wrong")
    kept = {name: getattr(wanted, name) for name in ("decision", "decided_on", "driver", "budget_won", "sdg", "before")}
    return {**said, **kept, "documents": documents}


def _choices(wanted: Wanted) -> None:
    known: Mapping[str, tuple[str | None, ...]] = {
        "decision": CASE_DECISIONS, "driver": (None, *COLLABORATION_DRIVERS), "sdg": (None, *goals.targets()),
    }  # fmt: skip
    for name, values in known.items():
        if (said := getattr(wanted, name)) not in values:
            raise Problem("policy.choice_unknown", said=str(said)[:60], known=[str(one) for one in values if one][:20])


def _subject(model_id: str) -> str:
    try:
        return library.load(model_id).subject
    except Problem:  # the package is not there any more; the result is
        return ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
