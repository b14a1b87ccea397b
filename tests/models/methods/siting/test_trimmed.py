"""A model trimmed to what could still better a known value: the same bound, and nothing better is lost."""

import itertools

import numpy as np
import pytest

from models.methods.siting.finish import trimmed
from models.methods.siting.lagrange import CLOSED, FREE, relaxed
from models.methods.siting.serve import ServeModel
from tests.models.methods.siting.places import costs


def _model(cost):
    n, m = cost.shape
    return ServeModel(
        ptr=np.arange(0, n * m + 1, n), idx=np.tile(np.arange(n, dtype=np.int32), m), cost=cost.T.ravel().copy(),
        cap=cost.max(axis=1) + 1.0, price=np.zeros(m), state=np.zeros(m, np.int8), count=3, step=0.0,
    )  # fmt: skip


def _bound(model, state, u):
    m = state.size
    return relaxed(model.ptr, model.idx, model.cost, model.price, state, model.count, u, np.zeros(m), np.zeros(m, np.int8))[0]


def _value(model, sites):
    served = model.cap.copy()
    for j in sites:
        rows = slice(model.ptr[j], model.ptr[j + 1])
        np.minimum.at(served, model.idx[rows], model.cost[rows])
    return served.sum()


@pytest.mark.parametrize("seed", range(8))
def test_what_is_left_has_the_same_bound_and_every_choice_within_the_room(seed):
    cost = costs(seed, 30, 10)
    model, state = _model(cost), np.full(10, FREE, np.int8)
    state[4] = CLOSED
    u = np.partition(cost, 1, axis=1)[:, 1]
    bound = _bound(model, state, u)
    choices = [sites for sites in itertools.combinations(range(10), 3) if 4 not in sites]
    room = sorted(_value(model, sites) for sites in choices)[5] - bound
    small = trimmed(model, state, room, u)
    assert _bound(small, state, u) == pytest.approx(bound, rel=1e-12)
    assert small.idx.size == small.cost.size == small.ptr[-1] < model.idx.size
    assert small.ptr[5] == small.ptr[4]
    for sites in choices:
        value = _value(model, sites)
        if value - bound <= room:
            assert _value(small, sites) == pytest.approx(value, rel=1e-12)
        else:
            assert _value(small, sites) >= value - 1e-9
