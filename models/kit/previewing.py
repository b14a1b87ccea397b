"""What a setting would do, told before anything is run: one sentence a setting, from the prepared inputs, by plain SQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from connectors.duck import open_workspace
from connectors.engine import Interrupted, Workspace
from models.kit import library
from models.kit.assembling import shown_settings
from models.kit.availability import HasFields, absent
from models.kit.contract import Model, Setting
from models.kit.preview_rules import name_of, source_of, stands_on
from models.kit.settings import read_settings
from models.kit.sources import sql_text
from models.kit.stepping import HasPath, Tables, plain, run_step
from models.kit.wording import LANGUAGES, Words, fill


class AtHand(HasPath, HasFields, Protocol):
    """An input brought: its canonical Parquet file, and which of its fields hold something."""


@dataclass(frozen=True)
class _Brought:
    path: Path
    fields: frozenset[str]


def order_of(model: Model, inputs: Mapping[str, AtHand], settings: Mapping[str, Any], memory_mb: int, longest_s: float) -> dict[str, Any]:
    """What `previews_within` is told, as plain values: it may be asked in another process."""
    brought = {name: [str(item.path.resolve()), sorted(item.fields)] for name, item in inputs.items()}
    return {"package": str(model.folder), "inputs": brought, "settings": dict(settings), "memory_mb": memory_mb, "longest_s": longest_s}


def previews_within(order: Mapping[str, Any], spill: Path = Path("spill")) -> dict[str, Words]:
    """By setting its sentence, as far as they are told in the time; what a statement needs lies in `spill`. Raises as `previews`."""
    model = library.load_folder(Path(order["package"]))
    inputs = {name: _Brought(Path(path), frozenset(fields)) for name, (path, fields) in order["inputs"].items()}
    workspace = open_workspace(spill, memory_mb=order["memory_mb"], reads=[item.path for item in inputs.values()])
    stopping = threading.Timer(order["longest_s"], workspace.cancel)
    stopping.daemon = True
    stopping.start()
    try:
        return dict(previews(model, inputs, order["settings"], workspace))
    finally:
        stopping.cancel()
        workspace.close()


def previews(model: Model, inputs: Mapping[str, AtHand], settings: Mapping[str, Any], workspace: Workspace) -> Iterator[tuple[str, Words]]:
    """Setting by setting the sentence of its effect, the main settings first.

    Those that cannot be told (an input or a value is missing) are left out. A cancelled workspace ends it. The inputs' files must be
    among what the workspace may read. Raises as `read_settings`.
    """
    said = read_settings(model, settings)
    tables = Tables.open(model, inputs, {**said, "seed": model.seed}, workspace)
    shown = {lang: shown_settings(model, said, lang) for lang in LANGUAGES}
    for item in sorted((item for item in model.settings if item.preview), key=lambda item: item.expert):
        assert item.preview is not None
        if absent(item.preview.needs, inputs):
            continue
        try:
            facts = _facts(model, item, tables)
        except Interrupted:
            return
        if facts is not None:
            yield item.name, {lang: fill(item.preview.text[lang], {**shown[lang], **facts}) for lang in LANGUAGES}


def _facts(model: Model, item: Setting, tables: Tables) -> dict[str, Any] | None:
    """The one row of the preview; None when there is none or something of it is not known."""
    source = source_of(model, item)
    for step in stands_on(model, source.reads):
        if not set(step.tables) <= tables.there and not run_step(model, step, tables):
            return None
    if any(name not in tables.there for name in source.reads):
        return None
    values = {name: list(value) if isinstance(value, tuple) else value for name in source.settings for value in (tables.settings[name],)}
    rows = tables.workspace.fetch(sql_text(model.folder, name_of(item)), values)
    facts = {name: plain(value) for name, value in rows.row(0, named=True).items()} if rows.height == 1 else {}
    return facts if facts and all(value is not None and value == value for value in facts.values()) else None
