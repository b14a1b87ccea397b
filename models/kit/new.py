"""Starts a package: a small whole model that passes every check, to be changed into one's own."""

from __future__ import annotations

import keyword
import re
import shutil
from pathlib import Path

from connectors.problem import Problem

_SKELETON = Path(__file__).parent / "skeleton"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


def create(name: str, folder: Path) -> Path:
    """A new package `folder/name`. Raises Problem "package.name_wrong" and "package.already_there"."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in ("kit", "methods"):
        raise Problem("package.name_wrong", package=name[:60])
    target = folder / name
    if target.exists():
        raise Problem("package.already_there", package=name)
    shutil.copytree(_SKELETON, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    manifest = target / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('id = "skeleton"', f'id = "{name}"', 1), encoding="utf-8")
    return target
