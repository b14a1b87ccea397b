"""Ten departments and one incident table: made by a steward of the demo, seen as agreed, and gone on every way when taken back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

import polars as pl
import pytest
from sqlalchemy import func, select

from app.identity.demo import Caller
from app.identity.person import Person, load
from app.services import claims
from app.services.agreements import register, sights, standing
from app.services.catalogue import access, catalogue, datasets
from app.services.drafts import drafts
from app.services.people import accounts, people
from app.services.platform import Platform, open_platform
from app.services.practice import filling
from app.services.practice.incidents import ROWS, column
from app.services.practice.wishes import WISHES
from app.services.preparing import columns
from app.services.results import downloads
from app.services.runs import runs
from app.services.sharing import links
from app.worker import running
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Agreement, AgreementEvent, Claim, Dataset, DatasetVersion, LedgerRow, PersonRow, Run
from tests.app.services.conftest import City, Clock
from tests.app.services.sharing.made import result_of
from tests.app.services.sharing.test_giving import give, sees

HERE = Caller("127.0.0.1", "127.0.0.1", False)
STATES = {"fire": "active", "police": "active", "control": "active", "safety": "active", "roads": "active", "education": "asked",
          "health": "mediation", "welfare": "refused", "forest": "ended", "coast": "revoked"}  # fmt: skip


@pytest.fixture
def platform(home: Path, records_url: str) -> Iterator[Platform]:
    made = open_platform(home, records_url)
    accounts.demo_people(made, HERE)
    yield made
    made.records.close()


def one(platform: Platform, key: str) -> Person:
    """A demo person, by role or by department."""
    with platform.records.reading() as session:
        found = load(session, session.scalars(select(PersonRow.id).where(PersonRow.login == f"demo-{key}")).one())
    assert found is not None
    return found


def asker(platform: Platform, key: str) -> Person:
    return one(platform, "analyst" if key == "fire" else key)


def seen(platform: Platform, person: Person, dataset: str, purpose: str) -> tuple[list[str], int]:
    """The columns and rows somebody really gets."""
    with platform.records.reading() as session:
        version = session.scalars(select(DatasetVersion.id).where(DatasetVersion.dataset_id == dataset)).one()
    try:
        opened = access.opened(person, platform, {"dataset_version": version, "purpose": purpose})
    except Problem:
        return [], 0
    return list(opened.columns), pl.read_parquet(opened.path).height


def test_ten_departments_see_what_they_agreed_to_and_what_is_taken_back_is_gone_on_every_way(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steward = one(platform, "steward")
    _is_made_though_it_was_cut_off(platform, steward, monkeypatch)
    assert [person.role for person in accounts.demo_people(platform, HERE)].count("analyst") == 1
    assert {person.login for person in accounts.demo_agencies(platform, HERE)} == {f"demo-{key}" for key in WISHES if key != "fire"}
    with platform.records.reading() as session:
        dataset = next(row for row in session.scalars(select(Dataset)) if (row.about or {}).get("sample")).id
        askers = {row.asked_by: row for row in session.scalars(select(Agreement))}
        events = session.scalar(select(func.count(AgreementEvent.id)))
        (told,) = session.scalars(select(LedgerRow.facts).where(LedgerRow.event == ledger.PRACTICE_FILLED))
    assert {key: askers[asker(platform, key).id].state for key in WISHES} == STATES
    assert events == sum(1 + len(wish.steps) for wish in WISHES.values()), "what a fill that was cut off did is not done again"
    assert told == {"kind": "training", "agreements": 10, "rows": ROWS}
    table = sights.listed(steward, platform, dataset)
    assert (table.total, table.all_columns, table.all_rows) == (10, 10, ROWS)
    by_number = {line.number: line for line in table.entries}
    for key, wish in WISHES.items():
        line = by_number[askers[asker(platform, key).id].number or ""]
        names, rows = seen(platform, asker(platform, key), dataset, wish.purpose)
        assert (list(line.columns), line.rows.count) == (names, rows), key
        assert bool(names) == (STATES[key] == "active")
    assert [line.state for line in table.entries[:5]] == ["active"] * 5
    with capsys.disabled():
        print("\n" + "\n".join(f"{sights.organisation_said(line, 'ko')}: 열 {len(line.columns)}/{table.all_columns}, "
                               f"줄 {line.rows.count}/{table.all_rows}, {line.state}, {line.until}" for line in table.entries))  # fmt: skip
    _is_gone_on_every_way(platform, steward, dataset, capsys)


def _is_made_though_it_was_cut_off(platform: Platform, steward: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_said: object) -> None:
        raise OSError("cut off")

    with monkeypatch.context() as broken:
        broken.setattr(standing, "revoke", cut_off)
        with pytest.raises(OSError, match="cut off"):
            filling.fill(steward, platform, "ko")
    assert filling.may_fill(steward, platform)
    made = filling.fill(one(platform, "admin"), platform, "en")
    assert not filling.may_fill(steward, platform)
    assert filling.fill(steward, platform, "ko") == made


def _is_gone_on_every_way(platform: Platform, steward: Person, dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The control centre has a draft, results, a file, a link and a queued run of it; then it is taken back."""
    city = City(platform, Clock(), "", "", "")
    control = one(platform, "control")
    colleague = _colleague(platform, control)
    version = datasets.line(control, platform, dataset, "service").version_id
    used = {"call_at": column("received", "ko"), "arrive_at": column("arrived", "ko"), "center": column("district", "ko")}
    mapping = {field: {"how": "column", "columns": [name]} for field, name in used.items()}
    draft = drafts.start(control, platform, "golden_hour").id
    fields = {"inputs.dispatch": {"dataset_version": version, "purpose": "service"}}
    drafts.save(control, platform, draft, fields | {f"mapping.dispatch.{name}": one for name, one in mapping.items()}, seen=0)
    run = result_of(city, control, dataset, purpose="service", mapping=mapping)
    waits = runs.queue(control, platform, draft)
    give(city, control, "run", run, person_id=colleague.id)
    token = give(city, control, "run", run).token or ""
    with platform.records.reading() as session:
        assert session.get_one(Run, waits).kind == "training", "what is made of a sample is no real work"
    read = {"dataset_version": version, "purpose": "service"}
    ways: dict[str, Callable[[], object]] = {
        "the page of the data": lambda: catalogue.card(control, platform, dataset, "service"),
        "the data as an input": lambda: access.opened(control, platform, read),
        "the columns of a draft": lambda: columns.profiled(control, platform, drafts.load(control, platform, draft), "dispatch"),
        "a result": lambda: runs.result(control, platform, run),
        "a report to take along": lambda: downloads.of_run(control, platform, run, "report.html", "ko"),
        "a table to take along": lambda: downloads.of_run(control, platform, run, "tables/hours.csv", "ko"),
        "a result given to a colleague": lambda: runs.result(colleague, platform, run),
        "a link opened by a colleague": lambda: links.open_link(colleague, platform, token),
    }
    for way, go in ways.items():
        assert go(), way
    agreement = next(line for line in register.mine(control, platform) if line.state == "active")
    standing.revoke(steward, platform, agreement.id, agreement.revision, "목적과 다르게 쓰임")
    began = time.perf_counter()
    gone = {}

    def asked(way: str, go: Callable[[], object]) -> None:
        at = time.perf_counter()
        go()
        gone[way] = (at - began, time.perf_counter() - at)

    def refused(go: Callable[[], object]) -> None:
        with pytest.raises(Problem):
            go()

    for way, go in ways.items():
        asked(way, partial(refused, go))
    ended: list[str] = []
    asked("a run that waited", lambda: ended.append(running.run(platform, waits, "w")))
    asked("a run to be queued", lambda: refused(lambda: runs.queue(control, platform, draft)))
    assert (ended, sees(city, control, run), sees(city, colleague, run)) == (["failed"], False, False)
    assert datasets.listed(control, platform) == ()
    with platform.records.reading() as session:
        row = session.get_one(Run, waits)
        assert ((row.problem or {})["code"], row.headline) == ("policy.nothing_allowed", None)
    assert list(platform.lake.seen_folder(dataset).glob("*")) == []
    with capsys.disabled():
        print("\n".join(f"{way}: asked for {after:.2f} s after it was taken back, refused in {took:.3f} s"
                        for way, (after, took) in gone.items()))  # fmt: skip


