"""Real servers for the tests of sources, each in a folder and on a loopback port of its own: MariaDB, S3 (rclone), SFTP (OpenSSH)."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

PACKAGES = {"openssl": "openssl", "mariadbd": "mariadb-server", "sshd": "openssh-server", "ssh": "openssh-client"}
WHERE = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/libexec"))
KEY_ID, KEY = "modu-key", "modu-비밀-not-a-real-one".encode().hex()


def program(name: str) -> Path | None:
    """A program of this machine, or of this environment."""
    own = Path(sys.executable).parent / name
    found = str(own) if own.exists() else shutil.which(name, path=WHERE)
    return Path(found) if found else None


def missing() -> list[str]:
    """Packages that have to be installed first."""
    return [package for name, package in PACKAGES.items() if program(name) is None]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _need(name: str) -> Path:
    found = program(name)
    if found is None:
        raise RuntimeError(f"The tests need {name} and never skip it: install the package {PACKAGES.get(name, name)!r}.")
    return found


@contextmanager
def _running(command: Sequence[str | Path], log: Path, ready: Callable[[], bool], **options: object) -> Iterator[subprocess.Popen[bytes]]:
    process = begun(command, log, ready, **options)
    try:
        yield process
    finally:
        stop(process)


def begun(command: Sequence[str | Path], log: Path, ready: Callable[[], bool], **options: object) -> subprocess.Popen[bytes]:
    """A server that is ready."""
    with log.open("ab") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **options)  # type: ignore[call-overload]
    deadline = time.monotonic() + 60
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            raise RuntimeError(f"{Path(command[0]).name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)
    found: subprocess.Popen[bytes] = process
    return found


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a server, by force where it does not end by itself."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tells(issuer: str) -> bool:
    """Whether a provider of sign-on tells of itself: its first answer takes the longest, and nobody waits as long for it as a test."""
    try:
        with urlopen(f"{issuer}/.well-known/openid-configuration", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@dataclass(frozen=True)
class MariaDb:
    """A running MariaDB: the port, and the accounts `root` (by socket) and `reader` (may read the database `city`)."""

    port: int
    socket: Path
    password: str

    def run(self, sql: str) -> None:
        """Runs statements as the owner of the server."""
        command = [_need("mariadb"), "--socket", str(self.socket), "-u", "root", "--default-character-set=utf8mb4"]
        subprocess.run(command, input=sql.encode(), check=True, capture_output=True)


@contextmanager
def mariadb(folder: Path) -> Iterator[MariaDb]:
    """A MariaDB of its own, with an empty database `city`."""
    data, place, log = folder / "data", folder / "s", folder / "log"
    server = _need("mariadbd")
    account = _account(folder, ("mysql", "nobody"))
    as_account: dict[str, object] = {"user": account} if account else {}
    words = ["--no-defaults", f"--datadir={data}"]
    made = subprocess.run(
        [_need("mariadb-install-db"), *words, "--auth-root-authentication-method=normal", "--skip-test-db"],
        capture_output=True, check=False, text=True, **as_account,
    )  # type: ignore[call-overload]  # fmt: skip
    if made.returncode:
        raise RuntimeError(f"mariadb-install-db failed:\n{made.stdout[-1500:]}{made.stderr[-500:]}")
    port, password = free_port(), "비밀번호'\\\"x"
    certificate, key = self_signed(folder)
    if account:
        os.chown(key, pwd.getpwnam(account).pw_uid, -1)
    options = [*words, f"--ssl-cert={certificate}", f"--ssl-key={key}",
               f"--socket={place}", f"--port={port}", "--bind-address=127.0.0.1",
               f"--pid-file={folder / 'pid'}",
               "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--skip-log-bin"]  # fmt: skip
    with _running([server, *options], log, lambda: place.exists() and answers(port), **as_account):
        found = MariaDb(port, place, password)
        quoted = password.replace("\\", "\\\\").replace("'", "''")
        found.run(
            "create database city character set utf8mb4;"
            f"create user reader@'127.0.0.1' identified by '{quoted}'; grant select on city.* to reader@'127.0.0.1';"
        )
        yield found


def self_signed(folder: Path, name: str = "127.0.0.1") -> tuple[Path, Path]:
    """A certificate nobody vouches for, and its key."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    command = [_need("openssl"), *made, "-addext", f"subjectAltName=IP:{name}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


