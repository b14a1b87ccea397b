"""A new package passes every check; each breach of the contract is one line that says where and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.problem import Problem
from models.kit import cases, library, new
from models.kit.check import check_folder
from models.kit.check_imports import import_faults
from tests.models.kit.conftest import Change


def test_a_new_package_keeps_the_whole_contract(package: Path) -> None:
    assert check_folder(package) == ()


@pytest.mark.parametrize("name", ["Waiting", "1waiting", "../x", "a b", "", "class", "kit"])
def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem) as raised:
        new.create(name, tmp_path)
    assert raised.value.code == "package.name_wrong"


def test_a_package_is_never_written_over(package: Path) -> None:
    with pytest.raises(Problem) as raised:
        new.create("waiting", package.parent)
    assert raised.value.code == "package.already_there"


@pytest.mark.parametrize(
    ("file", "old", "by", "said"),
    [
        ("manual.ko.md", "## 용어", "용어", "manual.ko.md: has 6 sections"),
        ("sql/by_desk.sql", "-- one row per desk\n", "", "sql/by_desk.sql: begin with a comment"),
        ("sql/by_desk.sql", "$limit_min", "10", "setting «limit_min»: no step reads it"),
        ("manifest.toml", '[[step]]\nname = "by_desk"', '[[step]]\nname = "idle"\nkind = "sql"\ntitle = { ko = "가", en = "a" }\n'
         'explains = { ko = "가", en = "a" }\n[[step]]\nname = "by_desk"', "step «idle»: nothing reads it"),
        ("manifest.toml", "within {limit_min:minute/minutes}.", "within {limit_min}분.", "the en sentence holds Korean"),
        ("manifest.toml", "응대되었습니다.", "응대", "must be a whole sentence"),
        ("steps.py", "import polars", "import os\nimport polars", "imports os, which reaches out"),
        ("steps.py", "import polars", "from connectors import duck\nimport polars", "imports connectors"),
        ("steps.py", "import polars", "import models.golden_hour\nimport polars", "and no other package"),
        ("steps.py", "import polars", "from models import kit\nimport polars", "and no other package"),
        ("steps.py", "import polars", "import pandas\nimport polars", "imports pandas"),
        ("steps.py", "    first =", "    open('x')\n    first =", "calls open()"),
        ("steps.py", "    first =", "    by_desk.write_csv('x')\n    first =", "uses write_csv"),
        ("steps.py", "    first =", "    by_desk.__class__\n    first =", "reaches for __class__"),
        ("exercises.toml", "truth = ", "equals = 2, no = ", "kept.share is"),
        ("cases.toml", "equals = 0.75", "equals = 0.5", "kept.share is 0.75, expected 0.5"),
        ("sample.py", "random.Random(seed)", "random.Random()", "the same seed gives other files"),
        ("sample.py", "random.Random(seed)", "random.Random(7)", "another seed gives the same files"),
        ("steps.py", "    first =", "    1 / 0\n    first =", "raised ZeroDivisionError"),
        ("sql/by_desk.sql", "order by share, desk", "order by hash(desk || _salt)", "sample: the run on it raised"),
    ],
)  # fmt: skip
def test_a_breach_is_one_line_that_says_what_to_do(package: Path, change: Change, file: str, old: str, by: str, said: str) -> None:
    change(file, old, by)
    if "idle" in by:
        (package / "sql" / "idle.sql").write_text("-- one row per visit\nselect visit from visits\n", "utf-8")
    if "manual" in file:
        change(file, "## 참고", "참고")
        said = said.replace("6", "5")
    found = check_folder(package)
    assert any(said in line for line in found), found


@pytest.mark.parametrize("file", ["sample.py", "cases.toml", "exercises.toml", "manual.en.md"])
def test_a_missing_part_is_told(package: Path, file: str) -> None:
    (package / file).unlink()
    assert any(line.startswith(f"{file}: ") for line in check_folder(package))


def test_a_relative_import_stays_inside_the_folder(package: Path) -> None:
    (package / "more.py").write_text("from . import steps\nfrom ..kit import library\n", "utf-8")
    assert [line.split(": ")[0] for line in import_faults(package)] == ["more.py line 2"]


def test_no_package_is_told_as_such(tmp_path: Path) -> None:
    assert check_folder(tmp_path / "nothing") == ("manifest.toml: there is no package here",)


def test_a_method_is_called_with_what_the_case_says_and_nothing_else_can_be(package: Path) -> None:
    (package / "cases.toml").write_text(
        """
[[case]]
title = { ko = "가", en = "Erlang" }
call = "models.methods.queues.erlang_b"
args = [3, 2.0]
expect = 0.21052631578947367
[[case]]
title = { ko = "나", en = "wrong value" }
call = "models.methods.queues.erlang_b"
args = [3, 2.0]
expect = 0.3
[[case]]
title = { ko = "다", en = "elsewhere" }
call = "os.system"
args = ["true"]
expect = 0
[[case]]
title = { ko = "라", en = "nothing expected" }
given = { visits = "visit,desk,waited\\n1,A,2" }
""",
        "utf-8",
    )
    outcomes = {one.title["en"]: one for one in cases.run(library.load_folder(package))}
    assert outcomes["Erlang"].holds, outcomes["Erlang"].said
    assert "expected 0.3" in outcomes["wrong value"].said[0]
    assert "only models.methods." in outcomes["elsewhere"].said[0]
    assert outcomes["nothing expected"].said == ("expects nothing",)


def test_an_argument_may_be_made_by_a_method_too_and_by_nothing_else(package: Path) -> None:
    made = """
[[case]]
title = {{ ko = "가", en = "one" }}
call = "models.methods.spatial.gather.getis_ord"
args = [[1, 2, 4, 5], {{ call = "{path}", args = [[[1], [0, 2], [1, 3], [2]]] }}]
expect = [-1.6432, -1.2649, 1.2649, 1.6432]
tolerance = 5e-5
"""
    said = {}
    for path in ("models.methods.spatial.neighbours.from_lists", "os.system"):
        (package / "cases.toml").write_text(made.format(path=path), "utf-8")
        (said[path],) = cases.run(library.load_folder(package))
    assert "only models.methods." in said["os.system"].said[0]
    assert said["models.methods.spatial.neighbours.from_lists"].said == ()


@pytest.mark.parametrize(
    "line",
    [
        "from polars import scan_csv",
        "from numpy import fromfile as f",
        "import numpy.ctypeslib",
        "import polars.io",
        "import timeit",
        "import linecache",
        "import codecs",
        "from operator import attrgetter",
        "run = eval",
        "fetch = [getattr][0]",
        "b = __builtins__",
        "place = pl.io.os",
        "place = random._os",
        "a = np.load('x')",
        "from models.methods.travel import os",
    ],
)
def test_a_way_around_the_rules_is_a_breach(package: Path, change: Change, line: str) -> None:
    change("steps.py", "import polars", f"{line}\nimport polars")
    assert any(said.startswith("steps.py line") for said in import_faults(package)), line


def test_the_products_own_packages_keep_the_rules() -> None:
    for model in library.models():
        assert list(import_faults(model.folder)) == []
