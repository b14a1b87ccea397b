"""Who takes part in an agreement: the steward of the fire department, and who asks from another."""

from __future__ import annotations

import pytest

from app.identity.person import Person
from tests.app.services.agreements.made import announced
from tests.app.services.conftest import City


@pytest.fixture
def asker(city: City) -> Person:
    return city.person("analyst", city.tax)


@pytest.fixture
def dataset(city: City, analyst: Person) -> str:
    return announced(city, analyst)


@pytest.fixture
def auditor(city: City) -> Person:
    return city.person("auditor", city.root)
