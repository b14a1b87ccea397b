"""Checks a steward sets: tried before they are kept, made on every new version, told when a refresh breaks them, gone when removed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.identity.person import Person
from app.services import inbox
from app.services.catalogue import datasets, declaring, judging
from app.services.drafts import drafts
from app.services.sources import refreshing, sources
from app.services.sources.sources import Wanted
from app.services.uploads import uploads
from connectors.databases import sqlite_url
from connectors.problem import Problem
from data_catalog.records.tables import DatasetCheck, LedgerRow, VersionCheck
from tests.app.services.conftest import City, make_city
from tests.app.services.uploads.test_uploads import map_columns, send

BOTH = pytest.mark.parametrize("city", ["sqlite", "postgresql"], indirect=True)
AGE = {"rule": "range", "columns": ["나이"], "minimum": 0, "maximum": 120, "why": "사람의 나이입니다."}
KEY = {"rule": "unique", "columns": ["번호"], "why": "한 사람에 한 번호입니다."}


@pytest.fixture
def city(home: Path, request: pytest.FixtureRequest) -> Iterator[City]:
    kind = getattr(request, "param", "sqlite")
    made = make_city(home, sqlite_url(home / "records.db") if kind == "sqlite" else request.getfixturevalue("postgres_url"))
    yield made
    made.platform.records.close()


@pytest.fixture
def steward(city: City) -> Person:
    return city.person("steward")


def rows(count: int = 40, **changed: str) -> str:
    lines = [f"{1000 + n},{20 + n % 60},{'가' if n % 2 else '나'}" for n in range(count)]
    for at, line in changed.items():
        lines[int(at[1:])] = line
    return "번호,나이,동\n" + "\n".join(lines) + "\n"


class Folder:
    """A watched folder that feeds a dataset of the steward."""

    def __init__(self, city: City, steward: Person) -> None:
        self.city, self.steward = city, steward
        self.place = city.platform.home / "incoming" / steward.organisation_id / "a"
        self.place.mkdir(parents=True)
        self.put(rows())
        asked = Wanted("사람들", "folder", {"path": "a", "pattern": "x.csv"}, schedule={"every": "day"})
        self.source = sources.save(steward, city.platform, asked)
        sources.attempt(steward, city.platform, self.source)
        assert refreshing.refresh(city.platform, self.source) == "new"
        (line,) = datasets.listed(steward, city.platform)
        self.dataset = line.id

    def put(self, said: str) -> None:
        (self.place / "x.csv").write_text(said, "utf-8")
        os.utime(self.place / "x.csv", (time.time() - 60,) * 2)

    def refresh(self, said: str) -> list[tuple[str, int]]:
        """What is found in the version made of it."""
        self.put(said)
        self.city.clock.move(days=1)
        assert refreshing.refresh(self.city.platform, self.source) == "new"
        return self.found()

    def found(self) -> list[tuple[str, int]]:
        return [(one.finding.code, one.finding.rows) for one in judging.shown(self.steward, self.city.platform, self.dataset).found]

    def told(self) -> list[Any]:
        return [one for one in inbox.listed(self.steward, self.city.platform) if one.key == "inbox.checks_broken"]


@pytest.fixture
def folder(city: City, steward: Person) -> Folder:
    return Folder(city, steward)


def count(city: City, table: type[DatasetCheck] | type[VersionCheck]) -> int:
    with city.platform.records.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@BOTH
def test_a_check_is_tried_kept_made_on_new_versions_and_told_once_when_broken(city: City, steward: Person, folder: Folder) -> None:
    tried = declaring.tried(steward, city.platform, folder.dataset, {**AGE, "maximum": 60})
    assert (tried.rows, [(one.code, one.rows) for one in tried.findings]) == (40, [])
    tried = declaring.tried(steward, city.platform, folder.dataset, {**AGE, "maximum": 50})
    (found,) = tried.findings
    assert (found.code, found.rows, round(found.facts["share"], 3)) == ("range", 9, 0.225)
    assert [(one.line, one.value) for one in found.examples[:1]] == [(33, "51")]
    assert count(city, DatasetCheck) == 0, "trying keeps nothing"
    check_id = declaring.save(steward, city.platform, folder.dataset, AGE)
    assert folder.found() == []
    assert folder.refresh(rows(41, _3="1003,999,가")) == [("range", 1)]
    (news,) = folder.told()
    assert news.link == f"/data?dataset={folder.dataset}"
    assert "나이" in news.facts["what"]["ko"]
    assert folder.refresh(rows(42, _3="1003,998,가")) == [("range", 1)]
    assert len(folder.told()) == 1, "what was broken already is no news"
    assert folder.refresh(rows(43)) == []
    assert folder.refresh(rows(44, _5="1005,-1,가")) == [("range", 1)]
    assert len(folder.told()) == 2
    declaring.remove(steward, city.platform, folder.dataset, check_id)
    assert folder.found() == []
    assert declaring.listed(steward, city.platform, folder.dataset) == ()


def test_who_set_and_removed_it_is_on_the_ledger(city: City, steward: Person, folder: Folder) -> None:
    check_id = declaring.save(steward, city.platform, folder.dataset, KEY)
    (line,) = declaring.listed(steward, city.platform, folder.dataset)
    assert (line.id, line.said.rule, line.said.why, line.by) == (check_id, "unique", KEY["why"], "아무개")
    declaring.remove(steward, city.platform, folder.dataset, check_id)
    with city.platform.records.reading() as session:
        noted = session.scalars(select(LedgerRow).where(LedgerRow.event.startswith("check_")).order_by(LedgerRow.id)).all()
    assert [(row.event, row.person_id, row.facts["check"]) for row in noted] == [
        ("check_declared", steward.id, check_id), ("check_removed", steward.id, check_id),
    ]  # fmt: skip
    assert noted[0].facts["columns"] == ["번호"]


def test_what_is_said_of_a_check_holds_nobody(city: City, steward: Person, folder: Folder) -> None:
    said = {"rule": "allowed", "columns": ["동"], "values": ["가", "나", "０１０－１２３４－５６７８"], "why": "담당 010–1234–5678"}
    declaring.save(steward, city.platform, folder.dataset, said)
    (line,) = declaring.listed(steward, city.platform, folder.dataset)
    assert (line.said.values, line.said.why) == (("가", "나", "010-****-5678"), "담당 010-****-5678")


def test_a_try_on_anothers_rows_is_on_the_ledger_without_what_was_asked_for(city: City, steward: Person, folder: Folder) -> None:
    def noted() -> list[tuple[str | None, str | None, dict[str, object]]]:
        with city.platform.records.reading() as session:
            rows = session.scalars(select(LedgerRow).where(LedgerRow.event == "check_tried")).all()
            return [(row.person_id, row.subject_id, row.facts) for row in rows]

    declaring.tried(steward, city.platform, folder.dataset, AGE)
    assert noted() == [], "of one's own rows a try tells nothing new"
    other = city.person("steward")
    asked = {"rule": "allowed", "columns": ["동"], "values": ["홍길동"], "why": "그 사람이 있는지 봄"}
    assert declaring.tried(other, city.platform, folder.dataset, asked).findings[0].rows == 40
    assert noted() == [(other.id, folder.dataset, {"rule": "allowed", "columns": ["동"]})]


def test_a_sudden_change_is_found_without_anybody_asking_and_told(city: City, folder: Folder) -> None:
    assert folder.found() == []
    found = folder.refresh(rows(15))
    assert [code for code, _ in found] == ["rows_jumped"]
    (shown,) = judging.shown(folder.steward, city.platform, folder.dataset).found
    assert (shown.check_id, shown.finding.why) == (None, "change.why.ratio"), "the reason for the threshold goes with it"
    (news,) = folder.told()
    assert "40" in news.facts["what"]["en"]
    assert "15" in news.facts["what"]["en"]
    assert folder.refresh(rows(15).replace(",가", ",")) == [("missing_jumped", 0)]


def test_a_column_that_is_gone_breaks_its_check(city: City, steward: Person, folder: Folder) -> None:
    declaring.save(steward, city.platform, folder.dataset, AGE)
    with city.platform.records.session() as session:
        row = session.get_one(sources.Source, folder.source)
        row.settings = {**row.settings, "accepted_without": ["나이"]}
    assert ("column_gone", 0) in folder.refresh("번호,동\n" + "".join(f"{n},가\n" for n in range(40)))


def test_only_a_steward_of_its_organisation_may_set_and_remove(city: City, steward: Person, folder: Folder) -> None:
    check_id = declaring.save(steward, city.platform, folder.dataset, AGE)
    for other in (city.person("steward", city.tax), city.person("analyst")):
        for act in (
            lambda: declaring.save(other, city.platform, folder.dataset, KEY),  # noqa: B023 - called at once
            lambda: declaring.tried(other, city.platform, folder.dataset, KEY),  # noqa: B023
            lambda: declaring.remove(other, city.platform, folder.dataset, check_id),  # noqa: B023
            lambda: declaring.columns(other, city.platform, folder.dataset),  # noqa: B023
            lambda: judging.shown(other, city.platform, folder.dataset),  # noqa: B023
        ):
            with pytest.raises(Problem, match=r"not_found\.dataset"):
                act()
    assert count(city, DatasetCheck) == 1


def test_what_is_wrong_there_already_or_of_another_dataset_is_refused(city: City, steward: Person, folder: Folder) -> None:
    declaring.save(steward, city.platform, folder.dataset, AGE)
    for said, code in (
        ({**AGE, "why": "다른 까닭"}, r"declared\.known"), ({**AGE, "columns": ["a\"; drop table x"]}, r"declared\.column_unknown"),
        ({"rule": "select 1"}, r"declared\.rule_unknown"),
    ):  # fmt: skip
        with pytest.raises(Problem, match=code):
            declaring.save(steward, city.platform, folder.dataset, said)
    with pytest.raises(Problem, match=r"not_found\.check"):
        declaring.remove(steward, city.platform, folder.dataset, "0" * 32)


HEAD = "신고일시,현장도착일시,출동센터\n"
MAPPED = {"call_at": "신고일시", "arrive_at": "현장도착일시", "center": "출동센터"}


def brought(city: City, person: Person, centre: str) -> str:
    said = HEAD + "".join(f"2024-01-{1 + n % 28:02d} 10:{n:02d},2024-01-{1 + n % 28:02d} 11:{n:02d},{centre}\n" for n in range(30))
    draft = drafts.start(person, city.platform, "golden_hour").id
    uploads.read(person, city.platform, send(city, person, draft, said))
    map_columns(city, person, draft, **MAPPED)
    kept = uploads.settle(person, city.platform, draft)["dispatch"].dataset_version_id
    return next(line.id for line in datasets.listed(person, city.platform) if line.version_id == kept)


def test_the_next_months_upload_has_the_checks_of_the_last(city: City, steward: Person) -> None:
    analyst = city.person("analyst")
    first = brought(city, analyst, "노학")
    asked = {"rule": "allowed", "columns": ["출동센터"], "values": ["노학"], "why": "센터는 하나입니다."}
    tried = declaring.tried(steward, city.platform, first, {**asked, "values": ["조양"]})
    assert (tried.examples_shown, [(one.rows, one.examples) for one in tried.findings]) == (False, [(30, ())]), "the rows are another's"
    declaring.save(steward, city.platform, first, asked)
    with pytest.raises(Problem, match=r"rights\.role_needed"):
        declaring.save(analyst, city.platform, first, asked)
    city.clock.move(days=31)
    second = brought(city, analyst, "교동")
    assert [line.said.rule for line in declaring.listed(analyst, city.platform, second)] == ["allowed"]
    (found,) = judging.shown(analyst, city.platform, second).found
    assert (found.finding.code, found.finding.rows, found.finding.examples[0].value) == ("allowed", 30, "교동")
    assert judging.shown(steward, city.platform, second).found[0].finding.examples == ()
    assert [one.key for one in inbox.listed(analyst, city.platform)] == ["inbox.checks_broken"]


@BOTH
def test_nothing_of_it_is_left_when_the_dataset_is_destroyed(city: City, steward: Person, folder: Folder) -> None:
    declaring.save(steward, city.platform, folder.dataset, AGE)
    folder.refresh(rows(41, _3="1003,999,가"))
    assert (count(city, DatasetCheck), count(city, VersionCheck)) == (1, 2)
    datasets.destroy(steward, city.platform, folder.dataset)
    assert (count(city, DatasetCheck), count(city, VersionCheck), folder.told()) == (0, 0, [])


def test_a_check_that_fails_never_costs_a_version(city: City, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "judge", lambda *_: 1 / 0)
    folder.put(rows(50))
    city.clock.move(days=1)
    assert refreshing.refresh(city.platform, folder.source) == "new"
    assert next(line for line in datasets.listed(folder.steward, city.platform)).versions == 2
