"""The page of the register, drawn: what waits where, looking for lines, one of them, and whom it is not for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.services.agreements import asking, deciding
from app.services.agreements.asking import Wanted
from app.services.agreements.steps import Terms
from app.services.catalogue import catalogue
from app.sitemap import allowed
from app.texts import text
from data_catalog.policy import ColumnRule
from data_catalog.records.tables import Agreement, PersonRow
from tests.app.screens.conftest import Desk, opened_up, shown, unfolded
from tests.app.screens.test_requests import elsewhere, page_person
from tests.app.screens.test_sharing import other, press
from tests.app.screens.test_views_on_record import seen
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City, Clock


@pytest.fixture
def two(desk: Desk) -> list[str]:
    """An agreement in force and a request that has waited for ten days, of a person of another organisation; by id."""
    keeper = other(desk, "steward").person
    made = []
    trainer = other(desk, "trainer")
    elsewhere(desk.platform, trainer.person.id, keeper.organisation_id)
    asker = page_person(trainer)
    today = desk.platform.today()
    for title, columns in (("출동기록", ("출동센터",)), ("민원 [접수]", ("신고일시", "출동센터"))):
        dataset = brought(City(desk.platform, Clock(), "", "", ""), keeper, calls(30), f"{title}.csv")
        catalogue.describe(keeper, desk.platform, dataset, {"announced": True}, title)
        terms = Terms(tuple(ColumnRule("allow", one) for one in columns), (), today, today + timedelta(days=20))
        made.append(asking.ask(asker, desk.platform, Wanted(dataset, "statistics", "통계법 제24조", terms)))
    deciding.approve(keeper, desk.platform, made[0], 1)
    with desk.platform.records.session() as session:
        session.get_one(Agreement, made[1]).changed_at_utc = desk.platform.now() - timedelta(days=10)
    return made


@pytest.mark.parametrize("desk", ["steward"], indirect=True)
def test_the_register_tells_what_waits_where_and_finds_lines(desk: Desk, two: list[str]) -> None:
    page = desk.open("agreements.py")
    assert not page.exception
    told = shown(page)
    for said in (
        "결정을 기다리는 신청 1건, 이용 중인 합의 1건입니다.",
        "신청 1건은 7일 이상",
        "합의 1건이 30일 안에",
        "10일째",
        "늦음",
        "20일 남음",
        "복지과",
    ):
        assert said in told, said
    opened_up(page, "agreements.holders", text("agreements.holder_longest", "ko"))
    assert [facts for _, facts in seen(desk, "agreements_viewed")] == [{"page": 1}]
    page.run()
    assert len(seen(desk, "agreements_viewed")) == 1
    page.text_input(key="agreements.search").set_value("민원 [접수]")
    press(page, "agreements.find")
    page = unfolded(page, "agreements.holders")
    assert "2건" not in shown(page)
    assert "20일 남음" not in shown(page)
    page.selectbox(key="agreements.shows").set_value("active")
    press(page, "agreements.find")
    assert "찾는 합의가 없습니다" in shown(page)


@pytest.mark.parametrize("desk", ["auditor"], indirect=True)
def test_an_auditor_reads_an_agreement_and_decides_nothing(desk: Desk, two: list[str]) -> None:
    assert "agreements" in {one.name for one in allowed(desk.person.roles)}
    page = desk.open("agreements.py", agreement=two[1])
    assert not page.exception
    assert "민원" in shown(page)
    assert "대장으로" in shown(page)
    for said in ("승인", "거절하기", "지금 회수하기", "신청 취소"):
        assert said not in [one.label for one in page.button], said


@pytest.mark.parametrize("desk", ["steward"], indirect=True)
def test_the_register_speaks_english(desk: Desk, two: list[str]) -> None:
    with desk.platform.records.session() as session:
        session.get_one(PersonRow, desk.person.id).language = "en"
    told = shown(desk.open("agreements.py"))
    assert "1 request waits for a decision; 1 agreement is in force." in told
    assert "1 request has stayed in one place for 7 days or more." in told


def test_who_looks_after_no_agreements_has_no_register(desk: Desk) -> None:
    assert "agreements" not in {one.name for one in allowed(desk.person.roles)}
    with pytest.raises(ValueError, match=r"agreements\.py"):
        desk.open("agreements.py")


@pytest.mark.parametrize(
    ("desk", "screen", "offered"), [("auditor", "agreements.py", False), ("admin", "settings.py", True)], indirect=["desk"]
)
def test_the_sample_of_ten_departments_is_offered_to_whom_it_is_for(desk: Desk, screen: str, offered: bool) -> None:
    page = desk.open(screen)
    assert not page.exception
    assert any(one.key == "practice.go" for one in page.button) == offered
