"""One search: models, data and results of which the person may know, each with its reason, the same order each time."""

from __future__ import annotations

import dataclasses

import pytest

from app.identity.person import Person
from app.services.catalogue import catalogue
from app.services.drafts import drafts
from app.services.search import datasets, everything
from app.services.search.everything import Found, find
from app.services.search.matching import Part, ranked
from app.services.search.words import LONGEST, words
from data_catalog.records.tables import LedgerRow, Run, new_id
from models.kit import library
from tests.app import sample_result
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City


def came_out(city: City, person: Person, name: str, kind: str = "real") -> str:
    """A finished analysis of a person, under a name; gives the run."""
    draft = drafts.start(person, city.platform, "golden_hour", kind=kind, name=name)
    run_id = new_id()
    result = dataclasses.replace(sample_result.golden_hour(sample=kind == "sample"), run_id=run_id)
    result.save(city.platform.lake.run_folder(run_id))
    now = city.platform.now()
    with city.platform.records.session() as session:
        session.add(
            Run(
                id=run_id, draft_id=draft.id, organisation_id=person.organisation_id, person_id=person.id, model="golden_hour",
                model_version="1.0.0", model_hash="0" * 64, kind=kind, state="finished", result_hash=run_id,
                headline=dict(result.findings[0].text), queued_at_utc=now, finished_at_utc=now,
            )
        )  # fmt: skip
    return run_id


def ids(found: Found) -> tuple[list[str], list[str], list[str]]:
    """The models, datasets and results, by id."""
    return tuple([hit.thing.id for hit in hits] for hits in (found.models, found.datasets, found.results))  # type: ignore[return-value]


def test_one_search_answers_with_models_data_and_results(city: City, analyst: Person) -> None:
    dataset, run = brought(city, analyst, calls(30), "구급 출동 기록.csv"), came_out(city, analyst, "3월 출동 분석")
    found = find(analyst, city.platform, "출동")
    assert "golden_hour" in ids(found)[0]
    assert ids(found)[1:] == ([dataset], [run])


@pytest.mark.parametrize(
    "query", ["출동기록", "출동 기록", "출동 기록을", "구급출동기록", "기록 출동", "출동센터", "센터를", "GRNDS_ARVL_DTTM"]
)
def test_blanks_endings_and_other_names_of_a_column_do_not_hide_a_dataset(city: City, analyst: Person, query: str) -> None:
    dataset = brought(city, analyst, calls(30), "구급 출동 기록.csv")
    assert ids(find(analyst, city.platform, query))[1] == [dataset]


def test_the_reason_names_the_column_that_means_the_word(city: City, analyst: Person) -> None:
    brought(city, analyst, calls(30), "1월.csv")
    (hit,) = find(analyst, city.platform, "일시").datasets
    assert (hit.why[0].how, hit.why[0].kind, hit.why[0].text) == ("inside", "column", "신고일시")
    for word, how in (("GRNDS_ARVL_DTTM", "meaning"), ("도착 날짜", "within"), ("도착시각", "within")):
        (hit,) = find(analyst, city.platform, word).datasets
        assert dataclasses.astuple(hit.why[0]) == (how, "column", "현장도착일시", word)


def test_nobody_learns_of_a_dataset_or_result_they_have_no_right_to(city: City, analyst: Person) -> None:
    dataset, run = brought(city, analyst, calls(30), "비밀문건 대장.csv"), came_out(city, analyst, "비밀문건 분석")
    catalogue.describe(analyst, city.platform, dataset, {"description": "은닉설명", "keywords": ["은닉핵심"]})
    assert ids(find(analyst, city.platform, "비밀문건"))[1:] == ([dataset], [run])
    strangers = [city.person("analyst"), city.person("analyst", city.tax), city.person("steward", city.tax), city.person("auditor")]
    for stranger in strangers:
        for query in ("비밀문건", "비밀문건 대장", "비밀문간", "은닉설명", "은닉핵심", "신고일시", dataset, run):
            found = find(stranger, city.platform, query)
            assert (found.datasets, found.results) == ((), ())
            assert not {"비밀문건", "은닉설명", "은닉핵심"} & set(found.near_words)


