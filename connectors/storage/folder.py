"""A folder of this machine that others put files in: only below the places its operator opened."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from connectors.problem import Problem
from connectors.storage.pick import Entry

STILL_S = 5.0
"""A file that changed within these seconds may still be on its way in."""


def below(roots: Sequence[Path], said: str) -> Path:
    """The place of a path below one of the roots, links followed. Problem folder.not_open names the roots."""
    for root in roots:
        top = root.resolve()
        wanted = (top / said.strip().lstrip("/")).resolve() if not said.startswith(str(top)) else Path(said).resolve()
        if wanted.is_relative_to(top) and wanted.exists():
            return wanted
    raise Problem("folder.not_open", path=said[:120], open=[str(root) for root in roots])


def entries(folder: Path, now: float | None = None) -> Iterable[Entry]:
    """The whole files in it, not those still being written, no links, nothing hidden."""
    until = (time.time() if now is None else now) - STILL_S
    with os.scandir(folder) as listed:
        for item in listed:
            told = item.stat(follow_symlinks=False)
            if stat.S_ISREG(told.st_mode) and not item.name.startswith(".") and told.st_mtime <= until:
                yield Entry(item.name, told.st_size, told.st_mtime)


def take(path: Path, out: Path, limit_bytes: int) -> None:
    """Copies a file out of the folder. Problems: storage.too_large, folder.changing (it changed meanwhile)."""
    before = path.stat()
    if before.st_size > limit_bytes:
        raise Problem("storage.too_large", name=path.name, size_mb=before.st_size >> 20, limit_mb=limit_bytes >> 20)
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as source, out.open("xb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
        after = os.fstat(source.fileno())
    if (before.st_ino, before.st_size, before.st_mtime_ns) != (after.st_ino, after.st_size, after.st_mtime_ns):
        raise Problem("folder.changing", name=path.name)
