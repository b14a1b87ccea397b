"""The class of every test here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.services.conftest import City
from tests.app.services.workshops.made import Class, package


@pytest.fixture(scope="package")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("packages"))


@pytest.fixture
def room(city: City, packages: Path, monkeypatch: pytest.MonkeyPatch) -> Class:
    monkeypatch.setenv("MODU_MODELS", str(packages))
    return Class(city, city.person("trainer", city.fire, "teacher"))
