"""The pages of sharing, reviews and handing over, drawn: what they offer, and the plain words when they refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from app.identity import person as people
from app.services.drafts import drafts
from app.services.people import accounts
from app.services.runs import runs
from app.services.sharing import giving, handing_over, listing, reviewing
from app.services.sharing.giving import Wanted
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, PersonRow
from tests.app.screens.conftest import HERE, Desk, shown


def other(desk: Desk, role: str = "trainer") -> Desk:
    """Another demo person at a desk of their own, in the same house."""
    found = next(one for one in accounts.demo_people(desk.platform, HERE) if one.role == role)
    token = accounts.sign_in_demo(desk.platform, found.id, HERE).token
    with desk.platform.records.reading() as session:
        person = people.of(session, session.scalars(select(PersonRow).where(PersonRow.id == found.id)).one())
    return Desk(desk.platform, person, token)


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def link_of(page: AppTest) -> str:
    return page.code[0].value.rpartition("link=")[2]


def test_a_colleague_is_found_given_to_and_told_and_it_is_taken_back(desk: Desk) -> None:
    run, colleague = desk.finished_run(), other(desk)
    page = desk.open("share.py", run=run)
    assert "아직 공유하지 않았습니다" in shown(page)
    assert page.button(key=f"share.give.run.{run}").disabled, "nobody is chosen yet"
    page.text_input(key=f"share.whom.run.{run}.search").set_value(colleague.person.login).run()
    press(page, f"share.give.run.{run}")
    assert "공유했습니다" in shown(page)
    assert colleague.person.name in shown(page)
    assert run in shown(colleague.open("shared.py"))
    assert f"home_shared_{listing.by_me(desk.person, desk.platform)[0].id}" in shown(colleague.open("home.py"))
    assert not colleague.open("result.py", run=run).error
    (line,) = listing.by_me(desk.person, desk.platform)
    press(page, f"share.end.{line.id}")
    assert "아직 공유하지 않았습니다" in shown(page)
    assert colleague.open("result.py", run=run).error, "and it is gone at once"
    assert run not in shown(colleague.open("shared.py"))


def test_a_link_is_told_once_opened_and_says_the_same_of_all_that_lead_nowhere(desk: Desk) -> None:
    run, colleague = desk.finished_run(), other(desk)
    page = desk.open("share.py", run=run)
    page.radio(key=f"share.way.run.{run}").set_value("link").run()
    press(page, f"share.give.run.{run}")
    token = link_of(page)
    assert token.isalpha()
    page.run()
    assert not page.code, "its address is told once"
    page = colleague.open("shared.py", link=token)
    assert not page.error
    (line,) = listing.by_me(desk.person, desk.platform)
    assert line.opened == 1
    giving.end(desk.person, desk.platform, line.id)
    said = {colleague.open("shared.py", link=one).error[0].value for one in (token, "a" * 42, "없는-것")}
    assert len(said) == 1
    assert "볼 수 있는 것이 없습니다" in said.pop()


def test_a_draft_is_opened_by_who_was_given_it_changed_and_copied(desk: Desk) -> None:
    draft, colleague = drafts.start(desk.person, desk.platform, "golden_hour", name="구월 보고"), other(desk)
    until = desk.platform.today() + timedelta(days=3)
    share = giving.give(desk.person, desk.platform, Wanted("draft", draft.id, until, person_id=colleague.person.id, may_edit=True)).share_id
    page = colleague.open("shared.py", share=share)
    assert "구월 보고" in shown(page)
    page.slider(key=f"shared.{share}.0.setting.target_min").set_value(9)
    next(one for one in page.button if one.label == "고친 것 저장").click().run()
    assert not page.exception
    assert drafts.load(desk.person, desk.platform, draft.id).settings == {"target_min": 9}
    assert "저장했습니다" in shown(page)
    giving.give(desk.person, desk.platform, Wanted("draft", draft.id, until, person_id=colleague.person.id))
    (line,) = listing.with_me(colleague.person, desk.platform)
    page = colleague.open("shared.py", share=line.id)
    assert not [one for one in page.button if one.label == "고친 것 저장"], "to see is not to change"
    press(page, "shared.copy")
    assert [one.name for one in drafts.listed(colleague.person, desk.platform)] == ["구월 보고"]
    with desk.platform.records.reading() as session:
        viewed = session.scalars(select(LedgerRow.person_id).where(LedgerRow.event == "draft_viewed")).all()
    assert set(viewed) == {colleague.person.id}


def test_a_review_is_asked_on_the_result_and_answered_there(desk: Desk) -> None:
    run, colleague = desk.finished_run(), other(desk)
    page = desk.open("result.py", run=run)
    assert "검토 전" in shown(page)
    page.text_input(key="result.review.whom.search").set_value(colleague.person.login).run()
    press(page, "result.review.ask")
    assert "검토를 부탁했습니다" in shown(page)
    assert run in shown(colleague.open("shared.py"))
    page = colleague.open("result.py", run=run)
    press(page, "result.review.return")
    assert "의견을 적어 주세요" in page.error[0].value
    page.text_area(key="result.review.comment").set_value("기간을 한 해로 넓히세요").run()
    press(page, "result.review.return")
    page = desk.open("result.py", run=run)
    assert "기간을 한 해로 넓히세요" in shown(page)
    reviewing.ask(desk.person, desk.platform, run, colleague.person.id)
    press(colleague.open("result.py", run=run), "result.review.confirm")
    page = desk.open("report.py", run=run)
    assert f"검토 완료 ({colleague.person.name}" in shown(page)
    assert "검토 전" not in shown(page)


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_everything_is_handed_over_after_a_look_at_what_moves(desk: Desk) -> None:
    giver, taker = other(desk, "analyst"), other(desk, "author")
    run = giver.finished_run()
    page = desk.open("handover.py")
    page.radio(key="handover.whose").set_value("others").run()
    page.text_input(key="handover.from.search").set_value(giver.person.login).run()
    page.text_input(key="handover.to.search").set_value(taker.person.login).run()
    assert "옮겨질 것" in shown(page)
    assert page.button(key="handover.go").disabled
    page.checkbox(key=f"handover.sure.{giver.person.id}.{taker.person.id}").check().run()
    press(page, "handover.go")
    assert "넘겼습니다" in shown(page)
    assert [line.id for line in runs.listed(taker.person, desk.platform)] == [run]
    with pytest.raises(Problem, match="not_found"):
        handing_over.hand_over(taker.person, desk.platform, desk.person.id, giver.person.id)


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_an_organisation_chooses_whether_reports_say_it(desk: Desk) -> None:
    page = desk.open("settings.py")
    page.radio(key="review.setting").set_value("no").run()
    assert not page.exception
    assert reviewing.own_choice(desk.person, desk.platform) is False
