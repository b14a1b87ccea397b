"""What a trainer's first page tells of the workshops they lead."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event, select

from app.services.workshops import joining, leading, own_classes, purging, seats
from data_catalog.records.tables import Seat
from tests.app.services.workshops.made import HERE, Class


def test_the_one_going_on_the_next_and_the_last_are_told_with_what_came_of_them(room: Class) -> None:
    platform, trainer, now = room.platform, room.trainer, room.platform.now()
    assert own_classes.of(trainer, platform) == own_classes.OwnClasses((), None, None)
    ended = room.workshop(title="지난 실습")
    analyst = room.city.person("analyst")
    joining.join_as(analyst, platform, room.code(ended), HERE)
    leading.finish(trainer, platform, ended)
    with platform.records.session() as session:
        session.scalars(select(Seat).where(Seat.workshop_id == ended)).one().carried_run_at_utc = now
    far, near = (room.workshop(starts_at=now + timedelta(days=days)) for days in (9, 3))
    going = room.workshop(seats=4)
    who = room.seat(going, "가람")
    room.seat(going, "나래")
    seats.raise_hand(who, platform, going, up=True)
    found = own_classes.of(trainer, platform)
    (running,) = found.running
    assert (running.id, running.state, running.taken, running.seats, running.hands) == (going, "open", 2, 4, 1)
    assert found.coming is not None
    assert (found.coming.id, found.coming.taken) == (near, 0), f"not {far}"
    assert found.last is not None
    assert (found.last.id, found.last.taken, found.last.certificates, found.last.ran, found.last.kept) == (ended, 1, 0, 1, True)
    room.city.clock.move(hours=3)
    assert own_classes.of(trainer, platform).running == (), "its time is up"
    assert own_classes.of(room.city.person("trainer"), platform).coming is None, "of another trainer"


def test_one_question_tells_it_all(room: Class) -> None:
    for day in range(3):
        room.workshop(starts_at=room.platform.now() + timedelta(days=day))
    asked: list[str] = []
    with room.platform.records.reading() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert own_classes.of(room.trainer, room.platform).coming is not None
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) == 1, asked


def test_what_is_cleared_is_counted_still_and_has_no_board(room: Class) -> None:
    own = room.workshop()
    room.seat(own)
    leading.finish(room.trainer, room.platform, own)
    room.city.clock.move(days=40)
    purging.turn(room.platform)
    last = own_classes.of(room.trainer, room.platform).last
    assert last is not None
    assert (last.state, last.taken, last.kept) == ("purged", 1, False)
