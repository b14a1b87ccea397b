"""The packages there are: found by folder, read once a content, handed out as models, sources and one zip."""

from __future__ import annotations

import importlib
import io
import os
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from connectors import confine
from connectors.problem import Problem
from models.kit import manifest
from models.kit.contract import Model
from models.kit.folder import package_files, package_signature
from models.kit.modules import module_from

_OWN = Path(__file__).resolve().parents[1]
_TRUSTED: set[Path] = set()
_LOOK = threading.local()
_LONGEST = 64


def load(name: str) -> Model:
    """The model of that name. Raises Problem "package.not_found" with near names, or what `manifest.read` raises."""
    for root in roots():
        if _is_there(root, name):
            return load_folder(root / name)
    near = get_close_matches(name, [model.id for model in models()], n=3, cutoff=0.5)
    raise Problem("package.not_found", package=name[:60], near=near or [model.id for model in models()])


def load_folder(folder: Path) -> Model:
    """The model of a package folder, read again only when one of its files changed."""
    seen: dict[Path, Model] = getattr(_LOOK, "seen", {})  # outside of a look a new one each time
    if folder not in seen:
        seen[folder] = _read(folder.resolve(), package_signature(folder))
    return seen[folder]


@contextmanager
def one_look() -> Iterator[None]:
    """Within it this thread looks once at each package it asks for: a page speaks of one state of it, and asks dozens of times."""
    before = dict(vars(_LOOK))
    _LOOK.seen = {}
    try:
        yield
    finally:
        vars(_LOOK).clear()
        vars(_LOOK).update(before)


def models(state: str | None = "ready") -> tuple[Model, ...]:
    """The models of that state (all with None), by id. A package with faults is left out: see `broken`."""
    return tuple(model for model in _all()[0] if state is None or model.state == state)


def broken() -> tuple[Problem, ...]:
    """The packages that could not be read, each with its faults."""
    return _all()[1]


def roots() -> tuple[Path, ...]:
    """Where packages are looked for: the product's own, then the folders of MODU_MODELS."""
    more = [Path(part).resolve() for part in os.environ.get("MODU_MODELS", "").split(os.pathsep) if part]
    return (_OWN, *more)


def is_own(model: Model) -> bool:
    """Whether the package came with the product; the code of any other runs in a confined process only."""
    return model.folder.parent == _OWN


def trust(folder: Path) -> None:
    """Lets the code of packages in this folder run unconfined in this process: for whoever wrote it, at their own prompt.

    No command, setting or file does this: commands and workers run such code confined.
    """
    _TRUSTED.add(folder.resolve())


def is_held(model: Model) -> bool:
    """Whether the package's Python may run in this process: it is the product's own, or something holds this process."""
    return is_own(model) or confine.held().whole or model.folder.parent in _TRUSTED


def refuse_unheld(model: Model) -> None:
    """Problem "run.cannot_confine" where the package's Python is not the product's own and nothing holds this process."""
    if not is_held(model):
        raise Problem("run.cannot_confine", model=dict(model.title))


def module(model: Model, name: str) -> ModuleType:
    """A module of the package (`steps`, `sample`); the product's own packages are imported as `models.<id>.<name>`.

    Problems: run.cannot_confine.
    """
    if is_own(model):
        return importlib.import_module(f"models.{model.id}.{name}")
    refuse_unheld(model)
    return module_from(model.folder, model.id, name, model.hash)


def package_zip(model: Model) -> bytes:
    """The whole package as one zip, the same bytes for the same package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in package_files(model.folder):
            inside = f"{model.id}/{path.relative_to(model.folder).as_posix()}"
            entry = zipfile.ZipInfo(inside, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()


def _is_there(root: Path, name: str) -> bool:
    # A name comes from an address too: it is that of a folder right here, or none.
    return 0 < len(name) <= _LONGEST and name not in (".", "..") and "/" not in name and (root / name / "manifest.toml").is_file()


def _names(root: Path) -> list[str]:
    if not root.is_dir():
        return []
    return sorted(path.name for path in root.iterdir() if (path / "manifest.toml").is_file())


def _all() -> tuple[tuple[Model, ...], tuple[Problem, ...]]:
    found: dict[str, Model] = {}
    wrong: list[Problem] = []
    for root in roots():
        for name in _names(root):
            try:
                found.setdefault(name, load_folder(root / name))
            except Problem as problem:
                wrong.append(problem)
    return tuple(found[name] for name in sorted(found)), tuple(wrong)


@lru_cache(maxsize=64)
def _read(folder: Path, signature: tuple[tuple[str, int, int], ...]) -> Model:
    return manifest.read(folder)
