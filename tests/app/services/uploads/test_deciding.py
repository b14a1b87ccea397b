"""Personal values wait for a decision; it can be undone until the next step, keeping takes a right and a basis, the ledger tells."""

from __future__ import annotations

import logging

import polars as pl
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.preparing import columns
from app.services.uploads import preview, uploads
from app.services.uploads.uploads import Decision
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import LedgerRow, OrganisationSalt, Upload
from data_catalog.salts import renew, salt_of
from tests.app.services.conftest import City, bytes_anywhere
from tests.app.services.uploads.test_uploads import map_columns, send

NAMES = ("홍길동", "김철수", "이영희", "박민수")
FILE = "신고일시,출동센터,신고자,휴대전화,내용,관리기관전화번호\n" + "".join(
    f"2024-01-0{at + 1} 10:00,노학,{name},010-1234-567{at},\"연락은 hong{at}@korea.kr 또는 010-9876-543{at}로 해 주세요\",033-120-0000\n"
    for at, name in enumerate(NAMES)
)  # fmt: skip
SECRETS = (*NAMES, "010-1234", "hong0@", "hong1@", "9876-543")
BASIS = "개인정보 보호법 제15조 제1항 제3호"


@pytest.fixture
def analyst(city: City) -> Person:
    return city.person("analyst")


@pytest.fixture
def steward(city: City) -> Person:
    return city.person("analyst steward")


def held(city: City, person: Person, text: str = FILE) -> tuple[str, str]:
    """A draft and its upload, read and waiting."""
    draft = drafts.start(person, city.platform, "golden_hour").id
    upload_id = send(city, person, draft, text)
    assert uploads.read(person, city.platform, upload_id).state == "held"
    return draft, upload_id


def told(city: City, event: str) -> list[dict[str, object]]:
    with city.platform.records.reading() as session:
        return [row.facts for row in session.scalars(select(LedgerRow).where(LedgerRow.event == event).order_by(LedgerRow.id))]


def test_each_finding_waits_with_what_is_best_done_with_it(city: City, analyst: Person) -> None:
    _, upload_id = held(city, analyst)
    view = uploads.load(analyst, city.platform, upload_id)
    assert [(item.column, item.kind, item.suggested, item.waits) for item in view.findings] == [
        ("신고자", "person_name", "drop", True),
        ("휴대전화", "phone", "drop", True),
        ("내용", "phone", "mask", True),
        ("내용", "email", "mask", True),
        ("관리기관전화번호", "phone", "keep", False),
    ]
    assert uploads.actions(analyst, view.findings[0]) == ("drop", "mask", "hash")
    assert uploads.actions(analyst, view.findings[4]) == ("keep", "drop", "mask", "hash")


def test_all_suggested_are_applied_in_one_go_and_undone_in_one(city: City, analyst: Person) -> None:
    draft, upload_id = held(city, analyst)
    view = uploads.load(analyst, city.platform, upload_id)
    done = uploads.decide(analyst, city.platform, upload_id, uploads.suggested(view.findings))
    assert (done.state, done.decisions, done.can_undo) == ("read", ("drop", "drop", "mask", "mask", "keep"), True)
    rows = pl.read_parquet(uploads.table(analyst, city.platform, upload_id))
    assert rows["내용"][0] == "연락은 ho***@korea.kr 또는 010-****-5430로 해 주세요"
    assert rows["관리기관전화번호"][0] == "033-120-0000"
    assert "신고자" not in rows.columns

    back = uploads.undo(analyst, city.platform, upload_id)
    assert (back.state, back.decisions, back.findings) == ("held", (), view.findings)
    assert back.read is not None
    assert "신고자" in back.read.columns
    uploads.decide(analyst, city.platform, upload_id, uploads.suggested(view.findings))
    uploads.settle_decisions(analyst, city.platform, draft)
    assert not uploads.load(analyst, city.platform, upload_id).can_undo
    with pytest.raises(Problem, match=r"upload\.decided"):
        uploads.undo(analyst, city.platform, upload_id)
    for secret in SECRETS:
        assert bytes_anywhere(city.platform.home, secret) == []


