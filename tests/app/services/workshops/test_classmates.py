"""A class of seats with the same sample: its rows are written once, and who asks the same waits for no second run of it."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select, update

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.preparing import prepared
from app.services.runs import runs
from app.services.uploads import uploads
from app.worker import bookkeeping, classmates
from app.worker.supervise import Ended
from data_catalog.records.tables import DatasetVersion, Run, RunInput, StepTiming
from models.kit import library
from tests.app.services.workshops.made import MODEL, Class, see_through
from tests.app.working import Works, at_work


def asked(room: Class, who: Person, workshop: str) -> str:
    """A run of a seat that waits."""
    return runs.queue(who, room.platform, room.mapped(who, workshop))


OWN = "접수번호,창구,대기시간(분)\n" + "".join(f"{at},{at % 3},{at % 20}\n" for at in range(1, 40))


def computed(platform: Platform, run: str, folder: Path) -> Ended | None:
    with platform.records.reading() as session:
        row = session.get_one(Run, run)
    return classmates.computed(platform, row, folder, {"data": {"visits": "its own"}})


def test_a_seat_has_the_result_of_another_that_asked_the_same_with_its_own_name_on_it(room: Class, tmp_path: Path) -> None:
    own, platform = room.workshop(), room.platform
    first, second = room.seat(own), room.seat(own, "나래")
    before = asked(room, first, own)
    assert computed(platform, before, tmp_path / "none") is None, "nobody has one yet"
    see_through(platform, before)
    run = asked(room, second, own)
    ended = computed(platform, run, tmp_path / "attempt")
    assert ended is not None
    there = platform.lake.run_folder(before)
    with platform.records.reading() as session:
        assert (ended.how, ended.facts["result_hash"]) == ("done", session.get_one(Run, before).result_hash)
    said, of_first = (json.loads((place / "result.json").read_text("utf-8")) for place in (tmp_path / "attempt" / "result", there))
    assert (said["run_id"], said["provenance"]["data"]) == (run, {"visits": "its own"})
    assert said["findings"] == of_first["findings"]
    for table in (there / "tables").iterdir():
        assert (tmp_path / "attempt" / "result" / "tables" / table.name).read_bytes() == table.read_bytes()


def waiting(platform: Platform) -> classmates.Waiting:
    with platform.records.reading() as session:
        return classmates.waiting(session, Run.state == "queued", Run.state == "running")


def test_what_seats_wait_for_is_told_by_what_their_class_has_and_what_is_computed_for_it(room: Class) -> None:
    own, other, platform = room.workshop(), room.workshop(title="다른 실습"), room.platform
    first, second, elsewhere = room.seat(own), room.seat(own, "나래"), room.seat(other)
    assert waiting(platform) == classmates.Waiting({}, set(), set())
    mine, equal, theirs = asked(room, first, own), asked(room, second, own), asked(room, elsewhere, other)
    found = waiting(platform)
    assert set(found.asked) == {mine, equal, theirs}
    assert found.asked[mine] == found.asked[equal] != found.asked[theirs]
    assert found.had == found.under_way == set()
    taken = bookkeeping.take(platform, mine, "w1")
    assert taken is not None
    assert waiting(platform).under_way == {found.asked[equal]}
    assert bookkeeping.end(platform, taken[1], "cancelled", None, {})
    assert waiting(platform).under_way == set(), "the next of them is computed then"
    see_through(platform, equal)
    again = asked(room, first, own)
    assert waiting(platform) == classmates.Waiting({theirs: found.asked[theirs], again: found.asked[mine]}, {found.asked[mine]}, set())


def test_a_class_that_asks_at_one_moment_waits_for_one_run_and_nobody_of_it_for_their_turn(room: Class, packages: Path) -> None:
    platform, own = room.platform, room.workshop(seats=8)
    made = [asked(room, room.seat(own, f"자리 {at}"), own) for at in range(8)]
    url = platform.records.engine.url.render_as_string(hide_password=False)
    with at_work(Works(platform, room.trainer, packages, url)) as works:
        works.worker(at_once=1)
        ended = [works.until_ended(run) for run in made]
        assert [(row.state, row.attempts) for row in ended] == [("finished", 1)] * 8
        with platform.records.reading() as session:
            steps = session.scalars(select(StepTiming.step)).all()
    assert len(steps) == len(set(steps)) > 0, "one was computed"
    tables = [next(iter(sorted((platform.lake.run_folder(run) / "tables").iterdir()))) for run in made]
    assert all(table.samefile(tables[0]) for table in tables)
    after_first = sorted(row.finished_at_utc for row in ended)
    began = sorted(row.started_at_utc for row in ended)
    assert began[1] >= after_first[0], "the others wait for it"


def test_what_differs_or_is_of_another_class_is_computed(room: Class, tmp_path: Path) -> None:
    own, other, platform = room.workshop(), room.workshop(title="다른 실습"), room.platform
    first, second, elsewhere = room.seat(own), room.seat(own, "나래"), room.seat(other)
    room.ran(first, room.mapped(first, own), limit_min=20)
    room.ran(elsewhere, room.mapped(elsewhere, other))
    run = asked(room, second, own)
    assert computed(platform, run, tmp_path / "a") is None
    with platform.records.session() as session:
        session.execute(update(Run).where(Run.person_id == first.id).values(cache_key=session.get_one(Run, run).cache_key, kind="real"))
    assert computed(platform, run, tmp_path / "b") is None, "what is no training is nobody else's"
    with platform.records.session() as session:
        session.execute(update(Run).where(Run.person_id == first.id).values(kind="training"))
    assert computed(platform, run, tmp_path / "c") is not None


def test_the_rows_of_the_sample_are_written_once_for_the_class(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    made = [asked(room, room.seat(own, name), own) for name in ("가람", "나래")]
    with platform.records.reading() as session:
        wanted = select(DatasetVersion).join(RunInput, RunInput.dataset_version_id == DatasetVersion.id).where(RunInput.run_id.in_(made))
        one, two = session.scalars(wanted).all()
    files = [platform.lake.version_file(each.dataset_id, each.id) for each in (one, two)]
    assert files[0].samefile(files[1])
    assert (one.rows, one.fingerprint, one.likeness) == (two.rows, two.fingerprint, None)
    assert one.dataset_id != two.dataset_id, "each seat has its own all the same"


def test_a_file_of_ones_own_lies_in_ones_own_folder(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    who = room.seat(own)
    draft = room.mapped(who, own)
    given = uploads.token(who, platform, draft, "visits")
    told = uploads.store_stream(who, platform, given, "own.csv", [OWN.encode()])
    uploads.read(who, platform, told)
    drafts.save(who, platform, draft, {"inputs.visits": {"upload": told}}, seen=99)
    at_hand = prepared.at_hand(who, platform, drafts.load(who, platform, draft), library.load(MODEL).input("visits"))
    assert at_hand is not None
    assert {draft, told} <= set(at_hand.path.parts), "it goes when the file is taken back"


def test_the_sample_is_prepared_once_for_the_class_and_lies_there_when_a_seat_begins_anew(room: Class) -> None:
    own, platform, asked_for = room.workshop(), room.platform, library.load(MODEL).input("visits")
    found = []
    for name in ("가람", "나래"):
        who = room.seat(own, name)
        draft = drafts.load(who, platform, room.mapped(who, own))
        at_hand = prepared.at_hand(who, platform, draft, asked_for)
        assert at_hand is not None
        found.append((at_hand.path, at_hand.path.stat().st_mtime_ns, draft.id))
    assert found[0][:2] == found[1][:2]
    assert not any(draft in found[0][0].parts for _, _, draft in found), "in no seat's own folder"
