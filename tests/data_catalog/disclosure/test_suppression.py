"""Small counts are hidden, and nothing left beside them gives them back."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from data_catalog.disclosure import FEW, LEAST, OTHER, Counting, disclose

TABLE = pl.DataFrame({"dong": ["가", "나", "다", "라"], "calls": [3, 20, 9, 0], "late": [1, 2, 9, 0], "share": [0.33, 0.1, 1.0, None]})


def test_a_count_from_one_to_four_is_hidden_and_a_second_one_so_that_the_total_does_not_give_it_back() -> None:
    found = disclose(TABLE.select("dong", "calls"), Counting(("calls",)))
    assert found.rows["calls"].to_list() == [None, 20, None, 0]
    assert found.hidden == {"calls": {0: FEW, 2: OTHER}}


def test_no_count_alone_is_hidden_where_no_total_is_known() -> None:
    found = disclose(TABLE.select("dong", "calls"), Counting(("calls",), totals=()))
    assert found.rows["calls"].to_list() == [None, 20, 9, 0]


def test_what_is_reckoned_from_a_hidden_count_is_hidden_with_it() -> None:
    found = disclose(TABLE, Counting(("calls", "late"), ("share",)))
    assert found.rows["share"].to_list() == [None, None, None, None]
    assert found.hidden["share"] == {0: OTHER, 1: OTHER, 2: OTHER}


def test_a_part_that_leaves_a_few_of_its_whole_is_hidden() -> None:
    rows = pl.DataFrame({"calls": [30, 40, 50], "within": [28, 20, 50]})
    found = disclose(rows, Counting(("calls", "within"), totals=()))
    assert found.rows.rows() == [(30, None), (40, 20), (50, 50)]


def test_nothing_small_leaves_the_table_as_it_is() -> None:
    rows = pl.DataFrame({"calls": [0, 5, 100]})
    assert disclose(rows, Counting(("calls",))).rows.equals(rows)


def test_totals_by_rows_and_by_columns_are_both_kept_from_giving_counts_back() -> None:
    rows = pl.DataFrame({"post": list("aaabbbccc"), "band": [1, 2, 3] * 3, "calls": [2, 30, 40, 50, 60, 70, 80, 90, 10]})
    hidden = disclose(rows, Counting(("calls",), totals=(("post",), ("band",)))).rows.with_columns(pl.col("calls").is_null())
    for column in ("post", "band"):
        assert all(count != 1 for count in hidden.group_by(column).agg(pl.col("calls").sum())["calls"])


@pytest.mark.parametrize("seed", range(30))
def test_no_hidden_small_count_follows_from_a_total_and_the_counts_shown(seed: int) -> None:
    chance = np.random.default_rng(seed)
    rows = pl.DataFrame({"area": np.arange(12) // 4, "calls": chance.poisson(chance.choice([2, 8, 40]), 12)})
    shown = disclose(rows, Counting(("calls",), totals=((), ("area",)))).rows["calls"]
    assert not [n for n in shown.drop_nulls() if 0 < n < LEAST]
    for group in (np.arange(12), *(np.arange(4) + 4 * area for area in range(3))):
        gone = [int(rows["calls"][int(row)]) for row in group if shown[int(row)] is None]
        others = sum(int(rows["calls"][int(row)]) for row in group) - sum(gone)
        if gone and others:
            assert len(gone) > 1
            assert sum(gone) >= LEAST
