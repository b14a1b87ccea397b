"""What is done with the personal values found in a file: suggested, decided, undone, and settled for good with the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.identity import rights
from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.uploads import corrections, upload_view
from app.services.uploads.upload_view import UploadView
from connectors.files import TableRead
from connectors.problem import Problem
from data_catalog import clearing, ledger
from data_catalog.personal import ACTIONS, Finding
from data_catalog.records.tables import Upload
from data_catalog.salts import salt_of

_BASIS_LETTERS = 10
_READ, _HELD = "read.parquet", "held.parquet"


@dataclass(frozen=True)
class Decision:
    """What to do with one kind in one column; of every kind in it when none is named. `basis`: the law, where values stay."""

    column: str
    action: str
    kind: str | None = None
    basis: str = ""


def suggested(findings: Sequence[Finding]) -> list[Decision]:
    """What is best done with each finding."""
    return [Decision(finding.column, finding.suggested, finding.kind) for finding in findings]


def actions(person: Person, finding: Finding) -> tuple[str, ...]:
    """What the person may do with a finding, the suggested first. Keeping a person's values takes a right."""
    able = [name for name in ACTIONS if name != "keep" or not finding.waits or rights.may(person, "keep_personal")]
    return tuple(sorted(able, key=lambda name: name != finding.suggested))


def decide(person: Person, platform: Platform, upload_id: str, decisions: Sequence[Decision]) -> UploadView:
    """Does to the file as read what was decided; what is not named stays where nothing waits for it. Slow: for a thread.

    Until the next step it can be undone. Problems: upload.undecided (names the columns left), upload.action_unknown,
    upload.basis_missing, rights.role_needed.
    """
    row = upload_view.load(person, platform, upload_id)
    said = {finding: _decided(finding, decisions) for finding in row.findings}
    undecided = list(dict.fromkeys(finding.column for finding, one in said.items() if one is None and finding.waits))
    if row.state not in ("held", "read") or row.decisions or row.read is None or undecided or not said:
        raise Problem("upload.undecided", columns=undecided)
    chosen = {finding: one or Decision(finding.column, "keep", finding.kind) for finding, one in said.items()}
    for finding, one in chosen.items():
        _refuse(person, finding, one)
    decided = [(finding, one.action) for finding, one in chosen.items()]
    salt = _salt(person, platform, row) if any(action == "hash" for _, action in decided) else None
    _clear(platform, row, decided, salt)
    dropped = clearing.dropped_columns(decided)
    account = replace(row.read, columns=tuple(name for name in row.read.columns if name not in dropped))
    hold = {"findings": [asdict(finding) for finding in chosen], "decisions": [one.action for one in chosen.values()], "final": False}
    _tell(person, platform, row, chosen)
    read = _with_corrections(platform, row, account)
    _clear_what_came_back(platform, row, decided, salt)
    return _changed(person, platform, upload_id, state="read", hold=hold, read=read)


def undo(person: Person, platform: Platform, upload_id: str) -> UploadView:
    """Takes a decision back: the file waits again. Problem upload.decided once the next step settled it."""
    row = upload_view.load(person, platform, upload_id)
    folder = platform.lake.upload_folder(row.draft_id, row.id)
    if not row.decisions or row.read is None or row.state != "read" or not (folder / _HELD).exists():
        raise Problem("upload.decided", file=row.file_name)
    (folder / _HELD).rename(folder / _READ)
    account = replace(row.read, columns=tuple(clearing.columns_of(folder / _READ)))
    with platform.records.session() as session:
        ledger.record(
            session, ledger.PERSONAL_UNDONE, person_id=person.id, organisation_id=person.organisation_id,
            subject=("upload", upload_id), at=platform.now(),
        )  # fmt: skip
    hold = {"findings": [asdict(finding) for finding in row.findings]}
    state = "held" if any(finding.waits for finding in row.findings) else "read"
    return _changed(person, platform, upload_id, state=state, hold=hold, read=_with_corrections(platform, row, account))


def settle_decisions(person: Person, platform: Platform, draft_id: str) -> None:
    """With the next step what was dropped or hidden goes for good: the file as sent, and the rows as they were read."""
    drafts.load(person, platform, draft_id)
    with platform.records.session() as session:
        rows = session.scalars(select(Upload).where(Upload.draft_id == draft_id, Upload.person_id == person.id)).all()
        for row in rows:
            if row.hold and row.hold.get("decisions") and not row.hold.get("final"):
                forget(platform.lake.upload_folder(row.draft_id, row.id))
                row.hold = {**row.hold, "final": True}


