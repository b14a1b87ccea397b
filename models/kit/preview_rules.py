"""What a manifest may say of previews, and what they stand on; all of it read from the sources, nothing run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.kit.contract import Model, Setting, Step
from models.kit.rules import giver
from models.kit.sources import sql_text
from models.kit.wording import slots

if TYPE_CHECKING:
    from connectors.dialect import SqlStep


def preview_faults(model: Model) -> list[str]:
    """What is wrong with the previews a manifest declares, one line each. Nothing is run."""
    return [f"setting «{item.name}» preview: {fault}" for item in model.settings if item.preview for fault in _faults(model, item)]


def name_of(item: Setting) -> str:
    """The SQL file of a setting's preview, without its ending."""
    return f"preview_{item.name}"


def source_of(model: Model, item: Setting) -> SqlStep:
    """What the SQL of a setting's preview reads and gives. Raises ValueError with what is wrong."""
    from connectors.dialect import parse_step

    return parse_step(sql_text(model.folder, name_of(item)))


def stands_on(model: Model, reads: frozenset[str]) -> list[Step]:
    """The steps a preview stands on, in the order they run."""
    wanted: set[str] = set()
    waiting = list(reads)
    while waiting:
        step = giver(model, waiting.pop())
        if step is not None and step.name not in wanted:
            wanted.add(step.name)
            waiting += step.reads
    return [step for step in model.steps if step.name in wanted]


def _faults(model: Model, item: Setting) -> Iterator[str]:
    assert item.preview is not None
    inputs = {one.name for one in model.inputs}
    needed = inputs | {f"{one.name}.{field.name}" for one in model.inputs for field in one.fields}
    for stray in sorted({part for need in item.preview.needs for part in need.split("|")} - needed):
        yield f"needs {stray!r}, which is no input and no field of one"
    try:
        source = source_of(model, item)
    except ValueError as fault:
        yield f"sql/{name_of(item)}.sql: {fault}"
        return
    tables = {table for step in model.steps for table in step.tables}
    for stray in sorted(source.reads - inputs - tables):
        yield f"reads {stray}, which is no input and no table of a step"
    for stray in sorted(source.settings - {one.name for one in model.settings}):
        yield f"reads the setting {stray}, which does not exist"
    for step in stands_on(model, source.reads):
        if step.kind != "sql":
            yield f"stands on the step «{step.name}», which is Python: a preview must be quick, and is SQL alone"
    filled = set(source.columns) | {one.name for one in model.settings}
    for stray in sorted({slot for text in item.preview.text.values() for slot in slots(text)} - filled):
        yield f"has a slot {{{stray}}} that nothing fills"
    if slots(item.preview.text["ko"]) != slots(item.preview.text["en"]):
        yield "ko and en have different {slots}"
