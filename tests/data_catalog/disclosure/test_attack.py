"""Whoever tries every table that fits what is shown cannot tell a small count."""

from __future__ import annotations

import itertools
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_catalog.disclosure import FEW, LEAST, Counting, disclose

ALL: tuple[tuple[str, ...], ...] = ((),)


def possible(rows: pl.DataFrame, totals: tuple[tuple[str, ...], ...]) -> dict[int, set[int]]:
    """By hidden small count, the values it has in some table that fits: every combination is tried."""
    found = disclose(rows, Counting(("n",), totals=totals))
    marks = found.hidden.get("n", {})
    count = rows["n"].to_list()
    groups = [frame["at"].to_list() for names in totals for frame in _groups(rows.with_row_index("at"), names)]
    gone = sorted(marks)
    shown = {at for at in range(rows.height) if at not in marks}
    ranges = []
    for at in gone:
        beside = [count[one] for group in groups if at in group for one in group if one in shown and count[one]]
        most = max(count[at], min(beside, default=sum(count)))
        ranges.append(range(1, LEAST) if marks[at] == FEW else range(LEAST, most + 1))
    if math.prod(map(len, ranges)) > 20_000:
        return {}  # more than can be tried here
    fits: dict[int, set[int]] = {at: set() for at in gone if marks[at] == FEW}
    for tried in itertools.product(*ranges):
        table = dict(zip(gone, tried, strict=True))
        if all(sum(table[at] for at in group if at in table) == sum(count[at] for at in group if at in table) for group in groups):
            for at in fits:
                fits[at].add(table[at])
    return fits


def _groups(rows: pl.DataFrame, names: tuple[str, ...]) -> list[pl.DataFrame]:
    return rows.partition_by(list(names)) if names else [rows]


@pytest.mark.parametrize("counts", [[4, 4, 30, 40], [1, 5, 30, 40], [1, 1, 6, 40], [2, 5, 5, 30], [4, 4, 4, 9]])
def test_two_that_together_can_be_one_thing_only_take_a_third_with_them(counts: list[int]) -> None:
    for values in possible(pl.DataFrame({"n": counts}), ALL).values():
        assert len(values) > 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 9, 14]), min_size=4, max_size=6))
def test_no_small_count_of_a_list_with_a_known_total_can_be_told(counts: list[int]) -> None:
    rows = pl.DataFrame({"n": [*counts, 11, 13]})
    for values in possible(rows, ALL).values():
        assert len(values) > 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 4, 5, 6, 8, 12]), min_size=9, max_size=9))
def test_no_small_count_of_a_table_can_be_told_by_rows_and_columns_while_there_is_something_to_hide(counts: list[int]) -> None:
    rows = pl.DataFrame({"a": np.arange(9) // 3, "b": np.arange(9) % 3, "n": counts})
    found = disclose(rows, Counting(("n",), totals=(("a",), ("b",))))
    marks = found.hidden.get("n", {})
    for at, values in possible(rows, (("a",), ("b",))).items():
        free = [one for one in range(9) if (one // 3 == at // 3 or one % 3 == at % 3) and one not in marks and counts[one]]
        assert len(values) > 1 or not free
