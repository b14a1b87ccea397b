"""The package proves itself: checks, cases, exercises, and sentences that hold in both languages."""

import re

from models.kit.contract import Model
from models.kit.result import Result

# models.md section 13: what the specification asks of each input, a star behind what the main answer needs.
ASKED = {
    "camera": "site_id purpose* camera_count location* pixels facing retention_days installed owner as_of",
    "demand_cell": "cell_id* location* population* women children elderly detached dong stratum",
    "incident": "occurred_at* type* location*",
    "risk_place": "name* kind* location* status",
    "candidate": "location* cost",
    "complaint_request": "location* cost",
    "shops": "cell_id* drinking* lodging* finance* total*",
    "flow": "cell_id* grade_1 grade_2 people_1 people_2",
    "women": "cell_id* women_10_39*",
    "detached": "cell_id* share detached_area floor_area",
    "visit": "cell_id* verdict*",
}


def test_the_inputs_are_those_of_the_specification_and_what_the_standard_model_adds(model: Model) -> None:
    assert {item.name: " ".join(field.name + "*" * field.required for field in item.fields) for item in model.inputs} == ASKED


def test_every_main_sentence_has_the_day_the_list_is_true_for(sample_result: Result) -> None:
    assert all("2024-12-31" in finding.text["ko"] for finding in sample_result.findings if finding.level == "main")


def test_english_sentences_hold_hangul_only_in_names(sample_result: Result) -> None:
    named = re.compile(r"[가-힣]{2}동 가온\d+|가온\d+|[가-힣]{2}동|유흥주점영업|숙박업\(일반\)|금융기관")
    for finding in sample_result.findings:
        assert not re.search("[가-힣]", named.sub("", finding.text["en"])), finding.text["en"]


def test_every_table_gives_the_unit_of_its_numbers(model: Model) -> None:
    bare = {"rank", "cut", "jaccard", "pai"}
    for output in model.outputs:
        for table in output.tables:
            for column in table.columns:
                if column.kind in ("integer", "number", "share") and column.name not in bare:
                    assert column.unit, f"{table.name}.{column.name}"


def test_the_index_can_be_weighed_again_from_its_parts(sample_result: Result) -> None:
    ranking = sample_result.rankings[0].spec
    assert [part.column for part in ranking.parts] == ["monitoring", "environment", "flow", "women_factor", "detached_factor"]
    rows = sample_result.table("index_cells").rows
    made = rows.select(
        (rows["monitoring"] + rows["environment"] + rows["flow"]) * rows["women_factor"] * rows["detached_factor"] - rows["index"]
    ).to_series()
    assert made.abs().max() < 1e-9
    assert ranking.first == 10


def test_in_the_sample_the_exact_choice_is_no_sort_by_residents(sample_result: Result) -> None:
    people = dict(sample_result.table("comparison").rows.select("list", "new_people").rows())
    assert people["optimum"] > 1.015 * people["residents"]
