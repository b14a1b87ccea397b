"""Runs as durable workflows: begun once by whichever worker is free, begun again elsewhere when that one is gone."""

from __future__ import annotations

import logging
import time
from collections import Counter
from itertools import chain, repeat

from dbos import DBOS, DBOSConfiguredInstance, SetWorkflowID
from sqlalchemy import and_, func, or_, select

from app.identity import house
from app.services.platform import Platform
from app.worker import classmates, lease, running
from connectors.durable import durable_engine
from data_catalog.records.tables import Run, Worker

VERSION = "runs-1"
"""The form of the workflow below. Changed with it: a run begun in another form is begun anew in this one."""
QUEUE = "runs"
BESIDE = "examples"
"""Examples run beside people's runs, one at a time, so that nobody waits for one."""
SHARED = "class"
"""What a class has computed already is handed to its other seats beside what is computed, a few at a time: that is done in a moment."""
_SHARED_AT_ONCE = 4
_POLL_S = 0.3
_AGAIN_S = (0.5, 2.0, 10.0)
_LOG = logging.getLogger("modu.worker")


@DBOS.dbos_class("Runner")
class Runner(DBOSConfiguredInstance):
    """The workflows of one worker, `at_once` at a time."""

    def __init__(self, platform: Platform, worker_id: str, at_once: int) -> None:
        super().__init__("runner")
        self.platform = platform
        self.worker_id = worker_id
        self.at_once = at_once
        self.queued: set[str] = set()
        """What waits in a queue by this worker's word: told of once."""

    @DBOS.workflow(max_recovery_attempts=1000)
    def analyse(self, run_id: str) -> str:
        """One run. How it ended is in the records; what is returned is for whoever looks at the workflow."""
        return self.run(run_id)

    @DBOS.step()
    def run(self, run_id: str) -> str:
        """The one step: idempotent by the run's id. What breaks around a run (its child's faults do not) is tried again after a while, for
        no other worker takes a run from one that lives; of so many attempts the last ends it."""
        pauses = chain(_AGAIN_S, repeat(_AGAIN_S[-1]))
        while True:
            try:
                return running.run(self.platform, run_id, self.worker_id)
            except Exception:
                _LOG.exception("run %s", run_id)
                time.sleep(next(pauses))


def launch(platform: Platform, worker_id: str, at_once: int) -> Runner:
    """Starts the durable workflows of this process, `at_once` at a time, and takes up what it left unfinished."""
    DBOS(
        config={
            "name": "modu",
            "system_database_engine": durable_engine(platform.records.engine),
            "executor_id": worker_id,
            "application_version": VERSION,
            "log_level": "ERROR",
            "enable_otlp": False,
            "use_listen_notify": False,
        }
    )
    runner = Runner(platform, worker_id, at_once)
    DBOS.launch()
    for queue, most in ((QUEUE, at_once), (BESIDE, 1), (SHARED, _SHARED_AT_ONCE)):
        DBOS.register_queue(queue, worker_concurrency=most, polling_interval_sec=_POLL_S, on_conflict="always_update")
    _take_back(runner)
    return runner


def tend(runner: Runner) -> None:
    """Takes in what was queued, and what workers that are gone left behind. Of each person no more at a time than all workers run at
    once: whoever queued many waits for their turn beside others, not before them. What a seat asks that another of its class is having
    computed waits for that one's result."""
    platform = runner.platform
    living = lease.living(platform)
    works = and_(Run.state == "running", Run.worker_id.in_(living))
    waits = or_(Run.state == "queued", and_(Run.state == "running", Run.worker_id.not_in(living)))
    with platform.records.reading() as session:
        gone = [name for name in session.scalars(select(Worker.id)) if name not in living]
        runs = session.execute(select(Run.id, Run.person_id).where(waits).order_by(Run.queued_at_utc)).all()
        held = select(Run.person_id, func.count()).where(works).group_by(Run.person_id)
        taken = Counter({person_id: int(count) for person_id, count in session.execute(held)})
        classes = classmates.waiting(session, waits, works)
    if gone:
        DBOS._recover_pending_workflows(gone)
        for worker_id in gone:
            lease.forget(platform, worker_id)
    runner.queued &= {run_id for run_id, _ in runs}
    most = runner.at_once * max(1, len(living))
    for run_id, person_id in runs:
        asked = classes.asked.get(run_id)
        if asked in classes.had:
            _enqueue(runner, run_id, SHARED)
            continue
        if asked in classes.under_way:
            continue
        taken[person_id] += 1
        if person_id == house.ID:
            _enqueue(runner, run_id, BESIDE)
        elif taken[person_id] <= most:
            _enqueue(runner, run_id, QUEUE)
            if asked:
                classes.under_way.add(asked)


def _take_back(runner: Runner) -> None:
    """Runs this worker held when it ended, in whatever form their workflow was: in this form they are known or begun."""
    held = select(Run.id, Run.person_id).where(Run.state == "running", Run.worker_id == runner.worker_id)
    with runner.platform.records.reading() as session:
        runs = session.execute(held).all()
    for run_id, person_id in runs:
        _enqueue(runner, run_id, BESIDE if person_id == house.ID else QUEUE)


def _enqueue(runner: Runner, run_id: str, queue: str) -> None:
    """The same run and form is one workflow, however often it is enqueued and by whom."""
    if run_id in runner.queued:
        return
    with SetWorkflowID(f"{run_id}.{VERSION}"):
        DBOS.enqueue_workflow(queue, runner.analyse, run_id)
    runner.queued.add(run_id)
