"""The wheel carries all that the portal needs: installed alone, it answers from an empty folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.house.test_layout import FLOORS, ROOT, tracked

_ASKS = "import app; from app.server.application import _options as said; print(app.__file__, said()['client.showErrorDetails'])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(ROOT)]
    subprocess.run(words, check=True, capture_output=True, timeout=240)
    return next(folder.glob("modu-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own that has the wheel, and of what it needs sees what is here."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True, timeout=120)
    python = place / "bin" / "python"
    words = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(words, check=True, capture_output=True, timeout=240)
    packages = next((place / "lib").glob("python*/site-packages"))
    # A plain line: the editable install among those packages is not followed.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def test_the_wheel_holds_every_file_of_the_four_floors_and_streamlits_options(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        held = set(packed.namelist())
    wanted = {name for name in tracked() if name.split("/")[0] in FLOORS}
    assert wanted - held == set()
    assert "app/streamlit.toml" in held


def test_the_wheel_answers_from_an_empty_folder_with_the_projects_own_options(installed: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [str(installed), "-c", _ASKS],
        cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert told.stdout.split()[0].startswith(str(installed.parents[1]))
    assert told.stdout.split()[1] == "none"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(installed.with_name("modu")), "serve", "--no-worker", "--port", str(port)]
    serving = subprocess.Popen(words, cwd=tmp_path, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert _answers(f"http://127.0.0.1:{port}/health", 180), serving.stdout and serving.stdout.read1(5000)
    finally:
        serving.terminate()
        serving.wait(20)
    assert (tmp_path / "var" / "records.db").exists()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("MODU_", "PYTHON"))}


def _answers(url: str, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    return False
