"""The p-median on all forty kinds of the OR-Library's files, made anew by seed."""

import numpy as np
import pytest

from models.methods.siting import p_median
from tests.models.methods.siting.orlib import read_pmed
from tests.models.methods.siting.places import plain_median
from tests.models.methods.siting.pmed import KINDS, pmed


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 41))
def test_every_kind_is_proven_within_a_minute(number):
    n, p = KINDS[number - 1]
    cost, _ = read_pmed(pmed(n, p, 3000 + number))
    found = p_median(cost, p)
    assert found.status == "optimal"
    assert found.value == cost[:, found.sites].min(axis=1).sum()


def test_a_small_one_agrees_with_a_plain_model():
    cost, _ = read_pmed(pmed(100, 33, 5))
    found = p_median(cost[:, ::3], 11)
    assert found.status == "optimal"
    assert found.value == pytest.approx(plain_median(cost[:, ::3], 11, np.ones(100)), rel=1e-9)
