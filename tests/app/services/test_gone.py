"""What was thrown away is gone: from the home, the records' log among it, and from what a process keeps to draw pages quickly."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from app.identity.person import Person
from app.services import gone
from app.services.catalogue import datasets
from app.services.drafts import drafts
from app.services.preparing import rest
from app.services.runs import kept_results
from app.services.uploads import uploads
from connectors import files
from models.kit import library
from models.kit.sampling import run_sample
from tests.app.services.conftest import City, bytes_anywhere
from tests.app.services.uploads.test_uploads import map_columns, send

MARK = "없어질말QZX"
# The last row has a cell too many: the account of the reading holds its cells.
CSV = f"접수일시,출동센터\n2024-01-01 10:00,{MARK}\n2024-01-02 10:00,{MARK},{MARK}\n"


@pytest.fixture
def draft(city: City, analyst: Person) -> str:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    uploads.read(analyst, city.platform, send(city, analyst, draft, CSV))
    drafts.save(analyst, city.platform, draft, {"answers.asked": MARK}, seen=0)
    map_columns(city, analyst, draft, call_at="접수일시", center="출동센터")
    assert bytes_anywhere(city.platform.home, MARK)
    return draft


def test_a_discarded_draft_leaves_no_byte_in_the_home(city: City, analyst: Person, draft: str) -> None:
    drafts.discard(analyst, city.platform, draft)
    assert bytes_anywhere(city.platform.home, MARK) == []


def test_a_file_taken_out_of_its_draft_leaves_no_byte_in_the_home(city: City, analyst: Person, draft: str) -> None:
    drafts.save(analyst, city.platform, draft, {"answers.asked": None}, seen=99)
    uploads.remove(analyst, city.platform, drafts.load(analyst, city.platform, draft).inputs["dispatch"]["upload"])
    assert bytes_anywhere(city.platform.home, MARK) == []


def test_after_something_was_destroyed_a_process_keeps_nothing_to_draw_from(city: City, analyst: Person, draft: str) -> None:
    uploads.settle(analyst, city.platform, draft)
    folder = city.platform.lake.run_folder("0" * 32)
    run_sample(library.load("cctv_siting"), seed=1).save(folder)
    gone.in_step(city.platform)
    kept = kept_results.load(folder, "hash")
    assert not gone.in_step(city.platform)
    assert kept_results.load(folder, "hash") is kept
    (line,) = datasets.listed(analyst, city.platform)
    datasets.destroy(analyst, city.platform, line.id)
    assert gone.in_step(city.platform)
    assert kept_results.load(folder, "hash") is not kept
    assert not gone.in_step(city.platform)


def test_rows_that_come_back_lie_where_a_crash_leaves_nothing(
    city: City, analyst: Person, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = []

    def note(raw: Path, out: Path, options: files.ReadOptions, name: str) -> files.TableRead:
        places.append(raw)
        pl.DataFrame({"x": ["1"]}).write_parquet(out)
        return None  # type: ignore[return-value]

    monkeypatch.setattr(files, "read_apart", note)
    made = drafts.load(analyst, city.platform, draft)
    with pytest.raises(Exception, match="not_ours"):
        rest.take_back(analyst, city.platform, made, library.load("golden_hour").input("dispatch"), "고친 줄.xlsx", b"x")
    (raw,) = places
    assert raw.is_relative_to(city.platform.lake.staging)
    assert os.listdir(city.platform.lake.staging) == [draft]
