"""What lies in a package's folder: plain files, few and small, so that what is shown and hashed is all there is to it."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from connectors.problem import Problem

BIGGEST_BYTES = 5_000_000
_MOST_BYTES = 50_000_000
_MOST_FILES = 2_000
_CACHES = (".pyc", ".nbi", ".nbc")
_COMPILED = (".so", ".pyd", ".dll", ".dylib")
# What the product reads by name without asking each time what it is.
_FILES = ("manifest.toml", "steps.py", "sample.py", "cases.toml", "exercises.toml", "manual.ko.md", "manual.en.md")
# Reading a key takes the square of its parts.
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""")


def package_files(folder: Path) -> tuple[Path, ...]:
    """The files that make the package, in a fixed order; caches are none of them.

    Raises Problem "package.wrong" when the folder holds what no package may, "package.unreadable" when it cannot be looked at.
    """
    if not folder.is_dir():
        return ()
    try:
        # Faults come first: of a folder without an end no more is looked at than is allowed.
        found: list[Path] = []
        faults: list[str] = []
        for path, fault in _walk(folder, folder):
            if fault:
                faults.append(fault)
            else:
                found.append(path)
            if len(found) > _MOST_FILES or len(faults) > _MOST_FILES:
                faults.append(f"holds more than {_MOST_FILES:,} files; a package is source and texts")
                break
        faults += _sizes(found, folder)
    except OSError as closed:
        raise Problem("package.unreadable", package=folder.name, file=str(closed.filename)[-60:], fault=str(closed.strerror)) from closed
    if faults:
        raise Problem("package.wrong", package=folder.name, count=len(faults), faults=faults[:200], first=faults[0])
    return tuple(sorted(found, key=lambda path: path.relative_to(folder).as_posix()))


def package_hash(folder: Path) -> str:
    """SHA-256 over names and contents of the package's files."""
    digest = hashlib.sha256()
    for path in package_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def package_signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What differs once any file of the folder, or link in it, does: names, times in ns and sizes in bytes, without opening one."""
    return tuple(sorted(islice(_stats(folder, ""), _MOST_FILES + 1)))


def read_toml(folder: Path, file: str) -> dict[str, Any]:
    """What a TOML file of the package says. Raises Problem "package.unreadable" with why."""
    try:
        text = (folder / file).read_text(encoding="utf-8")
        if _LONG_KEY.search(text):
            raise ValueError("a key of more than 32 parts")
        return tomllib.loads(text)
    except (ValueError, RecursionError) as fault:  # of numbers without end too, which are no fault of TOML
        raise Problem("package.unreadable", package=folder.name, file=file, fault=str(fault)[:200]) from fault


def _stats(folder: Path | str, within: str) -> Iterator[tuple[str, int, int]]:
    # Every page asks: no path is made of each file. A folder that may not be read is told of by whoever reads the package then.
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                if not entry.name.endswith(_CACHES):
                    stat = entry.stat(follow_symlinks=False)
                    yield f"{within}{entry.name}", stat.st_mtime_ns, stat.st_size
            elif entry.name != "__pycache__":
                yield from _stats(entry.path, f"{within}{entry.name}/")


def _walk(top: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file below the folder, and what is wrong with it ("" when nothing is)."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = Path(entry.path)
            fault = _fault(entry, path.relative_to(top))
            if fault or not entry.is_dir(follow_symlinks=False):
                if fault or path.suffix not in _CACHES:
                    yield path, fault
            elif entry.name != "__pycache__":
                yield from _walk(top, path)


def _fault(entry: os.DirEntry[str], inside: Path) -> str:
    name = inside.as_posix()
    if not name.isprintable():
        return "a name in it is no text that can be shown; rename it"
    if entry.is_symlink():
        return f"{name}: is a link; put what it leads to in its place"
    if entry.is_dir():
        return f"{name}: is a folder, and must be a file" if name in _FILES else ""
    if not entry.is_file():
        return f"{name}: is no plain file; remove it"
    return f"{name}: is compiled code; a package is source that can be read" if inside.suffix in _COMPILED else ""


def _sizes(files: list[Path], folder: Path) -> Iterator[str]:
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    for name, size in sizes.items():
        if size > BIGGEST_BYTES:
            yield f"{name}: is larger than {BIGGEST_BYTES // 1_000_000} MB; a package makes its data, it does not carry them"
    if sum(sizes.values()) > _MOST_BYTES:
        yield f"is larger than {_MOST_BYTES // 1_000_000} MB in all"
