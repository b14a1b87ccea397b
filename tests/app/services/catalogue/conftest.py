"""A dataset of the analyst's, and somebody elsewhere who would see it."""

from __future__ import annotations

import pytest

from app.identity.person import Person
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City


@pytest.fixture
def other(city: City) -> Person:
    return city.person("analyst", city.tax)


@pytest.fixture
def dataset(city: City, analyst: Person) -> str:
    return brought(city, analyst, calls(60), "출동기록.csv")
