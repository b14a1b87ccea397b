"""Sentences about incidents and bounds claim no more than their numbers support."""

import polars as pl
import pytest

from models.cctv_siting.sentences import _at_most, of_incidents


def _mending(before: float, after: float, all_before: float, all_after: float) -> pl.DataFrame:
    return pl.DataFrame({
        "cells": [10], "before": [before], "after": [after], "first": ["2023-01-01"], "middle": ["2023-07-01"], "last": ["2023-12-31"],
        "all_before": [all_before], "all_after": [all_after],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "all_before", "all_after", "said"),
    [(9.2, 5.0, 500, 505, True), (9.2, 9.4, 500, 500, False), (9.2, 6.0, 500, 300, False), (9.2, 9.3, 500, 700, False)],
)
def test_worst_places_are_said_to_mend_by_themselves_only_where_they_fell_and_more_than_all_did(
    before: float, after: float, all_before: float, all_after: float, said: bool
) -> None:
    found = dict(of_incidents(None, None, _mending(before, after, all_before, all_after)))
    assert ("mending" in found) == said
    if said:
        assert (found["mending"]["all_before"], found["mending"]["all_after"]) == (all_before, all_after)


@pytest.mark.parametrize(("gap", "told"), [(0.0123, 0.0123), (0.01231, 0.0124), (0.000001, 0.0001), (0.0, 0.0), (None, None)])
def test_a_bound_is_rounded_up(gap: float | None, told: float | None) -> None:
    assert _at_most(gap) == (told if told is None else pytest.approx(told))