def test_settling_the_file_ends_what_could_be_undone(city: City, analyst: Person) -> None:
    draft, upload_id = held(city, analyst)
    uploads.decide(analyst, city.platform, upload_id, uploads.suggested(uploads.load(analyst, city.platform, upload_id).findings))
    map_columns(city, analyst, draft, received="신고일시", center="출동센터")
    uploads.settle(analyst, city.platform, draft)
    with pytest.raises(Problem, match=r"upload\.decided"):
        uploads.undo(analyst, city.platform, upload_id)
    for secret in SECRETS:
        assert bytes_anywhere(city.platform.home, secret) == []


def test_a_column_without_a_decision_is_named(city: City, analyst: Person) -> None:
    _, upload_id = held(city, analyst)
    with pytest.raises(Problem) as raised:
        uploads.decide(analyst, city.platform, upload_id, [Decision("신고자", "drop"), Decision("내용", "mask", "phone")])
    assert (raised.value.code, raised.value.facts["columns"]) == ("upload.undecided", ["휴대전화", "내용"])
    with pytest.raises(Problem, match="action_unknown"):
        uploads.decide(analyst, city.platform, upload_id, [Decision(name, "burn") for name in ("신고자", "휴대전화", "내용")])


def test_keeping_takes_the_right_and_a_basis_and_is_told(city: City, analyst: Person, steward: Person) -> None:
    kept = [Decision("신고자", "keep", basis=BASIS), Decision("휴대전화", "drop"), Decision("내용", "drop")]
    _, mine = held(city, analyst)
    with pytest.raises(Problem, match="role_needed"):
        uploads.decide(analyst, city.platform, mine, kept)
    _, theirs = held(city, steward)
    finding = uploads.load(steward, city.platform, theirs).findings[0]
    assert uploads.actions(steward, finding) == ("drop", "mask", "hash", "keep")
    with pytest.raises(Problem, match="basis_missing"):
        uploads.decide(steward, city.platform, theirs, [Decision("신고자", "keep", basis="필요  함"), *kept[1:]])
    uploads.decide(steward, city.platform, theirs, kept)
    assert pl.read_parquet(uploads.table(steward, city.platform, theirs))["신고자"].to_list() == list(NAMES)
    assert told(city, ledger.PERSONAL_KEPT) == [
        {"personal": "person_name", "column": "신고자", "rows": 4, "action": "keep", "basis": BASIS}
    ]  # fmt: skip


def test_the_ledger_tells_kinds_columns_and_counts_and_no_value(city: City, analyst: Person) -> None:
    _, upload_id = held(city, analyst)
    uploads.decide(analyst, city.platform, upload_id, uploads.suggested(uploads.load(analyst, city.platform, upload_id).findings))
    uploads.undo(analyst, city.platform, upload_id)
    (facts,) = told(city, ledger.UPLOAD_RELEASED)
    assert facts["found"][0] == {"personal": "person_name", "column": "신고자", "rows": 4, "action": "drop"}  # type: ignore[index]
    assert told(city, ledger.UPLOAD_HELD) == [{"columns": 4}]
    assert len(told(city, ledger.PERSONAL_UNDONE)) == 1
    with city.platform.records.reading() as session:
        written = str([row.facts for row in session.scalars(select(LedgerRow))])
    assert [secret for secret in SECRETS if secret in written] == []


