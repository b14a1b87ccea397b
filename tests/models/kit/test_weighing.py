"""A score is weighed anew from its own columns, in the forms a package may declare and no other."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from models.kit.contract import PartSpec, RankingSpec
from models.kit.weighing import groups_of, ranks, score, strays, values_of

CAMERA_INDEX = (
    PartSpec("monitoring"),
    PartSpec("environment"),
    PartSpec("flow"),
    PartSpec("women", "power"),
    PartSpec("detached", "blend"),
)


def of(**columns: float) -> dict[str, np.ndarray]:
    return {name: np.array([value]) for name, value in columns.items()}


def test_the_camera_index_of_the_hand_example_is_given_by_its_parts() -> None:
    """(6.0 + 1.0 + 3.0) × 1.095 × 1.041 = 11.399."""
    parts = of(monitoring=6.0, environment=1.0, flow=3.0, women=1.095, detached=1.041)
    assert score(CAMERA_INDEX, parts, [1, 1, 1, 1, 1])[0] == pytest.approx(11.398950)


def test_a_weight_of_nothing_takes_a_part_out_whatever_it_does() -> None:
    parts = of(monitoring=6.0, environment=1.0, flow=3.0, women=1.095, detached=1.041)
    assert score(CAMERA_INDEX, parts, [1, 0, 1, 0, 0])[0] == pytest.approx(9.0)


def test_a_weight_raises_a_power_and_stretches_a_blend() -> None:
    assert score([PartSpec("f", "power")], of(f=1.1), [2.0])[0] == pytest.approx(1.21)
    assert score([PartSpec("f", "blend")], of(f=1.1), [2.0])[0] == pytest.approx(1.2)


def test_lifts_are_added_before_they_multiply() -> None:
    """U × C × (1 + 0.5 women + 0.5 detached) with 0.8, 0.5, 0.4, 0.2 is 0.4 × 1.3 = 0.52."""
    parts = (PartSpec("u", "power"), PartSpec("c", "power"), PartSpec("women", "lift"), PartSpec("detached", "lift"))
    assert score(parts, of(u=0.8, c=0.5, women=0.4, detached=0.2), [1, 1, 0.5, 0.5])[0] == pytest.approx(0.52)


def test_a_row_with_a_part_missing_has_no_score_even_at_weight_nothing() -> None:
    parts = (PartSpec("a"), PartSpec("b"))
    found = score(parts, {"a": np.array([1.0, 2.0]), "b": np.array([math.nan, 3.0])}, [1, 0])
    assert math.isnan(found[0])
    assert found[1] == 2.0


def test_what_has_no_real_value_is_no_score() -> None:
    assert math.isnan(score([PartSpec("f", "power")], of(f=-2.0), [0.5])[0])
    assert math.isnan(score([PartSpec("f", "power")], of(f=0.0), [-1.0])[0])


def test_equal_scores_keep_the_order_of_the_rows_and_no_score_has_no_rank() -> None:
    assert ranks(np.array([2.0, math.nan, 3.0, 2.0])).tolist() == [2, 0, 1, 3]


def test_rows_are_ranked_within_their_group() -> None:
    scores, groups = np.array([5.0, 9.0, 7.0, 5.0, math.nan]), np.array([1, 2, 1, 2, 1])
    assert ranks(scores, groups).tolist() == [2, 1, 1, 2, 0]


def test_ranks_agree_with_a_plain_sort_on_many_rows() -> None:
    rng = np.random.default_rng(3)
    scores, groups = rng.integers(0, 50, 2000).astype(float), rng.integers(0, 4, 2000)
    slow = np.zeros(2000, dtype=int)
    for group in range(4):
        rows = sorted(np.flatnonzero(groups == group), key=lambda row: (-scores[row], row))
        for rank, row in enumerate(rows, 1):
            slow[row] = rank
    assert (ranks(scores, groups) == slow).all()


def spec(**changed: object) -> RankingSpec:
    said = {"ko": "가", "en": "a"}
    given: dict[str, object] = {"name": "r", "title": said, "table": "t", "label": "id", "score": "s", "parts": (PartSpec("a"),)}
    return RankingSpec(**{**given, **changed})  # type: ignore[arg-type]


def test_values_missing_from_a_table_are_no_numbers_and_groups_are_counted() -> None:
    rows = pl.DataFrame({"id": ["x", "y", "z"], "s": [1.0, 2.0, 3.0], "a": [1, None, 3], "g": ["나", "가", None]})
    assert np.isnan(values_of(spec(), rows)["a"]).tolist() == [False, True, False]
    groups = groups_of(spec(group="g"), rows)
    assert groups is not None
    assert len(set(groups.tolist())) == 3
    assert groups_of(spec(), rows) is None


def test_rows_whose_score_is_not_what_the_parts_give_are_counted() -> None:
    rows = pl.DataFrame({"id": ["x", "y", "z"], "s": [1.0, 2.5, None], "a": [1.00001, 2.0, 3.0]})
    assert strays(spec(), rows) == (2, pytest.approx(0.5))
