"""Consults and training booked, settled, held and cancelled; and what the help desk did, counted and taken along."""

from __future__ import annotations

import csv
import io
from datetime import date, time, timedelta

import fastexcel
import pytest
from sqlalchemy import select

from app.services import inbox
from app.services.support import asking, bookings, figures, settling, tours
from app.services.support.attaching import Where
from app.services.support.bookings import Wanted
from app.services.support.settling import NOTE_MAX, PLACE_MAX, Entered, Settled
from data_catalog.records.tables import LedgerRow
from tests.app.services.agreements.made import at_once
from tests.app.services.support.made import Help, refused


def at(day: date, hour: int = 14, minute: int = 30, place: str = "3층 회의실", note: str = "노트북 지참") -> Settled:
    return Settled(day, time(hour, minute), place, note)


def test_a_training_is_wished_settled_and_held(desk: Help) -> None:
    today, platform = desk.platform.today(), desk.platform
    days = (today + timedelta(days=9), today + timedelta(days=2))
    made = bookings.ask(desk.asker, platform, Wanted("training", "CCTV 모델 010-1234-5678", days, 12, time(14, 30)))
    assert desk.told(desk.helper) == ["training_asked"]
    (mine,) = bookings.mine(desk.asker, platform)
    assert (mine.wished, mine.wished_at, mine.state, mine.asker, mine.owns) == (tuple(sorted(days)), time(14, 30), "asked", "", True)
    assert mine.topic == "CCTV 모델 ***-****-****"
    settling.take(desk.helper, platform, made, 1)
    both = at_once(*(lambda who=who: settling.agree(who, platform, made, at(days[1]), 2) for who in (desk.helper, desk.second)))
    assert sum(one is not None for one in both) == 1, "the second is told"
    assert desk.told(desk.asker) == ["training_agreed"]
    (mine,) = bookings.mine(desk.asker, platform)
    assert (mine.agreed, mine.agreed_at, mine.place, mine.note) == (days[1], time(14, 30), "3층 회의실", "노트북 지참")
    (told,) = inbox.listed(desk.asker, platform)
    assert told.facts["day"] == f"{days[1]} 14:30, 3층 회의실, CCTV 모델 ***-****-****"
    refused("booking.not_agreed", lambda: settling.held(desk.helper, platform, made, 3))
    desk.city.clock.move(days=2)
    settling.held(desk.helper, platform, made, 3)
    refused("booking.over", lambda: bookings.cancel(desk.asker, platform, made, 4, "바빠서"))
    with platform.records.reading() as session:
        noted = session.execute(
            select(LedgerRow.event, LedgerRow.facts).where(LedgerRow.event.startswith("booking_")).order_by(LedgerRow.id)
        )
        assert [(event, facts["booking"], facts["people"]) for event, facts in noted] == [
            ("booking_made", "training", 12), ("booking_agreed", "training", 12), ("booking_done", "training", 12),
        ]  # fmt: skip


def test_a_booking_is_cancelled_by_either_side_and_is_nobody_elses(desk: Help) -> None:
    platform, day = desk.platform, (desk.platform.today(),)
    made = bookings.ask(desk.asker, platform, Wanted("consult", "물어볼 것", day))
    for stranger in (desk.other, desk.city.person("analyst")):
        refused(
            "not_found.booking", lambda who=stranger: bookings.cancel(who, platform, made, 1, "x"),
            lambda who=stranger: settling.agree(who, platform, made, at(day[0]), 1),
            lambda who=stranger: settling.take(who, platform, made, 1),
        )  # fmt: skip
        assert bookings.mine(stranger, platform) == ()
    assert bookings.queue(desk.other, platform) == ()
    refused("not_found.booking", lambda: settling.held(desk.asker, platform, made, 1))
    settling.take(desk.helper, platform, made, 1)
    refused("booking.reason_missing", lambda: bookings.cancel(desk.asker, platform, made, 2, " \n"))
    bookings.cancel(desk.asker, platform, made, 2, "출장 010-1234-5678")
    (over,) = bookings.mine(desk.asker, platform)
    assert (over.state, over.reason, over.off_by) == ("cancelled", "출장 ***-****-****", "asker")
    told = inbox.listed(desk.helper, platform)[0]
    assert (told.key, told.facts) == ("inbox.consult_called_off", {"day": f"{day[0]}, 물어볼 것", "reason": "출장 ***-****-****"})
    again = bookings.ask(desk.asker, platform, Wanted("consult", "다시", day))
    bookings.cancel(desk.helper, platform, again, 1, "담당자 없음")
    assert desk.told(desk.asker) == ["consult_called_off"]
    assert {one.off_by for one in bookings.mine(desk.asker, platform)} == {"asker", "helper"}
    assert desk.told(desk.second)[0] == "consult_called_off", "of one nobody had taken its supporters are told"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("policy.choice_unknown", {"kind": "party"}), ("booking.topic_missing", {"topic": " "}), ("booking.days_wrong", {"wished": ()}),
        ("booking.days_wrong", {"days": -1}), ("booking.days_wrong", {"days": 400}), ("booking.people_wrong", {"people": 0}),
    ],
)  # fmt: skip
def test_what_cannot_be_booked_is_told(desk: Help, code: str, said: dict[str, object]) -> None:
    shift = said.pop("days", 1)
    wanted = {"kind": "consult", "topic": "가", "wished": (desk.platform.today() + timedelta(days=int(str(shift))),)} | said
    refused(code, lambda: bookings.ask(desk.asker, desk.platform, Wanted(**wanted)))  # type: ignore[arg-type]


