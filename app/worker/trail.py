"""Keeps the audit trail beside the runs: seals days that are over, marks how far it has come, checks the whole of it once a day."""

from __future__ import annotations

import logging
import threading

from app.services import audit
from app.services.platform import Platform
from data_catalog.trail import keeping

LOOK_S, TEND_EVERY_S = 5.0, 60.0
_LOG = logging.getLogger("modu.worker")


def keep(platform: Platform, stopping: threading.Event) -> None:
    """Until told to stop. Several workers do no harm: a seal is made once, and a check by whoever takes it first."""
    waited_s = TEND_EVERY_S
    while not stopping.wait(LOOK_S):
        waited_s += LOOK_S
        try:
            if waited_s >= TEND_EVERY_S:
                waited_s = 0.0
                tend(platform)
            audit.make_checks(platform)
        except Exception:
            _LOG.exception("the audit trail")


def tend(platform: Platform) -> None:
    """Seals, marks, and asks for the day's check when none was asked for."""
    tended = keeping.tend(platform.records, platform.home, platform.today(), platform.now())
    if tended.wrong:
        _LOG.error("the audit trail is not as its last mark told: %s", tended.wrong)
    for day in tended.sealed:
        _LOG.info("the ledger of %s is sealed", day)
    audit.ask_daily(platform)
