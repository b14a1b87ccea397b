"""The sheet and the member of a file that somebody chose, by the names the file has for them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectors import files
from connectors.files import ReadOptions
from data_catalog.personal import mask

_STAR = "*"


def as_the_file_has(raw: Path, wanted: Mapping[str, Any], shown_name: str) -> ReadOptions:
    """The options of reading. A part whose name holds a personal value is shown, and chosen, with that hidden.

    Problems: file.…
    """
    asked = {part: wanted[part] for part in ("sheet", "member") if _STAR in (wanted.get(part) or "")}
    if not asked:
        return ReadOptions(**wanted)
    with tempfile.TemporaryDirectory(dir=raw.parent, prefix="parts-") as place:
        found, _ = files.read_head(raw, Path(place) / "read.parquet", ReadOptions(), shown_name)
    known = {"sheet": found.sheets, "member": found.members}
    named = {part: next((name for name in known[part] if mask(name) == said), said) for part, said in asked.items()}
    return ReadOptions(**{**wanted, **named})