def _colleague(platform: Platform, control: Person) -> Person:
    new = people.NewPerson("kwanje2", "이관제", control.organisation_id, frozenset({"analyst"}))
    made = people.add(one(platform, "admin"), platform, new).person_id
    with platform.records.session() as session:
        session.get_one(PersonRow, made).must_change = False
        session.flush()
        found = load(session, made)
    assert found is not None
    return found


def test_the_sample_is_for_stewards_of_the_demo_alone(platform: Platform) -> None:
    steward, analyst = one(platform, "steward"), one(platform, "analyst")
    assert filling.may_fill(steward, platform)
    assert not filling.may_fill(analyst, platform)
    with pytest.raises(Problem, match="role_needed"):
        filling.fill(analyst, platform, "ko")
    stranger = replace(steward, demo=False)
    assert not filling.may_fill(stranger, platform)
    with pytest.raises(Problem, match=r"demo\.closed"):
        filling.fill(stranger, platform, "ko")
    accounts.create_first_admin(platform, "chief", "김관리", "correct horse battery", "속초시", "Sokcho")
    assert not filling.may_fill(steward, platform)
    with pytest.raises(Problem, match=r"demo\.closed"):
        filling.fill(steward, platform, "ko")
    with platform.records.reading() as session:
        assert session.scalar(select(func.count(Agreement.id))) == 0


def test_pressed_on_two_portals_at_one_moment_it_fills_once(home: Path, records_url: str) -> None:
    portals = [open_platform(home, records_url) for _ in range(2)]
    accounts.demo_people(portals[0], HERE)
    who = [one(portals[0], role) for role in ("steward", "admin")]
    together = Barrier(2)

    def press(at: int) -> str:
        together.wait()
        return filling.fill(who[at], portals[at], "ko")

    with ThreadPoolExecutor(2) as both:
        made = list(both.map(press, range(2)))
    with portals[0].records.reading() as session:
        assert [row.id for row in session.scalars(select(Dataset))] == [made[0]]
        assert session.scalar(select(func.count(Agreement.id))) == len(WISHES)
        assert session.scalar(select(func.count(AgreementEvent.id))) == sum(1 + len(wish.steps) for wish in WISHES.values())
        assert session.scalar(select(func.count(PersonRow.id)).where(PersonRow.login == "demo-coast")) == 1
        assert len(session.scalars(select(LedgerRow.id).where(LedgerRow.event == ledger.PRACTICE_FILLED)).all()) == 1
        assert session.scalars(select(Claim)).all() == []
    assert made[0] == made[1]
    for portal in portals:
        portal.records.close()


def test_what_a_dead_portal_claimed_is_free_again_after_a_minute(platform: Platform) -> None:
    with platform.records.session() as session:
        session.add(Claim(name="practice", claimed_by="dead", until_utc=platform.now() + timedelta(seconds=1)))
    began = platform.now()
    with claims.alone(platform, "practice"):
        assert platform.now() - began >= timedelta(seconds=0.9)
        with platform.records.reading() as session:
            assert session.get_one(Claim, "practice").claimed_by != "dead"
    with platform.records.reading() as session:
        assert session.get(Claim, "practice") is None
