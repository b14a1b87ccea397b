"""Runs a package's cases: methods on known values, the model on tables written out, the sample against its truth."""

from __future__ import annotations

import importlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from connectors.duck import open_workspace
from connectors.problem import Problem
from data_catalog.disclosure import HIDING, Protection
from models.kit.contract import Model
from models.kit.expecting import differs, unlike
from models.kit.folder import read_toml
from models.kit.prepared import PreparedInput, canonical_columns
from models.kit.result import InputUse, Result
from models.kit.sampling import SampleRuns, sample_truth
from models.kit.wording import Words
from models.kit.workflow import run as run_model

_FRAME_TYPES = {
    "BIGINT": pl.Int64, "DOUBLE": pl.Float64, "DATE": pl.Date, "TIMESTAMP": pl.Datetime, "BOOLEAN": pl.Boolean,
    "VARCHAR": pl.String,
}  # fmt: skip
_SAFE_METHODS = "models.methods."


@dataclass(frozen=True)
class CaseOutcome:
    """`said`: each thing that was not as expected; empty when the case holds."""

    title: Words
    source: str
    said: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.said


def run(model: Model, samples: SampleRuns | None = None) -> tuple[CaseOutcome, ...]:
    """The outcome of every case, in the order they are written. A case that raises does not hold, and says why.

    `samples`: runs of the sample that are shared with whoever asked.
    """
    samples = samples or SampleRuns(model)
    return tuple(_outcome(model, case, samples) for case in read_cases(model))


def read_cases(model: Model, file: str = "cases.toml") -> list[dict[str, Any]]:
    """The cases (or exercises) as written. Raises Problem "package.unreadable"."""
    said = read_toml(model.folder, file) if (model.folder / file).is_file() else {}
    listed = said.get("case", said.get("exercise", []))
    return [case for case in listed if isinstance(case, dict)] if isinstance(listed, list) else []


def _outcome(model: Model, case: Mapping[str, Any], samples: SampleRuns) -> CaseOutcome:
    title = case.get("title", {"ko": "?", "en": "?"})
    try:
        said = tuple(_differences(model, case, samples))
    except Problem as problem:
        said = (f"stopped with {problem}",)
    except Exception as fault:  # a case of any package may raise anything: it is told, the next ones go on
        said = (f"raised {type(fault).__name__}: {fault}",)
    return CaseOutcome(title, str(case.get("source", "")), said)


def _differences(model: Model, case: Mapping[str, Any], samples: SampleRuns) -> Iterator[str]:
    if "call" in case:
        yield from _called(case)
        return
    expected = case.get("expect", [])
    if not expected:
        yield "expects nothing"
    settings = case.get("settings", {})
    truth: Mapping[str, Any] = {}
    if "given" in case:
        # What is proved is how counts are reckoned, unless the case is about hiding them.
        result = run_written(model, case["given"], settings, disclosed=bool(case.get("disclosed", False)))
    else:
        asked = case.get("sample", {"seed": 1, "size": "small"})
        result, truth = samples.result(settings, **asked), sample_truth(model, **asked)
    yield from (said for said in (differs(result, item, truth) for item in expected) if said)


def _called(case: Mapping[str, Any]) -> Iterator[str]:
    path = next((one for one in _methods(case) if not one.startswith(_SAFE_METHODS)), None)
    if path is not None:
        yield f"calls {path}, but only {_SAFE_METHODS}* may be called"
        return
    found = _value(case)
    if unlike(found, case["expect"], case.get("tolerance", 1e-9)):
        yield f"gave {found!r}, expected {case['expect']!r}"


def _methods(said: Any) -> Iterator[str]:
    """Every method that a call names, for itself and for its arguments."""
    if not isinstance(said, Mapping) or "call" not in said:
        return
    yield str(said["call"])
    arguments = said.get("args", {})
    for argument in arguments.values() if isinstance(arguments, Mapping) else arguments:
        yield from _methods(argument)


def _value(said: Any) -> Any:
    """What a call gives; an argument that is itself a call (neighbours of places, say) is made first."""
    if not isinstance(said, Mapping) or "call" not in said:
        return said
    place, _, name = str(said["call"]).rpartition(".")
    method, arguments = getattr(importlib.import_module(place), name), said.get("args", {})
    if not isinstance(arguments, Mapping):
        return method(*(_value(argument) for argument in arguments))
    arrays = set(said.get("arrays", ()))
    return method(**{key: np.asarray(value) if key in arrays else _value(value) for key, value in arguments.items()})


def run_written(
    model: Model, given: Mapping[str, Any], settings: Mapping[str, Any], *, disclosed: bool = False, protection: Protection = HIDING
) -> Result:
    """The model on tables written out in a case: CSV text (an empty cell is missing) or a list of rows."""
    with tempfile.TemporaryDirectory(prefix="modu-case-") as place:
        folder = Path(place)
        inputs = {name: _written(model, name, rows, folder) for name, rows in given.items()}
        workspace = open_workspace(folder / "spill", reads=[item.path for item in inputs.values()])
        try:
            return run_model(model, inputs, settings, workspace, run_id="case", sample=True, disclosed=disclosed, protection=protection)
        finally:
            workspace.close()


def _written(model: Model, name: str, rows: Any, folder: Path) -> PreparedInput:
    item = model.input(name)
    kinds = {column: _FRAME_TYPES[kind] for column, kind in canonical_columns(item).items()}
    if isinstance(rows, str):
        frame = pl.read_csv(io.StringIO(rows.strip() + "\n"), infer_schema=False)
    else:
        texts = [{key: _text(value) for key, value in row.items()} for row in rows]
        frame = pl.DataFrame(texts, infer_schema_length=None)
    stray = sorted(set(frame.columns) - set(kinds))
    if stray:
        raise ValueError(f"{name} has no column {', '.join(stray)}; it has {', '.join(kinds)}")
    frame = frame.with_columns(_typed(pl.col(column), kinds[column]) for column in frame.columns)
    if "_line" not in frame.columns:
        frame = frame.with_row_index("_line", offset=2).with_columns(pl.col("_line").cast(pl.Int64))
    path = folder / f"{name}.parquet"
    frame.write_parquet(path)
    filled = {column for column in frame.columns if frame[column].null_count() < frame.height}
    fields = {field.name for field in item.fields if {field.name, f"{field.name}_lon", f"{field.name}_name"} & filled}
    use = InputUse(name, item.title, "case", "", frame.height, frame.height, 0, {})
    return PreparedInput(path, frozenset(fields), use)


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value).lower() if isinstance(value, bool) else str(value)


def _typed(column: pl.Expr, kind: Any) -> pl.Expr:
    if kind == pl.Boolean:
        return column.str.to_lowercase().is_in(["true", "1", "yes"])
    if kind == pl.Datetime:
        return column.str.replace("T", " ").str.to_datetime("%Y-%m-%d %H:%M:%S")
    return column.str.to_date("%Y-%m-%d") if kind == pl.Date else column.cast(kind)
