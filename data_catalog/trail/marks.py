"""How far the trail has come, told outside the records: what a cut tail is found by while its day is open."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from data_catalog.trail.form import plain
from data_catalog.trail.stamp import Fit, Stamp

FOLDER, MARK, LOCK = "audit", "mark.json", "trail.lock"
WITNESS_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Mark:
    """The trail at a moment: `seal` segments closed, of `seal_mac` the last; behind them `rows` rows up to `last_id`, whose chain is
    at `chain`; `total` rows in all; `epoch` counts the restores the trail went through."""

    at_utc: str
    epoch: int
    seal: int
    seal_mac: str
    last_id: int
    rows: int
    total: int
    chain: str
    mac: str = ""

    def stamped(self, stamp: Stamp) -> Mark:
        return replace(self, mac=stamp.make("mark", self._said()))

    def fit(self, stamp: Stamp) -> Fit:
        """Whether it is one the platform made."""
        return stamp.fits("mark", self._said(), self.mac)

    def _said(self) -> bytes:
        return plain({name: value for name, value in asdict(self).items() if name != "mac"})


def read(home: Path) -> Mark | None:
    """The mark in the home; None when there is none that can be read."""
    try:
        return from_line((home / FOLDER / MARK).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def from_line(line: str) -> Mark | None:
    """The mark a line tells; None when it tells none."""
    try:
        said = json.loads(line)
        mark = Mark(**said)
        kinds = {"at_utc": str, "seal_mac": str, "chain": str, "mac": str}
        fine = all(type(value) is kinds.get(name, int) for name, value in said.items())
        datetime.fromisoformat(mark.at_utc)
    except (ValueError, TypeError):
        return None
    return mark if fine else None


def write(home: Path, mark: Mark) -> None:
    """Puts the mark in the place of the last one, whole or not at all, and tells the witnesses when it is time."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    line = json.dumps(asdict(mark), sort_keys=True)
    part = folder / f"{MARK}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, folder / MARK)
    for witness in witnesses():
        _tell(witness, mark, line)


def witnesses() -> tuple[Path, ...]:
    """The files of MODU_AUDIT_WITNESS, parted as paths are."""
    return tuple(Path(part) for part in os.environ.get("MODU_AUDIT_WITNESS", "").split(os.pathsep) if part)


def told(path: Path) -> Iterator[Mark]:
    """What a witness was told, in turn. Raises OSError when it cannot be read."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            mark = from_line(line)
            if mark is not None:
                yield mark


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """One process at a time seals and marks; the others wait their turn."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _tell(witness: Path, mark: Mark, line: str) -> None:
    """A line at each seal or restore, else at most every ten minutes. A witness out of reach stops nothing; the doctor says so."""
    with contextlib.suppress(OSError):
        last = _last(witness)
        if last is not None and (last.seal, last.epoch) == (mark.seal, mark.epoch):
            since = datetime.fromisoformat(mark.at_utc) - datetime.fromisoformat(last.at_utc)
            if timedelta(0) <= since < WITNESS_EVERY:
                return
        with witness.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _last(witness: Path) -> Mark | None:
    try:
        with witness.open("rb") as file:
            file.seek(max(0, witness.stat().st_size - 4096))
            lines = file.read().decode("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    return from_line(lines[-1]) if lines else None
