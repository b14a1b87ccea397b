"""The pages of organisations and of looking as another, drawn: a change is told before it is made, and refused in plain words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from app.services.people import organisations
from app.texts import text
from data_catalog.records.tables import LedgerRow, Organisation, PersonRow, PlannedChange
from tests.app.screens.conftest import Desk, opened_up, shown


def ids(desk: Desk) -> dict[str, str]:
    with desk.platform.records.reading() as session:
        return {row.name_ko: row.id for row in session.scalars(select(Organisation))}


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_a_move_is_told_then_made_and_a_circle_is_refused_in_words(desk: Desk) -> None:
    own = ids(desk)
    tax, data = own["세정과"], own["데이터담당관"]
    page = desk.open("organisations.py", organisation=tax)
    assert not page.exception
    assert "한빛시 소방본부" in shown(page)
    page.pills(key=f"organisations.way.{tax}").set_value("move").run()
    page.selectbox(key=f"organisations.move.{tax}.to").set_value(data).run()
    press(page, f"organisations.preview.{tax}")
    assert "세정과가 데이터담당관 아래로 갑니다" in shown(page)
    assert ids(desk) == own
    press(page, f"organisations.go.{tax}")
    assert "바꿨습니다" in shown(page)
    with desk.platform.records.reading() as session:
        assert session.get_one(Organisation, tax).parent_id == data
    page = desk.open("organisations.py", organisation=data)
    page.pills(key=f"organisations.way.{data}").set_value("move").run()
    page.selectbox(key=f"organisations.move.{data}.to").set_value(tax).run()
    press(page, f"organisations.preview.{data}")
    assert "꼬리를 물게" in page.error[0].value
    assert not [one for one in page.button if one.key == f"organisations.go.{data}"]


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_a_move_for_a_day_ahead_waits_in_the_list_is_looked_at_again_and_withdrawn(desk: Desk) -> None:
    own = ids(desk)
    tax, data = own["세정과"], own["데이터담당관"]
    page = desk.open("organisations.py", organisation=tax)
    page.pills(key=f"organisations.way.{tax}").set_value("move").run()
    page.selectbox(key=f"organisations.move.{tax}.to").set_value(data).run()
    ahead = desk.platform.today() + timedelta(days=9)
    page.date_input(key=f"organisations.move.{tax}.on").set_value(ahead).run()
    press(page, f"organisations.preview.{tax}")
    assert "세정과가 데이터담당관 아래로 갑니다" in shown(page)
    press(page, f"organisations.go.{tax}")
    assert text("organisations.plan.entered", "ko") in shown(page)
    with desk.platform.records.reading() as session:
        (plan,) = session.scalars(select(PlannedChange))
        assert (plan.state, plan.day, session.get_one(Organisation, tax).parent_id) == ("waiting", ahead, own["한빛시"])
    assert f"{ahead.isoformat()}: ‘세정과’를 ‘데이터담당관’ 아래로 옮김" in shown(page)
    press(page, f"organisations.plan.preview.{plan.id}")
    assert "세정과가 데이터담당관 아래로 갑니다" in shown(page)
    press(page, f"organisations.plan.withdraw.{plan.id}")
    assert text("organisations.plan.withdrawn", "ko") in shown(page)
    assert text("organisations.plan.title", "ko") not in shown(page)


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_what_is_offered_is_drawn_and_the_look_is_on_record_once(desk: Desk) -> None:
    fire = ids(desk)["한빛시 소방본부"]
    page = desk.open("organisations.py", organisation=fire)
    for way in ("add", "rename", "merge", "split", "end", "area"):
        page.pills(key=f"organisations.way.{fire}").set_value(way).run()
        assert not page.exception, way
        assert not page.error, way
    opened_up(page, f"organisations.holders.{fire}", text("organisations.holders_from", "ko"))
    page.text_input(key="organisations.search").set_value("없는 이름").run()
    assert "맞는 기관 0곳" in shown(page)
    with desk.platform.records.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.event == "organisations_viewed")).all()
    assert [row.person_id for row in rows] == [desk.person.id]


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_organisations_in_a_circle_are_named_on_top(desk: Desk) -> None:
    own = ids(desk)
    with desk.platform.records.session() as session:
        session.get_one(Organisation, own["세정과"]).parent_id = own["데이터담당관"]
        session.get_one(Organisation, own["데이터담당관"]).parent_id = own["세정과"]
    page = desk.open("organisations.py", organisation=own["세정과"])
    assert not page.exception
    assert "서로 꼬리를 문" in page.error[0].value
    assert len(organisations.tree(desk.person, desk.platform, "manage_people")) == len(own)


@pytest.mark.parametrize("desk", ["admin", "steward"], indirect=True)
def test_who_looks_as_another_is_told_and_put_on_record_before_anything_is_shown(desk: Desk) -> None:
    with desk.platform.records.reading() as session:
        other = session.scalars(select(PersonRow).where(PersonRow.login == "demo-author")).one()
    page = desk.open("view_as.py", person=other.id)
    assert not page.exception
    assert other.name in shown(page)
    assert ("분석 모델 쓰기" in shown(page)) == ("admin" in desk.person.roles), "a steward is told of data alone"
    page.run()
    with desk.platform.records.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.event == "viewed_as")).all()
    assert [(row.person_id, row.facts) for row in rows] == [(desk.person.id, {"person": other.id})]


@pytest.mark.parametrize("desk", ["steward"], indirect=True)
def test_an_address_of_somebody_beyond_the_tree_says_the_same_as_one_of_nobody(desk: Desk) -> None:
    with desk.platform.records.reading() as session:
        beyond = session.scalars(select(PersonRow.id).where(PersonRow.login == "demo-admin")).one()
    said = {desk.open("view_as.py", person=one).error[0].value for one in (beyond, "nobody")}
    assert len(said) == 1
    with desk.platform.records.reading() as session:
        assert not session.scalars(select(LedgerRow).where(LedgerRow.event == "viewed_as")).all()


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_a_persons_roles_elsewhere_are_shown_and_given(desk: Desk) -> None:
    own = ids(desk)
    with desk.platform.records.reading() as session:
        other = session.scalars(select(PersonRow.id).where(PersonRow.login == "demo-analyst")).one()
    page = desk.open("people.py")
    page.selectbox(key="people.chosen").set_value(other).run()
    page.selectbox(key=f"people.give.{other}").set_value(own["세정과"]).run()
    page.checkbox(key=f"people.give.{other}.{own['세정과']}.steward").check().run()
    press(page, f"people.give_go.{other}")
    assert "데이터 관리자" in shown(page)
    assert "세정과" in shown(page)


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_a_day_that_has_not_come_is_not_looked_at_as_if_it_were_today(desk: Desk) -> None:
    page = desk.open("organisations.py")
    page.date_input(key="organisations.day").set_value(desk.platform.today() + timedelta(days=1)).run()
    told = shown(page)
    assert "아직 오지 않은 날" in told
    assert text("organisations.with_ended", "ko") not in told
    page.date_input(key="organisations.day").set_value(date.min).run()
    assert not page.exception
