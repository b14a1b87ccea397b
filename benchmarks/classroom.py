"""A class of fifty on two cores: everybody joins by the code, goes through a whole wizard on the sample, runs it, and answers an exercise.

`python -m benchmarks.classroom [--seats 50] [--think 5]`. Real WebSocket sessions of seats without an account against a real `modu serve`
with its worker, from a process of their own. Everybody thinks before each step, while the parts of their page that draw themselves again
are asked for as a browser does. What is timed is each rerun, from the wish to the end of it; the trainer's board is among them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.identity import person as people
from app.identity import sessions
from app.services.platform import Platform, open_platform
from app.services.workshops import board, making
from app.services.workshops.making import Wanted
from benchmarks.portal import Served, served, well
from data_catalog.records.tables import Membership, Organisation, PersonRow, Run, Seat, new_id
from tests.app.server.conftest import Client
from tests.app.server.streaming import Drawn, Tab

_MODEL = "golden_hour"
_STEPS = (("data", "data.next"), ("columns", "columns.next"), ("check", "check.next"), ("settings", "settings.run"))
_PATIENCE_S = 1_800.0


@dataclass
class Tally:
    """What was waited for, by step, and what failed, by step and why."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    joins: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)

    def all_waits(self) -> list[float]:
        return [one for waits in self.waits.values() for one in waits]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seats", type=int, default=50)
    parser.add_argument("--think", type=float, default=5.0)
    said = parser.parse_args()
    os.environ["MODU_EXAMPLES"] = "no"  # an installation makes them once, in its first minute: not while a class is taught
    with tempfile.TemporaryDirectory(prefix="modu-bench-") as place, served(Path(place)) as portal:
        platform = open_platform(Path(place))
        own, code, token = workshop(platform, said.seats)
        alone_mb = portal.rss_mb
        tally = Tally()
        began = time.perf_counter()
        asyncio.run(teach(portal, tally, own, code, token, said.seats, said.think))
        report(platform, portal, tally, said.seats, said.think, alone_mb, time.perf_counter() - began)
        platform.records.close()


def workshop(platform: Platform, seats: int) -> tuple[str, str, str]:
    """A workshop of a trainer who is signed in: its id, its code, the trainer's session."""
    city = Organisation(id=new_id(), kind="city", name_ko="시", name_en="City", valid_from=date(2024, 1, 1))
    trainer = new_id()
    with platform.records.session() as session:
        session.add(city)
        session.flush()
        session.add(PersonRow(id=trainer, login="bench-trainer", name="교육 담당", organisation_id=city.id, must_change=False))
        session.flush()
        session.add(Membership(person_id=trainer, organisation_id=city.id, role="trainer"))
        token = sessions.begin(session, trainer, platform.now())[0]
        session.flush()
        who = people.load(session, trainer)
    if who is None:
        raise RuntimeError("no trainer")
    own = making.make(who, platform, Wanted("실습", (_MODEL,), seats, platform.now() + timedelta(minutes=10), 120, "ko"))
    return own, board.of(who, platform, own).code, token


async def teach(portal: Served, tally: Tally, own: str, code: str, token: str, seats: int, think_s: float) -> None:
    """The class, with the trainer watching, until everybody is through."""
    choose = random.Random(7)
    over, begun = asyncio.Event(), asyncio.Event()
    watching = asyncio.create_task(watch(portal, tally, own, token, begun, over))
    begins = asyncio.ensure_future(begun.wait())
    await asyncio.wait({watching, begins}, return_when=asyncio.FIRST_COMPLETED)
    if not begins.done():
        await watching  # the board could not begin it, and says why
    await asyncio.gather(*(study(portal, tally, own, code, number, think_s, choose) for number in range(seats)))
    over.set()
    await watching


async def watch(portal: Served, tally: Tally, own: str, token: str, begun: asyncio.Event, over: asyncio.Event) -> None:
    """The trainer's board: begun before the class comes in, then drawn anew by itself."""
    async with Tab(portal.port, {"modu_session": token}) as tab:
        drawn = await timed(tally, "board", tab.show("workshops", workshop=own))
        drawn = await timed(tally, "begin", tab.again(clicked=drawn.button("board.begin")))
        begun.set()
        while not over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), 5)
            for fragment in dict.fromkeys(drawn.polling):
                await timed(tally, "board by itself", tab.again(fragment))


async def study(portal: Served, tally: Tally, own: str, code: str, number: int, think_s: float, choose: random.Random) -> None:
    """One seat from the code to a checked answer."""
    await asyncio.sleep(choose.uniform(0, 3 * think_s))
    try:
        client = await asyncio.to_thread(join, portal.port, code, number, tally)
        async with Tab(portal.port, client.cookies) as tab:
            drawn = await timed(tally, "class", tab.show("class", workshop=own))
            drawn = await pressed(tally, tab, drawn, "open", f"class.analysis.{_MODEL}", think_s, choose)
            for step, key in _STEPS:
                drawn = await pressed(tally, tab, drawn, step, key, think_s, choose)
            await through(tally, tab, drawn)
            drawn = await timed(tally, "result", tab.show("class", workshop=own))
            if not drawn.says("first_run"):
                tally.failed["the exercise was not drawn"] += 1
    except (OSError, TimeoutError, StopIteration, RuntimeError) as fault:
        tally.failed[f"{type(fault).__name__}: {fault}"[:80]] += 1


