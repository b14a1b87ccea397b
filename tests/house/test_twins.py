"""Which of two tests that are alike `make test` leaves to `make test-all`."""

from __future__ import annotations

from tests.twins import spared

_DATABASES = [[f"tests/app/services/test_{at}.py::test_a[{one}]" for one in ("sqlite", "postgresql")] for at in range(200)]


def test_of_two_alike_one_runs_the_same_one_every_time_and_about_half_on_each_database() -> None:
    nodes = [node for pair in _DATABASES for node in pair]
    left = spared(nodes)
    assert [len(left & set(pair)) for pair in _DATABASES] == [1] * 200
    assert left == spared(reversed(nodes))
    assert 70 < sum("[sqlite]" in node for node in left) < 130


def test_a_test_without_its_twin_runs() -> None:
    alone = ["tests/app/test_a.py::test_a[sqlite]", "tests/app/test_a.py::test_b[ko-1366]", "tests/app/test_a.py::test_b[en-390]"]
    assert spared(alone) == frozenset(), "chosen by name, and in two languages outside of the browser"


def test_in_the_browser_languages_take_turns() -> None:
    pair = {"tests/browser/test_a.py::test_a[ko-1366]", "tests/browser/test_a.py::test_a[en-390]"}
    assert len(spared(pair)) == 1
    screens = {f"tests/browser/test_a.py::test_b[{screen}-{lang}]" for screen in ("home", "data") for lang in ("ko", "en")}
    assert sorted(node.split("[")[1].split("-")[0] for node in spared(screens)) == ["data", "home"]


def test_what_the_records_do_is_tried_on_both() -> None:
    assert spared(f"tests/data_catalog/records/test_a.py::test_a[{one}]" for one in ("sqlite", "postgresql")) == frozenset()
