"""Memory that a computation has let go of, given back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back() -> None:
    """Gives freed memory back: glibc keeps it for what comes next, and it counts against the limit of a run. Elsewhere nothing is done."""
    if _TRIM is not None:
        _TRIM(0)


def collect_seldom() -> None:
    """Rings of objects are looked for a hundredth as often: in a process that ends with its work most of what they cost is imports."""
    gc.set_threshold(70_000, 20, 50)
