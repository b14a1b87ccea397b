"""Agreement of two groupings by hand, and of two raters as published."""

import numpy as np
import pytest

from models.methods.agreement import crossed, mutual_information, weighted_kappa


def test_names_of_groups_do_not_matter() -> None:
    assert mutual_information([0, 0, 1, 1, -1], [5, 5, 2, 2, 9]) == pytest.approx(1.0)


def test_groupings_that_have_nothing_to_do_with_each_other_share_nothing() -> None:
    assert mutual_information([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(0.0, abs=1e-12)


def test_a_half_agreement_is_that_reckoned_by_hand() -> None:
    shared = 0.5 * np.log(0.5 / (0.5 * 0.75)) + 0.25 * np.log(0.25 / (0.5 * 0.75)) + 0.25 * np.log(0.25 / (0.5 * 0.25))
    spread = (np.log(2) + -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))) / 2
    assert mutual_information([0, 0, 1, 1], [0, 0, 0, 1]) == pytest.approx(shared / spread)
    assert mutual_information([0, 0, 1, 1], [0, 0, 0, 1]) == pytest.approx(0.3437, abs=5e-5)


def test_groupings_without_any_difference_within_are_the_same() -> None:
    assert mutual_information([3, 3], [7, 7]) == 1.0
    assert mutual_information([], []) == 1.0


def test_groupings_of_different_things_are_refused() -> None:
    with pytest.raises(ValueError, match="same things"):
        crossed([1, 2], [1])


def test_a_crossed_table_counts_pairs() -> None:
    assert crossed([0, 0, 1], [4, 5, 5]).tolist() == [[1, 1], [0, 1]]


# Two judges of 200 persons, in shares: personality disorder, neurosis, psychosis (Cohen 1960, table 1; Cohen 1968, table 1).
COHEN = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]


def test_kappa_is_that_published_for_two_judges_with_weights_and_without() -> None:
    """Cohen 1968 gives .348 with disagreements weighing 1, 3 and 6, and Cohen 1960 .492 with all alike."""
    assert weighted_kappa(COHEN, [[0, 1, 3], [1, 0, 6], [3, 6, 0]]) == pytest.approx(0.348, abs=5e-4)
    assert weighted_kappa(COHEN, [[0, 1, 1], [1, 0, 1], [1, 1, 0]]) == pytest.approx(0.492, abs=5e-4)


def test_kappa_of_two_critics_is_that_published() -> None:
    """Siskel and Ebert on 160 films (Agresti 2002, Categorical data analysis, 10.5): .389, and .427 with weights by steps."""
    films = [[24, 8, 13], [8, 13, 11], [10, 9, 64]]
    steps = np.abs(np.subtract.outer(range(3), range(3)))
    assert weighted_kappa(films, steps != 0) == pytest.approx(0.389, abs=5e-4)
    assert weighted_kappa(films, steps) == pytest.approx(0.427, abs=5e-4)


def test_with_squares_it_is_the_intraclass_correlation() -> None:
    """Fleiss & Cohen 1973: 1 − mean d² ⁄ (both variances and the square of how far the means lie apart)."""
    choose = np.random.default_rng(7)
    one = choose.integers(1, 6, 300)
    other = np.clip(one + choose.integers(-1, 2, 300), 1, 5)
    table = np.zeros((5, 5))
    np.add.at(table, (one - 1, other - 1), 1)
    chance = one.var() + other.var() + (one.mean() - other.mean()) ** 2
    assert weighted_kappa(table) == pytest.approx(1 - ((one - other) ** 2).mean() / chance)
    assert weighted_kappa(np.diag([3, 0, 4])) == pytest.approx(1.0)
    assert weighted_kappa([[0, 5], [5, 0]]) == pytest.approx(-1.0)


def test_kappa_says_nothing_where_nothing_could_differ_and_refuses_what_is_no_table() -> None:
    assert np.isnan(weighted_kappa([[9, 0], [0, 0]]))
    assert np.isnan(weighted_kappa(np.zeros((3, 3))))
    for wrong in ([[1, 2]], [1, 2]):
        with pytest.raises(ValueError, match="same categories"):
            weighted_kappa(wrong)
    with pytest.raises(ValueError, match="every cell"):
        weighted_kappa(COHEN, [[0, 1], [1, 0]])
