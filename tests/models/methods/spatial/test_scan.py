"""The space-time permutation scan: every cylinder tried on small data, planted clusters found, chance left alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import log

import numpy as np
import polars as pl
import pytest

from models.methods.spatial.cylinders import log_ratio
from models.methods.spatial.scan import scan


def town(rng: np.random.Generator, cases: int, places: int = 60, days: int = 200) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    weight = rng.gamma(1, 1, places)
    weekday = np.where(np.arange(days) % 7 < 5, 5, 1)
    place = rng.choice(places, cases, p=weight / weight.sum())
    return place, rng.choice(days, cases, p=weekday / weekday.sum()), rng.uniform(0, 5000, (places, 2))


def every_cylinder(place, day, xy, radius, share, longest, last=False):
    """(ratio, count, expected, places, start, end) of the best of all, by trying each."""
    best = (0.0,)
    cases, span = place.size, day.max() + 1
    for centre in np.unique(place):
        far = np.hypot(*(xy - xy[centre]).T)
        for reach in np.unique(far[np.unique(place)]):
            inside = np.flatnonzero(far <= reach)
            mine = np.isin(place, inside)
            if reach > radius or mine.sum() > share * cases:
                continue
            for length in range(1, longest + 1):
                for start in range(span - length if last else 0, span - length + 1):
                    within = (day >= start) & (day < start + length)
                    count, expected = (mine & within).sum(), mine.sum() * within.sum() / cases
                    ratio = log_ratio(float(count), float(expected), float(cases)) if count > 1 else 0.0
                    if ratio > best[0] + 1e-12:
                        best = (ratio, count, expected, np.unique(place[mine]).size, start, start + length - 1)
    return best


def test_the_example_of_four_cases_is_worked_by_hand() -> None:
    found = scan([0, 0, 1, 2], [0, 0, 1, 1], [[0, 0], [900, 0], [0, 900]], share=0.5, days=1, replicates=9)
    row = found.clusters.row(0, named=True)
    assert row["log_ratio"] == pytest.approx(2 * log(2) + 2 * log(2 / 3))
    assert (row["count"], row["expected"], row["start"], row["end"]) == (2, 1.0, 0, 0)
    assert scan([0, 0, 1, 2], [0, 1, 2, 3], [[0, 0], [900, 0], [0, 900]], share=0.5, days=1).clusters.is_empty(), "one alone is none"


@pytest.mark.parametrize("seed", range(10))
def test_the_best_is_the_best_of_every_cylinder_tried(seed: int) -> None:
    rng = np.random.default_rng(seed)
    place, day, xy = town(rng, int(rng.integers(30, 400)), places=12, days=40)
    xy = np.round(xy, -3) if seed % 2 else xy
    day = day - day.min()
    radius, share, longest = (4000.0, 0.9, 7) if seed % 3 else (1e9, 0.4, 15)
    last = seed % 4 == 3
    longest = min(longest, (day.max() + 1) // 2)
    ratio, count, expected, places, start, end = every_cylinder(place, day, xy, radius, share, longest, last)
    found = scan(place, day, xy, radius=radius, share=share, days=longest, prospective=last, replicates=1).clusters.row(0, named=True)
    assert (found["log_ratio"], found["expected"]) == pytest.approx((ratio, expected))
    assert (found["count"], found["places"], found["start"], found["end"]) == (count, places, start, end)


def test_each_replicate_has_the_best_of_every_cylinder_too() -> None:
    """Told by p: of all the orders of five cases' days, so many have a cylinder as good."""
    from itertools import permutations

    place, day, xy = np.array([0, 0, 1, 2, 2]), np.array([0, 0, 2, 3, 3]), np.array([[0, 0], [500, 0], [2000, 0]])
    own = every_cylinder(place, day, xy, 1e9, 0.7, 2)[0]
    exact = np.mean([every_cylinder(place, np.array(one), xy, 1e9, 0.7, 2)[0] >= own - 1e-9 for one in permutations(day)])
    found = scan(place, day, xy, share=0.7, days=2, replicates=4000, enough=4000).clusters["p"][0]
    assert found == pytest.approx(exact, abs=0.025)


def planted(seed: int = 1) -> tuple[np.ndarray, pl.Series, np.ndarray]:
    rng = np.random.default_rng(seed)
    place, day, xy = town(rng, 2000)
    near = np.argsort(np.hypot(*(xy - xy[7]).T))[:4]
    place, day = np.r_[place, rng.choice(near, 25)], np.r_[day, rng.integers(100, 106, 25)]
    return place, pl.Series([date(2025, 1, 1) + timedelta(days=int(one)) for one in day]), xy


def test_a_planted_cluster_is_found_where_and_when_it_was() -> None:
    place, when, xy = planted()
    found = scan(place, when, xy, share=0.2, replicates=199)
    row = found.clusters.row(0, named=True)
    assert row["p"] == 1 / 200
    assert row["recurrence_days"] == found.days * 200
    assert date(2025, 4, 9) <= row["start"] <= row["end"] <= date(2025, 4, 18)
    assert np.hypot(row["x"] - xy[7, 0], row["y"] - xy[7, 1]) < 1500
    assert row["count"] >= 20
    assert (found.cluster == 0).sum() == row["count"]
    assert found.cluster[-25:].tolist().count(0) >= 18


