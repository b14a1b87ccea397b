"""The one place that says whether somebody may take a result out: a file of it, a copy of a table, or a link to it.

A reviewer's word is for one person, one content and, of a report, one wording beside it; it ends with the policies the result was read
under. It is asked each time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.platform import Platform
from app.services.sharing import read_under, release_rules
from connectors.problem import Problem
from data_catalog.records.tables import DraftField, PolicyRow, Release
from models.kit import saved
from models.kit.result_hash import hash_of

WORDED = ("report.title", "report.comment", "report.length", "report.left_out")


@dataclass(frozen=True)
class Print:
    """What is to leave: `content` of the result, `fingerprint` of that and of what the report says beside it."""

    content: str
    fingerprint: str


def need_released(session: Session, platform: Platform, person: Person, run: Any, *, report: bool = False) -> None:
    """Passes where nobody has to let it go, or all who have to did, for this person and for what it is now.

    Problems: release.needed, release.waiting, release.returned, release.ended, release.changed.
    """
    wanted = release_rules.needs(session, platform, run)
    if not wanted:
        return
    now = print_of(session, platform, person, run)
    for need in wanted:
        row = newest(session, person.id, run.id, need.body_id)
        if row is None:
            raise Problem("release.needed")
        state = state_of(session, row)
        if state != "approved":
            raise _REFUSED[state]()
        if row.content != now.content or (report and row.fingerprint != now.fingerprint):
            raise Problem("release.changed")


def link_holds(session: Session, platform: Platform, giver_id: str, run: Any) -> bool:
    """Whether a link to a result still leads there: while whoever made it may take the result out."""
    wanted = release_rules.needs(session, platform, run)
    rows = [newest(session, giver_id, run.id, need.body_id) for need in wanted]
    return all(row is not None and state_of(session, row) == "approved" for row in rows)


def newest(session: Session, person_id: str, run_id: str, body_id: str) -> Release | None:
    """What the person asked last of an organisation about a result, unless they took it back."""
    wanted = select(Release).where(
        Release.run_id == run_id, Release.body_id == body_id, Release.asked_by == person_id, Release.state != "withdrawn"
    )
    return session.scalars(wanted.order_by(Release.asked_at_utc.desc(), Release.id).limit(1)).one_or_none()


def state_of(session: Session, row: Release) -> str:
    """Its state now: what waits or was approved has ended once a policy its data were read under did, or was changed."""
    if row.state not in ("asked", "approved"):
        return row.state
    for own, revision in row.under:
        policy = session.get(PolicyRow, own)
        if policy is None or policy.ended_at_utc is not None or policy.revision != revision:
            return "ended"
    return row.state


def print_of(session: Session, platform: Platform, person: Person, run: Any) -> Print:
    """What would leave as it lies now, read from its files. Problem run.no_result."""
    folder = platform.lake.run_folder(run.id)
    file = folder / "result.json"
    if run.state != "finished" or not file.is_file():
        raise Problem("run.no_result", state=run.state)
    result = saved.load(folder)
    content = hashlib.sha256(file.read_bytes() + hash_of(result.tables, result.findings).encode()).hexdigest()
    return Print(content, fingerprint_of(content, worded(session, person, run)))


def fingerprint_of(content: str, said: Mapping[str, Any]) -> str:
    """The SHA-256 of a content and of what a report says beside it."""
    return hashlib.sha256(f"{content}{json.dumps(said, ensure_ascii=False, sort_keys=True)}".encode()).hexdigest()


def worded(session: Session, person: Person, run: Any) -> Mapping[str, Any]:
    """What a report of the run says beside its result, by the draft's field; of another's run nothing."""
    if run.person_id != person.id or not run.draft_id:
        return {}
    chosen = f"report.weights.{run.id}."
    rows = session.execute(select(DraftField.name, DraftField.value).where(DraftField.draft_id == run.draft_id)).all()
    # What is chosen as it would be anyway changes nothing.
    fields = {name: value for name, value in rows if value not in (None, "", [], "full")}
    found = {name: value for name, value in fields.items() if name in WORDED or name.startswith(chosen)}
    weights = [f"weights.{run.id}.{name.removeprefix(chosen)}.{key}" for name, key in found.items() if name.startswith(chosen)]
    return {**found, **{name: fields[name] for name in weights if name in fields}}


def under_of(platform: Platform, run: Any) -> list[list[Any]]:
    """Ids and revisions of the policies a run's inputs were read under."""
    found = read_under.policies_of(platform.lake.run_folder(run.id), run.result_hash)
    return [list(one) for one in sorted({(own, revision) for each in found.values() for own, revision in each.get("policies", ())})]


_REFUSED = {
    "asked": lambda: Problem("release.waiting"),
    "returned": lambda: Problem("release.returned"),
    "ended": lambda: Problem("release.ended"),
}