def test_one_agreed_on_the_telephone_is_entered_moved_and_cancelled_and_the_person_is_told_each_time(desk: Help) -> None:
    platform, day = desk.platform, desk.platform.today() + timedelta(days=3)
    assert desk.asker.id in settling.people(desk.helper, platform, desk.city.fire)
    made = settling.enter(
        desk.helper, platform, Entered("consult", desk.city.fire, at(day), desk.asker.id, 4, "분석 010-1234-5678\n둘째 줄")
    )
    (mine,), (queued,) = bookings.mine(desk.asker, platform), bookings.queue(desk.helper, platform)
    for one in (mine, queued):
        assert (one.state, one.agreed, one.agreed_at, one.place, one.note, one.people) == (
            "agreed", day, time(14, 30), "3층 회의실", "노트북 지참", 4,
        )  # fmt: skip
    assert (mine.owns, mine.helper, queued.asker, queued.helper) == (True, "", desk.asker.name, desk.helper.name)
    refused("booking.reason_missing", lambda: settling.agree(desk.second, platform, made, at(day, 9), 1))
    settling.agree(desk.second, platform, made, at(day, 9, 0, "온라인"), 1, "회의실이 없음")
    (moved,) = bookings.mine(desk.asker, platform)
    assert (moved.moved_from, moved.topic) == (f"{day} 14:30", "분석 ***-****-****\n둘째 줄")
    about = "분석 ***-****-****"
    assert [(one.key, one.facts) for one in inbox.listed(desk.asker, platform)] == [
        ("inbox.consult_moved", {"day": f"{day} 09:00, 온라인, {about}", "reason": "회의실이 없음"}),
        ("inbox.consult_entered", {"day": f"{day} 14:30, 3층 회의실, {about}", "reason": ""}),
    ]
    assert desk.told(desk.helper) == ["consult_moved"], "who saw to it before"
    settling.agree(desk.second, platform, made, at(day, 9, 0, "2층"), 2, "자리가 바뀜")
    assert bookings.mine(desk.asker, platform)[0].moved_from == "", "the place alone is another one"
    bookings.cancel(desk.asker, platform, made, 3, "급한 출동")
    assert (desk.told(desk.second)[0], bookings.mine(desk.asker, platform)[0].reason) == ("consult_called_off", "급한 출동")


def test_one_for_a_whole_organisation_is_seen_there_by_all_and_cancelled_by_supporters_alone(desk: Help) -> None:
    platform, day, colleague = desk.platform, desk.platform.today(), desk.city.person("analyst")
    made = settling.enter(desk.helper, platform, Entered("training", desk.city.fire, at(day)))
    for who in (desk.asker, colleague):
        (seen,) = bookings.mine(who, platform)
        assert (seen.id, seen.owns, seen.asker) == (made, False, "")
        assert desk.told(who) == ["training_entered"]
        refused("not_found.booking", lambda who=who: bookings.cancel(who, platform, made, 1, "x"))
    assert bookings.mine(desk.city.person("analyst", desk.city.tax), platform) == ()
    settling.held(desk.helper, platform, made, 1)
    found = figures.figures(desk.helper, platform, day, day)
    assert found.bookings == {"consult": (0, 0), "training": (1, 1)}
    with platform.records.reading() as session:
        events = session.scalars(select(LedgerRow.event).where(LedgerRow.subject_id == made).order_by(LedgerRow.id)).all()
    assert events == ["booking_made", "booking_agreed", "booking_done"]


