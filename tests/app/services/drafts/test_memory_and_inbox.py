"""Mappings used before are offered again, own before others'; messages reach one person once."""

import pytest

from app.identity.person import Person
from app.services import inbox
from app.services.drafts import memory
from data_catalog.records.tables import PersonRow
from tests.app.services.conftest import City, make_person

COLUMNS = ["신고일시", "출동센터", "도착일시", "비고"]
MAPPING = {
    "received": {"how": "column", "columns": ["신고일시"]},
    "arrived": {"how": "column", "columns": ["도착일시"]},
    "kind": {"how": "constant", "columns": [], "value": "구급"},
    "place": {"how": "area", "columns": ["출동센터"], "value": '{"노학": [128.5, 38.2]}'},
}


def remember(city: City, person: Person, columns: list[str] = COLUMNS, mapping: dict = MAPPING) -> None:
    memory.remember(person, city.platform, "golden_hour", "dispatch", columns, mapping)


def recall(city: City, person: Person, columns: list[str]) -> memory.Recalled | None:
    return memory.recall(person, city.platform, "golden_hour", "dispatch", columns)


def test_the_same_columns_in_another_order_are_mapped_as_before(city: City, analyst: Person) -> None:
    remember(city, analyst)
    remember(city, analyst)
    found = recall(city, city.person("analyst"), [" 출동센터 ", *COLUMNS[2:], "신고일시"])
    assert found is not None
    assert (found.own, found.exact, found.times_used, found.missing) == (True, True, 2, ())
    assert found.mapping["place"]["columns"] == [" 출동센터 "]


def test_values_typed_in_are_not_remembered(city: City, analyst: Person) -> None:
    remember(city, analyst)
    found = recall(city, analyst, COLUMNS)
    assert found is not None
    assert set(found.mapping) == {"received", "arrived", "place"}
    assert found.mapping["place"] == {"how": "area", "columns": ["출동센터"]}


def test_another_organisations_mapping_is_told_apart_and_comes_second(city: City, analyst: Person) -> None:
    other = make_person(city.platform, "analyst", city.tax)
    remember(city, other, mapping={"received": {"how": "column", "columns": ["도착일시"]}})
    found = recall(city, analyst, COLUMNS)
    assert found is not None
    assert not found.own
    remember(city, analyst)
    found = recall(city, analyst, COLUMNS)
    assert found is not None
    assert (found.own, found.mapping["received"]["columns"]) == (True, ["신고일시"])


def test_alike_columns_are_mapped_as_far_as_they_go_and_what_is_missing_is_told(city: City, analyst: Person) -> None:
    remember(city, analyst)
    found = recall(city, analyst, ["신고일시", "출동센터", "비고", "새 열"])
    assert found is not None
    assert (found.exact, set(found.mapping), found.missing) == (False, {"received", "place"}, ("도착일시",))


@pytest.mark.parametrize("columns", [["a", "b", "c"], ["신고일시", "x", "y", "z"], []])
def test_other_tables_recall_nothing(city: City, analyst: Person, columns: list[str]) -> None:
    remember(city, analyst)
    assert recall(city, analyst, columns) is None
    assert memory.recall(analyst, city.platform, "golden_hour", "center", COLUMNS) is None


def test_several_tables_of_a_model_are_recalled_at_once_each_by_its_own_columns_and_its_newest(city: City, analyst: Person) -> None:
    for number in range(3):
        at = ["하나", "둘", f"셋{number}"]
        memory.remember(analyst, city.platform, "golden_hour", "center", at, {"name": {"how": "column", "columns": [at[2]]}})
    remember(city, analyst)
    found = memory.recall_all(
        analyst, city.platform, "golden_hour", {"center": ["하나", "둘", "셋1"], "dispatch": COLUMNS, "candidate": COLUMNS}
    )
    assert {name: None if one is None else (one.exact, set(one.mapping)) for name, one in found.items()} == {
        "center": (True, {"name"}), "dispatch": (True, {"received", "arrived", "place"}), "candidate": None,
    }  # fmt: skip
    assert found["center"] is not None
    assert found["center"].mapping["name"]["columns"] == ["셋1"]
    assert memory.recall_all(analyst, city.platform, "golden_hour", {}) == {}


