"""A workshop is changed as long as nobody who sits in it loses anything, and called off while nobody does."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from sqlalchemy import func, select

from app.services.workshops import board, changing, joining, leading, samples
from app.services.workshops.making import Wanted
from data_catalog.records.tables import Draft, Organisation, PersonRow, Upload, Workshop
from tests.app.services.workshops.made import HERE, MODEL, Class, refused


def wanted(room: Class, own: str, **said: object) -> Wanted:
    """What it is, but for what is said."""
    seen = board.of(room.trainer, room.platform, own)
    minutes = round((seen.ends_at_utc - seen.starts_at_utc).total_seconds() / 60)
    now = Wanted(seen.title, seen.models, seen.seats, seen.starts_at_utc, minutes, seen.language)
    return dataclasses.replace(now, **said)


def test_one_that_has_not_begun_is_changed_in_everything(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    later = platform.now() + timedelta(days=30)
    before = board.of(room.trainer, platform, own).purge_on
    changing.change(room.trainer, platform, own, wanted(room, own, title="  새 이름 ", seats=7, starts_at=later, minutes=60, language="en"))
    seen = board.of(room.trainer, platform, own)
    assert (seen.title, seen.seats, seen.starts_at_utc, seen.ends_at_utc, seen.language) == (
        "새 이름", 7, later, later + timedelta(hours=1), "en",
    )  # fmt: skip
    assert (seen.purge_on - before).days in (29, 30), "an hour shorter, a month later"
    for code, said in (("title_missing", {"title": " "}), ("models_wrong", {"models": ()}), ("seats_wrong", {"seats": 0}),
                       ("length_wrong", {"minutes": 5}), ("time_wrong", {"starts_at": later + timedelta(days=400)})):  # fmt: skip
        refused(f"workshop.{code}", lambda said=said: changing.change(room.trainer, platform, own, wanted(room, own, **said)))
    refused("policy.choice_unknown", lambda: changing.change(room.trainer, platform, own, wanted(room, own, language="fr")))
    assert board.of(room.trainer, platform, own) == seen, "what is refused changes nothing"


def test_what_people_sit_in_keeps_its_models_its_seats_and_its_time(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    leading.begin(room.trainer, platform, own)
    room.seat(own)
    room.seat(own, "나래")

    def change(**said: object) -> None:
        changing.change(room.trainer, platform, own, wanted(room, own, **said))

    refused("workshop.models_taken", lambda: change(models=(MODEL, "golden_hour")))
    refused("workshop.seats_taken", lambda: change(seats=1))
    refused("workshop.time_begun", lambda: change(minutes=90), lambda: change(starts_at=platform.now() + timedelta(hours=1)))
    refused("workshop.has_seats", lambda: changing.call_off(room.trainer, platform, own))
    leading.later(room.trainer, platform, own)
    change(title="둘이서", seats=3)
    seen = board.of(room.trainer, platform, own)
    assert (seen.title, seen.seats, len(seen.tiles)) == ("둘이서", 3, 2)
    leading.finish(room.trainer, platform, own)
    refused("workshop.over", lambda: change(title="x"), lambda: changing.call_off(room.trainer, platform, own))


def test_one_that_nobody_came_to_is_called_off_with_all_that_was_made_for_it(room: Class) -> None:
    platform = room.platform
    counted = (Workshop, Organisation, PersonRow, Draft, Upload)

    def rows() -> list[int]:
        with platform.records.reading() as session:
            return [session.scalars(select(func.count()).select_from(table)).one() for table in counted]

    stranger = room.city.person("trainer", room.city.tax, "stranger")
    before, kept = rows(), sorted(platform.lake.home.rglob("*.parquet"))
    own = room.workshop()
    samples.made(platform, own)
    code = room.code(own)
    assert rows() != before
    refused("not_found.workshop", lambda: changing.call_off(stranger, platform, own))
    changing.call_off(room.trainer, platform, own)
    assert rows() == before
    assert sorted(platform.lake.home.rglob("*.parquet")) == kept
    refused("not_found.workshop", lambda: board.of(room.trainer, platform, own), lambda: changing.call_off(room.trainer, platform, own))
    refused("join.code_unknown", lambda: joining.join(platform, code, "가람", HERE))


def test_one_that_has_begun_is_ended_and_not_called_off(room: Class) -> None:
    own, platform = room.workshop(), room.platform
    leading.begin(room.trainer, platform, own)
    refused("workshop.has_begun", lambda: changing.call_off(room.trainer, platform, own))
    assert board.of(room.trainer, platform, own).state == "open"
