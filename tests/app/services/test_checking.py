"""The check of a draft's input beside the inputs it refers to: told when they are there, told anew when they change."""

from __future__ import annotations

import pytest

from app.identity.person import Person
from app.services import checking, drafts, prepared, uploads
from app.services.checking import Checked
from models.kit import library
from tests.app.services.conftest import City

CALLS = "신고일시,현장도착일시,출동센터\n" + "".join(
    f"2024-01-{day:02d} 10:00,2024-01-{day:02d} 10:06,{'가온' if day % 2 else '나래'}119안전센터\n" for day in range(1, 21)
)
MODEL = library.load("golden_hour")


@pytest.fixture
def analyst(city: City) -> Person:
    return city.person("analyst")


def bring(city: City, person: Person, draft: str, name: str, text: str, columns: dict[str, list[str]]) -> None:
    token = uploads.token(person, city.platform, draft, name)
    uploads.read(person, city.platform, uploads.store_stream(person, city.platform, token, f"{name}.csv", [text.encode()]))
    said = {f"mapping.{name}.{key}": {"how": "xy" if len(value) > 1 else "column", "columns": value} for key, value in columns.items()}
    drafts.save(person, city.platform, draft, said, seen=10**6)


def checked(city: City, person: Person, draft: str) -> Checked:
    found = checking.checked(person, city.platform, drafts.load(person, city.platform, draft), MODEL.input("dispatch"), MODEL)
    assert found is not None
    return found


def test_posts_the_other_table_lacks_are_told_once_it_is_there(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    calls = {"call_at": ["신고일시"], "arrive_at": ["현장도착일시"], "center": ["출동센터"]}
    bring(city, analyst, draft, "dispatch", CALLS, calls)
    assert not [one for one in checked(city, analyst, draft).report.findings if one.code.startswith("refers")]
    before = prepared.check_key(analyst, city.platform, drafts.load(analyst, city.platform, draft), MODEL.input("dispatch"))
    bring(city, analyst, draft, "center", "센터,경도,위도\n가온119안전센터,127.1,37.1\n", {"center": ["센터"], "place": ["경도", "위도"]})
    found = next(one for one in checked(city, analyst, draft).report.findings if one.code.startswith("refers"))
    assert (found.rows, found.limiting) == (10, True)
    after = prepared.check_key(analyst, city.platform, drafts.load(analyst, city.platform, draft), MODEL.input("dispatch"))
    assert before != after, "an answer kept from before is not shown again"
