"""Complaints as no form would allow them: the part that can be answered is answered, the rest says what is missing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from models.kit.result import Result

WEEKS = 30
MATTERS = (
    "가로등 전구 고장 골목 밤길 보안등 점등 수리 조명",
    "쓰레기 무단투기 봉투 수거 카메라 폐기물 재활용 악취 청소",
    "버스 정류장 노선 배차 간격 기사 의자 승객 도착",
)
ENGLISH = (
    "light lamp dark alley bulb street broken repair night",
    "garbage trash bags dumping pickup bins recycling smell litter",
    "bus stop route schedule driver late bench passenger line",
)


def titles(matters: tuple[str, ...] = MATTERS) -> list[str]:
    """Three hundred titles, each of five words of its matter."""
    rng = np.random.default_rng(5)
    return [" ".join(rng.permutation(matters[at % 3].split())[:5]) for at in range(WEEKS * 10)]


def complaints(**columns: Any) -> pl.DataFrame:
    """Ten a week over thirty weeks, of three matters; columns replace or add."""
    n = WEEKS * 10
    rows = {
        "received_at": [datetime(2024, 1, 1, 9) + timedelta(days=at * 7 // 10, minutes=at) for at in range(n)],
        "title": titles(),
    }
    return pl.DataFrame({**rows, **columns}, schema_overrides={"closed_at": pl.Date, "due_at": pl.Date} if "closed_at" in columns else None)


def states(result: Result) -> dict[str, str]:
    return {answer.output: answer.state for answer in result.answers}


def said(result: Result) -> set[str]:
    return {finding.key for finding in result.findings}


def n_of(result: Result, measure: str) -> int:
    rows = result.table("counting").rows
    return int(rows.filter(rows["measure"] == measure)["n"][0])


def test_without_places_the_text_part_runs_and_says_what_is_missing(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints())
    found = states(result)
    assert found["issues"] == found["topics"] == found["keywords"] == found["rises"] == "given"
    assert found["places"] == found["areas"] == found["departments"] == found["routing"] == "refused"
    why = {answer.output: answer.why["ko"] for answer in result.answers if answer.why}
    assert "좌표" in why["places"]
    assert "읍·면·동" in why["areas"]
    assert result.table("topic_list").rows.height >= 2


def test_empty_complaints_count_and_have_no_topic(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints(title=[None if at % 3 == 0 else one for at, one in enumerate(titles())]))
    assert n_of(result, "papers") == 300
    assert n_of(result, "empty") == 100
    assert "empty" in said(result)


def test_a_file_of_nothing_but_empty_texts_is_answered_in_words(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints(title=["  "] * 299 + ["?"]))
    assert "summary_none" in said(result)
    assert states(result)["keywords"] == "refused"


def test_markup_emoji_and_one_word_are_read(analyse: Callable[..., Result]) -> None:
    odd = [f"<p>{one}&nbsp;</p>😡" if at % 2 else one for at, one in enumerate(titles())]
    odd[:3] = ["악취", "😡😡😡", "<br>"]
    result = analyse(complaint=complaints(title=odd))
    words = set(result.table("words_top").rows["word"])
    assert not words & {"p", "nbsp", "br"}
    assert n_of(result, "empty") == 2
    assert n_of(result, "papers") == 300


def test_a_text_of_fifty_thousand_letters_and_more_is_cut_and_told(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints(title=["도로 파손 보수 " * 7_000, *titles()[1:]]))
    assert n_of(result, "cut") == 1
    assert "cut" in said(result)


def test_complaints_that_are_all_the_same_are_one_text_that_is_its_own_topic(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints(title=["불법 주정차 신고합니다"] * 300))
    assert (n_of(result, "papers"), n_of(result, "texts"), n_of(result, "matters")) == (300, 1, 1)
    assert result.table("topic_list").rows["name"].to_list() == ["불법 주정차 신고합니다"]
    assert "topics_as_said" in said(result)
    assert result.table("petitions").rows.is_empty(), "a short title anybody chooses is no petition"


def test_where_words_show_no_topics_complaints_of_the_same_title_are_one(analyse: Callable[..., Result]) -> None:
    kinds = ["HEAT/HOT WATER", "Illegal Parking", "Noise"]
    title = [kinds[at % 3] if at < 270 else f"Kind{letters(at)}" for at in range(300)]
    result = analyse(complaint=complaints(title=title, body=[f"word{letters(at)} other{letters(at)}" for at in range(300)]))
    assert sorted(result.table("topic_list").rows["name"]) == kinds
    assert "topics_as_titled" in said(result)
    papers = dict(result.table("board").rows.select("name", "papers").iter_rows())
    assert papers == {**dict.fromkeys(kinds, 90), "other": 30}


def test_titles_an_office_sets_are_the_topics_whatever_numbers_and_places_they_hold(analyse: Callable[..., Result]) -> None:
    areas = ["가온동", "나래동", "다온동"]
    kinds = ["가로등 고장", "도로 파손", "무단 투기"]
    title = [f"{areas[at % 3]} {kinds[at // 3 % 3]} {at}호" for at in range(300)]
    result = analyse(complaint=complaints(title=title, area=[areas[at % 3] for at in range(300)]))
    assert "topics_as_set" in said(result)
    papers = dict(result.table("board").rows.select("name", "papers").iter_rows())
    assert papers == {"가로등 고장": 102, "도로 파손": 99, "무단 투기": 99}


def test_the_names_of_places_are_no_words_of_topics_and_stay_in_the_tables_of_words(analyse: Callable[..., Result]) -> None:
    streets = ["샛별로", "은하로", "달빛로"]
    title = [f"{one} {streets[at % 3]}" for at, one in enumerate(titles())]
    plain, told = (
        analyse(complaint=complaints(title=title, **more))
        for more in ({}, {"place_name": [f"한빛시 {streets[at % 3]} 12" for at in range(300)]})
    )
    words = [" ".join(result.table("topic_list").rows["words"]) for result in (plain, told)]
    assert any(street in words[0] for street in streets)
    assert not any(street in words[1] for street in streets)
    assert set(streets) & set(told.table("words_top").rows["word"])


def letters(number: int) -> str:
    """A word of three letters for a number."""
    return "".join(chr(97 + number // 26**at % 26) for at in range(3))


def test_english_complaints_are_read_as_english(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints(title=titles(ENGLISH)))
    assert n_of(result, "english") == 300
    assert "light" in set(result.table("words_top").rows["word"])
    assert result.table("topic_list").rows.height >= 2


def test_dates_all_on_one_day_give_topics_and_no_rises(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints(received_at=[datetime(2024, 3, 5, 9)] * 300))
    assert {"summary", "one_day"} <= said(result)
    assert states(result)["rises"] == "refused"
    assert states(result)["issues"] == "given"


def test_a_department_with_nothing_known_of_closing_is_counted_and_no_more(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints(dept=[("도로과", "청소과", "교통과")[at % 3] for at in range(300)]))
    assert states(result)["departments"] == "limited"
    assert result.table("dept_load").rows["papers"].to_list() == [100, 100, 100]
    assert "routing_good" in said(result)


def test_many_departments_with_few_complaints_each_are_refused_with_the_numbers(analyse: Callable[..., Result]) -> None:
    result = analyse(complaint=complaints(dept=[f"부서{at % 100}" for at in range(300)]))
    told = next(item for item in result.findings if item.key == "routing_few")
    assert (told.facts["departments"], told.facts["learned"], told.facts["single"]) == (100, 0, 0)
    assert states(result)["routing"] == "refused"


def test_areas_that_are_not_known_are_no_area(analyse: Callable[..., Result]) -> None:
    names = ["미상", "Unspecified", "", "가람동", "다솜동"]
    result = analyse(complaint=complaints(area=[names[at % 5] for at in range(300)]))
    assert sorted(result.table("area_rates").rows["area"]) == ["가람동", "다솜동"]
    assert next(item for item in result.findings if item.key == "area_unknown").facts["unknown"] == 180


def test_the_neighbourhood_is_taken_from_an_address_without_a_point(analyse: Callable[..., Result]) -> None:
    places = ["한빛시 다솜동 12-3", "한빛시 중앙로 3 (가람동)", "한빛시 솔읍 산 4", "한빛시 101동 앞", "한빛시 남구"]
    result = analyse(complaint=complaints(place_name=[places[at % 5] for at in range(300)]))
    assert set(result.table("area_rates").rows["area"]) == {"다솜동", "가람동", "솔읍", "남구"}


def test_a_coordinate_on_the_other_side_of_the_world_moves_nothing(analyse: Callable[..., Result]) -> None:
    lon = [127.0 + (at % 3) * 0.01 for at in range(300)]
    lat = [36.0 + (at % 3) * 0.01 for at in range(300)]
    lon[5], lat[5] = -73.9, 40.7
    result = analyse(complaint=complaints(place_lon=lon, place_lat=lat))
    shown = result.table("recurring").rows.drop_nulls("lon")
    assert shown.height >= 1
    assert shown["lon"].is_between(126.9, 127.1).all()


def test_open_complaints_stay_open_in_the_days_to_closing(analyse: Callable[..., Result]) -> None:
    frame = complaints(
        dept=["도로과"] * 300, closed_at=[date(2024, 1, 3) if at < 100 else None for at in range(300)], due_at=[date(2024, 2, 1)] * 300
    )
    row = analyse(complaint=frame).table("dept_load").rows.row(0, named=True)
    assert (row["open"], row["overdue"]) == (200, 200)
    assert row["median"] is None


@pytest.mark.parametrize("way", ["nmf", "lda"])
def test_the_other_ways_to_topics_can_be_chosen(analyse: Callable[..., Result], way: str) -> None:
    result = analyse({"topic_way": way, "topic_count": 3}, complaint=complaints())
    assert result.table("topic_list").rows.height == 3


def test_rises_by_day_are_looked_for_day_by_day(analyse: Callable[..., Result]) -> None:
    result = analyse({"surge_unit": "day"}, complaint=complaints())
    assert result.table("weekly").rows.height == (date(2024, 7, 28) - date(2024, 1, 1)).days + 1


def test_a_name_given_twice_merges_two_topics(analyse: Callable[..., Result]) -> None:
    apart = analyse(complaint=complaints()).table("topic_labels").rows
    assert apart.height >= 2
    merged = analyse(complaint=complaints(), label=apart.with_columns(name=pl.lit("우리 동네")))
    assert merged.table("topic_list").rows["name"].to_list() == ["우리 동네"]
    assert next(item for item in merged.findings if item.key == "topics_named").facts["unused"] == 0


def test_words_of_the_list_are_kept_whole_or_left_out(analyse: Callable[..., Result]) -> None:
    words = pl.DataFrame({"word": ["무단투기", "봉투"], "use": ["한 낱말", "불용어"]})
    found = set(analyse(complaint=complaints(), vocabulary=words).table("words_top").rows["word"])
    assert "봉투" not in found
    assert any("무단투기" in word for word in found)


def test_a_letter_many_sent_is_shown_as_a_petition_and_kept(analyse: Callable[..., Result]) -> None:
    letter = "우리 학교 바로 앞에 대형 물류창고가 들어선다고 합니다. 건립 허가를 취소하고 주민 설명회를 열어 주세요."
    given = [letter + "!" * (at % 2) if at % 10 == 0 else one for at, one in enumerate(titles())]
    result = analyse(complaint=complaints(title=given))
    assert result.table("petitions").rows["papers"].to_list() == [30]
    assert n_of(result, "papers") == 300
    assert n_of(result, "matters") == result.table("counting").rows.filter(pl.col("measure") == "texts")["n"][0]


def test_many_at_one_place_on_one_day_are_no_recurrence(analyse: Callable[..., Result]) -> None:
    at_once = [datetime(2024, 3, 5, 9)] * 10 + complaints()["received_at"].to_list()[10:]
    lon = [127.5 if at < 10 else 127.0 + at * 0.01 for at in range(300)]
    same = ["가로등 전구 고장 골목 밤길" if at < 10 else one for at, one in enumerate(titles())]
    result = analyse(complaint=complaints(received_at=at_once, title=same, place_lon=lon, place_lat=[36.0] * 300))
    assert "recurring_none" in said(result)
