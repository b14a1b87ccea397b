"""A manifest becomes a model; one that lies is refused with every fault, its place and what would be right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from connectors.problem import Problem
from models.kit import library
from tests.models.kit.conftest import Change


def faults(package: Path) -> str:
    with pytest.raises(Problem) as raised:
        library.load_folder(package)
    assert raised.value.code == "package.wrong"
    assert raised.value.facts["count"] == len(raised.value.facts["faults"])
    return "\n".join(raised.value.facts["faults"])


def test_a_manifest_becomes_a_model_with_what_its_sources_say(package: Path) -> None:
    model = library.load_folder(package)
    assert (model.id, model.version, model.state) == ("waiting", "0.1.0", "ready")
    assert model.input("visits").field("waited").kind == "minutes"
    steps = {step.name: step for step in model.steps}
    assert steps["by_desk"].reads == ("limit_min", "visits")
    assert (steps["findings"].reads, steps["findings"].optional) == (("by_desk",), ("by_desk",))
    assert model.outputs[0].tables[0].columns[3].digits == 1
    assert model.defaults() == {"limit_min": 10}


def test_all_faults_come_at_once_each_with_its_place(package: Path, change: Change) -> None:
    change("manifest.toml", 'version = "0.1.0"\nstate', 'version = "one"\nstate')
    change("manifest.toml", 'kind = "minutes"', 'kind = "hours"')
    change("manifest.toml", "default = 10", "default = 1000")
    change("manifest.toml", 'y = "share"', 'y = "shore"')
    change("manifest.toml", 'needs = ["visits", "visits.desk"', 'needs = ["visits", "visits.disk"')
    said = faults(package)
    assert "'one' must be three numbers" in said
    assert "input «visits» field «waited» kind: is 'hours'" in said
    assert "setting «limit_min»: the default 1000 is not allowed" in said
    assert "draws the column 'shore'" in said
    assert "needs 'visits.disk'" in said


@pytest.mark.parametrize(
    ("old", "by", "said"),
    [
        ('title = { ko = "창구별 대기 시간", en = "Waiting time by desk" }', 'title = { ko = "창구별" }', "title: has no text in en"),
        ('title = { ko = "창구별 대기 시간", en = "Waiting time by desk" }', 'title = "창구별"', "title: must be a table"),
        ("minutes = 3", 'minutes = "three"', "minutes: must be a whole number"),
        ("minutes = 3", "minutes = true", "minutes: must be a whole number"),
        ("minutes = 3", "minuts = 3", "minuts: there is no such key"),
        ('id = "waiting"', 'id = "other"', "the folder is 'waiting'"),
        ("main = true", "main = false", "one must be main"),
        ('unique = ["visit"]', 'unique = ["visitor"]', "names a field 'visitor' it does not have"),
        (
            "[[setting]]",
            '[[input.check]]\nrule = "refers_to"\nfields = ["visit"]\nother = "visits.visit"\n[[setting]]',
            "refers to 'visits.visit', which is no field of another input",
        ),
        ('rank = "share"', 'rank = "sure"', "ranked by 'sure'"),
        ("{limit_min}분을", "{limit}분을", "slot {limit} that nothing fills"),
        ('table = "by_desk"', 'table = "by_disk"', "draws the table «by_disk»"),
        ('name = "by_desk"\nkind = "sql"', 'name = "by_disk"\nkind = "sql"', "there is no file sql/by_disk.sql"),
        ('name = "by_desk"\nkind = "sql"', 'name = "../by_desk"\nkind = "sql"', "there is no file"),
        ('name = "by_desk"\nkind = "sql"', 'name = "by_desk"\nkind = "python"', "no function by_desk"),
        ('name = "by_desk"\nkind = "sql"', 'name = "by_desk"\nkind = "sql"\nkept = false', "only a SQL step that reads no setting"),
        ('version = "0.1.0"\ndate', 'version = "0.0.9"\ndate', "nothing is said about version 0.1.0"),
        ('{desk}({share:.1%})입니다."', '{desk}입니다."', "ko and en have different"),
    ],
)
def test_one_lie_is_told_with_its_place(package: Path, change: Change, old: str, by: str, said: str) -> None:
    change("manifest.toml", old, by)
    assert said in faults(package)


@pytest.mark.parametrize(
    ("old", "by", "said"),
    [
        ("from visits", "from strangers", "reads strangers, but there are only"),
        ("from visits", "from read_csv('/etc/passwd')", "only tables can be read"),
        ("$limit_min", "$limit", "reads limit, but there are only"),
        ("-- one row per desk\n", "-- one row per desk\ndrop table visits;", "2 statements"),
    ],
)
def test_a_step_that_reads_what_it_may_not_is_refused(package: Path, change: Change, old: str, by: str, said: str) -> None:
    change("sql/by_desk.sql", old, by)
    assert said in faults(package)


def test_steps_that_read_each_other_are_refused(package: Path, change: Change) -> None:
    change("sql/by_desk.sql", "from visits", "from by_desk")
    assert "in a circle" in faults(package)


def test_a_manifest_that_is_no_toml_is_refused_with_its_line(package: Path, change: Change) -> None:
    change("manifest.toml", "minutes = 3", "minutes = = 3")
    with pytest.raises(Problem) as raised:
        library.load_folder(package)
    assert raised.value.code == "package.unreadable"
    assert "line" in raised.value.facts["fault"]


def test_a_model_that_is_not_there_is_told_with_what_is(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODU_MODELS", str(package.parent))
    with pytest.raises(Problem) as raised:
        library.load("waitin")
    assert raised.value.code == "package.not_found"
    assert "waiting" in raised.value.facts["near"]
    with pytest.raises(Problem):
        library.load("../waiting")


def test_a_broken_package_is_left_out_and_told_while_planned_ones_are_not_listed(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODU_MODELS", str(package.parent))
    shutil.copytree(package, package.parent / "broken")
    planned = shutil.copytree(package, package.parent / "planned") / "manifest.toml"
    text = planned.read_text("utf-8")
    head = text[: text.index("[[setting]]")].replace('id = "waiting"', 'id = "planned"').replace('"ready"', '"planned"')
    planned.write_text(head, "utf-8")
    assert "waiting" in {model.id for model in library.models()}
    assert "planned" not in {model.id for model in library.models()}
    assert library.load("planned").input("visits").name == "visits"
    assert [problem.facts["package"] for problem in library.broken()] == ["broken"]


def test_a_changed_file_is_another_version_of_the_package(package: Path, change: Change) -> None:
    before = library.load_folder(package)
    assert library.load_folder(package) is before
    change("steps.py", "visits tell", "visits say")
    assert library.load_folder(package).hash != before.hash


def test_the_zip_of_a_package_is_the_same_every_time_and_whole(package: Path) -> None:
    model = library.load_folder(package)
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert library.package_zip(model) == library.package_zip(model)
    import io
    import zipfile

    names = zipfile.ZipFile(io.BytesIO(library.package_zip(model))).namelist()
    assert "waiting/manifest.toml" in names
    assert "waiting/sql/by_desk.sql" in names
    assert not [name for name in names if "pycache" in name]
