"""The portal under people: reruns a second of one process, and how long each waits when fifty think and click.

`python -m benchmarks.portal [--people 50] [--think 5] [--seconds 60]`. Real WebSocket sessions of real sign-ins against a
real `modu serve`, from a process of their own; everybody has a finished analysis of their
own: its settings in the wizard, and its result (map, figure, ranked table).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil
from sqlalchemy import select

from app.identity import sessions
from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform, open_platform
from app.services.runs import runs
from data_catalog.records.tables import Draft, Membership, Organisation, PersonRow, Run, new_id
from tests.app.server.streaming import Drawn, Tab

_AT_ONCE = 4
_MODEL = "golden_hour"


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in, with a finished analysis of their own."""

    token: str
    run: str
    draft: str


@dataclass(frozen=True)
class Served:
    """A served portal: where it answers and its process."""

    port: int
    process: psutil.Process

    @property
    def rss_mb(self) -> float:
        return float(self.process.memory_info().rss) / 2**20

    @property
    def cpu_s(self) -> float:
        spent = self.process.cpu_times()
        return float(spent.user + spent.system)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--think", type=float, default=5.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="modu-bench-") as place, served(Path(place)) as portal:
        platform = open_platform(Path(place))
        visitors = people(platform, said.people)
        print("| workload | reached | goal |\n|---|---|---|", flush=True)
        asyncio.run(measure(portal, visitors, said.think, said.seconds))
        platform.records.close()


async def measure(portal: Served, visitors: list[Visitor], think_s: float, seconds: float) -> None:
    """Prints the rows of the table."""
    async with tab(portal, visitors[0]) as one:
        await one.show("result", run=visitors[0].run)
    alone_mb = portal.rss_mb
    for page in ("result", "wizard"):
        rate, cpu_ms, sent_kb = await saturated(portal, visitors[:_AT_ONCE], page, seconds / 4)
        print(f"| {page} page, {_AT_ONCE} tabs that never wait | {rate:.1f} reruns/s, {cpu_ms:.0f} ms of a core, {sent_kb:.0f} kB each | |")
    many_mb = alone_mb
    for page in ("wizard", "result"):
        waits, failed, many_mb, share = await thinking(portal, visitors, page, think_s, seconds / 2)
        ordered = sorted(waits)
        p50, p95 = (1000 * ordered[int(part * (len(ordered) - 1))] for part in (0.5, 0.95))
        head = f"{len(visitors)} people on {page} pages, thinking {think_s:.0f} s"
        print(f"| {head}: from the wish to the end of the rerun | p50 {p50:.0f} ms, p95 {p95:.0f} ms of {len(waits)} | p95 ≤ 300 ms |")
        print(f"| the same: reruns that failed; share of one core the portal used | {failed}; {share:.0%} | 0 |", flush=True)
    each = (many_mb - alone_mb) / len(visitors)
    print(f"| memory of the portal with nobody; with {len(visitors)} people | {alone_mb:.0f} MB; {many_mb:.0f} MB, {each:.2f} MB a person "
          f"| ≤ 350 MB + 0.5 MB a person |", flush=True)  # fmt: skip


async def saturated(portal: Served, visitors: list[Visitor], page: str, seconds: float) -> tuple[float, float, float]:
    """Reruns a second, a core's milliseconds and the kilobytes sent for each."""
    counted: list[int] = []
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(tab(portal, visitor)) for visitor in visitors]
        for one, visitor in zip(tabs, visitors, strict=True):
            await shown(one, visitor, page)
        began, spent = time.perf_counter(), portal.cpu_s

        async def go_on(one: Tab) -> None:
            while time.perf_counter() - began < seconds:
                counted.append((await one.again()).sent_bytes)

        await asyncio.gather(*(go_on(one) for one in tabs))
        took = time.perf_counter() - began
    return len(counted) / took, 1000 * (portal.cpu_s - spent) / len(counted), statistics.mean(counted) / 1000


async def thinking(
    portal: Served, visitors: list[Visitor], page: str, think_s: float, seconds: float
) -> tuple[list[float], int, float, float]:  # fmt: skip
    """How long each rerun took, how many failed, the portal's memory at the end, and the share of a core it used."""
    waits: list[float] = []
    failed = 0
    choose = random.Random(7)
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(tab(portal, visitor)) for visitor in visitors]
        for one, visitor in zip(tabs, visitors, strict=True):
            await shown(one, visitor, page)
        began, spent = time.perf_counter(), portal.cpu_s

        async def live(one: Tab) -> None:
            nonlocal failed
            await asyncio.sleep(choose.uniform(0, think_s))
            while time.perf_counter() - began < seconds:
                asked = time.perf_counter()
                try:
                    drawn = await one.again()
                    waits.append(time.perf_counter() - asked)
                    failed += not well(drawn)
                except (OSError, TimeoutError):
                    failed += 1
                await asyncio.sleep(choose.uniform(0.5, 1.5) * think_s)

        await asyncio.gather(*(live(one) for one in tabs))
        share = (portal.cpu_s - spent) / (time.perf_counter() - began)
        return waits, failed, portal.rss_mb, share


