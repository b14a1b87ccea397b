"""The key of the trail at work: stamps rows, seals and marks, and says whether a stamp fits."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from connectors.problem import Problem
from connectors.secrets import Vault

Purpose = Literal["row", "seal", "mark"]
Fit = Literal["fits", "wrong", "key_unknown"]


@dataclass(frozen=True)
class _Ring:
    """The keys as they were read: derived by name, the one in use first; `read_as` is what the file was then."""

    derived: Mapping[str, Mapping[str, bytes]]
    read_as: tuple[int, int, int] | None

    @property
    def first(self) -> str:
        return next(iter(self.derived))


@dataclass
class Stamp:
    """The keys in one file, a line each as in every key file: the first stamps, all verify. Made when first needed; read anew once
    the file is another, so that every process stamps with a new key from when it was turned.

    A stamp is the key's name (8 hexadecimal digits, of its hash), a dot, and HMAC-SHA-256 under a key derived for its purpose:
    a row's can never pass for a seal's.
    """

    path: Path
    makes: bool = True
    """Whether a missing key is made. To verify, none is."""
    _ring: _Ring | None = field(default=None, repr=False)

    def make(self, purpose: Purpose, said: bytes) -> str:
        """The stamp of bytes. Problems: trail.key_missing, secrets.key_wrong."""
        ring = self._newest()
        return f"{ring.first}.{hmac.digest(ring.derived[ring.first][purpose], said, 'sha256').hex()}"

    def fits(self, purpose: Purpose, said: bytes, stamp: str | None) -> Fit:
        """Whether a stamp is that of these bytes, or of a key that is not in the file."""
        name, _, told = (stamp or "").partition(".")
        key = self._held().derived.get(name) or self._newest().derived.get(name)
        if key is None:
            return "key_unknown" if len(name) == 8 and len(told) == 64 else "wrong"
        return "fits" if hmac.compare_digest(hmac.digest(key[purpose], said, "sha256").hex(), told) else "wrong"

    def age(self, stamp: str) -> int:
        """How many keys were put in the place of the one a stamp is of: 0 for the one in use. Of a stamp that fits."""
        return list(self._held().derived).index(stamp[:8])

    def name(self) -> str:
        """The name of the key in use."""
        return self._newest().first

    def turn(self) -> tuple[str, str]:
        """Puts a new key in use, the others stay to verify; gives the names of the one before and the new one.

        Problems: secrets.key_wrong, cli.file_closed_to_write.
        """
        before = self.name()
        try:
            Vault(self.path).turn()
        except PermissionError:
            raise Problem("cli.file_closed_to_write", file=str(self.path)[:200]) from None
        return before, self.name()

    def _held(self) -> _Ring:
        return self._ring or self._newest()

    def _newest(self) -> _Ring:
        """The keys, read again when the file is another than it was. One that went away since leaves those that were read."""
        ring, now = self._ring, _told_by(self.path)
        if ring is None or now not in (None, ring.read_as):
            keys = self._read()
            self._ring = ring = _Ring({name_of(key): _derive(key) for key in keys}, now or _told_by(self.path))
        return ring

    def _read(self) -> list[bytes]:
        if not self.makes and not self.path.exists():
            raise Problem("trail.key_missing", file=str(self.path))
        return Vault(self.path).keys(make=self.makes)


def stamp_of(home: Path) -> Stamp:
    """The key file of a home: MODU_LEDGER_KEY_FILE, else `secrets/ledger.key` in it."""
    named = os.environ.get("MODU_LEDGER_KEY_FILE")
    return Stamp(Path(named) if named else home / "secrets" / "ledger.key")


def name_of(key: bytes) -> str:
    """The name a key goes by in stamps: nothing of the key can be told from it."""
    return hashlib.sha256(b"modu.trail.name" + key).hexdigest()[:8]


def _derive(key: bytes) -> dict[str, bytes]:
    purposes: tuple[Purpose, ...] = ("row", "seal", "mark")
    return {purpose: hmac.digest(key, f"modu.trail.{purpose}.1".encode(), "sha256") for purpose in purposes}


def _told_by(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