def test_one_that_took_place_before_it_was_entered_is_held_and_nobody_is_told(desk: Help) -> None:
    platform, day = desk.platform, desk.platform.today()
    made = settling.enter(desk.helper, platform, Entered("consult", desk.city.fire, at(day - timedelta(days=31)), desk.asker.id))
    (kept,) = bookings.queue(desk.helper, platform)
    assert (kept.id, kept.state, kept.agreed) == (made, "held", day - timedelta(days=31))
    assert desk.told(desk.asker) == []
    assert figures.figures(desk.helper, platform, day, day).bookings == {"consult": (1, 1), "training": (0, 0)}
    ahead = settling.enter(desk.helper, platform, Entered("consult", desk.city.fire, at(day), desk.asker.id))
    refused("booking.day_wrong", lambda: settling.agree(desk.helper, platform, ahead, at(day - timedelta(days=1)), 1, "x"))


def test_two_of_one_supporter_at_one_time_are_told_and_not_forbidden(desk: Help) -> None:
    platform, day = desk.platform, desk.platform.today() + timedelta(days=1)
    first = settling.enter(desk.helper, platform, Entered("consult", desk.city.fire, at(day, 10, 0)))
    second = settling.enter(desk.helper, platform, Entered("consult", desk.city.tax, at(day, 10, 59)))
    settling.enter(desk.helper, platform, Entered("consult", desk.city.tax, at(day, 11, 59)))
    settling.enter(desk.helper, platform, Entered("consult", desk.city.tax, at(day + timedelta(days=1), 10, 0)))
    settling.enter(desk.second, platform, Entered("consult", desk.city.tax, at(day, 10, 0)))
    told = {one.id: [(other.at, other.organisation["en"]) for other in one.clashes] for one in bookings.queue(desk.helper, platform)}
    assert {own: said for own, said in told.items() if said} == {first: [(time(10, 59), "Tax")], second: [(time(10, 0), "Fire")]}
    for whom, place in ((desk.asker.id, "2층"), (None, "강당"), (None, "강당")):
        settling.enter(desk.helper, platform, Entered("consult", desk.city.fire, at(day, 10, 59, place), whom))
    (here,) = [one for one in bookings.queue(desk.helper, platform) if one.id == first]
    assert {(one.place, one.person, one.count) for one in here.clashes} == {
        ("3층 회의실", "", 1), ("2층", desk.asker.name, 1), ("강당", "", 2),
    }  # fmt: skip
    (theirs,) = [one for one in bookings.queue(desk.other, platform) if one.id == second]
    assert {(one.organisation["en"], one.place, one.person, one.count) for one in theirs.clashes} == {
        ("Fire", "", "", 1),
        ("Fire", "", "", 3),
    }
    assert {one.clashes for one in bookings.mine(desk.asker, platform)} == {()}
    for one in bookings.queue(desk.helper, platform):
        if one.agreed_at in (time(10, 0), time(10, 59)) and one.id != second:
            bookings.cancel(desk.helper, platform, one.id, 1, "겹침")
    assert {one.clashes for one in bookings.queue(desk.helper, platform)} == {()}


def test_the_calendar_begins_with_what_comes_next_and_ends_with_what_was_long_ago(desk: Help) -> None:
    platform, day = desk.platform, desk.platform.today()
    late = settling.enter(desk.helper, platform, Entered("consult", desk.city.fire, at(day, 16)))
    early = settling.enter(desk.helper, platform, Entered("consult", desk.city.fire, at(day, 9)))
    wished = bookings.ask(desk.asker, platform, Wanted("consult", "가", (day + timedelta(days=2),)))
    over = [settling.enter(desk.helper, platform, Entered("consult", desk.city.fire, at(day))) for _ in range(2)]
    for one in over:
        settling.held(desk.helper, platform, one, 1)
        desk.city.clock.move(minutes=1)
    assert [one.id for one in bookings.queue(desk.helper, platform)] == [early, late, wished, *reversed(over)]


def test_what_cannot_be_entered_is_told(desk: Help) -> None:
    platform, day = desk.platform, desk.platform.today()
    stranger = desk.city.person("analyst", desk.city.tax)
    wrong: dict[str, list[Entered]] = {
        "policy.choice_unknown": [Entered("party", desk.city.fire, at(day))],
        "booking.people_wrong": [Entered("consult", desk.city.fire, at(day), people=501)],
        "booking.day_long_ago": [Entered("consult", desk.city.fire, at(day + timedelta(days=by))) for by in (-32, 366)],
        "day.missing": [Entered("consult", desk.city.fire, Settled(None, time(10), "온라인"))],
        "booking.place_missing": [Entered("consult", desk.city.fire, at(day, place=" \n"))],
        "booking.place_long": [Entered("consult", desk.city.fire, at(day, place="가" * (PLACE_MAX + 1)))],
        "not_found.person": [Entered("consult", desk.city.fire, at(day), stranger.id)],
        "not_found.organisation": [Entered("consult", "0" * 32, at(day))],
    }
    for code, those in wrong.items():
        for one in those:
            refused(code, lambda one=one: settling.enter(desk.helper, platform, one))
    elsewhere = Entered("consult", desk.city.fire, at(day))
    refused("not_found.organisation", lambda: settling.enter(desk.other, platform, elsewhere))
    refused("not_found.organisation", lambda: settling.people(desk.other, platform, desk.city.fire))
    refused("rights.role_needed", lambda: settling.enter(desk.asker, platform, elsewhere))
    assert bookings.queue(desk.helper, platform) == ()
    fits = at(day, place="가" * PLACE_MAX, note="010-1234-5678 " + "나" * NOTE_MAX)
    settling.enter(desk.helper, platform, Entered("consult", desk.city.fire, fits))
    (kept,) = bookings.queue(desk.helper, platform)
    assert (kept.place, kept.note[:15], len(kept.note)) == ("가" * PLACE_MAX, "***-****-**** 나", NOTE_MAX)


