"""A backup made while the platform runs restores everything, on either database; a damaged one restores nothing."""

import json
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import func, select, text

from app.identity.person import Person
from app.identity.role_rules import Grant
from app.services import settings
from app.services.care import backup, doctor, restore
from app.services.catalogue import datasets
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.people.accounts import Caller
from app.services.platform import Platform, open_platform
from app.services.sign_on.arriving import Arrival
from app.services.sign_on.arriving import sign_in as sign_in_by_provider
from app.services.uploads import uploads
from connectors.databases import sqlite_url
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Base, DatasetVersion, LedgerRow, Run, Worker, new_id
from data_catalog.trail import turning
from data_catalog.trail.stamp import Stamp, stamp_of
from data_catalog.trail.verify import verify
from tests.app.services.conftest import CSV, City, files_below

THERE = Caller("203.0.113.9", "0.0.0.0", forwarded=True)
GOOD = "맑은 하늘 파란 바다"


@pytest.fixture
def lived(city: City) -> City:
    """A platform with an administrator, somebody of a provider, a kept dataset, a waiting upload, two runs, and a setting."""
    chief = accounts.create_first_admin(city.platform, "chief", "김관리", GOOD, "속초시", "Sokcho")
    settings.change(chief, city.platform, "retention_days", 90)
    analyst = city.person("analyst", city.fire, "hong")
    grants = (Grant(("analyst",), "소방본부"),)
    words = {"ko": "시청", "en": "City"}
    sign_in_by_provider(
        city.platform, Arrival("city", words, "https://a.example", "s-1", "kim", "김주무", "", grants, True, "sid", "a.b.c")
    )
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    for name in ("dispatch", "center"):
        token = uploads.token(analyst, city.platform, draft, name)
        uploads.read(analyst, city.platform, uploads.store_stream(analyst, city.platform, token, "출동.csv", [CSV.encode()]))
    drafts.save(analyst, city.platform, draft, {"mapping.dispatch.at": {"how": "column", "columns": ["신고일시"]}}, seen=9)
    drafts.save(analyst, city.platform, draft, {"inputs.center": None}, seen=99)
    uploads.settle(analyst, city.platform, draft)
    with city.platform.records.session() as session:
        for state in ("finished", "running"):
            run = Run(
                id=new_id(), organisation_id=city.fire, person_id=analyst.id, model="golden_hour", model_version="1", model_hash="h",
                state=state, settings={"limit_min": 7},
            )  # fmt: skip
            session.add(run)
            session.flush()
            folder = city.platform.lake.run_folder(run.id) / "tables"
            folder.mkdir(parents=True)
            (folder / "by_center.parquet").write_bytes(state.encode())
    return city


def counts(platform: Platform) -> dict[str, int]:
    with platform.records.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in backup.LEFT_OUT
        }


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str | None]]:
    """An empty home elsewhere, its records on SQLite or on a PostgreSQL of its own."""
    if request.param == "sqlite":
        yield tmp_path / "elsewhere", None
        return
    from uuid import uuid4

    from sqlalchemy import create_engine

    server: str = request.getfixturevalue("postgres_server")
    name = f"r{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield tmp_path / "elsewhere", server.rsplit("/", 1)[0] + f"/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def test_everything_comes_back_on_either_database(lived: City, tmp_path: Path, target) -> None:
    before = counts(lived.platform)
    made = backup.make(lived.platform, tmp_path / "b.zip")
    assert (made.rows, made.gone) == (sum(before.values()), ())
    home, url = target
    report = restore.restore(tmp_path / "b.zip", home, url)
    assert (report.rows, report.runs_ended, report.set_aside) == (made.rows, 1, None)

    platform = open_platform(home, url)
    after = counts(platform)
    # One row for the run that was ended, one for the restoring itself.
    assert after == {**before, "ledger": before["ledger"] + 2}
    with platform.records.reading() as session:
        version = session.scalars(select(DatasetVersion)).one()
        states = sorted(session.scalars(select(Run.state)))
        assert session.scalars(select(Run.settings)).first() == {"limit_min": 7}
    assert pl.read_parquet(platform.lake.version_file(version.dataset_id, version.id)).columns == ["_line", "신고일시", "_repeats"]
    assert states == ["failed", "finished"]
    assert [path.read_bytes() for path in files_below(platform.lake.runs)] == [b"finished"]
    assert settings.value(platform, "retention_days") == 90
    assert accounts.sign_in(platform, "chief", GOOD, THERE)
    assert {check.code: check.state for check in doctor.examine(platform)}["lake"] == "ok"
    with platform.records.session() as session:
        ledger.record(session, ledger.SIGN_IN)
    with pytest.raises(Exception, match="append-only"), platform.records.session() as session:
        session.execute(text("DELETE FROM ledger"))
    platform.records.close()