def test_further_clusters_share_no_place_on_a_day_and_come_in_order() -> None:
    place, when, xy = planted()
    late = place.size
    place = np.r_[place, np.full(14, 30)]
    when = pl.concat([when, pl.Series([date(2025, 6, 2)] * 14)])
    found = scan(place, when, xy, share=0.2, replicates=99)
    assert found.clusters["p"][:2].to_list() == [0.01, 0.01]
    assert set(found.cluster[late:]) in ({0}, {1})
    assert found.clusters["log_ratio"].to_list() == sorted(found.clusters["log_ratio"], reverse=True)
    counts = np.bincount(found.cluster[found.cluster >= 0])
    assert counts.tolist() == found.clusters["count"].to_list(), "a case in two would count in one alone"


@pytest.mark.parametrize("most", [1, 2])
def test_the_last_cluster_asked_for_is_as_sure_as_if_more_were(most: int) -> None:
    place, when, xy = planted()
    place = np.r_[place, np.full(14, 30)]
    when = pl.concat([when, pl.Series([date(2025, 6, 2)] * 14)])
    found = scan(place, when, xy, share=0.2, replicates=99, most=most)
    assert (found.clusters["p"].to_list(), found.replicates) == ([0.01] * most, 99)


def test_crowded_places_and_busy_days_alone_are_no_cluster() -> None:
    p = []
    for seed in range(12):
        place, day, xy = town(np.random.default_rng(100 + seed), 800)
        p.append(scan(place, day, xy, share=0.3, days=7, replicates=99, seed=seed).clusters["p"][0])
    assert sum(one <= 0.05 for one in p) <= 2
    assert np.mean(p) > 0.25


def test_replicates_stop_once_enough_are_as_good() -> None:
    place, day, xy = town(np.random.default_rng(103), 800)
    found = scan(place, day, xy, days=7, replicates=999, enough=20)
    assert 20 <= found.replicates < 999
    assert found.clusters["p"][0] == 21 / (found.replicates + 1)


def test_only_what_lasts_until_the_last_day_counts_for_an_alarm_of_today() -> None:
    rng = np.random.default_rng(2)
    place, day, xy = town(rng, 1500)
    place, day = np.r_[place, np.full(15, 5), np.full(9, 20)], np.r_[day, np.full(15, 80), np.full(9, 199)]
    found = scan(place, day, xy, prospective=True, replicates=199, share=0.3)
    first = found.clusters.row(0, named=True)
    assert (first["end"], first["p"], first["recurrence_days"]) == (199, 0.005, 200)
    assert (found.clusters["end"] == 199).all()


def test_the_same_seed_gives_the_same_and_centres_may_be_given() -> None:
    place, when, xy = planted(3)
    first, again = (scan(place, when, xy, replicates=49, seed=4) for _ in range(2))
    assert first.clusters.equals(again.clusters)
    row = scan(place, when, xy, centres=[[100.0, 100.0]], radius=50_000, share=1.0, replicates=9).clusters.row(0, named=True)
    assert (row["centre"], row["x"], row["y"]) == (0, 100, 100)


def test_moments_count_by_their_day_and_days_without_cases_are_no_hindrance() -> None:
    when = [datetime(2025, 3, 1, 23, 59), datetime(2025, 3, 1, 0, 1), datetime(2025, 3, 30), datetime(2025, 3, 30)]
    row = scan([0, 0, 1, 2], when, [[0, 0], [900, 0], [0, 900]], share=0.5, days=1, replicates=9).clusters.row(0, named=True)
    assert (row["start"], row["count"]) == (date(2025, 3, 1), 2)


def test_nothing_is_found_where_nothing_could_be() -> None:
    for place, day in (([], []), ([0], [3]), ([0, 0, 0], [4, 4, 4]), ([0, 0, 0], [1, 2, 3])):
        found = scan(place, day, [[0.0, 0.0]], replicates=9)
        assert (found.clusters.height, set(found.cluster) <= {-1}) == (0, True)


def test_what_cannot_be_scanned_is_refused() -> None:
    for place, when, xy, said in (
        ([2], [1], [[0, 0]], "rows from 0 to 0"),
        ([0], [None], [[0, 0]], "one day"),
        ([0], [np.nan], [[0, 0]], "one day"),
        ([0, 0], [1], [[0, 0]], "one day"),
        ([0], [1], [[0, np.nan]], "coordinates"),
    ):
        with pytest.raises(ValueError, match=said):
            scan(place, when, xy)
    with pytest.raises(ValueError, match="window of a day"):
        scan([0], [1], [[0, 0]], days=0)


def test_the_counts_needed_are_concave_in_what_is_expected() -> None:
    """What lets a straight line stand in for them when bands are passed over."""
    for cases, ratio in ((6, 0.5), (50, 3.0), (12_000, 11.0), (12_000, 0.01)):
        expected = np.linspace(cases / 2000, cases * 0.999, 700)
        needed = []
        for one in expected:
            low, high = one, float(cases)
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (middle, high) if log_ratio(middle, one, float(cases)) <= ratio else (low, middle)
            needed.append(low)
        assert (np.diff(needed, 2) <= 1e-7 * cases).all()
