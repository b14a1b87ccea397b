"""Long tables by one pass of compiled loops: the same facts as the engine's, whatever stands in the cells."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.duck import open_workspace
from connectors.files.arrow import numbers, texts
from data_catalog import profile as profiles
from data_catalog.facts import Facts, by_rows
from data_catalog.personal.counting import any_sql
from data_catalog.profile import Profile, profile
from data_catalog.scanned import by_scan
from data_catalog.scanning import ERROR, columns, distinct, kernels
from data_catalog.scanning.warm import compile_all
from data_catalog.spread import SHARES

NUMBERS = (
    "0", "-0", "007", "12", "-12", "1.5", "-1.50", "1,234", "12,345,678.25", "-1,234", "1234,567", "12,34", ",123", "1,2345", "1,234,",
    "1.", ".5", "-", "--1", "+3", "1e5", "1E-3", "inf", "nan", "1_000", "123456789012345", "1234567890123456", "0.000000000000001",
    "3.14.15", "1 234", " 7", "7 ", "７", "12원", "△3", "약 3", "*", "X", "미상", "없음", "N/A", "", " - ",
    "\u00a0-", "\u3000", "\u3000미상",
)  # fmt: skip
DAYS = (
    "2024-01-31", "2024-02-29", "2023-02-29", "2024-02-30", "2024-13-01", "2024-00-10", "2024-01-00", "20240131", "18000101", "17991231",
    "21991231", "22000101", "20240230", "2024-1-3", "2024.01.31", "2024. 1. 3", "2024/01/31", "24-01-31", "0999-01-01", "1000-01-01",
    "9999-12-31", "2024-01-31 09:27:00", "2024-01-31 09:27", "2024-01-31T09:27:00", "2024-01-31 24:00:00", "2024-01-31 23:59:60",
    "2024-01-31 9:27:00", "2024-01-31 09:27:00.5", "2024-01-31 오후 3시", "2024-01-31  09:27:00", "2024_01_31", "202401:1", "epoch",
    "infinity", "-", "미상", "", " ", "2024-01-31 ", "202401310927", "20240131092700", "2024-01-3O", "2024-01-31 09:27:O0",
)  # fmt: skip
WORDS = (
    "강남구", "미상", "없음", "-", "--", ".", "?", "X", "x", "*", "***", "해당 없음", "해당없음", "(null)", "N/A", " 미상", "미상 ",
    "\u00a0-\u00a0", "\u3000", "\ufeff-", "「미상」", "1", "12", "123456789", "1234567890", "01-2", "가나다라마바사아자차카타파하" * 9,
    "¡", "Âa", ":", "", "\t-", "알수없음",
)  # fmt: skip


def write(path: Path, values: Sequence[str | None], *, few: bool, name: str = "열") -> None:
    """The values as the reader writes them: stored as they are, or as a dictionary; in groups of a thousand rows."""
    table = pa.table({"_line": numbers(np.arange(2, len(values) + 2)), name: texts(values)})
    pq.write_table(table, path, compression="lz4", use_dictionary=[name] if few else ["_none"], row_group_size=1_000)


def both(folder: Path, kind: str, values: Sequence[str | None], *, few: bool = False, name: str = "열") -> tuple[Facts, Facts]:
    """The facts by the pass and by the engine."""
    parquet = folder / "a.parquet"
    write(parquet, values, few=few, name=name)
    workspace = open_workspace(folder / "work", reads=[parquet])
    try:
        workspace.view("read", parquet)
        found, _ = by_scan(workspace, parquet, {name: kind})
        return found[name], by_rows(workspace, {name: kind}, [name])[name]
    finally:
        workspace.close()


def same(found: Facts, expected: Facts) -> None:
    for key in ("there", "filled", "longest", "read", "low", "high", "habit"):
        assert getattr(found, key) == getattr(expected, key), key


@pytest.mark.parametrize("few", [False, True], ids=["as they are", "as a dictionary"])
@pytest.mark.parametrize(
    ("kind", "odd", "usual"),
    [
        ("number", NUMBERS, [f"{number / 7:.4f}" for number in range(3_000)]),
        ("won", NUMBERS, [f"{number * 997:,}" for number in range(3_000)]),
        ("integer", NUMBERS, [str(number - 1_500) for number in range(3_000)]),
        ("date", DAYS, [f"{1990 + number % 40}-{number % 12 + 1:02d}-{number % 28 + 1:02d}" for number in range(3_000)]),
        ("date", DAYS, [f"2024{number % 12 + 1:02d}{number % 28 + 1:02d}" for number in range(3_000)]),
        ("moment", DAYS, [f"2024-03-{number % 31 + 1:02d} {number % 24:02d}:{number % 60:02d}:07" for number in range(3_000)]),
        ("moment", DAYS, [f"2024-03-{number % 31 + 1:02d} {number % 24:02d}:{number % 60:02d}" for number in range(3_000)]),
        ("month", DAYS, [f"20{number % 90 + 10}{number % 12 + 1:02d}" for number in range(3_000)]),
        ("time", DAYS, [f"{number % 24:02d}:{number % 60:02d}" for number in range(3_000)]),
        ("text", WORDS, [f"역삼{number}동" for number in range(3_000)]),
        ("id", WORDS, [f"A-{number}" for number in range(3_000)]),
        ("category", WORDS, ["질병", "사고", "기타"] * 1_000),
        ("code", WORDS, [f"{number:05d}" for number in range(3_000)]),
    ],
)
def test_the_pass_says_what_the_engine_says(tmp_path: Path, kind: str, odd: Sequence[str], usual: list[str], few: bool) -> None:
    values: list[str | None] = [*usual, *odd, *odd, *[None] * 50]
    random.Random(1).shuffle(values)
    same(*both(tmp_path, kind, values, few=few))


@given(
    kind=st.sampled_from(["number", "integer", "date", "moment", "text", "category"]),
    values=st.lists(st.one_of(st.text("0123456789.,-: e+_/T미상X*\u00a0", max_size=20), st.sampled_from([*NUMBERS, *DAYS])), max_size=60),
    few=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_cells(tmp_path_factory: pytest.TempPathFactory, kind: str, values: list[str], few: bool) -> None:
    same(*both(tmp_path_factory.mktemp("any"), kind, values, few=few))


@pytest.mark.parametrize("many", [0, 1, 25, 1_000, 40_000, 300_000])
def test_different_values_are_estimated_within_their_error(tmp_path: Path, many: int) -> None:
    found, _ = both(tmp_path, "text", [f"값 {number % max(many, 1)}" if many else None for number in range(max(many, 2_000))])
    assert found.distinct == pytest.approx(many, rel=3 * found.error)
    assert found.error == ERROR < 0.02


def test_few_values_are_counted_and_their_quantiles_are_exact(tmp_path: Path) -> None:
    ages = [str(number % 100) for number in range(30_000)]
    found, _ = both(tmp_path, "integer", [*ages, *["7"] * 5], few=True)
    assert (found.distinct, found.error, found.top_of) == (100, 0.0, 30_005)
    assert found.top is not None
    assert found.top[0] == ("7", 305)
    assert (len(found.lie), sum(found.times or ())) == (100, 30_005)


def test_rows_that_stand_for_all_lie_everywhere(tmp_path: Path) -> None:
    rows = 60_000
    found, _ = both(tmp_path, "integer", [str(number) for number in range(rows)])
    assert len(found.lie) == pytest.approx(rows / 3, rel=0.05)
    for share in SHARES:
        assert np.quantile(np.array(found.lie), share) == pytest.approx(share * rows, abs=0.012 * rows)


@pytest.mark.parametrize("few", [False, True])
def test_a_column_written_in_another_way_throughout_is_left_to_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: bool
) -> None:  # fmt: skip
    monkeypatch.setattr(columns, "_MOST_ODD", 500)
    monkeypatch.setattr(columns, "_MOST_VALUES", 500)
    found, expected = both(tmp_path, "date", [f"{number}. 1. {number % 28 + 1}." for number in range(2_000)], few=few)
    assert found == replace(expected, lie=found.lie)
    assert found.top is None


def test_nobodys_number_has_nine_digits_or_fewer(tmp_path: Path) -> None:
    short, _ = both(tmp_path, "id", [f"{number:09d}" for number in range(0, 999_999_999, 399_989)])
    long, _ = both(tmp_path, "id", ["0101234567", *map(str, range(2_000))])
    assert (short.only_short_numbers, long.only_short_numbers) == (True, False)
    workspace = open_workspace(tmp_path / "short")
    digits = "select unnest([n::varchar, lpad(n::varchar, 6, '0'), lpad(n::varchar, 9, '0')]) as v from range(0, 1000000000, 4999) as t(n)"
    assert workspace.fetch(f"select count(*) from ({digits}) where {any_sql('v')}").item() == 0
    workspace.close()


def profiled_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: pa.Table, few: list[str]) -> tuple[Profile, Profile]:
    pq.write_table(table, tmp_path / "a.parquet", compression="lz4", use_dictionary=few, row_group_size=4_000)
    by_engine = profile(tmp_path / "a.parquet")
    monkeypatch.setattr(profiles, "_LONG", 1)
    return profile(tmp_path / "a.parquet"), by_engine


def test_the_profile_is_the_same_by_either_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = 20_000
    random.seed(3)
    written: dict[str, list[str | None]] = {
        "번호": [str(100_000_000 + number) for number in range(rows)],
        "신고일시": [f"2024-01-{number % 28 + 1:02d} {number % 24:02d}:{number % 60:02d}:{number % 59:02d}" for number in range(rows)],
        "접수일": [f"{number % 12 + 1}/{number % 28 + 1}/2024" for number in range(rows)],
        "도착시각": [str(number % 24 * 100 + number % 60) for number in range(rows)],
        "금액": [random.choice(["-", f"{random.randrange(10**6):,}", "3만원"]) for _ in range(rows)],
        "유형.1": [random.choice(["질병", "사고", "미상", None]) for _ in range(rows)],
        "유형": [random.choice(["질병", "사고", None]) for _ in range(rows)],
        "메모": [f"연락처 010-1234-{number % 10_000:04d}" if number % 7 == 0 else f"메모 {number}" for number in range(rows)],
    }
    table = pa.table({"_line": numbers(np.arange(2, rows + 2)), **{name: texts(values) for name, values in written.items()}})
    found, expected = profiled_both_ways(tmp_path, monkeypatch, table, ["유형", "유형.1", "도착시각"])
    assert (found.rows, found.personal, found.sampled_rows) == (rows, expected.personal, expected.sampled_rows)
    for one, other in zip(found.columns, expected.columns, strict=True):
        for key in ("name", "kind", "filled", "missing", "samples", "minimum", "maximum", "readable", "habit"):
            assert getattr(one, key) == getattr(other, key), (one.name, key)
        assert one.distinct == pytest.approx(other.distinct, rel=0.2)
        assert (one.spread is None) == (other.spread is None)
    kinds = {one.name: one for one in found.columns}
    assert kinds["유형"].top_of == kinds["유형"].filled
    assert (kinds["유형"].distinct, kinds["유형.1"].distinct) == (2, 3)
    assert [item.column for item in found.personal] == ["메모"]
    assert "010-1234-" not in str(found.to_json())


def test_every_loop_is_compiled_before_anybody_waits() -> None:
    compile_all()
    loops = (kernels.read_texts, kernels.read_numbers, kernels.read_days, kernels.tally, kernels.chosen_rows)
    assert [len(loop.signatures) for loop in loops] == [1] * len(loops), "warmed as they are called"
    assert distinct(np.zeros(kernels.REGISTERS, np.uint8)) == 0
