"""Reads a package's manifest into a Model; a manifest that lies is refused with all its faults at once."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

from connectors.problem import Problem
from models.kit.building import build
from models.kit.contract import Model, Step
from models.kit.folder import package_hash, read_toml
from models.kit.preview_rules import preview_faults
from models.kit.ranking_rules import ranking_faults
from models.kit.rules import faults_of
from models.kit.sources import FINDINGS, Derived, derive

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
# One table a thing in the file, one tuple of things in the contract.
_WRITTEN = {
    ("Model", "inputs"): "input",
    ("Model", "settings"): "setting",
    ("Model", "steps"): "step",
    ("Model", "outputs"): "output",
    ("Model", "changes"): "change",
    ("Input", "fields"): "field",
    ("Input", "checks"): "check",
    ("Output", "findings"): "finding",
    ("Output", "tables"): "table",
    ("Output", "figures"): "figure",
    ("Output", "maps"): "map",
    ("Output", "rankings"): "ranking",
    ("RankingSpec", "parts"): "part",
}
# What a planned model need not say yet, and what any model may leave out.
_EMPTY: dict[str, Any] = {
    "state": "ready", "setting": [], "step": [], "output": [], "change": [], "limits": [], "ethics": [],
    "references": [], "decisions": [], "seed": 20240101,
}  # fmt: skip
_LONGEST_FAULT = 1_000
_NEEDED_WHEN_READY = ("step", "output", "change", "limits", "ethics", "references", "decisions")


def read(folder: Path) -> Model:
    """The model of a package folder.

    Raises Problem "package.not_found" (no manifest), "package.unreadable" (not TOML) and "package.wrong" (with `faults`, each
    one line that says where and what).
    """
    name = folder.name
    # First of all: what lies in the folder may be read at all.
    hashed = package_hash(folder)
    said = _toml(folder, name)
    faults: list[str] = []
    if said.get("state", "ready") == "ready":
        faults += [f"{key}: is missing" for key in _NEEDED_WHEN_READY if not said.get(key)]
    for step in _tables(said.get("step")):
        step.setdefault("tables", [step.get("name", "")])
    for item in _tables(said.get("input")):
        item.setdefault("required", False)
    given = {"folder": folder, "hash": hashed}
    model: Model | None = build(Model, {**_EMPTY, **said}, "", faults, given, _WRITTEN)
    if model is not None and model.id != name:
        faults.append(f"id: is {model.id!r}, but the folder is {name!r}")
    if model is not None and not faults:
        model, found = _with_sources(_with_findings(model))
        faults += found + faults_of(model) + list(ranking_faults(model))
        faults += [] if found else preview_faults(model)
    if model is None or faults:
        told = [fault[:_LONGEST_FAULT] for fault in faults[:200]]
        raise Problem("package.wrong", package=name, count=len(faults), faults=told, first=told[0])
    return model


def _toml(folder: Path, name: str) -> dict[str, Any]:
    path = folder / "manifest.toml"
    if not _NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
        raise Problem("package.not_found", package=name)
    return read_toml(folder, path.name)


def _tables(said: Any) -> list[dict[str, Any]]:
    return [item for item in said if isinstance(item, dict)] if isinstance(said, list) else []


def _with_findings(model: Model) -> Model:
    """The findings are a step like any other, in Python or in SQL; a manifest need not list them."""
    if model.state != "ready" or any(step.name == FINDINGS for step in model.steps):
        return model
    kind = "sql" if (model.folder / "sql" / f"{FINDINGS}.sql").is_file() else "python"
    title = {"ko": "결과 문장", "en": "Findings"}
    explains = {
        "ko": "결과 문장은 계산된 값으로만 채웁니다.",
        "en": "The sentences are filled from computed values only.",
    }
    return dataclasses.replace(model, steps=(*model.steps, Step(FINDINGS, kind, title, explains, (), (FINDINGS,))))


def _with_sources(model: Model) -> tuple[Model, list[str]]:
    """The model with what its steps read, as their sources say, in the order they run."""
    faults: list[str] = []
    settings = {item.name for item in model.settings}
    steps = []
    for step in model.steps:
        try:
            steps.append(_stated(step, derive(model.folder, step), settings))
        except ValueError as fault:
            faults.append(f"step «{step.name}»: {fault}")
    if faults:
        return model, faults
    try:
        return dataclasses.replace(model, steps=_ordered(tuple(steps), model)), []
    except ValueError as fault:
        return model, [str(fault)]


def _stated(step: Step, derived: Derived, settings: set[str]) -> Step:
    if step.kind == "python" and step.optional:
        raise ValueError("`optional` is for SQL steps; give the parameter the default None instead")
    if step.kind == "sql" and step.tables != (step.name,):
        raise ValueError("a SQL step gives one table, named as itself; leave `tables` out")
    if not step.kept and (step.kind != "sql" or derived.settings):
        raise ValueError("only a SQL step that reads no setting can do with kept = false")
    stray = set(step.optional) - derived.reads
    if stray:
        raise ValueError(f"optional names {', '.join(sorted(stray))}, which it does not read")
    optional = step.optional or tuple(sorted(derived.optional - settings - {"seed"}))
    return dataclasses.replace(step, reads=tuple(sorted(derived.reads)), optional=optional)


def _ordered(steps: tuple[Step, ...], model: Model) -> tuple[Step, ...]:
    """The steps so that each comes after those it reads, else as written. The findings come last."""
    known = {item.name for item in model.inputs} | {item.name for item in model.settings} | {"seed"}
    later = {table for step in steps for table in step.tables}
    for step in steps:
        unknown = sorted(set(step.reads) - known - later)
        if unknown:
            there = ", ".join(sorted(known | later))
            raise ValueError(f"step «{step.name}»: reads {', '.join(unknown)}, but there are only {there}")
    waiting, done = sorted(steps, key=lambda step: step.name == "findings"), []
    while waiting:
        ready = [step for step in waiting if set(step.reads) <= known]
        if not ready:
            raise ValueError(f"steps read each other in a circle: {', '.join(step.name for step in waiting)}")
        known |= set(ready[0].tables)
        waiting.remove(ready[0])
        done.append(ready[0])
    return tuple(done)
