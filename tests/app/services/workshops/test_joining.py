"""Taking a seat by a code: once each, never one too many, and every wrong code in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.identity import sessions
from app.services.people import accounts
from app.services.workshops import board, codes, joining, leading, making, seats
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Organisation, PersonRow, Run, Seat, SessionRow, Upload
from tests.app.services.agreements.made import at_once
from tests.app.services.workshops.made import HERE, MODEL, Class, refused


def test_a_workshop_is_made_of_four_things_and_what_cannot_be_is_refused_in_words(room: Class) -> None:
    own = room.workshop(starts_at=room.platform.now() + timedelta(hours=1))
    seen = board.of(room.trainer, room.platform, own)
    assert (len(seen.code), set(seen.code) <= set(codes.LETTERS), seen.seats, seen.state, seen.tiles) == (8, True, 2, "ready", ())
    assert MODEL in making.teachable()
    refused("workshop.title_missing", lambda: room.workshop(title="  "))
    refused("workshop.models_wrong", lambda: room.workshop(models=()), lambda: room.workshop(models=("nothing",)))
    refused("workshop.seats_wrong", lambda: room.workshop(seats=0), lambda: room.workshop(seats=201))
    refused("workshop.length_wrong", lambda: room.workshop(minutes=5))
    now = room.platform.now()
    past, far = now - timedelta(hours=3), now + timedelta(days=999)
    refused("workshop.time_wrong", lambda: room.workshop(starts_at=past), lambda: room.workshop(starts_at=far))
    refused("rights.role_needed", lambda: making.make(room.city.person("analyst"), room.platform, None))  # type: ignore[arg-type]
    title = board.of(room.trainer, room.platform, room.workshop(title="실습 010-1234-5678")).title
    assert "1234-5678" not in title


def test_a_seat_is_somebody_of_a_sandbox_with_a_copy_of_the_sample_until_the_workshop_ends(room: Class) -> None:
    own = room.workshop()
    joined = joining.join(room.platform, f" {codes.spaced(room.code(own)).lower()} ", "가람", HERE)
    who = joined.signed_in.signed.person
    assert (who.workshop_id, who.roles, who.scopes) == (own, frozenset(), ())
    seat = seats.of(who, room.platform, own)
    draft = seat.drafts[MODEL]
    with room.platform.records.reading() as session:
        sandbox = session.get_one(Organisation, who.organisation_id)
        assert (sandbox.parent_id, sandbox.kind, sandbox.valid_to) == (None, "workshop", room.platform.today())
        sent = session.scalars(select(Upload).where(Upload.draft_id == draft)).one()
        assert (sent.person_id, sent.state) == (who.id, "read")
        assert (room.platform.lake.upload_folder(draft, sent.id) / "read.parquet").is_file()
        begun = session.scalars(select(SessionRow).where(SessionRow.person_id == who.id)).one()
        assert begun.expires_at_utc <= room.platform.now() + timedelta(hours=26)
        events = list(session.scalars(select(LedgerRow.event).where(LedgerRow.subject_kind == "workshop").order_by(LedgerRow.id)))
    assert events == ["workshop_made", "workshop_started", "seat_taken"]
    room.city.clock.move(hours=27)
    assert accounts.whose(room.platform, joined.signed_in.token) is None


def test_the_last_seat_goes_to_one_and_the_next_is_told_that_it_is_full(room: Class) -> None:
    own = room.workshop(seats=3)
    code = room.code(own)
    room.seat(own, "하나")
    answers = at_once(*(lambda name=name: joining.join(room.platform, code, name, HERE) for name in ("둘", "셋", "넷", "다섯")))  # type: ignore[misc]
    told = [one.code for one in answers if isinstance(one, Problem)]
    assert (len(answers) - len(told), told) == (2, ["join.full", "join.full"])
    with room.platform.records.reading() as session:
        assert sorted(session.scalars(select(Seat.number).where(Seat.workshop_id == own))) == [1, 2, 3]
        assert session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.workshop_id == own)) == 4, (
            "and who keeps the samples"
        )


def test_a_code_mistyped_or_of_another_time_is_told_in_words(room: Class) -> None:
    own = room.workshop(starts_at=room.platform.now() + timedelta(hours=3))
    code = room.code(own)
    refused(
        "join.code_unknown", lambda: joining.join(room.platform, "QQQQQQQQ", "가람", HERE), lambda: joining.look(room.platform, "", HERE)
    )
    refused("join.name_missing", lambda: joining.join(room.platform, code, " ", HERE))
    with pytest.raises(Problem) as raised:
        room.seat(own)
    assert (raised.value.code, raised.value.facts["hours"], raised.value.facts["minutes"]) == ("workshop.not_begun", 2, 30)
    leading.begin(room.trainer, room.platform, own)
    room.seat(own)
    refused("join.name_taken", lambda: joining.join(room.platform, code, " 가람", HERE))
    leading.finish(room.trainer, room.platform, own)
    refused("workshop.over", lambda: joining.join(room.platform, code, "나래", HERE), lambda: joining.look(room.platform, code, HERE))


def test_whoever_had_a_seat_gets_it_back_by_its_word_also_to_read_afterwards(room: Class) -> None:
    own = room.workshop()
    first = joining.join(room.platform, room.code(own), "가람", HERE)
    again = joining.come_back(room.platform, room.code(own), first.word.lower(), HERE)
    assert (again.back, again.signed_in.signed.person.id) == (True, first.signed_in.signed.person.id)
    refused("join.word_unknown", lambda: joining.come_back(room.platform, room.code(own), "QQQQQ", HERE),
            lambda: joining.come_back(room.platform, room.code(own), "", HERE))  # fmt: skip
    room.city.clock.move(hours=5)
    late = joining.come_back(room.platform, room.code(own), first.word, HERE)
    assert seats.of(late.signed_in.signed.person, room.platform, own).over
    room.city.clock.move(hours=24)
    refused("workshop.over", lambda: joining.come_back(room.platform, room.code(own), first.word, HERE))


def test_with_an_account_one_takes_part_as_oneself_and_has_one_seat_however_often_one_joins(room: Class) -> None:
    own, analyst = room.workshop(), room.city.person("analyst")
    assert joining.join_as(analyst, room.platform, room.code(own), HERE) == own
    assert joining.join_as(analyst, room.platform, room.code(own), HERE) == own
    at_once(*(lambda: joining.join_as(analyst, room.platform, room.code(own), HERE) for _ in range(2)))
    seat = seats.of(analyst, room.platform, own)
    run = room.ran(analyst, room.mapped(analyst, own))
    with room.platform.records.reading() as session:
        assert session.scalars(select(Seat.number).where(Seat.workshop_id == own)).all() == [1]
        assert session.get_one(Run, run).kind == "training"
        assert session.get_one(Run, run).organisation_id == analyst.organisation_id
    assert (seat.own, room.seat(own).workshop_id) == (True, own)
    assert seats.under_way(analyst, room.platform) is not None
    assert seats.listed(room.city.person("analyst"), room.platform) == ()


def test_whoever_guesses_codes_words_or_numbers_waits(room: Class) -> None:
    own = room.workshop()
    code, word = room.code(own), joining.join(room.platform, room.code(own), "가람", HERE).word
    for at in range(joining.GUESSES.failures - 1):
        refused("join.code_unknown" if at % 2 else "join.word_unknown",
                lambda at=at: joining.look(room.platform, "QQQQQQQQ", HERE) if at % 2  # type: ignore[misc]
                else joining.come_back(room.platform, code, "QQQQQ", HERE))  # fmt: skip
    refused("join.code_unknown", lambda: joining.look(room.platform, "QQQQQQQQ", HERE))
    for right in (lambda: joining.look(room.platform, code, HERE), lambda: joining.come_back(room.platform, code, word, HERE)):
        with pytest.raises(Problem) as raised:
            right()
        assert (raised.value.code, raised.value.facts) == ("join.locked", {"minutes": 2})
    other = accounts.Caller("10.0.0.8", "0.0.0.0", False)
    assert joining.look(room.platform, code, other).title == "창구 실습", "others wait for nobody"
    room.city.clock.move(minutes=3)
    assert joining.come_back(room.platform, code, word, HERE).back
    with room.platform.records.reading() as session:
        assert "sign_in_locked" in set(session.scalars(select(LedgerRow.event)))


def test_a_seat_sent_away_comes_back_by_its_word_alone(room: Class) -> None:
    own = room.workshop()
    first = joining.join(room.platform, room.code(own), "가람", HERE)
    tile = board.of(room.trainer, room.platform, own).tiles[0]
    leading.send_away(room.trainer, room.platform, own, tile.seat_id)
    assert sessions.find(room.platform.records, first.signed_in.token, room.platform.now()) is None
    assert joining.come_back(room.platform, room.code(own), tile.word, HERE).back
