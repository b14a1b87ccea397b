"""The page of the audit trail: whole or not in a sentence, who did what in plain words, and looking is itself on record."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.identity.person import Person
from app.services import audit
from app.texts import text as words
from data_catalog import ledger
from data_catalog.records.tables import LedgerRow
from data_catalog.trail import keeping
from tests.app.screens.conftest import Desk, shown

auditor = pytest.mark.parametrize("desk", ["auditor"], indirect=True)


def events(desk: Desk, event: str) -> list[dict[str, object]]:
    with desk.platform.records.reading() as session:
        return list(session.scalars(select(LedgerRow.facts).where(LedgerRow.event == event).order_by(LedgerRow.id)))


def many(desk: Desk, rows: int, person: Person | None = None) -> None:
    with desk.platform.records.session() as session:
        for _ in range(rows):
            ledger.record(session, ledger.DOWNLOAD, person_id=(person or desk.person).id, organisation_id=desk.person.organisation_id)


@auditor
def test_the_page_says_who_did_what_and_that_it_was_looked_at(desk: Desk) -> None:
    page = desk.open("audit.py")
    assert not page.exception
    told = shown(page)
    assert "로그인" in told
    assert desk.person.name in told
    assert "아직 봉인한 날이 없습니다" in told
    assert len(events(desk, ledger.AUDIT_VIEWED)) == 1
    page.run()
    assert len(events(desk, ledger.AUDIT_VIEWED)) == 1, "drawn again, it is not looked at again"


@auditor
def test_a_check_is_asked_for_and_its_answer_stands_in_the_sentence(desk: Desk) -> None:
    keeping.tend(desk.platform.records, desk.platform.home, desk.platform.today(), desk.platform.now())
    page = desk.open("audit.py")
    page.button(key="audit.check").click().run()
    assert "점검하고 있습니다" in shown(page)
    assert len(events(desk, ledger.AUDIT_CHECKED)) == 1
    assert audit.make_checks(desk.platform) == 1
    assert "온전합니다" in shown(page.run())
    with desk.platform.records.session() as session:
        session.execute(text("INSERT INTO ledger (at_utc, day, event, facts) VALUES ('2026-01-01', '2026-01-01', 'download', '{}')"))
    page.button(key="audit.check").click().run()
    audit.make_checks(desk.platform)
    told = shown(page.run())
    assert "어긋난 곳이 1군데 있습니다" in told
    assert "이 플랫폼이 쓴 것이 아닙니다" in told


@auditor
def test_it_is_turned_page_by_page_and_every_page_is_on_record(desk: Desk) -> None:
    many(desk, 120)
    page = desk.open("audit.py")
    assert "122건" in shown(page)
    page.button(key="audit.older").click().run()
    page.button(key="audit.older").click().run()
    assert page.button(key="audit.older").disabled
    page.button(key="audit.newer").click().run()
    assert not page.button(key="audit.newer").disabled
    assert len(events(desk, ledger.AUDIT_VIEWED)) == 4


@auditor
def test_it_is_searched_by_deed_and_by_person(desk: Desk) -> None:
    many(desk, 3)
    page = desk.open("audit.py")
    page.selectbox(key="audit.event").set_value("download")
    page.button(key="FormSubmitter:audit.form-찾기").click().run()
    assert "3건" in shown(page)
    page.text_input(key="audit.person").set_value("아무도 아닌 사람")
    page.button(key="FormSubmitter:audit.form-찾기").click().run()
    assert words("audit.none", "ko") in shown(page)
    assert events(desk, ledger.AUDIT_VIEWED)[-1]["event"] == "download"


@pytest.mark.parametrize("desk", ["analyst", "supervisor"], indirect=True)
def test_the_page_is_for_auditors_and_administrators_alone(desk: Desk) -> None:
    with pytest.raises(ValueError, match="navigation"):
        desk.open("audit.py")
    assert events(desk, ledger.AUDIT_VIEWED) == []


@pytest.mark.parametrize("desk", ["auditor"], indirect=True)
def test_an_empty_day_is_told_and_is_not_taken_for_today(desk: Desk) -> None:
    page = desk.open("audit.py")
    page.date_input(key="audit.first").set_value(None)
    assert words("problem.day.missing", "ko") in shown(page.button(key="FormSubmitter:audit.form-찾기").click().run())
