"""One analysis from files to a Result, as `modu run` and the worker's child both do it: no records, no person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectors.duck import open_workspace
from connectors.engine import Workspace
from connectors.files import ReadOptions
from connectors.problem import Problem
from data_catalog.disclosure import HIDING, Noise, Protection
from data_catalog.mapping import Source
from data_catalog.places.book import Book
from models.kit import library
from models.kit.availability import available
from models.kit.contract import Model
from models.kit.intake import AsRead, Brought, bring, not_sure, read_file
from models.kit.result import Result
from models.kit.sampling import sample_files
from models.kit.settings import read_settings
from models.kit.workflow import StepProgress, run

PREPARING = "_preparing"
"""What comes before the first step: reading, mapping, preparing, checking."""


@dataclass(frozen=True)
class Brings:
    """What is brought for one input: a file still to be read (`file`), or one already read (`as_read`).

    `repairs`: those to choose beside the mapping's own, as `modu run --repair` says them.
    """

    file: Path | None = None
    shown_name: str = ""
    options: ReadOptions | None = None
    as_read: AsRead | None = None
    mapping: Mapping[str, Source] | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """An analysis as it was asked for. `kind`: real, sample (the package's own sample is brought) or training."""

    model: str
    run_id: str
    inputs: Mapping[str, Brings] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "real"
    sample_size: str = "normal"
    provenance: Mapping[str, Any] = field(default_factory=dict)
    book: Book | None = None
    """Where addresses are looked up."""
    protection: Protection = HIDING
    """How counts of persons are told. Samples are invented: theirs are only hidden."""


@dataclass(frozen=True)
class Limits:
    """What an engine may use."""

    memory_mb: int = 2048
    threads: int = 2


def protection_to_json(protection: Protection) -> dict[str, Any]:
    """Plain values, for a process that runs the analysis: with the secret, to be kept nowhere."""
    noise = protection.noise
    return {"mode": protection.mode, "most": noise.most, "variance": noise.variance, "secret": protection.secret.hex()}


def protection_of(said: Mapping[str, Any]) -> Protection:
    """The protection of its plain values."""
    return Protection(said["mode"], Noise(said["most"], said["variance"]), bytes.fromhex(said["secret"]))


def analyse(
    asked: Asked,
    scratch: Path,
    *,
    limits: Limits = Limits(),
    on_step: Callable[[StepProgress], None] = lambda progress: None,
    on_prepare: Callable[[], None] = lambda: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Result:
    """The result. Temporary files lie in `scratch`, which the caller removes. `on_prepare` comes before the steps.

    Raises "input.unknown", "input.missing", "run.cannot_confine", and whatever reading, mapping, preparing, checking and the model raise.
    """
    model = library.load(asked.model)
    # A setting out of range is said before a big file is read.
    read_settings(model, asked.settings)
    if asked.kind == "sample" or any(step.kind == "python" for step in model.steps):
        library.refuse_unheld(model)
    on_prepare()
    scratch.mkdir(parents=True, exist_ok=True)
    brings = _samples(model, asked, scratch) if asked.kind == "sample" else asked.inputs
    _refuse(model, brings)
    brought = _brought(model, brings, scratch, limits, asked.book)
    prepared = {name: item.prepared for name, item in brought.items()}
    # A workspace of its own for the model: it sees the canonical tables and nothing of how they were made.
    reads = [item.path for item in prepared.values()]
    workspace = open_workspace(scratch / "run", memory_mb=limits.memory_mb, threads=limits.threads, reads=reads)
    try:
        return run(
            model, prepared, asked.settings, workspace, run_id=asked.run_id, sample=asked.kind in ("sample", "training"),
            limited=any(item.report.state == "limited" for item in brought.values()),
            protection=HIDING if asked.kind == "sample" else asked.protection,
            on_step=on_step, cancelled=cancelled, provenance={**asked.provenance, "kind": asked.kind},
        )  # fmt: skip
    finally:
        workspace.close()


def _samples(model: Model, asked: Asked, scratch: Path) -> dict[str, Brings]:
    brings = {}
    for name, sample in sample_files(model, size=asked.sample_size).items():
        raw = scratch / f"{name}.raw"
        raw.write_bytes(sample.data)
        given = asked.inputs.get(name, Brings())
        brings[name] = Brings(file=raw, shown_name=sample.name, options=given.options, mapping=given.mapping, repairs=given.repairs)
    return brings


def _refuse(model: Model, brings: Mapping[str, Brings]) -> None:
    known = [item.name for item in model.inputs]
    for name in brings:
        if name not in known:
            raise Problem("input.unknown", input=name[:60], known=known)
    absent = [dict(item.title) for item in model.inputs if item.required and item.name not in brings]
    if absent:
        raise Problem("input.missing", inputs=absent, model=dict(model.title))


def _brought(model: Model, brings: Mapping[str, Brings], scratch: Path, limits: Limits, book: Book | None) -> dict[str, Brought]:
    folder = scratch / "inputs"
    folder.mkdir(exist_ok=True)
    read = {name: _as_read(given, folder / f"{name}.read.parquet") for name, given in brings.items()}
    reads = [folder, *(item.parquet for item in read.values()), *(book.files() if book else ())]
    workspace = open_workspace(scratch / "prepare", memory_mb=limits.memory_mb, threads=limits.threads, reads=reads)
    try:
        made: dict[str, Brought] = {}
        for name in _referred_first(model, read):
            made[name] = _bring(model, name, read[name], brings[name], folder, workspace, book, made)
        found = {name: made[name] for name in read}
    finally:
        workspace.close()
    if all(answer.state == "refused" for answer in available(model, {name: item.prepared for name, item in found.items()})):
        _refuse_lacking(model, brings, read, found)
    return found


def _refuse_lacking(model: Model, brings: Mapping[str, Brings], read: Mapping[str, AsRead], found: Mapping[str, Brought]) -> None:
    """Where nothing at all can be answered, a field let go because no column came near it is what a person can still name."""
    for name, item in found.items():
        lacking = [field for field in model.input(name).required_fields if field.name not in item.mapping]
        if lacking and brings[name].mapping is None:
            raise not_sure(model.input(name), read[name], lacking)


def _as_read(given: Brings, parquet: Path) -> AsRead:
    if given.as_read is not None:
        return given.as_read
    if given.file is None:
        raise ValueError("an input brings a file, or one already read")
    return read_file(given.file, parquet, given.shown_name or given.file.name, given.options)


def _referred_first(model: Model, names: Iterable[str]) -> list[str]:
    """Inputs that others refer to before those others; of inputs that refer to each other the model's order decides."""
    found: list[str] = []

    def take(name: str, above: tuple[str, ...]) -> None:
        for other in model.input(name).refers:
            if other in wanted and other not in (*above, *found):
                take(other, (*above, name))
        if name not in found:
            found.append(name)

    wanted = list(names)
    for name in wanted:
        take(name, (name,))
    return found


def _bring(
    model: Model, name: str, as_read: AsRead, given: Brings, folder: Path, workspace: Workspace, book: Book | None,
    made: Mapping[str, Brought],
) -> Brought:  # fmt: skip
    item = model.input(name)
    others = {other: made[other].prepared.path for other in item.refers if other in made}
    return bring(item, as_read, folder / f"{name}.parquet", workspace, given.mapping, book, given.repairs, others)
