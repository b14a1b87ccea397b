"""Sends what runs a package's code to a confined process, and takes back what it says."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.services.runs.analysis import Asked, Limits, analyse, protection_to_json
from connectors import held
from connectors.held import Bounds
from data_catalog.mapping import to_json
from models.kit import library, saved
from models.kit.result import Result

_MEMORY_MB, _MINUTES = 4_000, 30.0


def check(folder: Path, minutes: float | None) -> list[str]:
    """The faults of the package in the folder that show when it runs. Raises what `held.call` raises."""
    return [str(fault) for fault in _sent("check", folder, minutes)]


def cases(folder: Path, minutes: float | None) -> list[dict[str, Any]]:
    """The outcome of each case: `title`, `source`, and `said`, what was not as expected."""
    return [
        {
            "title": {lang: str(said) for lang, said in one["title"].items()},
            "source": str(one["source"]),
            "said": list(map(str, one["said"])),
        }
        for one in _sent("cases", folder, minutes)
    ]


def run(asked: Asked, scratch: Path) -> Result:
    """The result of an analysis: of the product's own packages in this process, of any other in a confined one."""
    model = library.load(asked.model)
    if library.is_own(model):
        return analyse(asked, scratch)
    bounds, limits = _bounds(None), Limits()
    inputs = {
        name: {"file": str(given.as_read.parquet.resolve()), "read": given.as_read.table.to_json(), "shown_name": given.as_read.shown_name,
               "mapping": given.mapping and to_json(given.mapping), "repairs": list(given.repairs)}
        for name, given in asked.inputs.items()
        if given.as_read
    }  # fmt: skip
    order = {"model": asked.model, "run_id": asked.run_id, "inputs": inputs, "settings": dict(asked.settings), "kind": asked.kind,
             "memory_mb": limits.memory_mb, "threads": limits.threads, "book": str(asked.book.folder if asked.book else ""),
             "protection": protection_to_json(asked.protection)}  # fmt: skip
    reads = [given.as_read.parquet for given in asked.inputs.values() if given.as_read]
    held.call(
        "app.cli.inside:run", order, scratch, reads=[*reads, model.folder, *(asked.book.files() if asked.book else ())], bounds=bounds
    )
    return saved.load(scratch / "result")


def _sent(what: str, folder: Path, minutes: float | None) -> Any:
    reads: Iterable[Path] = [folder]
    with tempfile.TemporaryDirectory(prefix="modu-package-") as place:
        return held.call(f"app.cli.inside:{what}", {"package": str(folder)}, Path(place), reads=reads, bounds=_bounds(minutes))


def _bounds(minutes: float | None) -> Bounds:
    """As a run's: MODU_RUN_MEMORY_MB and MODU_RUN_MINUTES, unless the command says."""
    memory_mb = int(os.environ.get("MODU_RUN_MEMORY_MB") or _MEMORY_MB)
    return Bounds(memory_mb, 60 * (minutes or float(os.environ.get("MODU_RUN_MINUTES") or _MINUTES)))