def join(port: int, code: str, number: int, tally: Tally) -> Client:
    """A seat taken by the form."""
    client = Client(port)
    client.get(f"/join?code={code}")
    began = time.perf_counter()
    answer = client.post("/join", {"mark": client.cookies["modu_form"], "code": code, "name": f"참여자 {number}", "how": "guest"})
    tally.joins.append(time.perf_counter() - began)
    if answer.status != 303:
        raise RuntimeError(f"joining was answered by {answer.status}")
    return client


async def pressed(tally: Tally, tab: Tab, drawn: Drawn, step: str, key: str, think_s: float, choose: random.Random) -> Drawn:
    """Thinks, then presses the button of a step; gives the page it led to."""
    until = time.perf_counter() + choose.uniform(0.5, 1.5) * think_s
    polls = {fragment: time.perf_counter() + every for fragment, every in drawn.polling.items()}
    while (now := time.perf_counter()) < until:
        await asyncio.sleep(min(until, min(polls.values(), default=until)) - now if polls else until - now)
        for fragment, due in polls.items():
            if due <= time.perf_counter() < until:
                await timed(tally, "parts by themselves", tab.again(fragment))
                polls[fragment] = time.perf_counter() + drawn.polling[fragment]
    return await timed(tally, step, tab.again(clicked=drawn.button(key)))


async def through(tally: Tally, tab: Tab, drawn: Drawn) -> None:
    """Follows the run until its result is shown, as its page does by itself: the parts that ask again are asked for, not the whole."""
    began, wizard = time.perf_counter(), tab.page
    polls = {fragment: began + every for fragment, every in drawn.polling.items()}
    while tab.page == wizard and any(drawn.polling[fragment] <= 1 for fragment in polls) and time.perf_counter() - began < _PATIENCE_S:
        fragment = min(polls, key=polls.__getitem__)
        await asyncio.sleep(polls[fragment] - time.perf_counter())
        again = await timed(tally, "run by itself", tab.again(fragment))
        if again.polling:  # the page was drawn anew
            drawn, polls = again, {one: time.perf_counter() + every for one, every in again.polling.items()}
        else:
            polls[fragment] = time.perf_counter() + drawn.polling[fragment]
    if tab.page == wizard:
        raise TimeoutError("no result")
    tally.runs.append(time.perf_counter() - began)


async def timed(tally: Tally, step: str, wish) -> Drawn:  # type: ignore[no-untyped-def]
    """Waits for a rerun, and counts it; one without content, or with a fault in it, has failed."""
    began = time.perf_counter()
    drawn: Drawn = await wish
    tally.waits.setdefault(step, []).append(time.perf_counter() - began)
    if any(part.new_element.HasField("exception") for part in drawn.parts) or ("itself" not in step and not well(drawn)):
        tally.failed[f"{step}: not drawn"] += 1
    return drawn


def report(platform: Platform, portal: Served, tally: Tally, seats: int, think_s: float, alone_mb: float, took_s: float) -> None:
    """Prints the rows of the table."""
    with platform.records.reading() as session:
        taken = session.scalar(select(func.count()).select_from(Seat)) or 0
        states: Counter[str] = Counter(session.scalars(select(Run.state).where(Run.kind == "training")))
    print("| workload | reached | goal |\n|---|---|---|")
    head = f"a class of {seats}, thinking {think_s:.0f} s"
    for step, waits in sorted(tally.waits.items()):
        print(f"| {head}: {step} | p50 {quantile(waits, 0.5):.0f} ms, p95 {quantile(waits, 0.95):.0f} ms of {len(waits)} | |")
    everything = tally.all_waits()
    print(f"| {head}: every rerun | p50 {quantile(everything, 0.5):.0f} ms, p95 {quantile(everything, 0.95):.0f} ms of {len(everything)} "
          f"| p95 ≤ 500 ms |")  # fmt: skip
    print(f"| steps that failed | {sum(tally.failed.values())} {dict(tally.failed) or ''} | 0 |")
    print(
        f"| seats taken; joining | {taken}; p50 {quantile(tally.joins, 0.5):.0f} ms, p95 {quantile(tally.joins, 0.95):.0f} ms | {seats} |"
    )
    half, most = (quantile(tally.runs, part) / 1000 for part in (0.5, 0.95))
    print(f"| runs | {dict(states)}; waited for p50 {half:.0f} s, p95 {most:.0f} s | |")
    print(
        f"| memory of the portal before; after; the whole class took | {alone_mb:.0f} MB; {portal.rss_mb:.0f} MB; {took_s:.0f} s | |",
        flush=True,
    )


def quantile(waits: list[float], part: float) -> float:
    """Milliseconds."""
    ordered = sorted(waits) or [0.0]
    return 1000 * ordered[int(part * (len(ordered) - 1))]


if __name__ == "__main__":
    main()
