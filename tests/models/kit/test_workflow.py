"""A model runs on what it is given: outputs given, limited or refused, sentences filled, the same again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from connectors.duck import open_workspace
from connectors.problem import Problem
from models.kit import library, saved
from models.kit.availability import Fields
from models.kit.cases import run_written
from models.kit.check import check_at_rest
from models.kit.result import Result
from models.kit.stepping import Tables
from models.kit.workflow import Cancelled, StepProgress, available, run
from tests.models.kit.conftest import VISITS, Change

_STAFF_INPUT = """
[[input]]
name = "staff"
title = { ko = "직원", en = "Staff" }
grain = { ko = "한 줄이 창구 하나", en = "one row per desk" }
required = false
without = { ko = "직원 수를 볼 수 없습니다.", en = "No staff numbers." }
[[input.field]]
name = "desk"
kind = "category"
title = { ko = "창구", en = "Desk" }
meaning = { ko = "창구", en = "desk" }
[[input.field]]
name = "people"
kind = "integer"
title = { ko = "사람 수", en = "People" }
meaning = { ko = "사람 수", en = "people" }

[[setting]]"""
_STAFF_OUTPUT = """
[[step]]
name = "per_person"
kind = "python"
title = { ko = "나눕니다", en = "Divide" }
explains = { ko = "나눕니다.", en = "Divides." }

[[output]]
name = "load"
title = { ko = "부담", en = "Load" }
needs = ["staff", "staff.people"]
refused = { ko = "{missing:이/가} 없어 낼 수 없습니다.", en = "Not without: {missing}." }
[[output.table]]
name = "per_person"
title = { ko = "부담", en = "Load" }
columns = [{ name = "desk", title = { ko = "창구", en = "Desk" } }, { name = "each", title = { ko = "몫", en = "Each" } }]

