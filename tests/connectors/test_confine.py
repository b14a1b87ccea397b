"""A confined process reads what it was given, starts threads, and leaves no process behind; never among the system's own files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_ASKS = """
import os, sys, threading
from pathlib import Path
from connectors.confine import confine
place = Path(sys.argv[1])
held = confine(reads=[place / "given"], writes=[place / "own"])
told = [f"landlock={held.landlock > 0}", f"seccomp={held.seccomp}"]
def tries(name, work):
    try:
        work()
        told.append(f"{name}=yes")
    except OSError:
        told.append(f"{name}=no")
def thread():
    one = threading.Thread(target=lambda: None)
    one.start()
    one.join()
tries("thread", thread)
tries("given", lambda: (place / "given").read_bytes())
tries("other", lambda: (place / "other").read_bytes())
tries("own", lambda: (place / "own" / "made").write_bytes(b""))
tries("fork", lambda: os.fork() or os._exit(0))
tries("signal", lambda: os.kill(os.getppid(), 0))
import fcntl
reads, _ = os.pipe()
# What comes through a pipe would be told to another process, as any signal.
tries("owner", lambda: fcntl.fcntl(reads, fcntl.F_SETOWN, os.getppid()))
tries("owner_ex", lambda: fcntl.fcntl(reads, 15, (1).to_bytes(4, sys.byteorder) + os.getppid().to_bytes(4, sys.byteorder)))
tries("flags", lambda: fcntl.fcntl(reads, fcntl.F_SETFL, fcntl.fcntl(reads, fcntl.F_GETFL) | os.O_NONBLOCK))
print(" ".join(told))
"""


def _told(place: Path, more_path: str = "") -> str:
    (place / "own").mkdir()
    for name in ("given", "other"):
        (place / name).write_bytes(b"x")
    program = f"import sys\nsys.path.append({more_path!r})\n{_ASKS}" if more_path else _ASKS
    asked = [sys.executable, "-c", program, str(place)]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_threads_may_start_and_processes_not(tmp_path: Path) -> None:
    told = _told(tmp_path)
    assert told == "landlock=True seccomp=True thread=yes given=yes other=no own=yes fork=no signal=no owner=no owner_ex=no flags=yes"


def test_a_home_among_the_folders_of_python_stays_closed(tmp_path: Path) -> None:
    place = tmp_path / "lib" / "modu"
    place.mkdir(parents=True)
    assert "other=no" in _told(place, str(place)), "a library's folder that holds the home is not opened with it"
