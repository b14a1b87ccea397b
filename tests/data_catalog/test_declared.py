"""Checks a steward declares: each kind finds what it is for, says why in their words, and nothing said becomes a statement."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.problem import Problem
from data_catalog.check_rules.figures import Figures
from data_catalog.declared import FORMS, Declared, declared, pattern_of, run
from tests.data_catalog.preparing import as_read

TODAY = date(2024, 12, 31)
HOSTILE = "'); drop table x; --\" '' \\"
KINDS = {
    "번호": "id", "나이": "integer", "소계": "integer", "남": "integer", "여": "integer", "종류": "category", "신고": "moment",
    "도착": "moment", HOSTILE: "integer",
}  # fmt: skip


def table(folder: Path) -> Path:
    rows = range(40)
    columns: dict[str, list[str | None]] = {
        "번호": [f"2024-{n:04d}" for n in rows],
        "나이": [str(20 + n) for n in rows],
        "소계": [str(3 * n) for n in rows],
        "남": [str(n) for n in rows],
        "여": [str(2 * n) for n in rows],
        "종류": ["방범" if n % 2 else "교통" for n in rows],
        "신고": [f"2024-01-{1 + n % 28:02d} 10:{n:02d}" for n in rows],
        "도착": [f"2024-01-{1 + n % 28:02d} 10:{n + 5:02d}" for n in rows],
        HOSTILE: [str(n) for n in rows],
    }
    columns["번호"][7] = "2024-0006"
    columns["나이"][3], columns["나이"][4], columns["나이"][5] = "999", "-", "마흔"
    columns["소계"][9] = "1"
    columns["종류"][2] = "방법"
    columns["신고"][1] = "2025-03-01 10:00"
    return as_read(folder, columns)


CASES: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "share_missing": ({"columns": ["나이"], "limit": 0.0}, {"missing_optional": 1}),
    "range": ({"columns": ["나이"], "minimum": 0, "maximum": 120}, {"range": 1, "value_unreadable": 1}),
    "unique": ({"columns": ["번호"]}, {"unique": 2}),
    "parts_total": ({"columns": ["소계", "남", "여"]}, {"parts_total": 1}),
    "allowed": ({"columns": ["종류"], "values": ["방범", "교통"]}, {"allowed": 1}),
    "pattern": ({"columns": ["번호"], "shape": "999-9999"}, {"pattern": 40}),
    "not_before": ({"columns": ["신고", "도착"]}, {"not_before": 1}),
    "future": ({"columns": ["신고"], "limit": 0}, {"future": 1}),
    "expected_rows": ({"limit": 100}, {"expected_rows": 40}),
    "sudden_change": ({"limit": 0.3}, {"rows_jumped": 0}),
}


def found(folder: Path, *checks: Declared) -> list[dict[str, int]]:
    figures, before = Figures(40, {}, {}), [Figures(100, {}, {})]
    told = run(table(folder), list(KINDS), checks, figures=figures, before=before, today=TODAY)
    assert all(one.limiting and one.why == {"ko": "까닭", "en": "까닭"} for each in told for one in each if one.code != "column_gone")
    return [{one.code: one.rows for one in each} for each in told]


@pytest.mark.parametrize("rule", FORMS)
def test_each_kind_finds_what_it_is_for(tmp_path: Path, rule: str) -> None:
    said, expected = CASES[rule]
    check = declared({"rule": rule, "why": "까닭", **said}, KINDS)
    assert Declared.from_json(check.to_json()) == check
    assert found(tmp_path, check) == [expected]


def test_each_is_silent_where_there_is_nothing(tmp_path: Path) -> None:
    sound = [
        {"rule": "share_missing", "columns": ["나이"], "limit": 0.1}, {"rule": "range", "columns": ["남"], "minimum": 0},
        {"rule": "unique", "columns": ["번호", "나이"]}, {"rule": "allowed", "columns": ["종류"], "values": ["방범", "교통", "방법"]},
        {"rule": "pattern", "columns": ["번호"], "shape": "9999-9999"}, {"rule": "future", "columns": ["신고"], "limit": 90},
        {"rule": "expected_rows", "limit": 40}, {"rule": "sudden_change", "limit": 0.7},
    ]  # fmt: skip
    assert found(tmp_path, *(declared({**one, "why": "까닭"}, KINDS) for one in sound)) == [{}] * len(sound)


def test_a_column_wholly_empty_and_one_that_is_gone_are_not_taken_for_sound(tmp_path: Path) -> None:
    check = declared({"rule": "share_missing", "columns": ["나이"], "limit": 0.0, "why": "까닭"}, KINDS)
    parquet = as_read(tmp_path, {"나이": [None] * 12, "다른": ["1"] * 12})
    assert [one.rows for one in run(parquet, ["나이", "다른"], [check], today=TODAY)[0]] == [12]
    assert [one.code for one in run(parquet, ["다른"], [check], today=TODAY)[0]] == ["column_gone"]


def test_a_hostile_name_or_value_is_a_name_or_a_value(tmp_path: Path) -> None:
    checks = [
        declared({"rule": "range", "columns": [HOSTILE], "maximum": 38, "why": "까닭"}, KINDS),
        declared({"rule": "allowed", "columns": ["종류"], "values": [HOSTILE, "교통", "방법"], "why": "까닭"}, KINDS),
        declared({"rule": "pattern", "columns": ["종류"], "shape": HOSTILE, "why": "까닭"}, KINDS),
        declared({"rule": "pattern", "columns": ["번호"], "shape": ".*", "why": "까닭"}, KINDS),
    ]
    assert found(tmp_path, *checks) == [{"range": 1}, {"allowed": 20}, {"pattern": 40}, {"pattern": 40}]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"rule": "sql"}, "rule_unknown"),
        ({"rule": "refers_to", "columns": ["번호"]}, "rule_unknown"),
        ({"rule": "range", "columns": []}, "column_none"),
        ({"rule": "parts_total", "columns": ["소계", "남"]}, "columns_few"),
        ({"rule": "unique", "columns": ["번호"] * 2 + ["나이", "소계", "남", "여", "종류", "신고"]}, "columns_many"),
        ({"rule": "unique", "columns": ["없는 열"]}, "column_unknown"),
        ({"rule": "range", "columns": ["종류"], "minimum": 1}, "column_unfit"),
        ({"rule": "range", "columns": ["나이"]}, "value_range"),
        ({"rule": "range", "columns": ["나이"], "minimum": 5, "maximum": 1}, "value_range"),
        ({"rule": "range", "columns": ["나이"], "minimum": "1; drop"}, "value_range"),
        ({"rule": "range", "columns": ["나이"], "minimum": float("nan")}, "value_range"),
        ({"rule": "share_missing", "columns": ["나이"]}, "value_limit"),
        ({"rule": "share_missing", "columns": ["나이"], "limit": 1.5}, "value_limit"),
        ({"rule": "allowed", "columns": ["종류"], "values": [" "]}, "value_values"),
        ({"rule": "pattern", "columns": ["종류"], "shape": "9\n9"}, "value_shape"),
        ({"rule": "unique", "columns": ["번호"], "why": " "}, "why_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(said: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem, match=rf"declared\.{code}"):
        declared({"why": "까닭", **said}, KINDS)


def test_a_shape_means_its_letters() -> None:
    assert pattern_of("[^]\\") == "\\[\\^\\]\\\\"
