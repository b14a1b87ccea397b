"""Imports the modules of packages from their sources alone: what runs is what is shown, hashed and checked."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType

_PREFIX = "modu_package_"


@lru_cache(maxsize=64)
def module_from(folder: Path, package: str, name: str, package_hash: str) -> ModuleType:
    """A module of a package outside the product, under a name of its own that no other package can hide."""
    parent = f"{_PREFIX}{package}_{package_hash[:12]}"
    if parent not in sys.modules:
        made = ModuleType(parent)
        made.__path__ = [str(folder)]
        sys.modules[parent] = made
    return importlib.import_module(f"{parent}.{name}")


class _Source(importlib.machinery.SourceFileLoader):
    """A source file, compiled each time: a compiled copy beside it could be of another source."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class _Sources(importlib.abc.MetaPathFinder):
    """Finds `name.py`, else `name/__init__.py`, in the folder of a package; never a library, a compiled file or an archive."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not (fullname.startswith(_PREFIX) and path):
            return None
        place = Path(path[0], fullname.rpartition(".")[2])
        for file, inside in ((place.with_suffix(".py"), None), (place / "__init__.py", [str(place)])):
            if file.is_file():
                loader = _Source(fullname, str(file))
                return importlib.util.spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=inside)
        # Python must not look on in its own way.
        raise ModuleNotFoundError(f"the package has no {place.name}.py", name=fullname)


sys.meta_path.insert(0, _Sources())
