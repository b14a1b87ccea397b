"""Every threat is tried by a test there is, and the table counts what was not tried as not held."""

import ast
from pathlib import Path

from tests.attacks.threats import KINDS, WHO, Threat, state_of, table, threats

ROOT = Path(__file__).resolve().parents[2]
# A package needs somebody to write it, and what is small in a result is seen only by who has an account.
OPEN_TO_ALL = set(KINDS) - {"policy", "packages", "disclosure", "ssrf"}
OF_AN_ACCOUNT = set(KINDS) - {"packages", "ssrf"}


def test_there_are_at_least_sixty_and_five_of_each_kind() -> None:
    told = threats()
    assert len({(one.kind, one.tried) for one in told}) == len(told) >= 60
    assert {kind: len([one for one in told if one.kind == kind]) >= 5 for kind in KINDS} == dict.fromkeys(KINDS, True)
    assert {one.kind for one in told} == set(KINDS)
    assert {one.who for one in told} == set(WHO)


def test_a_stranger_and_an_analyst_try_wherever_they_could() -> None:
    for who, where in (("nobody", OPEN_TO_ALL), ("analyst", OF_AN_ACCOUNT)):
        assert where <= {one.kind for one in threats() if one.who == who}, who


def test_each_is_said_in_a_sentence() -> None:
    for one in threats():
        for said in (one.tried, one.holds):
            assert said[0].isupper(), said
            assert said.endswith("."), said


def test_each_names_a_test_there_is() -> None:
    there: dict[str, set[str]] = {}
    for one in threats():
        path, _, name = one.test.partition("::")
        if path not in there:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            there[path] = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in there[path], one.test


def test_what_failed_got_through_and_what_was_skipped_or_left_out_was_not_run() -> None:
    assert state_of(["passed", "failed"]) == "got through"
    assert state_of(["passed", "skipped"]) == "not run"
    assert state_of(["passed", "broken"]) == "not run"
    assert state_of([]) == "not run"
    assert state_of(["passed", "passed"]) == "held"
    one = Threat("idor", "nobody", "Try.", "Held.", "a.py::b")
    assert table([one], {"a.py::b": ["passed"]})[-1] == "1 attacks in 1 cases: 1 held, 0 got through, 0 not run"
    assert table([one], {})[-1] == "1 attacks in 0 cases: 0 held, 0 got through, 1 not run"


def test_the_model_names_every_kind_and_folders_there_are() -> None:
    said = (ROOT / "tests" / "attacks" / "README.md").read_text("utf-8")
    for kind in KINDS:
        assert f"`{kind}`" in said, kind
    for part in said.split("](")[1:]:
        assert (ROOT / "tests" / "attacks" / part.partition(")")[0]).exists(), part[:60]
