"""Runs as their person sees them: queued once, their own, offered instead of running again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from app.services.drafts import drafts
from app.services.results import examples
from app.services.runs import runs
from connectors.problem import Problem
from data_catalog.records.tables import Run
from models.kit import library
from models.kit.sampling import run_sample
from tests.app.working import Works, analyst, works


@pytest.fixture
def platform(home: Path, records_url: str) -> Iterator[Works]:
    with works(home, records_url) as made:
        yield made


def finish(made: Works, run_id: str) -> str:
    """Does in this process what a worker would: the result in its place, and the records saying so."""
    library.trust(made.models)
    result = run_sample(library.load("slow"), size="small")
    result.save(made.platform.lake.run_folder(run_id))
    said = {"state": "finished", "result_hash": result.provenance["result_hash"], "finished_at_utc": made.platform.now()}
    with made.platform.records.session() as session:
        session.execute(update(Run).where(Run.id == run_id).values(**said))
    return str(said["result_hash"])


def test_a_button_pressed_twice_starts_one_run(platform: Works) -> None:
    draft = drafts.start(platform.person, platform.platform, "slow", kind="sample")
    first = runs.queue(platform.person, platform.platform, draft.id)
    assert runs.queue(platform.person, platform.platform, draft.id) == first
    assert [line.id for line in runs.listed(platform.person, platform.platform)] == [first]
    assert drafts.load(platform.person, platform.platform, draft.id).run_id == first
    assert platform.events(first) == ["run_queued"]


def test_the_same_analysis_is_offered_instead_of_run_again(platform: Works) -> None:
    first = platform.queue(pause_s=0)
    draft = drafts.start(platform.person, platform.platform, "slow", kind="sample")
    assert runs.already(platform.person, platform.platform, draft.id) is None, "it has not finished yet"
    finish(platform, first)
    found = runs.already(platform.person, platform.platform, draft.id)
    assert found is not None
    assert found.id == first
    drafts.save(platform.person, platform.platform, draft.id, {"settings.limit_min": 11}, seen=0)
    assert runs.already(platform.person, platform.platform, draft.id) is None, "another setting is another analysis"


def test_settings_out_of_range_stop_a_run_before_it_is_queued(platform: Works) -> None:
    with pytest.raises(Problem) as raised:
        platform.queue(limit_min=1000)
    assert raised.value.code == "setting.out_of_range"
    assert runs.listed(platform.person, platform.platform) == ()


def test_a_run_without_its_data_is_told_what_is_absent(platform: Works) -> None:
    draft = drafts.start(platform.person, platform.platform, "slow")
    with pytest.raises(Problem) as raised:
        runs.queue(platform.person, platform.platform, draft.id)
    assert raised.value.code == "input.missing"
    assert raised.value.facts["inputs"] == [{"ko": "방문 목록", "en": "Visits"}]


def test_a_run_of_somebody_else_looks_like_none(platform: Works) -> None:
    run_id = platform.queue()
    finish(platform, run_id)
    stranger = replace(platform.person, id="0" * 32)
    for verb in (runs.progress, runs.cancel):
        with pytest.raises(Problem, match=r"not_found\.run"):
            verb(stranger, platform.platform, run_id)
    with platform.platform.records.session() as session:
        session.execute(update(Run).where(Run.id == run_id).values(kind="real"))
    with pytest.raises(Problem, match=r"not_found\.run"):
        runs.result(stranger, platform.platform, run_id)


def test_whoever_may_not_analyse_queues_nothing(platform: Works) -> None:
    draft = drafts.start(platform.person, platform.platform, "slow", kind="sample")
    auditor = replace(platform.person, roles=frozenset({"auditor"}))
    with pytest.raises(Problem, match=r"rights\."):
        runs.queue(auditor, platform.platform, draft.id)


def test_an_example_is_the_newest_result_on_the_sample_of_the_package_as_it_is(platform: Works) -> None:
    assert examples.of_model(platform.person, platform.platform, library.load("slow")) is None
    run_id = platform.queue()
    finish(platform, run_id)
    found = examples.of_model(platform.person, platform.platform, library.load("slow"))
    assert found is not None
    assert found.run_id == run_id
    assert found.result.table("by_desk").rows.height == 3
    manual = platform.models / "slow" / "manual.en.md"
    manual.write_text(manual.read_text("utf-8") + "\nMore.\n", "utf-8")
    assert examples.of_model(platform.person, platform.platform, library.load("slow")) is None


def test_a_result_that_is_not_there_yet_says_so(platform: Works) -> None:
    run_id = platform.queue()
    with pytest.raises(Problem) as raised:
        runs.result(platform.person, platform.platform, run_id)
    assert (raised.value.code, raised.value.facts) == ("run.no_result", {"state": "queued"})


def test_a_waiting_run_knows_how_many_are_before_it(platform: Works) -> None:
    first, second = platform.queue(), platform.queue(pause_s=1)
    assert runs.progress(platform.person, platform.platform, first).ahead == 0
    told = runs.progress(platform.person, platform.platform, second)
    assert (told.state, told.ahead, told.seconds_left) == ("queued", 1, None)


def test_of_somebody_elses_many_runs_only_those_are_before_mine_that_come_in_turn(platform: Works) -> None:
    other = analyst(platform.platform, "other")
    for _ in range(5):
        platform.queue()
    first, second = platform.queue(person=other), platform.queue(person=other)
    assert runs.progress(other, platform.platform, first).ahead == 1
    assert runs.progress(other, platform.platform, second).ahead == 3
