"""Sentences about moves, hours and bounds claim no more than their numbers support."""

from datetime import date

import polars as pl
import pytest

from models.golden_hour import placing, sentences_places
from models.golden_hour.moving import load_table
from models.golden_hour.sentences import of_performance, of_thin

DAYS = {"first": "2024-01-01", "until": "2024-08-31", "split": "2024-09-01", "last": "2024-12-31", "clock": {"ko": "", "en": ""}}
MOVES = pl.DataFrame({
    "band": ["08–11", "08–11", "11–18"], "start_name": ["가", "나", "다"], "end_name": ["라", "마", "바"], "net_year": [30.0, 20.0, 40.0],
})  # fmt: skip
JUDGED = pl.DataFrame({
    "placement": ["today", "move:08–11", "move:11–18"], "share": [0.5, 0.5, 0.5], "gained_year": [0.0, 25.0, 90.0],
    "lost_year": [0.0, 5.0, 10.0], "net_year": [0.0, 20.0, 80.0], "net_low_year": [0.0, 5.0, 60.0], "net_high_year": [0.0, 35.0, 99.0],
})  # fmt: skip
GATE = pl.DataFrame({"post": ["whole_city"], "observed_calls": [900], "observed": [0.5], "replayed": [0.51], "difference": [0.01]})
CURVE = pl.DataFrame({"added": [0], "sites": ["–"]})


def test_the_band_told_is_that_which_was_to_win_most_by_the_earlier_calls_not_by_those_it_is_judged_on() -> None:
    found = dict(sentences_places.of_replay(GATE, JUDGED, None, CURVE, MOVES, 1, DAYS))
    assert found["move_judged"]["band"] == "08–11", "30 and 20 were to be won there, 40 at 11–18"
    assert (found["move_judged"]["net"], found["move_judged"]["net_low"]) == (20.0, 5.0)


@pytest.mark.parametrize(("gap", "said"), [(0.02, "2.0"), (0.0201, "2.1"), (0.0004, "0.1"), (0.1, "10.0"), (float("inf"), "inf")])
def test_what_an_answer_may_miss_is_never_told_smaller_than_it_is(gap: float, said: str) -> None:
    assert placing._unproven(gap, stopped=False) == f"gap:{said}"


def test_the_worst_hour_is_told_with_how_many_it_is_the_lowest_of() -> None:
    hours = pl.DataFrame({
        "hour": [3, 4, 5], "weekday": [1, 1, 1], "day": ["mon"] * 3, "calls": [40, 50, 3], "share_target": [0.3, 0.5, None],
        "share_target_low": [0.2, 0.4, None], "share_target_high": [0.4, 0.6, None],
    })  # fmt: skip
    funnel = pl.DataFrame({
        "first_at": [date(2024, 1, 1)], "last_at": [date(2024, 3, 1)], "records": [93], "usable": [93], "rolled": [0],
        **{name: [0] for name in ("no_call", "no_arrival", "negative", "over_limit", "later_unit")},
    })  # fmt: skip
    city = pl.DataFrame({"limit_min": [7.0], "calls": [93], "share": [0.4], "share_low": [0.3], "share_high": [0.5], "departed": [0]})
    worst = dict(of_performance(funnel, city, pl.DataFrame(), hours, 7))["worst_hour"]
    assert (worst["hour"], worst["compared"]) == ("3", 2)


def test_only_tables_in_which_something_is_hidden_are_told_to_hide() -> None:
    some, none = pl.DataFrame({"hidden": [True, True, False]}), pl.DataFrame({"hidden": [False, False]})
    assert of_thin(some, none, none) == [("thin", {"where": {"ko": "센터·시간대 표 2칸", "en": "2 by post and band"}})]
    ((_, told),) = of_thin(None, some, some)
    assert told["where"] == {"ko": "시각·요일 표 2칸, 달 2칸", "en": "2 by hour and weekday, 2 by month"}
    assert of_thin(none, none, none) == []


@pytest.mark.parametrize(("busy_min", "key"), [(60.0, "busy"), (300.0, "busy_beyond")])
def test_ambulances_busier_than_there_is_time_for_are_no_share_of_it(busy_min: float, key: str) -> None:
    work = pl.DataFrame({"band": ["00–24"], "trips": [240], "timed": [240], "busy_min": [busy_min], "hours": [240], "band_order": [1]})
    load = load_table(work, 3, 0.0)
    center = pl.DataFrame({"ambulances": [3]})
    found = dict(sentences_places.of_ambulances(load, center, None, DAYS))
    assert list(found) == [key]
    assert found[key]["busy"] == pytest.approx(1 / 3 if key == "busy" else 0.9), "an ambulance an hour for an hour, of three; or for five"
