"""Consults and training booked, settled, held and cancelled; and what the help desk did, counted and taken along."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import fastexcel
import pytest
from sqlalchemy import select

from app.services.support import asking, bookings, figures, tours
from app.services.support.attaching import Where
from app.services.support.bookings import Wanted
from data_catalog.records.tables import LedgerRow
from tests.app.services.agreements.made import at_once
from tests.app.services.support.made import Help, refused


def test_a_training_is_wished_settled_and_held(desk: Help) -> None:
    today, platform = desk.platform.today(), desk.platform
    days = (today + timedelta(days=9), today + timedelta(days=2))
    made = bookings.ask(desk.asker, platform, Wanted("training", "CCTV 모델 010-1234-5678", days, 12))
    assert desk.told(desk.helper) == ["booking_asked"]
    (mine,) = bookings.mine(desk.asker, platform)
    assert (mine.wished, mine.state, mine.asker, mine.owns) == (tuple(sorted(days)), "asked", "", True)
    assert "1234" not in mine.topic
    bookings.take(desk.helper, platform, made, 1)
    both = at_once(*(lambda who=who: bookings.agree(who, platform, made, days[1], 2) for who in (desk.helper, desk.second)))
    assert sum(one is not None for one in both) == 1, "the second is told"
    assert desk.told(desk.asker) == ["booking_agreed"]
    refused("booking.not_agreed", lambda: bookings.held(desk.helper, platform, made, 3))
    desk.city.clock.move(days=2)
    bookings.held(desk.helper, platform, made, 3)
    refused("booking.over", lambda: bookings.cancel(desk.asker, platform, made, 4))
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
            "not_found.booking", lambda who=stranger: bookings.cancel(who, platform, made, 1),
            lambda who=stranger: bookings.agree(who, platform, made, day[0], 1), lambda who=stranger: bookings.take(who, platform, made, 1),
        )  # fmt: skip
        assert bookings.mine(stranger, platform) == ()
    assert bookings.queue(desk.other, platform) == ()
    refused("not_found.booking", lambda: bookings.held(desk.asker, platform, made, 1))
    bookings.take(desk.helper, platform, made, 1)
    bookings.cancel(desk.asker, platform, made, 2)
    assert (desk.told(desk.helper)[0], bookings.mine(desk.asker, platform)[0].state) == ("booking_cancelled", "cancelled")


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
