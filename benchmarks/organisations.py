"""The data of the pages of people, organisations and looking as another: with 10,000 people in 500 organisations, beside ten in ten.

`python -m benchmarks.organisations [--people 10000] [--organisations 500] [--runs 7]`. Milliseconds of this process's processors,
which a busy machine leaves alone, medians; each question is asked of two platforms on SQLite that differ in size alone. A change is told
by making and undoing it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
from sqlalchemy.orm import Session

from app.identity.person import Person, load
from app.services.catalogue import viewing_as
from app.services.catalogue.viewing_as import Target
from app.services.organising import changing, looking
from app.services.organising.changing import Change
from app.services.people import organisations, people, roles
from app.services.platform import Platform, open_platform
from app.services.usage import table
from data_catalog.records.tables import (
    Dataset,
    DatasetVersion,
    Membership,
    Organisation,
    OrganisationSpell,
    PersonRow,
    PolicyRow,
    new_id,
)

_GOAL_MS = 200


@dataclass(frozen=True)
class House:
    """A platform of one size, its administrator, and somebody and a department in the middle of it."""

    platform: Platform
    admin: Person
    somebody: str
    department: str
    other: str


def main() -> None:
    """Prints one row a question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--organisations", type=int, default=500)
    parser.add_argument("--runs", type=int, default=7)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        small = house(Path(place) / "small", 10, 10)
        large = house(Path(place) / "large", said.people, said.organisations)
        print(f"| data of | ten people, ten organisations | {said.people:,} people, {said.organisations} organisations | ratio | goal |")
        print("|---|---|---|---|---|")
        for name, ask in QUESTIONS.items():
            times = [median_ms(partial(ask, home), said.runs) for home in (small, large)]
            print(f"| {name} | {times[0]:.1f} ms | {times[1]:.1f} ms | {times[1] / times[0]:.1f} × | ≤ {_GOAL_MS} ms |", flush=True)
        for home in (small, large):
            home.platform.records.close()


QUESTIONS: dict[str, Callable[[House], object]] = {
    "people, first page": lambda one: people.listed(one.admin, one.platform, limit=50),
    "people, found by name": lambda one: people.listed(one.admin, one.platform, "담당자 7", limit=50),
    "organisations to choose from": lambda one: organisations.tree(one.admin, one.platform, "manage_people"),
    "organisations, the table": lambda one: looking.board(one.admin, one.platform, limit=60),
    "organisations, found by name": lambda one: looking.board(one.admin, one.platform, search="과 7", limit=60),
    "organisations, on a day past": lambda one: looking.board(one.admin, one.platform, day=date(2023, 1, 1), limit=60),
    "one organisation with its past": lambda one: looking.one(one.admin, one.platform, one.department),
    "who looks after it": lambda one: roles.holders(one.admin, one.platform, one.department),
    "what a move would change": lambda one: changing.preview(one.admin, one.platform, Change("move", one.department, to_id=one.other)),
    "what a merger would change": lambda one: changing.preview(one.admin, one.platform, Change("merge", one.department, to_id=one.other)),
    "a person's roles": lambda one: roles.held(one.admin, one.platform, one.somebody),
    "looking as a person": lambda one: viewing_as.found(one.admin, one.platform, Target(person_id=one.somebody)),
    "looking as a role": lambda one: viewing_as.found(one.admin, one.platform, Target("", "analyst", one.department)),
    "usage of a year": lambda one: table.table(one.admin, one.platform, date(2023, 1, 1), date(2023, 12, 31)),
}


def house(home: Path, count: int, bodies: int) -> House:
    """So many people and organisations in three levels, each with an earlier name, ten datasets and a policy for each department."""
    home.mkdir()
    platform = open_platform(home)
    ids = [new_id() for _ in range(bodies)]
    parents = [None, *(ids[0] if at < max(3, bodies // 10) else ids[1 + at % max(1, bodies // 10 - 1)] for at in range(1, bodies))]
    with platform.records.session() as session:
        for at, own in enumerate(ids):
            kind = "city" if at == 0 else "department" if parents[at] == ids[0] else "team"
            session.add(
                Organisation(id=own, parent_id=parents[at], kind=kind, name_ko=f"과 {at}", name_en=f"D {at}", valid_from=date(2020, 1, 1))
            )  # fmt: skip
            session.flush()
            session.add(
                OrganisationSpell(
                    organisation_id=own, parent_id=parents[at], kind=kind, name_ko=f"옛 과 {at}", name_en=f"Old D {at}",
                    first=date(2020, 1, 1), until=date(2023, 1 + at % 12, 1),
                )
            )  # fmt: skip
        rows = [
            PersonRow(id=new_id(), login=f"p{at}", name=f"담당자 {at}", organisation_id=ids[at % bodies], must_change=False)
            for at in range(count)
        ]
        session.add_all(rows)
        session.flush()
        session.add_all(
            Membership(person_id=row.id, organisation_id=row.organisation_id, role="steward" if at % 20 == 5 else "analyst")
            for at, row in enumerate(rows)
        )
        session.add(Membership(person_id=rows[0].id, organisation_id=ids[0], role="admin"))
        _data(platform, session, rows[0].id, ids)
        session.flush()
        admin = load(session, rows[0].id)
    if admin is None:
        raise RuntimeError("there is no administrator")
    return House(platform, admin, rows[min(7, count - 1)].id, ids[1], ids[2])


def _data(platform: Platform, session: Session, owner: str, ids: list[str]) -> None:
    for at in range(10):
        dataset = Dataset(id=new_id(), organisation_id=ids[0], person_id=owner, title=f"데이터 {at}", retention_until=date(2099, 1, 1))
        version = DatasetVersion(
            id=new_id(), dataset_id=dataset.id, number=1, rows=100, size_bytes=1_000, columns=["가", "나"], file_name="a.csv", read={},
            source_fingerprint="f" * 64, fingerprint="f" * 64,
        )  # fmt: skip
        session.add(dataset)
        session.flush()
        session.add(version)
        path = platform.lake.version_file(dataset.id, version.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame({"가": ["x"] * 100, "나": ["y"] * 100}).write_parquet(path)
        for body in ids[1:50]:
            session.add(
                PolicyRow(
                    id=new_id(), owner_organisation_id=ids[0], dataset_id=dataset.id, title="규칙", effect="allow",
                    subject_organisation_id=body, below=True, said={"rows": [], "columns": [], "others": "allow"}, made_by=owner,
                )
            )  # fmt: skip


def median_ms(ask: Callable[[], object], runs: int) -> float:
    ask()
    times = []
    for _ in range(runs):
        began = time.process_time()
        ask()
        times.append(1_000 * (time.process_time() - began))
    return statistics.median(times)


if __name__ == "__main__":
    main()