[[change]]"""
_STAFF_STEP = '''

def per_person(by_desk: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame | None:
    """Visits each member of staff served; nothing when no desk is known."""
    joined = by_desk.join(staff, on="desk", maintain_order="left")
    return joined.select("desk", each=pl.col("visits") / pl.col("people")) if joined.height else None
'''


@pytest.fixture
def with_staff(package: Path, change: Change) -> Path:
    """The package with an optional input and an output that needs it."""
    change("manifest.toml", "\n[[setting]]", _STAFF_INPUT)
    change("manifest.toml", "\n[[change]]", _STAFF_OUTPUT)
    (package / "steps.py").write_text((package / "steps.py").read_text("utf-8") + _STAFF_STEP, "utf-8")
    return package


def states(result: Result) -> dict[str, str]:
    return {answer.output: answer.state for answer in result.answers}


def test_sentences_tables_and_descriptions_are_filled_from_computed_values(package: Path) -> None:
    result = run_written(library.load_folder(package), {"visits": VISITS}, {"limit_min": "10"})
    assert [item.text["en"] for item in result.findings] == [
        "75.0% of 4 visits were served within 10 minutes.",
        "The desk with the lowest share is B (50.0%).",
    ]
    assert result.findings[0].text["ko"] == "방문 4건 중 75.0%가 10분 안에 응대되었습니다."
    assert result.table("by_desk").rows.to_dicts() == [
        {"desk": "B", "visits": 2, "kept": 1, "share": 0.5},
        {"desk": "A", "visits": 2, "kept": 2, "share": 1.0},
    ]
    assert result.figures[0].spec.alt["en"] == "One bar a desk. The lowest is B."
    assert "compared with 10 minutes" in result.method[0].explains["en"]
    assert (result.limited, result.settings) == (False, {"limit_min": 10.0})


@pytest.mark.parametrize("kept", ["true", "false"])
def test_a_step_that_is_not_kept_gives_what_a_kept_one_gives(package: Path, change: Change, kept: str) -> None:
    waits = '[[step]]\nname = "waits"\nkind = "sql"\ntitle = { ko = "대기", en = "Waits" }\nexplains = { ko = "대기", en = "Waits" }\n'
    change("manifest.toml", "\n[[output]]\n", f"\n{waits}kept = {kept}\n[[output]]\n")
    (package / "sql" / "waits.sql").write_text("-- one row per visit\nselect desk, waited from visits where waited < 11\n", "utf-8")
    change("sql/by_desk.sql", "from visits", "from waits")
    result = run_written(library.load_folder(package), {"visits": VISITS}, {"limit_min": "10"})
    assert {row["desk"]: row["visits"] for row in result.table("by_desk").rows.iter_rows(named=True)} == {"A": 2, "B": 1}
    assert {one.name: one.rows for one in result.method}["waits"] == 3


def test_what_one_step_does_to_a_frame_no_other_step_sees(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    tables = Tables(workspace, {})
    tables.put("given", pl.DataFrame({"a": [1, 2]}))
    seen = tables.frame("given")
    seen.columns = ["b"]
    seen.insert_column(0, pl.Series("a", [7, 8]))
    assert tables.frame("given").to_dict(as_series=False) == {"a": [1, 2]}
    assert workspace.fetch("select sum(a) as a from given").item() == 3
    assert tables.rows("given") == 2
    workspace.close()


def test_a_result_is_the_same_when_loaded_again(package: Path, tmp_path: Path) -> None:
    result = run_written(library.load_folder(package), {"visits": VISITS}, {})
    result.save(tmp_path / "kept")
    again = saved.load(tmp_path / "kept")
    assert again.to_json() == result.to_json()
    assert again.table("by_desk").rows.equals(result.table("by_desk").rows)


@pytest.mark.parametrize("name", ["../../elsewhere", "/elsewhere", "*", ""])
def test_a_kept_result_names_no_file_of_another_folder(package: Path, tmp_path: Path, name: str) -> None:
    result = run_written(library.load_folder(package), {"visits": VISITS}, {})
    result.save(tmp_path / "a" / "kept")
    result.table("by_desk").rows.write_parquet(tmp_path / "elsewhere.parquet")
    told = tmp_path / "a" / "kept" / "result.json"
    said = json.loads(told.read_text("utf-8"))
    said["tables"][0]["spec"]["name"] = name
    told.write_text(json.dumps(said), "utf-8")
    with pytest.raises(ValueError, match="not the name of a table"):
        saved.load(tmp_path / "a" / "kept")


def test_the_hash_is_the_same_for_the_same_and_other_for_other(package: Path) -> None:
    model = library.load_folder(package)

    def hash_of(visits: str, settings: dict[str, Any]) -> str:
        return str(run_written(model, {"visits": visits}, settings).provenance["result_hash"])

    first = hash_of(VISITS, {"limit_min": 10})
    assert hash_of(VISITS, {"limit_min": "10.0"}) == first
    assert hash_of(VISITS, {"limit_min": 4}) != first
    assert hash_of(VISITS.replace("1,A,3", "1,A,30"), {"limit_min": 10}) != first


def test_an_output_whose_input_is_absent_is_refused_in_plain_words_and_the_rest_is_given(with_staff: Path) -> None:
    result = run_written(library.load_folder(with_staff), {"visits": VISITS}, {})
    assert states(result) == {"desks": "given", "load": "refused"}
    assert result.limited
    why = result.answers[1].why
    assert why is not None
    assert why == {"ko": "직원, 사람 수가 없어 낼 수 없습니다.", "en": "Not without: Staff, People."}
    assert [use.name for use in result.method] == ["by_desk", "findings"]


def test_an_output_is_given_when_its_input_is_there(with_staff: Path) -> None:
    given = {"visits": VISITS, "staff": "desk,people\nA,2\nB,1"}
    result = run_written(library.load_folder(with_staff), given, {})
    assert states(result) == {"desks": "given", "load": "given"}
    assert not result.limited
    assert result.table("per_person").rows.to_dicts() == [{"desk": "B", "each": 2.0}, {"desk": "A", "each": 1.0}]


def test_a_field_that_is_empty_in_every_row_answers_nothing(with_staff: Path) -> None:
    given = {"visits": VISITS, "staff": "desk,people\nA,\nB,"}
    assert states(run_written(library.load_folder(with_staff), given, {}))["load"] == "refused"


def test_a_table_a_step_cannot_give_makes_its_output_refused(with_staff: Path) -> None:
    given = {"visits": VISITS, "staff": "desk,people\nZ,3"}
    result = run_written(library.load_folder(with_staff), given, {})
    assert states(result)["load"] == "refused"
    assert result.limited


def test_what_a_step_could_not_give_is_told_apart_from_what_was_not_brought(with_staff: Path) -> None:
    manifest = with_staff / "manifest.toml"
    both = 'unmet = { ko = "직원 표의 창구가 방문과 하나도 맞지 않습니다.", en = "No desk of the staff is one of the visits." }'
    refused = 'refused = { ko = "{missing:이/가} 없어 낼 수 없습니다.", en = "Not without: {missing}." }'
    manifest.write_text(manifest.read_text("utf-8").replace(refused, f"{refused}\n{both}"), "utf-8")
    model = library.load_folder(with_staff)
    unmatched = run_written(model, {"visits": VISITS, "staff": "desk,people\nZ,3"}, {}).answers[1]
    assert unmatched.why == {"ko": "직원 표의 창구가 방문과 하나도 맞지 않습니다.", "en": "No desk of the staff is one of the visits."}
    assert run_written(model, {"visits": VISITS}, {}).answers[1].why == {
        "ko": "직원, 사람 수가 없어 낼 수 없습니다.",
        "en": "Not without: Staff, People.",
    }


def test_what_can_be_answered_is_known_from_a_mapping_alone(with_staff: Path) -> None:
    model = library.load_folder(with_staff)
    said = available(model, {"visits": Fields(frozenset({"desk", "waited"})), "staff": None})
    assert [answer.state for answer in said] == ["given", "refused"]


def test_a_run_that_can_give_nothing_says_so_before_it_begins(package: Path) -> None:
    with pytest.raises(Problem) as raised:
        run_written(library.load_folder(package), {"visits": "visit,desk,waited\n1,A,"}, {})
    assert raised.value.code == "run.nothing_possible"
    assert raised.value.facts["why"][0]["en"] == "Waiting by desk cannot be given without: Time waited."


def test_a_field_that_was_not_mapped_is_an_empty_column_to_the_steps(package: Path, change: Change) -> None:
    change("sql/by_desk.sql", "    desk,\n", "    coalesce(max(visit), 'no number') as desk,\n")
    result = run_written(library.load_folder(package), {"visits": "desk,waited\nA,3"}, {})
    assert result.table("by_desk").rows["desk"].to_list() == ["no number"]


@pytest.mark.parametrize(
    ("file", "old", "by", "code"),
    [
        ("manifest.toml", '{ name = "kept"', '{ name = "held"', "package.columns_absent"),
        ("steps.py", '("kept", kept)', '("kopt", kept)', "package.finding_unknown"),
        ("steps.py", '"visits": visits, ', "", "package.finding_wrong"),
        ("steps.py", 'return [("kept", kept), ', 'return [("kept"), ', "package.step_wrong"),
    ],
)
def test_a_package_that_does_not_keep_its_promise_is_told_apart_from_bad_data(
    package: Path, change: Change, file: str, old: str, by: str, code: str
) -> None:
    change(file, old, by)
    with pytest.raises(Problem) as raised:
        run_written(library.load_folder(package), {"visits": VISITS}, {})
    assert raised.value.code == code


def test_progress_is_told_step_by_step_and_a_run_stops_when_asked(package: Path, tmp_path: Path) -> None:
    model = library.load_folder(package)
    told: list[StepProgress] = []
    workspace = open_workspace(tmp_path / "w")
    workspace.create("visits", "select 1 as _line, 'v' as visit, 'A' as desk, 1.0 as waited")
    from models.kit.stepping import Tables
    from models.kit.workflow import _run_steps

    tables = Tables(workspace, {"limit_min": 10.0, "seed": 1}, {"visits"})
    _run_steps(model, model.steps, tables, 1, told.append, lambda: False)
    assert [(one.step, one.index, one.of, len(one.done)) for one in told] == [
        ("by_desk", 0, 2, 0), ("findings", 1, 2, 1), ("", 2, 2, 2),
    ]  # fmt: skip
    with pytest.raises(Cancelled):
        _run_steps(model, model.steps, tables, 1, told.append, lambda: True)
    workspace.close()


def test_an_unknown_setting_stops_a_run_before_anything_is_read(package: Path, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "w")
    with pytest.raises(Problem, match=r"setting.no_such"):
        run(library.load_folder(package), {}, {"limit": 5}, workspace, run_id="x")
    workspace.close()


def test_a_package_of_sql_alone_says_its_findings_in_sql_and_runs_no_python(package: Path) -> None:
    (package / "steps.py").unlink()
    (package / "sql" / "findings.sql").write_text(
        "-- one row per sentence\n"
        "select 'kept' as key, sum(visits)::bigint as visits, sum(kept) / sum(visits) as share, null as desk from by_desk\n"
        "union all\nselect 'slowest', null, first(share order by share, desk), first(desk order by share, desk) from by_desk\n",
        "utf-8",
    )
    model = library.load_folder(package)
    assert {step.kind for step in model.steps} == {"sql"}
    found = {item.key: item for item in run_written(model, {"visits": VISITS}, {}).findings}
    assert found["kept"].facts == {"visits": 4, "share": 0.75}
    assert found["slowest"].text["en"] == "The desk with the lowest share is B (50.0%)."
    assert not any("findings" in line for line in check_at_rest(package))
