"""The standard index of a cell, part by part, beside values computed by hand."""

import numpy as np
import pytest

from models.methods.cell_index import additive, environment, fifths, half_up, monitoring, multiplicative, ranked, shares


def test_a_half_is_rounded_upwards_also_where_the_machine_falls_a_hair_short_of_it() -> None:
    assert half_up([0.0125, 0.1665, 2.5, 0.1664999]).tolist() == [0.013, 0.167, 2.5, 0.166]
    assert half_up(1.0005).tolist() == 1.001
    assert half_up([5.5, 6.5], 0).tolist() == [6, 7]


def test_shares_have_three_decimals_and_are_0_where_there_is_no_whole() -> None:
    assert shares([117, 1, 5], [559, 3, 0]).tolist() == [0.209, 0.333, 0]


def test_monitoring_is_what_no_camera_sees_where_somebody_lives() -> None:
    assert monitoring([4000, 4000, 0, 10_000], [1, 0, 9, 9]).tolist() == [6, 0, 10, 0]
    assert monitoring([62_500], [1], 500).tolist() == [7.5]


def test_surroundings_need_shops_enough() -> None:
    assert environment([3, 1], [0, 1], [0, 1], [15, 5]).tolist() == [1.0, 0]
    assert environment([1], [1], [1], [5], fewest=5) == pytest.approx([3.0])


def test_the_hand_example_of_the_additive_form() -> None:
    assert additive(6.0, 1.0, 3.0, 1.095, 1.041) == pytest.approx(11.39895, abs=1e-12)


def test_the_toy_of_the_continuous_form_where_full_coverage_gives_nothing() -> None:
    found = multiplicative([1, 0.5, 1, 0], [0.2, 0.9, 0.6, 1], [0.1, 0.8, 0.4, 1], [1, 0.2, 0.5, 0])
    assert found == pytest.approx([0.31, 0.675, 0.87, 0], abs=1e-12)
    assert np.argsort(-found).tolist() == [2, 1, 0, 3]


def test_ranks_go_from_0_to_1_and_equal_values_share_theirs() -> None:
    assert ranked([3, 1, 2]).tolist() == [1, 0, 0.5]
    assert ranked([5, 5, 5]).tolist() == [0.5, 0.5, 0.5]
    assert ranked([7]).tolist() == [0.5]


def test_fifths_grade_what_is_above_nothing() -> None:
    assert fifths([0, 10, 20, 30, 40, 50]).tolist() == [0, 1, 2, 3, 4, 5]
    assert fifths([0, 0]).tolist() == [0, 0]
    assert fifths([4, 4, 4]).tolist() == [1, 1, 1]