@dataclass(frozen=True)
class ObjectStorage:
    """A running S3-compatible server over a folder: a bucket is a folder of it, an object a file."""

    endpoint: str
    folder: Path

    @property
    def port(self) -> int:
        return int(self.endpoint.rpartition(":")[2])

    def put(self, bucket: str, key: str, body: bytes, modified: float | None = None) -> None:
        path = self.folder / bucket / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        if modified is not None:
            os.utime(path, (modified, modified))


@contextmanager
def object_storage(folder: Path) -> Iterator[ObjectStorage]:
    """rclone's S3 server, which checks every signature (Signature Version 4)."""
    port, place = free_port(), folder / "buckets"
    place.mkdir()
    command = [_need("rclone"), "serve", "s3", str(place), "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY_ID},{KEY}",
               "--dir-cache-time", "0s", "--config", "/dev/null", "--vfs-cache-mode", "off"]  # fmt: skip
    environment = {"PATH": WHERE, "HOME": str(folder)}
    with _running(command, folder / "log", lambda: answers(port), env=environment):
        yield ObjectStorage(f"http://127.0.0.1:{port}", place)


@dataclass(frozen=True)
class SftpServer:
    """A running OpenSSH server: whom it lets in by which key, and the folder with files."""

    port: int
    user: str
    private_key: str
    host_key: str
    folder: Path


@contextmanager
def sftp(folder: Path) -> Iterator[SftpServer]:
    """An OpenSSH server of its own that lets this account in by a key of its own and gives SFTP only."""
    for name in ("host", "own"):
        subprocess.run([_need("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    files, port = folder / "files", free_port()
    files.mkdir()
    shutil.copy(folder / "own.pub", folder / "authorized")
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nAuthorizedKeysFile {folder / 'authorized'}\n"
        "StrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\nPermitRootLogin yes\n"
        f"PidFile {folder / 'pid'}\nSubsystem sftp internal-sftp\nForceCommand internal-sftp -d {files}\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    command = [_need("sshd"), "-D", "-e", "-f", str(folder / "config")]
    with _running(command, folder / "log", lambda: answers(port)):
        key = (folder / "own").read_text()
        host_key = " ".join((folder / "host.pub").read_text().split()[:2])
        yield SftpServer(port, pwd.getpwuid(os.geteuid()).pw_name, key, host_key, files)


@contextmanager
def sftp_by_password(folder: Path, user: str, password: str) -> Iterator[SftpServer]:
    """rclone's SFTP server, which lets one account in by its password."""
    subprocess.run([_need("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "host")], check=True)
    files, port = folder / "files", free_port()
    files.mkdir()
    command = [_need("rclone"), "serve", "sftp", str(files), "--addr", f"127.0.0.1:{port}", "--user", user, "--pass", password,
               "--key", str(folder / "host"), "--config", "/dev/null", "--vfs-cache-mode", "off"]  # fmt: skip
    with _running(command, folder / "log", lambda: answers(port), env={"PATH": WHERE, "HOME": str(folder)}):
        yield SftpServer(port, user, password, " ".join((folder / "host.pub").read_text().split()[:2]), files)


def _account(folder: Path, names: Sequence[str]) -> str | None:
    """The first of these accounts, made owner of the folder; servers that refuse to run as root run as it."""
    if os.geteuid() != 0:
        return None
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        return name
    raise RuntimeError(f"none of the accounts {', '.join(names)} is there")
