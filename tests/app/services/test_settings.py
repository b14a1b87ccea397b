"""Settings hold for the whole platform: who may change them is asked at the top."""

import pytest

from app.services import settings
from connectors.problem import Problem
from tests.app.services.conftest import City


def test_an_administrator_of_a_department_neither_sees_nor_changes_what_holds_for_all(city: City) -> None:
    below = city.person("admin", city.fire)
    for asked in (lambda: settings.listed(below, city.platform), lambda: settings.change(below, city.platform, "upload_limit_mb", 1)):
        with pytest.raises(Problem) as told:
            asked()
        assert told.value.code == "rights.top_needed"
    above = city.person("admin", city.root)
    settings.change(above, city.platform, "upload_limit_mb", 7)
    assert settings.listed(above, city.platform)["upload_limit_mb"] == 7
    assert settings.is_for_all(above, city.platform)
    assert not settings.is_for_all(below, city.platform)
    assert not settings.is_for_all(city.person("auditor", city.root), city.platform)
