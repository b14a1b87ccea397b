"""A model's page says what the person's own data can give it."""

from __future__ import annotations

from app.services.drafts import drafts
from app.services.uploads import uploads
from tests.app.screens.conftest import Desk, shown

CALLS = "신고일시,현장도착일시\n2024-01-01 10:00,2024-01-01 10:07\n2024-01-02 11:00,2024-01-02 11:09\n"


def test_a_model_says_that_the_data_kept_can_run_it_and_nothing_where_none_is_kept(desk: Desk) -> None:
    assert "보관하신 데이터" not in shown(desk.open("models.py", model="golden_hour"))
    draft = drafts.start(desk.person, desk.platform, "golden_hour")
    token = uploads.token(desk.person, desk.platform, draft.id, "dispatch")
    sent = uploads.store_stream(desk.person, desk.platform, token, "출동.csv", [CALLS.encode()])
    uploads.read(desk.person, desk.platform, sent)
    for field, column in (("call_at", "신고일시"), ("arrive_at", "현장도착일시")):
        seen = drafts.load(desk.person, desk.platform, draft.id).version
        source = {f"mapping.dispatch.{field}": {"how": "column", "columns": [column]}}
        drafts.save(desk.person, desk.platform, draft.id, source, seen=seen)
    uploads.settle(desk.person, desk.platform, draft.id)
    page = shown(desk.open("models.py", model="golden_hour"))
    assert "보관하신 데이터로 분석할 수 있습니다." in page
    assert "‘출동.csv’에 필요한 열이 모두 있습니다." in page
