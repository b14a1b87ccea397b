"""Several policies combine as the words of the package say: by its truth table, and by an interpreter of its own on thousands of cases."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_catalog.policy import ColumnRule, Condition, Policy, Subject
from tests.data_catalog.policy.interpreter import seen_rows
from tests.data_catalog.policy.seeing import OWN, SALT, seen, written

COLUMNS = ("name", "code", "day", "age", "x")
CELLS = {
    "name": [None, "", "홍길동", "Kim", " kim", "'; drop"],
    "code": [None, "30200", "302", "11010", "x'y"],
    "day": [None, "2024-01-01", "2024-01-31", "2023-12-31", "언젠가"],
    "age": [None, "0", "9", "15", "-5", "모름"],
    "x": [None, "1000", "1499", "-1", "?"],
}
ROWS = st.lists(st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}), min_size=1, max_size=12)


def _conditions() -> st.SearchStrategy[Condition]:
    codes = st.lists(st.sampled_from(["30200", "302", "x'y", "9"]), min_size=1, max_size=3).map(tuple)
    texts = st.builds(Condition, st.sampled_from(["code", "name"]), st.sampled_from(["is", "is_not", "begins"]), codes)
    own = st.builds(
        Condition, st.just("code"), st.sampled_from(["is", "is_not", "begins"]), st.just(()), st.just("text"), st.just("area_code")
    )
    none = st.builds(Condition, st.just("code"), st.just("is"), st.just(()), st.just("text"), st.just("area_name"))
    days = st.builds(
        Condition,
        st.just("day"),
        st.sampled_from(["at_least", "at_most"]),
        st.sampled_from([("2024-01-01",), ("2024-01-15",)]),
        st.just("day"),
    )
    ages = st.builds(
        Condition, st.just("age"), st.sampled_from(["at_least", "at_most"]), st.sampled_from([("9",), ("0",)]), st.just("number")
    )
    return st.one_of(texts, own, none, days, ages)


def _rules(name: str) -> st.SearchStrategy[ColumnRule]:
    plain = [ColumnRule(rule, name) for rule in ("allow", "drop", "hash", "mask")]
    own = {
        "name": [ColumnRule("mask", name, size=1), ColumnRule("generalise", name, way="prefix", size=2)],
        "code": [ColumnRule("generalise", name, way="prefix", size=3), ColumnRule("generalise", name, way="prefix", size=2)],
        "day": [ColumnRule("generalise", name, way="month"), ColumnRule("generalise", name, way="year")],
        "age": [
            ColumnRule("generalise", name, way="bands", size=10),
            ColumnRule("round", name, size=10),
            ColumnRule("round", name, size=5),
        ],
        "x": [ColumnRule("generalise", name, way="grid_metres", size=500), ColumnRule("generalise", name, way="grid_metres", size=100)],
    }[name]
    return st.sampled_from(plain + own)


@st.composite
def _policies(draw: st.DrawFn) -> list[Policy]:
    found = []
    for at in range(draw(st.integers(1, 5))):
        effect = draw(st.sampled_from(["allow", "allow", "deny"]))
        named = draw(st.lists(st.sampled_from(COLUMNS), unique=True, max_size=5))
        rules = tuple(draw(_rules(name)) for name in named)
        rows = tuple(draw(st.lists(_conditions(), max_size=2)))
        found.append(
            Policy(f"{at}", "t", effect, "o", Subject(), rows=rows, columns=rules, others=draw(st.sampled_from(["drop", "allow"])))
        )
    return found


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, policies=_policies())
def test_the_compiled_query_shows_what_the_words_say(rows: list[dict[str, str | None]], policies: list[Policy]) -> None:
    expected = seen_rows(policies, rows, OWN, SALT)
    with tempfile.TemporaryDirectory() as folder:
        found = seen(Path(folder), written(Path(folder), rows, COLUMNS), policies)
    if found is None:
        # Nothing may be seen: no row is let in, or of those that are no cell.
        assert all(cell is None for row in expected for cell in row.values())
        return
    assert [{name: row.get(name) for name in COLUMNS} for row in found] == expected


A, M, H = (ColumnRule(rule, "name") for rule in ("allow", "mask", "hash"))
ROW = {"name": "홍길동", "code": "30200", "day": None, "age": None, "x": None}
IN, OUT, UNTOLD = Condition("code", "is", ("30200",)), Condition("code", "is", ("1",)), Condition("day", "is", ("2024-01-01",))


def _allow(rule: ColumnRule, *rows: Condition) -> Policy:
    return Policy("a" + str(len(rows)) + rule.rule, "t", "allow", "o", rows=rows, columns=(rule,))


def _deny(*rows: Condition, cap: ColumnRule | None = None) -> Policy:
    return Policy("d", "t", "deny", "o", rows=rows, columns=(cap,) if cap else ())


@pytest.mark.parametrize(
    ("policies", "shown"),
    [
        ([_allow(A, IN), _deny(OUT)], ["홍길동"]),
        ([_allow(A, IN), _deny(IN)], None),
        ([_allow(A, IN), _deny(UNTOLD)], None),
        ([_allow(A, OUT), _deny(OUT)], None),
        ([_allow(A, UNTOLD)], None),
        ([_allow(A, IN), _allow(M)], ["홍길동"]),
        ([_allow(M), _allow(A, OUT)], ["***"]),
        ([_allow(A), _allow(M), _deny(cap=H)], ["#"]),
        ([_allow(A), _deny(UNTOLD, cap=H)], ["#"]),
        ([_allow(A), _deny(OUT, cap=H)], ["홍길동"]),
        ([_allow(H), _deny(cap=M)], ["#"]),
        ([], None),
        ([_deny()], None),
        ([_allow(A), _deny()], None),
    ],
)  # fmt: skip
def test_the_truth_table_holds(tmp_path: Path, policies: list[Policy], shown: list[str] | None) -> None:
    found = seen(tmp_path, written(tmp_path, [ROW], COLUMNS), policies)
    cells = [str(row["name"]) for row in found or []]
    assert [cell[:1] if cell.startswith("#") else cell for cell in cells] == (shown or [])


def test_a_column_nobody_names_is_not_there(tmp_path: Path) -> None:
    found = seen(tmp_path, written(tmp_path, [ROW], COLUMNS), [_allow(A)])
    assert found == [{"name": "홍길동"}]
