"""Exercises are checked on one's own runs, answers are kept at once, and a certificate can be confirmed by who holds it."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import teaching
from app.services.workshops import board, certificates, changing, codes, exercising, handout, joining, leading, making, seats
from app.services.workshops.board import Board
from app.services.workshops.making import Wanted
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Run, SeatExercise, WorkshopCertificate
from models.kit import exercises, library
from tests.app.services.workshops.made import EXERCISE, HERE, MODEL, Class, refused


def test_answers_are_checked_on_the_own_run_with_the_settings_of_the_exercise(room: Class) -> None:
    own = room.workshop()
    who = room.seat(own)
    platform = room.platform

    def check(said: str) -> bool:
        return exercising.check(who, platform, own, MODEL, EXERCISE, {"share": said, "stray": "1"})

    refused("exercise.run_first", lambda: check("50"))
    (doing,) = exercising.listed(who, platform, own)
    assert (doing.run_id, doing.parts[0].said, doing.parts[0].right) == (None, "50", None), "what was written is kept"
    draft = room.mapped(who, own)
    room.ran(who, draft, limit_min=20)
    refused("exercise.run_first", lambda: check("50"))
    (doing,) = exercising.listed(who, platform, own)
    assert (doing.run_id, doing.ran) == (None, True), "it was run, with other settings"
    run = room.ran(who, draft, limit_min=10)
    with platform.records.reading() as session:
        assert (session.get_one(Run, run).kind, session.get_one(Run, run).organisation_id) == ("training", who.organisation_id)
    assert not check("1")
    assert not check("about half")
    (part,) = exercising.listed(who, platform, own)[0].parts
    assert (part.said, part.right, part.unread) == ("about half", None, True), "it is not judged, and that is told"
    assert exercising.hint(who, platform, own, MODEL, EXERCISE) == 1
    assert [exercising.hint(who, platform, own, MODEL, EXERCISE) for _ in range(3)] == [2, 3, 3]
    refused("certificate.not_yet", lambda: certificates.make(who, platform, own))
    assert check(room.right())
    (doing,) = exercising.listed(who, platform, own)
    assert (doing.done, doing.parts[0].right, len(doing.hints), doing.run_id) == (True, True, 3, run)
    with platform.records.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.event == "exercise_checked").order_by(LedgerRow.id)).all()
        assert [row.facts for row in rows] == [
            {"exercise": f"{MODEL}/{EXERCISE}", "right": False, "hints": 0, "tries": 1},
            {"exercise": f"{MODEL}/{EXERCISE}", "right": False, "hints": 0, "tries": 2},
            {"exercise": f"{MODEL}/{EXERCISE}", "right": True, "hints": 3, "tries": 3},
        ]
        assert {row.organisation_id for row in rows} == {room.trainer.organisation_id}
        assert session.scalars(select(SeatExercise)).one().tries == 3
    refused("not_found.exercise", lambda: exercising.hint(who, platform, own, MODEL, "nothing"))


def test_a_certificate_is_confirmed_by_its_number_and_its_name_only_to_who_knows_it(room: Class) -> None:
    own = room.workshop()
    who = room.seat(own, "한 가람")
    room.ran(who, room.mapped(who, own))
    exercising.check(who, room.platform, own, MODEL, EXERCISE, {"share": room.right()})
    number = certificates.make(who, room.platform, own)
    assert certificates.make(who, room.platform, own) == number
    written = on_paper(room, who, own)
    for said in (
        number,
        "http://modu.example/certificate",
        "한 가람",
        "창구 실습",
        "수료에 필요한 1개를 맞힘.",
        room.trainer.name,
    ):
        assert said in written.replace("\r\n", " "), said
    assert "시간)" not in written, "how long it will have been is not known before its end"
    found = certificates.confirm(room.platform, number.lower().replace("-", " "), "", HERE)
    assert (found.title, found.day, found.holder, found.name_wrong) == ("창구 실습", room.platform.today(), None, False)
    assert certificates.confirm(room.platform, number, " 한가람 ", HERE).holder == "한가람"
    wrong = certificates.confirm(room.platform, number, "한가름", HERE)
    assert (wrong.holder, wrong.name_wrong) == (None, True)
    refused("certificate.unknown", lambda: certificates.confirm(room.platform, "QQQQ-QQQQ-QQQQ", "", HERE))
    with room.platform.records.reading() as session:
        kept = session.get_one(WorkshopCertificate, number)
        assert "가람" not in str([kept.number, kept.name_hash])
        assert all("가람" not in str(row.facts) for row in session.scalars(select(LedgerRow)))
    assert codes.name_hash(number, "한가람") != codes.name_hash("QQQQ-QQQQ-QQQQ", "한가람")


def test_a_certificate_tells_how_many_exercises_were_done_of_all_there_are_and_the_hours_there_were(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = room.workshop(minutes=90)
    who = room.seat(own)
    room.ran(who, room.mapped(who, own))
    exercising.check(who, room.platform, own, MODEL, EXERCISE, {"share": room.right()})
    certificates.make(who, room.platform, own)
    there = exercises.exercises_of(library.load(MODEL))
    monkeypatch.setattr(exercises, "exercises_of", lambda model: (*there, replace(there[0], name="more", extra=True)))
    written = on_paper(room, who, own)
    assert "수료에 필요한 1개를 맞힘. 그 밖의 1개 가운데 0개를 맞힘." in written
    assert "모두 맞" not in written
    room.city.clock.move(minutes=40)
    leading.finish(room.trainer, room.platform, own)
    assert "(40분)" in on_paper(room, who, own), "as long as it was"
    english = on_paper(room, who, own, "en", f"http://{'a-very-long-name.' * 8}example")
    assert "1 exercise needed and done. Of 1 other, 0 done." in english
    assert "Trainer: " in english


def on_paper(room: Class, who: Person, workshop: str, lang: str = "ko", address: str = "http://modu.example") -> str:
    """What the certificate of a seat says."""
    made = pypdfium2.PdfDocument(certificates.document(who, room.platform, workshop, lang, address))
    return str(made[0].get_textpage().get_text_range())


def test_when_it_is_over_a_seat_reads_and_changes_nothing(room: Class) -> None:
    own = room.workshop()
    who = room.seat(own)
    draft = room.mapped(who, own)
    room.ran(who, draft)
    exercising.check(who, room.platform, own, MODEL, EXERCISE, {"share": room.right()})
    leading.finish(room.trainer, room.platform, own)
    assert exercising.listed(who, room.platform, own)[0].done
    assert certificates.make(who, room.platform, own), "earned in time"
    seats.say_how_it_was(who, room.platform, own, {"understood": 5, "pace": 4, "use": 5}, "좋았다 010-1234-5678")
    assert "1234-5678" not in str(seats.of(who, room.platform, own).feedback)
    refused("workshop.unrated", lambda: seats.say_how_it_was(who, room.platform, own, {"understood": 6, "pace": 4, "use": 5}, ""))
    exercising.check(who, room.platform, own, MODEL, EXERCISE, {"share": "1"})
    (doing,) = exercising.listed(who, room.platform, own)
    assert (doing.parts[0].said, doing.done) == ("1", True), "what was being written at the end is taken, and takes nothing away"
    room.city.clock.move(seconds=teaching.LAST_WORDS.total_seconds())
    refused(
        "workshop.over", lambda: room.mapped(who, own), lambda: room.ran(who, draft),
        lambda: exercising.check(who, room.platform, own, MODEL, EXERCISE, {"share": "1"}),
        lambda: exercising.hint(who, room.platform, own, MODEL, EXERCISE), lambda: seats.raise_hand(who, room.platform, own, up=True),
        lambda: seats.show_state(who, room.platform, own, MODEL), lambda: leading.reset(room.trainer, room.platform, own, ()),
        lambda: leading.pause(room.trainer, room.platform, own, on=True), lambda: leading.finish(room.trainer, room.platform, own),
    )  # fmt: skip


def test_a_class_does_the_exercises_its_trainer_chose_and_the_certificate_waits_for_these(room: Class) -> None:
    own = room.workshop(
        models=(MODEL, "golden_hour"), left_out=("golden_hour/first_run", "golden_hour/mobile_unit", "cctv_siting/first_cell")
    )
    who, platform = room.seat(own), room.platform
    chosen = [(MODEL, EXERCISE), ("golden_hour", "other_target"), ("golden_hour", "next_site")]
    assert [(one.model, one.exercise.name) for one in exercising.listed(who, platform, own)] == chosen
    seen = board.of(room.trainer, platform, own)
    assert (seen.exercises, seen.left_out) == (3, ("golden_hour/first_run", "golden_hour/mobile_unit")), (
        "what is of no model here is nothing"
    )
    assert [len(one.tasks) for one in handout.of(room.trainer, platform, own).chapters] == [1, 2]
    refused(
        "not_found.exercise", lambda: exercising.hint(who, platform, own, "golden_hour", "first_run"),
        lambda: exercising.check(who, platform, own, "golden_hour", "first_run", {"share": "1"}),
    )  # fmt: skip
    room.ran(who, room.mapped(who, own))
    exercising.check(who, platform, own, MODEL, EXERCISE, {"share": room.right()})
    refused("certificate.not_yet", lambda: certificates.make(who, platform, own))
    rest = tuple(f"golden_hour/{name}" for name in ("first_run", "other_target", "next_site", "mobile_unit"))
    changing.change(room.trainer, platform, own, replace(wanted(seen), left_out=rest))
    (tile,) = board.of(room.trainer, platform, own).tiles
    assert (tile.done, board.of(room.trainer, platform, own).exercises) == (1, 1), "time ran short: the class does one"
    assert "수료에 필요한 1개를 맞힘." in on_paper(room, who, own)
    none = replace(wanted(seen), left_out=(f"{MODEL}/{EXERCISE}", *rest))
    refused(
        "workshop.exercises_none", lambda: changing.change(room.trainer, platform, own, none),
        lambda: room.workshop(left_out=(f"{MODEL}/{EXERCISE}",)), lambda: room.workshop(models=("golden_hour",), left_out=rest[:3]),
    )  # fmt: skip


def wanted(seen: Board) -> Wanted:
    minutes = making.minutes_between(seen.starts_at_utc, seen.ends_at_utc)
    return Wanted(seen.title, seen.models, seen.seats, seen.starts_at_utc, minutes, seen.language, seen.left_out)


def test_a_line_that_was_cut_loses_no_answer(room: Class) -> None:
    own = room.workshop()
    first = joining.join(room.platform, room.code(own), "가람", HERE)
    who = first.signed_in.signed.person
    with pytest.raises(Problem):
        exercising.check(who, room.platform, own, MODEL, EXERCISE, {"share": "48.5"})
    draft = room.mapped(who, own)
    back = joining.come_back(room.platform, room.code(own), first.word, HERE).signed_in.signed.person
    assert exercising.listed(back, room.platform, own)[0].parts[0].said == "48.5"
    assert seats.draft_of(back, room.platform, own, MODEL) == draft
