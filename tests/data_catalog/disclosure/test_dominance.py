"""Sums that few givers dominate: both published rules, and that no total gives a hidden one back."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from data_catalog.disclosure import Disclosed, Summing, hide_dominated
from data_catalog.disclosure.dominance import NEAR, is_dominated, is_near

_SUM = Summing("won", "a", "b")


def amounts(*values: float) -> np.ndarray:
    return np.array(values, float)


def table(cells: list[list[float]]) -> pl.DataFrame:
    """One row a cell, of the amounts in it."""
    ordered = [[*sorted(cell, reverse=True), 0.0, 0.0] for cell in cells]
    rows = {"won": [sum(cell) for cell in cells], "a": [cell[0] for cell in ordered], "b": [cell[1] for cell in ordered]}
    return pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.Float64), strict=False)


@pytest.mark.parametrize(
    ("rest", "near"), [(0.0, True), (9.0, True), (9.999, True), (10.0, False), (50.0, False)]
)  # fmt: skip
def test_the_second_largest_comes_within_p_of_the_largest(rest: float, near: bool) -> None:
    # It takes its own 60 and what it may know of the rest, nothing, from 160 + rest: within 10 of the 100.
    assert is_near(amounts(160 + rest), amounts(100), amounts(60))[0] == near


def test_one_giver_or_two_are_always_found_and_none_never() -> None:
    assert is_near(amounts(5, 8, 0), amounts(5, 5, 0), amounts(0, 3, 0)).tolist() == [True, True, False]
    assert is_dominated(amounts(5, 8, 0), amounts(5, 5, 0), amounts(0, 3, 0)).tolist() == [True, True, False]


def test_the_largest_n_make_up_more_than_k() -> None:
    assert is_dominated(amounts(100, 100), amounts(60, 60), amounts(26, 25)).tolist() == [True, False]
    assert is_dominated(amounts(100, 100), amounts(90, 80), amounts(1, 1), n=1, k=0.85).tolist() == [True, False]


def test_rules_that_are_none_are_refused() -> None:
    for p in (0, -1.0):
        with pytest.raises(ValueError, match="p is above 0"):
            is_near(amounts(1), amounts(1), amounts(0), p)
    for n, k in ((0, 0.5), (3, 0.5), (1, 0.0), (2, 1.5)):
        with pytest.raises(ValueError, match="n is 1 or 2"):
            is_dominated(amounts(1), amounts(1), amounts(0), n, k)


def test_what_was_hidden_for_its_count_is_not_given_back_by_the_total() -> None:
    rows = table([[5.0] * 6, [10.0] * 6, [20.0] * 6])
    found = hide_dominated(rows, Disclosed(rows.with_columns(won=pl.Series([None, 60.0, 120.0])), {"won": {0: "few"}}), [_SUM], [])
    assert found.rows["won"].to_list() == [None, None, 120.0]
    assert found.hidden["won"] == {0: "few", 1: "other"}


def test_each_known_total_is_held_against() -> None:
    rows = table([[90.0, 1, 1], [9.0] * 5, [8.0] * 5, [9.0] * 5, [7.0] * 5]).with_columns(gu=pl.Series(["가", "가", "가", "나", "나"]))
    one = Summing("won", "a", "b", (("gu",),))
    assert hide_dominated(rows, Disclosed(rows), [one], []).rows["won"].to_list() == [None, 45.0, None, 45.0, 35.0]


@pytest.mark.parametrize("seed", range(40))
def test_an_attacker_with_the_total_and_an_amount_of_their_own_tells_nobody_within_p(seed: int) -> None:
    """Whoever has the second largest amount of what is hidden, the shown sums and the total: the largest stays open by p % and more."""
    chance = np.random.default_rng(seed)
    cells = [np.round(chance.pareto(1.2, chance.integers(1, 12)) * 100 + 1).tolist() for _ in range(8)]
    found = hide_dominated(table(cells), Disclosed(table(cells)), [_SUM], [])
    hidden = sorted(found.hidden.get("won", {}))
    shown = [value for value in found.rows["won"].to_list() if value is not None]
    assert set(found.rows.columns) == {"won"}
    for cell in (cells[row] for row in range(8) if row not in hidden):
        largest, second, *_ = [*sorted(cell, reverse=True), 0.0]
        assert sum(cell) - largest - second >= NEAR * largest
    if hidden and len(hidden) < len(cells):
        together = sorted((one for row in hidden for one in cells[row]), reverse=True)
        left = sum(map(sum, cells)) - sum(shown)
        assert len(hidden) >= 2
        assert left - together[0] - together[1] >= NEAR * together[0] or not shown


def test_a_table_of_no_rows_keeps_no_amounts_of_givers_either() -> None:
    empty = table([])
    assert hide_dominated(empty, Disclosed(empty), [_SUM], []).rows.columns == ["won"]
