"""A setting may say what it would do: from plain SQL, in both languages, and a manifest that declares it wrongly is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.problem import Problem
from models.kit import library
from models.kit.check import check_folder
from models.kit.sampling import SampleRuns, run_sample
from tests.models.kit.conftest import Change

SQL = "sql/preview_limit_min.sql"


def test_a_preview_says_what_the_run_will_say(package: Path) -> None:
    model = library.load_folder(package)
    (said,) = SampleRuns(model).previews(seed=1).values()
    kept = next(finding for finding in run_sample(model, seed=1).findings if finding.key == "kept")
    assert f"{kept.facts['share']:.1%}" in said["en"]
    assert f"{kept.facts['share']:.1%}" in said["ko"]


@pytest.mark.parametrize(
    ("file", "old", "by", "said"),
    [
        (SQL, "from visits", "from by_nobody", "reads by_nobody, which is no input and no table of a step"),
        (SQL, "$limit_min", "$limit", "reads the setting limit, which does not exist"),
        (SQL, "select\n", "drop table visits; select\n", "there must be one select"),
        ("manifest.toml", 'needs = ["visits.waited"]', 'needs = ["visits.waiting"]', "needs 'visits.waiting'"),
        (
            "manifest.toml",
            "of {visits:visit was/visits were} served in time",
            "of visits were served in time",
            "ko and en have different {slots}",
        ),
        (SQL, "as visits", "as visitors", "has a slot {visits} that nothing fills"),
    ],
)
def test_a_preview_that_lies_is_refused_with_the_package(package: Path, change: Change, file: str, old: str, by: str, said: str) -> None:
    change(file, old, by)
    with pytest.raises(Problem) as raised:
        library.load_folder(package)
    assert said in str(raised.value.facts["faults"])


def test_a_preview_without_its_source_is_refused(package: Path) -> None:
    (package / SQL).unlink()
    assert any("there is no file sql/preview_limit_min.sql" in line for line in check_folder(package))


def test_a_preview_that_stands_on_python_is_refused(package: Path, change: Change) -> None:
    change("manifest.toml", 'name = "by_desk"\nkind = "sql"', 'name = "by_desk"\nkind = "python"')
    step = "def by_desk(visits: pl.DataFrame, limit_min: float) -> pl.DataFrame:\n    return visits\n"
    change("steps.py", "def findings", f"{step}\n\ndef findings")
    change(SQL, "from visits", "from by_desk")
    assert any("stands on the step «by_desk», which is Python" in line for line in check_folder(package))


def test_a_preview_that_tells_nothing_on_the_sample_is_told_to_its_author(package: Path, change: Change) -> None:
    change(SQL, "waited is not null", "waited < 0")
    assert any("setting «limit_min» preview: tells nothing on the sample" in line for line in check_folder(package))
