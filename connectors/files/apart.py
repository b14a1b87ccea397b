"""Reads a file somebody sent where it can hurt nobody: workbooks and Parquet unpack to any size, in a process that is bounded."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from connectors import held
from connectors.files.reading import read
from connectors.files.recognise import recognise
from connectors.files.table import ReadOptions, TableRead
from connectors.problem import Problem

_MOST_MB, _LONGEST_S = 4_000, 600.0
_ENDED = frozenset({"run.memory", "run.time", "run.silent", "run.threads", "run.disk"})


def read_apart(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    """As `read`. A text streams and is read here; all else in a process of its own. Raises `file.needs_too_much` beside its problems."""
    if recognise(path, shown_name) == "text":
        return read(path, out, options, shown_name)
    memory_mb = min(_MOST_MB, psutil.virtual_memory().total // 2_000_000)
    order = {"path": str(path.resolve()), "options": asdict(options), "shown_name": shown_name}
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="reading-") as place:
        bounds = held.Bounds(memory_mb, _LONGEST_S)
        try:
            said = held.call("connectors.files.apart:inside", order, Path(place), reads=[path], bounds=bounds)
        except Problem as problem:
            if problem.code in _ENDED:
                raise Problem("file.needs_too_much", file=shown_name, limit_mb=memory_mb) from None
            raise
        os.replace(Path(place) / "read.parquet", out)
    return TableRead.from_json(said)


def inside(order: dict[str, Any]) -> dict[str, Any]:
    """The reading itself, in the process apart: the table lies in the folder it stands in."""
    options = order["options"]
    if options["header_rows"] is not None:
        options["header_rows"] = tuple(options["header_rows"])
    return read(Path(order["path"]), Path("read.parquet"), ReadOptions(**options), order["shown_name"]).to_json()
