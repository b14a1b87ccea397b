"""Policies that cannot be: refused before they are kept, and shut when what they rest on is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connectors.problem import Problem
from data_catalog.policy import ColumnRule, Condition, Policy, Subject, check, decide
from data_catalog.policy.guarding import table_of
from tests.data_catalog.policy.seeing import READER, seen, written

ROWS = [{"name": "홍길동", "code": f"{30200 + n}", "n": str(n)} for n in range(40)]
COLUMNS = ("name", "code", "n")
EVERYTHING = Policy("1", "모두", "allow", "o", others="allow")


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (replace(EVERYTHING, title="  "), "title_missing"),
        (replace(EVERYTHING, effect="maybe"), "choice_unknown"),
        (replace(EVERYTHING, others="some"), "choice_unknown"),
        (replace(EVERYTHING, subject=Subject(purpose="fun")), "choice_unknown"),
        (replace(EVERYTHING, subject=Subject(starts=date(2024, 2, 1), ends=date(2024, 1, 1))), "period_wrong"),
        (replace(EVERYTHING, others="drop"), "columns_missing"),
        (replace(EVERYTHING, others="drop", columns=(ColumnRule("drop", "n"),)), "columns_missing"),
        (replace(EVERYTHING, columns=(ColumnRule("mask", "n"), ColumnRule("hash", "n"))), "column_twice"),
        (replace(EVERYTHING, columns=(ColumnRule("blur", "n"),)), "choice_unknown"),
        (replace(EVERYTHING, columns=(ColumnRule("mask", ""),)), "columns_missing"),
        (replace(EVERYTHING, columns=(ColumnRule("round", "n"),)), "size_wrong"),
        (replace(EVERYTHING, columns=(ColumnRule("round", "n", size=-1),)), "size_wrong"),
        (replace(EVERYTHING, columns=(ColumnRule("round", "n", size=float("nan")),)), "size_wrong"),
        (replace(EVERYTHING, columns=(ColumnRule("generalise", "n", way="prefix", size=1.5),)), "size_wrong"),
        (replace(EVERYTHING, columns=(ColumnRule("generalise", "n", way="week"),)), "choice_unknown"),
        (replace(EVERYTHING, rows=(Condition("code", "is", ()),)), "values_missing"),
        (replace(EVERYTHING, rows=(Condition("code", "is", ("",)),)), "value_wrong"),
        (replace(EVERYTHING, rows=(Condition("code", "is", ("a\x00",)),)), "value_wrong"),
        (replace(EVERYTHING, rows=(Condition("code", "is", tuple(map(str, range(20_001)))),)), "values_many"),
        (replace(EVERYTHING, rows=(Condition("code", "or 1=1", ("1",)),)), "choice_unknown"),
        (replace(EVERYTHING, rows=(Condition("code", "is", own="salary"),)), "choice_unknown"),
        (replace(EVERYTHING, rows=(Condition("n", "at_least", ("많이",), "number"),)), "value_wrong"),
        (replace(EVERYTHING, rows=(Condition("n", "at_least", ("nan",), "number"),)), "value_wrong"),
        (replace(EVERYTHING, rows=(Condition("n", "at_least", ("1", "2"), "number"),)), "value_wrong"),
        (replace(EVERYTHING, rows=(Condition("n", "at_least", ("5",)),)), "value_wrong"),
        (replace(EVERYTHING, rows=(Condition("n", "at_most", ("2024-13-01",), "day"),)), "value_wrong"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(policy: Policy, code: str) -> None:
    with pytest.raises(Problem, match=rf"policy\.{code}"):
        check(policy)


@pytest.mark.parametrize(
    "gone",
    [
        replace(EVERYTHING, id="2", rows=(Condition("구역", "is", ("30200",)),)),
        replace(EVERYTHING, id="2", columns=(ColumnRule("mask", "성명"),)),
        replace(EVERYTHING, id="2", columns=(ColumnRule("drop", "성명"),)),
        replace(EVERYTHING, id="2", rows=(Condition("n", "at_least", ("많이",), "number"),)),
        replace(EVERYTHING, id="2", rows=(Condition("code", "is", ()),)),
    ],
)
def test_a_policy_that_cannot_be_read_is_shut(tmp_path: Path, gone: Policy) -> None:
    base = written(tmp_path, ROWS, COLUMNS)
    assert seen(tmp_path, base, [gone]) is None, "an allowing one lets nothing in"
    narrow = Policy("1", "이름만", "allow", "o", columns=(ColumnRule("allow", "name"),))
    assert seen(tmp_path, base, [narrow, gone]) == [{"name": "홍길동"}] * 40, "others hold as they are"
    denying = replace(gone, effect="deny", others="drop")
    assert seen(tmp_path, base, [EVERYTHING, denying]) is None, "a denying one takes all"


def test_the_steward_is_told_which_policy_and_column(tmp_path: Path) -> None:
    gone = replace(EVERYTHING, columns=(ColumnRule("mask", "성명"),))
    decided = decide([gone], READER, table_of(written(tmp_path, ROWS, COLUMNS)))
    assert [(one.policy, one.code, one.column) for one in decided.closed] == [(gone, "policy.column_gone", "성명")]


def test_ten_thousand_codes_are_a_list_like_any_other(tmp_path: Path) -> None:
    codes = tuple(str(30210 + n) for n in range(10_000))
    many = replace(EVERYTHING, rows=(Condition("code", "is", codes),))
    check(many)
    found = seen(tmp_path, written(tmp_path, ROWS, COLUMNS), [many])
    assert [row["code"] for row in found or []] == [str(30210 + n) for n in range(30)]


def test_an_empty_cell_passes_no_filter_not_even_a_negative_one(tmp_path: Path) -> None:
    rows = [{"name": "a", "code": None, "n": None}, {"name": "b", "code": "1", "n": "1"}]
    base = written(tmp_path, rows, COLUMNS)
    for condition in (Condition("code", "is_not", ("9",)), Condition("n", "at_most", ("5",), "number")):
        found = seen(tmp_path, base, [replace(EVERYTHING, rows=(condition,))])
        assert [row["name"] for row in found or []] == ["b"]


def test_names_and_values_that_look_like_sql_are_names_and_values(tmp_path: Path) -> None:
    name = 'x" from base; drop table base; --'
    rows = [{name: "' or 1=1 --", "n": "1"}, {name: "b", "n": "2"}]
    base = written(tmp_path, rows, (name, "n"))
    policy = Policy("1", "t", "allow", "o", rows=(Condition(name, "is", ("' or 1=1 --",)),), columns=(ColumnRule("allow", name),))
    assert seen(tmp_path, base, [policy]) == [{name: "' or 1=1 --"}]


def test_typed_columns_are_filtered_and_generalised_as_their_texts_are(tmp_path: Path) -> None:
    import polars as pl

    base = tmp_path / "base.parquet"
    frame = pl.DataFrame({"_line": [2, 3], "day": [date(2024, 1, 5), date(2023, 1, 5)], "n": [14.5, 3.0]})
    frame.write_parquet(base)
    policy = Policy(
        "1", "t", "allow", "o", rows=(Condition("day", "at_least", ("2024-01-01",), "day"), Condition("n", "at_least", ("10",), "number")),
        columns=(ColumnRule("generalise", "day", way="month"), ColumnRule("generalise", "n", way="bands", size=10)),
    )  # fmt: skip
    assert seen(tmp_path, base, [policy]) == [{"day": "2024-01", "n": "10~19"}]


def test_a_hidden_column_does_not_come_in_the_place_of_one_named_alike(tmp_path: Path) -> None:
    # To the engine "Name" and "name" are one: asked for the second it gives the first.
    for columns in (("Name", "name"), ("name", "_LINE")):
        base = written(tmp_path, [{columns[0]: "숨은", columns[1]: "보이는"}], columns)
        policy = Policy("1", "t", "allow", "o", columns=(ColumnRule("allow", columns[1]),))
        decided = decide([policy], READER, table_of(base))
        assert [(one.code, one.column) for one in decided.closed] == [("policy.column_alike", columns[1])]
        assert seen(tmp_path, base, [policy]) is None


def test_days_are_read_however_they_are_written_and_no_other_text_is_one(tmp_path: Path) -> None:
    written_as = ["2024-01-05", "2024.01.05", "2024. 1. 5", "20240105", "2024-01-05 23:59:59", "2024-1-5"]
    no_days = ["2024-13-01", "-infinity", "0044-03-15 (BC)", "infinity", "5-1", "-", "2024", ""]
    base = written(tmp_path, [{"name": one, "code": one} for one in [*written_as, *no_days]], ("name", "code"))
    for operator, value in (("at_least", "2024-01-05"), ("at_most", "2024-01-05")):
        found = seen(tmp_path, base, [replace(EVERYTHING, rows=(Condition("code", operator, (value,), "day"),))])
        assert [row["name"] for row in found or []] == written_as
