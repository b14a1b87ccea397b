"""A small package with a step that takes its time, people to run it, and real worker processes to see it through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform, open_platform
from app.services.runs import runs
from data_catalog.records.tables import LedgerRow, Membership, Organisation, PersonRow, Run, StepTiming, new_id
from models.kit import new

ROOT = Path(__file__).resolve().parents[2]
# The forkserver has what every run needs and no more: the package of these tests has no use for the methods of Modu's own models, and
# to have them takes longer than most of these tests. What a package can do to a worker is tried with all of it (test_worker_hostile).
_BARE = "from app.worker import main, supervise; supervise.PRELOAD = ['app.worker.tied', 'app.worker.child']; main.work({})"
_STEP = '''

def _reads(path: str) -> bool:
    try:
        open(path).close()
    except OSError:
        return False
    return True


IMPORTED_FREE = _reads("/etc/hostname")


def paused(visits: pl.DataFrame, pause_s: float = 0, then: str = "go_on") -> pl.DataFrame:
    """The visits, after a while; or what a bad package would try."""
    import os, socket, subprocess, time

    time.sleep(pause_s)
    if then == "fail":
        raise RuntimeError("the reason nobody outside may read")
    if then == "eat":
        eaten = [bytearray(os.urandom(1 << 20)) for _ in range(100_000)]
    if then == "shout":
        for stream in (1, 2):
            os.write(stream, b"\\x1b]0;what only the run may know\\n")
    if then == "forge":
        for pipe in range(3, 64):
            try:
                os.write(pipe, b'["done", {"headline": null, "limited": false, "result_hash": "0", "rows_in": 1, "steps": []}]\\n')
            except OSError:
                pass
        os._exit(0)
    if then == "leak":
        raise RuntimeError("900101-1234568 is no number")
    if then == "look":
        for reach in (lambda: open("/etc/hostname").read(), lambda: os.listdir("/"), socket.socket,
                      lambda: os.kill(os.getppid(), 0), lambda: subprocess.run(["true"]), os.fork):
            try:
                reach()
            except OSError:
                continue
            raise RuntimeError("reached out")
        assert not IMPORTED_FREE, "imported where it is not confined"
        assert not [name for name in os.environ if name.startswith("MODU_") and name != "MODU_MODELS"]
    return visits
'''
_MANIFEST = """
[[setting]]
name = "pause_s"
kind = "number"
title = { ko = "쉬는 시간", en = "Pause" }
meaning = { ko = "쉬는 초", en = "seconds of rest" }
default = 0
minimum = 0
maximum = 600

[[setting]]
name = "then"
kind = "choice"
title = { ko = "그다음", en = "Then" }
meaning = { ko = "그다음 할 일", en = "what comes then" }
default = "go_on"
[setting.choices]
go_on = { ko = "계속", en = "go on" }
fail = { ko = "실패", en = "fail" }
eat = { ko = "먹기", en = "eat" }
look = { ko = "둘러보기", en = "look" }
shout = { ko = "소리치기", en = "shout" }
forge = { ko = "지어내기", en = "forge" }
leak = { ko = "흘리기", en = "leak" }

[[step]]
name = "paused"
kind = "python"
title = { ko = "쉽니다", en = "Rest" }
explains = { ko = "{pause_s}초 쉽니다.", en = "Rests for {pause_s} seconds." }

