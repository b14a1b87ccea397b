"""The board says who needs help first; what the trainer does reaches the seats; another trainer takes over."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
from sqlalchemy import select

from app.services.drafts import drafts
from app.services.runs import runs
from app.services.sharing import handing_over
from app.services.workshops import board, handout, leading, making, purging, seats
from app.services.workshops.board import Tile
from app.texts import text
from data_catalog.records.tables import LedgerRow, Workshop
from tests.app.services.workshops.made import COLUMNS, MODEL, Class, refused, see_through


def tiles(room: Class, own: str) -> dict[str, Tile]:
    """By name, in the order of the board."""
    return {one.name: one for one in board.of(room.trainer, room.platform, own).tiles}


def test_the_board_tells_the_step_the_minutes_and_the_problems_and_puts_first_who_needs_help(room: Class) -> None:
    own, platform = room.workshop(seats=9), room.platform
    names = ("하나", "둘", "셋", "넷")
    who = {name: room.seat(own, name) for name in names}
    assert [(one.step, one.step_min, one.needs) for one in tiles(room, own).values()] == [("data", 0, ())] * 4
    room.city.clock.move(minutes=4)
    for name in ("둘", "셋"):
        drafts.go(who[name], platform, seats.draft_of(who[name], platform, own, MODEL), "columns")
    room.city.clock.move(minutes=2)
    seats.raise_hand(who["셋"], platform, own, up=True)
    at = seats.draft_of(who["둘"], platform, own, MODEL)
    for where in ((own, at), (own, "0" * 32), ("0" * 32, at)):
        seats.met(who["둘"], platform, *where, "upload.not_read")
    room.ran(who["넷"], room.mapped(who["넷"], own))
    found = tiles(room, own)
    assert list(found) == ["셋", "둘", "하나", "넷"], "a hand, a problem, idle, well"
    assert [one.needs for one in found.values()] == [("hand",), ("error",), ("idle",), ()]
    assert (found["둘"].step, found["둘"].step_min, found["둘"].errors, found["둘"].last_error) == ("columns", 2, 1, "upload.not_read")
    assert [one.opened for one in found.values()] == [True, True, False, True]
    assert (found["하나"].idle_min, found["넷"].step, found["넷"].running) == (6, "result", False)
    room.city.clock.move(minutes=7)
    found = tiles(room, own)
    assert (found["셋"].hand_min, found["하나"].needs, found["둘"].needs) == (7, ("idle", "stuck"), ("idle",))
    leading.lower_hand(room.trainer, platform, own, found["셋"].seat_id)
    assert "hand" not in tiles(room, own)["셋"].needs
    leading.finish(room.trainer, platform, own)
    assert {one.needs for one in tiles(room, own).values()} == {()}, "nobody waits for help any more"


def test_a_seat_shows_its_state_only_when_its_holder_says_so_and_no_rows(room: Class) -> None:
    own = room.workshop()
    who = room.seat(own)
    draft = room.mapped(who, own)
    drafts.save(who, room.platform, draft, {"settings.limit_min": 12, "answers.understood.visits": "A-000001"}, seen=99)
    assert tiles(room, own)["가람"].shown is None
    seats.show_state(who, room.platform, own, MODEL)
    shown = tiles(room, own)["가람"].shown
    assert shown == {"model": MODEL, "step": "data", "reached": 3, "error": None, "settings": {"limit_min": 12}, "mapped": 3}
    seats.hide_state(who, room.platform, own)
    assert tiles(room, own)["가람"].shown is None


def test_a_prepared_state_is_handed_out_and_a_seat_reset_keeps_what_was_run_and_answered(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    who, other = room.seat(own), room.seat(own, "나래")
    refused("workshop.nothing_prepared", lambda: leading.catch_up(room.trainer, platform, own, MODEL, ()))
    prepared = leading.prepare(room.trainer, platform, own, MODEL)
    assert leading.prepare(room.trainer, platform, own, MODEL) == prepared
    fields = {f"mapping.visits.{field}": {"how": "column", "columns": [name]} for field, name in COLUMNS.items()}
    drafts.save(room.trainer, platform, prepared, {**fields, "settings.limit_min": 15}, seen=99)
    drafts.go(room.trainer, platform, prepared, "settings")
    before = room.mapped(who, own)
    run = room.ran(who, before)
    seat = tiles(room, own)["가람"].seat_id
    assert leading.catch_up(room.trainer, platform, own, MODEL, (seat,)) == 1
    given = drafts.load(who, platform, seats.draft_of(who, platform, own, MODEL))
    assert (given.id != before, given.settings, given.step, set(given.mapping["visits"])) == (
        True,
        {"limit_min": 15},
        "settings",
        set(COLUMNS),
    )
    refused("not_found.draft", lambda: drafts.load(who, platform, before))
    assert runs.result(who, platform, run).run_id == run, "what was run stays"
    assert see_through(platform, runs.queue(who, platform, given.id)), "it runs as it was handed out"
    assert drafts.load(other, platform, seats.draft_of(other, platform, own, MODEL)).settings == {}
    assert leading.reset(room.trainer, platform, own, ()) == 2
    fresh = drafts.load(who, platform, seats.draft_of(who, platform, own, MODEL))
    assert (fresh.settings, fresh.mapping, set(fresh.inputs)) == ({}, {}, {"visits"})
    refused("not_found.workshop", lambda: leading.reset(room.trainer, platform, own, ("0" * 32,)))


def test_pausing_and_going_on_is_seen_at_every_seat(room: Class) -> None:
    own = room.workshop()
    who = room.seat(own)
    leading.pause(room.trainer, room.platform, own, on=True)
    assert seats.of(who, room.platform, own).state == "paused"
    leading.pause(room.trainer, room.platform, own, on=False)
    assert seats.of(who, room.platform, own).state == "open"
    before = board.of(room.trainer, room.platform, own).ends_at_utc
    leading.later(room.trainer, room.platform, own)
    assert (board.of(room.trainer, room.platform, own).ends_at_utc - before).total_seconds() == 900


def test_a_full_class_is_given_more_seats_up_to_the_most(room: Class) -> None:
    own = room.workshop(seats=1)
    room.seat(own)
    refused("join.full", lambda: room.seat(own, "둘째"))
    assert leading.more_seats(room.trainer, room.platform, own) == 1 + leading.MORE_SEATS
    room.seat(own, "둘째")
    with room.platform.records.session() as session:
        session.get_one(Workshop, own).seats = making.SEATS_MOST - 1
    assert leading.more_seats(room.trainer, room.platform, own) == making.SEATS_MOST
    refused("workshop.seats_wrong", lambda: leading.more_seats(room.trainer, room.platform, own))


def test_a_trainer_who_leaves_is_followed_by_who_takes_over_and_no_other_leads(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    colleague, stranger = room.city.person("trainer", room.city.fire), room.city.person("trainer", room.city.tax)
    for act in (board.of, leading.begin, leading.finish, leading.take_over, handout.of):
        refused("not_found.workshop", lambda act=act: act(stranger, platform, own))  # type: ignore[misc]
    refused("rights.role_needed", lambda: board.of(room.city.person("analyst"), platform, own))
    assert board.listed(stranger, platform) == ()
    leading.take_over(colleague, platform, own)
    assert board.of(room.trainer, platform, own).trainer_id == colleague.id
    handing_over.hand_over(colleague, platform, colleague.id, room.trainer.id)
    assert board.of(colleague, platform, own).trainer_id == room.trainer.id
    above = room.city.person("trainer", room.city.root)
    assert [line.id for line in board.listed(above, platform)] == [own]


def test_the_handout_holds_the_code_the_exercises_and_the_words(room: Class) -> None:
    own = room.workshop()
    given = handout.of(room.trainer, room.platform, own)
    assert given.code.replace(" ", "") == room.code(own)
    (chapter,) = given.chapters
    assert [one.title for one in chapter.tasks] == ["예시로 한 번 돌려 보기"]
    assert chapter.tasks[0].hint.startswith("결과 화면의 맨 위")
    assert chapter.words
    assert all(word and meaning for word, meaning in chapter.words)
    book = pypdfium2.PdfDocument(handout.document(room.trainer, room.platform, own, "http://modu.example/join"))
    said = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in book).split())
    (task,) = chapter.tasks
    assert said.index(text("handout.picture", "ko")) < said.index(task.title), "the code stands where joining is told of"
    assert said.count(text("handout.words", "ko")) == 1
    hints = said.index(text("handout.hints", "ko", title=chapter.title))
    assert said.index(task.title) < said.index(text("handout.words", "ko")) < hints < said.index(task.hint[:10]), "hints stand last"
    for word, _ in chapter.words:
        assert word in said, f"{word} is not broken over lines"
    long = handout.document(room.trainer, room.platform, own, f"http://modu.example/{'a' * 120}/join")
    assert text("handout.picture", "ko") not in pypdfium2.PdfDocument(long)[0].get_textpage().get_text_bounded(), "too long for a code"


def test_an_exercise_no_certificate_waits_for_is_marked_on_paper(room: Class) -> None:
    own = room.workshop(models=("civil_complaints",), left_out=())
    tasks = [one for chapter in handout.of(room.trainer, room.platform, own).chapters for one in chapter.tasks]
    book = pypdfium2.PdfDocument(handout.document(room.trainer, room.platform, own, "http://modu.example/join"))
    said = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in book).split())
    assert 0 < sum(one.extra for one in tasks) == said.count(f"({text('exercise.extra', 'ko')})") < len(tasks)


def test_a_seat_taken_early_does_not_begin_it_its_time_or_its_trainer_does(room: Class) -> None:
    platform, early = room.platform, room.platform.now() + timedelta(minutes=20)
    own, other = room.workshop(starts_at=early), room.workshop(starts_at=early)
    who, waits = room.seat(own), room.seat(other)
    room.ran(who, room.mapped(who, own))
    seat, seen = seats.of(who, platform, own), board.of(room.trainer, platform, own)
    assert (seat.state, seat.starts_at_utc, seen.begun, seen.tiles[0].step) == ("ready", early, False, "result"), "all is open already"
    leading.begin(room.trainer, platform, own)
    assert [seats.of(one, platform, at).state for one, at in ((who, own), (waits, other))] == ["open", "ready"]
    room.city.clock.move(minutes=21)
    assert (seats.of(waits, platform, other).state, board.of(room.trainer, platform, other).begun) == ("open", True)
    purging.turn(platform)
    with platform.records.reading() as session:
        began = select(LedgerRow.person_id).where(LedgerRow.event == "workshop_started").order_by(LedgerRow.id)
        assert session.scalars(began).all() == [room.trainer.id, None], "once each, by whom it began"


def test_one_begun_a_day_early_ends_a_day_early_and_one_begun_minutes_early_ends_as_planned(room: Class) -> None:
    now = room.platform.now()
    for ahead, ends in ((timedelta(days=1), now + timedelta(hours=2)), (timedelta(minutes=20), now + timedelta(hours=2, minutes=20))):
        own = room.workshop(starts_at=now + ahead)
        before = board.of(room.trainer, room.platform, own).purge_on
        leading.begin(room.trainer, room.platform, own)
        seen = board.of(room.trainer, room.platform, own)
        assert (seen.starts_at_utc, seen.ends_at_utc) == (now, ends)
        assert (before - seen.purge_on).days == ahead.days


def test_a_problem_is_told_with_its_minutes_until_the_seat_goes_on(room: Class) -> None:
    own, platform = room.workshop(seats=3), room.platform
    who = {name: room.seat(own, name) for name in ("하나", "둘", "셋")}
    at = {name: seats.draft_of(one, platform, own, MODEL) for name, one in who.items()}
    room.city.clock.move(minutes=1)
    for name, one in who.items():
        seats.met(one, platform, own, at[name], "mapping.missing")
    room.city.clock.move(minutes=3)
    assert {(one.needs, one.error_min) for one in tiles(room, own).values()} == {(("error",), 3)}
    drafts.go(who["하나"], platform, at["하나"], "columns")
    room.ran(who["둘"], room.mapped(who["둘"], own))
    assert {name: one.needs for name, one in tiles(room, own).items()} == {"하나": (), "둘": (), "셋": ("error",)}
