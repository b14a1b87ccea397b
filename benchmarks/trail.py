"""What the audit trail costs: a row with its stamp beside one without, and searching a large ledger beside a small one.

`python -m benchmarks.trail [--rows 200000] [--times 3]`. Told in processor microseconds and milliseconds of this process; that the
rows come back the same, and that the page is the same, is shown. Sealing and verifying are told for the large one.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from app.identity import person as people
from app.identity.person import Person
from app.services import audit
from app.services.audit import Wanted
from app.services.platform import Platform, open_platform
from benchmarks.ratio import head, line, pair
from data_catalog import ledger
from data_catalog.records.tables import LedgerRow, Membership, Organisation, PersonRow, new_id
from data_catalog.trail import keeping
from data_catalog.trail.verify import verify

_AT_ONCE, _FEW = 1_000, 5_000
_FIRST = datetime(2025, 1, 1, tzinfo=UTC)
_ALL = Wanted(date(2024, 12, 1), date(2030, 1, 1))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=200_000)
    asked.add_argument("--times", type=int, default=3)
    said = asked.parse_args()
    # No witness of the machine this runs on is told of rows made up.
    os.environ.pop("MODU_AUDIT_WITNESS", None)
    with tempfile.TemporaryDirectory(prefix="modu-bench-") as place:
        head()
        row(Path(place) / "row", said.times)
        search(Path(place), said.rows, said.times)


def row(folder: Path, times: int) -> None:
    """A thousand rows in a transaction, with and without stamps."""
    platform, person = _platform(folder)
    stamp = platform.records.stamp

    def write(stamped: bool) -> int:
        platform.records.stamp = stamp if stamped else None
        with platform.records.session() as session:
            for number in range(_AT_ONCE):
                facts = {"model": "golden_hour", "kind": "real", "rows": number}
                ledger.record(session, ledger.RUN_FINISHED, person_id=person.id, organisation_id=person.organisation_id, facts=facts,
                              subject=("run", "a" * 32), at=_FIRST)  # fmt: skip
        return _AT_ONCE

    found = pair(lambda: write(True), lambda: write(False), runs=times * 3)
    added = (found.ours_cpu_s - found.peer_cpu_s) / _AT_ONCE * 1e6
    line(f"a row of the ledger, stamped: added CPU {added:.0f} µs (goal ≤ 50)", "without stamps", found, "yes")


def search(place: Path, rows: int, times: int) -> None:
    """The newest page, and one of one person, in many rows beside few."""
    large, small = _filled(place / "large", rows), _filled(place / "small", _FEW)
    for label, wanted in (("the newest page", _ALL), ("a page of one person", Wanted(_ALL.first, _ALL.last, person="p7"))):
        found = pair(_look(*large, wanted), _look(*small, wanted), runs=times * 3)
        same = "yes" if len(found.ours) == len(found.peer) else "NO"
        line(f"{label}, {rows:,} rows: {found.ours_s * 1e3:.0f} ms (goal ≤ 200 for 1,000,000)", f"{_FEW:,} rows", found, same)
    platform = large[0]
    sealed = _took(lambda: keeping.tend(platform.records, platform.home, platform.today(), platform.now()))
    checked = _took(lambda: verify(platform.records, platform.home))
    print(f"\nsealing {sealed / rows * 1e6:.0f} µs a row, verifying {checked / rows * 1e6:.0f} µs a row (CPU)", flush=True)


def _look(platform: Platform, person: Person, wanted: Wanted) -> Callable[[], tuple[object, ...]]:
    return lambda: audit.listed(person, platform, wanted, note=False).entries


def _took(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _filled(folder: Path, rows: int) -> tuple[Platform, Person]:
    """Rows over a year by fifty people."""
    platform, person = _platform(folder)
    events = (ledger.SIGN_IN, ledger.RESULT_VIEWED, ledger.DOWNLOAD, ledger.RUN_FINISHED)
    table = LedgerRow.__table__
    for begin in range(0, rows, 10_000):
        made = []
        for number in range(begin, min(begin + 10_000, rows)):
            at = _FIRST + timedelta(days=365 * number / rows)
            made.append({
                "at_utc": at, "day": at.date(), "event": events[number % 4], "person_id": f"{number % 50:032x}",
                "organisation_id": person.organisation_id, "subject_kind": "run", "subject_id": f"{number:032x}", "facts": {"rows": number},
            })  # fmt: skip
        with platform.records.engine.begin() as connection:
            connection.execute(insert(table), made)
    return platform, person


def _platform(home: Path) -> tuple[Platform, Person]:
    home.mkdir(parents=True)
    platform = open_platform(home)
    city = Organisation(id=new_id(), kind="city", name_ko="시", name_en="City", valid_from=date(2024, 1, 1))
    with platform.records.session() as session:
        session.add(city)
        session.flush()
        session.add_all(PersonRow(id=f"{number:032x}", login=f"p{number}", name="가", organisation_id=city.id) for number in range(1, 50))
        auditor = PersonRow(id=new_id(), login="auditor", name="가", organisation_id=city.id, must_change=False)
        session.add(auditor)
        session.flush()
        session.add(Membership(person_id=auditor.id, organisation_id=city.id, role="auditor"))
        session.flush()
        person = people.load(session, auditor.id)
    assert person is not None
    return platform, person


if __name__ == "__main__":
    main()
