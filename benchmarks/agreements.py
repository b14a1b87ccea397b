"""The data of the pages of agreements, the network of sharing and collaboration checks: 2,000 agreements, 500 organisations, beside
ten among ten; and who sees what of one table that each of the organisations has an agreement on.

`python -m benchmarks.agreements [--agreements 2000] [--organisations 500] [--runs 7]`. Milliseconds of this process's processors,
which a busy machine leaves alone, medians; each question is asked of two platforms on SQLite that differ in size alone. A file to take
along is no page: its goal is a second.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import polars as pl
from sqlalchemy import select

from app.identity.person import Person, load
from app.services.agreements import ageing, approvals, asking, board, network, register, sights, standing, steps, taking
from app.services.agreements.board import Wanted
from app.services.agreements.steps import Terms
from app.services.collaboration import looking
from app.services.platform import Platform
from app.services.sharing import listing
from benchmarks.organisations import House, house, median_ms
from data_catalog.datasets import Origin, add_version
from data_catalog.policy import ColumnRule, Condition
from data_catalog.policy.compile import _made
from data_catalog.policy.guarding import _counted
from data_catalog.policy.kept import write
from data_catalog.records.tables import (
    AGREEMENT_STATES,
    Agreement,
    AgreementEvent,
    CollaborationCheck,
    CollaborationPartner,
    Dataset,
    DatasetVersion,
    Membership,
    Organisation,
    PersonRow,
    PolicyRow,
    new_id,
)
from data_catalog.repeats import LINE

_GOAL_MS, _FILE_GOAL_MS = 200, 1_000
_DATASETS = 60
_SHARED: dict[Path, str] = {}
"""By home the dataset that all its organisations share."""


def main() -> None:
    """Prints one row a question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agreements", type=int, default=2_000)
    parser.add_argument("--organisations", type=int, default=500)
    parser.add_argument("--runs", type=int, default=7)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        small = _filled(house(Path(place) / "small", 10, 10), 10)
        large = _filled(house(Path(place) / "large", 2 * said.organisations, said.organisations), said.agreements)
        sizes = f"{said.agreements:,} agreements, {said.organisations} organisations"
        print(f"| data of | ten agreements, ten organisations | {sizes} | ratio | goal |")
        print("|---|---|---|---|---|")
        for name, (ask, goal) in QUESTIONS.items():
            times = [median_ms(partial(ask, *one), said.runs) for one in (small, large)]
            print(f"| {name} | {times[0]:.1f} ms | {times[1]:.1f} ms | {times[1] / times[0]:.1f} × | ≤ {goal} ms |", flush=True)
        for _, platform in (small, large):
            platform.records.close()


def _page(person: Person, platform: Platform) -> None:
    """All the register's page asks for."""
    ageing.counts(person, platform)
    board.datasets(person, platform)
    board.partners(person, platform)
    board.listed(person, platform, Wanted())


def _requests(person: Person, platform: Platform) -> None:
    """All a steward's page of requests asks for."""
    register.to_decide(person, platform)
    register.in_force(person, platform, 10)
    register.in_force_count(person, platform)
    register.mine(person, platform)
    asking.offered(person, platform)


