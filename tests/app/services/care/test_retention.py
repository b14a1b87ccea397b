"""Housekeeping by date: what has come to its day goes, people are told before, nothing else is touched."""

import os
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.identity.person import Person
from app.services import inbox
from app.services.care import retention
from app.services.catalogue import datasets
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.people.accounts import Caller
from app.services.uploads import uploads
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Run, RunInput, SessionRow, SignInGuard, UploadToken, new_id
from tests.app.services.conftest import CSV, City, bytes_anywhere, files_below

THERE = Caller("203.0.113.9", "0.0.0.0", forwarded=True)


def kept(city: City, person: Person, days: int = 30) -> str:
    """A dataset of the person's with so many days to live."""
    draft = drafts.start(person, city.platform, "golden_hour").id
    token = uploads.token(person, city.platform, draft, "dispatch")
    upload = uploads.store_stream(person, city.platform, token, "출동.csv", [CSV.encode()])
    uploads.read(person, city.platform, upload)
    uploads.set_keeping(person, city.platform, upload, retention_until=city.platform.today() + timedelta(days=days), keep_all=True)
    uploads.settle(person, city.platform, draft)
    return datasets.listed(person, city.platform)[0].id


def test_a_dataset_lives_through_its_last_day_and_is_gone_the_day_after(city: City, analyst: Person) -> None:
    kept(city, analyst)
    city.clock.move(days=30)
    assert retention.sweep(city.platform).datasets == 0
    city.clock.move(days=1)
    assert retention.sweep(city.platform).datasets == 1
    assert datasets.listed(analyst, city.platform) == ()
    assert files_below(city.platform.lake.datasets) == []
    assert bytes_anywhere(city.platform.home, "홍길동") == []
    with city.platform.records.reading() as session:
        row = session.scalars(select(LedgerRow).where(LedgerRow.event == "dataset_destroyed")).one()
    assert (row.person_id, row.facts["why"]) == (None, "date")


def test_its_owner_is_told_once_a_week_before(city: City, analyst: Person) -> None:
    dataset = kept(city, analyst)
    assert retention.sweep(city.platform).warned == 0
    city.clock.move(days=23)
    assert [retention.sweep(city.platform).warned for _ in range(2)] == [1, 0]
    assert [line.key for line in inbox.listed(analyst, city.platform)] == ["inbox.retention_near"]
    datasets.set_retention(analyst, city.platform, dataset, city.platform.today() + timedelta(days=5))
    assert retention.sweep(city.platform).warned == 1


def test_a_dataset_a_run_reads_waits_for_the_next_sweep(city: City, analyst: Person) -> None:
    dataset = kept(city, analyst, days=1)
    version = datasets.listed(analyst, city.platform)[0].version_id
    run = new_id()
    with city.platform.records.session() as session:
        session.add(
            Run(
                id=run, organisation_id=city.fire, person_id=analyst.id, model="golden_hour", model_version="1", model_hash="h",
                state="running",
            )
        )  # fmt: skip
        session.flush()
        session.add(RunInput(run_id=run, input="dispatch", dataset_version_id=version))
    city.clock.move(days=3)
    swept = retention.sweep(city.platform)
    assert (swept.datasets, swept.waiting) == (0, 1)
    with city.platform.records.session() as session:
        session.get_one(Run, run).state = "finished"
    assert retention.sweep(city.platform).datasets == 1
    with pytest.raises(Problem):
        datasets.destroy(analyst, city.platform, dataset)


def test_files_never_analysed_go_after_a_week_without_a_touch(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    token = uploads.token(analyst, city.platform, draft, "dispatch")
    uploads.store_stream(analyst, city.platform, token, "출동.csv", [CSV.encode()])
    city.clock.move(days=6)
    drafts.save(analyst, city.platform, draft, {"settings.limit_min": 7}, seen=0)
    city.clock.move(days=6)
    assert retention.sweep(city.platform).uploads == 0
    city.clock.move(days=2)
    assert retention.sweep(city.platform).uploads == 1
    assert files_below(city.platform.lake.staging) == []
    left = drafts.load(analyst, city.platform, draft)
    assert (left.inputs, left.settings) == ({}, {"limit_min": 7})


def test_what_nobody_can_use_any_more_is_cleared(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    uploads.token(analyst, city.platform, draft, "dispatch")
    with pytest.raises(Problem):
        accounts.sign_in(city.platform, "nobody", "wrong wrong", THERE)
    with city.platform.records.session() as session:
        from app.identity import sessions

        sessions.begin(session, analyst.id, city.clock())
    retention.sweep(city.platform)
    tables = (SessionRow, UploadToken, SignInGuard)

    def counts() -> list[int]:
        with city.platform.records.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    assert counts() == [1, 1, 2]
    city.clock.move(days=2)
    retention.sweep(city.platform)
    assert counts() == [0, 0, 0]


def test_old_folders_unknown_to_the_records_go_and_young_ones_stay(city: City) -> None:
    old, young = (city.platform.lake.runs / new_id() for _ in range(2))
    for folder in (old, young):
        folder.mkdir()
    os.utime(old, (time.time() - 7_200,) * 2)
    assert retention.sweep(city.platform).orphans == 1
    assert (old.exists(), young.exists()) == (False, True)


def test_sweeping_an_empty_platform_does_nothing(city: City) -> None:
    assert set(vars(retention.sweep(city.platform)).values()) == {0}


def test_a_steward_sees_and_destroys_datasets_of_the_tree_others_do_not(city: City, analyst: Person) -> None:
    dataset = kept(city, analyst)
    steward, stranger = city.person("steward", city.root), city.person("steward analyst", city.tax)
    line = datasets.listed(steward, city.platform)[0]
    assert (line.own, line.columns, line.rows) == (False, (), 2)
    assert datasets.listed(stranger, city.platform) == ()
    for verb in (datasets.destroy, datasets.what_goes):
        with pytest.raises(Problem, match=r"not_found\.dataset"):
            verb(stranger, city.platform, dataset)
    assert datasets.what_goes(steward, city.platform, dataset).versions == 1
    datasets.destroy(steward, city.platform, dataset)
    assert datasets.listed(analyst, city.platform) == ()


def test_the_retention_day_can_be_moved_within_limits_and_is_noted(city: City, analyst: Person) -> None:
    dataset = kept(city, analyst)
    until = city.platform.today() + timedelta(days=100)
    datasets.set_retention(analyst, city.platform, dataset, until)
    assert datasets.listed(analyst, city.platform)[0].retention_until == until
    with pytest.raises(Problem, match="retention_not_allowed"):
        datasets.set_retention(analyst, city.platform, dataset, city.platform.today() + timedelta(days=9_999))
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        datasets.set_retention(city.person("analyst"), city.platform, dataset, until)
