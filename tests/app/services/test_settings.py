"""Settings hold for the whole platform: who may change them is asked at the top."""

import pytest

from app.services import settings
from connectors.problem import Problem
from data_catalog.disclosure import HIDING, Protection
from data_catalog.protecting import protection
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


def test_noise_has_one_secret_made_when_it_is_first_chosen_and_shown_to_nobody(city: City) -> None:
    above = city.person("admin", city.root)

    def now() -> Protection:
        with city.platform.records.reading() as session:
            return protection(session)

    assert now() == HIDING
    settings.change(above, city.platform, "disclosure_mode", "cell_key")
    first = now()
    assert (first.mode, first.noise.most, first.noise.variance) == ("cell_key", 5, 4.0)
    settings.change(above, city.platform, "disclosure_noise", 10)
    settings.change(above, city.platform, "disclosure_mode", "suppress")
    assert now() == HIDING
    settings.change(above, city.platform, "disclosure_mode", "round")
    assert now().secret == first.secret
    assert now().noise.most == 10
    assert first.secret.hex() not in repr(now()) + str(settings.listed(above, city.platform))


@pytest.mark.parametrize(("key", "wanted"), [("disclosure_mode", "none"), ("disclosure_noise", 4), ("disclosure_noise", 51)])
def test_a_protection_there_is_none_of_is_refused(city: City, key: str, wanted: object) -> None:
    with pytest.raises(Problem) as told:
        settings.change(city.person("admin", city.root), city.platform, key, wanted)
    assert told.value.code == "setting.not_allowed"
