"""The records as they first landed still open, on both databases, for ever."""

import sqlite3
from datetime import date, datetime
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON, Connection, MetaData, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from connectors.databases import records_engine, sqlite_url
from data_catalog import ledger
from data_catalog.records.store import Records, head, open_records, revision, upgrade
from data_catalog.records.tables import (
    Base,
    DatasetVersion,
    HelpBooking,
    HelpEntry,
    LedgerRow,
    Membership,
    PersonRow,
    RememberedMapping,
    Run,
)

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "records"
FIRST_TABLES = {
    "dataset_versions", "datasets", "draft_fields", "drafts", "ledger", "memberships", "messages", "organisations", "people",
    "remembered_mappings", "run_inputs", "runs", "sessions", "settings", "sign_in_guards", "step_timings", "upload_tokens",
    "uploads", "workers",
}  # fmt: skip
AN_ID = "0123456789abcdef" * 2


@pytest.fixture(params=["sqlite", "postgresql"])
def landed(request: pytest.FixtureRequest, home: Path) -> str:
    """The URL of records exactly as they first landed."""
    dump = (FIXTURES / f"first.{request.param}.sql").read_text(encoding="utf-8")
    if request.param == "sqlite":
        with sqlite3.connect(home / "records.db") as connection:
            connection.executescript(dump)
        return sqlite_url(home / "records.db")
    url: str = request.getfixturevalue("postgres_url")
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
        connection.execute(dump)
    return url


@pytest.fixture
def opened(landed: str) -> Records:
    return open_records(landed)


def test_it_is_brought_to_the_newest_form_with_every_row(opened: Records) -> None:
    assert revision(opened.engine) == head()
    with opened.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
        for name in FIRST_TABLES & set(Base.metadata.tables):
            assert connection.scalar(select(func.count()).select_from(Base.metadata.tables[name])) == 1, name
    opened.close()


def test_its_rows_say_what_they_said(opened: Records) -> None:
    with opened.reading() as session:
        version = session.scalars(select(DatasetVersion)).one()
        assert version.columns == ["신고일시", "센터"]
        run = session.scalars(select(Run)).one()
        assert run.settings == {"이름": "노학센터", "list": [1, 2.5, None, True], "quote": 'it\'s "so"'}
        assert run.queued_at_utc.isoformat() == "2024-05-15T03:04:05.678901+00:00"
        assert session.scalars(select(RememberedMapping)).one().times_used == 1
        assert session.scalars(select(Membership)).one().role == "analyst"
        person = session.get(PersonRow, AN_ID)
        assert person is not None
        assert person.disabled is True
    opened.close()


def test_its_ledger_is_still_append_only_and_goes_on(opened: Records) -> None:
    for statement in ("UPDATE ledger SET event = 'x'", "DELETE FROM ledger"):
        with pytest.raises(DBAPIError, match="append-only"), opened.session() as session:
            session.execute(text(statement))
    with opened.session() as session:
        ledger.record(session, ledger.SIGN_IN)
    with opened.reading() as session:
        assert session.scalars(select(LedgerRow.id).order_by(LedgerRow.id)).all() == [1, 2]
    opened.close()


def test_rows_written_before_the_ledger_had_columns_for_counts_are_counted(records_url: str) -> None:
    engine = records_engine(records_url)
    upgrade(engine, "0002")
    said = '{"model": "golden_hour", "kind": "real", "cache_key": "abc"}'
    statement = f"INSERT INTO ledger (at_utc, day, event, facts) VALUES ('2024-05-15', '2024-05-15', 'run_finished', '{said}')"
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    upgrade(engine)
    with Records(engine).reading() as session:
        row = session.scalars(select(LedgerRow)).one()
    assert (row.model, row.kind, row.cache_key) == ("golden_hour", "real", "abc")
    engine.dispose()


def test_what_the_help_desk_kept_before_it_had_a_calendar_stands_and_no_digit_of_a_hidden_number(records_url: str) -> None:
    engine = records_engine(records_url)
    upgrade(engine, "0021")
    rows = {
        "organisations": {"kind": "city", "name_ko": "한빛시", "name_en": "Hanbit"},
        "people": {"login": "a", "name": "가", "organisation_id": AN_ID},
        "help_tickets": {"organisation_id": AN_ID, "person_id": AN_ID, "language": "ko", "page": "home"},
        "help_entries": {"id": 1, "ticket_id": AN_ID, "person_id": AN_ID, "kind": "question"},
        "help_bookings": {"kind": "consult", "organisation_id": AN_ID, "person_id": AN_ID, "wished": ["2024-05-15"]},
    }
    said = "119에 010-****-5678, 02)***-4567 *** 2024"
    with engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name, row in rows.items():
            _put(connection, tables.tables[name], {"id": AN_ID, "said": said, "topic": said} | row)
    upgrade(engine)
    with Records(engine).reading() as session:
        booking, entry = session.scalars(select(HelpBooking)).one(), session.scalars(select(HelpEntry)).one()
        assert (booking.person_id, booking.wished, booking.agreed_at, booking.place) == (AN_ID, ["2024-05-15"], None, "")
        assert booking.topic == entry.said == "119에 ***-****-****, **)***-**** *** 2024"
    engine.dispose()


def _put(connection: Connection, table: Table, row: dict[str, object]) -> None:
    """A row with something in every column that must have it."""
    empty = {bool: False, int: 1, str: "", date: date(2024, 5, 15), datetime: datetime(2024, 5, 15)}
    known = {column.name: row[column.name] for column in table.columns if column.name in row}
    for column in table.columns:
        if column.name not in known and not column.nullable:
            known[column.name] = {} if isinstance(column.type, JSON) else empty[column.type.python_type]
    connection.execute(table.insert().values(known))
