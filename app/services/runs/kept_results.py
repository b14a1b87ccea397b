"""Results that were looked at lately, kept in memory: a page that is drawn again reads no file again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from models.kit import saved
from models.kit.result import Result

_ROOM = 96 << 20
_BESIDE_ROWS = 150_000  # what the words and numbers of a result weigh that it shares with no other of its package
_KEPT: OrderedDict[tuple[Path, str | None], Result] = OrderedDict()
_LOCK = threading.Lock()


def load(folder: Path, result_hash: str | None) -> Result:
    """The result in a folder; a finished one never changes, so its hash and place are all it is known by."""
    key = folder, result_hash
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    result = saved.load(folder, rows_later=True)
    with _LOCK:
        _KEPT[key] = result
        # Weighed anew each time: a page reads only the tables it shows, and the next one others.
        while len(_KEPT) > 1 and sum(_BESIDE_ROWS + kept.held_bytes() for kept in _KEPT.values()) > _ROOM:
            _KEPT.popitem(last=False)
    return result


def forget() -> None:
    """Drops them all."""
    with _LOCK:
        _KEPT.clear()
