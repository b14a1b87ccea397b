"""The package proves itself: checks, cases, exercises, and sentences that hold in both languages."""

import re

from models.kit.result import Result


def test_every_main_sentence_has_its_period_its_clock_and_its_number(sample_result: Result) -> None:
    for said in (finding.text["ko"] for finding in sample_result.findings if finding.level == "main"):
        assert "2024-" in said, "the period is missing"
        assert re.search("신고→도착|출동→도착", said), "the clock is missing"
        assert re.search(r"\d건", said), "the number of calls is missing"


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
