"""What is left of a workshop, and what goes on: purged on its day, carried over to own data, reminded, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.services import inbox
from app.services.drafts import drafts
from app.services.runs import my_runs, runs
from app.services.uploads import uploads
from app.services.workshops import board, carried, certificates, exercising, joining, leading, purging, seats
from app.services.workshops.carried import Share
from app.services.workshops.purging import Turned
from connectors.problem import Problem
from data_catalog.records.tables import Dataset, Draft, LedgerRow, PersonRow, Run, Seat, SeatExercise, SessionRow, Upload, Workshop
from tests.app.services.conftest import bytes_anywhere
from tests.app.services.workshops.made import COLUMNS, EXERCISE, HERE, MODEL, Class, refused, see_through

OWN = "접수번호,창구,대기시간(분)\nB-1,민원,4\nB-2,민원,20\nB-3,여권,8\n"


def told(room: Class, who: object) -> list[str]:
    return [one.key for one in inbox.listed(who, room.platform)]  # type: ignore[arg-type]


def test_seats_go_on_their_day_with_all_they_made_and_the_counts_stay(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    who, analyst = room.seat(own, "지워질이름"), room.city.person("analyst")
    joining.join_as(analyst, platform, room.code(own), HERE)
    run = room.ran(who, room.mapped(who, own))
    exercising.check(who, platform, own, MODEL, EXERCISE, {"share": room.right()})
    number = certificates.make(who, platform, own)
    seats.say_how_it_was(who, platform, own, {"understood": 5, "pace": 4, "use": 3}, "쉬웠다")
    room.city.clock.move(hours=3)
    assert purging.turn(platform) == Turned(1, 0, 0), "its time is up: it ends by itself"
    assert board.sentences(room.trainer, platform, own) == ("쉬웠다",)
    room.city.clock.move(days=29)
    assert purging.turn(platform).purged == 0
    room.city.clock.move(days=2)
    assert (purging.turn(platform).purged, purging.turn(platform).purged) == (1, 0)
    with platform.records.reading() as session:
        row = session.get_one(Workshop, own)
        assert row.counts == {"taken": 2, "done": 1, "certificates": 1, "answered": 1, "understood": 5.0, "pace": 4.0, "use": 3.0}
        gone = (PersonRow.workshop_id == own, Draft.person_id == who.id, Run.person_id == who.id, Dataset.person_id == who.id,
                Upload.person_id == who.id, SessionRow.person_id == who.id)  # fmt: skip
        for condition in gone:
            table = condition.left.table  # type: ignore[attr-defined]
            assert session.scalar(select(func.count()).select_from(table).where(condition)) == 0, table
        assert session.scalar(select(func.count()).select_from(SeatExercise)) == 0
        assert set(session.scalars(select(Seat.person_id).where(Seat.workshop_id == own))) == {None, analyst.id}
        events = set(session.scalars(select(LedgerRow.event).where(LedgerRow.subject_id == own)))
    assert {"workshop_finished", "workshop_purged"} <= events
    assert not platform.lake.run_folder(run).exists()
    assert bytes_anywhere(platform.home, "지워질이름") == []
    assert certificates.confirm(platform, number, "지워질이름", HERE).holder == "지워질이름", "a certificate outlives it"
    (line,) = board.listed(room.trainer, platform)
    assert (line.state, line.taken, line.done, line.certificates) == ("purged", 2, 1, 1)
    refused("not_found.workshop", lambda: seats.of(analyst, platform, own))
    room.city.clock.move(days=30)
    purging.turn(platform)
    with platform.records.reading() as session:
        assert set(session.scalars(select(Seat.person_id).where(Seat.workshop_id == own))) == {None}, "nobody is counted any more"


def test_the_same_goes_on_with_own_data_and_is_counted_once(room: Class) -> None:
    own, platform = room.workshop(seats=5), room.platform
    analyst, idle = room.city.person("analyst"), room.city.person("analyst")
    for person in (analyst, idle):
        joining.join_as(person, platform, room.code(own), HERE)
    room.seat(own)
    room.ran(analyst, room.mapped(analyst, own), limit_min=10)
    leading.finish(room.trainer, platform, own)
    room.city.clock.move(days=15)
    assert (carried.remind(platform), carried.remind(platform)) == (2, 0)
    draft = drafts.load(analyst, platform, carried.carry_over(analyst, platform, own, MODEL))
    assert (draft.kind, draft.inputs, set(draft.mapping["visits"])) == ("real", {}, set(COLUMNS))
    assert draft.settings == {}, "what an exercise asked for stays in class"
    sent = uploads.store_stream(analyst, platform, uploads.token(analyst, platform, draft.id, "visits"), "우리.csv", [OWN.encode()])
    uploads.read(analyst, platform, sent)
    see_through(platform, runs.queue(analyst, platform, draft.id))
    see_through(platform, runs.queue(analyst, platform, draft.id))
    carried.carry_over(analyst, platform, own, MODEL)
    room.city.clock.move(days=28)
    assert carried.remind(platform) == 1, "only who has not gone on"
    assert told(room, idle) == ["inbox.workshop_carry", "inbox.workshop_carry"]
    room.city.clock.move(days=30)
    assert carried.remind(platform) == 0
    assert board.listed(room.trainer, platform)[0].share == Share(3, 2, 0, 1, 1)
    with platform.records.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.event.in_(("carried_over", "carried_run"))).order_by(LedgerRow.id)).all()
        assert [(row.event, row.facts["workshop"], row.person_id) for row in rows] == [
            ("carried_over", own, analyst.id), ("carried_run", own, analyst.id), ("carried_over", own, analyst.id)
        ]  # fmt: skip
    refused("not_found.workshop", lambda: carried.carry_over(room.city.person("analyst"), platform, own, MODEL))


def test_a_seat_taken_without_an_account_is_brought_over_by_its_word(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    joined = joining.join(platform, room.code(own), "가람", HERE)
    who, analyst, thief = joined.signed_in.signed.person, room.city.person("analyst"), room.city.person("analyst")
    room.mapped(who, own)
    drafts.save(who, platform, seats.draft_of(who, platform, own, MODEL), {
        "mapping.visits.desk": {"how": "column", "columns": ["창구"], "values": {"여권 홍길동": "여권"}},
        "mapping.visits.waited": {"how": "constant", "columns": [], "value": "7"},
    }, seen=99)  # fmt: skip
    leading.finish(room.trainer, platform, own)
    room.city.clock.move(days=6)
    refused("join.word_unknown", lambda: joining.claim(analyst, platform, room.code(own), "QQQQQ", HERE))
    assert joining.claim(analyst, platform, room.code(own), joined.word, HERE) == own
    refused("join.claimed", lambda: joining.claim(thief, platform, room.code(own), joined.word, HERE))
    draft = drafts.load(analyst, platform, carried.carry_over(analyst, platform, own, MODEL))
    assert draft.mapping == {
        "visits": {"visit": {"how": "column", "columns": ["접수번호"]}, "desk": {"how": "column", "columns": ["창구"]}}
    }
    assert "홍길동" not in str(draft.fields)
    assert board.listed(room.trainer, platform)[0].share == Share(1, 1, 1, 1, 0)
    with pytest.raises(Problem):
        drafts.load(thief, platform, draft.id)


def test_the_results_of_a_seat_stay_the_seats_and_are_read_there_for_a_day(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    joined = joining.join(platform, room.code(own), "가람", HERE)
    who, analyst = joined.signed_in.signed.person, room.city.person("analyst")
    run = room.ran(who, room.mapped(who, own))
    joining.claim(analyst, platform, room.code(own), joined.word, HERE)
    leading.finish(room.trainer, platform, own)
    refused("not_found.run", lambda: my_runs.load(analyst, platform, run), lambda: runs.result(analyst, platform, run))
    ((row, seat),) = carried.mine(analyst, platform)
    came = carried.brought(platform, row, seat)
    assert (came.runs, came.code, came.read_until) == (1, room.code(own), row.ends_at_utc + timedelta(days=1))
    room.city.clock.move(hours=23)
    back = joining.come_back(platform, room.code(own), joined.word, HERE).signed_in.signed.person
    assert my_runs.load(back, platform, run).own
    room.city.clock.move(hours=2)
    assert carried.brought(platform, row, seat).read_until is None
    refused("workshop.over", lambda: joining.come_back(platform, room.code(own), joined.word, HERE))


def test_a_real_run_long_after_or_of_somebody_else_is_not_counted(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    analyst = room.city.person("analyst")
    joining.join_as(analyst, platform, room.code(own), HERE)
    leading.finish(room.trainer, platform, own)
    room.city.clock.move(days=43)
    with platform.records.session() as session:
        run = Run(
            person_id=analyst.id, organisation_id=analyst.organisation_id, model=MODEL, model_version="1", model_hash="h", kind="real"
        )
        session.add(run)
        session.flush()
        carried.ran(session, run, platform.now())
        carried.ran(session, run, platform.now() - timedelta(days=44))
    assert board.listed(room.trainer, platform)[0].share.ran == 0
