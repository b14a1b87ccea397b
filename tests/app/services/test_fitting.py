"""What a person keeps is held against what a model asks for, by the names of columns and by what was matched before."""

from __future__ import annotations

from app.identity.person import Person
from app.services import drafts, memory, uploads
from app.services.fitting import fitting
from app.services.platform import Platform
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
