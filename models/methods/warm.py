"""Compiles every numeric kernel once with tiny inputs, so that no person waits for a compiler."""

from __future__ import annotations

import numpy as np

from models.methods.reach import nearest, reach
from models.methods.replay import replay
from models.methods.roads import road_graph
from models.methods.siting import cover_within, lscp, mclp, mexclp, p_median


def compile_all() -> None:
    """Runs each method on a toy; the compiled code is kept on disk, so that a second call takes well under a second."""
    cost = np.random.default_rng(0).random((24, 9))
    cover = cover_within(cost, 0.3)
    weights = np.arange(1.0, 25.0)
    lscp(cover, fixed=[0])
    mclp(cover, weights, 3, fixed=[1])
    mexclp(cover, weights, 3, 0.3)
    p_median(cost, 3, fixed=[2])
    graph = road_graph([1, 2, 3], [[0, 0], [1, 0], [2, 0]], [1, 2], [2, 3], [100.0, 100.0], [30.0, 30.0])
    reach(graph, [0, 1], 5.0)
    reach(graph, [0], 5.0, targets=[2])
    nearest(graph, [0])
    replay([0.0, 60.0], [0, 0], [[1.0]], [0], 5.0)
