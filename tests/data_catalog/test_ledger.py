"""The ledger: fixed names, worded meanings, the platform's own day, no row without its deed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app import texts
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.store import Records
from data_catalog.records.tables import LedgerRow

# Counts of years rest on these names. Adding one is fine; changing or losing one is not.
LANDED = """sign_in sign_in_failed sign_in_locked sign_out password_changed password_reset person_added person_disabled
person_enabled person_unlocked role_changed people_imported organisation_added organisation_renamed organisation_ended
demo_ended draft_started draft_discarded upload upload_held upload_released upload_removed mapping_confirmed checks_seen
run_queued run_started run_finished run_failed run_cancelled result_viewed report_made table_copied picture_saved download
dataset_added dataset_destroyed retention_changed usage_viewed usage_exported setting_changed backup_made restored"""


def test_no_event_name_that_ever_landed_is_lost() -> None:
    assert set(LANDED.split()) <= set(ledger.EVENTS)


@pytest.mark.parametrize("event", ledger.EVENTS)
def test_every_event_has_its_meaning_in_both_languages(event: str) -> None:
    assert all(texts.text(f"ledger.{event}", lang) for lang in texts.LANGUAGES)


def test_an_event_that_is_none_is_refused(records: Records) -> None:
    with pytest.raises(ValueError, match="no event"), records.session() as session:
        ledger.record(session, "run_finnished")


def test_the_day_is_the_platforms_not_that_of_greenwich(records: Records) -> None:
    with records.session() as session:
        ledger.record(session, ledger.SIGN_IN, at=datetime(2024, 4, 30, 15, 0, tzinfo=UTC))
        settings.change(session, "time_zone", "UTC", by=None, at=datetime(2024, 5, 1, tzinfo=UTC))
        session.flush()
        ledger.record(session, ledger.SIGN_IN, at=datetime(2024, 4, 30, 15, 0, tzinfo=UTC))
    with records.reading() as session:
        days = session.scalars(select(LedgerRow.day).order_by(LedgerRow.id)).all()
    assert days == [date(2024, 5, 1), date(2024, 4, 30)]


def test_a_deed_that_fails_leaves_no_row(records: Records) -> None:
    def fail() -> None:
        with records.session() as session:
            ledger.record(session, ledger.UPLOAD)
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with records.reading() as session:
        assert session.scalars(select(LedgerRow)).all() == []


@pytest.mark.parametrize(
    ("key", "wanted", "allowed"),
    [
        ("session_idle_min", 45, True), ("session_idle_min", 4, False), ("session_idle_min", "45", False),
        ("session_idle_min", True, False), ("time_zone", "Asia/Seoul", True), ("time_zone", "Mars/Base", False),
        ("default_language", "en", True), ("default_language", "fr", False),
    ],
)  # fmt: skip
def test_a_setting_takes_only_what_it_may_be(sqlite_records: Records, key: str, wanted: object, allowed: bool) -> None:
    from connectors.problem import Problem

    def change() -> None:
        with sqlite_records.session() as session:
            settings.change(session, key, wanted, by=None, at=datetime(2024, 5, 1, tzinfo=UTC))

    if allowed:
        change()
        with sqlite_records.reading() as session:
            assert settings.value(session, key) == wanted
    else:
        with pytest.raises(Problem, match=r"setting\.not_allowed"):
            change()


@pytest.mark.parametrize("key", settings.SETTINGS)
def test_every_setting_is_worded(key: str) -> None:
    assert all(texts.text(f"setting.{key}", lang) for lang in texts.LANGUAGES)
