"""The page of collaboration checks, drawn: opening one from an agreement or by choice, answering, and the answers side by side."""

from __future__ import annotations

from datetime import timedelta

import plotly.graph_objects as go
import pytest
from sqlalchemy import select

from app.charts import radar
from app.services.collaboration import looking
from data_catalog.records.tables import COLLABORATION_FACTORS, Membership, Organisation, PersonRow
from tests.app.screens.conftest import Desk, shown
from tests.app.screens.test_sharing import other, press
from tests.app.services.agreements.made import kept


def opened(desk: Desk) -> str:
    """A check of fire and data, opened on the page by the steward over both, who asks a person of each by name; gives its id."""
    with desk.platform.records.session() as session:
        bodies = {row.name_ko: row.id for row in session.scalars(select(Organisation).where(Organisation.demo))}
        session.add(Membership(person_id=desk.person.id, organisation_id=bodies["한빛시"], role="steward"))
    fire, data = bodies["한빛시 소방본부"], bodies["데이터담당관"]
    page = desk.open("collaboration.py")
    assert "아직 점검이 없습니다" in shown(page)
    page.multiselect(key="collaboration.partners.").set_value([fire, data]).run()
    page.text_area(key="collaboration.goal").set_value("빨리 도착 [한다]")
    page.text_input(key=f"collaboration.invited.{fire}").set_value("demo-trainer")
    for day in (desk.platform.today() - timedelta(days=1), desk.platform.today() + timedelta(days=400)):
        page.date_input(key="collaboration.due").set_value(day)
        assert "답할 기한은" in shown(press(page, "collaboration.send"))
    page.date_input(key="collaboration.due").set_value(desk.platform.today() + timedelta(days=7))
    assert "찾지 못했습니다" in shown(press(page, "collaboration.send")), "the trainer is of the data office"
    page.text_input(key=f"collaboration.invited.{fire}").set_value("demo-analyst")
    page.text_input(key=f"collaboration.invited.{data}").set_value("demo-trainer")
    press(page, "collaboration.send")
    (line,) = looking.listed(desk.person, desk.platform)
    return line.id


def answer(desk: Desk, check: str, **rated: int) -> None:
    page = desk.open("collaboration.py", check=check)
    (at,) = (one.organisation_id for one in looking.one(desk.person, desk.platform, check).partners if one.mine)
    page = press(page, f"collaboration.answer.{check}.{at}")
    assert "답하지 않은 것이 있습니다" in shown(page)
    for factor in COLLABORATION_FACTORS:
        page.radio(key=f"collaboration.rating.{factor}.{check}.{at}").set_value(rated.get(factor, 3))
    page.text_area(key=f"collaboration.benefit.{check}.{at}").set_value(f"{desk.person.name}의 이점")
    press(page, f"collaboration.answer.{check}.{at}")


@pytest.mark.parametrize("desk", ["steward"], indirect=True)
def test_partners_answer_blind_and_see_all_side_by_side(desk: Desk) -> None:
    check = opened(desk)
    fire, data = other(desk, "analyst"), other(desk, "trainer")
    assert "내 답을 기다림" in shown(fire.open("collaboration.py"))
    answer(fire, check, trust=5, skills=0)
    waiting = shown(data.open("collaboration.py", check=check))
    assert fire.person.name not in waiting
    assert fire.person.name in shown(desk.open("collaboration.py", check=check)), "who was asked, to who asked"
    assert f"{fire.person.name}의 이점" not in waiting
    assert f"{fire.person.name}의 이점" in shown(fire.open("collaboration.py", check=check)), "one's own, to be changed"
    assert "지금 끝내기" not in waiting
    answer(data, check, trust=2)
    page = desk.open("collaboration.py", check=check)
    told = shown(page)
    for said in ("‘신뢰’의 답이 3점 벌어졌습니다", "3 (엇갈림)", "모름", "빨리 도착", f"{fire.person.name}의 이점"):
        assert said in told, said
    assert not page.exception
    with desk.platform.records.session() as session:
        session.get_one(PersonRow, desk.person.id).language = "en"
    assert "ratings of “Trust” lie 3 points apart" in shown(desk.open("collaboration.py", check=check))


@pytest.mark.parametrize("desk", ["steward"], indirect=True)
def test_the_page_of_an_agreement_leads_to_the_form_with_its_organisations(desk: Desk) -> None:
    asker = other(desk, "analyst").person
    agreement = kept(desk.platform, asker, desk.person.organisation_id, asker.organisation_id)
    assert "협업 점검 열기" in shown(desk.open("agreements.py", agreement=agreement))
    form = desk.open("collaboration.py", agreement=agreement)
    assert form.multiselect(key=f"collaboration.partners.{agreement}").value == [desk.person.organisation_id, asker.organisation_id]
    assert "찾지 못했습니다" in shown(desk.open("collaboration.py", agreement="0" * 32))


@pytest.mark.parametrize("desk", ["steward"], indirect=True)
def test_a_check_is_withdrawn_on_its_page_and_anothers_is_not_there(desk: Desk) -> None:
    check = opened(desk)
    assert "찾지 못했습니다" in shown(other(desk, "author").open("collaboration.py", check=check))
    assert "협업 점검 열기" not in shown(other(desk, "author").open("collaboration.py"))
    press(desk.open("collaboration.py", check=check), f"collaboration.withdraw.{check}")
    assert "아무도 보지 않고 지웠습니다" in shown(desk.open("collaboration.py", check=check))


def test_the_radar_is_one_plotly_accepts_with_gaps_where_nothing_is_known() -> None:
    axes = [f"요소 {at}" for at in range(9)]
    made = radar.drawn(axes, [("<가>", [1, 2, None, 4, 5, 1, 2, 3, 4]), ("나", [3] * 9)], 5, narrow=True)
    go.Figure(made.to_dict())
    assert list(made.data[0].r) == [1, 2, None, 4, 5, 1, 2, 3, 4, 1]
    assert (made.data[0].name, made.layout.polar.radialaxis.range) == ("&lt;가&gt;", (0, 5.15))
