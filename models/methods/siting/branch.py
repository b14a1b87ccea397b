"""Branch and bound over sites with Lagrangian bounds: proves a value, or tells how far off it can be."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.siting.finish import finish, free_size, trimmed
from models.methods.siting.lagrange import CLOSED, FREE, OPEN, ascend, fix_by_price, node_caps
from models.methods.siting.serve import ServeModel
from models.methods.siting.work import Work

Improve = Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], float]]
_Node = tuple[NDArray[np.int8], int, NDArray]  # state of the sites, how many to open, prices of the rows
_Root = tuple[float, _Node]  # bound, node
Diversify = Callable[[NDArray[np.int64], int, Work], list[NDArray[np.int64]]]

MILP_ENTRIES = 40_000  # above this HiGHS does not get far in a minute, and more nodes do
MILP_ENTRY_S = 5e-4  # counted seconds an entry that HiGHS takes before its first branch, about
_PASS = 0.5  # what an entry costs in a bound step, in entries read one by one


@dataclass(frozen=True)
class Effort:
    """How much to spend where.

    root_steps, node_steps: bound steps at the root and at each node. nodes_before_search: nodes before the deeper search.
    nodes_before_milp: nodes before HiGHS is asked. rounds, idle_rounds: most rounds of the deeper search, in
    all and without gain; round_share: share of the work left that they may take.
    """

    root_steps: int = 600
    node_steps: int = 60
    nodes_before_search: int = 60
    nodes_before_milp: int = 1000
    rounds: int = 1
    idle_rounds: int = 4
    round_share: float = 0.4


@dataclass(eq=False)
class _Search:
    """The state of one proof: best sites known, open nodes by bound."""

    model: ServeModel
    improve: Improve
    sites: NDArray[np.int64]
    value: float
    work: Work
    heap: list
    floor: float = -np.inf  # a bound on everything, from elsewhere than the open nodes
    serial: int = 0

    @property
    def cutoff(self) -> float:
        """A bound above this leaves room for nothing better."""
        if self.model.step and self.value < 1e9 * self.model.step:  # beyond that, rounding is not far below a step
            return self.value - self.model.step * (1 - 1e-6)
        return self.value - 1e-10 * max(1.0, abs(self.value))

    @property
    def open(self) -> bool:
        """Whether there is something left to prove and work left to do it."""
        return bool(self.heap) and self.heap[0][0] <= self.cutoff and not self.work.over

    @property
    def bound(self) -> float:
        """The proven bound now: the least of the open nodes, raised to the next possible value."""
        if not self.heap or self.heap[0][0] > self.cutoff:
            return self.value
        bound = max(self.heap[0][0], self.floor)
        if self.model.step:
            bound = np.ceil(bound / self.model.step - 1e-6) * self.model.step
        return min(float(bound), self.value)

    def better(self, sites: NDArray[np.int64]) -> None:
        found, value = self.improve(sites)
        if value < self.value:
            self.sites, self.value = found, value

    def add(self, bound: float, children: list) -> None:
        for child in children:
            heapq.heappush(self.heap, (bound, self.serial, child))
            self.serial += 1


def prove(
    model: ServeModel,
    sites: NDArray[np.int64],
    value: float,
    u: NDArray[np.float64],
    improve: Improve,
    work: Work,
    effort: Effort | None = None,
    diversify: Diversify | None = None,
) -> tuple[NDArray[np.int64], float, float]:
    """(sites, value, bound) from a known solution: root bound, nodes, HiGHS on what the root left, nodes to the end.

    u: first prices of the rows; `improve` gives sites at least as good as those it gets, with their true value;
    `diversify` gives good sets of sites with more work, round by round, when the first nodes prove nothing.
    Ends with bound = value, or when `work` is over with the bound of the nodes still open.
    """
    effort = effort or Effort()
    search = _Search(model, improve, sites, value, work, [])
    root = _root(search, np.minimum(u, model.cap), effort.root_steps)
    if root is not None:
        _branch(search, effort.node_steps, effort.nodes_before_search)
        if search.open and diversify is not None:
            root = _deepen(search, root, effort, diversify)
    if root is not None:
        _branch(search, effort.node_steps, effort.nodes_before_milp)
        if search.open:
            _ask_milp(search, root)
        _branch(search, effort.node_steps, None)
    return search.sites, search.value, search.bound


def _root(search: _Search, u: np.ndarray, steps: int) -> _Root | None:
    """Raises the root bound, bettering the sites by those the relaxation opens; returns its node, None when closed."""
    node: _Node = (search.model.state.copy(), search.model.count, u)
    theta = 1.0
    while True:
        bound, left, y_mean, chosen, theta = _bounded(search, node, min(steps, 150), theta)
        if left is None:
            search.heap.clear()
            return None
        node = left
        search.better(np.flatnonzero((chosen == 1) | (node[0] == OPEN)))
        steps -= 150
        if steps <= 0 or theta < 1e-4 or search.work.over:
            search.model = trimmed(search.model, node[0], search.cutoff - bound, node[2])
            search.add(bound, _children(*node, y_mean))
            return bound, node


def _branch(search: _Search, steps: int, nodes: int | None) -> None:
    """Explores open nodes, least bound first, until none is left, `nodes` are done, or the work is over."""
    while search.heap and search.heap[0][0] <= search.cutoff:
        if search.work.over or nodes == 0:
            return
        node = heapq.heappop(search.heap)[2]
        bound, node, y_mean, _, _ = _bounded(search, node, steps, 0.3)
        if node is not None:
            search.add(bound, _children(*node, y_mean))
        nodes = None if nodes is None else nodes - 1
    search.heap.clear()


def _bounded(search: _Search, node: _Node, steps: int, theta: float) -> tuple[float, _Node | None, np.ndarray, np.ndarray, float]:
    """(bound, node with more sites fixed or None when closed, ȳ, chosen, θ) of one node."""
    state, count, u = node
    state, u = state.copy(), np.asarray(u, dtype=np.float64).copy()
    model = search.model
    cap = node_caps(model.ptr, model.idx, model.cost, model.cap, state)
    np.minimum(u, cap, out=u)
    bound, rho, chosen, inside, outside, y_mean, theta, done = ascend(
        model.ptr, model.idx, model.cost, model.price, cap, state, count, search.value, search.cutoff, u, steps, theta
    )
    search.work.spend(done * _PASS * (model.idx.size + cap.size + state.size))
    if bound > search.cutoff:
        return bound, None, y_mean, chosen, theta
    _, count = fix_by_price(state, count, bound, search.cutoff, rho, chosen, inside, outside)
    free = int((state == FREE).sum())
    if count > free:
        return np.inf, None, y_mean, chosen, theta
    if free == 0 or count == 0 or count == free:
        search.better(np.flatnonzero((state == OPEN) | ((state == FREE) & (count > 0))))
        return np.inf, None, y_mean, chosen, theta
    return bound, (state, count, u), y_mean, chosen, theta


def _children(state: np.ndarray, count: int, u: np.ndarray, y_mean: np.ndarray) -> list[_Node]:
    """Two nodes: the free site nearest to half chosen is opened in one and closed in the other."""
    free = np.flatnonzero(state == FREE)
    site = free[np.argmin(np.abs(y_mean[free] - 0.5))]
    kept = u.astype(np.float32)
    opened, closed = state.copy(), state.copy()
    opened[site], closed[site] = OPEN, CLOSED
    return [(opened, count - 1 if count > 0 else count, kept), (closed, count, kept)]


def _deepen(search: _Search, root: _Root, effort: Effort, diversify: Diversify) -> _Root | None:
    """More work on the sites, round by round; ends after some idle rounds.

    Returns the root again, bounded anew when the value became better.
    """
    first, idle = search.value, 0
    part = search.work.part(search.work.left_s * effort.round_share)
    for turn in range(effort.rounds):
        if idle == effort.idle_rounds or part.over or not search.open:
            break
        before = search.value
        for sites in diversify(search.sites, turn, part):
            search.better(sites)
        idle = 0 if search.value < before else idle + 1
    search.work.settle(part)
    if search.value >= first:
        return root
    search.heap.clear()
    return _root(search, root[1][2], effort.root_steps // 2)


def _ask_milp(search: _Search, root: _Root) -> None:
    """HiGHS on what the root left open, for half of the work left."""
    bound, (state, count, u) = root
    size = free_size(search.model, state, search.cutoff - bound, u)
    if size > MILP_ENTRIES or search.work.left_s / 2 < size * MILP_ENTRY_S:
        return
    sites, milp_bound = finish(search.model, state, count, u, bound, search.cutoff, search.work, search.work.left_s / 2)
    if sites is not None:
        search.better(sites)
    search.floor = milp_bound
    if milp_bound > search.cutoff:
        search.heap.clear()
