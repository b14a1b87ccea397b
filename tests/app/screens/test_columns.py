"""Where a field comes from is chosen in one select: a column, its unit, columns put together, and what its values stand for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from app.services.drafts import drafts
from app.services.uploads import uploads
from data_catalog.records.tables import LedgerRow
from models.kit.new import create
from tests.app.screens.conftest import Desk, unfolded

CALLS = "신고일시,도착일시,거리,센터,반\n2024-01-01 10:00,2024-01-01 10:07,800,노학,1\n2024-01-02 11:00,2024-01-02 11:09,1200,조양,2\n"
VISITS = "접수번호,창구명,대기분\nA-1,여권,3\nA-2,여권과,12\nA-3,여권과,25\n"


def _brought(desk: Desk, model: str, input_name: str, table: str) -> tuple[str, AppTest]:
    draft = drafts.start(desk.person, desk.platform, model)
    token = uploads.token(desk.person, desk.platform, draft.id, input_name)
    sent = uploads.store_stream(desk.person, desk.platform, token, "표.csv", [table.encode()])
    uploads.read(desk.person, desk.platform, sent)
    return draft.id, desk.open("wizard/page.py", draft=draft.id, step="columns")


def _select(page: AppTest, label: str) -> Any:
    return next(item for item in page.selectbox if item.label == label)


def _picked(page: AppTest, label: str, said: str) -> AppTest:
    box = _select(page, label)
    done = box.set_value(box.options[box.options.index(said)]) if said in box.options else None
    assert done is not None, box.options
    page = done.run()
    assert not page.exception
    return page


def _kept(desk: Desk, draft: str, input_name: str) -> dict[str, Any]:
    return drafts.load(desk.person, desk.platform, draft).mapping[input_name]


def test_a_distance_in_metres_is_said_to_be_so_in_the_same_select(desk: Desk) -> None:
    draft, page = _brought(desk, "golden_hour", "dispatch", CALLS)
    page = unfolded(page, "columns.lacking.dispatch")
    page = _picked(page, "현장과의 거리에 맞는 열", "거리 (m 단위로 적힘)")
    assert _kept(desk, draft, "dispatch")["distance_km"] == {"how": "column", "columns": ["거리"], "unit": "m"}
    assert _select(page, "현장과의 거리에 맞는 열").value == json.dumps(
        {"columns": ["거리"], "how": "column", "unit": "m"}, ensure_ascii=False, sort_keys=True
    )


def test_optional_fields_the_file_lacks_stand_apart_and_stay_there_when_a_column_is_chosen(desk: Desk) -> None:
    draft, page = _brought(desk, "golden_hour", "dispatch", CALLS)
    before = [item.label for item in page.expander][:2]
    assert before[0].startswith("있으면 좋은 항목")
    assert before[1].startswith("파일에서 찾지 못한 항목")
    page = unfolded(page, "columns.lacking.dispatch")
    lacking = [box.label for box in page.expander[1].selectbox]
    assert "환자 연령(대)에 맞는 열" in lacking
    assert "출동 안전센터에 맞는 열" not in lacking
    page = _picked(page, "환자 연령(대)에 맞는 열", "반")
    assert _kept(desk, draft, "dispatch")["age"]["columns"] == ["반"]
    assert [box.label for box in page.expander[1].selectbox] == lacking


def test_two_columns_are_put_together_for_a_text(desk: Desk) -> None:
    draft, page = _brought(desk, "golden_hour", "dispatch", CALLS)
    page = unfolded(page, "columns.optional.dispatch")
    page = _picked(page, "출동 안전센터에 맞는 열", "두 열을 이어 붙이기…")
    page = _select(page, "앞에 올 열").set_value("센터").run()
    page = _select(page, "뒤에 올 열").set_value("반").run()
    assert not page.exception
    assert _kept(desk, draft, "dispatch")["center"] == {"how": "joined", "columns": ["센터", "반"]}


@pytest.fixture
def closed_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package whose desks are a closed list."""
    folder = create("desks", tmp_path)
    manifest = folder / "manifest.toml"
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace('synonyms = ["창구명", "desk"]', 'synonyms = ["창구명", "desk"]\nchoices = ["여권", "세무"]'), "utf-8")
    monkeypatch.setenv("MODU_MODELS", str(tmp_path))
    return "desks"


