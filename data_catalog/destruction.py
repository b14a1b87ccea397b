"""What hangs on a dataset, and letting go of all of it in the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from connectors.problem import Problem
from data_catalog.lake import Lake
from data_catalog.mapping import layout_key, without_cells
from data_catalog.personal import mask
from data_catalog.records.tables import (
    AGREEMENT_OPEN,
    Agreement,
    Dataset,
    DatasetCheck,
    DatasetVersion,
    Draft,
    DraftField,
    Message,
    PolicyRow,
    Release,
    RememberedMapping,
    Review,
    Run,
    RunInput,
    Share,
    ShareOpening,
    Source,
    Upload,
    VersionCheck,
)

UNFINISHED = ("queued", "running")


@dataclass(frozen=True)
class Goes:
    """What is lost with a dataset: counts for the person who decides, folders for who removes."""

    versions: int
    uploads: int
    drafts: tuple[str, ...]
    runs: tuple[str, ...]
    folders: tuple[Path, ...]


def what_goes(session: Session, lake: Lake, dataset: Dataset) -> Goes:
    """Everything that holds rows of the dataset: its versions, the files they came from, the runs that read them."""
    versions = session.scalars(select(DatasetVersion.id).where(DatasetVersion.dataset_id == dataset.id)).all()
    uploads = session.execute(select(Upload.id, Upload.draft_id).where(Upload.dataset_version_id.in_(versions))).all()
    runs = session.scalars(select(RunInput.run_id).where(RunInput.dataset_version_id.in_(versions)).distinct()).all()
    drafts = {draft for _, draft in uploads} | set(_drafts_pointing(session, versions)) | set(_drafts_of(session, runs))
    folders = [lake.dataset_folder(dataset.id)]
    folders += [lake.upload_folder(draft, upload) for upload, draft in uploads]
    # What was prepared of a version for a draft's settings.
    folders += [lake.upload_folder(draft, version) for draft in sorted(drafts) for version in versions]
    folders += [lake.run_folder(run) for run in runs]
    return Goes(len(versions), len(uploads), tuple(sorted(drafts)), tuple(sorted(runs)), tuple(folders))


def let_go(session: Session, lake: Lake, dataset: Dataset) -> Goes:
    """Removes it all from the records; the folders are the caller's to remove. Problem: dataset.in_use."""
    goes = what_goes(session, lake, dataset)
    working = session.scalars(select(Run.id).where(Run.id.in_(goes.runs), Run.state.in_(UNFINISHED))).all()
    if working:
        raise Problem("dataset.in_use", runs=len(working))
    rows = session.scalars(select(DatasetVersion).where(DatasetVersion.dataset_id == dataset.id)).all()
    versions = [row.id for row in rows]
    uploads = session.scalars(select(Upload.id).where(Upload.dataset_version_id.in_(versions))).all()
    let_go_of_runs(session, goes.runs)
    _forget_cells(session, dataset.organisation_id, {_layout((row.read or {}).get("columns") or row.columns) for row in rows})
    _clear_drafts(session, goes.drafts, {*versions, *uploads})
    session.execute(delete(Upload).where(Upload.id.in_(uploads)))
    session.execute(delete(VersionCheck).where(VersionCheck.version_id.in_(versions)))
    session.execute(delete(DatasetCheck).where(DatasetCheck.dataset_id == dataset.id))
    session.execute(delete(DatasetVersion).where(DatasetVersion.dataset_id == dataset.id))
    session.execute(delete(PolicyRow).where(PolicyRow.dataset_id == dataset.id))
    over = (Agreement.dataset_id == dataset.id, Agreement.state.in_(("active", *AGREEMENT_OPEN)))
    session.execute(update(Agreement).where(*over).values(state="ended", revision=Agreement.revision + 1))
    let_go_of_shares(session, "dataset", [dataset.id])
    # Nothing is fetched anew into what was destroyed: whoever wants it says so.
    stopped = {"dataset_id": None, "state": "paused", "next_at_utc": None, "last": None}
    session.execute(update(Source).where(Source.dataset_id == dataset.id).values(**stopped))
    for news in ("retention", "checks", "policy", "share", "agreement"):
        session.execute(delete(Message).where(Message.once.startswith(f"{news}:{dataset.id}:")))
    session.delete(dataset)
    return goes


def let_go_of_runs(session: Session, runs: Sequence[str]) -> None:
    """Removes runs with their messages; the drafts they came from forget them."""
    session.execute(delete(RunInput).where(RunInput.run_id.in_(runs)))
    session.execute(delete(Review).where(Review.run_id.in_(runs)))
    # That a result left, and why, stays known when it is gone; nothing of it leaves any more.
    over = (Release.run_id.in_(runs), Release.state.in_(("asked", "approved")))
    session.execute(update(Release).where(*over).values(state="ended"))
    let_go_of_shares(session, "run", runs)
    session.execute(update(Draft).where(Draft.run_id.in_(runs)).values(run_id=None, step="data"))
    session.execute(delete(Run).where(Run.id.in_(runs)))
    for run in runs:
        session.execute(delete(Message).where(Message.link.contains(run)))


def let_go_of_shares(session: Session, kind: str, subjects: Sequence[str]) -> None:
    """Removes the shares of things that go, with who opened their links."""
    wanted = select(Share.id).where(Share.subject_kind == kind, Share.subject_id.in_(subjects)).scalar_subquery()
    session.execute(delete(ShareOpening).where(ShareOpening.share_id.in_(wanted)))
    session.execute(delete(Share).where(Share.subject_kind == kind, Share.subject_id.in_(subjects)))


def _drafts_pointing(session: Session, versions: Sequence[str]) -> list[str]:
    wanted = set(versions)
    fields = session.execute(select(DraftField.draft_id, DraftField.value).where(DraftField.name.startswith("inputs.")))
    return [draft for draft, value in fields if isinstance(value, dict) and value.get("dataset_version") in wanted]


def _drafts_of(session: Session, runs: Sequence[str]) -> list[str]:
    return list(session.scalars(select(Draft.id).where(Draft.run_id.in_(runs))))


def _clear_drafts(session: Session, drafts: Sequence[str], gone: set[str]) -> None:
    """Takes from drafts the files that are gone and what was said about their rows; columns chosen and settings stay."""
    rows = session.scalars(select(DraftField).where(DraftField.draft_id.in_(drafts))).all()
    taken = {
        (row.draft_id, row.name.partition(".")[2])
        for row in rows
        if row.name.startswith("inputs.") and isinstance(row.value, dict) and gone & set(map(str, row.value.values()))
    }
    for row in rows:
        section, _, rest = row.name.partition(".")
        input_name = rest.partition(".")[0]
        if section in ("answers", "report") or (section in ("inputs", "places") and (row.draft_id, input_name) in taken):
            session.delete(row)
        elif section == "mapping" and (row.draft_id, input_name) in taken:
            row.value, row.unseen = (without_cells(said) if isinstance(said, dict) else None for said in (row.value, row.unseen))


def _forget_cells(session: Session, organisation_id: str, layouts: set[str]) -> None:
    """What is remembered of how tables of these columns were mapped stays, without the texts that stood in their cells."""
    for row in session.scalars(select(RememberedMapping).where(RememberedMapping.organisation_id == organisation_id)):
        if _layout(row.columns) in layouts:
            row.mapping = {field: without_cells(source) for field, source in row.mapping.items()}


def _layout(columns: Iterable[str]) -> str:
    return layout_key(mask(name) for name in columns)
