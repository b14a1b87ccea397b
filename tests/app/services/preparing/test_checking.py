"""The check of a draft's input beside the inputs it refers to: told when they are there, told anew when they change."""

from __future__ import annotations

import pytest

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.preparing import checking, prepared
from app.services.preparing.checking import Checked
from app.services.uploads import repairing, uploads
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


def marked(city: City, analyst: Person, draft: str) -> str:
    """What the answer on the calls is kept under."""
    marks = prepared.keys(analyst, city.platform, drafts.load(analyst, city.platform, draft), [one.name for one in MODEL.inputs])
    return prepared.check_key(marks, MODEL.input("dispatch"))


def test_posts_the_other_table_lacks_are_told_once_it_is_there(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    calls = {"call_at": ["신고일시"], "arrive_at": ["현장도착일시"], "center": ["출동센터"]}
    bring(city, analyst, draft, "dispatch", CALLS, calls)
    assert not [one for one in checked(city, analyst, draft).report.findings if one.code.startswith("refers")]
    before = marked(city, analyst, draft)
    bring(city, analyst, draft, "center", "센터,경도,위도\n가온119안전센터,127.1,37.1\n", {"center": ["센터"], "place": ["경도", "위도"]})
    found = next(one for one in checked(city, analyst, draft).report.findings if one.code.startswith("refers"))
    assert (found.rows, found.limiting) == (10, True)
    after = marked(city, analyst, draft)
    assert before != after, "an answer kept from before is not shown again"


def test_names_nearly_those_of_the_other_table_are_mended_by_one_press_and_put_back_by_one(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    calls = {"call_at": ["신고일시"], "arrive_at": ["현장도착일시"], "center": ["출동센터"]}
    bring(city, analyst, draft, "dispatch", CALLS.replace("나래119", "나래동119"), calls)
    posts = "센터,경도,위도\n가온119안전센터,127.1,37.1\n나래119안전센터,127.2,37.2\n"
    bring(city, analyst, draft, "center", posts, {"center": ["센터"], "place": ["경도", "위도"]})
    asked = MODEL.input("dispatch")

    def press(code: str | None) -> Checked:
        before = drafts.load(analyst, city.platform, draft)
        (group,) = checked(city, analyst, draft).groups
        drafts.save(analyst, city.platform, draft, repairing.choices(before, asked, group, code), seen=10**6)
        return checked(city, analyst, draft)

    found = checked(city, analyst, draft)
    assert [(one.code, one.state, one.cells) for one in found.groups] == [("other_name", "offered", 10)]
    assert (found.report.state, found.groups[0].examples[0].line) == ("limited", 3)
    mended = press("other_name")
    assert [one.state for one in mended.groups] == ["taken"]
    assert not [one for one in mended.report.findings if one.code.startswith("refers")]
    back = press(None)
    assert ([one.state for one in back.groups], back.report.state) == (["offered"], "limited")
