"""The supervisor's page of five years and 500 organisations: of 10,000, 100,000 and a million events of the ledger, beside one plain count.

`python -m benchmarks.supervisor [--events 10000,100000,1000000] [--organisations 500] [--runs 5]`. Seconds by the clock, and of this
process's processors, which a busy machine leaves alone; medians. `page` is everything the page tells (every count with its change, months,
who with which model, where people stop, adoption, what is missing). The peer is a single SQL question, finished analyses by organisation,
model and month with repeats folded; that both count the same is checked. `without a copy`: the page read from the records alone.
`taking in`: what the worker does once for all of them.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import extract, func, insert, select

from app.identity.person import Person, load
from app.services.platform import Platform, open_platform
from app.services.usage import seeing
from app.services.usage.periods import Span
from data_catalog import counting, ledger
from data_catalog.records.tables import LedgerRow, Membership, Organisation, PersonRow, new_id

_SPAN, _AGAINST = Span(date(2021, 1, 1), date(2025, 12, 31)), Span(date(2020, 1, 1), date(2020, 12, 31))
_FIRST, _DAYS = datetime(2021, 1, 1, tzinfo=UTC), 5 * 365
_MODELS = ("golden_hour", "cctv_siting", "civil_complaints", "budget_screening")
_STEPS = (
    "sign_in", "draft_started", "upload", "mapping_confirmed", "checks_seen", "run_queued", "run_started", "run_finished", "result_viewed",
    "report_made",
)  # fmt: skip
_AT_ONCE = 20_000
_GOAL_S = 1.0


def main() -> None:
    """Prints a row a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", default="10000,100000,1000000")
    parser.add_argument("--organisations", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    said = parser.parse_args()
    heads = ("events", "page", "its processors", "first page", "without a copy", "one plain count", "page ÷ count", "taking in")
    print(f"| {' | '.join(heads)} | goal ≤ {_GOAL_S:.0f} s |")
    print("|---|---|---|---|---|---|---|---|---|")
    pages = []
    for many in (int(one) for one in said.events.split(",")):
        with tempfile.TemporaryDirectory(prefix="modu-bench-") as place:
            platform, person = house(Path(place), said.organisations, many)
            look, count = partial(page, person, platform), partial(plain, platform)
            bare = seconds(look, 1)
            taking = seconds(partial(counting.keep, platform.records, platform.home, 1), 1)
            first = seconds(look, 1)
            mine, theirs = seconds(look, said.runs), seconds(count, said.runs)
            found = page(person, platform).board.figures["real"].value
            if found != plain(platform):
                raise RuntimeError(f"the page counts {found}, the query {plain(platform)}")
            pages.append(mine)
            fits = "yes" if mine <= _GOAL_S else "no"
            times = (mine, seconds(look, said.runs, time.process_time), first, bare, theirs)
            told = " | ".join(f"{one:.2f} s" for one in times)
            print(f"| {many:,} | {told} | {mine / theirs:.2f} | {taking:.1f} s | {fits} |", flush=True)
            platform.records.close()
    print(f"\nThe page of the most events takes {pages[-1] / pages[0]:.1f} times that of the fewest.")


def page(person: Person, platform: Platform) -> seeing.Seen:
    """All the page tells."""
    return seeing.seen(person, platform, _SPAN, _AGAINST)


def plain(platform: Platform) -> int:
    """The peer: one question to the records, by organisation, model, month and kind; the sum of the real ones."""
    same = func.coalesce(LedgerRow.cache_key, LedgerRow.subject_id)
    keys = [LedgerRow.organisation_id, LedgerRow.model, extract("year", LedgerRow.day), extract("month", LedgerRow.day), LedgerRow.kind]
    wanted = (LedgerRow.event == ledger.RUN_FINISHED, LedgerRow.day >= _SPAN.first, LedgerRow.day <= _SPAN.last)
    with platform.records.reading() as session:
        rows = session.execute(select(*keys, func.count(same.distinct())).where(*wanted).group_by(*keys)).all()
    return sum(row[-1] for row in rows if row[-2] == "real")


def seconds(do: Callable[[], object], runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median of so many times."""
    times = []
    for _ in range(runs):
        began = clock()
        do()
        times.append(clock() - began)
    return statistics.median(times)


def house(home: Path, bodies: int, events: int) -> tuple[Platform, Person]:
    """A platform with a supervisor over so many organisations in three levels, and a ledger of so many events over five years."""
    platform = open_platform(home)
    ids = [new_id() for _ in range(bodies)]
    parents = [None, *(ids[0] if at <= bodies // 10 else ids[1 + at % max(1, bodies // 10)] for at in range(1, bodies))]
    with platform.records.session() as session:
        for at, (own, parent) in enumerate(zip(ids, parents, strict=True)):
            kind = "city" if at == 0 else "department" if parent == ids[0] else "team"
            session.add(
                Organisation(id=own, parent_id=parent, kind=kind, name_ko=f"과 {at}", name_en=f"D {at}", valid_from=date(2020, 1, 1))
            )  # fmt: skip
            session.flush()
        row = PersonRow(id=new_id(), login="chief", name="총괄", organisation_id=ids[0], must_change=False)
        session.add(row)
        session.flush()
        session.add(Membership(person_id=row.id, organisation_id=ids[0], role="supervisor"))
        session.flush()
        person = load(session, row.id)
    if person is None:
        raise RuntimeError("there is no supervisor")
    rows: list[dict[str, Any]] = []
    with platform.records.engine.begin() as connection:
        for one in _events(ids, events):
            rows.append(one)
            if len(rows) == _AT_ONCE:
                connection.execute(insert(LedgerRow), rows)
                rows = []
        if rows:
            connection.execute(insert(LedgerRow), rows)
    return platform, person


def _events(ids: list[str], events: int) -> Iterator[dict[str, Any]]:
    """Analyses from sign-in to report, each as far as it goes, in the order of their days."""
    choose, made = random.Random(3), 0
    people = [[new_id() for _ in range(20)] for _ in ids]
    while made < events:
        own = choose.randrange(len(ids))
        when = _FIRST + timedelta(days=_DAYS * made / events, minutes=choose.randrange(600))
        draft, run, model = new_id(), new_id(), choose.choice(_MODELS)
        kind = choose.choices(("real", "sample", "training"), (7, 2, 1))[0]
        person = choose.choice(people[own])
        for step in _STEPS[: choose.randint(3, len(_STEPS))]:
            when += timedelta(minutes=choose.randint(1, 9))
            facts: dict[str, Any] = {"model": model, "kind": kind}
            subject = ("draft", draft) if step in ("draft_started", "mapping_confirmed", "checks_seen") else ("run", run)
            key = None
            if step in ("upload", "run_queued"):
                facts["draft"] = draft
            if step == "run_finished":
                key = run if choose.random() < 0.9 else "again" + model
            yield {
                "at_utc": when, "day": (when + timedelta(hours=9)).date(), "event": step, "person_id": person, "organisation_id": ids[own],
                "subject_kind": subject[0], "subject_id": subject[1], "model": model, "kind": kind, "cache_key": key, "facts": facts,
                "salt": None, "detail": None, "mac": None,
            }  # fmt: skip
            made += 1
            if made == events:
                return


if __name__ == "__main__":
    main()
