"""The only way to rows of catalogue data: who asks, what they may see, and a workspace over exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.duck import open_workspace
from connectors.engine import Workspace
from connectors.problem import Problem
from data_catalog.lake import Lake
from data_catalog.records.tables import Dataset, DatasetVersion


@dataclass(frozen=True)
class Reader:
    """Who reads: the person. (Sharing, agreements and policies will widen and narrow what they see, here alone.)"""

    person_id: str


@dataclass(frozen=True)
class Opened:
    """One dataset version a reader may see, with the path of its rows."""

    version: DatasetVersion
    path: Path


def open_version(session: Session, lake: Lake, reader: Reader, version_id: str) -> Opened:
    """The version, when the reader may see it. Not allowed and not there look alike: Problem not_found.dataset."""
    version = session.scalar(
        select(DatasetVersion).join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(DatasetVersion.id == version_id, Dataset.person_id == reader.person_id)
    )  # fmt: skip
    if version is None:
        raise Problem("not_found.dataset")
    return Opened(version, lake.version_file(version.dataset_id, version.id))


def open_tables(folder: Path, tables: Mapping[str, Path], *, memory_mb: int = 1024, threads: int = 2) -> Workspace:
    """A workspace that sees these Parquet files and nothing else, one view each."""
    workspace = open_workspace(folder, memory_mb=memory_mb, threads=threads, reads=list(tables.values()))
    for name, path in tables.items():
        workspace.view(name, path, None)
    return workspace
