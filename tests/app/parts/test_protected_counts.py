"""The example by which an administrator chooses how persons are protected says what really happens."""

from __future__ import annotations

import numpy as np
import pytest

from app.parts.protected_counts import said
from data_catalog.disclosure import Protection, told_counts
from data_catalog.protecting import noise_of


@pytest.mark.parametrize(
    ("mode", "count", "shown"),
    [
        ("suppress", 3, "<5"), ("suppress", 250, "250"), ("cell_key", 0, "0"), ("cell_key", 3, "0 or 5"), ("cell_key", 250, "245–255"),
        ("round", 3, "3"), ("round", 250, "249 or 252"),
    ],
)  # fmt: skip
def test_the_example_is_what_happens(mode: str, count: int, shown: str) -> None:
    assert said(mode, count, 5, "en") == shown
    if mode != "suppress":
        protection = Protection(mode, noise_of(5), b"a secret long enough")
        told = {int(told_counts(np.array([float(count)]), [str(n)], protection)[0]) for n in range(3_000)}
        ends = [int(one) for one in shown.replace("–", " or ").split(" or ")]
        assert (min(told), max(told)) == (ends[0], ends[-1])
