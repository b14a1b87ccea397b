"""Every package that is ready proves itself: its cases come out, and its sample gives every output in whole sentences."""

import functools
import re

import pytest

from models.kit import cases, library
from models.kit.result import Result
from models.kit.sampling import run_sample

IDS = [model.id for model in library.models()]
# Their own tests make the package's whole check, in which its cases come out too.
CHECKED_WHOLE = ("cctv_siting", "golden_hour")
CASES = [
    (name, number) for name in IDS if name not in CHECKED_WHOLE for number in range(len(cases.read_cases(library.load(name), "cases.toml")))
]


@functools.cache
def outcomes(name: str) -> tuple:
    return cases.run(library.load(name))


@functools.cache
def sample(name: str) -> Result:
    return run_sample(library.load(name), {}, seed=1, size="small")


@pytest.mark.parametrize(("name", "number"), CASES)
def test_every_case_comes_out_as_written(name: str, number: int) -> None:
    outcome = outcomes(name)[number]
    assert outcome.said == (), outcome.title["en"]


@pytest.mark.parametrize("name", IDS)
def test_every_output_can_be_given_with_the_sample(name: str) -> None:
    assert {answer.output: answer.state for answer in sample(name).answers if answer.state != "given"} == {}
    assert not sample(name).limited


@pytest.mark.parametrize("name", IDS)
def test_every_sentence_stands_alone_in_both_languages(name: str) -> None:
    assert len(sample(name).findings) > 15
    for said in (finding.text[lang] for finding in sample(name).findings for lang in ("ko", "en")):
        assert not re.search("[{}]|None|nan", said), said
        assert not re.search(r"(?<![\d~–-])-0(\.0+)?(?![\d.])", said), said


@pytest.mark.parametrize("name", IDS)
def test_what_a_step_refers_to_by_name_and_year_stands_in_full_among_the_references(name: str) -> None:
    model = library.load(name)
    full = [(one.split(",")[0], year) for one in model.references for year in re.findall(r"\((\d{4})\)", one)]
    for step in model.steps:
        for short in step.references:
            assert (short.split(",")[0], re.findall(r"\((\d{4})\)", short)[0]) in full, short


@pytest.mark.parametrize("name", IDS)
def test_every_figure_and_map_says_what_it_shows(name: str) -> None:
    for item in (*sample(name).figures, *sample(name).maps):
        for lang in ("ko", "en"):
            assert "{" not in item.spec.alt[lang]
            assert "–" not in item.spec.alt[lang], item.spec.name


@pytest.mark.parametrize("name", IDS)
def test_the_same_seed_gives_the_same_result(name: str) -> None:
    again = run_sample(library.load(name), {}, seed=1, size="small")
    assert again.provenance["result_hash"] == sample(name).provenance["result_hash"]
