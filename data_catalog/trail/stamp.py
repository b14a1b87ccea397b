"""The key of the trail at work: stamps rows, seals and marks, and says whether a stamp fits."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from connectors.problem import Problem
from connectors.secrets import Vault

Purpose = Literal["row", "seal", "mark"]
Fit = Literal["fits", "wrong", "key_unknown"]


@dataclass
class Stamp:
    """The keys in one file, a line each as in every key file: the first stamps, all verify. Made when first needed.

    A stamp is the key's name (8 hexadecimal digits, of its hash), a dot, and HMAC-SHA-256 under a key derived for its purpose:
    a row's can never pass for a seal's.
    """

    path: Path
    makes: bool = True
    """Whether a missing key is made. To verify, none is."""
    _derived: dict[str, dict[str, bytes]] = field(default_factory=dict, repr=False)
    _first: str = field(default="", repr=False)

    def make(self, purpose: Purpose, said: bytes) -> str:
        """The stamp of bytes. Problems: trail.key_missing, secrets.key_wrong."""
        keys = self._keys()
        return f"{self._first}.{hmac.digest(keys[self._first][purpose], said, 'sha256').hex()}"

    def fits(self, purpose: Purpose, said: bytes, stamp: str | None) -> Fit:
        """Whether a stamp is that of these bytes, or of a key that is not in the file."""
        name, _, told = (stamp or "").partition(".")
        key = self._keys().get(name)
        if key is None:
            return "key_unknown" if len(name) == 8 and len(told) == 64 else "wrong"
        return "fits" if hmac.compare_digest(hmac.digest(key[purpose], said, "sha256").hex(), told) else "wrong"

    def name(self) -> str:
        """The name of the key in use."""
        self._keys()
        return self._first

    def _keys(self) -> dict[str, dict[str, bytes]]:
        if not self._derived:
            derived = {name_of(key): _derive(key) for key in reversed(self._read())}
            self._first, self._derived = list(derived)[-1], derived
        return self._derived

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
