"""A home with a signed-in person, and the portal drawn for them by Streamlit's own test runner."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import select
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from app.identity import person as people
from app.identity.demo import Caller
from app.identity.person import Person
from app.services.people import accounts
from app.services.platform import Platform, open_platform
from data_catalog.records.tables import PersonRow
from models.kit.result import Result
from tests.app import sample_result
from tests.app.finished import finished

ROOT = Path(__file__).resolve().parents[3]
HERE = Caller("127.0.0.1", "127.0.0.1", False)


@dataclass
class Desk:
    """Somebody at their desk. `open` draws a screen, `person` is who sits there."""

    platform: Platform
    person: Person
    token: str

    def open(self, screen: str, **address: str) -> AppTest:
        """The portal at one screen, drawn once."""
        test = AppTest.from_file(str(ROOT / "app" / "portal.py"), default_timeout=30)
        test.session_state["session.token"] = self.token
        for name, value in address.items():
            test.query_params[name] = value
        test.run()
        return test if screen == "home.py" else test.switch_page(f"screens/{screen}").run()

    def finished_run(self, kind: str = "real", result: Result | None = None) -> str:
        """A finished run of this person, as a worker leaves it."""
        return finished(self.person, self.platform, result or sample_result.golden_hour(sample=kind == "sample"), kind)


def unfolded(test: AppTest, *keys: str) -> AppTest:
    """The page with these folds opened, without keys every one: what stands in them is drawn only then."""
    there = [one.proto.id.split("-", 2)[2] for one in test.expander if one.proto.id]
    for key in keys or there:
        assert key in there, key
        test.session_state[key] = True
    assert there
    return test.run()


def opened_up(test: AppTest, key: str, *said: str) -> AppTest:
    """The page with this fold opened, which says then and not before what it is asked for."""
    before = shown(test)
    assert [one for one in said if one in before] == []
    now = shown(unfolded(test, key))
    assert not test.exception
    assert [one for one in said if one not in now] == []
    return test


def shown(test: AppTest) -> str:
    """Everything a page says, as one text: HTML, markdown, messages and what components were given."""
    said = [
        element.value
        for kind in ("markdown", "caption", "title", "header", "info", "warning", "error", "success")
        for element in test.get(kind)
    ]
    return "\n".join(str(part) for part in (*said, *(element.proto for element in test.main), test.main))


@pytest.fixture(scope="session")
def scanned_once() -> Iterator[None]:
    """Streamlit looks through every installed package for components whenever a portal begins: once is enough for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def desk(
    home: Path, newest_on_sqlite: Path, scanned_once: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """An analyst's desk; another role by `@pytest.mark.parametrize("desk", ["admin"], indirect=True)`."""
    monkeypatch.setenv("MODU_HOME", str(home))
    shutil.copyfile(newest_on_sqlite, home / "records.db")
    st.cache_resource.clear()
    platform = open_platform(home)
    role = getattr(request, "param", "analyst")
    found = next(one for one in accounts.demo_people(platform, HERE) if one.role == role)
    token = accounts.sign_in_demo(platform, found.id, HERE).token
    with platform.records.reading() as session:
        person = people.of(session, session.scalars(select(PersonRow).where(PersonRow.id == found.id)).one())
    yield Desk(platform, person, token)
    platform.records.close()
    st.cache_resource.clear()
