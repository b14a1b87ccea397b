"""Replay against hand examples and the Erlang loss formula."""

import numpy as np
import pytest

from models.methods.queues import erlang_b
from models.methods.replay import gain_within, replay, share_within


def test_a_second_call_waits_for_the_only_unit():
    found = replay([0.0, 60.0], [0, 0], [[2.0]], [0], 5.0)
    assert found.response_min.tolist() == [2.0, 8.0]
    assert found.wait_min.tolist() == [0.0, 6.0]
    assert found.unit.tolist() == [0, 0]


def test_or_is_lost_where_calls_are_lost():
    found = replay([0.0, 60.0, 600.0], [0, 0, 0], [[2.0]], [0], 5.0, when_all_busy="lost")
    assert found.unit.tolist() == [0, -1, 0]
    assert found.response_min.tolist() == [2.0, np.inf, 2.0]
    assert found.lost_share == pytest.approx(1 / 3)


def test_the_nearest_free_unit_goes_and_the_next_when_it_is_out():
    travel = [[1.0, 9.0], [4.0, 2.0]]
    found = replay([0.0, 10.0, 20.0], [0, 0, 1], travel, [0, 1], 30.0)
    assert found.unit.tolist() == [0, 1, 0]
    assert found.travel_min.tolist() == [1.0, 4.0, 9.0]
    assert found.response_min[2] == pytest.approx(31 - 20 / 60 + 9)


def test_turnout_counts_in_response_and_in_busy_time():
    found = replay([0.0, 60.0], [0, 0], [[2.0]], [0], [5.0, 5.0], turnout_min=[1.0, 1.5])
    assert found.response_min.tolist() == [3.0, 7.0 + 1.5 + 2.0]
    assert found.busy_share[0] == pytest.approx(8.0 + 8.5)


def test_calls_out_of_order_are_served_in_time_order():
    found = replay([60.0, 0.0], [0, 0], [[2.0]], [0], 5.0)
    assert found.response_min.tolist() == [8.0, 2.0]


def test_bands_move_units_and_change_travel():
    travel = [[[1.0], [9.0]], [[3.0], [9.0]]]
    found = replay([0.0, 9000.0, 18000.0], [0, 0, 0], travel, [[0, 1], [-1, 1]], 1.0, band=[0, 1, 0])
    assert found.unit.tolist() == [0, 1, 0]
    assert found.travel_min.tolist() == [1.0, 9.0, 1.0]
    all_day = replay([0.0, 9000.0], [0, 0], travel, [0, 1], 1.0, band=[0, 1])
    assert all_day.travel_min.tolist() == [1.0, 3.0]


def test_a_place_no_unit_can_reach_is_lost_even_when_calls_wait():
    found = replay([0.0, 60.0], [0, 1], [[2.0, np.inf]], [0], 5.0)
    assert (found.unit.tolist(), found.response_min[1]) == ([0, -1], np.inf)


def test_five_units_at_load_three_lose_what_erlang_says():
    rng = np.random.default_rng(11)
    n = 300_000
    calls = np.cumsum(rng.exponential(20.0 * 60, n))
    found = replay(calls, np.zeros(n, int), [[0.0]], [0] * 5, rng.exponential(60.0, n), when_all_busy="lost")
    assert erlang_b(5, 3) == pytest.approx(0.1101, abs=5e-5)
    assert found.lost_share == pytest.approx(0.1101, abs=0.003)
    assert found.busy_share.sum() == pytest.approx(3 * (1 - 0.1101), rel=0.02)


def test_one_server_waits_as_long_as_the_queue_formula_says():
    rng = np.random.default_rng(5)
    n = 400_000
    calls = np.cumsum(rng.exponential(20.0 * 60, n))
    found = replay(calls, np.zeros(n, int), [[0.0]], [0], rng.exponential(10.0, n))
    assert found.wait_min.mean() == pytest.approx(0.5 / (1 - 0.5) * 10.0, rel=0.05)


def test_a_share_has_an_interval_drawn_from_days():
    rng = np.random.default_rng(2)
    day = np.repeat(np.arange(200), 20)
    late_days = np.repeat(rng.random(200) < 0.3, 20)
    found = share_within(np.where(late_days, 9.0, 3.0), 5.0, day)
    assert found.share == 1 - late_days.mean()
    assert (found.n, found.days) == (4000, 200)
    by_days = np.sqrt(found.share * (1 - found.share) / 200) * 1.96
    assert (found.upper - found.lower) / 2 == pytest.approx(by_days, rel=0.15)
    assert found == share_within(np.where(late_days, 9.0, 3.0), 5.0, day)


def test_calls_of_one_day_have_no_interval():
    found = share_within([3.0, 9.0], 5.0, [4, 4])
    assert found.share == 0.5
    assert np.isnan([found.lower, found.upper]).all(), "0.5 to 0.5 would be a certainty that nobody has"
    gain = gain_within([3.0, 9.0], [3.0, 4.0], 5.0, [4, 4])
    assert gain.net_share == 0.5
    assert np.isnan([gain.lower, gain.upper]).all()


def test_gains_and_losses_are_both_counted():
    day = np.arange(100) // 10
    before = np.where(np.arange(100) % 10 < 5, 4.0, 8.0)
    after = before.copy()
    after[5::10], after[0] = 4.5, 9.0
    found = gain_within(before, after, 5.0, day)
    assert (found.gained, found.lost) == (10, 1)
    assert found.net_share == pytest.approx(0.09)
    assert 0 < found.lower <= 0.09 <= found.upper <= 0.10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"location": [0, 1]}, "1 calls need as many"),
        ({"location": [2]}, "locations must lie"),
        ({"unit_base": [1]}, "unit_base must lie"),
        ({"unit_base": []}, "units"),
        ({"travel_min": [[-1.0, 1.0]]}, "not be negative"),
        ({"travel_min": [[np.nan, 1.0]]}, "must be numbers"),
        ({"call_s": [np.nan]}, "must be numbers"),
        ({"after_arrival_min": -1.0}, "not be negative"),
        ({"travel_min": [[[1.0, 1.0]], [[1.0, 1.0]]], "band": [2]}, "bands must lie"),
        ({"travel_min": [[[1.0, 1.0]]] * 2, "unit_base": [[0]] * 3, "band": [0]}, "different numbers of bands"),
    ],
)
def test_a_wrong_question_is_refused(change, words):
    given = {"call_s": [0.0], "location": [0], "travel_min": [[1.0, 2.0]], "unit_base": [0], "after_arrival_min": 1.0}
    with pytest.raises(ValueError, match=words):
        replay(**given | change)


def test_a_share_of_no_calls_is_refused():
    with pytest.raises(ValueError, match="one call at least"):
        share_within([], 5.0, [])
