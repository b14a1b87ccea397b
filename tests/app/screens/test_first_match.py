"""No step depends on another having been looked at, and what was matched for an earlier file is not believed of this one."""

from __future__ import annotations

import pytest

from app.services.drafts import drafts
from app.services.drafts.drafts import Draft
from app.services.uploads import uploads
from app.texts import text
from tests.app.screens.conftest import Desk, shown

CALLS = "접수일시,출동일시,현장도착일시,출동센터,긴급구조종류\n" + "".join(
    f"2024-03-0{day} 10:0{minute},2024-03-0{day} 10:0{minute},2024-03-0{day} 10:1{minute},노학,구급\n"
    for day in (1, 2, 3)
    for minute in range(8)
)


def bring(desk: Desk, draft: Draft) -> None:
    token = uploads.token(desk.person, desk.platform, draft.id, "dispatch")
    uploads.read(desk.person, desk.platform, uploads.store_stream(desk.person, desk.platform, token, "출동.csv", [CALLS.encode()]))


def rail(desk: Desk, draft: Draft, step: str) -> dict[str, str]:
    """Each step by its state, as the rail says it."""
    page = desk.open("wizard/page.py", draft=draft.id, step=step)
    assert not page.exception
    told = shown(page)
    return {
        one: next(state for state in ("here", "done", "open") if said(one, state) in told)
        for one in ("data", "columns", "check", "settings")
    }


def said(step: str, state: str) -> str:
    return f"{text(f'step.{step}', 'ko')} · {text(f'step.state.{state}', 'ko')}"


@pytest.mark.parametrize("step", ["check", "settings"])
def test_a_step_opened_ahead_of_the_columns_finds_them_matched_and_ticks_none_that_was_not_seen(desk: Desk, step: str) -> None:
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    bring(desk, draft)
    desk.open("wizard/page.py", draft=draft.id, step="data")
    found = rail(desk, draft, step)
    assert found == {"data": "done", "columns": "open", "check": "open", "settings": "open"} | {step: "here"}
    mapping = drafts.load(desk.person, desk.platform, draft.id).mapping["dispatch"]
    assert {field: source["columns"] for field, source in mapping.items()}["call_at"] == ["접수일시"]
    assert rail(desk, draft, "columns")[step] == "open", "one step on, and not passed"
    assert rail(desk, draft, step)["columns"] == "done"


def test_columns_of_an_earlier_file_that_this_one_lacks_are_let_go_and_told(desk: Desk) -> None:
    old = drafts.start(desk.person, desk.platform, "golden_hour")
    earlier = {"call_at": ["신고시각"], "center": ["센터 이름"]}
    fields = {f"mapping.dispatch.{field}": {"how": "column", "columns": columns} for field, columns in earlier.items()}
    drafts.save(desk.person, desk.platform, old.id, fields, seen=0)
    new = drafts.again(desk.person, desk.platform, old.id)
    bring(desk, new)
    page = desk.open("wizard/page.py", draft=new.id, step="check")
    assert not page.exception
    mapping = drafts.load(desk.person, desk.platform, new.id).mapping["dispatch"]
    assert {field: source["columns"] for field, source in mapping.items() if field in earlier and source} == {
        "call_at": ["접수일시"], "center": ["출동센터"],
    }  # fmt: skip
    drafts.save(desk.person, desk.platform, new.id, {"mapping.dispatch.call_at": {"how": "column", "columns": ["신고시각"]}}, seen=99)
    told = shown(desk.open("wizard/page.py", draft=new.id, step="columns"))
    assert "이 파일에 없는 것은 다시 골라 두었거나 비웠습니다" in told
    assert drafts.load(desk.person, desk.platform, new.id).mapping["dispatch"]["call_at"]["columns"] == ["접수일시"]