def test_the_same_value_has_the_same_hash_within_an_organisation_and_nowhere_else(city: City, analyst: Person) -> None:
    def hashes(person: Person, number: str) -> list[str]:
        _, upload_id = held(city, person, f"일시,휴대전화\n2024-01-01,{number}\n2024-01-02,010-9999-8888\n")
        uploads.decide(person, city.platform, upload_id, [Decision("휴대전화", "hash")])
        return pl.read_parquet(uploads.table(person, city.platform, upload_id))["휴대전화"].to_list()

    first, again = hashes(analyst, "010-1234-5678"), hashes(city.person("analyst"), "01012345678")
    other = hashes(city.person("analyst", city.tax), "010-1234-5678")
    assert first == again
    assert not set(first) & set(other)
    assert len(told(city, ledger.SALT_MADE)) == 2
    with city.platform.records.session() as session:
        before = salt_of(session, city.fire, person_id=analyst.id, at=city.platform.now())
        renew(session, city.fire, person_id=analyst.id, at=city.platform.now())
        assert salt_of(session, city.fire, person_id=analyst.id, at=city.platform.now()) != before
        assert len(session.get_one(OrganisationSalt, city.fire).salt) == 64
    assert len(told(city, ledger.SALT_RENEWED)) == 1
    assert hashes(analyst, "010-1234-5678") != first


def test_an_institutions_number_does_not_stop_a_file_and_can_be_dropped_all_the_same(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    upload_id = send(city, analyst, draft, "일시,관리기관전화번호\n2024-01-01,033-120-0000\n")
    view = uploads.read(analyst, city.platform, upload_id)
    assert (view.state, [item.why for item in view.findings], view.decisions) == ("read", ["institution"], ())
    uploads.decide(analyst, city.platform, upload_id, [Decision("관리기관전화번호", "drop")])
    assert pl.read_parquet(uploads.table(analyst, city.platform, upload_id)).columns == ["_line", "일시", "_repeats"]
    assert uploads.undo(analyst, city.platform, upload_id).state == "read"


def test_reading_it_again_another_way_waits_anew(city: City, analyst: Person) -> None:
    _, upload_id = held(city, analyst)
    uploads.decide(analyst, city.platform, upload_id, uploads.suggested(uploads.load(analyst, city.platform, upload_id).findings))
    again = uploads.read(analyst, city.platform, upload_id, {"header_rows": [1]})
    assert (again.state, again.decisions, again.can_undo) == ("held", (), False)


def test_nothing_personal_is_shown_told_or_kept_before_it_is_decided(city: City, analyst: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    draft_id, upload_id = held(city, analyst, FILE + "합계,,,,문의 hong1@korea.kr,\n")
    draft = drafts.load(analyst, city.platform, draft_id)
    view = uploads.load(analyst, city.platform, upload_id)
    said = [str(view), str(preview.rows(analyst, city.platform, upload_id, 5))]
    for refused in (
        lambda: uploads.table(analyst, city.platform, upload_id),
        lambda: columns.profiled(analyst, city.platform, draft, "dispatch"),
        lambda: uploads.settle(analyst, city.platform, draft_id),
        lambda: uploads.decide(analyst, city.platform, upload_id, []),
    ):
        with pytest.raises(Problem) as raised:
            refused()
        said.append(str(raised.value.to_json()))
    with city.platform.records.reading() as session:
        said += [str((row.read, row.hold, row.options, row.problem)) for row in session.scalars(select(Upload))]
        said += [str(row.facts) for row in session.scalars(select(LedgerRow))]
    said.append(caplog.text)
    for secret in SECRETS:
        assert [text[:300] for text in said if secret in text] == []
        assert set(bytes_anywhere(city.platform.home, secret)) <= {"raw.csv", "read.parquet"}, "the file that waits, and no other"
    masked = preview.rows(analyst, city.platform, upload_id, 1).rows[0]
    assert masked[3:5] == ("홍*동", "010-****-5670")


def test_a_row_of_a_persons_values_is_nobodys_header(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    upload_id = send(city, analyst, draft, "가,010-1234-5678,hong@korea.kr\n나,010-2234-5678,kim@korea.kr\n")
    view = uploads.read(analyst, city.platform, upload_id)
    assert view.read is not None
    assert view.read.rows_kept == 2
    assert not any("010" in name for name in view.read.columns)
