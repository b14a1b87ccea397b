"""The page of use cases, drawn: registered from a result, told what came of it, reviewed blind, published, found; and proposals."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.services.cases import library, looking, reviewing
from app.services.proposals import committee, making
from app.services.proposals import looking as proposals
from data_catalog.records.tables import CASE_CRITERIA, PersonRow, UseCase
from tests.app.screens.conftest import Desk, shown, unfolded
from tests.app.screens.test_sharing import other, press

SENTENCE = "노학센터의 구급차를 [옮긴다](http://e.example)"


def registered(desk: Desk) -> str:
    """A case registered on the page by an analyst; gives its id."""
    run = desk.finished_run()
    assert "이 결과로 무엇을 하시나요?" in shown(desk.open("report.py", run=run))
    page = desk.open("cases.py", run=run)
    missing = "비어 있습니다(사례 이름, 무엇에 썼나요?, 결정 내용)"
    assert missing in shown(press(page, f"cases.send.{run}")), "all that is missing at once"
    assert page.text_input(key=f"cases.title.{run}").label == "사례 이름 (필수)"
    assert page.radio(key=f"cases.decision.{run}").value is None, "nothing is decided before somebody says so"
    page.text_input(key=f"cases.title.{run}").set_value("구급차 옮기기")
    page.text_area(key=f"cases.sentence.{run}").set_value(SENTENCE)
    assert "에서 하나를 골라" in shown(press(page, f"cases.send.{run}"))
    page.radio(key=f"cases.decision.{run}").set_value("planned")
    page.text_input(key=f"cases.indicator.{run}").set_value("7분 안 도착")
    page.number_input(key=f"cases.before.{run}").set_value(63.1)
    page.text_input(key=f"cases.unit.{run}").set_value("%")
    page.selectbox(key=f"cases.sdg.{run}").set_value("3.6")
    press(page, f"cases.send.{run}")
    (line,) = looking.mine(desk.person, desk.platform)
    assert line.title in shown(desk.open("report.py", run=run))
    return line.id


def test_a_result_of_sample_data_is_refused_before_anything_is_written(desk: Desk) -> None:
    run = desk.finished_run("sample")
    page = desk.open("cases.py", run=run)
    assert "예시나 연습용 데이터로 만든 결과" in shown(page)
    assert not page.exception
    assert not page.text_input, "no form to fill in for nothing"


def reviewed(desk: Desk, case: str) -> Desk:
    """Asks the trainer and the author as the supervisor does, who score on the page and by service; gives the supervisor's desk."""
    judge, first, second = other(desk, "supervisor"), other(desk, "trainer"), other(desk, "author")
    assert "심사할 사람을 정해 주세요" in shown(judge.open("cases.py", tab="review"))
    page = judge.open("cases.py", case=case)
    assert "열어 볼 권한은 없습니다" in shown(page), "where evidence may not be seen, it is said"
    offered = page.selectbox(key=f"cases.first.{case}.")
    assert offered.value is None
    assert {f"{who.person.name} ({who.person.login})" in " ".join(offered.options) for who in (first, second)} == {True}
    assert desk.person.login not in " ".join(offered.options), "who made it does not review it"
    for place, who in (("first", first), ("second", second)):
        page.text_input(key=f"cases.{place}.{case}.search").set_value(who.person.login).run()
    press(page, f"cases.assign_send.{case}")
    page = first.open("cases.py", case=case)
    assert "점수를 주지 않은 기준이 있습니다" in shown(press(page, f"cases.score_send.{case}.1"))
    for name in CASE_CRITERIA:
        page.radio(key=f"cases.score.{name}.{case}.1").set_value(5)
    press(page, f"cases.score_send.{case}.1")
    blind = shown(unfolded(judge.open("cases.py", case=case), "cases.history"))
    assert "모두 점수를 내기 전에는" in blind
    assert "<td>5</td>" not in blind
    reviewing.score(second.person, desk.platform, case, dict.fromkeys(CASE_CRITERIA, 3) | {"effort": 5})
    assert "결정은 총괄 담당자나" in shown(first.open("cases.py", case=case))
    assert "아래에서 결정해 주세요" in shown(judge.open("cases.py", case=case))
    return judge


def test_a_case_goes_from_its_result_to_the_library(desk: Desk) -> None:
    case = registered(desk)
    with desk.platform.records.session() as session:
        session.execute(update(UseCase).values(created_at_utc=desk.platform.now() - timedelta(days=31)))
    page = desk.open("cases.py", case=case)
    assert "30일이 지났습니다" in shown(page)
    at = f"{case}.30.1"
    page.radio(key=f"cases.follow_kind.{at}").set_value("measured")
    page.text_area(key=f"cases.follow_happened.{at}").set_value("옮겼다")
    page.number_input(key=f"cases.follow_value.{at}").set_value(78.5)
    press(page, f"cases.follow_send.{at}")
    assert "15.4%p 높아졌습니다" in shown(desk.open("cases.py", case=case))
    judge = reviewed(desk, case)
    page = judge.open("cases.py", case=case)
    assert "2점 이상 벌어졌습니다" in shown(page)
    number = looking.one(judge.person, desk.platform, case).rounds[0].id
    page.radio(key=f"cases.outcome.{number}").set_value("outstanding")
    assert "이야기한 내용을 까닭에" in shown(press(page, f"cases.decide.{number}"))
    page.text_area(key=f"cases.decide_reason.{number}").set_value("둘 다 좋다고 봄")
    press(page, f"cases.decide.{number}")
    assert "사례를 남긴 사람이 정합니다" in shown(judge.open("cases.py", case=case))
    press(desk.open("cases.py", case=case), f"cases.publish.{case}.{looking.one(desk.person, desk.platform, case).revision}")
    assert "부터 사례 모음에 공개되어 있습니다" in shown(desk.open("cases.py", case=case))
    stranger = other(desk, "auditor")
    assert "구급차 옮기기" in shown(stranger.open("cases.py"))
    told = shown(stranger.open("cases.py", case=case))
    assert "우수 사례" in told
    assert "지나온 과정" not in told, "what is of the case alone is not for everybody"
    assert "구급차 옮기기" in shown(stranger.open("search.py", q="옮기기"))
    assert "공개 사례 1건" in shown(stranger.open("models.py", model="golden_hour"))
    page = stranger.open("cases.py")
    page.text_input(key="cases.search").set_value("도서관 야간 개방").run()
    assert "맞는 사례가 없습니다" in shown(page)
    page = stranger.open("cases.py")
    page.toggle(key="cases.like_mine").set_value(True).run()
    assert "같은 종류의 기관" in shown(page)
    assert not page.exception
    with desk.platform.records.session() as session:
        session.get_one(PersonRow, stranger.person.id).language = "en"
    assert "rose from 63.1% to 78.5%, by 15.4 percentage points" in shown(stranger.open("cases.py", case=case))


