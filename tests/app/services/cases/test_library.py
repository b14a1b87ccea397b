"""The library: what owners let others see is found by words, facets and nearness, stands side by side, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.cases import evidence, library, looking, outcomes, places, registering, reviewing
from app.services.search import everything
from data_catalog import destruction
from data_catalog.records.tables import Organisation, new_id
from tests.app.services.cases.made import SAID, Town, refused, town
from tests.app.services.conftest import City


@pytest.fixture
def here(city: City) -> Town:
    return town(city)


def test_everybody_finds_what_its_owner_agreed_to_and_no_more(here: Town) -> None:
    platform = here.city.platform
    case = here.case()
    refused("cases.not_accepted", lambda: library.publish(here.maker, platform, case, 1, library.SHOWS))
    shut = evidence.add(here.maker, platform, case, "a.txt", "결정문".encode(), nobody_in_it=True)
    open_ = evidence.add(here.maker, platform, case, "b.txt", "보도자료".encode(), nobody_in_it=True)
    evidence.mark(here.maker, platform, case, open_, public=True)
    here.asked(case)
    here.scored(here.first, case, 4, 4, 4)
    here.scored(here.second, case, 4, 4, 4)
    reviewing.decide(here.supervisor, platform, case, "outstanding", "")
    here.city.clock.move(days=30)
    outcomes.answer(here.maker, platform, case, here.revision(case), outcomes.Said(30, "measured", True, "옮겼다.", 70.0, "6월"))
    refused("policy.choice_unknown", lambda: library.publish(here.maker, platform, case, here.revision(case), ["name"]))
    library.publish(here.maker, platform, case, here.revision(case), ["contact"])
    (found,) = library.entries(platform)
    assert (found.title, found.contact, found.budget_won, found.documents, found.change, found.happened) == (
        SAID.title, "구급과 ***-****-****", None, (), None, (),
    )  # fmt: skip
    assert [one.name for one in found.files] == ["b.txt"]
    stranger = here.city.person("trainer", here.city.tax)
    assert not looking.is_whole(stranger, platform, case)
    assert evidence.taken(stranger, platform, case, open_) == "보도자료".encode()
    refused("not_found.file", lambda: evidence.taken(stranger, platform, case, shut))
    library.publish(here.maker, platform, case, here.revision(case), library.SHOWS)
    whole = library.one(platform, case)
    assert (whole.budget_won, whole.documents, whole.happened) == (12_000_000, ("구급과-101",), ("옮겼다.",))
    assert whole.change is not None
    assert here.seen(here.maker, case).history[0].said == {"shows": [["contact"], list(library.SHOWS)]}
    registering.change(here.maker, platform, case, here.revision(case), replace(SAID, lessons="고침"))
    assert (library.entries(platform), here.seen(here.maker, case).state) == ((), "registered"), "what was changed is reviewed anew"
    refused("not_found.case", lambda: library.one(platform, case))
    assert [name for name, _ in here.noted("use_case_")][-2:] == ["use_case_changed", "use_case_unpublished"]
    refused("cases.not_published", lambda: library.unpublish(here.maker, platform, case, here.revision(case)))


def test_cases_are_searched_narrowed_and_put_side_by_side(here: Town) -> None:
    platform = here.city.platform
    first, second = here.published(), here.published(title="CCTV를 통학로에 더함", sentence="통학로에 둔다", sdg="11.2", budget_won=None)
    here.case(title="통학로에 등을 닮")
    for who in (here.second, here.maker):
        assert [hit.thing.id for hit in everything.find(who, platform, "통학로").cases] == [second], "what is not published is not found"
    assert everything.find(here.second, platform, "소방본부 구급차").cases[0].thing.id == first
    found = library.entries(platform)
    assert library.counts(found, {}, "goal") == {"11": 1, "3": 1}
    assert library.counts(found, {"goal": "11"}, "goal") == {"11": 1, "3": 1}, "the choice in a facet keeps its others"
    assert library.counts(found, {"goal": "11"}, "model") == {"golden_hour": 1}
    assert [one.id for one in library.narrowed(found, {"goal": "11", "subject": "safety", "kind": "city"})] == [second]
    assert library.entries(platform, model="cctv_siting") == ()
    assert [one.id for one in library.side_by_side(platform, [second, first, second])] == [second, first]
    refused("cases.compare_count", lambda: library.side_by_side(platform, [first]), lambda: library.side_by_side(platform, list("abcde")))
    refused("not_found.case", lambda: library.side_by_side(platform, [first, "0" * 32]))


def test_the_nearest_is_of_the_same_kind_and_has_about_as_many_residents(here: Town) -> None:
    """A city of 100,000: first one of 80,000 (1.25 times), then 200,000 (twice), then one nobody counted, and then a province."""
    platform, city = here.city.platform, here.city
    cities = {name: bodies(here, name, kind, count) for name, kind, count in (
        ("나시", "city", 200_000), ("가시", "city", 80_000), ("다시", "city", None), ("라도", "province", 100_000))}  # fmt: skip
    for name, own in cities.items():
        here.maker, here.supervisor = city.person("analyst", own), city.person("supervisor", own)
        here.published(title=name)
    reader = city.person("analyst", city.fire)
    refused("not_found.organisation", lambda: places.count_residents(reader, platform, city.root, 100_000))
    admin = city.person("admin", city.root)
    refused("cases.residents_wrong", lambda: places.count_residents(admin, platform, city.root, 0))
    places.count_residents(admin, platform, city.root, 100_000)
    mine, near = library.like_mine(reader, platform, library.entries(platform))
    assert (mine.name["ko"], mine.residents) == ("한빛시", 100_000)
    assert [(one.entry.title, one.times, one.levels) for one in near] == [
        ("가시", 1.25, 0), ("나시", 2.0, 0), ("다시", None, 0), ("라도", 1.0, 0),
    ]  # fmt: skip
    assert library.like_mine(city.person("analyst", cities["가시"]), platform, library.entries(platform))[1][-1].entry.title == "라도"


def bodies(here: Town, name: str, kind: str, residents: int | None) -> str:
    """An organisation at the top of a tree of its own, with somebody who judges there."""
    own = new_id()
    with here.city.platform.records.session() as session:
        session.add(
            Organisation(id=own, kind=kind, name_ko=name, name_en=f"Place {name}", valid_from=date(2020, 1, 1), residents=residents)
        )
    return own


def test_a_department_stands_for_the_city_above_it(here: Town) -> None:
    here.published()
    (found,) = library.entries(here.city.platform)
    assert (found.organisation["en"], found.place.name["en"], found.place.kind, found.place.level) == ("Fire", "Hanbit", "city", 0)
    assert library.like_mine(here.maker, here.city.platform, [found])[1] == (), "one's own place is no other"


def test_a_result_that_is_gone_leaves_at_once(here: Town) -> None:
    case = here.published()
    with here.city.platform.records.session() as session:
        destruction.let_go_of_runs(session, here.runs)
    assert library.entries(here.city.platform) == ()
    refused("not_found.case", lambda: library.one(here.city.platform, case))
