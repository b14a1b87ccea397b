"""Files come in once, within limits, are held when they must be, and only what was mapped stays."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import settings
from app.services.drafts import drafts
from app.services.uploads import uploads
from app.services.uploads.receiving import MB, shown_name
from connectors.problem import Problem
from data_catalog.records.tables import Upload
from tests.app.services.conftest import CSV, City, bytes_anywhere, files_below


def send(city: City, person: Person, draft_id: str, text: str = CSV, name: str = "출동.csv", input_name: str = "dispatch") -> str:
    token = uploads.token(person, city.platform, draft_id, input_name)
    return uploads.store_stream(person, city.platform, token, name, [text.encode()])


@pytest.fixture
def draft(city: City, analyst: Person) -> str:
    return drafts.start(analyst, city.platform, "golden_hour").id


def map_columns(city: City, person: Person, draft_id: str, **columns: str) -> None:
    fields = {f"mapping.dispatch.{field}": {"how": "column", "columns": [column]} for field, column in columns.items()}
    drafts.save(person, city.platform, draft_id, fields, seen=10**6)


def test_a_file_sent_is_hashed_read_and_taken_by_the_draft(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft)
    seen = uploads.read(analyst, city.platform, upload_id)
    assert (seen.state, seen.file_name, seen.size_bytes) == ("read", "출동.csv", len(CSV.encode()))
    assert seen.sha256 == hashlib.sha256(CSV.encode()).hexdigest()
    assert seen.read is not None
    assert seen.read.columns == ("신고일시", "출동센터", "메모", "도착일시")
    assert drafts.load(analyst, city.platform, draft).inputs == {"dispatch": {"upload": upload_id}}
    assert pl.read_parquet(uploads.table(analyst, city.platform, upload_id)).height == 2
    assert uploads.of_draft(analyst, city.platform, draft)["dispatch"].id == upload_id


def test_a_token_works_once_for_its_person_and_not_for_long(city: City, analyst: Person, draft: str) -> None:
    stranger = city.person("analyst")
    token = uploads.token(analyst, city.platform, draft, "dispatch")
    late = uploads.token(analyst, city.platform, draft, "dispatch")
    with pytest.raises(Problem, match="token_used"):
        uploads.store_stream(stranger, city.platform, token, "a.csv", [b"a,b\n1,2\n"])
    uploads.store_stream(analyst, city.platform, token, "a.csv", [b"a,b\n1,2\n"])
    for given in (token, "guess", ""):
        with pytest.raises(Problem, match="token_used"):
            uploads.store_stream(analyst, city.platform, given, "a.csv", [b"a,b\n1,2\n"])
    city.clock.move(hours=2, seconds=1)
    with pytest.raises(Problem, match="token_used"):
        uploads.store_stream(analyst, city.platform, late, "a.csv", [b"a,b\n1,2\n"])


def test_nobody_gets_a_token_for_anothers_draft(city: City, draft: str) -> None:
    with pytest.raises(Problem, match=r"not_found\.draft"):
        uploads.token(city.person("analyst"), city.platform, draft, "dispatch")


def test_a_file_over_the_limit_is_stopped_on_the_way_and_leaves_nothing(city: City, analyst: Person, draft: str) -> None:
    settings.change(city.person("admin", city.root), city.platform, "upload_limit_mb", 1)
    assert uploads.limits(analyst, city.platform).bytes == MB
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 65_536

    with pytest.raises(Problem, match="too_large"):
        uploads.store_stream(analyst, city.platform, uploads.token(analyst, city.platform, draft, "dispatch"), "a.csv", endless())
    assert sent == 17
    with pytest.raises(Problem, match="too_large"):
        uploads.begin(analyst, city.platform, uploads.token(analyst, city.platform, draft, "dispatch"), "a.csv", 2 * MB)
    assert files_below(city.platform.lake.staging) == []
    assert drafts.load(analyst, city.platform, draft).inputs == {}


def test_resident_numbers_outside_the_rows_are_not_kept_in_the_records(city: City, analyst: Person, draft: str) -> None:
    headless = send(city, analyst, draft, "홍길동,850101-1234567\n김철수,850102-2234567\n박영희,860103-2234567\n", input_name="late")
    view = uploads.read(analyst, city.platform, headless)
    assert view.read is not None
    assert (view.state, view.read.rows_kept) == ("held", 3)
    rows = "이름,일시,값\n가,2024-01-01,1\n나,2024-01-02,2\n다,2024-01-03,3\n"
    titled = send(city, analyst, draft, f"담당 870104-1234567,,\n{rows}계 880105-1234567,,6\n")
    uploads.read(analyst, city.platform, titled)
    with city.platform.records.reading() as session:
        kept = [str((row.read, row.hold, row.options)) for row in session.scalars(select(Upload)).all()]
    assert len(kept) == 2
    assert not [number for number in ("1234567", "2234567") if number in "".join(kept)]
    assert "87****-*******" in "".join(kept)


def test_files_sent_at_once_share_the_persons_room(city: City, analyst: Person, draft: str) -> None:
    settings.change(city.person("admin", city.root), city.platform, "person_quota_mb", 10)
    tokens = [uploads.token(analyst, city.platform, draft, name) for name in ("dispatch", "stations", "late")]
    coming = [uploads.begin(analyst, city.platform, token, "a.csv") for token in tokens]
    block = b"x" * 1024**2
    for _ in range(5):
        coming[0].write(block)
        coming[1].write(block)
    with pytest.raises(Problem, match="too_large"):
        coming[1].write(block)
    for _ in range(4):
        coming[0].write(block)
    coming[0].finish()
    for _ in range(8):  # its own account is from before the first one was kept
        coming[2].write(block)
    with pytest.raises(Problem, match="too_large"):
        coming[2].finish()
    assert uploads.limits(analyst, city.platform).left_bytes == 1024**2
    left = [path for path in city.platform.lake.staging.rglob("*") if path.is_file()]
    assert len(left) == 1
    settings.change(city.person("admin", city.root), city.platform, "person_quota_mb", 100)
    send(city, analyst, draft, input_name="late")


def test_a_person_who_has_used_up_their_room_is_told_before_sending(city: City, analyst: Person, draft: str) -> None:
    settings.change(city.person("admin", city.root), city.platform, "person_quota_mb", 10)
    uploads.store_stream(analyst, city.platform, uploads.token(analyst, city.platform, draft, "dispatch"), "a.csv", [b"x" * MB] * 10)
    assert uploads.limits(analyst, city.platform).left_bytes == 0
    with pytest.raises(Problem, match="no_room"):
        uploads.token(analyst, city.platform, draft, "center")


def test_an_empty_file_is_refused(city: City, analyst: Person, draft: str) -> None:
    with pytest.raises(Problem, match=r"upload\.empty"):
        send(city, analyst, draft, "")
    assert files_below(city.platform.lake.staging) == []


def test_a_stream_that_breaks_off_leaves_nothing(city: City, analyst: Person, draft: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a,b\n"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        uploads.store_stream(analyst, city.platform, uploads.token(analyst, city.platform, draft, "dispatch"), "a.csv", broken())
    assert files_below(city.platform.lake.staging) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\내 문서\\출동.csv", "출동.csv"),
        ("a\x00b\n\u202egnp.csv", "abgnp.csv"),
        ("", "file"),
        ("...", "..."),
        ("가" * 300 + ".csv", "가" * 200 + ".csv"),
    ],
)
def test_a_file_name_is_shown_without_what_could_harm(given: str, shown: str) -> None:
    assert shown_name(given) == shown


def test_nothing_of_a_hostile_name_becomes_a_path(city: City, analyst: Person, draft: str) -> None:
    send(city, analyst, draft, name="../../../evil.sh; rm -rf /.c/sv")
    send(city, analyst, draft, name="x." + "y" * 300, input_name="center")
    assert {path.name for path in files_below(city.platform.lake.staging)} == {"raw.bin"}


def test_a_new_file_for_the_same_input_takes_the_place_of_the_old(city: City, analyst: Person, draft: str) -> None:
    first = send(city, analyst, draft)
    drafts.save(analyst, city.platform, draft, {"places.dispatch.노학": {"lon": 128.5, "lat": 38.2}}, seen=9)
    second = send(city, analyst, draft)
    with pytest.raises(Problem, match=r"not_found\.upload"):
        uploads.load(analyst, city.platform, first)
    assert len(files_below(city.platform.lake.staging)) == 1
    loaded = drafts.load(analyst, city.platform, draft)
    assert (loaded.inputs["dispatch"]["upload"], loaded.section("places")) == (second, {})


def test_a_file_that_cannot_be_read_keeps_its_problem(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft, "%PDF-1.7 not a table", "표.csv")
    with pytest.raises(Problem) as raised:
        uploads.read(analyst, city.platform, upload_id)
    seen = uploads.load(analyst, city.platform, upload_id)
    assert seen.problem is not None
    assert seen.problem["code"] == raised.value.code
    with pytest.raises(Problem, match="not_read"):
        uploads.table(analyst, city.platform, upload_id)


def test_a_file_can_be_read_again_another_way(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft)
    uploads.read(analyst, city.platform, upload_id)
    again = uploads.read(analyst, city.platform, upload_id, {"header_rows": []})
    assert again.read is not None
    assert again.read.rows_in == 3
    assert dict(uploads.load(analyst, city.platform, upload_id).options) == {"header_rows": []}
    with pytest.raises(Problem, match="option_unknown"):
        uploads.read(analyst, city.platform, upload_id, {"limit_mb": 10**9})


RESIDENT = "접수,주민번호,비고\n1,800101-1234567,없음\n2,9912312345678,전화함 750505-2345678 확인\n3,,\n"


def test_resident_numbers_hold_a_file_until_each_column_is_decided(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft, RESIDENT)
    held = uploads.read(analyst, city.platform, upload_id)
    assert held.state == "held"
    assert held.hold is not None
    assert [(item.column, item.kind) for item in held.findings] == [
        ("주민번호", "resident_number"), ("비고", "resident_number"),
    ]  # fmt: skip
    with pytest.raises(Problem, match=r"upload\.held"):
        uploads.table(analyst, city.platform, upload_id)
    with pytest.raises(Problem, match=r"upload\.held"):
        uploads.settle(analyst, city.platform, draft)
    with pytest.raises(Problem) as raised:
        uploads.release(analyst, city.platform, upload_id, [uploads.Decision("주민번호", "drop")])
    assert raised.value.facts["columns"] == ["비고"]

    decided = [uploads.Decision("주민번호", "drop"), uploads.Decision("비고", "mask")]
    released = uploads.release(analyst, city.platform, upload_id, decided)
    assert released.state == "read"
    assert released.read is not None
    assert released.read.columns == ("접수", "비고")
    rows = pl.read_parquet(uploads.table(analyst, city.platform, upload_id))
    assert rows["비고"].to_list() == ["없음", "전화함 75****-******* 확인", None]
    for number in ("1234567", "2345678"):
        assert bytes_anywhere(city.platform.home, number) == []


def test_only_mapped_columns_are_kept_and_the_file_goes(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft, CSV + "합계,,손오공,\n")
    uploads.read(analyst, city.platform, upload_id)
    map_columns(city, analyst, draft, received="신고일시", center="출동센터")
    settled = uploads.settle(analyst, city.platform, draft)["dispatch"]
    kept = pl.read_parquet(settled.parquet)
    assert kept.columns == ["_line", "신고일시", "출동센터", "_repeats"]
    assert kept["출동센터"].to_list()[:2] == ["노학", "조양"]
    assert settled.fingerprint == uploads.load(analyst, city.platform, upload_id).sha256
    assert files_below(city.platform.lake.staging) == []
    for name in ("홍길동", "손오공"):
        assert bytes_anywhere(city.platform.lake.home, name) == []
    assert uploads.table(analyst, city.platform, upload_id) == settled.parquet


def test_a_file_of_which_nothing_is_matched_is_not_emptied(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft)
    uploads.read(analyst, city.platform, upload_id)
    with pytest.raises(Problem, match=r"mapping\.empty"):
        uploads.settle(analyst, city.platform, draft)
    assert "출동센터" in pl.read_parquet(uploads.table(analyst, city.platform, upload_id)).columns


def test_settling_twice_changes_nothing_and_a_column_let_go_is_told(city: City, analyst: Person, draft: str) -> None:
    uploads.read(analyst, city.platform, send(city, analyst, draft))
    map_columns(city, analyst, draft, received="신고일시")
    first = uploads.settle(analyst, city.platform, draft)
    assert uploads.settle(analyst, city.platform, draft) == first
    map_columns(city, analyst, draft, caller="메모")
    with pytest.raises(Problem) as raised:
        uploads.settle(analyst, city.platform, draft)
    assert (raised.value.code, raised.value.facts["columns"]) == ("upload.column_gone", ["메모"])


def test_all_columns_stay_when_asked(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft)
    uploads.read(analyst, city.platform, upload_id)
    uploads.set_keeping(analyst, city.platform, upload_id, keep_all=True)
    map_columns(city, analyst, draft, received="신고일시")
    settled = uploads.settle(analyst, city.platform, draft)["dispatch"]
    assert pl.read_parquet(settled.parquet).columns == ["_line", "신고일시", "출동센터", "메모", "도착일시", "_repeats"]


def test_a_kept_dataset_is_taken_by_another_draft_of_its_owner_only(city: City, analyst: Person, draft: str) -> None:
    uploads.read(analyst, city.platform, send(city, analyst, draft))
    map_columns(city, analyst, draft, received="신고일시")
    version_id = uploads.settle(analyst, city.platform, draft)["dispatch"].dataset_version_id
    for person, allowed in ((analyst, True), (city.person("analyst"), False)):
        other = drafts.start(person, city.platform, "golden_hour").id
        drafts.save(person, city.platform, other, {"inputs.dispatch": {"dataset_version": version_id}}, seen=0)
        if allowed:
            assert uploads.settle(person, city.platform, other)["dispatch"].dataset_version_id == version_id
        else:
            with pytest.raises(Problem, match=r"not_found\.dataset"):
                uploads.settle(person, city.platform, other)


def test_a_draft_cannot_take_anothers_upload(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft)
    thief = city.person("analyst")
    other = drafts.start(thief, city.platform, "golden_hour").id
    drafts.save(thief, city.platform, other, {"inputs.dispatch": {"upload": upload_id}}, seen=0)
    assert uploads.of_draft(thief, city.platform, other) == {}
    with pytest.raises(Problem, match=r"not_found\.upload"):
        uploads.settle(thief, city.platform, other)
    with pytest.raises(Problem, match=r"not_found\.upload"):
        uploads.table(thief, city.platform, upload_id)


def test_the_retention_day_has_a_default_and_limits(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft)
    today = city.platform.today()
    assert uploads.load(analyst, city.platform, upload_id).retention_until == today + timedelta(days=365)
    changed = uploads.set_keeping(analyst, city.platform, upload_id, retention_until=today + timedelta(days=30))
    assert changed.retention_until == today + timedelta(days=30)
    for wrong in (today - timedelta(days=1), today + timedelta(days=1_826)):
        with pytest.raises(Problem, match="retention_not_allowed"):
            uploads.set_keeping(analyst, city.platform, upload_id, retention_until=wrong)


def test_a_removed_file_is_gone_from_draft_disk_and_records(city: City, analyst: Person, draft: str) -> None:
    upload_id = send(city, analyst, draft)
    uploads.remove(analyst, city.platform, upload_id)
    assert files_below(city.platform.lake.staging) == []
    assert drafts.load(analyst, city.platform, draft).inputs == {}
    with city.platform.records.reading() as session:
        assert session.get(Upload, upload_id) is None
