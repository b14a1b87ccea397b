"""The package proves itself: checks, cases, exercises, and sentences that hold in both languages."""

import re

import polars as pl
import pytest

from models.kit.contract import Model
from models.kit.result import Result
from models.kit.sampling import sample_truth

# What the tests of mapping and the specification know of the inputs; more may be asked, nothing less.
ASKED = {
    "complaint": "received_at title body place dept status closed_at due_at channel category person_hash age_band sex",
    "area_pop": "area_code population",
}


def test_the_inputs_of_the_specification_are_asked_for(model: Model) -> None:
    for name, fields in ASKED.items():
        assert set(fields.split()) <= {field.name for field in model.input(name).fields}
    assert {field.name for item in model.inputs for field in item.fields if field.masked} == {"title", "body"}


def test_at_most_five_main_sentences_and_each_has_its_period_and_number(sample_result: Result) -> None:
    main = [item for item in sample_result.findings if item.level == "main"]
    assert [item.key for item in main] == ["summary", "none_rose", "surge_year", "recurring_standing", "cluster"]
    for item in main:
        assert len(re.findall(r"20\d\d-\d\d-\d\d", item.text["ko"])) >= 1, "the period is missing"
        assert re.search(r"\d건", item.text["ko"]), "the number of complaints is missing"
        assert len(item.text["ko"].replace(" ", "")) <= 110, item.text["ko"]


def test_nothing_personal_that_was_planted_is_shown_anywhere(sample_result: Result) -> None:
    texts = [text for table in sample_result.tables for text in table.rows.select(pl.selectors.string()).to_dicts()]
    shown = str([finding.text for finding in sample_result.findings]) + str(texts) + str(sample_result.inputs)
    assert not re.search(r"01[016]-?\d{4}-?\d{4}|\d{6}-[1-4]\d{6}|[a-z0-9]+@example|02-\d{3}-\d{4}", shown)
    for name in ("홍길동", "김하늘", "이나래", "박가람", "최다온", "정라온", "강새봄", "조은솔"):
        assert name not in shown


def test_what_is_left_of_a_masked_name_is_no_keyword(sample_result: Result) -> None:
    words = set(sample_result.table("words_top").rows["word"]) | set(sample_result.table("word_pairs").rows["first"])
    assert words
    assert not any("*" in word or len(word) < 2 for word in words)


def test_small_counts_are_hidden_with_all_that_would_give_them_away(sample_result: Result) -> None:
    rare = sample_result.table("area_topics")
    assert rare.hidden["papers"]
    assert not rare.rows.filter(rare.rows["papers"].is_null() & rare.rows["share"].is_not_null()).height
    assert not rare.rows.filter(rare.rows["papers"].is_between(1, 4)).height
    places = sample_result.table("recurring").rows
    assert places.filter(places["count"].is_null())["lon"].is_null().all()
    seen = places["count"].is_not_null()
    assert seen.any()
    assert not seen.all()
    assert seen.to_list() == sorted(seen, reverse=True)  # what cannot be shown stands before nothing that can


def test_no_source_text_is_shown_of_a_topic_of_few_people(sample_result: Result, model: Model) -> None:
    topics = sample_result.table("topic_list").rows.filter((sample_result.table("topic_list").rows["people"] >= 5).fill_null(False))
    assert set(sample_result.table("examples_shown").rows["name"]) <= set(topics["name"])


def test_english_sentences_hold_hangul_only_in_names(sample_result: Result, model: Model) -> None:
    known = set(sample_result.table("topic_list").rows["name"]) | set(sample_result.table("area_rates").rows["area"])
    known |= set(sample_result.table("dept_load").rows["dept"]) | set(sample_result.table("who_wrote").rows["part"])
    known |= set(sample_result.table("words_top").rows["word"]) | set(sample_result.table("words_apart").rows["word"])
    known |= set(sample_result.table("word_surges").rows["word"]) | set(sample_result.table("topic_types").rows["category"])
    for finding in sample_result.findings:
        said = finding.text["en"]
        for name in sorted(known, key=len, reverse=True):
            said = said.replace(name, "")
        assert not re.search("[가-힣]", said), finding.text["en"]


def test_the_share_of_masked_complaints_is_that_planted(sample_result: Result, model: Model) -> None:
    truth = sample_truth(model, 1, "small")
    masked = next(item for item in sample_result.findings if item.key == "masked")
    assert masked.facts["masked"] == truth["personal"]
    assert masked.facts["share"] == pytest.approx(truth["personal"] / truth["papers"])
