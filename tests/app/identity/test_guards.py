"""Guessing is slowed down: by login whether it exists or not, by address without shutting an office out."""

from datetime import UTC, datetime, timedelta

import pytest

from app.identity import guards
from connectors.problem import Problem
from data_catalog.records.store import Records

START = datetime(2024, 5, 15, tzinfo=UTC)


def attempt(records: Records, rule: guards.Rule, at: datetime, key: str = "k") -> bool:
    with records.session() as session:
        return guards.attempt(session, key, rule, at)


def wait_min(records: Records, rule: guards.Rule, at: datetime) -> int:
    with pytest.raises(Problem) as raised:
        attempt(records, rule, at)
    assert raised.value.code == "sign_in.locked"
    minutes: int = raised.value.facts["minutes"]
    return minutes


def test_each_lock_is_longer_than_the_last_up_to_an_hour(records: Records) -> None:
    at, waits = START, []
    for _ in range(6):
        assert [attempt(records, guards.LOGIN, at) for _ in range(5)] == [False] * 4 + [True]
        waits.append(wait_min(records, guards.LOGIN, at))
        at += timedelta(minutes=waits[-1])
    assert waits == [5, 10, 20, 40, 60, 60]


def test_a_day_without_a_failure_forgets_everything(records: Records) -> None:
    for _ in range(5):
        attempt(records, guards.LOGIN, START)
    later = START + timedelta(hours=24, seconds=1)
    for _ in range(5):
        attempt(records, guards.LOGIN, later)
    assert wait_min(records, guards.LOGIN, later) == 5


def test_an_office_that_mistypes_all_morning_is_never_shut_out(records: Records) -> None:
    for number in range(300):
        attempt(records, guards.ADDRESS, START + timedelta(minutes=number))


def test_thirty_failures_in_a_minute_make_an_address_wait(records: Records) -> None:
    assert [attempt(records, guards.ADDRESS, START) for _ in range(30)] == [False] * 29 + [True]
    assert wait_min(records, guards.ADDRESS, START) == 1


def test_good_sign_ins_are_taken_back_and_failures_between_them_are_not(records: Records) -> None:
    for number in range(88):
        attempt(records, guards.ADDRESS, START)
        if number % 3:
            with records.session() as session:
                guards.take_back(session, "k", guards.ADDRESS, START)
    assert wait_min(records, guards.ADDRESS, START) == 1


def test_the_attempt_that_locks_is_let_go_when_it_was_good(records: Records) -> None:
    for _ in range(30):
        attempt(records, guards.ADDRESS, START)
    with records.session() as session:
        guards.take_back(session, "k", guards.ADDRESS, START)
    assert attempt(records, guards.ADDRESS, START) is True
    assert wait_min(records, guards.ADDRESS, START) == 1


def test_guards_are_kept_under_hashes_and_apart(records: Records) -> None:
    login, address = guards.key("login", " Kim "), guards.key("address", "Kim")
    assert login == guards.key("login", "kim")
    assert login != address
    assert len(login) == 64
    attempt(records, guards.LOGIN, START, login)
    with records.reading() as session:
        assert guards.wait_min(session, "kim", START) == 0
