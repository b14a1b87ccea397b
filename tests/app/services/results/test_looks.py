"""Pictures a page shows of a run: only to those who may see the run, and nothing is noted as taken along."""

import gzip
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services.results import copies, downloads, looks
from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, Run
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.app.services.conftest import City
from tests.app.siting_result import siting


@pytest.fixture
def run_id(city: City, analyst: Person) -> str:
    """A finished run of the analyst's, on real data."""
    result = golden_hour()
    folder = city.platform.lake.run_folder("ab" * 16)
    folder.mkdir(parents=True)
    result.save(Path(folder))
    with city.platform.records.session() as session:
        session.add(
            Run(
                id="ab" * 16, organisation_id=city.fire, person_id=analyst.id, model="golden_hour", model_version="1.0.0",
                model_hash="0" * 64, state="finished", kind="real",
            )
        )  # fmt: skip
    return "ab" * 16


def test_the_first_page_and_the_pictures_are_shown_and_not_counted_as_taken(city: City, analyst: Person, run_id: str) -> None:
    for file in ("page.png", f"{golden_hour().figures[0].spec.name}.png"):
        assert looks.of_run(analyst, city.platform, run_id, file, "ko").startswith(b"\x89PNG")
    with city.platform.records.reading() as session:
        assert session.scalars(select(LedgerRow.event)).all() == []


def test_a_picture_and_a_table_that_are_taken_along_are_on_record_by_name_alone(city: City, analyst: Person, run_id: str) -> None:
    picture, table = golden_hour().figures[0].spec.name, golden_hour().tables[0].spec.name
    assert downloads.of_run(analyst, city.platform, run_id, f"pictures/{picture}.png", "ko").data.startswith(b"\x89PNG")
    copies.noted(analyst, city.platform, run_id, table)
    with pytest.raises(Problem, match=r"not_found\.run"):
        copies.noted(city.person("analyst"), city.platform, run_id, table)
    with city.platform.records.reading() as session:
        rows = session.scalars(select(LedgerRow).order_by(LedgerRow.id)).all()
    assert {(row.person_id, row.subject_kind, row.subject_id) for row in rows} == {(analyst.id, "run", run_id)}
    assert [(row.event, row.facts) for row in rows] == [
        ("picture_saved", {"picture": picture, "format": "png", "model": "golden_hour"}),
        ("download", {"file": f"pictures/{picture}.png"}),
        ("table_copied", {"table": table, "model": "golden_hour", "kind": "real"}),
    ]


@pytest.mark.parametrize("file", ["nothing.png", "page.pdf", "../page.png", ".png"])
def test_what_is_no_picture_of_the_run_is_not_found(city: City, analyst: Person, run_id: str, file: str) -> None:
    with pytest.raises(Problem) as raised:
        looks.of_run(analyst, city.platform, run_id, file, "ko")
    assert raised.value.code == "not_found.file"


def test_a_colleague_sees_nothing_of_a_run_on_real_data(city: City, run_id: str) -> None:
    with pytest.raises(Problem) as raised:
        looks.of_run(city.person("analyst"), city.platform, run_id, "page.png", "ko")
    assert raised.value.code == "not_found.run"


def test_cells_by_the_ten_thousand_are_fetched_once_and_packed_with_their_values_or_names_alone(city: City, analyst: Person) -> None:
    run = finished(analyst, city.platform, siting(120, 90))
    address = looks.cells_at(run, "index_map", "en").format(layer="0-quantity")
    assert address == f"/look/run/{run}/index_map.0-quantity.en.json"
    rows = json.loads(gzip.decompress(looks.cells(analyst, city.platform, run, address.rsplit("/", 1)[1])))
    assert len(rows) > 6_000
    assert "Index: " in rows[0]["tip"]
    named = looks.cells_at(run, "index_map", "ko", named=True).format(layer="0-quantity").rsplit("/", 1)[1]
    told = json.loads(gzip.decompress(looks.cells(analyst, city.platform, run, named)))
    assert told[0]["tip"].startswith("격자: ")
    assert "설치 지수" not in told[0]["tip"]


@pytest.mark.parametrize(
    "file",
    [
        "index_map.json", "index_map.0-quantity.json", "index_map.0-quantity.fr.json", "index_map.0-quantity.other.ko.json",
        "index_map.7-site.ko.json", "nothing.0-quantity.ko.json", "..json", ".json", "a.b.c.d.e.json",
    ],
)  # fmt: skip
def test_what_is_no_layer_of_many_cells_is_not_found(city: City, analyst: Person, file: str) -> None:
    run = finished(analyst, city.platform, siting(90, 80))
    with pytest.raises(Problem) as raised:
        looks.cells(analyst, city.platform, run, file)
    assert raised.value.code == "not_found.file"


def test_a_colleague_fetches_no_cells_of_a_run_on_real_data(city: City, analyst: Person) -> None:
    run = finished(analyst, city.platform, siting(90, 80))
    with pytest.raises(Problem) as raised:
        looks.cells(city.person("analyst"), city.platform, run, "index_map.0-quantity.ko.json")
    assert raised.value.code == "not_found.run"
