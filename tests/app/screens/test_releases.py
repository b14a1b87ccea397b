"""A result that waits for its release: nothing to take along, asked for, decided on with all that would leave in sight, then taken."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.catalogue import datasets
from app.services.sharing import release_register, release_rules
from app.texts import keys
from data_catalog.records.tables import RELEASE_DATA, RELEASE_STATES, Organisation, RunInput
from tests.app.screens.conftest import Desk, shown
from tests.app.screens.test_sharing import other, press
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City, Clock


@pytest.fixture
def run(desk: Desk) -> str:
    """A result made of a working file of the desk's person, in an organisation that wants these looked at."""
    dataset = brought(City(desk.platform, Clock(), "", "", ""), desk.person, calls(30), "출동기록.csv")
    made = desk.finished_run()
    version = datasets.line(desk.person, desk.platform, dataset).version_id
    with desk.platform.records.session() as session:
        session.add(RunInput(run_id=made, input="dispatch", dataset_version_id=version))
        session.get_one(Organisation, desk.person.organisation_id).reviews_releases = ["working"]
    return made


def offered(page: Any) -> bool:
    return "/download/run/" in shown(page)


def test_it_is_asked_for_decided_and_taken(desk: Desk, run: str) -> None:
    steward = other(desk, "admin")
    for screen in ("result.py", "report.py"):
        page = desk.open(screen, run=run)
        assert not page.exception
        assert not offered(page), screen
        assert "반출 심사 필요" in shown(page)
    page = desk.open("requests.py", take=run)
    page = press(page, f"release.ask.{run}")
    assert "무엇에 쓸지 적으세요" in shown(page)
    page.text_area(key=f"release.purpose.{run}").set_value("의회 업무보고")
    page.text_input(key=f"release.recipient.{run}").set_value("시의회 행정위원회")
    press(page, f"release.ask.{run}")
    (line,) = release_register.mine(desk.person, desk.platform)
    assert "심사 중" in shown(desk.open("result.py", run=run))
    listed = shown(steward.open("requests.py"))
    assert "내가 심사할 반출 1건" in listed
    assert "시의회 행정위원회" in listed
    page = steward.open("requests.py", release=line.id)
    said = shown(page)
    assert "밖으로 나갈 표" in said
    result = release_register.looked(steward.person, steward.platform, line.id).result
    assert all(table.spec.title["ko"] in said for table in result.tables)
    assert all(finding.text["ko"] in said for finding in result.findings)
    page.selectbox(key="release.table").set_value(result.tables[0].spec.name).run()
    page.toggle(key="release.pictures").set_value(True).run()
    assert not page.exception
    assert shown(page).count("data:image/png;base64") >= len(result.figures)
    press(page, f"release.return.{line.id}")
    assert "반려하는 이유를 적으세요" in shown(page)
    page.text_area(key=f"release.comment.{line.id}").set_value("기간을 줄이세요").run()
    press(page, f"release.return.{line.id}")
    assert "기간을 줄이세요" in shown(desk.open("result.py", run=run))
    page = desk.open("requests.py", take=run)
    page.text_area(key=f"release.purpose.{run}").set_value("의회 업무보고")
    page.text_input(key=f"release.recipient.{run}").set_value("시의회 행정위원회")
    press(page, f"release.ask.{run}")
    (again,) = release_register.to_decide(steward.person, steward.platform)
    press(steward.open("requests.py", release=again.id), f"release.approve.{again.id}")
    for screen in ("result.py", "report.py"):
        page = desk.open(screen, run=run)
        assert offered(page), screen
        assert "반출 승인" in shown(page)
    assert "결과의 반출을 승인함" in shown(desk.open("requests.py", release=again.id))


def test_one_that_waits_is_taken_back(desk: Desk, run: str) -> None:
    other(desk, "admin")
    page = desk.open("requests.py", take=run)
    page.text_area(key=f"release.purpose.{run}").set_value("의회")
    page.text_input(key=f"release.recipient.{run}").set_value("의회")
    press(page, f"release.ask.{run}")
    (line,) = release_register.mine(desk.person, desk.platform)
    press(desk.open("requests.py", release=line.id), f"release.withdraw.{line.id}")
    assert release_register.mine(desk.person, desk.platform)[0].state == "withdrawn"
    assert "반출 심사 필요" in shown(desk.open("result.py", run=run))


@pytest.mark.parametrize("desk", ["admin"], indirect=True)
def test_an_administrator_says_for_which_data(desk: Desk) -> None:
    page = desk.open("settings.py")
    page.checkbox(key="release.setting.personal").check().run()
    assert not page.exception
    page.checkbox(key="release.setting.official").check().run()
    assert release_rules.chosen(desk.person, desk.platform).own == ("personal", "official")
    page.checkbox(key="release.setting.personal").uncheck().run()
    assert release_rules.chosen(desk.person, desk.platform).own == ("official",)


def test_every_state_and_reason_has_words() -> None:
    assert {f"release.state.{one}" for one in (*RELEASE_STATES, "needed", "changed")} <= keys()
    assert {f"release.told.{one}" for one in ("free", "needed", "asked", "approved", "returned", "ended", "changed")} <= keys()
    assert {f"release.data_help.{one}" for one in ("personal", "granted", "tier")} <= keys()
    assert set(RELEASE_DATA) >= {"personal", "granted"}
