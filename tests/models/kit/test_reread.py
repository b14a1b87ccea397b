"""A package of the product's own is read once, and again as soon as anything it was read from is another."""

import shutil
import sys
from pathlib import Path

import pytest

from models.kit import manifest, reread

_OWN = Path(manifest.__file__).parents[1] / "golden_hour"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Path(shutil.copytree(_OWN, tmp_path / "golden_hour", ignore=shutil.ignore_patterns("__pycache__")))


def _model(folder: Path, asked: list[Path]):
    def read(one: Path):
        asked.append(one)
        return manifest.read(one)

    return reread.model_of(folder, read)


def test_what_was_kept_is_what_reading_gives(package: Path):
    asked: list[Path] = []
    first, second = _model(package, asked), _model(package, asked)
    assert first == second == manifest.read(package)
    assert asked == [package]


def test_a_changed_text_a_moved_folder_and_other_readers_are_read_anew(package: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[Path] = []
    before = _model(package, asked)
    with (package / "manual.ko.md").open("a", encoding="utf-8") as manual:
        manual.write("\n덧붙임\n")
    assert _model(package, asked).hash != before.hash
    (package.parent / "elsewhere").mkdir()
    moved = package.rename(package.parent / "elsewhere" / "golden_hour")
    assert _model(moved, asked).folder == moved
    monkeypatch.setattr(reread, "_readers", lambda: "another")
    _model(moved, asked)
    assert asked == [package, package, moved, moved]


def test_what_cannot_be_read_back_is_read_anew(package: Path):
    asked: list[Path] = []
    _model(package, asked)
    (kept,) = (package / "__pycache__").glob("model.*")
    kept.write_bytes(kept.read_bytes()[:-20])
    assert _model(package, asked) == manifest.read(package)
    assert asked == [package, package]


def test_nothing_is_kept_where_python_keeps_nothing(package: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    _model(package, [])
    assert not (package / "__pycache__").exists()