def test_a_trail_of_two_keys_comes_back_and_is_verified_by_the_copy_of_the_key_file_kept_apart(
    sqlite_city: City, tmp_path: Path, target: tuple[Path, str | None]
) -> None:
    platform = sqlite_city.platform
    sqlite_city.person("analyst")
    with platform.records.session() as session:
        ledger.record(session, ledger.SIGN_IN, at=platform.now())
    before = stamp_of(platform.home).path.read_text()
    old, new = turning.turn(platform.records, platform.home, platform.today(), platform.now())
    backup.make(platform, tmp_path / "b.zip")
    home, url = target
    kept = home / "secrets" / "ledger.key"
    kept.parent.mkdir(parents=True)
    kept.write_text(stamp_of(platform.home).path.read_text())
    restore.restore(tmp_path / "b.zip", home, url)
    restored = open_platform(home, url)
    assert verify(restored.records, home).breaks == ()
    with restored.records.reading() as session:
        stamps = [(row.event, (row.mac or "")[:8]) for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id))]
    assert stamps[-2:] == [("ledger_key_turned", new), ("restored", new)]
    assert {key for _, key in stamps[:-2]} == {old}
    (tmp_path / "copy.key").write_text(before)
    alone = verify(restored.records, home, Stamp(tmp_path / "copy.key", makes=False))
    assert {one.code for one in alone.breaks} == {"key_unknown", "mark_key_unknown"}
    restored.records.close()


