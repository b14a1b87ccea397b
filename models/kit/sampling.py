"""A package's sample, brought in as a person's own files would be: written to disk, read, mapped, prepared, checked."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
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
    """The result of the model on its own sample, read and run anew."""
    return SampleRuns(model).result(settings, seed=seed, size=size)


class SampleRuns:
    """The results of a model on its own sample, each run once: exercises and cases that ask for the same one share it.

    A sample of a seed and size is read, mapped, prepared and checked once; every run has a workspace of its own over it.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._read: dict[tuple[int, str], _Sample] = {}
        self._done: dict[str, Result] = {}

    def result(self, settings: Mapping[str, Any] | None = None, *, seed: int | None = None, size: str = "small") -> Result:
        """As `run_sample`; a seed that is not said is the model's own."""
        asked = json.dumps([dict(settings or {}), self._seed(seed), size], sort_keys=True, default=str)
        if asked not in self._done:
            with self._sample(seed, size).opened() as (inputs, workspace):
                self._done[asked] = run(self._model, inputs, settings or {}, workspace, run_id="sample", sample=True)
        return self._done[asked]

    def previews(self, *, seed: int | None = None, size: str = "small") -> dict[str, Words]:
        """By setting, the sentence of its effect on the sample."""
        with self._sample(seed, size).opened() as (inputs, workspace):
            return dict(previews(self._model, inputs, {}, workspace))

    def _seed(self, seed: int | None) -> int:
        return self._model.seed if seed is None else seed

    def _sample(self, seed: int | None, size: str) -> _Sample:
        which = (self._seed(seed), size)
        if which not in self._read:
            self._read[which] = _Sample(self._model, *which)
        return self._read[which]


class _Sample:
    """A sample brought in, in a folder that is there as long as this is."""

    def __init__(self, model: Model, seed: int, size: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="modu-sample-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._inputs: dict[str, PreparedInput] = {}
        with self.opened() as (_, workspace):
            for name, file in sample_files(model, seed, size).items():
                raw = self._folder / f"{name}.raw"
                raw.write_bytes(file.data)
                as_read = read_file(raw, self._folder / f"{name}.read.parquet", file.name)
                self._inputs[name] = bring(model.input(name), as_read, self._folder / f"{name}.parquet", workspace).prepared

    @contextmanager
    def opened(self) -> Iterator[tuple[dict[str, PreparedInput], Workspace]]:
        """Its inputs, and a workspace of its own that may read them."""
        workspace = open_workspace(Path(tempfile.mkdtemp(prefix="spill-", dir=self._folder)), reads=[self._folder])
        try:
            yield dict(self._inputs), workspace
        finally:
            workspace.close()
