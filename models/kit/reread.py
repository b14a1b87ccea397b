"""A package of the product's own as it was read last, kept as Python keeps its modules: by what it was read from, and made anew else.

Reading one anew takes a sixth of a second, the grammar of SQL the most of it. What is kept lies where Python keeps its own: whoever can
write there can change the program itself. Where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

from models.kit.contract import Model
from models.kit.folder import package_hash

_TOP = Path(__file__).resolve().parents[2]
# What a model becomes depends on these too.
_READERS = ("models/kit", "connectors", "data_catalog")


def model_of(folder: Path, read: Callable[[Path], Model]) -> Model:
    """The model of the folder: as it was kept, where it and everything that reads it are as they were then; else read and kept."""
    place = folder / "__pycache__" / f"model.{sys.implementation.cache_tag}.bin"
    said = f"{package_hash(folder)} {_readers()}".encode()
    with contextlib.suppress(Exception):
        stamp, _, body = place.read_bytes().partition(b"\n")
        # Never used but where both the stamp and the folder are the same: a copied installation reads its own.
        if stamp == said and isinstance(model := pickle.loads(body), Model) and model.folder == folder:  # noqa: S301
            return model
    model = read(folder)
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError):
            place.parent.mkdir(exist_ok=True)
            part = place.with_name(f"{uuid4().hex}.part")
            part.write_bytes(said + b"\n" + pickle.dumps(model))
            part.replace(place)
    return model


@cache
def _readers() -> str:
    """A mark of the sources that make a model of a package, and of the SQL grammar: another once one of them changed."""
    digest = hashlib.sha256()
    for name, changed_ns, size in sorted(_sources()):
        digest.update(f"{name} {changed_ns} {size}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, int, int]]:
    for folder in _READERS:
        for entry in os.scandir(_TOP / folder):
            if entry.name.endswith(".py"):
                stat = entry.stat()
                yield f"{folder}/{entry.name}", stat.st_mtime_ns, stat.st_size
    grammar = importlib.util.find_spec("sqlglot")
    if grammar is not None and grammar.origin is not None:
        version = Path(grammar.origin).with_name("_version.py")
        yield version.as_posix(), version.stat().st_mtime_ns, version.stat().st_size