def test_a_backup_is_made_while_others_write(lived: City, tmp_path: Path) -> None:
    analyst = lived.person("analyst")
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            drafts.save(analyst, lived.platform, drafts.start(analyst, lived.platform, "m").id, {"settings.a": 1}, seen=0)
            written += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backup.make(lived.platform, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()
    assert written > 3
    for number in range(3):
        tables = backup.verify(tmp_path / f"{number}.zip").tables
        # One view of one moment: a draft is never there without the row the ledger has of its beginning.
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
            events = [json.loads(line)["event"] for line in archive.read("records/ledger.jsonl").splitlines()]
        assert tables["drafts"] == events.count("draft_started")


def test_a_backup_holds_no_session_and_is_for_its_owner_alone(lived: City, tmp_path: Path) -> None:
    begun = accounts.sign_in(lived.platform, "chief", GOOD, THERE)
    backup.make(lived.platform, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    names = zipfile.ZipFile(tmp_path / "b.zip").namelist()
    assert not [name for name in names if "session" in name or "secrets" in name]
    assert begun.token


def test_an_existing_file_is_not_written_over(lived: City, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(Problem, match=r"backup\.exists"):
        backup.make(lived.platform, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "mine"


def rewritten(path: Path, change) -> Path:
    """The same backup with one part changed, taken away or added."""
    out = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        extra = change(None, b"")
        if extra:
            new.writestr(*extra)
    return out


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content[:-1] + b"x" if name and name.endswith(".parquet") else content,
        lambda name, content: None if name == "records/people.jsonl" else content,
        lambda name, content: content if name else ("lake/runs/../../evil", b"x"),
        lambda name, content: content + b'{"id": "x"}\n' if name == "records/ledger.jsonl" else content,
    ],
)
def test_a_damaged_backup_restores_nothing(sqlite_city: City, tmp_path: Path, change) -> None:
    backup.make(sqlite_city.platform, tmp_path / "b.zip")
    with pytest.raises(Problem, match=r"backup\.damaged"):
        restore.restore(rewritten(tmp_path / "b.zip", change), tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


def test_a_part_that_would_leave_the_home_is_refused_even_when_the_manifest_names_it(sqlite_city: City, tmp_path: Path) -> None:
    backup.make(sqlite_city.platform, tmp_path / "b.zip")

    def forge(name: str | None, content: bytes) -> object:
        if name == "manifest.json":
            said = json.loads(content)
            for part in said["parts"]:
                if part["path"].endswith(".parquet"):
                    part["path"] = "lake/runs/" + "a" * 32 + "/../../../evil"
            return json.dumps(said)
        return ("lake/runs/" + "a" * 32 + "/../../../evil", b"x") if name is None else (None if name.endswith(".parquet") else content)

    with pytest.raises(Problem, match=r"backup\.damaged"):
        restore.restore(rewritten(tmp_path / "b.zip", forge), tmp_path / "elsewhere")
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_what_is_no_backup_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(Problem, match=r"backup\.unreadable"):
        restore.restore(tmp_path / "b.zip", tmp_path / "elsewhere")


@pytest.fixture
def sqlite_city(home: Path) -> Iterator[City]:
    from tests.app.services.conftest import make_city

    made = make_city(home, sqlite_url(home / "records.db"))
    analyst = made.person("analyst", made.fire, "hong")
    draft = drafts.start(analyst, made.platform, "golden_hour").id
    token = uploads.token(analyst, made.platform, draft, "dispatch")
    uploads.read(analyst, made.platform, uploads.store_stream(analyst, made.platform, token, "출동.csv", [CSV.encode()]))
    drafts.save(analyst, made.platform, draft, {"mapping.dispatch.at": {"how": "column", "columns": ["신고일시"]}}, seen=9)
    uploads.settle(analyst, made.platform, draft)
    yield made
    made.platform.records.close()


def test_a_home_with_content_is_kept_unless_forced_and_then_set_aside(sqlite_city: City, tmp_path: Path) -> None:
    backup.make(sqlite_city.platform, tmp_path / "b.zip")
    home = sqlite_city.platform.home
    later = sqlite_city.person("analyst", sqlite_city.fire, "later")
    with pytest.raises(Problem, match=r"restore\.not_empty"):
        restore.restore(tmp_path / "b.zip", home)
    report = restore.restore(tmp_path / "b.zip", home, force=True)
    assert report.set_aside is not None
    assert (report.set_aside / "records.db").exists()
    platform = open_platform(home)
    with platform.records.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.event == "restored")) == 1
        from app.identity.person import load

        assert load(session, later.id) is None
    platform.records.close()


def test_a_platform_that_runs_is_not_restored_over(sqlite_city: City, tmp_path: Path) -> None:
    from data_catalog.records.tables import utc_now

    backup.make(sqlite_city.platform, tmp_path / "b.zip")
    with sqlite_city.platform.records.session() as session:
        session.add(Worker(id="w1", lease_until_utc=utc_now() + timedelta(seconds=30)))
    with pytest.raises(Problem, match=r"restore\.running"):
        restore.restore(tmp_path / "b.zip", sqlite_city.platform.home, force=True)


def test_a_dataset_destroyed_before_the_backup_is_not_in_it(sqlite_city: City, tmp_path: Path) -> None:
    with sqlite_city.platform.records.reading() as session:
        from data_catalog.records.tables import PersonRow

        person_id = session.scalars(select(PersonRow.id).where(PersonRow.login == "hong")).one()
        from app.identity.person import load

        owner = load(session, person_id)
    assert isinstance(owner, Person)
    datasets.destroy(owner, sqlite_city.platform, datasets.listed(owner, sqlite_city.platform)[0].id)
    made = backup.make(sqlite_city.platform, tmp_path / "b.zip")
    assert made.files == 0
