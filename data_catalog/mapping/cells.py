"""What of a mapping stood in the cells of a file: it goes where that file may not, and with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXTS = ("names", "values")
# The repair that reads one name of the file as another: without the names it says nothing.
_OTHER_NAME = "other_name"


def without_cells(source: Mapping[str, Any]) -> dict[str, Any]:
    """The source of a field, as JSON, without texts of cells: what they stand for, other names, places set by name.

    >>> without_cells({"how": "column", "columns": ["종별"], "values": {"열린 병원": "hospital"}})
    {'how': 'column', 'columns': ['종별']}
    """
    gone = (*_TEXTS, "value") if source.get("how") == "area" else _TEXTS
    kept = {key: value for key, value in source.items() if key not in gone}
    repairs = [code for code in kept.pop("repairs", ()) if code != _OTHER_NAME]
    return {**kept, "repairs": repairs} if repairs else kept
