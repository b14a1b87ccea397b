"""Agreement of two groupings, by hand."""

import numpy as np
import pytest

from models.methods.agreement import crossed, mutual_information


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
