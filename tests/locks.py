"""Writes the three lock files from pyproject.toml: exact versions, hashes, no index host."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements.lock": (),
    "tests/requirements.lock": ("test",),
    "benchmarks/requirements.lock": ("test", "bench"),
}


def main() -> None:
    """Compiles each lock for every platform and every Python the project supports, on top of the one before."""
    previous: str | None = None
    for path, extras in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "-q", "-o", path]
        command += [option for extra in extras for option in ("--extra", extra)]
        if previous:
            command += ["--constraint", previous]
        subprocess.run(command, cwd=ROOT, check=True)
        previous = path


if __name__ == "__main__":
    main()