QUESTIONS: dict[str, tuple[Callable[[Person, Platform], object], int]] = {
    "the page of the register": (_page, _GOAL_MS),
    "the register, its last page": (lambda who, at: board.listed(who, at, Wanted(), 1_950), _GOAL_MS),
    "the register, searched": (lambda who, at: board.listed(who, at, Wanted(search="과 7 데이터")), _GOAL_MS),
    "the register, the late ones of a partner": (
        lambda who, at: board.listed(who, at, Wanted(shows="late", partner_id=_some(who, at))),
        _GOAL_MS,
    ),
    "the register, ends within 30 days": (lambda who, at: board.listed(who, at, Wanted(ends_within=30, sort="ends")), _GOAL_MS),
    "the page of the network": (lambda who, at: (network.seen(who, at, network.Wanted()), approvals.told(who, at)), _GOAL_MS),
    "the network of all time, by city": (
        lambda who, at: (network.seen(who, at, network.Wanted("city", "always")), approvals.told(who, at, "city")),
        _GOAL_MS,
    ),
    "where requests wait": (lambda who, at: ageing.holders(who, at), _GOAL_MS),
    "the page of requests": (_requests, _GOAL_MS),
    "the page of collaboration checks": (lambda who, at: (looking.listed(who, at), listing.organisations(at)), _GOAL_MS),
    "one agreement with its history": (lambda who, at: register.one(who, at, _newest(who, at)), _GOAL_MS),
    "the register as a workbook": (lambda who, at: taking.taken(who, at, Wanted(), "xlsx", "ko"), _FILE_GOAL_MS),
    "an hour's turn of the worker": (lambda who, at: standing.turn(at), _FILE_GOAL_MS),
    # The table that all share is made when the others were asked: what each takes is told as it was before.
    "who sees what of a table, its page": (lambda who, at: _sights(who, at), _GOAL_MS),
    "who sees what of a table, never asked before": (lambda who, at: _sights(who, at, anew=True), _GOAL_MS),
    "who sees what of a table, as a file": (lambda who, at: sights.taken(who, at, _shared(who, at), "xlsx", "ko"), _FILE_GOAL_MS),
}


def _sights(person: Person, platform: Platform, *, anew: bool = False) -> None:
    """All the card's table asks for. `anew`: with nothing of it known to the process."""
    if anew:
        _made.cache_clear()
        _counted.cache_clear()
    found = sights.listed(person, platform, _shared(person, platform))
    if not all(one.columns and one.rows.count for one in found.entries):
        raise RuntimeError("an organisation sees nothing of what it has an agreement on")


def _newest(person: Person, platform: Platform) -> str:
    return board.listed(person, platform, Wanted(sort="asked"), limit=1).entries[0].id


def _some(person: Person, platform: Platform) -> str:
    return next(iter(board.partners(person, platform)))


def _shared(person: Person, platform: Platform) -> str:
    """One table of ten columns and a thousand rows; each other organisation with an agreement on some columns of rows of its own."""
    if platform.home in _SHARED:
        return _SHARED[platform.home]
    names = [f"열{at}" for at in range(10)]
    rows = pl.DataFrame({name: [f"{(row * (at + 1)) % 997}" for row in range(1_000)] for at, name in enumerate(names)})
    source = platform.lake.staging / "shared.parquet"
    rows.insert_column(0, pl.Series(LINE, range(1_000))).write_parquet(source)
    today = platform.today()
    with platform.records.session() as session:
        origin = Origin(person.id, person.organisation_id, "공유.csv", "f" * 64, date(2099, 1, 1), {})
        dataset = session.get_one(Dataset, add_version(session, platform.lake, source, names, origin).dataset_id)
        bodies = session.scalars(
            select(Organisation.id).where(Organisation.id != person.organisation_id).order_by(Organisation.name_ko)
        ).all()
        for at, body in enumerate(bodies):
            values = tuple(f"{value}" for value in range(at % 900, at % 900 + 20))
            row = Agreement(
                id=new_id(), number=f"2023-{at:05d}", dataset_id=dataset.id, owner_organisation_id=dataset.organisation_id,
                receiver_organisation_id=body, asked_by=person.id, purpose="emergency", legal_basis="", columns=[], rows=[], starts=today,
                ends=today, retention_days=0, security="", state="active", revision=2, asked_at_utc=platform.now(),
                changed_at_utc=platform.now(),
            )  # fmt: skip
            columns = (*(ColumnRule("allow", name) for name in names[: 1 + at % 9]), ColumnRule("mask", names[9]))
            steps.lay(row, Terms(columns, (Condition(names[0], "is", values),), today, today))
            session.add(row)
            session.flush()
            policy = steps.policy_of(session, row, dataset)
            made = PolicyRow(id=new_id(), made_by=person.id, made_at_utc=platform.now(), revision=1)
            session.add(write(made, replace(policy, dataset_id=dataset.id)))
        _SHARED[platform.home] = dataset.id
    return _SHARED[platform.home]


