"""The system's own SSH client, held to one address, one known host key and one way to sign in."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.disk import is_full
from connectors.outgoing import CONNECT_S, Gate
from connectors.problem import Problem
from connectors.secrets import Secret

_KEY = re.compile(r"(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]{32,}={0,2})")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}")
_NAME = "modu-source"
_OPTIONS = {
    "StrictHostKeyChecking": "yes", "GlobalKnownHostsFile": "/dev/null", "HostKeyAlias": _NAME, "CheckHostIP": "no",
    "ProxyCommand": "none", "ProxyJump": "none", "ForwardAgent": "no", "ForwardX11": "no", "ClearAllForwardings": "yes",
    "IdentitiesOnly": "yes", "IdentityAgent": "none", "PermitLocalCommand": "no", "NumberOfPasswordPrompts": "1", "BatchMode": "no",
    "ControlPath": "none", "UpdateHostKeys": "no", "CanonicalizeHostname": "no", "ServerAliveInterval": "15", "LogLevel": "ERROR",
    "PKCS11Provider": "none", "SendEnv": "-*", "ConnectTimeout": str(int(CONNECT_S)),
}  # fmt: skip


@dataclass(frozen=True)
class Host:
    """One server. The secret is a password, or a private key with its line `-----BEGIN …`. `host_key`: as it was confirmed."""

    host: str
    port: int
    user: str
    secret: Secret
    host_key: str = ""


def host_key(gate: Gate, host: str, port: int) -> tuple[str, str]:
    """The key a server shows, and its fingerprint for a person to compare. Problems: outgoing.…, ssh.missing."""
    address = gate.address(host, port)
    scan = _program("ssh-keyscan")
    told = subprocess.run(  # noqa: S603  the address was checked
        [scan, "-T", str(int(CONNECT_S)), "-p", str(port), "-t", "ed25519,ecdsa,rsa", address.ip],
        capture_output=True, text=True, check=False, timeout=4 * CONNECT_S, env=_surroundings(),
    )  # fmt: skip
    keys = sorted((found.group() for found in _KEY.finditer(told.stdout)), key=lambda key: ("ed25519" not in key, "ecdsa" not in key))
    if not keys:
        raise Problem("outgoing.unreachable", host=f"{address.host}:{port}")
    return keys[0], fingerprint(keys[0])


def fingerprint(key: str) -> str:
    """The fingerprint as SSH programs print it."""
    found = _KEY.fullmatch(key.strip())
    if found is None:
        raise Problem("ssh.host_key_unreadable")
    return "SHA256:" + base64.b64encode(hashlib.sha256(base64.b64decode(found.group(2))).digest()).decode().rstrip("=")


@contextmanager
def subsystem(gate: Gate, server: Host) -> Iterator[subprocess.Popen[bytes]]:
    """The server's SFTP subsystem, spoken to by the process's own pipes. Problems: ssh.…, outgoing.…."""
    address = gate.address(server.host, server.port)
    if not _USER.fullmatch(server.user):
        raise Problem("ssh.user_unreadable", user=server.user[:60])
    if not server.host_key:
        raise Problem("ssh.host_key_unknown", host=f"{address.host}:{server.port}")
    fingerprint(server.host_key)
    with tempfile.TemporaryDirectory(prefix="modu-ssh-") as folder:
        place = Path(folder)
        (place / "known").write_text(f"{_NAME} {server.host_key.strip()}\n", encoding="ascii")
        with (place / "said").open("wb") as said:
            process = subprocess.Popen(  # noqa: S603  the words are our own
                [_program("ssh"), "-F", "none", *_words(server, place), "-p", str(server.port), "-s", address.ip, "sftp"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=_surroundings() | _asked_by(server, place),
                start_new_session=True,
            )  # fmt: skip
        try:
            yield process
        except (OSError, EOFError, ValueError) as fault:
            if is_full(fault):
                raise
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(2)
            raise _problem((place / "said").read_text("utf-8", "replace"), server) from None
        finally:
            process.kill()
            process.wait()


def _words(server: Host, place: Path) -> list[str]:
    said = dict(_OPTIONS) | {"User": server.user, "UserKnownHostsFile": str(place / "known")}
    if _is_key(server.secret):
        _private(place / "key", server.secret.reveal().strip() + "\n")
        said |= {"IdentityFile": str(place / "key"), "PreferredAuthentications": "publickey"}
    else:
        said |= {"IdentityFile": "none", "PreferredAuthentications": "password,keyboard-interactive"}
    return [word for name, value in said.items() for word in ("-o", f"{name}={value}")]


def _asked_by(server: Host, place: Path) -> dict[str, str]:
    """How the password reaches the client: a program it asks, which reads a file only we can read."""
    if _is_key(server.secret):
        return {}
    _private(place / "word", server.secret.reveal())
    program = place / "ask"
    _private(program, f'#!/bin/sh\ncat "{place / "word"}"\n')
    program.chmod(0o700)
    return {"SSH_ASKPASS": str(program), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": "none"}


def _is_key(secret: Secret) -> bool:
    return secret.reveal().lstrip().startswith("-----BEGIN ")


def _private(path: Path, said: str) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(said)


def _surroundings() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LC_ALL": "C"}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Problem("ssh.missing")
    return found


def _problem(said: str, server: Host) -> Problem:
    host, low = f"{server.host}:{server.port}", said.lower()
    if "host key verification failed" in low or "no matching host key" in low or "host identification has changed" in low:
        return Problem("ssh.host_key_changed", host=host)
    if "permission denied" in low:
        return Problem("ssh.account_refused", host=host, user=server.user)
    if any(part in low for part in ("connection refused", "timed out", "no route", "connection reset", "connection closed")):
        return Problem("outgoing.unreachable", host=host)
    return Problem("ssh.broken", host=host)