def test_a_steward_finds_a_dataset_by_its_name_and_not_by_its_columns(city: City, analyst: Person) -> None:
    dataset = brought(city, analyst, calls(30), "대장.csv")
    steward = city.person("steward")
    assert ids(find(steward, city.platform, "대장"))[1] == [dataset]
    assert find(steward, city.platform, "현장도착일시").datasets == ()


def test_a_result_is_found_by_what_it_found(city: City, analyst: Person) -> None:
    run = came_out(city, analyst, "이름")
    said = sample_result.golden_hour(sample=False).findings[-1].text["en"]
    assert ids(find(analyst, city.platform, said[:40]))[2] == [run]


def test_what_is_in_no_thing_is_told_and_near_ones_are_offered(city: City, analyst: Person) -> None:
    dataset = brought(city, analyst, calls(30), "구급 출동 기록.csv")
    part = find(analyst, city.platform, "출동 자전거 면허시험")
    assert part.near
    assert ids(part)[1] == [dataset]
    slip = find(analyst, city.platform, "츌동센텨")
    assert (slip.near, slip.near_words[0]) == (True, "출동센터")
    nothing = find(analyst, city.platform, "쀍쀍쀍쀍")
    assert (nothing.near, nothing.count, nothing.near_words) == (True, 0, ())


def test_english_finds_the_same_things_and_part_of_a_word_is_no_chance(city: City, analyst: Person) -> None:
    dataset = brought(city, analyst, calls(30), "dispatch_start_2024.csv")
    assert ids(find(analyst, city.platform, "Dispatches 2024"))[1] == [dataset]
    assert ids(find(analyst, city.platform, "art"))[1] == []
    assert "golden_hour" in ids(find(analyst, city.platform, "ambulances"))[0]


def test_of_equals_the_order_stays_and_the_whole_name_comes_first() -> None:
    things = [("a", [Part("name", "출동 기록 정리")]), ("b", [Part("name", "출동 기록")]), ("c", [Part("name", "출동 기록 모음")])]
    orders = {tuple(hit.thing for hit in ranked(things, "출동기록")) for _ in range(3)}
    assert orders == {("b", "a", "c")}


def test_a_subject_field_and_an_input_find_their_models(city: City, analyst: Person) -> None:
    tax = {model.id for model in library.models() if model.subject == "safety"}
    assert tax <= set(ids(find(analyst, city.platform, "안전"))[0])
    stations = library.load("golden_hour").inputs[0]
    assert "golden_hour" in ids(find(analyst, city.platform, stations.title["ko"]))[0]


def test_a_keyword_in_a_longer_word_is_the_reason_given() -> None:
    (hit,) = ranked([("a", [Part("keyword", "출동")])], "출동기록")
    assert dataclasses.astuple(hit.why[0]) == ("inside", "keyword", "출동", "출동")


def test_a_search_leaves_no_trace_and_an_empty_one_finds_nothing(city: City, analyst: Person) -> None:
    def lines() -> int:
        with city.platform.records.reading() as session:
            return session.query(LedgerRow).count()

    before = lines()
    find(analyst, city.platform, "900101-1234568")
    assert lines() == before
    assert everything.find(analyst, city.platform, "  ") == Found()
    assert datasets.find(analyst, city.platform, " ") == ()


def test_a_query_longer_than_anybody_types_is_read_as_far_as_one_could(city: City, analyst: Person) -> None:
    came_out(city, analyst, "구급차 배치")
    asked = "구급차 배치".ljust(LONGEST)
    assert find(analyst, city.platform, f"{asked} 없는낱말" * 1_000) == find(analyst, city.platform, asked)
    assert words(f"{asked} 없는낱말") == words(asked) == ("구급차", "배치")
