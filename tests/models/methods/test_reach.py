"""Road networks and shortest paths against hand examples and scipy's Dijkstra."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from models.methods.reach import nearest, reach
from models.methods.roads import TICKS_PER_MIN, morton_order, road_graph


def _town(seed: int, n: int = 400, links: int = 1400):
    rng = np.random.default_rng(seed)
    xy = rng.random((n, 2)) * 5000
    start, end = rng.integers(0, n, (2, links))
    ids = rng.permutation(n) + 10_000
    return road_graph(ids, xy, ids[start], ids[end], rng.random(links) * 900, rng.integers(20, 80, links))


def _scipy(graph, sources, limit_min=np.inf):
    table = csr_matrix((graph.ticks.astype(float), graph.to, graph.ptr), shape=(graph.n_nodes, graph.n_nodes))
    return dijkstra(table, indices=sources, limit=limit_min * TICKS_PER_MIN) / TICKS_PER_MIN


def _line():
    """A → B 1 minute, B → C 2 minutes; no way back."""
    return road_graph(["A", "B", "C"], [[0, 0], [500, 0], [1500, 0]], ["A", "B"], ["B", "C"], [500, 1000], [30, 30])


def _place(graph, name):
    return int(np.flatnonzero(graph.node_id == name)[0])


def test_a_line_of_two_links():
    graph = _line()
    places = [_place(graph, name) for name in "ABC"]
    assert reach(graph, places[:1], targets=places).tolist() == [[0.0, 1.0, 3.0]]
    assert reach(graph, places[:1], 2.0, targets=places).tolist() == [[0.0, 1.0, np.inf]]
    assert reach(graph, places[2:], targets=places).tolist() == [[np.inf, np.inf, 0.0]]


def test_exactly_at_the_limit_is_reached():
    graph = _line()
    assert reach(graph, [_place(graph, "A")], 3.0, targets=[_place(graph, "C")]).tolist() == [[3.0]]


def test_turned_round_the_way_goes_back():
    graph = _line().reversed()
    assert reach(graph, [_place(graph, "C")], targets=[_place(graph, "A")]).tolist() == [[3.0]]


def test_half_the_speed_takes_twice_the_time():
    args = (["A", "B"], [[0, 0], [1, 0]], ["A"], ["B"], [500], [60])
    assert road_graph(*args).ticks.tolist() == [300]
    assert road_graph(*args, speed_factor=0.5).ticks.tolist() == [600]


@pytest.mark.parametrize("limit", [0.0, 1.0, 4.0, np.inf])
@pytest.mark.parametrize("seed", range(5))
def test_all_minutes_are_those_of_dijkstra(seed, limit):
    graph = _town(seed)
    sources = np.random.default_rng(seed).integers(0, graph.n_nodes, 7)
    found, expected = reach(graph, sources, limit), _scipy(graph, sources, limit)
    assert (np.isfinite(found) == np.isfinite(expected)).all()
    assert found == pytest.approx(expected, abs=1e-4)


def test_threads_and_targets_change_nothing():
    graph, sources = _town(9), [5, 17, 3, 3, 250]
    whole = reach(graph, sources, 5.0)
    assert (reach(graph, sources, 5.0, threads=1) == whole).all()
    assert (reach(graph, sources, 5.0, targets=[8, 1, 8], threads=7) == whole[:, [8, 1, 8]]).all()


def test_nearest_is_the_least_over_the_sources():
    graph, sources = _town(4), np.array([5, 17, 33, 5])
    label, minutes = nearest(graph, sources, 6.0)
    table = reach(graph, sources, 6.0)
    assert (minutes == table.min(axis=0)).all()
    assert ((label == -1) == np.isinf(minutes)).all()
    reached = label >= 0
    assert (table[label[reached], np.flatnonzero(reached)] == minutes[reached]).all()


def test_no_source_reaches_nothing():
    graph = _line()
    assert reach(graph, []).shape == (0, 3)
    assert np.isinf(nearest(graph, [])[1]).all()


def test_a_point_snaps_to_its_nearest_node():
    graph = _line()
    node, metres = graph.snap([[490.0, 0.0], [1500.0, 40.0]])
    assert graph.node_id[node].tolist() == ["B", "C"]
    assert metres.tolist() == [10.0, 40.0]


def test_of_parallel_links_the_fastest_counts_and_loops_are_dropped():
    graph = road_graph([1, 2], [[0, 0], [1, 0]], [1, 1, 1], [2, 2, 1], [900, 300, 50], [60, 60, 60])
    assert (graph.n_links, graph.ticks.tolist()) == (1, [180])


def test_morton_order_keeps_quarters_together():
    xy = np.array([[0, 0], [9, 9], [1, 0], [8, 9], [9, 0], [0, 9]], dtype=float)
    assert morton_order(xy).tolist() == [0, 2, 4, 5, 3, 1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"from_id": [7]}, "1 links name an unknown from node, first 7"),
        ({"to_id": [7]}, "unknown to node"),
        ({"node_id": [1, 1]}, "node 1 stands twice"),
        ({"xy": [[0, 0]]}, "2 × 2 finite"),
        ({"xy": [[0, 0], [np.nan, 0]]}, "finite"),
        ({"length_m": [-1.0]}, "lengths must be"),
        ({"speed_kmh": [0.0]}, "speeds positive"),
        ({"length_m": [1.0, 2.0]}, "of one length"),
        ({"length_m": [1e15]}, "longer than three years"),
        ({"node_id": [], "xy": np.empty((0, 2))}, "empty"),
    ],
)
def test_a_network_that_cannot_be_is_refused(change, words):
    tables = {"node_id": [1, 2], "xy": [[0, 0], [9, 0]], "from_id": [1], "to_id": [2], "length_m": [9.0], "speed_kmh": [30.0]}
    with pytest.raises(ValueError, match=words):
        road_graph(**tables | change)


@pytest.mark.parametrize("call", [lambda g: reach(g, [3]), lambda g: reach(g, [0], -1.0), lambda g: reach(g, [0], targets=[-1])])
def test_a_question_outside_the_network_is_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call(_line())