def release(person: Person, platform: Platform, upload_id: str, decisions: Sequence[Decision]) -> UploadView:
    """Decides, and settles it at once."""
    view = decide(person, platform, upload_id, decisions)
    settle_decisions(person, platform, view.draft_id)
    return upload_view.load(person, platform, upload_id)


def forget(folder: Path) -> None:
    """Removes what a file held before its values were dropped or hidden."""
    held = folder / _HELD
    if held.exists():
        held.unlink()
        for raw in folder.glob("raw.*"):
            raw.unlink()
        corrections.forget(folder)


def _decided(finding: Finding, decisions: Sequence[Decision]) -> Decision | None:
    named = [one for one in decisions if one.column == finding.column and one.kind == finding.kind]
    return next(iter(named or [one for one in decisions if one.column == finding.column and one.kind is None]), None)


def _refuse(person: Person, finding: Finding, one: Decision) -> None:
    if one.action not in ACTIONS:
        raise Problem("upload.action_unknown", known=list(ACTIONS))
    if one.action == "keep" and finding.waits:
        rights.need(person, "keep_personal")
        if len("".join(one.basis.split())) < _BASIS_LETTERS:
            raise Problem("upload.basis_missing", column=finding.column)


def _salt(person: Person, platform: Platform, row: UploadView) -> bytes:
    with platform.records.session() as session:
        organisation_id = session.get_one(Upload, row.id).organisation_id
        return salt_of(session, organisation_id, person_id=person.id, at=platform.now())


def _clear(platform: Platform, row: UploadView, decided: clearing.Decided, salt: bytes | None) -> None:
    """The rows as they were read stay beside, until the next step."""
    if all(action == "keep" for _, action in decided):
        return
    folder = platform.lake.upload_folder(row.draft_id, row.id)
    clearing.clear(folder / _READ, folder / "clear.part", decided, salt)
    for prepared in folder.glob("prepared-*"):
        prepared.unlink()
    (folder / _READ).rename(folder / _HELD)
    (folder / "clear.part").rename(folder / _READ)


def _clear_what_came_back(platform: Platform, row: UploadView, decided: clearing.Decided, salt: bytes | None) -> None:
    """A corrected row may bring the values that were just hidden: they are hidden in it too."""
    table = platform.lake.upload_folder(row.draft_id, row.id) / _READ
    if not corrections.are_in(table.parent):
        return
    hides = [(finding, action) for finding, action in decided if action in ("mask", "hash")]
    columns = [name for name in clearing.columns_of(table) if any(finding.column == name for finding, _ in hides)]
    again = {(item.column, item.kind) for item in clearing.personal_columns(table, columns)}
    left = [(finding, action) for finding, action in hides if (finding.column, finding.kind) in again]
    if left:
        part = table.with_name("clear.part")
        clearing.clear(table, part, left, salt)
        part.replace(table)


def _with_corrections(platform: Platform, row: UploadView, account: TableRead) -> dict[str, Any]:
    """What came back corrected was found by the cells as they were shown: masked ones are there again now, or no more."""
    folder = platform.lake.upload_folder(row.draft_id, row.id)
    return corrections.merge(folder, folder / _READ, account).to_json()


def _tell(person: Person, platform: Platform, row: UploadView, chosen: Mapping[Finding, Decision]) -> None:
    """In the ledger: kinds, columns, counts and what was done; the basis of what was kept. Never a value."""
    with platform.records.session() as session:
        facts = {"found": [_fact(finding, one) for finding, one in chosen.items()]}
        subject, at = ("upload", row.id), platform.now()
        ledger.record(
            session, ledger.UPLOAD_RELEASED, person_id=person.id, organisation_id=person.organisation_id, subject=subject,
            facts=facts, at=at,
        )  # fmt: skip
        for finding, one in chosen.items():
            if one.action == "keep" and finding.waits:
                kept = {**_fact(finding, one), "basis": one.basis.strip()[:500]}
                ledger.record(
                    session, ledger.PERSONAL_KEPT, person_id=person.id, organisation_id=person.organisation_id, subject=subject,
                    facts=kept, at=at,
                )  # fmt: skip


def _fact(finding: Finding, one: Decision) -> dict[str, Any]:
    return {"personal": finding.kind, "column": finding.column[:100], "rows": finding.rows, "action": one.action}


def _changed(person: Person, platform: Platform, upload_id: str, **changed: Any) -> UploadView:
    with platform.records.session() as session:
        row = upload_view.own(session, person, upload_id)
        for name, value in changed.items():
            setattr(row, name, value)
        session.flush()
        return upload_view.view(row)
