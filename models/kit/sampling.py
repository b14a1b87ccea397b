"""A package's sample, brought in as a person's own files would be: written to disk, read, mapped, prepared, checked."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.duck import open_workspace
from connectors.engine import Workspace
from connectors.problem import Problem
from models.kit import library
from models.kit.contract import Model
from models.kit.intake import bring, read_file
from models.kit.prepared import PreparedInput
from models.kit.previewing import previews
from models.kit.result import Result
from models.kit.wording import Words
from models.kit.workflow import run

SIZES = ("small", "normal", "large")


@dataclass(frozen=True)
class SampleFile:
    """A file as a person would bring it. `name` is shown, and never part of a path."""

    name: str
    data: bytes


def sample_files(model: Model, seed: int | None = None, size: str = "normal") -> dict[str, SampleFile]:
    """The sample of the model by input; the same seed and size give the same bytes."""
    made = library.module(model, "sample").sample(model.seed if seed is None else seed, size)
    known = {item.name for item in model.inputs}
    files = {name: SampleFile(str(said[0]), bytes(said[1])) for name, said in made.items()}
    if set(files) - known:
        stray = ", ".join(sorted(set(files) - known))
        raise Problem("package.step_wrong", package=model.id, step="sample", fault=stray)
    return files


def sample_truth(model: Model, seed: int | None = None, size: str = "normal") -> Mapping[str, Any]:
    """What was planted in the sample."""
    truth: Mapping[str, Any] = library.module(model, "sample").truth(model.seed if seed is None else seed, size)
    return truth


def run_sample(model: Model, settings: Mapping[str, Any] | None = None, *, seed: int | None = None, size: str = "small") -> Result:
    """The result of the model on its own sample."""
    with _sample_brought(model, seed, size) as (inputs, workspace):
        return run(model, inputs, settings or {}, workspace, run_id="sample", sample=True)


class SampleRuns:
    """The results of a model on its own sample, each run once: exercises and cases that ask for the same one share it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._done: dict[str, Result] = {}

    def result(self, settings: Mapping[str, Any] | None = None, *, seed: int | None = None, size: str = "small") -> Result:
        """As `run_sample`; a seed that is not said is the model's own."""
        seed = self._model.seed if seed is None else seed
        asked = json.dumps([dict(settings or {}), seed, size], sort_keys=True, default=str)
        if asked not in self._done:
            self._done[asked] = run_sample(self._model, settings, seed=seed, size=size)
        return self._done[asked]


def sample_previews(model: Model, *, seed: int | None = None, size: str = "small") -> dict[str, Words]:
    """By setting, the sentence of its effect on the sample."""
    with _sample_brought(model, seed, size) as (inputs, workspace):
        return dict(previews(model, inputs, {}, workspace))


@contextmanager
def _sample_brought(model: Model, seed: int | None, size: str) -> Iterator[tuple[dict[str, PreparedInput], Workspace]]:
    with tempfile.TemporaryDirectory(prefix="modu-sample-") as place:
        folder = Path(place)
        workspace = open_workspace(folder / "spill", reads=[folder])
        try:
            inputs = {}
            for name, file in sample_files(model, seed, size).items():
                raw = folder / f"{name}.raw"
                raw.write_bytes(file.data)
                as_read = read_file(raw, folder / f"{name}.read.parquet", file.name)
                inputs[name] = bring(model.input(name), as_read, folder / f"{name}.parquet", workspace).prepared
            yield inputs, workspace
        finally:
            workspace.close()
