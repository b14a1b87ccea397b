"""The help desk of a city, on both databases."""

from __future__ import annotations

import pytest

from tests.app.services.conftest import City
from tests.app.services.support.made import Help, make_help


@pytest.fixture
def desk(city: City) -> Help:
    return make_help(city)
