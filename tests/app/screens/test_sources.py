"""The sources page: what a steward sees, and what it says when something stands in the way."""

from __future__ import annotations

import os
import sqlite3
import time

import pytest
from streamlit.testing.v1 import AppTest

from app.services.sources import refreshing, sources
from app.services.sources.sources import Wanted
from tests.app.screens.conftest import Desk, shown

AS_STEWARD = pytest.mark.parametrize("desk", ["steward"], indirect=True)


@AS_STEWARD
def test_an_empty_page_says_that_nothing_may_be_contacted_yet(desk: Desk) -> None:
    page = desk.open("sources.py")
    assert not page.exception
    assert "아직 연결이 허용된 곳이 없어요" in page.info[0].value
    assert "아직 자료 출처가 없어요" in shown(page)


@AS_STEWARD
@pytest.mark.parametrize("kind", ["postgresql", "mysql", "sqlite", "s3", "sftp", "folder", "api"])
def test_each_kind_has_its_form_and_an_empty_one_is_told_what_is_missing(desk: Desk, kind: str) -> None:
    page = desk.open("sources.py")
    page.selectbox(key="sources.kind").set_value(kind).run()
    assert not page.exception
    page.text_input(key=f"source.new.{kind}.title").set_value("이름")
    next(item for item in page.button if item.label == "확인하고 저장").click().run()
    assert not page.exception
    assert "비어 있는 칸을 채워 주세요" in page.error[0].value
    assert sources.listed(desk.person, desk.platform) == ()


@AS_STEWARD
def test_a_source_shows_how_it_went_and_its_repair(desk: Desk) -> None:
    place = desk.platform.home / "incoming" / desk.person.organisation_id / "a"
    place.mkdir(parents=True)

    def put(said: str) -> None:
        (place / "x.csv").write_text(said, "utf-8")
        os.utime(place / "x.csv", (time.time() - 60,) * 2)

    put("번호,곳\n1,가\n2,나\n")
    source_id = sources.save(
        desk.person, desk.platform, Wanted("곳들", "folder", {"path": "a", "pattern": "x.csv"}, schedule={"every": "day"})
    )
    assert "초안" in shown(desk.open("sources.py"))
    sources.attempt(desk.person, desk.platform, source_id)
    assert "받아 오는 중" in shown(desk.open("sources.py"))
    refreshing.refresh(desk.platform, source_id)
    said = shown(desk.open("sources.py"))
    assert "정상" in said
    assert "2줄" in said
    assert "1번째 판을 만듦" in said
    put("번호\n3\n")
    sources.refresh_now(desk.person, desk.platform, source_id)
    refreshing.refresh(desk.platform, source_id)
    page = desk.open("sources.py")
    assert "확인 필요" in shown(page)
    assert "1번째 판에 있던 열이 없어졌어요: 곳" in shown(page)
    page.button(key=f"sources.accept.{source_id}").click().run()
    assert not page.exception
    assert "받아 오는 중" in shown(page)


@AS_STEWARD
def test_a_table_is_chosen_from_those_there_are(desk: Desk) -> None:
    place = desk.platform.home / "incoming" / desk.person.organisation_id
    place.mkdir(parents=True)
    with sqlite3.connect(place / "city.db") as link:
        link.executescript("create table calls (no integer); insert into calls values (1), (2); create table posts (no integer)")
    page = desk.open("sources.py")
    page.selectbox(key="sources.kind").set_value("sqlite").run()
    page.text_input(key="source.new.sqlite.title").set_value("출동")
    page.text_input(key="source.new.sqlite.path").set_value("city.db")
    page = save(page)
    assert "표 2개를 볼 수 있어요" in page.info[0].value
    (line,) = sources.listed(desk.person, desk.platform)
    assert line.state == "draft"
    chosen = page.selectbox(key=f"source.{line.id}.table.pick")
    assert chosen.options == ["calls", "posts"]
    chosen.set_value("calls")
    page = save(page)
    assert "‘calls’의 열: no" in page.success[0].value
    (line,) = sources.listed(desk.person, desk.platform)
    assert (line.state, line.settings["table"]) == ("ready", "calls")
    assert refreshing.refresh(desk.platform, line.id) == "new"


def save(page: AppTest) -> AppTest:
    page = next(item for item in page.button if item.label == "확인하고 저장").click().run()
    assert not page.exception
    assert not page.error
    return page


@AS_STEWARD
def test_a_page_of_a_source_that_is_gone_says_so(desk: Desk) -> None:
    assert "찾을 수 없어요" in desk.open("sources.py", source="0" * 32).error[0].value


def test_an_analyst_has_no_way_to_it(desk: Desk) -> None:
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        desk.open("sources.py")