def test_a_value_no_list_knows_is_decided_by_the_person(desk: Desk, closed_list: str) -> None:
    draft, page = _brought(desk, closed_list, "visits", VISITS)
    assert _kept(desk, draft, "visits")["desk"]["values"] == {"여권과": "여권"}
    page = _picked(page, "‘여권과’ (약 67%)", "세무")
    assert _kept(desk, draft, "visits")["desk"]["values"] == {"여권과": "세무"}
    page = _picked(page, "‘여권과’ (약 67%)", "아직 정하지 않음")
    assert "values" not in _kept(desk, draft, "visits")["desk"]
    assert "무엇인지 골라 주세요" in " ".join(item.label for item in page.expander)


def _next(page: AppTest) -> Any:
    return next(button for button in page.button if button.key == "columns.next")


def test_a_needed_column_the_file_lacks_may_be_done_without_where_it_is_told_what_is_missing_then(desk: Desk) -> None:
    calls = "신고일시,경도,위도\n2024-01-01 10:00,128.571,38.191\n2024-01-02 11:00,128.572,38.192\n"
    draft, _ = _brought(desk, "golden_hour", "dispatch", calls)
    token = uploads.token(desk.person, desk.platform, draft, "center")
    posts = "안전센터명,경도,위도\n노학,128.571,38.195\n조양,128.580,38.200\n"
    uploads.read(desk.person, desk.platform, uploads.store_stream(desk.person, desk.platform, token, "센터.csv", [posts.encode()]))
    page = desk.open("wizard/page.py", draft=draft, step="columns")
    assert not page.exception
    assert not _kept(desk, draft, "dispatch").get("arrive_at")
    assert not _next(page).disabled
    told = " ".join(item.value for item in page.warning)
    assert "현장 도착 일시" in told
    assert "몇 분 만에 도착했는지 알 수 없습니다" in told
    page = desk.open("wizard/page.py", draft=draft, step="check")
    assert not page.exception
    assert not next(button for button in page.button if button.key == "check.next").disabled
    assert page.warning


def test_no_step_leads_on_where_no_answer_at_all_can_be_given(desk: Desk) -> None:
    _, page = _brought(desk, "golden_hour", "dispatch", "신고일시,메모\n2024-01-01 10:00,가\n2024-01-02 11:00,나\n")
    assert not page.exception
    assert _next(page).disabled
    assert any("답을 하나도" in item.value for item in page.warning)


def test_a_needed_column_nothing_is_said_of_still_holds_the_step(desk: Desk) -> None:
    _, page = _brought(desk, "golden_hour", "dispatch", "접수내용,도착일시\n가,2024-01-01 10:00\n나,2024-01-02 11:00\n")
    page = _picked(page, "신고 일시에 맞는 열", "골라 주세요") if _select(page, "신고 일시에 맞는 열").value else page
    assert _next(page).disabled
    assert any("신고 일시" in item.value for item in page.warning)


def test_going_on_with_the_columns_is_on_record(desk: Desk) -> None:
    calls = (
        "신고일시,도착일시,경도,위도\n2024-01-01 10:00,2024-01-01 10:07,128.571,38.191\n2024-01-02 11:00,2024-01-02 11:09,128.572,38.192\n"
    )
    draft, page = _brought(desk, "golden_hour", "dispatch", calls)
    mapped = len([one for one in _kept(desk, draft, "dispatch").values() if one])
    with desk.platform.records.reading() as session:
        assert session.scalars(select(LedgerRow.id).where(LedgerRow.event == "mapping_confirmed")).all() == [], "looking is not confirming"
    _next(page).click().run()
    with desk.platform.records.reading() as session:
        (row,) = session.scalars(select(LedgerRow).where(LedgerRow.event == "mapping_confirmed"))
    assert mapped > 0
    assert (row.person_id, row.subject_kind, row.subject_id) == (desk.person.id, "draft", draft)
    assert row.facts == {"model": "golden_hour", "kind": "real", "columns": mapped}