def test_a_case_is_changed_and_withdrawn_on_its_page_and_anothers_is_not_there(desk: Desk) -> None:
    case = registered(desk)
    stranger = other(desk, "author")
    assert "찾지 못했습니다" in shown(stranger.open("cases.py", case=case))
    assert "구급차 옮기기" not in shown(stranger.open("cases.py"))
    page, late = desk.open("cases.py", case=case), desk.open("cases.py", case=case)
    page.text_area(key=f"cases.lessons.{case}.1").set_value("먼저 이야기한다")
    press(page, f"cases.send.{case}.1")
    late.text_area(key=f"cases.lessons.{case}.1").set_value("늦었다")
    assert "다른 사람이 이 사례를 바꾸었습니다" in shown(press(late, f"cases.send.{case}.1"))
    page = unfolded(desk.open("cases.py", case=case), "cases.history")
    assert "배운 점: – → 먼저 이야기한다" in shown(page)
    page.text_area(key=f"cases.withdraw_reason.{case}").set_value("잘못 적음")
    press(page, f"cases.withdraw.{case}.2")
    told = shown(desk.open("cases.py", case=case))
    assert "거둠" in told
    assert "고친 내용 남기기" not in told
    assert library.entries(desk.platform) == ()


def test_a_proposal_is_made_voted_on_and_its_minutes_are_there(desk: Desk) -> None:
    page = desk.open("cases.py", tab="proposals")
    page.text_input(key="proposals.title").set_value("구급차가 늦는 곳 찾기").run()
    assert "비슷할 수 있는 것이 이미 있습니다" in shown(page)
    assert page.selectbox(key="proposals.driver").value is None
    assert "비어 있습니다(어떤 문제인가요?, 시작된 까닭)" in shown(press(page, "proposals.send")), "all that is missing at once"
    page.text_area(key="proposals.problem").set_value("늦는 곳이 있다")
    assert "‘시작된 까닭’에서 하나를" in shown(press(page, "proposals.send"))
    assert [one.label for one in page.text_area if "(필수)" in one.label] == ["어떤 문제인가요? (필수)"]
    page.selectbox(key="proposals.driver").set_value("problem")
    press(page, "proposals.send")
    (line,) = proposals.listed(desk.person, desk.platform)
    judge, members = other(desk, "supervisor"), [other(desk, role) for role in ("trainer", "author", "steward")]
    page = judge.open("cases.py", proposal=line.id)
    page.text_area(key=f"proposals.members.{line.id}").set_value("\n".join(one.person.login for one in members))
    press(page, f"proposals.name.{line.id}")
    page = members[0].open("cases.py", proposal=line.id)
    page.radio(key=f"proposals.vote.{line.id}").set_value("yes")
    assert "까닭이 비어 있습니다" in shown(press(page, f"proposals.vote_send.{line.id}"))
    page.text_area(key=f"proposals.reason.{line.id}").set_value("급하다")
    press(page, f"proposals.vote_send.{line.id}")
    assert "급하다" not in shown(judge.open("cases.py", proposal=line.id)), "blind"
    for one in members[1:]:
        committee.vote(one.person, desk.platform, line.id, "yes", "좋다")
    told = shown(desk.open("cases.py", proposal=line.id))
    assert "찬성 3, 반대 0" in told
    assert "급하다" in told
    assert "찾지 못했습니다" in shown(other(desk, "auditor").open("cases.py", proposal=line.id))


@pytest.mark.parametrize("desk", ["supervisor"], indirect=True)
def test_the_lists_are_empty_with_words_and_how_reviewers_agree_is_told(desk: Desk) -> None:
    assert "아직 공개된 사례가 없습니다" in shown(desk.open("cases.py"))
    assert "아직 남긴 사례가 없습니다" in shown(desk.open("cases.py", tab="mine"))
    page = desk.open("cases.py", tab="review")
    assert "지금 심사할 사례가 없습니다" in shown(page)
    assert "10쌍보다 적어 셈하지 않음" in shown(unfolded(page, "cases.agreement"))
    making.propose(desk.person, desk.platform, making.Wanted("가", "나", "problem"))
    assert "위원회를 기다림" in shown(desk.open("cases.py", tab="proposals"))
