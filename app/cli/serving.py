"""`modu serve` and `modu worker`: processes that run until told to stop."""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

import psutil

from app.cli.saying import print_said
from app.home import home_folder
from app.texts import text
from connectors.confine import end_with_parent
from connectors.listening import is_taken
from connectors.problem import Problem

# Programs of their own, so that neither holds what the other needs, and either can end without the other.
_PORTAL = "import sys; from app.server.serve import serve; serve(None, sys.argv[1], int(sys.argv[2]))"
_WORKER = "import sys; from app.worker.main import work; work(None, int(sys.argv[1]) or None)"
_EVERYWHERE = ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104  compared, not listened on
_Told = Callable[["subprocess.Popen[bytes]"], bool]
_AGAIN_S = 2.0
_STOP_S = 8.0
# A session has a thread, and the C library would keep freed memory for each of many threads: 0.96 MB a person instead of 0.84.
_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}


def serve(asked: argparse.Namespace) -> int:
    """Keeps a portal and a worker running: one that ends unasked is started again."""
    port = asked.port or int(os.environ.get("PORT") or 8501)
    if not 0 < port < 65536:
        raise Problem("cli.port_wrong", port=port)
    if is_taken(asked.host, port):
        raise Problem("cli.port_taken", port=port)
    programs = {"portal": [sys.executable, "-c", _PORTAL, asked.host, str(port)]}
    if not asked.no_worker:
        programs["worker"] = [sys.executable, "-c", _WORKER, "0"]
    return _keep(programs, _environment(asked), functools.partial(_told, host=asked.host, port=port, lang=asked.lang))


def worker(asked: argparse.Namespace) -> int:
    """Keeps one worker running."""
    return _keep({"worker": [sys.executable, "-c", _WORKER, str(asked.at_once or 0)]}, _environment(asked))


def _environment(asked: argparse.Namespace) -> dict[str, str]:
    home = home_folder(asked.home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {**_FEW_ARENAS, **os.environ, "MODU_HOME": str(home)}


def _keep(programs: Mapping[str, list[str]], environment: Mapping[str, str], told: _Told | None = None) -> int:
    """Runs the programs until a signal comes; `told` is asked about the first until it is true."""
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    running = {name: _start(program, environment) for name, program in programs.items()}
    began = dict.fromkeys(running, time.monotonic())
    while not stopping:
        told = None if told and told(next(iter(running.values()))) else told
        for name, process in running.items():
            code = process.poll()
            # A portal that cannot even begin (it may not listen there) says so, and there is nothing to keep.
            if code is not None and name == "portal" and time.monotonic() - began[name] < 20:
                _stop(running)
                return code or 1
            if code is not None and time.monotonic() - began[name] > _AGAIN_S:
                running[name], began[name] = _start(programs[name], environment), time.monotonic()
        time.sleep(0.2)
    _stop(running)
    return 0


def _told(portal: subprocess.Popen[bytes], host: str, port: int, lang: str) -> bool:
    """Whether the portal listens; then its address has been printed. Another program on that port is not it."""
    with contextlib.suppress(psutil.Error):
        bound = psutil.Process(portal.pid).net_connections("tcp")
        if any(one.status == psutil.CONN_LISTEN and one.laddr[1] == port for one in bound):
            near = "localhost" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
            print_said(text("cli.serving", lang, address=f"http://{near}:{port}"))
            sys.stdout.flush()
            return True
    return False


def _start(program: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # This process has one thread: what is called between fork and exec is safe.
    born = functools.partial(end_with_parent, signal.SIGTERM)
    return subprocess.Popen(program, env=dict(environment), preexec_fn=born)  # noqa: S603  the words are our own


def _stop(running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        process.terminate()
    until = time.monotonic() + _STOP_S
    for process in running.values():
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
