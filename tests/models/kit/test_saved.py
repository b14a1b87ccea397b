"""A saved result is read as it was saved; what results say alike is held once, and rows can wait in their files."""

from __future__ import annotations

import copy
import dataclasses
import gc
import json
import pickle
import weakref
from pathlib import Path

import pytest

from models.kit import library, saved
from models.kit.cases import run_written
from models.kit.contract import TableSpec
from models.kit.result import Result
from tests.models.kit.conftest import VISITS


@pytest.fixture
def result(package: Path) -> Result:
    return run_written(library.load_folder(package), {"visits": VISITS}, {})


@pytest.fixture
def folder(result: Result, tmp_path: Path) -> Path:
    result.save(tmp_path / "kept")
    return tmp_path / "kept"


def test_rows_are_read_when_they_are_first_asked_for(result: Result, folder: Path) -> None:
    again = saved.load(folder, rows_later=True)
    assert again.held_bytes() == 0
    assert again.table("by_desk").rows.equals(result.table("by_desk").rows)
    assert again.table("by_desk").rows is again.table("by_desk").rows
    assert again.held_bytes() > 0
    assert again.to_json() == result.to_json()
    assert again.held_bytes() == saved.load(folder).held_bytes()


def test_rows_that_are_not_to_wait_need_their_files_no_more(result: Result, folder: Path) -> None:
    again = saved.load(folder)
    for file in (folder / "tables").iterdir():
        file.unlink()
    assert again.table("by_desk").rows.equals(result.table("by_desk").rows)


def test_a_table_whose_rows_wait_is_like_any_other(result: Result, folder: Path) -> None:
    waiting = saved.load(folder, rows_later=True).table("by_desk")
    rows = result.table("by_desk").rows
    for same in (copy.copy(waiting), pickle.loads(pickle.dumps(waiting)), dataclasses.replace(waiting, output="other")):
        assert same.rows.equals(rows)
        assert same.cells("desk") == rows["desk"].to_list()
    with pytest.raises(AttributeError):
        waiting.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_results_that_say_the_same_hold_one_specification(folder: Path) -> None:
    first, second = saved.load(folder), saved.load(folder)
    assert first.table("by_desk").spec is second.table("by_desk").spec
    assert first.method[0].explains["ko"] is second.method[0].explains["ko"]
    assert first.table("by_desk") is not second.table("by_desk")


def test_results_that_say_something_else_hold_their_own(folder: Path) -> None:
    first = saved.load(folder)
    _retitle(folder, "Otherwise")
    second = saved.load(folder)
    assert second.table("by_desk").spec.title["en"] == "Otherwise"
    assert first.table("by_desk").spec.title["en"] != "Otherwise"


def test_a_specification_nobody_holds_any_more_is_let_go(folder: Path) -> None:
    _retitle(folder, "Of this test alone")  # results that others of this process keep have another
    kept = saved.load(folder)
    spec = weakref.ref(kept.table("by_desk").spec)
    assert any(held is spec() for held in saved._HELD.values())
    del kept
    gc.collect()
    assert spec() is None
    assert "Of this test alone" not in {held.title["en"] for held in saved._HELD.values() if isinstance(held, TableSpec)}


def _retitle(folder: Path, title: str) -> None:
    told = json.loads((folder / "result.json").read_text("utf-8"))
    at = next(place for place, one in enumerate(told["tables"]) if one["spec"]["name"] == "by_desk")
    told["tables"][at]["spec"]["title"]["en"] = title
    (folder / "result.json").write_text(json.dumps(told), "utf-8")
