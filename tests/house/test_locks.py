"""What is installed is exactly what was tried."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "tests/requirements.lock", "benchmarks/requirements.lock")


def entries(path: str) -> dict[str, str]:
    text = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ")
    return {line.split("==")[0].strip().lower(): line for line in text.splitlines() if line.strip() and not line.startswith("#")}


def test_every_entry_has_an_exact_version_and_hashes() -> None:
    for path in LOCKS:
        for name, line in entries(path).items():
            assert re.match(r"^[a-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+ ", line, re.IGNORECASE), (path, name)
            assert "--hash=sha256:" in line, (path, name)


def test_no_index_host_is_named() -> None:
    for path in LOCKS:
        assert not re.search(r"https?://|--index|--find-links|file:", (ROOT / path).read_text(encoding="utf-8")), path


def test_every_direct_dependency_is_locked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=~! ;]", item)[0].lower() for item in requirements}

    locked = {re.sub(r"\[.*", "", name) for name in entries("requirements.lock")}
    assert names(project["dependencies"]) <= locked
    extras = project["optional-dependencies"]
    assert names(extras["test"]) <= {re.sub(r"\[.*", "", name) for name in entries("tests/requirements.lock")}
    assert names(extras["bench"]) <= {re.sub(r"\[.*", "", name) for name in entries("benchmarks/requirements.lock")}