[[output]]"""


def slow_package(folder: Path) -> Path:
    """A package `slow` in a folder: the skeleton, with a step `paused` before the counting."""
    folder.mkdir(parents=True, exist_ok=True)
    made = new.create("slow", folder)
    manifest = made / "manifest.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("\n[[output]]", _MANIFEST, 1), "utf-8")
    steps = made / "steps.py"
    steps.write_text(steps.read_text("utf-8") + _STEP, "utf-8")
    sql = made / "sql" / "by_desk.sql"
    sql.write_text(sql.read_text("utf-8").replace("from visits", "from paused"), "utf-8")
    return made


@dataclass
class Works:
    """One platform with one analyst, and the workers a test starts on it."""

    platform: Platform
    person: Person
    models: Path
    url: str
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self, at_once: int | None = None, flaw: str = "", **environment: str) -> subprocess.Popen[bytes]:
        """A worker process of its own, which runs a program that spoils something first where there is one."""
        return self.worker_of(f"{flaw}\n{_BARE.format(f'at_once={at_once}')}", None, **environment)

    def worker_of(self, program: str, out: Path | None = None, **environment: str) -> subprocess.Popen[bytes]:
        """A worker process that runs this program; what it prints goes to `out` when given."""
        more = {"MODU_HOME": str(self.platform.home), "MODU_RECORDS": self.url, "MODU_MODELS": str(self.models), "MODU_EXAMPLES": "no"}
        with (out or Path(os.devnull)).open("ab") as file:
            said = file if out else None
            process = subprocess.Popen(
                [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, **more, **environment}, stdout=said, stderr=said
            )
        self.started.append(process)
        return process

    def forkserver(self) -> psutil.Process:
        """The forkserver of the first worker."""
        return next(child for child in psutil.Process(self.started[0].pid).children() if "forkserver" in " ".join(child.cmdline()))

    def queue(self, person: Person | None = None, **settings: Any) -> str:
        """A run of the package on its sample, of the analyst or of somebody else."""
        whose = person or self.person
        draft = drafts.start(whose, self.platform, "slow", kind="sample")
        said = {f"settings.{name}": value for name, value in settings.items()}
        drafts.save(whose, self.platform, draft.id, said, seen=0)
        return runs.queue(whose, self.platform, draft.id)

    def row(self, run_id: str) -> Run:
        with self.platform.records.reading() as session:
            return session.scalars(select(Run).where(Run.id == run_id)).one()

    def until(self, run_id: str, fits: Callable[[Run], bool], seconds: float = 180) -> Run:
        """The run's row once it fits; fails when it does not in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            row = self.row(run_id)
            if fits(row):
                return row
            time.sleep(0.05)
        log = self.platform.home / "logs" / "worker.log"
        told = log.read_text("utf-8")[-3000:] if log.exists() else "no log"
        pytest.fail(f"the run stayed {row.state} {row.progress} {row.problem}\n{told}")

    def until_ended(self, run_id: str, seconds: float = 180) -> Run:
        return self.until(run_id, lambda row: row.state not in ("queued", "running"), seconds)

    def until_at(self, run_id: str, step: str) -> Run:
        return self.until(run_id, lambda row: (row.progress or {}).get("step") == step)

    def events(self, run_id: str) -> list[str]:
        """What the ledger says of the run, in order."""
        with self.platform.records.reading() as session:
            wanted = select(LedgerRow.event).where(LedgerRow.subject_id == run_id).order_by(LedgerRow.id)
            return list(session.scalars(wanted))

    def timings(self) -> dict[str, float]:
        """Seconds by step of what ran so far; a step that ran more than once has its last."""
        with self.platform.records.reading() as session:
            return {row.step: row.seconds for row in session.scalars(select(StepTiming).order_by(StepTiming.id))}


def children(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Every process below a worker."""
    return psutil.Process(process.pid).children(recursive=True)


def all_gone(processes: list[psutil.Process], seconds: float) -> bool:
    """Whether all have ended within so many seconds."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return not [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


@contextmanager
def at_work(made: Works) -> Iterator[Works]:
    """Whatever workers are started on it are ended."""
    try:
        yield made
    finally:
        for process in made.started:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()


@contextmanager
def works(home: Path, url: str) -> Iterator[Works]:
    """A platform on the records of a URL; whatever workers were started on it are ended."""
    platform = open_platform(home, url)
    models = home.parent / "packages"
    slow_package(models)
    before = os.environ.get("MODU_MODELS")
    os.environ["MODU_MODELS"] = str(models)
    try:
        with at_work(Works(platform, analyst(platform, "analyst"), models, url)) as made:
            yield made
    finally:
        platform.records.close()
        os.environ.pop("MODU_MODELS")
        if before is not None:
            os.environ["MODU_MODELS"] = before


def analyst(platform: Platform, login: str) -> Person:
    """An analyst of an organisation of their own."""
    city, person = new_id(), new_id()
    with platform.records.session() as session:
        session.add(Organisation(id=city, kind="city", name_ko="시", name_en="City", valid_from=date(2024, 1, 1)))
        session.flush()
        session.add(PersonRow(id=person, login=login, name="분석가", organisation_id=city))
        session.flush()
        session.add(Membership(person_id=person, organisation_id=city, role="analyst"))
    return Person(person, "분석가", city, frozenset({"analyst"}), scopes=(("analyst", city),))
