"""The four floors look down only; what draws knows Streamlit, what computes does not."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_import_contracts_hold() -> None:
    said = run("lint-imports", "--no-cache")
    assert said.returncode == 0, said.stdout[-6000:]


def test_the_linter_finds_nothing() -> None:
    said = run("ruff", "check", "--no-cache", ".")
    assert said.returncode == 0, said.stdout[-6000:]


def test_the_code_stands_as_the_formatter_sets_it() -> None:
    said = run("ruff", "format", "--check", "--no-cache", ".")
    assert said.returncode == 0, said.stdout[-6000:]


def test_the_types_fit() -> None:
    said = run("mypy")
    assert said.returncode == 0, said.stdout[-6000:]
