"""The catalogue: what a dataset holds, what is said of it, how good it is, what changed, and rows that are there already."""

from __future__ import annotations

from datetime import date

import pytest

from app.identity.person import Person
from app.services.catalogue import catalogue
from app.services.drafts import drafts
from app.services.runs import runs
from app.services.search.datasets import find
from app.services.uploads import twins, uploads
from connectors.problem import Problem
from data_catalog.quality import quality
from data_catalog.records.tables import Run
from tests.app.services.catalogue.made import MAPPED, brought, calls
from tests.app.services.conftest import City
from tests.app.services.uploads.test_uploads import map_columns, send


def test_a_card_tells_each_column_and_no_value_of_fewer_than_five_rows(city: City, analyst: Person) -> None:
    said = calls(40) + "2024-01-01 00:00,2024-01-01 00:05,드문센터,환자99\n"
    card = catalogue.card(analyst, city.platform, brought(city, analyst, said))
    assert [column.name for column in card.columns] == ["신고일시", "현장도착일시", "출동센터"]
    often = [value for value, _ in card.columns[2].top]
    assert sorted(often) == ["센터0", "센터1", "센터2"]
    assert all(not column.samples for column in card.columns)
    assert card.quality is not None
    assert card.quality.score == 100


def test_a_colleague_does_not_see_it_and_a_steward_sees_only_what_is_said_of_it(city: City, analyst: Person) -> None:
    dataset = brought(city, analyst, calls(30))
    with pytest.raises(Problem, match=r"not_found\.dataset"):
        catalogue.card(city.person("analyst"), city.platform, dataset)
    seen = catalogue.card(city.person("steward"), city.platform, dataset)
    assert (seen.columns, seen.quality, seen.earlier, seen.line.columns) == ((), None, (), ())
    assert "신고일시" not in str(catalogue.exported(city.person("steward"), city.platform))


def test_what_is_said_of_it_is_kept_checked_and_found(city: City, analyst: Person) -> None:
    dataset = brought(city, analyst, calls(30))
    told = {"description": "구급출동 기록", "keywords": ["응급", " 응급 ", ""], "cycle": "monthly", "period": ("2024-01-01", "2024-01-31")}
    catalogue.describe(analyst, city.platform, dataset, told, "1월 출동")
    card = catalogue.card(analyst, city.platform, dataset)
    assert (card.line.title, card.about.keywords, card.about.period) == ("1월 출동", ("응급",), ("2024-01-01", "2024-01-31"))
    for query in ("응급", "구급출동 기록", "출동센터", "1월 출동", "GRNDS_ARVL_DTTM"):
        assert [line.id for line in find(analyst, city.platform, query)] == [dataset], query
    assert find(analyst, city.platform, "체납") == ()
    for wrong in ({"cycle": "sometimes"}, {"period": ("2024-02-01", "2024-01-01")}, {"period": ("x", "y")}, {"description": "가" * 2001}):
        with pytest.raises(Problem, match=r"dataset\.about_wrong"):
            catalogue.describe(analyst, city.platform, dataset, wrong)
    assert catalogue.card(analyst, city.platform, dataset).about == card.about


def test_the_next_month_can_be_compared_with_the_last(city: City, analyst: Person) -> None:
    brought(city, analyst, calls(30), "1월.csv")
    city.clock.move(days=31)
    card = catalogue.card(analyst, city.platform, brought(city, analyst, calls(30, 10), "2월.csv"))
    assert [one.title for one in card.earlier] == ["1월.csv"]
    found = catalogue.compare(analyst, city.platform, card.earlier[0].id, card.line.version_id)
    assert (found.rows_before, found.rows_now, found.same, found.gone, found.new) == (30, 30, 20, 10, 10)


def test_rows_a_colleague_brought_are_told_and_rows_of_another_organisation_are_not(city: City, analyst: Person) -> None:
    brought(city, analyst, calls(300), "원본.csv")
    colleague, tax = city.person("analyst"), city.person("analyst", city.tax)
    for person, expected in ((colleague, [("원본.csv", False)]), (analyst, [("원본.csv", True)]), (tax, [])):
        draft = drafts.start(person, city.platform, "golden_hour").id
        view = uploads.read(person, city.platform, send(city, person, draft, calls(290)))
        assert [(twin.title, twin.own) for twin in twins.of_upload(person, city.platform, view)] == expected
    draft = drafts.start(colleague, city.platform, "golden_hour").id
    view = uploads.read(colleague, city.platform, send(city, colleague, draft, calls(300, 5_000)))
    assert twins.of_upload(colleague, city.platform, view) == ()


def test_the_list_as_dcat_names_every_dataset_and_none_of_its_rows(city: City, analyst: Person) -> None:
    dataset = brought(city, analyst, calls(30))
    catalogue.describe(analyst, city.platform, dataset, {"cycle": "monthly", "area": "한빛시", "keywords": ["응급"]})
    said = catalogue.exported(analyst, city.platform)
    (entry,) = said["dcat:dataset"]
    assert said["@type"] == "dcat:Catalog"
    assert entry["dct:identifier"] == dataset
    assert entry["dct:accrualPeriodicity"]["@id"].endswith("/frequency/MONTHLY")
    assert entry["dcat:distribution"][0]["dcat:byteSize"]["@value"].isdigit()
    assert "환자1" not in str(said)


@pytest.mark.parametrize(("day", "fresh"), [(date(2024, 1, 20), 1.0), (date(2024, 2, 16), 0.52), (date(2024, 6, 1), 0.0)])
def test_quality_is_the_weighted_sum_of_its_four_parts(day: date, fresh: float) -> None:
    profile = {"rows": 10, "columns": [{"filled": 10, "readable": 1.0}, {"filled": 5, "readable": 0.8}]}
    found = quality(profile, {"rows_in": 20, "rows_kept": 10}, "monthly", date(2024, 1, 1), day)
    assert (found.kept, found.filled, found.readable, round(found.fresh, 2)) == (0.5, 0.75, pytest.approx(14 / 15), fresh)
    assert found.score == round(100 * (0.3 * 0.5 + 0.3 * 0.75 + 0.3 * 14 / 15 + 0.1 * found.fresh))


def test_a_file_read_in_another_way_is_another_analysis(city: City, analyst: Person) -> None:
    def key(**options: object) -> str:
        draft = drafts.start(analyst, city.platform, "golden_hour").id
        upload = send(city, analyst, draft, calls(30) + "합계,,센터1,5\n")
        uploads.read(analyst, city.platform, upload, options)
        map_columns(city, analyst, draft, **MAPPED)
        run_id = runs.queue(analyst, city.platform, draft)
        with city.platform.records.reading() as session:
            return str(session.get_one(Run, run_id).cache_key)

    assert key() == key()
    assert key() != key(totals="keep")
