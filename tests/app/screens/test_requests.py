"""The page of requests, drawn: asking from a card without rows, deciding, taking back, and whom it is not for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from app.services.agreements import register
from app.services.catalogue import catalogue, datasets
from app.services.platform import Platform
from app.sitemap import allowed
from data_catalog.records.tables import Membership, Organisation, PersonRow, new_id
from tests.app.screens.conftest import Desk, shown
from tests.app.screens.test_sharing import other, press
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City, Clock


@pytest.fixture
def dataset(desk: Desk) -> str:
    """A dataset of the steward's organisation, whose keeper announced it; the desk's person is of another."""
    keeper = other(desk, "steward").person
    made = brought(City(desk.platform, Clock(), "", "", ""), keeper, calls(30), "출동기록.csv")
    catalogue.describe(keeper, desk.platform, made, {"description": "구급 출동", "announced": True}, "출동기록")
    elsewhere(desk.platform, desk.person.id, keeper.organisation_id)
    return made


def elsewhere(platform: Platform, person_id: str, beside: str) -> None:
    """Puts a person into a new department of their own."""
    own = new_id()
    with platform.records.session() as session:
        parent = session.get_one(Organisation, beside)
        session.add(Organisation(id=own, parent_id=parent.id, kind="department", name_ko="복지과", name_en="Welfare",
                                 valid_from=date(2020, 1, 1)))  # fmt: skip
        session.flush()
        session.get_one(PersonRow, person_id).organisation_id = own
        for held in session.query(Membership).filter_by(person_id=person_id):
            session.delete(held)
        session.flush()
        session.add(Membership(person_id=person_id, organisation_id=own, role="analyst"))


def _ask(desk: Desk, dataset: str) -> AppTest:
    page = desk.open("requests.py", ask=dataset)
    assert not page.exception
    page.multiselect(key=f"agreement.columns.{dataset}").set_value(["출동센터"])
    page.text_input(key=f"agreement.legal.{dataset}").set_value("데이터기반행정법 제10조")
    return press(page, f"agreement.ask.{dataset}")


def test_the_card_without_rows_leads_to_the_form_and_the_request_is_listed(desk: Desk, dataset: str) -> None:
    card = desk.open("data.py", dataset=dataset)
    assert not card.exception
    assert "구급 출동" in shown(card)
    assert "사용 신청" in shown(card)
    assert "센터0" not in shown(card)
    assert "출동기록" in shown(desk.open("requests.py"))
    page = desk.open("requests.py", ask=dataset)
    page = press(page, f"agreement.ask.{dataset}")
    assert "법적 근거를 적지 않았습니다" in shown(page)
    page.text_input(key=f"agreement.legal.{dataset}").set_value("데이터기반행정법 제10조")
    for day in (desk.platform.today() - timedelta(days=1), date.max):
        page.date_input(key=f"agreement.starts.{dataset}").set_value(day)
        assert "이용을 시작하는 날은" in shown(press(page, f"agreement.ask.{dataset}"))
    assert register.mine(page_person(desk), desk.platform) == ()
    _ask(desk, dataset)
    (line,) = register.mine(page_person(desk), desk.platform)
    assert (line.state, [one.column for one in line.terms.columns]) == ("asked", ["출동센터"])
    listed = shown(desk.open("requests.py"))
    assert "결정 기다림" in listed
    assert "오늘 신청함" in listed
    assert "내가 결정할 신청" not in listed
    press(desk.open("requests.py", agreement=line.id), f"agreement.withdraw.{line.id}")
    assert register.mine(page_person(desk), desk.platform)[0].state == "withdrawn"


def page_person(desk: Desk):  # type: ignore[no-untyped-def]
    from app.identity import person as people

    with desk.platform.records.reading() as session:
        return people.load(session, desk.person.id)


def test_a_steward_offers_it_is_accepted_approved_and_taken_back(desk: Desk, dataset: str) -> None:
    _ask(desk, dataset)
    asker, steward = page_person(desk), other(desk, "steward")
    (line,) = register.mine(asker, desk.platform)
    assert "내가 결정할 신청 (1)" in shown(steward.open("requests.py"))
    page = steward.open("requests.py", agreement=line.id)
    page.text_input(key=f"agreement.offer.comment.{line.id}").set_value("센터만 드립니다")
    press(page, f"agreement.offer.{line.id}")
    mine = desk.open("requests.py", agreement=line.id)
    assert "센터만 드립니다" in shown(mine)
    press(mine, f"agreement.accept.{line.id}")
    press(steward.open("requests.py", agreement=line.id), f"agreement.approve.{line.id}")
    assert datasets.line(asker, desk.platform, dataset, "statistics").columns == ("출동센터",)
    held = shown(steward.open("requests.py"))
    assert "이용 중인 합의 (1)" in held
    page = press(steward.open("requests.py", agreement=line.id), f"agreement.revoke.{line.id}")
    assert "이유를 적지 않았습니다" in shown(page)
    page.text_area(key=f"agreement.revoke.reason.{line.id}").set_value("목적과 다르게 쓰임")
    press(page, f"agreement.revoke.{line.id}")
    assert register.mine(asker, desk.platform)[0].state == "revoked"
    assert "목적과 다르게 쓰임" in shown(desk.open("requests.py", agreement=line.id))


def test_a_refusal_is_read_with_its_reason_and_in_english(desk: Desk, dataset: str) -> None:
    _ask(desk, dataset)
    (line,) = register.mine(page_person(desk), desk.platform)
    page = other(desk, "steward").open("requests.py", agreement=line.id)
    page.text_area(key=f"agreement.refuse.reason.{line.id}").set_value("근거 없음")
    press(page, f"agreement.refuse.{line.id}")
    with desk.platform.records.session() as session:
        session.get_one(PersonRow, desk.person.id).language = "en"
    page = desk.open("requests.py", agreement=line.id)
    assert "refused" in shown(page)
    assert "근거 없음" in shown(page)
    assert "Ask for mediation" in shown(page)


@pytest.mark.parametrize("desk", ["auditor"], indirect=True)
def test_who_cannot_analyse_has_no_such_page(desk: Desk) -> None:
    assert "requests" not in {one.name for one in allowed(desk.person.roles)}
    assert "신청할 수 있는 데이터" not in shown(desk.open("home.py"))
    with pytest.raises(ValueError, match=r"requests\.py"):
        desk.open("requests.py")
