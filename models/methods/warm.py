"""Compiles every numeric kernel once with tiny inputs, so that no person waits for a compiler."""

from __future__ import annotations

import contextlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numba.core import caching

from models import methods
from models.methods.reach import nearest, reach
from models.methods.relocation import best_additions, best_moves
from models.methods.replay import replay
from models.methods.roads import road_graph
from models.methods.siting import Cover, cover_from_pairs, cover_within, lscp, mclp, mexclp, near, p_median
from models.methods.siting.cover_anneal import anneal_cover


def compile_all() -> None:
    """Runs each method on a toy; the compiled code is kept on disk, so that a second call takes well under a second."""
    for task in tasks():
        task()


def tasks() -> list[Callable[[], None]]:
    """What compiles the kernels, in parts that can be done beside one another, the longest first.

    A folder of methods with kernels of its own has a `warm.py` beside them, with a `compile_all`.
    """
    return [compile_places, *(part.compile_all for part in _parts())]


def compile_places() -> None:
    """The kernels of placing, reach and replay."""
    cost = np.random.default_rng(0).random((24, 9))
    cover = cover_within(cost, 0.3)
    weights = np.arange(1.0, 25.0)
    lscp(cover, fixed=[0])
    mclp(cover, weights, 3, fixed=[1])
    near(cover, weights, np.arange(3), np.arange(1))
    cover_within(cost.astype(np.float32), 0.3)
    best_additions(cover, weights, np.ones(9, np.int64), 0.3, 2)
    best_moves(cover, weights, np.ones(9, np.int64), 0.3)
    mexclp(cover, weights, 3, 0.3)
    _deeper_kernels(cover, weights)
    p_median(cost, 3, fixed=[2])
    graph = road_graph([1, 2, 3], [[0, 0], [1, 0], [2, 0]], [1, 2], [2, 3], [100.0, 100.0], [30.0, 30.0])
    reach(graph, [0, 1], 5.0)
    reach(graph, [0], 5.0, targets=[2])
    nearest(graph, [0])
    replay([0.0, 60.0], [0, 0], [[1.0]], [0], 5.0)


def import_all() -> None:
    """Imports every kernel: a process that is about to be confined finds the place where it is kept only before."""
    for _ in _parts():
        pass


def use_unkept() -> None:
    """Kernels compiled where nothing may be kept on disk are used all the same."""

    @contextlib.contextmanager
    def unkept(_cache: Any) -> Iterator[None]:
        with contextlib.suppress(PermissionError):
            yield

    setattr(caching.Cache, "_guard_against_spurious_io_errors", unkept)  # noqa: B010


def _deeper_kernels(cover: Cover, weights: np.ndarray) -> None:
    """What only problems that no reduction solves reach: a ring of five, and annealing."""
    ring = np.arange(5)
    lscp(cover_from_pairs(np.tile(ring, 2), np.concatenate([ring, (ring + 1) % 5]), 5, 5))
    start, fixed = np.arange(3), np.zeros(cover.n_sites, np.bool_)
    anneal_cover(cover.site_ptr, cover.rows_of_site, cover.row_ptr, cover.sites_of_row, weights, start, fixed, 10, 2.0, 1.0, 0)


def _parts() -> Iterator[Any]:
    """The folders' own warming modules."""
    for part in pkgutil.iter_modules(methods.__path__, f"{methods.__name__}."):
        if part.ispkg and (name := f"{part.name}.warm") and importlib.util.find_spec(name):
            yield importlib.import_module(name)
