"""The ledger searched and taken along: only one's own tree, everything in words, nothing a spreadsheet would reckon."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from app import texts
from app.identity.person import Person
from app.services import audit
from app.services.audit import Wanted
from app.services.audit.looking import SUBJECTS
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import LedgerCheck, LedgerRow, Message, PersonRow
from tests.app.services.conftest import City

ROOT = Path(__file__).resolve().parents[3]
ALL = Wanted(date(2024, 1, 1), date(2030, 1, 1))


@pytest.fixture
def auditor(city: City) -> Person:
    return city.person("auditor", city.root, "audit")


def act(city: City, event: str, person: Person | None, **said: object) -> None:
    with city.platform.records.session() as session:
        own = {"person_id": person.id, "organisation_id": person.organisation_id} if person else {}
        ledger.record(session, event, at=city.clock(), **own, **said)  # type: ignore[arg-type]


def found(city: City, person: Person, wanted: Wanted = ALL) -> list[str]:
    return [entry.event for entry in audit.listed(person, city.platform, wanted, note=False).entries]


def test_the_whole_is_read_from_the_top_and_a_tree_by_its_own_auditor(city: City, auditor: Person) -> None:
    act(city, ledger.SIGN_IN, city.person("analyst", city.fire))
    act(city, ledger.DOWNLOAD, city.person("analyst", city.tax))
    act(city, ledger.BACKUP_MADE, None)
    assert found(city, auditor) == ["backup_made", "download", "sign_in"]
    assert found(city, city.person("auditor", city.fire)) == ["sign_in"]
    for role in ("analyst", "supervisor", "steward"):
        with pytest.raises(Problem) as raised:
            found(city, city.person(role, city.root))
        assert raised.value.code == "rights.role_needed"


def test_looking_is_on_record_before_anything_is_seen(city: City, auditor: Person) -> None:
    page = audit.listed(auditor, city.platform, ALL)
    assert [(entry.event, entry.person_id) for entry in page.entries] == [("audit_viewed", auditor.id)]


def test_it_is_searched_by_days_person_deed_and_what_it_was_done_to(city: City, auditor: Person) -> None:
    hong = city.person("analyst", city.fire, "hong")
    act(city, ledger.RUN_QUEUED, hong, subject=("run", "a" * 32))
    city.clock.move(days=2)
    act(city, ledger.RESULT_VIEWED, hong, subject=("run", "a" * 32))
    act(city, ledger.SIGN_IN, auditor)
    today = city.platform.today()
    assert found(city, auditor, Wanted(today, today)) == ["sign_in", "result_viewed"]
    assert found(city, auditor, Wanted(ALL.first, ALL.last, person="HON")) == ["result_viewed", "run_queued"]
    assert found(city, auditor, Wanted(ALL.first, ALL.last, person="hong", event="run_queued")) == ["run_queued"]
    assert found(city, auditor, Wanted(ALL.first, ALL.last, subject="a" * 32)) == ["result_viewed", "run_queued"]
    assert found(city, auditor, Wanted(ALL.first, ALL.last, person="nobody")) == []
    assert found(city, auditor, Wanted(ALL.first, ALL.last, person="%")) == [], "no wildcard"
    with pytest.raises(Problem) as raised:
        found(city, auditor, Wanted(today, today - timedelta(days=1)))
    assert raised.value.code == "trail.period"


def test_pages_follow_each_other_and_lose_no_row(city: City, auditor: Person) -> None:
    for number in range(130):
        act(city, ledger.DOWNLOAD, auditor, facts={"rows": number})
        city.clock.move(minutes=40)
    after, seen = None, []
    while True:
        page = audit.listed(auditor, city.platform, ALL, after, note=False)
        seen += [entry.facts["rows"] for entry in page.entries]
        assert page.count == 130
        if (after := page.after) is None:
            break
    assert sorted(seen) == list(range(130))


def test_every_event_is_a_sentence_without_codes(city: City, auditor: Person) -> None:
    facts = {"rows": 1200, "roles": ["admin"], "why": "date", "how": "password", "format": "pdf", "strange": "code_of_ours", "kind": "real"}
    for event in ledger.EVENTS:
        act(city, event, auditor, subject=("run", "b" * 32), facts=facts)
        city.clock.move(minutes=1)
        page = audit.listed(auditor, city.platform, ALL, note=False)
        for lang in texts.LANGUAGES:
            said = audit.Teller(lang).said(page.entries[0], page.names)
            assert said.done == texts.text(f"ledger.{event}", lang)
            assert "1,200" in said.more, (event, lang)
            assert texts.text("role.admin", lang) in said.more, (event, lang)
            assert "code_of_ours" not in said.more, (event, lang)


def test_a_name_that_is_gone_is_told_as_gone(city: City, auditor: Person) -> None:
    hong = city.person("analyst", city.fire, "hong")
    act(city, ledger.PERSON_DISABLED, auditor, subject=("person", hong.id))
    act(city, ledger.DATASET_DESTROYED, auditor, subject=("dataset", "c" * 32))
    with city.platform.records.session() as session:
        row = session.get_one(PersonRow, hong.id)
        row.name = "홍길동"
    page = audit.listed(auditor, city.platform, ALL, note=False)
    destroyed, disabled = (audit.Teller("en").said(entry, page.names).what for entry in page.entries)
    assert disabled == "홍길동 (hong)"
    assert destroyed == "data cccccccc"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_along_is_text_and_on_record(city: City, auditor: Person, kind: str) -> None:
    with city.platform.records.session() as session:
        session.get_one(PersonRow, auditor.id).name = '=HYPERLINK("http://x")'
    act(city, ledger.DOWNLOAD, auditor, facts={"file": "+1+1", "rows": 3})
    data = audit.taken(auditor, city.platform, ALL, kind, "ko")
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert rows[0][:2] == ["때", "누가"]
        assert not any(cell[:1] in "=+@" for row in rows for cell in row if cell)
    else:
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 3
    assert rows[1][3] == texts.text("ledger.audit_exported", "ko"), "itself in it, for it came first"
    with city.platform.records.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.event == "audit_exported")) == 1


def test_a_broken_trail_is_told_to_those_at_the_top_once_a_day(city: City, auditor: Person) -> None:
    act(city, ledger.SIGN_IN, None)
    with city.platform.records.session() as session:
        session.add(LedgerRow(at_utc=city.clock(), day=city.platform.today(), event="download", facts={}))
    with pytest.raises(Problem) as raised:
        audit.ask(city.person("auditor", city.fire), city.platform)
    assert raised.value.code == "rights.top_needed"
    for _ in range(2):
        audit.ask(auditor, city.platform)
        audit.ask(auditor, city.platform)
        assert audit.make_checks(city.platform) == 1
    with city.platform.records.reading() as session:
        assert session.scalars(select(Message.person_id).where(Message.key == "inbox.trail_broken")).all() == [auditor.id]
        assert session.scalar(select(func.count()).select_from(LedgerCheck)) == 2
    state = audit.state(auditor, city.platform)
    assert state.verdict is not None
    assert [one.code for one in state.verdict.breaks] == ["row_unstamped"]


def test_every_kind_of_subject_is_one_that_is_searched() -> None:
    told = {
        kind
        for folder in ("app", "data_catalog")
        for path in (ROOT / folder).rglob("*.py")
        for kind in re.findall(r'subject=\(\s*"([a-z]+)"', path.read_text(encoding="utf-8"))
    }
    assert "run" in told
    assert told <= set(SUBJECTS)
