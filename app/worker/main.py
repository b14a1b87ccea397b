"""The worker process: keeps its lease, takes in runs and sees them through until told to stop."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from app.home import home_folder
from app.services.agreements import standing
from app.services.campaigns import campaigns
from app.services.care import retention
from app.services.cases import outcomes
from app.services.collaboration import opening
from app.services.organising import planning
from app.services.platform import Platform
from app.services.results import examples
from app.services.sharing import release_steps
from app.services.support import turning
from app.services.workshops import purging
from app.wiring import open_wiring
from app.worker import durable, fetching, lease, supervise, trail
from connectors.faults import keep_logs_bare
from data_catalog import counting

SWEEP_SOON_S, SWEEP_EVERY_S = 60.0, 3_600.0
_LOG = logging.getLogger("modu.worker")


def work(home: Path | None = None, at_once: int | None = None) -> None:
    """Works until SIGTERM or SIGINT. Runs cut short are taken up at the next start, or by another worker at once."""
    log_to(home_folder(home) / "logs")
    platform = open_wiring(home).platform
    # From here on no process started by this one can learn where the records are.
    os.environ.pop("MODU_RECORDS", None)
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    supervise.prepare()
    with lease.identity(platform.home) as worker_id:
        lease.renew(platform, worker_id, durable.VERSION)
        threading.Thread(target=_keep_lease, args=(platform, worker_id, stopping), daemon=True).start()
        threading.Thread(target=_keep_house, args=(platform, stopping), daemon=True).start()
        threading.Thread(target=trail.keep, args=(platform, stopping), daemon=True).start()
        threading.Thread(target=fetching.keep_fetching, args=(platform, stopping), daemon=True).start()
        runner = durable.launch(platform, worker_id, at_once or max(1, (os.cpu_count() or 2) // 2))
        _LOG.info("worker %s works", worker_id)
        while not stopping.wait(lease.RENEW_S / 4):
            with _told_of_faults():
                durable.tend(runner)
        with contextlib.suppress(Exception):
            lease.give_up(platform, worker_id)
    # Children end with this process; waiting for threads that watch them would only delay the stop.
    os._exit(0)


def log_to(folder: Path) -> None:
    """Writes the log of this process to `folder/worker.log`, a few files of it, readable by the owner alone, and no data in it."""
    keep_logs_bare()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "worker.log"
    handler = logging.handlers.RotatingFileHandler(file, maxBytes=5_000_000, backupCount=3, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger("modu").setLevel(logging.INFO)


def _keep_lease(platform: Platform, worker_id: str, stopping: threading.Event) -> None:
    """Renews the lease. A worker that could not for a whole lease ends: others have taken over its runs by then."""
    kept = platform.now()
    while not stopping.wait(lease.RENEW_S):
        late = (platform.now() - kept).total_seconds()
        if late > lease.LEASE_S:
            _LOG.error("the lease was lost for %.0f s: this worker ends", late)
            os._exit(75)
        with _told_of_faults():
            lease.renew(platform, worker_id, durable.VERSION)
            kept = platform.now()


def _keep_house(platform: Platform, stopping: threading.Event) -> None:
    """Sees to the examples (unless MODU_EXAMPLES says no); destroys by date and clears what is over, soon after the start and every hour.

    Several workers do no harm.
    """
    wanted = os.environ.get("MODU_EXAMPLES", "yes") != "no"
    with _told_of_faults():
        _LOG.info("examples queued: %s", examples.tend(platform) if wanted else "none wanted")
    wait_s = SWEEP_SOON_S
    while not stopping.wait(wait_s):
        with _told_of_faults():
            swept = retention.sweep(platform)
            _LOG.info("swept: %s", swept)
            _LOG.info("agreements: %s", standing.turn(platform))
            _LOG.info("re-organisations: %s", planning.turn(platform))
            _LOG.info("collaboration checks: %s", opening.turn(platform))
            _LOG.info("workshops: %s", purging.turn(platform))
            _LOG.info("campaigns begun: %s", campaigns.turn(platform))
            _LOG.info("counting: %s rows taken in", counting.keep(platform.records, platform.home))
            _LOG.info("releases ended: %s", release_steps.turn(platform))
            _LOG.info("use cases: %s", outcomes.turn(platform))
            _LOG.info("help desk: %s", turning.turn(platform))
            if wanted:
                examples.tend(platform)
        wait_s = SWEEP_EVERY_S


@contextlib.contextmanager
def _told_of_faults() -> Iterator[None]:
    try:
        yield
    except Exception:
        _LOG.exception("tending")
