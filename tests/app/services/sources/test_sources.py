"""Sources: set up, tried, refreshed on their schedule into versions of one dataset, and told of when that fails."""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from sqlalchemy import select, text

from app.identity.person import Person
from app.services import inbox, leaving, settings
from app.services.care import backup, doctor
from app.services.catalogue import datasets
from app.services.sources import claiming, refreshing, schedules, sources
from app.services.sources.sources import Wanted
from connectors.databases import sqlite_url
from connectors.problem import Problem
from data_catalog.records.tables import Dataset, DatasetVersion, LedgerRow, PersonRow, Source
from tests.app.services.conftest import City, bytes_anywhere, make_city
from tests.open_data import KEY, OpenData, served
from tests.post_office import post_office

SEOUL = ZoneInfo("Asia/Seoul")
DAILY = {"every": "day", "at": "03:00"}
ROWS = [{"번호": number, "곳": f"곳{number}"} for number in range(1, 31)]


BOTH = pytest.mark.parametrize("city", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def city(home: Path, request: pytest.FixtureRequest) -> Iterator[City]:
    """The city, its records on SQLite unless the test asks for both."""
    kind = getattr(request, "param", "sqlite")
    made = make_city(home, sqlite_url(home / "records.db") if kind == "sqlite" else request.getfixturevalue("postgres_url"))
    yield made
    made.platform.records.close()


@pytest.fixture
def data() -> Iterator[OpenData]:
    with served() as made:
        made.rows = list(ROWS)
        yield made


@pytest.fixture
def steward(city: City, data: OpenData) -> Person:
    """A steward, the interface's host on the administrator's list."""
    allow(city, data.port)
    return city.person("steward", login="steward@example.kr")


def allow(city: City, *ports: int) -> None:
    settings.change(city.person("admin", city.root), city.platform, "outgoing_hosts", "\n".join(f"127.0.0.1:{port}" for port in ports))


def wanted(data: OpenData, **changed: Any) -> Wanted:
    said: dict[str, Any] = {
        "title": "구급 출동", "kind": "api", "settings": {"url": data.url(), "calls": 100, "page_rows": 10}, "secret": KEY,
        "schedule": DAILY,
    }  # fmt: skip
    return Wanted(**{**said, **changed})


def ready(city: City, steward: Person, asked: Wanted) -> str:
    """A source that answered; its first refresh is due."""
    source_id = sources.save(steward, city.platform, asked)
    sources.attempt(steward, city.platform, source_id)
    return source_id


def line(city: City, steward: Person, source_id: str) -> sources.SourceLine:
    return next(one for one in sources.listed(steward, city.platform) if one.id == source_id)


def versions(city: City) -> list[DatasetVersion]:
    with city.platform.records.reading() as session:
        return list(session.scalars(select(DatasetVersion).order_by(DatasetVersion.number)))


def told(city: City, steward: Person) -> list[str]:
    return [message.key for message in inbox.listed(steward, city.platform)]


@BOTH
def test_a_source_that_answers_is_refreshed_on_its_schedule_into_one_dataset(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    assert claiming.due(city.platform) == [source_id]
    assert refreshing.refresh(city.platform, source_id) == "new"
    shown = line(city, steward, source_id)
    assert shown.next_at_utc == datetime(2024, 5, 15, 18, 0, tzinfo=UTC), "three o'clock in Seoul"
    assert shown.last is not None
    assert (shown.last["state"], shown.last["rows"], shown.waiting) == ("new", 30, False)
    assert claiming.due(city.platform) == []
    data.rows.append({"번호": 31, "곳": "새 곳"})
    city.clock.move(hours=16)
    assert claiming.due(city.platform) == [source_id]
    assert refreshing.refresh(city.platform, source_id) == "new"
    first, second = versions(city)
    assert (first.dataset_id, first.rows, first.number) == (second.dataset_id, 30, 1)
    assert (second.rows, second.number) == (31, 2)
    listed = datasets.listed(steward, city.platform)
    assert [(one.title, one.rows, one.versions) for one in listed] == [("구급 출동", 31, 2)]


def test_the_rows_are_all_there_and_say_where_they_are_from(city: City, steward: Person, data: OpenData) -> None:
    refreshing.refresh(city.platform, ready(city, steward, wanted(data)))
    version = versions(city)[0]
    rows = pl.read_parquet(city.platform.lake.version_file(version.dataset_id, version.id))
    assert rows["번호"].to_list() == [str(number) for number in range(1, 31)]
    assert version.read is not None
    assert version.read["rows_in"] == version.read["rows_kept"] + version.read["rows_set_aside"] == 30
    whence = version.read["source"]
    assert (whence["kind"], whence["from"], whence["query"]) == ("api", f"127.0.0.1:{data.port}", data.url())


@BOTH
def test_the_same_content_makes_no_version_and_says_so(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    refreshing.refresh(city.platform, source_id)
    data.rows.reverse()
    city.clock.move(days=1)
    assert refreshing.refresh(city.platform, source_id) == "same"
    assert len(versions(city)) == 1
    shown = line(city, steward, source_id).last
    assert shown is not None
    assert (shown["state"], shown["number"]) == ("same", 1)


def test_a_failure_is_told_once_a_day_tried_again_soon_and_its_end_is_told(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    refreshing.refresh(city.platform, source_id)
    data.told_total = 99
    city.clock.move(hours=16)
    for minutes in (5, 30, 120):
        assert refreshing.refresh(city.platform, source_id) == "failed"
        shown = line(city, steward, source_id)
        assert shown.next_at_utc is not None
        assert (shown.next_at_utc - city.clock()).total_seconds() == minutes * 60
        city.clock.move(minutes=minutes)
    assert told(city, steward) == ["inbox.source_failed"]
    assert line(city, steward, source_id).failures == 3
    refreshing.refresh(city.platform, source_id)
    assert line(city, steward, source_id).next_at_utc == datetime(2024, 5, 16, 18, 0, tzinfo=UTC), "then at its regular time"
    data.told_total = None
    city.clock.move(days=1)
    assert refreshing.refresh(city.platform, source_id) == "same"
    assert told(city, steward) == ["inbox.source_recovered", "inbox.source_failed"]
    assert line(city, steward, source_id).failures == 0
    assert len(versions(city)) == 1, "nothing was kept by halves"


def test_a_full_disk_is_told_as_one(city: City, steward: Person, data: OpenData, monkeypatch: pytest.MonkeyPatch) -> None:
    source_id = ready(city, steward, wanted(data))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(refreshing.bringing, "bring", full)
    assert refreshing.refresh(city.platform, source_id) == "failed"
    shown = line(city, steward, source_id).last
    assert shown is not None
    assert shown["problem"]["code"] == "upload.disk_full"


def test_columns_that_are_gone_are_set_aside_until_somebody_says_it_is_right(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    refreshing.refresh(city.platform, source_id)
    data.rows = [{"번호": number, "장소": "x"} for number in range(40)]
    city.clock.move(days=1)
    assert refreshing.refresh(city.platform, source_id) == "aside"
    shown = line(city, steward, source_id).last
    assert shown is not None
    assert (shown["state"], shown["problem"]["facts"]["columns"], shown["problem"]["facts"]["added"]) == ("aside", ["곳"], ["장소"])
    assert len(versions(city)) == 1
    assert told(city, steward) == ["inbox.source_failed"]
    sources.accept_columns(steward, city.platform, source_id)
    assert refreshing.refresh(city.platform, source_id) == "new"
    assert [version.columns for version in versions(city)] == [["번호", "곳"], ["번호", "장소"]]
    assert told(city, steward)[0] == "inbox.source_columns"


def test_no_rows_where_there_were_some_is_no_version(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    refreshing.refresh(city.platform, source_id)
    data.rows = []
    assert refreshing.refresh(city.platform, source_id) == "aside"
    assert len(versions(city)) == 1


def test_personal_values_wait_for_a_decision_and_are_nowhere_before(city: City, steward: Person, data: OpenData) -> None:
    number, phone = "900101-1234568", "010-4821-7734"
    data.rows = [{"번호": 1, "주민": number, "전화": phone}, {"번호": 2, "주민": "800202-2345671", "전화": "010-4821-0012"}]
    source_id = ready(city, steward, wanted(data))
    assert refreshing.refresh(city.platform, source_id) == "aside"
    problem = (line(city, steward, source_id).last or {})["problem"]
    assert problem["code"] == "source.personal_held"
    assert set(problem["facts"]["columns"]) == {"주민", "전화"}
    assert (versions(city), bytes_anywhere(city.platform.home, number), bytes_anywhere(city.platform.home, phone)) == ([], [], [])
    sources.decide_personal(steward, city.platform, source_id, {"주민": "drop", "전화": "keep"})
    assert refreshing.refresh(city.platform, source_id) == "aside", "keeping is nothing a source decides"
    sources.decide_personal(steward, city.platform, source_id, {"전화": "hash"})
    assert refreshing.refresh(city.platform, source_id) == "new"
    (version,) = versions(city)
    rows = pl.read_parquet(city.platform.lake.version_file(version.dataset_id, version.id))
    assert version.columns == ["번호", "전화"]
    assert rows["전화"].str.starts_with("#").all()
    assert (bytes_anywhere(city.platform.home, number), bytes_anywhere(city.platform.home, phone)) == ([], [])
    sources.refresh_now(steward, city.platform, source_id)
    assert refreshing.refresh(city.platform, source_id) == "same", "the decision holds, and hides alike each time"


def test_disguised_values_of_a_source_wait_too_and_names_of_columns_hold_nobody(city: City, steward: Person, data: OpenData) -> None:
    phone, dashed = "０１０－４８２１－７７３４", "010–4821–0012"
    data.rows = [{"번호": 1, "메모": f"전화 {phone}", f"담당 {dashed}": "가"}, {"번호": 2, "메모": dashed, f"담당 {dashed}": "나"}]
    trial = sources.save(steward, city.platform, replace(wanted(data), title=f"출동 {phone}"))
    assert sources.attempt(steward, city.platform, trial).facts["columns"][2] == "담당 010-****-0012"
    assert line(city, steward, trial).title == "출동 010-****-7734"
    assert refreshing.refresh(city.platform, trial) == "aside"
    problem = (line(city, steward, trial).last or {})["problem"]
    assert (problem["code"], problem["facts"]["columns"]) == ("source.personal_held", ["메모"])
    assert (versions(city), bytes_anywhere(city.platform.home, "4821")) == ([], [])
    sources.decide_personal(steward, city.platform, trial, {"메모": "mask"})
    assert refreshing.refresh(city.platform, trial) == "new"
    (version,) = versions(city)
    assert version.columns == ["번호", "메모", "담당 010-****-0012"]
    rows = pl.read_parquet(city.platform.lake.version_file(version.dataset_id, version.id))
    assert rows["메모"].to_list() == ["전화 010-****-7734", "010-****-0012"]
    for written in (phone, dashed, "4821"):
        assert bytes_anywhere(city.platform.home, written) == []


def test_a_secret_is_nowhere_but_sealed(city: City, steward: Person, data: OpenData, caplog: pytest.LogCaptureFixture) -> None:
    source_id = ready(city, steward, wanted(data))
    refreshing.refresh(city.platform, source_id)
    data.quota = 0
    city.clock.move(days=1)
    refreshing.refresh(city.platform, source_id)
    assert bytes_anywhere(city.platform.home, KEY) == []
    shown = (
        repr(sources.listed(steward, city.platform)) + json.dumps(doctor.to_json(doctor.examine(city.platform)), default=str) + caplog.text
    )
    with city.platform.records.reading() as session:
        row = session.get_one(Source, source_id)
        shown += f"{row.secret} {row.last} {row.settings} {[ledgered.facts for ledgered in session.scalars(select(LedgerRow))]}"
    assert KEY not in shown
    assert line(city, steward, source_id).has_secret is True


def test_a_new_host_does_not_get_the_old_password(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    elsewhere = wanted(data, secret=None, settings={"url": "http://127.0.0.1:9/x"})
    with pytest.raises(Problem) as raised:
        sources.save(steward, city.platform, elsewhere, source_id)
    assert raised.value.code == "source.secret_again"
    assert sources.save(steward, city.platform, wanted(data, secret=None, title="다른 이름"), source_id) == source_id
    sources.attempt(steward, city.platform, source_id)


def test_a_trial_that_fails_leaves_a_draft_that_nobody_fetches(city: City, steward: Person, data: OpenData) -> None:
    source_id = sources.save(steward, city.platform, wanted(data, secret="wrong"))
    with pytest.raises(Problem) as raised:
        sources.attempt(steward, city.platform, source_id)
    assert raised.value.code == "api.key_refused"
    assert (line(city, steward, source_id).state, claiming.due(city.platform)) == ("draft", [])
    with pytest.raises(Problem) as raised:
        sources.refresh_now(steward, city.platform, source_id)
    assert raised.value.code == "source.not_tried"
    assert refreshing.refresh(city.platform, source_id) == "held elsewhere"


def test_a_quota_is_counted_over_the_day_and_kept_to(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data, settings={"url": data.url(), "calls": 4, "page_rows": 10}))
    assert refreshing.refresh(city.platform, source_id) == "new"
    assert len(data.asked) == 4, "one to try, three pages"
    sources.refresh_now(steward, city.platform, source_id)
    assert refreshing.refresh(city.platform, source_id) == "failed"
    assert len(data.asked) == 4
    shown = line(city, steward, source_id)
    assert shown.next_at_utc == datetime(2024, 5, 15, 15, 10, tzinfo=UTC), "ten past midnight in Seoul"
    city.clock.move(hours=13)
    assert refreshing.refresh(city.platform, source_id) == "same"


def test_a_failure_is_written_to_whom_was_named_where_a_mail_server_is_set(city: City, steward: Person, data: OpenData) -> None:
    with post_office() as office:
        allow(city, data.port, office.port)
        admin = city.person("admin", city.root)
        for key, value in (("mail_server", f"127.0.0.1:{office.port}"), ("mail_sender", "modu@example.kr"), ("mail_tls", "none")):
            settings.change(admin, city.platform, key, value)
        source_id = ready(city, steward, wanted(data, mail_to="team@example.kr, lead@example.kr"))
        data.quota = 0
        assert refreshing.refresh(city.platform, source_id) == "failed"
        assert [to for _, to, _ in office.letters] == ["team@example.kr", "lead@example.kr"]
        letter = office.letters[0][2]
        assert letter["Subject"] == "[모두] ‘구급 출동’을 새로 고치지 못했습니다"
        assert "하루 호출 한도를 다 썼어요" in letter.get_content()
        office.refuses = True
        city.clock.move(days=1)
        assert refreshing.refresh(city.platform, source_id) == "failed", "a letter that fails stops nothing"
        assert len(office.letters) == 2


def test_nothing_leaves_while_the_list_is_empty(city: City, steward: Person, data: OpenData) -> None:
    allow(city)
    source_id = sources.save(steward, city.platform, wanted(data))
    with pytest.raises(Problem) as raised:
        sources.attempt(steward, city.platform, source_id)
    assert (raised.value.code, data.asked) == ("outgoing.not_listed", [])


def test_only_stewards_of_the_tree_reach_a_source(city: City, steward: Person, data: OpenData) -> None:
    source_id = sources.save(steward, city.platform, wanted(data))
    other = city.person("steward", city.tax)
    assert sources.listed(other, city.platform) == ()
    for reach in (sources.attempt, sources.refresh_now, sources.remove, sources.accept_columns):
        with pytest.raises(Problem) as raised:
            reach(other, city.platform, source_id)
        assert raised.value.code == "not_found.source"
    with pytest.raises(Problem) as raised:
        sources.listed(city.person("analyst"), city.platform)
    assert raised.value.code == "rights.role_needed"


@BOTH
def test_a_worker_that_dies_lets_its_source_go_and_comes_too_late(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    late = claiming.take(city.platform, source_id)
    assert late is not None
    assert claiming.take(city.platform, source_id) is None
    assert refreshing.refresh(city.platform, source_id) == "held elsewhere"
    city.clock.move(minutes=4)
    assert refreshing.refresh(city.platform, source_id) == "new"
    with city.platform.records.session() as session:
        assert claiming.let_go(session, late) is None


@BOTH
def test_destroying_the_dataset_stops_its_source_and_removing_a_source_keeps_the_data(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    refreshing.refresh(city.platform, source_id)
    datasets.destroy(steward, city.platform, versions(city)[0].dataset_id)
    shown = line(city, steward, source_id)
    assert (shown.state, shown.dataset_id, shown.next_at_utc) == ("paused", None, None)
    sources.attempt(steward, city.platform, source_id)
    assert refreshing.refresh(city.platform, source_id) == "new"
    sources.remove(steward, city.platform, source_id)
    assert (sources.listed(steward, city.platform), len(versions(city))) == ((), 1)


def test_data_that_are_refreshed_are_kept_longer(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    refreshing.refresh(city.platform, source_id)
    city.clock.move(days=300)
    refreshing.refresh(city.platform, source_id)
    with city.platform.records.reading() as session:
        assert session.scalars(select(Dataset.retention_until)).one().isoformat() == "2026-03-11"


def test_an_owner_who_left_is_told_of_and_nothing_is_fetched(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    with city.platform.records.session() as session:
        session.get_one(PersonRow, steward.id).disabled = True
    assert refreshing.refresh(city.platform, source_id) == "failed"
    with city.platform.records.reading() as session:
        assert (session.get_one(Source, source_id).last or {})["problem"]["code"] == "source.owner_gone"


def test_a_folder_of_months_gives_the_newest_and_the_corrected_one(city: City, steward: Person, data: OpenData) -> None:
    place = city.platform.home / "incoming" / steward.organisation_id / "달마다"
    place.mkdir(parents=True)
    put(place / "출동_202403.csv", "번호,곳\n1,가\n")
    put(place / "출동_202402.csv", "번호,곳\n9,나\n", older=True)
    source_id = ready(
        city,
        steward,
        Wanted("달마다", "folder", {"path": "달마다", "pattern": "출동_{yyyy}{mm}.csv"}, schedule={"every": "hours", "hours": 1}),
    )
    assert refreshing.refresh(city.platform, source_id) == "new"
    put(place / "출동_202404.csv", "번호,곳\n2,다\n3,라\n")
    for expected in ("new", "same"):
        city.clock.move(hours=1)
        assert refreshing.refresh(city.platform, source_id) == expected
    assert [version.rows for version in versions(city)] == [1, 2]
    assert versions(city)[1].read["source"]["query"] == "출동_202404.csv"


@pytest.mark.parametrize("kind", ["folder", "sqlite"])
def test_what_came_in_for_one_organisation_is_nothing_to_another(city: City, kind: str) -> None:
    incoming = city.platform.home / "incoming"
    file = incoming / city.tax / "달마다" / "체납.csv"
    file.parent.mkdir(parents=True)
    put(file, "번호,곳\n1,가\n")
    other = city.person("steward", city.fire)
    shared = [".", "", "/", "달마다", f"../{city.tax}/달마다", f"{city.tax}/달마다", str(file.parent)]
    shared.append(f"{incoming}/{city.fire}/../{city.tax}")
    for path in shared:
        said = path or "."
        asked = {"path": said, "pattern": "*"} if kind == "folder" else {"path": f"{said}/체납.csv", "table": "x"}
        source_id = sources.save(other, city.platform, Wanted("x", kind, asked))
        with pytest.raises(Problem) as raised:
            sources.attempt(other, city.platform, source_id)
        assert raised.value.code in ("folder.not_open", "storage.nothing_fits", "source.not_a_file"), path
        assert "체납" not in str(raised.value.facts.get("names", "")), path


def test_an_organisation_reads_its_own_folder_and_the_one_at_the_top_reads_all(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    more = city.platform.home.parent / "shared"
    monkeypatch.setenv("MODU_INCOMING", str(more))
    for root in (city.platform.home / "incoming", more):
        (root / city.tax / root.name).mkdir(parents=True)
        put(root / city.tax / root.name / "체납.csv", "번호,곳\n1,가\n")
    for organisation, before in ((city.tax, ""), (city.root, f"{city.tax}/")):
        own = city.person("steward", organisation)
        for name in ("incoming", "shared"):
            asked = Wanted("x", "folder", {"path": f"{before}{name}", "pattern": "*"})
            assert sources.attempt(own, city.platform, sources.save(own, city.platform, asked)).facts["name"] == "체납.csv"


def put(path: Path, said: str, *, older: bool = False) -> None:
    path.write_text(said, "utf-8")
    at = time.time() - (10_000 if older else 60)
    os.utime(path, (at, at))


@pytest.mark.parametrize("path", ["..", "../secrets", "/etc", "../records.db", "../lake"])
def test_no_folder_of_the_platform_itself_is_read(city: City, steward: Person, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("MODU_INCOMING", f"{city.platform.home}:{city.platform.home.parent}:{city.platform.home / 'secrets'}:relative")
    source_id = sources.save(steward, city.platform, Wanted("x", "folder", {"path": path, "pattern": "*"}))
    with pytest.raises(Problem) as raised:
        sources.attempt(steward, city.platform, source_id)
    assert raised.value.code == "folder.not_open"


@BOTH
def test_the_key_is_turned_while_sources_go_on(city: City, steward: Person, data: OpenData) -> None:
    source_id = ready(city, steward, wanted(data))
    before = leaving.vault(city.platform).path.read_text()
    assert sources.turn_key(city.platform) == 1
    assert leaving.vault(city.platform).path.read_text() != before
    assert refreshing.refresh(city.platform, source_id) == "new"


def test_the_doctor_sees_a_key_that_is_gone_and_a_source_that_fails(city: City, steward: Person, data: OpenData) -> None:
    def state(code: str) -> str:
        return next(check.state for check in doctor.examine(city.platform) if check.code == code)

    assert (state("outgoing"), state("sources")) == ("ok", "ok")
    source_id = ready(city, steward, wanted(data))
    data.quota = 0
    refreshing.refresh(city.platform, source_id)
    assert state("sources") == "warn"
    leaving.vault(city.platform).path.unlink()
    assert state("sources") == "bad"
    allow(city)
    assert state("outgoing") == "ok"


def test_a_backup_does_not_hold_the_key(city: City, steward: Person, data: OpenData, tmp_path: Path) -> None:
    ready(city, steward, wanted(data))
    report = backup.make(city.platform, tmp_path / "all.zip")
    assert report.key_left_out is True
    assert leaving.vault(city.platform).path.read_bytes().strip() not in (tmp_path / "all.zip").read_bytes()


@pytest.mark.parametrize(
    ("schedule", "now", "expected"),
    [
        ({"every": "never"}, "2024-05-15 12:00", None),
        ({"every": "hours", "hours": 6}, "2024-05-15 12:00", "2024-05-15 18:00"),
        ({"every": "day", "at": "03:00"}, "2024-05-15 02:59", "2024-05-15 03:00"),
        ({"every": "day", "at": "03:00"}, "2024-05-15 03:00", "2024-05-16 03:00"),
        ({"every": "month", "at": "06:30", "day": 31}, "2024-02-10 00:00", "2024-02-29 06:30"),
        ({"every": "month", "at": "06:30", "day": 31}, "2024-02-29 06:30", "2024-03-31 06:30"),
        ({"every": "month", "at": "00:00", "day": 1}, "2024-12-31 23:59", "2025-01-01 00:00"),
    ],
)
def test_the_next_time_is_by_the_clock_on_the_wall(schedule: dict[str, Any], now: str, expected: str | None) -> None:
    found = schedules.next_after(schedule, datetime.fromisoformat(now).replace(tzinfo=SEOUL), SEOUL)
    assert (found and found.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")) == expected


@pytest.mark.parametrize(
    "schedule", [{"every": "week"}, {"every": "day", "at": "24:00"}, {"every": "month", "day": 32}, {"every": "hours", "hours": 0.5}]
)
def test_a_schedule_that_is_none_is_told(schedule: dict[str, Any]) -> None:
    with pytest.raises(Problem) as raised:
        schedules.checked(schedule)
    assert raised.value.code == "source.schedule_unreadable"


def test_what_a_form_lacks_is_named(city: City, steward: Person) -> None:
    with pytest.raises(Problem) as raised:
        sources.save(steward, city.platform, Wanted("x", "postgresql", {"host": "a", "database": "", "user": "u", "table": "t"}))
    assert (raised.value.code, raised.value.facts["fields"][0]["en"]) == ("source.field_missing", "Database")
    for settings_, code in (
        ({"port": 0}, "source.field_wrong"),
        ({"tls": "maybe"}, "source.field_wrong"),
        ({"where": "혼자"}, "query.condition_unknown"),
    ):
        said = {"host": "a", "database": "d", "user": "u", "table": "t", **settings_}
        with pytest.raises(Problem) as raised:
            sources.save(steward, city.platform, Wanted("x", "postgresql", said))
        assert raised.value.code == code
    with city.platform.records.reading() as session:
        assert session.scalar(text("select count(*) from sources")) == 0
