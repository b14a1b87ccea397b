"""Data contracts as other tools read them: of every model and of a dataset, in the form of the standard, with nothing of what is in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.identity.person import Person
from app.services.catalogue import catalogue
from app.services.catalogue.contracts import of_card, of_model
from app.services.results import downloads
from connectors.problem import Problem
from data_catalog.card import About
from data_catalog.odcs import Told, of_dataset
from data_catalog.schema import KINDS
from models.kit import library
from models.kit.wording import LANGUAGES
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City
from tests.data_catalog.odcs_form import faults


def part(said: dict[str, Any], table: str, field: str) -> dict[str, Any]:
    properties = next(one for one in said["schema"] if one["name"] == table)["properties"]
    found: dict[str, Any] = next(one for one in properties if one["name"] == field)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [model.id for model in library.models(None)])
def test_the_contract_of_every_model_keeps_the_standard(name: str, lang: str) -> None:
    said = json.loads(json.dumps(of_model(library.load(name), lang)))
    assert faults(said) == []
    assert [one["name"] for one in said["schema"]] == [item.name for item in library.load(name).inputs]


def test_a_contract_says_keys_references_ranges_and_closed_lists() -> None:
    said = of_model(library.load("golden_hour"), "en")
    assert part(said, "dispatch", "center")["relationships"] == [{"type": "foreignKey", "to": "center.center"}]
    assert part(said, "center", "center")["primaryKey"]
    assert part(said, "dispatch", "call_at")["logicalType"] == "timestamp"
    assert [one["name"] for one in part(said, "center", "place")["properties"]] == ["lon", "lat"]
    (only,) = of_model(library.load("golden_hour"), "en", "center")["schema"]
    assert only["name"] == "center"
    with pytest.raises(Problem, match=r"input\.unknown"):
        of_model(library.load("golden_hour"), "en", "centre")


def test_a_form_that_is_not_the_standards_is_told() -> None:
    said = of_model(library.load("golden_hour"), "ko")
    said["schema"][0]["properties"][0]["logicalType"] = "moment"
    del said["status"]
    assert len(faults({**said, "owner": "x"})) == 3


def test_the_contract_of_a_dataset_names_its_columns_for_the_owner_alone_and_no_value(city: City, analyst: Person) -> None:
    dataset = brought(city, analyst, calls(30))
    catalogue.describe(analyst, city.platform, dataset, {"cycle": "monthly", "grain": "출동 한 건", "period": ("2024-01-01", "2024-01-31")})
    said = of_card(catalogue.card(analyst, city.platform, dataset), "ko")
    assert faults(json.loads(json.dumps(said))) == []
    assert [one["name"] for one in said["schema"][0]["properties"]] == ["신고일시", "현장도착일시", "출동센터"]
    assert {"property": "frequency", "value": "monthly"} in said["slaProperties"]
    assert "센터0" not in str(said)
    for_steward = of_card(catalogue.card(city.person("steward"), city.platform, dataset), "ko")
    assert (faults(json.loads(json.dumps(for_steward))), "신고일시" in str(for_steward)) == ([], False)


def test_the_contract_of_a_model_can_be_downloaded(city: City, analyst: Person) -> None:
    file = downloads.of_model(analyst, city.platform, "golden_hour", downloads.CONTRACT, "ko")
    assert file.plain_name == "golden_hour.odcs.json"
    assert faults(json.loads(file.data)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_column_has_a_type_of_the_standard(kind: str) -> None:
    told = Told("a", "1", "표", "active", "목적")
    assert faults(of_dataset(told, "표", [("열", kind, True)], About(), "2025-01-01")) == []
