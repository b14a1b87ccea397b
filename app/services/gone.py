"""Forgets what this process keeps of results and rows once something was destroyed, by whichever process."""

from __future__ import annotations

import gc
from pathlib import Path

from app.charts import lattice
from app.services.platform import Platform
from app.services.results import looks, weighing
from app.services.runs import kept_results
from app.services.search import results

_SEEN: dict[Path, int] = {}


def in_step(platform: Platform) -> bool:
    """Looks whether something went since this process last looked; then drops all it keeps, and says so. Takes microseconds."""
    now = platform.lake.last_gone()
    if _SEEN.setdefault(platform.home, now) == now:
        return False
    _SEEN[platform.home] = now
    for kept in (kept_results, weighing, looks, results, lattice):
        kept.forget()
    gc.collect()
    return True
