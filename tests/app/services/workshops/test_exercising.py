"""Exercises are checked on one's own runs, answers are kept at once, and a certificate can be confirmed by who holds it."""

from __future__ import annotations

import pypdfium2
import pytest
from sqlalchemy import select

from app.services.workshops import certificates, codes, exercising, joining, leading, seats
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Run, SeatExercise, WorkshopCertificate
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
    written = (
        pypdfium2.PdfDocument(certificates.document(who, room.platform, own, "ko", "http://modu.example"))[0]
        .get_textpage()
        .get_text_range()
    )
    assert number in written
    assert "http://modu.example/certificate" in written
    assert "한 가람" in written
    assert "창구 실습" in written
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
    refused(
        "workshop.over", lambda: room.mapped(who, own), lambda: room.ran(who, draft),
        lambda: exercising.check(who, room.platform, own, MODEL, EXERCISE, {"share": "1"}),
        lambda: exercising.hint(who, room.platform, own, MODEL, EXERCISE), lambda: seats.raise_hand(who, room.platform, own, up=True),
        lambda: seats.show_state(who, room.platform, own, MODEL), lambda: leading.reset(room.trainer, room.platform, own, ()),
        lambda: leading.pause(room.trainer, room.platform, own, on=True), lambda: leading.finish(room.trainer, room.platform, own),
    )  # fmt: skip


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
