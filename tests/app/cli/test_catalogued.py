"""`modu run` on catalogue data: only as a person, and on what that person sees."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from app.identity import person as people
from app.identity.person import Person
from app.services.catalogue import catalogue, policies
from app.services.platform import Platform, open_platform
from connectors.files import read
from data_catalog import datasets as lake_datasets
from data_catalog.policy import Condition, Policy, Subject
from data_catalog.records.tables import Membership, Organisation, PersonRow, new_id
from models.kit import library, new
from models.kit.sampling import sample_files
from tests.app.cli.conftest import Command


@pytest.fixture
def platform(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Platform:
    new.create("waiting", tmp_path / "packages")
    monkeypatch.setenv("MODU_MODELS", str(tmp_path / "packages"))
    library.trust(tmp_path / "packages")
    return open_platform(home)


def made(platform: Platform, login: str, role: str, body: str) -> Person:
    with platform.records.session() as session:
        if session.get(Organisation, body) is None:
            session.add(Organisation(id=body, parent_id=None, kind="city", name_ko="시", name_en="City", valid_from=date(2020, 1, 1)))
            session.flush()
        row = PersonRow(id=new_id(), login=login, name="아무개", organisation_id=body, must_change=False)
        session.add(row)
        session.flush()
        session.add(Membership(person_id=row.id, organisation_id=body, role=role))
        session.flush()
        found = people.load(session, row.id)
    assert found is not None
    return found


def kept(platform: Platform, owner: Person, folder: Path) -> str:
    """The sample of the package as a dataset of the owner."""
    file = sample_files(library.load("waiting"), 1, "small")["visits"]
    (folder / file.name).write_bytes(file.data)
    table = read(folder / file.name, folder / "read.parquet", shown_name=file.name)
    origin = lake_datasets.Origin(owner.id, owner.organisation_id, file.name, table.fingerprint, date(2099, 1, 1), table.to_json())
    with platform.records.session() as session:
        version = lake_datasets.add_version(session, platform.lake, folder / "read.parquet", list(table.columns), origin)
        return version.dataset_id


def test_catalogue_data_is_read_as_a_person_and_no_other_way(platform: Platform, command: Command, tmp_path: Path) -> None:
    steward, other = made(platform, "keeper", "steward", new_id()), made(platform, "reader", "analyst", new_id())
    dataset = kept(platform, steward, tmp_path)

    def run(*words: str) -> tuple[int, dict[str, object], str]:
        return command("run", "waiting", "--data", f"visits={dataset}", "--out", tmp_path / "out", *words)

    def told() -> tuple[int, bool]:
        result = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
        return int(result["inputs"][0]["rows_in"]), bool(result["sample"])

    assert "--as" in run()[2]
    assert run("--as", "nobody")[0] != 0
    assert run("--as", "reader")[0] != 0, "no policy lets them in"
    assert run("--as", "keeper")[0] == 0
    every, practice = told()
    assert not practice
    name = policies.columns(steward, platform, dataset)[0]
    first = str(pl.read_parquet(tmp_path / "read.parquet")[name][0])
    but_one = Policy(
        "", "하나만 빼고", "allow", "", Subject(other.organisation_id), others="allow", rows=(Condition(name, "is_not", (first,)),)
    )
    policies.save(steward, platform, dataset, but_one)
    assert run("--as", "READER")[0] == 0
    assert 0 < told()[0] < every


def test_what_is_made_of_data_made_up_for_practice_says_so(platform: Platform, command: Command, tmp_path: Path) -> None:
    steward = made(platform, "keeper", "steward", new_id())
    dataset = kept(platform, steward, tmp_path)
    catalogue.describe(steward, platform, dataset, {"sample": True})
    catalogue.describe(steward, platform, dataset, {"description": "a sample stays one"})
    assert command("run", "waiting", "--data", f"visits={dataset}", "--as", "keeper", "--out", tmp_path / "out")[0] == 0
    assert json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))["sample"] is True
