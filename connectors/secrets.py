"""Secrets of sources, sealed with a key that lies outside the records: who has only one of the two can read nothing."""

from __future__ import annotations

import base64
import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from connectors.problem import Problem

_KEY = re.compile(r"[0-9a-f]{64}")
_FORM = "v1"


class Secret:
    """A secret in use. It shows itself nowhere by accident: not in a log, a message or a traceback's variables."""

    __slots__ = ("_said",)

    def __init__(self, said: str) -> None:
        self._said = said

    def reveal(self) -> str:
        """The secret itself, for the connection it is for."""
        return self._said

    def __bool__(self) -> bool:
        return bool(self._said)

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not passed on")


@dataclass(frozen=True)
class Vault:
    """The keys in one file, a line each; the first seals, all open."""

    path: Path

    def seal(self, said: str, owner: str) -> str:
        """The secret as the records keep it, for its owner alone: moved to another's row it does not open."""
        key = self.keys(make=True)[0]
        nonce = os.urandom(12)
        sealed = AESGCM(key).encrypt(nonce, said.encode(), owner.encode())
        return f"{_FORM}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, kept: str, owner: str) -> Secret:
        """The secret. Problems: secrets.key_missing, secrets.key_wrong."""
        form, _, body = kept.partition(".")
        raw = base64.urlsafe_b64decode(body) if form == _FORM else b""
        for key in self.keys():
            try:
                return Secret(AESGCM(key).decrypt(raw[:12], raw[12:], owner.encode()).decode())
            except (InvalidTag, ValueError):
                continue
        raise Problem("secrets.key_wrong", file=self.path.name)

    def turn(self) -> None:
        """Puts a new key first; the old ones still open until `forget_old`."""
        self._write([os.urandom(32), *self.keys(make=True)])

    def forget_old(self) -> None:
        """Keeps the first key only: everything has to be sealed with it by now."""
        self._write(self.keys()[:1])

    def exists(self) -> bool:
        """Whether there is a key file."""
        return self.path.exists()

    def keys(self, *, make: bool = False) -> list[bytes]:
        """The keys, the first the one in use; made when asked. Problems: secrets.key_missing, secrets.key_wrong."""
        if not self.path.exists():
            if not make:
                raise Problem("secrets.key_missing", file=self.path.name)
            self._write([os.urandom(32)], first=True)
        try:
            lines = self.path.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            raise Problem("secrets.key_wrong", file=self.path.name) from None
        if not lines or not all(_KEY.fullmatch(line) for line in lines):
            raise Problem("secrets.key_wrong", file=self.path.name)
        return [bytes.fromhex(line) for line in lines]

    def _write(self, keys: list[bytes], *, first: bool = False) -> None:
        """Whole or not at all. The very first key is written by whoever comes first; the others read it."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.path.with_name(f"{self.path.name}.{os.urandom(4).hex()}.part")
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write("".join(f"{key.hex()}\n" for key in keys))
                file.flush()
                os.fsync(file.fileno())
            if first:
                with contextlib.suppress(FileExistsError):
                    os.link(part, self.path)
            else:
                os.replace(part, self.path)
        finally:
            part.unlink(missing_ok=True)
