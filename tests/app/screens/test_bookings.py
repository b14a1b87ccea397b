"""Consults and training drawn: asked for, settled, moved and cancelled from their cards, and entered by a supporter."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from app.parts.markup import plain
from app.services.support import bookings
from app.texts import text
from tests.app.screens.conftest import Desk, shown, unfolded
from tests.app.screens.test_sharing import other, press

LURE = "<img src=x onerror=a()> [a](http://e.example)"


def test_consults_and_training_are_booked_and_settled(desk: Desk) -> None:
    page = desk.open("help.py", part="bookings")
    page.text_area(key="booking.topic.0").set_value("CCTV")
    for day in (desk.platform.today() - timedelta(days=1), desk.platform.today() + timedelta(days=400)):
        page.date_input(key="booking.day.0.2").set_value(day)
        assert "오늘부터 1년 안의 날" in shown(press(page, "booking.send"))
    assert bookings.mine(desk.person, desk.platform) == ()
    page.date_input(key="booking.day.0.2").set_value(None)
    page.time_input(key="booking.wished_at.0").set_value(time(15, 30))
    press(page, "booking.send")
    assert "신청했습니다" in shown(page)
    assert "15:30" in shown(page)
    helper = other(desk, "supporter")
    queue = helper.open("support.py", part="bookings")
    (key,) = (one.key for one in queue.button if one.key and one.key.startswith("booking.agree."))
    own = key.removeprefix("booking.agree.")
    assert "장소를 적지 않았습니다" in shown(press(queue, key))
    queue.text_input(key=f"booking.place.{own}").set_value(LURE)
    queue.text_area(key=f"booking.note.{own}").set_value("노트북 지참")
    press(queue, key)
    assert "날짜를 정하고 알렸습니다" in shown(queue)
    assert queue.button(key=f"booking.agree.{own}.1").label == "바꾸고 알리기"
    for drawn in (shown(queue), shown(desk.open("help.py", part="bookings"))):
        assert f"15:30, {plain(LURE)}" in drawn
        assert "<b>메모</b> 노트북 지참" in drawn
    queue.text_input(key=f"booking.place.{own}.1").set_value("2층")
    queue.time_input(key=f"booking.at.{own}.1").set_value(time(16))
    assert "이유를 적지 않았습니다" in shown(press(queue, f"booking.agree.{own}.1"))
    queue.text_input(key=f"booking.reason.move.{own}.1").set_value("공사 02-120-1234")
    told = shown(press(queue, f"booking.agree.{own}.1"))
    assert "날짜를 바꾸고 알렸습니다. 번호로 보이는 것을 가렸습니다" in told
    assert "15:30에서 옮김. <b>이유</b> 공사 **-***-****" in told
    assert "알렸습니다" not in shown(queue.run()), "it is told once"
    mine = desk.open("help.py", part="bookings")
    assert "이유를 적지 않았습니다" in shown(press(mine, f"booking.cancel_sure.{own}"))
    mine.text_input(key=f"booking.reason.cancel.{own}").set_value("급한 출동")
    press(mine, f"booking.cancel_sure.{own}")
    assert "취소하고 알렸습니다" in shown(mine)
    assert "신청한 쪽이 취소. <b>이유</b> 급한 출동" in shown(unfolded(helper.open("support.py", part="bookings"), "booking.over"))
    assert "급한 출동" in shown(helper.open("inbox.py"))


@pytest.mark.parametrize("desk", ["supporter"], indirect=True)
def test_a_supporter_enters_one_that_stands_at_once_and_is_warned_of_another_at_the_time(desk: Desk) -> None:
    asker = other(desk, "analyst")
    for at, whom in enumerate((asker.person.id, "")):
        page = unfolded(desk.open("support.py", part="bookings"), "booking.enter")
        page.selectbox(key="booking.organisation.0").select(asker.person.organisation_id).run()
        page.selectbox(key=f"booking.person.0.{asker.person.organisation_id}").select(whom)
        page.text_area(key="booking.topic.enter.0").set_value("처음 쓰는 분께")
        page.text_input(key="booking.place.enter.0").set_value(f"{at + 1}층")
        press(page, "booking.enter_send")
        assert "일정을 넣었습니다" in shown(page)
        assert ("같은 담당자가 10:00에" in shown(page)) == (at == 1)
        assert ("일정을 넣었습니다. 겹치는 일정이 있습니다." in shown(page)) == (at == 1)
        assert page.selectbox(key="booking.organisation.1").value is None, "the next form is empty"
    drawn = shown(asker.open("help.py", part="bookings"))
    assert "10:00, 1층" in drawn
    assert drawn.count("<p>처음 쓰는 분께</p>") == 2
    assert "2층, 처음 쓰는 분께" in shown(asker.open("inbox.py"))
    assert "10:00, 2층" in drawn
    assert "겹침" not in drawn
    assert drawn.count(text("booking.for_all", "ko")) == 1, "the other one is theirs alone"
