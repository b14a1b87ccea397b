"""The package proves itself: checks, cases, exercises, and sentences that hold in both languages."""

import re

import pytest

from models.kit import cases, check, library
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


def test_the_package_passes_its_own_check() -> None:
    assert check.check_folder(library.load("cctv_siting").folder) == ()


@pytest.mark.parametrize("number", range(len(cases.read_cases(library.load("cctv_siting"), "cases.toml"))))
def test_every_case_comes_out_as_written(number: int, case_outcomes: tuple) -> None:
    outcome = case_outcomes[number]
    assert outcome.said == (), outcome.title["en"]


@pytest.fixture(scope="module")
def case_outcomes(model: Model) -> tuple:
    return cases.run(model)


def test_every_output_can_be_given_with_the_sample(sample_result: Result) -> None:
    assert {answer.output: answer.state for answer in sample_result.answers if answer.state != "given"} == {}
    assert not sample_result.limited


def test_every_sentence_stands_alone_in_both_languages(sample_result: Result) -> None:
    assert len(sample_result.findings) > 15
    for finding in sample_result.findings:
        for lang in ("ko", "en"):
            said = finding.text[lang]
            assert not re.search("[{}]|None|nan", said), said
            assert not re.search(r"(?<![\d~])-0(\.0+)?(?![\d.])", said), said
        if finding.level == "main":
            assert "2024-12-31" in finding.text["ko"], "the day the list is true for is missing"


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


def test_every_figure_and_map_says_what_it_shows(sample_result: Result) -> None:
    shown = [*sample_result.figures, *sample_result.maps]
    assert {one.spec.name for one in shown} >= {"top_bar", "index_map", "blind_map", "placement_map", "curve_line", "blind_bar"}
    for one in shown:
        for lang in ("ko", "en"):
            assert one.spec.alt[lang].strip()
            assert not re.search("[{}]|None|nan", one.spec.alt[lang]), one.spec.alt[lang]


def test_the_index_can_be_weighed_again_from_its_parts(sample_result: Result) -> None:
    ranking = sample_result.rankings[0].spec
    assert [part.column for part in ranking.parts] == ["monitoring", "environment", "flow", "women_factor", "detached_factor"]
    rows = sample_result.table("index_cells").rows
    made = rows.select(
        (rows["monitoring"] + rows["environment"] + rows["flow"]) * rows["women_factor"] * rows["detached_factor"] - rows["index"]
    ).to_series()
    assert made.abs().max() < 1e-9
    assert ranking.first == 10