def _filled(made: House, count: int) -> tuple[Person, Platform]:
    """So many agreements of every state among the organisations of a house, on sixty announced datasets of fifty of them."""
    platform, now, today = made.platform, made.platform.now(), made.platform.today()
    with platform.records.session() as session:
        bodies = list(session.query(Organisation.id).order_by(Organisation.name_ko).all())
        people = [row.id for row in session.query(PersonRow.id).order_by(PersonRow.login).limit(50)]
        for at, own in enumerate(people):
            session.merge(Membership(person_id=own, organisation_id=bodies[at % len(bodies)].id, role="steward"))
        owners = [bodies[at % len(bodies)].id for at in range(1, 51)]
        datasets = [
            Dataset(id=new_id(), organisation_id=owners[at % 50], person_id=people[at % len(people)], title=f"데이터 {at}",
                    retention_until=date(2099, 1, 1), about={"announced": True})
            for at in range(_DATASETS)
        ]  # fmt: skip
        session.add_all(datasets)
        session.flush()
        session.add_all(
            DatasetVersion(id=new_id(), dataset_id=one.id, number=1, rows=100, size_bytes=1_000, columns=["가", "나"], file_name="a.csv",
                           read={}, source_fingerprint="f" * 64, fingerprint="f" * 64)
            for one in datasets
        )  # fmt: skip
        for at in range(count):
            dataset, state = datasets[at % _DATASETS], AGREEMENT_STATES[at % len(AGREEMENT_STATES)]
            asked = now - timedelta(days=at % 400, minutes=at)
            due = today + timedelta(days=at % 60 - 20) if state in ("ended", "revoked") else None
            row = Agreement(
                id=new_id(), number=f"2024-{at:05d}", dataset_id=dataset.id, owner_organisation_id=dataset.organisation_id,
                receiver_organisation_id=bodies[(at * 7 + 3) % len(bodies)].id, asked_by=people[at % len(people)], purpose="statistics",
                legal_basis="통계법 제24조", columns=[{"rule": "allow", "column": "가", "kind": "", "way": "", "size": 0}], rows=[],
                starts=today - timedelta(days=30), ends=today + timedelta(days=at % 365), retention_days=30, security="", state=state,
                revision=3, asked_at_utc=asked, deletion_due=due, changed_at_utc=asked + timedelta(days=at % 20),
            )  # fmt: skip
            session.add(row)
            session.flush()
            terms = {"columns": row.columns, "rows": [], "starts": row.starts.isoformat(), "ends": row.ends.isoformat(),
                     "retention_days": 30, "security": ""}  # fmt: skip
            session.add_all(
                AgreementEvent(agreement_id=row.id, step="agreement_asked", before=None, after=state, person_id=row.asked_by,
                               at_utc=asked, comment="", terms=terms)
                for _ in range(3)
            )  # fmt: skip
            if state in ("active", "ended", "revoked"):
                given = asked + timedelta(days=at % 15)
                session.add(AgreementEvent(agreement_id=row.id, step="agreement_approved", after="active", at_utc=given, terms=terms))
        for at in range(count // 10):
            check = CollaborationCheck(
                id=new_id(), organisation_id=bodies[at % len(bodies)].id, opened_by=people[at % len(people)], partners="f" * 64,
                goal="목표", sponsor="", driver="problem", risks="", due=today + timedelta(days=at % 30 - 5),
                opened_at_utc=now - timedelta(days=at),
            )  # fmt: skip
            session.add(check)
            session.flush()
            sides = {bodies[(at * step + step) % len(bodies)].id for step in (1, 3, 7)}
            session.add_all(CollaborationPartner(check_id=check.id, organisation_id=own) for own in sides)
    with platform.records.reading() as session:
        person = load(session, made.admin.id)
    if person is None:
        raise RuntimeError("there is no administrator")
    return person, platform


if __name__ == "__main__":
    main()
