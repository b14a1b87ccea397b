"""Reads the beginning of a file as it would be read whole: for a preview that answers at once however large the file is."""

from __future__ import annotations

import tempfile
from pathlib import Path

from connectors.files.apart import read_apart
from connectors.files.recognise import recognise
from connectors.files.table import ReadOptions, TableRead

_HEAD = 256 * 1024


def read_head(path: Path, out: Path, options: ReadOptions, shown_name: str) -> tuple[TableRead, bool]:
    """The reading of the beginning, and whether that is all of it. What is no text is read whole: it cannot be cut."""
    if recognise(path, shown_name) != "text" or path.stat().st_size <= _HEAD:
        return read_apart(path, out, options, shown_name), True
    with path.open("rb") as file:
        content = file.read(_HEAD)
    with tempfile.TemporaryDirectory(dir=out.parent) as place:
        head = Path(place) / "head"
        # A letter or a row may be cut: the last line is left out.
        head.write_bytes(content[: max(content.rfind(b"\n"), content.rfind(b"\r")) + 1 or None])
        return read_apart(head, out, options, shown_name), False