def test_the_same_news_comes_once_and_is_counted_until_read(city: City, analyst: Person) -> None:
    other = city.person("analyst")
    with city.platform.records.session() as session:
        left = [inbox.add(session, analyst.id, "inbox.run_finished", {"model": "m"}, link="/result?run=1", once="run:1") for _ in range(2)]
        inbox.add(session, analyst.id, "inbox.run_failed", {"model": "m"})
        inbox.add(session, other.id, "inbox.run_failed", {"model": "m"})
    assert left == [True, False]
    lines = inbox.listed(analyst, city.platform)
    assert [line.key for line in lines] == ["inbox.run_failed", "inbox.run_finished"]
    assert inbox.count(analyst, city.platform) == 2
    inbox.mark_read(analyst, city.platform, [lines[0].id])
    assert inbox.count(analyst, city.platform) == 1


def test_a_message_is_read_once_the_page_it_leads_to_was_opened_and_by_no_other_page(city: City, analyst: Person) -> None:
    other = city.person("analyst")
    links = ("/support?ticket=1", "/support?ticket=2", "/support?part=bookings", "/result?run=1", None)
    with city.platform.records.session() as session:
        for person in (analyst, other):
            for link in links:
                inbox.add(session, person.id, "inbox.run_finished", {"model": "m"}, link=link)
    seen = [inbox.unread(analyst, city.platform, *there) for there in (
        ("support", {}), ("support", {"ticket": "3"}), ("result", {"ticket": "1"}), ("support", {"ticket": "1", "step": "data"}),
        ("support", {"ticket": "1"}), ("result", {"run": "1"}),
    )]  # fmt: skip
    assert seen == [5, 5, 5, 4, 4, 3]
    assert {line.link for line in inbox.listed(analyst, city.platform) if line.read} == {"/support?ticket=1", "/result?run=1"}
    assert inbox.count(other, city.platform) == 5


def test_nobody_reads_anothers_messages_for_them(city: City, analyst: Person) -> None:
    other = city.person("analyst")
    with city.platform.records.session() as session:
        inbox.add(session, other.id, "inbox.run_failed", {"model": "m"})
    theirs = inbox.listed(other, city.platform)[0].id
    inbox.mark_read(analyst, city.platform, [theirs])
    inbox.mark_read(analyst, city.platform)
    assert inbox.count(other, city.platform) == 1
    with city.platform.records.reading() as session:
        assert session.get(PersonRow, other.id) is not None


def test_repairs_once_chosen_are_remembered_for_the_next_file_of_that_layout(city: City, analyst: Person) -> None:
    mapping = {"call_at": {"how": "column", "columns": ["신고일시"], "repairs": ["time.over_24", "-date.dotted"]}}
    memory.remember(analyst, city.platform, "golden_hour", "dispatch", ["신고일시", "센터"], mapping)
    found = memory.recall(city.person("analyst"), city.platform, "golden_hour", "dispatch", ["센터", "신고일시"])
    assert found is not None
    assert found.mapping["call_at"]["repairs"] == ["time.over_24", "-date.dotted"]


def test_names_of_a_file_are_remembered_for_the_own_organisation_alone(city: City, analyst: Person) -> None:
    said = {"how": "column", "columns": ["출동센터"], "repairs": ["date.dotted", "other_name"], "names": {"노학동": "노학센터"}}
    remember(city, analyst, mapping={"center": said})
    own, other = recall(city, analyst, COLUMNS), recall(city, make_person(city.platform, "analyst", city.tax), COLUMNS)
    assert own is not None
    assert other is not None
    assert own.mapping["center"] == said
    assert other.mapping["center"] == {"how": "column", "columns": ["출동센터"], "repairs": ["date.dotted"]}


def test_what_stood_in_a_file_of_another_organisation_is_told_to_nobody(city: City, analyst: Person) -> None:
    texts = {"열린 병원": "hospital", "한빛 의원": None}
    said = {"how": "column", "columns": ["출동센터"], "values": texts}
    remember(city, analyst, mapping={"center": said, "arrived": MAPPING["arrived"]})
    stranger = make_person(city.platform, "analyst", city.tax)
    fewer = ["신고일시", "출동센터", "비고"]
    own, other = recall(city, analyst, fewer), recall(city, stranger, fewer)
    assert own is not None
    assert other is not None
    assert (own.mapping["center"], own.missing) == (said, ("도착일시",))
    assert (other.mapping["center"], other.missing) == ({"how": "column", "columns": ["출동센터"]}, ())
