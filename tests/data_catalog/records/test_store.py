"""The records open, upgrade, write and read alike on SQLite and PostgreSQL."""

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from connectors.problem import Problem
from data_catalog.records.store import Records, head, open_records, revision
from data_catalog.records.tables import Base, LedgerRow, Organisation, SettingRow, new_id


def body(name: str = "한빛시") -> Organisation:
    return Organisation(id=new_id(), kind="city", name_ko=name, name_en="Hanbit", valid_from=date(2024, 1, 1))


def test_migrations_lead_to_exactly_the_tables_of_the_program(records: Records) -> None:
    with records.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert revision(records.engine) == head()


def test_opening_twice_and_at_once_does_no_harm(records_url: str) -> None:
    faults: list[BaseException] = []

    def open_it() -> None:
        try:
            open_records(records_url).close()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_failed_session_leaves_nothing(records: Records) -> None:
    def fail() -> None:
        with records.session() as session:
            session.add(body())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with records.reading() as session:
        assert session.scalars(select(Organisation)).all() == []


def test_moments_come_back_in_utc_whatever_zone_they_were_in(records: Records) -> None:
    seoul = timezone(timedelta(hours=9))
    with records.session() as session:
        session.add(SettingRow(key="k", value=1, changed_at_utc=datetime(2024, 5, 1, 8, 0, tzinfo=seoul)))
    with records.reading() as session:
        row = session.get(SettingRow, "k")
        assert row is not None
        assert row.changed_at_utc == datetime(2024, 4, 30, 23, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused(records: Records) -> None:
    with pytest.raises(StatementError, match="time zone"), records.session() as session:
        session.add(SettingRow(key="k", value=1, changed_at_utc=datetime(2024, 5, 1)))


def test_json_holds_what_postgresql_alone_would_refuse(records: Records) -> None:
    with records.session() as session:
        session.add(SettingRow(key="k", value={"이름\x00": ["a\x00b", float("nan"), 1.5, True, None]}))
        session.add(SettingRow(key="nothing", value=None))
    with records.reading() as session:
        assert session.scalar(select(SettingRow.value).where(SettingRow.key == "k")) == {"이름": ["ab", None, 1.5, True, None]}
        assert session.scalar(text("SELECT count(*) FROM settings WHERE value IS NULL")) == 1


@pytest.mark.parametrize("statement", ["UPDATE ledger SET event = 'x'", "DELETE FROM ledger"])
def test_the_ledger_refuses_change_and_removal(records: Records, statement: str) -> None:
    with records.session() as session:
        session.add(LedgerRow(day=date(2024, 1, 1), event="sign_in", facts={}))
    with pytest.raises(DBAPIError, match="append-only"), records.session() as session:
        session.execute(text(statement))
    with records.reading() as session:
        assert session.scalars(select(LedgerRow.event)).all() == ["sign_in"]


_ROW = "INTO ledger (id, at_utc, day, event, facts) VALUES ({id}, '2024-01-01 00:00:00', '2024-01-01', 'download', '{{}}')"
_SEAL = (
    "INTO ledger_seals (number, day, last_id, rows, total, ids, prints, chain, before, made_at_utc, mac) "
    "VALUES ({id}, '2024-01-01', 1, 1, 1, '1-1', '', '', '', '2024-01-01 00:00:00', 'x')"
)
_ANOTHER = {
    "sqlite": ("INSERT OR REPLACE {0}", "REPLACE {0}", "INSERT {0} ON CONFLICT DO UPDATE SET day = '2024-02-02'", "INSERT {0}"),
    "postgresql": ("INSERT {0} ON CONFLICT ({1}) DO UPDATE SET day = '2024-02-02'", "INSERT {0}"),
}


@pytest.mark.parametrize(("table", "row", "key"), [("ledger", _ROW, "id"), ("ledger_seals", _SEAL, "number")])
def test_no_row_of_the_ledger_and_no_seal_is_put_in_anothers_place(records: Records, table: str, row: str, key: str) -> None:
    with records.session() as session:
        session.connection().exec_driver_sql(f"INSERT {row.format(id=1)}")
    for statement in (*_ANOTHER[records.kind], f"UPDATE {table} SET day = '2024-02-02'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match=r"append-only|duplicate key"), records.session() as session:
            session.connection().exec_driver_sql(statement.format(row.format(id=1), key))
    with records.reading() as session:
        assert session.scalars(text(f"SELECT CAST(day AS VARCHAR(10)) FROM {table}")).all() == ["2024-01-01"]


@pytest.mark.parametrize("place", [-1, 0])
def test_no_row_stands_where_sqlite_would_shut_the_ledger_for_good(sqlite_records: Records, place: int) -> None:
    with pytest.raises(DBAPIError, match="append-only"), sqlite_records.session() as session:
        session.connection().exec_driver_sql(f"INSERT {_ROW.format(id=place)}")
    with sqlite_records.session() as session:
        session.add(LedgerRow(day=date(2024, 1, 1), event="sign_in", facts={}))


def test_postgresql_refuses_to_empty_the_ledger(postgres_records: Records) -> None:
    with pytest.raises(DBAPIError, match="append-only"), postgres_records.session() as session:
        session.execute(text("TRUNCATE ledger"))


def test_a_foreign_key_holds_on_both(records: Records) -> None:
    orphan = body()
    orphan.parent_id = new_id()
    with pytest.raises(DBAPIError), records.session() as session:
        session.add(orphan)


def test_readers_do_not_wait_for_a_writer(records: Records) -> None:
    with records.session() as writing:
        writing.add(body("쓰는 중"))
        writing.flush()
        with records.reading() as session:
            assert session.scalars(select(Organisation)).all() == []


def test_a_reading_session_cannot_be_used_to_write(records: Records) -> None:
    with pytest.raises(RuntimeError), records.reading() as session:
        session.add(body())


def test_forty_writers_at_once_all_land(records: Records) -> None:
    def write(number: int) -> None:
        with records.session() as session:
            session.add(SettingRow(key=f"k{number}", value=number))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with records.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM settings")) == 40


def test_records_of_a_newer_program_are_left_alone(records_url: str) -> None:
    records = open_records(records_url)
    with records.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    records.close()
    with pytest.raises(Problem) as raised:
        open_records(records_url)
    assert raised.value.code == "records.newer"


@pytest.mark.parametrize("url", ["", "not a url", "mysql://a:secret@b/c"])
def test_an_address_that_is_none_is_a_problem_that_does_not_show_it(url: str) -> None:
    with pytest.raises(Problem) as raised:
        open_records(url)
    assert raised.value.code == "records.address_unreadable"
    assert "secret" not in str(raised.value)


def test_a_server_that_is_down_is_a_problem() -> None:
    with pytest.raises(Problem) as raised:
        open_records("postgresql://nobody:secret@127.0.0.1:1/none")
    assert raised.value.code == "records.unreachable"
    assert "secret" not in str(raised.value)


def test_a_failing_statement_does_not_tell_what_people_wrote(records: Records) -> None:
    with records.session() as session:
        session.add(SettingRow(key="홍길동", value=1))
    with pytest.raises(DBAPIError) as raised, records.session() as session:
        session.add(SettingRow(key="홍길동", value="비밀"))
    assert "비밀" not in str(raised.value)
