"""Results that were looked at lately, kept in memory: a page that is drawn again reads no file again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from models.kit.result import Result

_ROOM = 96 << 20
_BESIDE_ROWS = 500_000  # what the words and specifications of a result weigh
_KEPT: OrderedDict[tuple[Path, str | None], tuple[Result, int]] = OrderedDict()
_LOCK = threading.Lock()


def load(folder: Path, result_hash: str | None) -> Result:
    """The result in a folder; a finished one never changes, so its hash and place are all it is known by."""
    key = folder, result_hash
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key][0]
    result = Result.load(folder)
    weight = _BESIDE_ROWS + sum(int(table.rows.estimated_size()) for table in result.tables)
    with _LOCK:
        _KEPT[key] = result, weight
        while len(_KEPT) > 1 and sum(kept for _, kept in _KEPT.values()) > _ROOM:
            _KEPT.popitem(last=False)
    return result
