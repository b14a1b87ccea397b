"""For the tests of a package, in the folder of its name: the model, runs on small frames, one run of the sample for all that read it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from connectors.duck import open_workspace
from models.kit import library
from models.kit.contract import Model
from models.kit.prepared import PreparedInput, canonical_columns
from models.kit.result import InputUse, Result
from models.kit.workflow import run
from tests.models.samples import sample_of


@pytest.fixture(scope="module")
def model(request: pytest.FixtureRequest) -> Model:
    return library.load(request.path.parent.name)


@pytest.fixture(scope="module")
def sample_result(model: Model) -> Result:
    return sample_of(model.id)


@pytest.fixture
def analyse(model: Model, tmp_path: Path) -> Callable[..., Result]:
    """analyse(settings, dispatch=frame, center=frame …): the result on canonical frames."""

    def on(settings: dict[str, Any] | None = None, **frames: pl.DataFrame) -> Result:
        inputs = {}
        for name, frame in frames.items():
            path = tmp_path / f"{name}.parquet"
            if "_line" not in frame.columns:
                frame = frame.with_row_index("_line", offset=2).with_columns(pl.col("_line").cast(pl.Int64))
            frame.write_parquet(path)
            inputs[name] = PreparedInput(path, _fields(model, name, frame), _use(model, name, frame))
        workspace = open_workspace(tmp_path / "work", memory_mb=1000, threads=2, reads=[item.path for item in inputs.values()])
        try:
            return run(model, inputs, settings or {}, workspace, run_id="test")
        finally:
            workspace.close()

    return on


def _fields(model: Model, name: str, frame: pl.DataFrame) -> frozenset[str]:
    declared = canonical_columns(model.input(name))
    assert set(frame.columns) <= set(declared), set(frame.columns) - set(declared)
    full = {column for column in frame.columns if frame[column].null_count() < frame.height}
    return frozenset(
        field.name for field in model.input(name).fields if (f"{field.name}_lon" if field.kind == "place" else field.name) in full
    )


def _use(model: Model, name: str, frame: pl.DataFrame) -> InputUse:
    return InputUse(name, model.input(name).title, f"{name}.csv", "0" * 64, frame.height, frame.height, 0, {})
