"""Lists a folder of an SFTP server and takes a file from it.

Speaks version 3 of the protocol (draft-ietf-secsh-filexfer-02) over the system's SSH client: the SFTP libraries there are for
Python are under licences that ask the same of who passes them on, and the system's client is on every server already.
"""

from __future__ import annotations

import contextlib
import select
import stat
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from connectors.outgoing import Gate
from connectors.problem import Problem
from connectors.storage.pick import Entry
from connectors.storage.ssh import Host, subsystem

_INIT, _OPEN, _CLOSE, _READ, _OPENDIR, _READDIR, _STAT = 1, 3, 4, 5, 11, 12, 17
_STATUS = 101
_EOF, _NO_FILE, _DENIED = 1, 2, 3
_BLOCK, _LONGEST, _AHEAD = 32_768, 1 << 20, 16
_MOST_LISTED = 100_000


def entries(gate: Gate, server: Host, folder: str, seconds: float = 60.0) -> list[Entry]:
    """The files of a folder. Problems: storage.not_there, storage.refused, ssh.…, outgoing.…."""
    found: list[Entry] = []
    with _session(gate, server, seconds, folder or ".") as session:
        handle = session.handle(_OPENDIR, _text(folder or "."))
        while len(found) < _MOST_LISTED and (answer := session.ask(_READDIR, handle, ending=True)) is not None:
            count, at = struct.unpack_from(">I", answer)[0], 4
            for _ in range(count):
                name, at = _word(answer, at)
                _, at = _word(answer, at)
                size, mode, modified, at = _attributes(answer, at)
                if stat.S_ISREG(mode) and not name.startswith(b"."):
                    found.append(Entry(name.decode("utf-8", "replace"), size, modified))
    return found


def take(gate: Gate, server: Host, path: str, out: Path, limit_bytes: int, seconds: float = 600.0) -> None:
    """Writes one file to `out`. Problems: as `entries`, storage.too_large, storage.cut_off."""
    with _session(gate, server, seconds, path) as session, out.open("xb") as file:
        size = _attributes(session.ask(_STAT, _text(path)) or b"", 0)[0]
        if size > limit_bytes:
            raise Problem("storage.too_large", name=path, size_mb=size >> 20, limit_mb=limit_bytes >> 20)
        handle = session.handle(_OPEN, _text(path) + struct.pack(">II", 1, 0))
        got = session.take(handle, size, file)
        if got != size:
            raise Problem("storage.cut_off", name=path)


class _Session:
    """One conversation: a question with a number, its answer with the same."""

    def __init__(self, process: subprocess.Popen[bytes], until: float, name: str, host: str) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out, self._until, self._name, self._host = process.stdin, process.stdout, until, name, host
        self._number = 0
        self._send(_INIT, struct.pack(">I", 3))
        self._receive()

    def handle(self, kind: int, said: bytes) -> bytes:
        """Opens a file or folder; what it is spoken of as."""
        answer = self.ask(kind, said) or b""
        return _text(_word(answer, 0)[0])

    def ask(self, kind: int, said: bytes, *, ending: bool = False) -> bytes | None:
        """The answer without its number; None at the end, where there may be one."""
        number = self._question(kind, said)
        told, answer = self._receive()
        if struct.unpack_from(">I", answer)[0] != number:
            raise ValueError("an answer to another question")
        return self._good(told, answer[4:], ending=ending)

    def take(self, handle: bytes, size: int, file: IO[bytes]) -> int:
        """Reads a file from beginning to end, some questions ahead; gives how much there was."""
        waiting: list[tuple[int, int]] = []
        asked_at, got = 0, 0
        while True:
            while len(waiting) < _AHEAD and asked_at < size:
                length = min(_BLOCK, size - asked_at)
                waiting.append((self._question(_READ, handle + struct.pack(">QI", asked_at, length)), length))
                asked_at += length
            if not waiting:
                return got
            number, length = waiting.pop(0)
            told, answer = self._receive()
            if struct.unpack_from(">I", answer)[0] != number:
                raise ValueError("an answer to another question")
            block = self._good(told, answer[4:], ending=True)
            data = _word(block, 0)[0] if block is not None else b""
            if len(data) != length:  # the file was cut meanwhile, or the server gives less at a time
                return got
            file.write(data)
            got += length

    def _question(self, kind: int, said: bytes) -> int:
        self._number += 1
        self._send(kind, struct.pack(">I", self._number) + said)
        return self._number

    def _send(self, kind: int, said: bytes) -> None:
        self._in.write(struct.pack(">IB", len(said) + 1, kind) + said)
        self._in.flush()

    def _receive(self) -> tuple[int, bytes]:
        length = struct.unpack(">I", self._exactly(4))[0]
        if not 1 <= length <= _LONGEST:
            raise ValueError("an answer of an odd length")
        said = self._exactly(length)
        return said[0], said[1:]

    def _exactly(self, length: int) -> bytes:
        found = bytearray()
        while len(found) < length:
            left_s = self._until - time.monotonic()
            if left_s <= 0 or not select.select([self._out], [], [], left_s)[0]:
                raise Problem("web.slow", host=self._host, seconds=0)
            block = self._out.read1(length - len(found))  # type: ignore[attr-defined]
            if not block:
                raise EOFError
            found += block
        return bytes(found)

    def _good(self, told: int, answer: bytes, *, ending: bool) -> bytes | None:
        if told != _STATUS:
            return answer
        code = struct.unpack_from(">I", answer)[0]
        if code == _EOF and ending:
            return None
        kind = {_NO_FILE: "storage.not_there", _DENIED: "storage.refused"}.get(code, "storage.status")
        raise Problem(kind, host=self._host, name=self._name, status=code)


@contextmanager
def _session(gate: Gate, server: Host, seconds: float, name: str) -> Iterator[_Session]:
    with subsystem(gate, server) as process:
        try:
            yield _Session(process, time.monotonic() + seconds, name, server.host)
        except struct.error as error:
            raise ValueError("an answer cut short") from error
        finally:
            with contextlib.suppress(OSError):
                assert process.stdin is not None
                process.stdin.close()


def _text(said: str | bytes) -> bytes:
    raw = said.encode() if isinstance(said, str) else said
    return struct.pack(">I", len(raw)) + raw


def _word(answer: bytes, at: int) -> tuple[bytes, int]:
    length = struct.unpack_from(">I", answer, at)[0]
    if at + 4 + length > len(answer):
        raise ValueError("an answer cut short")
    return answer[at + 4 : at + 4 + length], at + 4 + length


def _attributes(answer: bytes, at: int) -> tuple[int, int, float, int]:
    """Size, mode and moment of change, and where the attributes end."""
    flags, size, mode, modified = struct.unpack_from(">I", answer, at)[0], 0, 0, 0.0
    at += 4
    if flags & 1:
        size, at = struct.unpack_from(">Q", answer, at)[0], at + 8
    if flags & 2:
        at += 8
    if flags & 4:
        mode, at = struct.unpack_from(">I", answer, at)[0], at + 4
    if flags & 8:
        modified, at = float(struct.unpack_from(">II", answer, at)[1]), at + 8
    if flags & 0x80000000:
        count, at = struct.unpack_from(">I", answer, at)[0], at + 4
        for _ in range(2 * count):
            _, at = _word(answer, at)
    return size, mode, modified, at
