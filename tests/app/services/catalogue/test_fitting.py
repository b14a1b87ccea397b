"""What a person keeps is held against what a model asks for, by the names of columns and by what was matched before."""

from __future__ import annotations

from app.identity.person import Person
from app.services.catalogue.fitting import fitting
from app.services.drafts import drafts, memory
from app.services.platform import Platform
from app.services.uploads import uploads
from models.kit import library
from tests.app.services.conftest import City

CALLS = "신고일시,현장도착일시,119안전센터명\n2024-01-01 10:00,2024-01-01 10:07,노학\n2024-01-02 11:00,2024-01-02 11:09,조양\n"
ODD = "가,나,다\n2024-01-01 10:00,2024-01-01 10:07,노학\n2024-01-02 11:00,2024-01-02 11:09,조양\n"


def _keep(person: Person, platform: Platform, table: str, mapping: dict[str, str]) -> None:
    draft = drafts.start(person, platform, "golden_hour")
    token = uploads.token(person, platform, draft.id, "dispatch")
    sent = uploads.store_stream(person, platform, token, "출동.csv", [table.encode()])
    uploads.read(person, platform, sent)
    for field, column in mapping.items():
        seen = drafts.load(person, platform, draft.id).version
        source = {f"mapping.dispatch.{field}": {"how": "column", "columns": [column]}}
        drafts.save(person, platform, draft.id, source, seen=seen)
    uploads.settle(person, platform, draft.id)


def test_who_keeps_nothing_is_told_nothing(analyst: Person, city: City) -> None:
    found = fitting(analyst, city.platform, library.load("golden_hour"))
    assert (found.state, found.fits) == ("none", ())
    assert [asked.name for asked in found.missing] == ["dispatch"]


def test_a_kept_list_of_calls_can_run_the_model(analyst: Person, city: City) -> None:
    _keep(analyst, city.platform, CALLS, {"call_at": "신고일시", "arrive_at": "현장도착일시", "center": "119안전센터명"})
    model = library.load("golden_hour")
    found = fitting(analyst, city.platform, model)
    assert found.state == "runs"
    calls = next(fit for fit in found.fits if fit.input.name == "dispatch")
    assert (calls.dataset, calls.lacks) == ("출동.csv", ())
    for rows in city.platform.lake.datasets.rglob("*.parquet"):
        rows.unlink()
    assert fitting(analyst, city.platform, model) == found, "names and what was matched before tell it, no rows are read"


def test_names_that_say_nothing_are_known_by_how_they_were_matched_before(analyst: Person, city: City) -> None:
    _keep(analyst, city.platform, ODD, {"call_at": "가", "arrive_at": "나"})
    model = library.load("golden_hour")
    assert fitting(analyst, city.platform, model).state == "none"
    mapping = {field: {"how": "column", "columns": [column]} for field, column in (("call_at", "가"), ("arrive_at", "나"))}
    memory.remember(analyst, city.platform, "golden_hour", "dispatch", ["가", "나"], mapping)
    assert fitting(analyst, city.platform, model).state == "runs"


def test_a_list_without_arrivals_says_what_it_lacks(analyst: Person, city: City) -> None:
    _keep(analyst, city.platform, CALLS, {"call_at": "신고일시", "center": "119안전센터명"})
    found = fitting(analyst, city.platform, library.load("golden_hour"))
    calls = [fit for fit in found.fits if fit.input.name == "dispatch"]
    assert found.state in ("part", "none")
    assert all([field.name for field in fit.lacks] == ["arrive_at"] for fit in calls)


def _keep_places(person: Person, platform: Platform, table: str, mapping: dict[str, dict[str, object]]) -> None:
    draft = drafts.start(person, platform, "cctv_siting")
    sent = uploads.store_stream(person, platform, uploads.token(person, platform, draft.id, "camera"), "목록.csv", [table.encode()])
    uploads.read(person, platform, sent)
    for field, source in mapping.items():
        seen = drafts.load(person, platform, draft.id).version
        drafts.save(person, platform, draft.id, {f"mapping.camera.{field}": source}, seen=seen)
    uploads.settle(person, platform, draft.id)


def test_a_place_and_one_vague_word_make_no_list_of_cameras(analyst: Person, city: City) -> None:
    lamps = "REASON,LATITUDE,LONGITUDE\nStreet Light Outages,37.5,127.0\nStreet Light Outages,37.6,127.1\n"
    place = {"how": "lonlat", "columns": ["LONGITUDE", "LATITUDE"]}
    _keep_places(analyst, city.platform, lamps, {"purpose": {"how": "column", "columns": ["REASON"]}, "location": place})
    assert fitting(analyst, city.platform, library.load("cctv_siting")).fits == ()


def test_a_list_with_the_words_of_cameras_is_one(analyst: Person, city: City) -> None:
    cameras = "설치목적구분,카메라대수,위도,경도\n방범,2,37.5,127.0\n어린이보호,1,37.6,127.1\n"
    place = {"how": "lonlat", "columns": ["경도", "위도"]}
    own = {field: {"how": "column", "columns": [name]} for field, name in (("purpose", "설치목적구분"), ("camera_count", "카메라대수"))}
    _keep_places(analyst, city.platform, cameras, {**own, "location": place})
    fits = fitting(analyst, city.platform, library.load("cctv_siting")).fits
    assert [fit.lacks for fit in fits if fit.input.name == "camera"] == [()]
