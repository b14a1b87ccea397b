"""The package proves itself: checks, cases, exercises, and sentences that hold in both languages."""

import re

import pytest

from models.kit import cases, check, library
from models.kit.contract import Model
from models.kit.result import Result


def test_the_package_passes_its_own_check() -> None:
    assert check.check_folder(library.load("golden_hour").folder) == ()


@pytest.mark.parametrize("number", range(len(cases.read_cases(library.load("golden_hour"), "cases.toml"))))
def test_every_case_comes_out_as_written(model: Model, number: int, case_outcomes: tuple) -> None:
    outcome = case_outcomes[number]
    assert outcome.said == (), outcome.title["en"]


@pytest.fixture(scope="module")
def case_outcomes(model: Model) -> tuple:
    return cases.run(model)


def test_every_output_can_be_given_with_the_sample(sample_result: Result) -> None:
    assert {answer.output: answer.state for answer in sample_result.answers if answer.state != "given"} == {}
    assert not sample_result.limited


def test_every_sentence_stands_alone_in_both_languages(sample_result: Result) -> None:
    assert len(sample_result.findings) > 20
    for finding in sample_result.findings:
        for lang in ("ko", "en"):
            said = finding.text[lang]
            assert not re.search("[{}]|None|nan", said), said
            assert not re.search(r"(?<![\d~])-0(\.0+)?(?![\d.])", said), said
        if finding.level == "main":
            assert "2024-" in finding.text["ko"], "the period is missing"
            assert re.search("신고→도착|출동→도착", finding.text["ko"]), "the clock is missing"
            assert re.search(r"\d건", finding.text["ko"]), "the number of calls is missing"


def test_at_most_five_main_sentences_and_each_is_short(sample_result: Result) -> None:
    main = [item for item in sample_result.findings if item.level == "main"]
    assert [item.key for item in main] == ["within", "vulnerable_first", "next_site", "add_judged", "move_judged"]
    for item in main:
        assert len(item.text["ko"].replace(" ", "")) <= 130, item.text["ko"]
        assert len(re.findall("[가-힣]", item.text["ko"])) <= 80, item.text["ko"]
        assert len(re.findall(r"2024-\d\d-\d\d", item.text["ko"])) == 2, "the period is said once"


def test_english_sentences_hold_hangul_only_in_names(sample_result: Result) -> None:
    named = re.compile(r"[가-힣]+(?:119안전센터| 주민센터| 공공용지|동-\d+|동)|새한빛병원|한빛\w+")
    for finding in sample_result.findings:
        assert not re.search("[가-힣]", named.sub("", finding.text["en"])), finding.text["en"]


def test_every_figure_and_map_says_what_it_shows(sample_result: Result) -> None:
    for item in (*sample_result.figures, *sample_result.maps):
        for lang in ("ko", "en"):
            assert "{" not in item.spec.alt[lang]
            assert "–" not in item.spec.alt[lang], item.spec.name


def test_the_same_seed_gives_the_same_result(model: Model, sample_result: Result) -> None:
    from models.kit.sampling import run_sample

    again = run_sample(model, {}, seed=1, size="small")
    assert again.provenance["result_hash"] == sample_result.provenance["result_hash"]
