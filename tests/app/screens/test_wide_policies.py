"""The page of policies over all data of an organisation: whom one touches is seen before it is saved, it is read, changed and ended."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app.services.catalogue import wide_policies
from app.texts import text
from data_catalog.policy import Policy, Subject
from tests.app.screens.conftest import Desk, opened_up, shown
from tests.app.screens.test_declared_checks import AS_STEWARD, Sets
from tests.app.screens.test_policies import other_body, press


@pytest.fixture
def sets(desk: Desk) -> Sets:
    return Sets(desk)


def page(sets: Sets) -> AppTest:
    found = sets.desk.open("policies.py", organisation=sets.desk.person.organisation_id)
    assert not found.exception
    return found


@AS_STEWARD
def test_a_policy_of_the_organisation_is_tried_saved_read_and_ended(sets: Sets) -> None:
    body, _ = other_body(sets.desk)
    own = sets.desk.person.organisation_id
    new, at = f"new.{own}", page(sets)
    assert "데이터 전체에 정한 규칙이 없습니다" in shown(at)
    assert at.button(key=f"wide.save.{new}").disabled, "nothing is saved that was not looked at"
    at.text_input(key=f"wide.name.{new}").set_value("복지과에 모두").run()
    at.selectbox(key=f"wide.effect.{new}").set_value("allow").run()
    at.selectbox(key=f"policy.organisation.{new}").set_value(body).run()
    at.radio(key=f"wide.others.{new}").set_value("allow").run()
    at.multiselect(key=f"wide.kinds.{new}.allow").set_value(["moment"]).run()
    at.selectbox(key=f"policy.rule.{new}.moment").set_value("month").run()
    press(at, f"wide.try.{new}")
    assert "데이터 1개 가운데 1개가 달라집니다. 덜 보게 되는 사람 0명, 더 보게 되는 사람 1명" in shown(at)
    press(at, f"wide.save.{new}")
    said = shown(page(sets))
    assert "일시 달까지만" in said
    assert "그 밖의 열은 그대로" in said
    made = wide_policies.listed(sets.desk.person, sets.desk.platform, own)[0].policy
    assert (made.others, made.subject.organisation_id, made.columns[0].kind) == ("allow", body, "moment")
    at = page(sets)
    press(at, f"wide.end.{made.id}")
    assert "덜 보게 되는 사람 1명" in shown(at)
    press(at, f"wide.end_now.{made.id}")
    at = page(sets)
    assert "데이터 전체에 정한 규칙이 없습니다" in shown(at)
    assert "끝난 규칙" in shown(at)
    opened_up(at, f"wide.past.{own}", text("wide.past.until", "ko"), "복지과에 모두")


@AS_STEWARD
def test_what_cannot_be_is_told(sets: Sets) -> None:
    at, new = page(sets), f"new.{sets.desk.person.organisation_id}"
    press(at, f"wide.try.{new}")
    assert "규칙의 이름을 적으세요" in shown(at)
    assert at.button(key=f"wide.save.{new}").disabled


@AS_STEWARD
def test_on_a_datasets_own_page_it_is_read_and_not_changed(sets: Sets) -> None:
    own = sets.desk.person.organisation_id
    made = wide_policies.save(sets.desk.person, sets.desk.platform, own, Policy("", "모두 막기", "deny", own, Subject()))
    at = sets.page()
    assert "모두 막기" in shown(at)
    assert "데이터 전체에 정한 규칙입니다" in shown(at)
    assert not [one for one in at.button if one.key == f"policy.end.{made}"]
