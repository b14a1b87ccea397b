"""Where files lie below the home: dataset versions, files being prepared, and runs. Paths are made of ids alone."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{32}")
_SEEN_FOR_S = 24 * 3_600


@dataclass(frozen=True)
class Lake:
    """The folders of one home. An id that is none never becomes a path: ValueError."""

    home: Path

    @property
    def datasets(self) -> Path:
        """All dataset versions: `<dataset_id>/<version_id>.parquet`."""
        return self.home / "lake" / "datasets"

    @property
    def runs(self) -> Path:
        """All runs: `<run_id>/`."""
        return self.home / "lake" / "runs"

    @property
    def cases(self) -> Path:
        """Files of evidence of use cases: `<case_id>/`."""
        return self.home / "lake" / "cases"

    @property
    def places(self) -> Path:
        """The address book."""
        return self.home / "lake" / "places"

    @property
    def staging(self) -> Path:
        """Files being prepared: `<draft_id>/<upload_id>/`."""
        return self.home / "staging"

    def dataset_folder(self, dataset_id: str) -> Path:
        return self.datasets / _safe(dataset_id)

    def version_file(self, dataset_id: str, version_id: str) -> Path:
        return self.dataset_folder(dataset_id) / f"{_safe(version_id)}.parquet"

    def seen_folder(self, dataset_id: str) -> Path:
        """What others than its owner see of a dataset: `<version and policies>.parquet`, gone with it."""
        return self.dataset_folder(dataset_id) / "seen"

    def forget_seen(self, dataset_id: str) -> None:
        """Removes what was made for others of a dataset: its policies changed."""
        for path in self.seen_folder(dataset_id).glob("*.*"):
            path.unlink(missing_ok=True)

    def forget_old_seen(self) -> int:
        """Removes what was made for others a day ago or more (it is made again when asked for) and what a crash left; says how much."""
        before = time.time() - _SEEN_FOR_S
        made = [*self.datasets.glob("*/seen/*"), *self.datasets.glob("*/guard-*")]
        old = [path for path in made if path.stat().st_mtime < before]
        for path in old:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        return len(old)

    def run_folder(self, run_id: str) -> Path:
        return self.runs / _safe(run_id)

    def case_folder(self, case_id: str) -> Path:
        return self.cases / _safe(case_id)

    def draft_folder(self, draft_id: str) -> Path:
        return self.staging / _safe(draft_id)

    def upload_folder(self, draft_id: str, upload_id: str) -> Path:
        return self.draft_folder(draft_id) / _safe(upload_id)

    def note_gone(self) -> None:
        """Notes that something was destroyed: processes keep results in memory, and let go of them when they see it."""
        (self.home / "lake" / "gone").write_text(str(time.time_ns()), encoding="ascii")

    def last_gone(self) -> int:
        """Equal as long as nothing was destroyed."""
        try:
            return (self.home / "lake" / "gone").stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def make(self) -> None:
        """Makes the folders, readable by the owner alone."""
        self.home.mkdir(parents=True, exist_ok=True)
        for folder in (
            self.home / "lake",
            self.datasets,
            self.runs,
            self.cases,
            self.places,
            self.staging,
            self.home / "secrets",
            self.home / "logs",
        ):
            folder.mkdir(mode=0o700, exist_ok=True)


def remove(folders: Iterable[Path]) -> None:
    """Removes folders and what is in them; one that is gone already is fine."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise OSError(f"{folder.name} could not be removed")


def _safe(name: str) -> str:
    if not _ID.fullmatch(name):
        raise ValueError("not an id")
    return name
