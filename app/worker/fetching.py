"""Fetches sources whose time has come, one after the other, beside the runs."""

from __future__ import annotations

import logging
import shutil
import threading
import time

from app.services.platform import Platform
from app.services.sources import claiming, refreshing

LOOK_S = 3.0
_OLD_S = 86_400
_LOG = logging.getLogger("modu.worker")


def keep_fetching(platform: Platform, stopping: threading.Event) -> None:
    """Until told to stop. Several workers do no harm: a source is fetched by whoever claims it first."""
    _clear(platform)
    while not stopping.wait(LOOK_S):
        try:
            for source_id in claiming.due(platform):
                ended = refreshing.refresh(platform, source_id)
                _LOG.info("source %s: %s", source_id, ended)
                if stopping.is_set():
                    return
        except Exception:
            _LOG.exception("fetching")


def _clear(platform: Platform) -> None:
    """What a process that died left of a fetch."""
    place = platform.home / "sources"
    for left in place.iterdir() if place.exists() else ():
        if time.time() - left.stat().st_mtime > _OLD_S:
            shutil.rmtree(left, ignore_errors=True)