def test_the_figures_are_those_of_the_tree_and_every_one_is_as_reckoned_by_hand(desk: Help) -> None:
    clock, platform = desk.city.clock, desk.platform  # a Wednesday at noon
    first, second, third = desk.ask("1"), desk.ask("2"), desk.ask("3", Where("home"))
    desk.ask("4")
    elsewhere = desk.ask("5", who=desk.city.person("analyst", desk.city.tax))
    clock.move(minutes=30)
    desk.answer(first)
    clock.move(minutes=30)
    desk.answer(second)
    clock.move(days=5)  # Monday at one: three of the days count
    desk.answer(third)
    asking.helped(desk.asker, platform, first, True)
    asking.helped(desk.asker, platform, second, False)
    asking.again(desk.asker, platform, second, "아직")
    bookings.ask(desk.asker, platform, Wanted("consult", "가", (platform.today(),)))
    today = platform.today()
    found = figures.figures(desk.helper, platform, today - timedelta(days=10), today)
    whole = found.whole
    assert (whole.asked, whole.answered, whole.median_min, whole.within_day) == (5, 3, 60.0, 2 / 3)
    assert (whole.reopened, whole.helped) == (1 / 3, 1 / 2)
    rows = {(row.by, row.key): row.counted for row in found.rows}
    assert (rows["organisation", desk.city.fire].asked, rows["organisation", desk.city.tax].asked) == (4, 1)
    assert (rows["model", "golden_hour"].asked, rows["step", "check"].answered) == (4, 2)
    assert rows["problem", "file.empty"].median_min == 45.0
    assert found.bookings == {"consult": (1, 0), "training": (0, 0)}
    only = figures.figures(desk.other, platform, today - timedelta(days=10), today)
    assert (only.whole.asked, [row.key for row in only.rows if row.by == "organisation"]) == (1, [desk.city.tax])
    assert desk.seen(elsewhere).line.id == elsewhere
    assert figures.figures(desk.helper, platform, today, today).whole.asked == 0
    refused("rights.role_needed", lambda: figures.figures(desk.asker, platform, today, today))
    refused("usage.period", lambda: figures.figures(desk.helper, platform, today, today - timedelta(days=1)))


def test_the_figures_are_taken_along_with_their_definitions_on_record(desk: Help) -> None:
    desk.ask()
    today = desk.platform.today()
    told = figures.taken(desk.helper, desk.platform, today, today, "csv", "ko").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert rows[1][:4] == ["모두", "", "1", "0"]
    assert sum(row[0].startswith("답까지 걸린 시간: ") and "토요일과 일요일" in row[0] for row in rows if row) == 1
    book = figures.taken(desk.helper, desk.platform, today, today, "xlsx", "en")
    sheet = fastexcel.read_excel(book).load_sheet(0).to_polars()
    assert sheet.rows()[0][2] == 1
    assert any("Saturdays and Sundays left out" in str(row[0]) for row in sheet.rows())
    refused("not_found.file", lambda: figures.taken(desk.helper, desk.platform, today, today, "exe", "ko"))
    with desk.platform.records.reading() as session:
        assert len(session.scalars(select(LedgerRow).where(LedgerRow.event == "help_exported")).all()) == 2


def test_a_tour_put_away_is_offered_no_more_to_that_person(desk: Help) -> None:
    assert not tours.is_put_away(desk.asker, desk.platform, "home")
    both = at_once(*(lambda: tours.put_away(desk.asker, desk.platform, "home") for _ in range(2)))
    assert both == [None, None]
    tours.put_away(desk.asker, desk.platform, "no such tour")
    assert tours.is_put_away(desk.asker, desk.platform, "home")
    assert not tours.is_put_away(desk.helper, desk.platform, "home")