def tab(portal: Served, visitor: Visitor) -> Tab:
    return Tab(portal.port, {"modu_session": visitor.token})


async def shown(one: Tab, visitor: Visitor, page: str) -> None:
    """Opens the page, and refuses to measure anything but the page meant."""
    ids = {"run": visitor.run} if page == "result" else {"draft": visitor.draft, "step": "settings"}
    drawn = await one.show(page, **ids)
    told = "7" if page == "wizard" else "95"
    if len(drawn.parts) < 40 or not well(drawn) or not drawn.says(told):
        raise RuntimeError(f"the {page} page was not drawn: {len(drawn.parts)} parts")


def well(drawn: Drawn) -> bool:
    """Whether something was drawn, and no fault among it."""
    return bool(drawn.parts) and not any(part.new_element.HasField("exception") for part in drawn.parts)


def people(platform: Platform, count: int) -> list[Visitor]:
    """So many people of one organisation, each signed in and with a copy of the finished sample analysis of the first."""
    city = Organisation(id=new_id(), kind="city", name_ko="시", name_en="City", valid_from=date(2024, 1, 1))
    ids = [new_id() for _ in range(count)]
    with platform.records.session() as session:
        session.add(city)
        session.flush()
        session.add_all(
            PersonRow(id=one, login=f"bench{at}", name=f"담당자 {at}", organisation_id=city.id, must_change=False)
            for at, one in enumerate(ids)
        )
        session.flush()
        session.add_all(Membership(person_id=one, organisation_id=city.id, role="analyst") for one in ids)
    first = Person(ids[0], "담당자 0", city.id, frozenset({"analyst"}), scopes=(("analyst", city.id),))
    draft = drafts.start(first, platform, _MODEL, kind="sample").id
    run = runs.queue(first, platform, draft)
    _await(platform, run)
    kept = [_copy(platform, run, draft, one) for one in ids[1:]]
    with platform.records.session() as session:
        tokens = [sessions.begin(session, one, platform.now())[0] for one in ids]
    return [Visitor(token, *own) for token, own in zip(tokens, [(run, draft), *kept], strict=True)]


def _await(platform: Platform, run: str) -> None:
    for _ in range(1200):
        with platform.records.reading() as session:
            state = session.scalars(select(Run.state).where(Run.id == run)).one()
        if state not in {"queued", "running"}:
            break
        time.sleep(0.25)
    if state != "finished":
        raise RuntimeError(f"the sample analysis ended as {state}")


def _copy(platform: Platform, run: str, draft: str, person: str) -> tuple[str, str]:
    with platform.records.session() as session:
        rows = session.get_one(Draft, draft), session.get_one(Run, run)
        made = []
        for row, changed in zip(rows, ({}, {"draft_id": None}), strict=True):
            values = {column.key: getattr(row, column.key) for column in type(row).__table__.columns}
            made.append(type(row)(**values | changed | {"id": new_id(), "person_id": person}))
        own_draft, own_run = made
        own_draft.run_id = None
        session.add(own_draft)
        session.flush()
        own_run.draft_id = own_draft.id
        session.add(own_run)
        session.flush()
        own_draft.run_id = own_run.id
        names = own_run.id, own_draft.id
    folder = platform.lake.run_folder(names[0])
    shutil.copytree(platform.lake.run_folder(run), folder)
    # Under its own run's name: what is drawn of a result is kept by it, and nobody's is drawn from another's.
    said = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    (folder / "result.json").write_text(json.dumps(said | {"run_id": names[0]}, ensure_ascii=False, indent=1), encoding="utf-8")
    return names


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """`modu serve` with its worker on a free port, ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with (home / "bench.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, "MODU_HOME": str(home)}, stdout=log, stderr=log)
    try:
        yield Served(port, _portal(process, port))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _portal(process: subprocess.Popen[bytes], port: int) -> psutil.Process:
    """The process that answers on the port, once it does."""
    for _ in range(600):
        for child in psutil.Process(process.pid).children():
            if any(link.laddr and link.laddr.port == port and link.status == psutil.CONN_LISTEN for link in child.net_connections("tcp")):
                return child
        time.sleep(0.1)
    raise RuntimeError("the portal did not start")


if __name__ == "__main__":
    main()
