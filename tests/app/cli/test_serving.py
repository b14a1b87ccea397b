"""`modu serve`: what it says to who started it, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.texts import text
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[3]
_SOON_S = 60.0


def test_the_address_is_said_once_the_portal_listens(tmp_path: Path) -> None:
    port = free_port()
    with _started(tmp_path, port, "--no-worker", "--lang", "en") as process:
        said = _first_line(process)
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
        process.terminate()
        rest, _ = process.communicate(timeout=30)
    assert said == text("cli.serving", "en", address=f"http://localhost:{port}")
    assert (rest, process.returncode) == ("", 0)


def test_a_port_in_use_is_said_in_words_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        with _started(tmp_path, port) as process:
            said, _ = process.communicate(timeout=_SOON_S)
    assert (said.strip(), process.returncode) == (text("problem.cli.port_taken", "ko", port=port), 2)


def test_a_host_that_is_none_is_said_in_words(tmp_path: Path) -> None:
    with _started(tmp_path, free_port(), "--host", "no such host", "--lang", "en") as process:
        said, _ = process.communicate(timeout=_SOON_S)
    assert (said.strip(), process.returncode) == (text("problem.cli.host_unknown", "en", host="no such host"), 2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_in_its_first_seconds_it_leaves_no_trace_on_the_screen(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    with _started(tmp_path, port) as process:
        _first_line(process)
        # As a key pressed at a terminal does: everything that was started hears it.
        os.killpg(process.pid, number) if number == signal.SIGINT else process.terminate()
        rest, _ = process.communicate(timeout=30)
    assert (rest, process.returncode) == ("", 0)


def _started(home: Path, port: int, *more: str) -> subprocess.Popen[str]:
    asked = [sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", str(port), "--home", str(home), *more]
    return subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
