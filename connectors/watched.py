"""What a process that runs code of others may take of the machine beside memory and time: threads, and room on the disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from connectors.problem import Problem

MOST_THREADS = 2_000
"""Far more than engines start on any machine, far less than a machine has for all."""
_MOST_FILES = 50_000
_MOST_DISK_MB = 40_000
_LOOK_S = 0.5


def disk_mb(folder: Path) -> int:
    """What may be written below the folder: MODU_RUN_DISK_MB, else 40,000, and never more than half of what is free now."""
    wanted = int(os.environ.get("MODU_RUN_DISK_MB") or _MOST_DISK_MB)
    return max(1, min(wanted, shutil.disk_usage(folder).free // 2_000_000))


class Watch:
    """Looks now and then at what processes have taken; for as long as they live."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._disk_mb = disk_mb(folder)
        self._looked = 0.0

    def look(self, processes: Iterable[psutil.Process]) -> None:
        """Raises Problem "run.threads" and "run.disk" when they have taken more than they may."""
        if time.monotonic() - self._looked < _LOOK_S:
            return
        with contextlib.suppress(psutil.Error):
            if sum(process.num_threads() for process in processes) > MOST_THREADS:
                raise Problem("run.threads", limit=MOST_THREADS)
        if _taken(self._folder) > self._disk_mb * 1_000_000:
            raise Problem("run.disk", limit_mb=self._disk_mb)
        self._looked = time.monotonic()


def _taken(folder: Path) -> float:
    """Bytes of disk below the folder; without end when the files are too many to be counted."""
    taken, files = 0.0, 0
    for place, _, names in os.walk(folder):
        files += len(names) + 1
        if files > _MOST_FILES:
            return float("inf")
        for name in names:
            with contextlib.suppress(OSError):
                taken += os.lstat(os.path.join(place, name)).st_blocks * 512
    return taken
