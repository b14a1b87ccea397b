"""A package may declare a ranking that can be weighed again; the reader and `check` tell what is wrong with it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from connectors.problem import Problem
from models.kit import library, saved
from models.kit.check import check_folder
from models.kit.sampling import run_sample
from tests.models.kit.conftest import Change

RANKING = """
[[output.ranking]]
name = "late_desks"
title = { ko = "늦은 창구", en = "Late desks" }
table = "by_desk"
label = "desk"
score = "share"
first = 2
[[output.ranking.part]]
column = "share"
"""


@pytest.fixture
def ranked(package: Path) -> Path:
    """The tiny package with a ranking of its desks."""
    path = package / "manifest.toml"
    path.write_text(path.read_text("utf-8").rstrip() + "\n" + RANKING, "utf-8")
    return package


def faults(package: Path) -> tuple[str, ...]:
    with pytest.raises(Problem) as raised:
        library.load_folder(package)
    return tuple(raised.value.facts["faults"])


def test_a_package_with_a_ranking_keeps_the_contract(ranked: Path) -> None:
    assert check_folder(ranked) == ()


def test_the_result_carries_it_and_it_survives_being_saved(ranked: Path, tmp_path: Path) -> None:
    result = run_sample(library.load_folder(ranked), seed=1, size="small")
    assert [one.spec.name for one in result.rankings] == ["late_desks"]
    result.save(tmp_path / "kept")
    assert saved.load(tmp_path / "kept").rankings == result.rankings


def test_a_result_of_before_there_were_rankings_loads(ranked: Path, tmp_path: Path) -> None:
    run_sample(library.load_folder(ranked), seed=1, size="small").save(tmp_path)
    said = json.loads((tmp_path / "result.json").read_text("utf-8"))
    del said["rankings"]
    (tmp_path / "result.json").write_text(json.dumps(said), "utf-8")
    assert saved.load(tmp_path).rankings == ()


def test_the_weights_and_places_of_the_run_are_those_of_its_settings(ranked: Path, change: Change) -> None:
    change("manifest.toml", 'name = "limit_min"\nkind = "number"', 'name = "limit_min"\nkind = "integer"')
    change("manifest.toml", "first = 2", 'first = 2\nfirst_setting = "limit_min"')
    change("manifest.toml", '[[output.ranking.part]]\ncolumn = "share"', '[[output.ranking.part]]\ncolumn = "share"\nsetting = "limit_min"')
    model = library.load_folder(ranked)
    spec = run_sample(model, {"limit_min": 7}, seed=1, size="small").rankings[0].spec
    assert (spec.first, spec.parts[0].weight, spec.parts[0].maximum) == (7, 7.0, 7.0)


@pytest.mark.parametrize(
    ("old", "by", "said"),
    [
        ('label = "desk"', 'label = "nobody"', "uses the column 'nobody'"),
        ('score = "share"', 'score = "desk"', "the column 'desk' must be a number"),
        ('column = "share"\n', 'column = "share"\nacts = "eval"\n', "acts is 'eval', must be one of term, power, blend, lift"),
        ('column = "share"\n', 'column = "share"\nweight = 5\n', "the weight 5 is not from 0 to 2"),
        ('column = "share"\n', 'column = "share"\nstep = 0\n', "step must be above 0"),
        ('column = "share"\n', 'column = "share"\nminimum = 3\n', "minimum must be below maximum"),
        ('column = "share"\n', 'column = "share"\nsetting = "nothing"\n', "setting names 'nothing'"),
        ('column = "share"\n', 'column = "share"\n[[output.ranking.part]]\ncolumn = "share"\n', "is a part 2 times"),
        ('first = 2', 'first = 0', "first must be 1 to 500"),
        ('first = 2', 'map = "nowhere"', "the map «nowhere», which no output has"),
        ('first = 2', 'stable = "desk"', "the column 'desk' must be a number"),
        ('table = "by_desk"\nlabel', 'table = "elsewhere"\nlabel', "ranks the table «elsewhere»"),
    ],
)  # fmt: skip
def test_a_ranking_that_cannot_be_is_said_in_one_line(ranked: Path, change: Change, old: str, by: str, said: str) -> None:
    path = ranked / "manifest.toml"
    head, ranking = path.read_text("utf-8").split("[[output.ranking]]")
    assert old in ranking
    path.write_text(head + "[[output.ranking]]" + ranking.replace(old, by, 1), "utf-8")
    assert any(said in fault for fault in faults(ranked)), faults(ranked)


def test_check_tells_when_the_parts_do_not_give_the_score(ranked: Path, change: Change) -> None:
    change("manifest.toml", '[[output.ranking.part]]\ncolumn = "share"', '[[output.ranking.part]]\ncolumn = "share"\nweight = 1.5')
    assert any("is not what the parts give" in line for line in check_folder(ranked))


def test_a_table_of_no_rows_gives_no_ranking(ranked: Path) -> None:
    from models.kit.rankings import rankings_of

    model = library.load_folder(ranked)
    result = run_sample(model, seed=1, size="small")
    table = result.table("by_desk")
    bare = dataclasses.replace(table, rows=table.rows.clear())
    assert rankings_of(model.outputs, [bare], [], result.settings) == ()
