"""What cannot be put on record does not happen, and is told in plain words: on a database that really has no room left."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event, func, select

from app.identity.demo import Caller
from app.services import settings
from app.services.people import accounts
from app.services.platform import Platform, open_platform
from app.services.usage import table as usage
from app.texts import LANGUAGES, problem_text
from connectors.problem import Problem
from data_catalog.records.store import Records
from data_catalog.records.tables import LedgerRow, SessionRow, SettingRow
from tests.app.services.conftest import City

HERE = Caller("127.0.0.1", "127.0.0.1", False)
GOOD = "맑은 하늘 파란 바다"


@pytest.fixture
def small(home: Any) -> Iterator[Platform]:
    """A platform on SQLite whose database may grow by eight pages (32 KB) and no more."""
    platform = open_platform(home)
    engine = platform.records.engine
    with engine.connect() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)
    engine.dispose()

    @event.listens_for(engine, "connect")
    def bound(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 8}")

    yield platform
    platform.records.close()


def until_full(act: Callable[[int], object]) -> tuple[int, Problem]:
    """Acts until there is no room: how often it went well, and what was said then."""
    for number in itertools.count():
        assert number < 2_000, "it never filled up"
        try:
            act(number)
        except Problem as problem:
            return number, problem
    raise AssertionError


def count(records: Records, table: type, *conditions: Any) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def test_a_setting_is_not_changed_when_the_change_cannot_be_recorded(small: Platform) -> None:
    chief = accounts.create_first_admin(small, "chief", "김관리", GOOD, "속초시", "Sokcho")
    done, problem = until_full(lambda number: settings.change(chief, small, "retention_days", number + 1))
    assert problem.code == "records.cannot_write"
    assert count(small.records, LedgerRow, LedgerRow.event == "setting_changed") == done
    with small.records.reading() as session:
        assert session.get_one(SettingRow, "retention_days").value == done
    for lang in LANGUAGES:
        assert problem_text(problem, lang)


def test_nobody_is_signed_in_unrecorded_and_no_file_is_handed_out(small: Platform) -> None:
    demo = accounts.demo_people(small, HERE)
    auditor = next(one for one in demo if one.role == "auditor")
    signed, problem = until_full(lambda _: accounts.sign_in_demo(small, auditor.id, HERE))
    assert problem.code == "records.cannot_write"
    assert count(small.records, SessionRow) == count(small.records, LedgerRow, LedgerRow.event == "sign_in") == signed


def test_a_table_is_not_given_away_unrecorded(small: Platform) -> None:
    chief = accounts.create_first_admin(small, "chief", "김관리", GOOD, "속초시", "Sokcho")
    table = usage.table(chief, small, small.today(), small.today())
    given, problem = until_full(lambda _: usage.to_csv(chief, small, table, "ko", {}))
    assert problem.code == "records.cannot_write"
    assert count(small.records, LedgerRow, LedgerRow.event == "usage_exported") == given


def test_other_faults_of_the_database_are_no_full_disk(city: City) -> None:
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError), city.platform.records.session() as session:
        session.add(LedgerRow(id=1, at_utc=city.clock(), day=None, event="x", facts={}))


def test_a_postgresql_that_may_not_be_written_says_the_same(postgres_records: Records) -> None:
    with postgres_records.engine.begin() as connection:
        connection.exec_driver_sql(
            "ALTER DATABASE " + str(postgres_records.engine.url.database) + " SET default_transaction_read_only = on"
        )
    postgres_records.engine.dispose()
    with pytest.raises(Problem) as raised, postgres_records.session() as session:
        session.add(SettingRow(key="k", value=1))
    assert raised.value.code == "records.cannot_write"
