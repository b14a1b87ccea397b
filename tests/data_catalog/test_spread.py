"""How values lie: quantiles exact where every row was seen, within the stated error where not; nothing told of a few rows."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_catalog.profile import Profile, profile
from data_catalog.spread import ROWS, SHARES, Spread, spread
from tests.data_catalog.test_profile import column


def test_quantiles_of_every_value_are_exact_and_days_are_days(tmp_path: Path) -> None:
    found = column(tmp_path, "건수", *(f"{number:,}" for number in range(1_001, 1_101))).spread
    assert found is not None
    assert found.quantiles == (1005, 1025, 1050, 1075, 1095)
    assert (found.taken_from, found.error) == (100, 0.0)
    days = column(tmp_path, "접수일", *(f"2024.1.{day}" for day in range(1, 31))).spread
    assert days is not None
    assert (days.quantiles[2], days.low, days.high) == ("2024-01-15", "2024-01-01", "2024-01-30")


def test_bars_share_all_values_and_whole_numbers_get_whole_classes() -> None:
    found = spread([number % 25 for number in range(10_000)], 10_000)
    assert found is not None
    assert sum(found.bars) == pytest.approx(1)
    assert len({round(bar, 3) for bar in found.bars[:-1]}) == 1, "25 hours in classes of three: as many in each but the last"


def test_quantiles_of_a_large_table_are_within_their_error(tmp_path: Path) -> None:
    rows = 320_000
    values = np.random.default_rng(5).lognormal(3, 1, rows)
    pl.DataFrame({"_line": np.arange(2, rows + 2), "금액": [str(value) for value in np.sort(values)]}).write_parquet(tmp_path / "a.parquet")
    found = profile(tmp_path / "a.parquet").columns[0].spread
    assert found is not None
    assert 0 < found.error < 0.011
    assert found.taken_from == pytest.approx(ROWS, rel=0.1)
    for share, value in zip(SHARES, found.quantiles, strict=True):
        assert abs(float(np.mean(values <= float(value))) - share) <= found.error


def test_a_column_of_persons_numbers_and_a_few_values_have_none(tmp_path: Path) -> None:
    assert column(tmp_path, "건수", "1", "2", "3").spread is None
    assert column(tmp_path, "휴대전화", *(f"0101234{number:04d}" for number in range(30))).spread is None
    assert column(tmp_path, "구", *["강남구", "서초구"] * 10).spread is None


def test_what_few_rows_tell_is_left_out() -> None:
    whole = spread([1.0] * 97 + [10.0] * 3, 100)
    assert whole is not None
    shown = whole.without_rare(100, 5)
    assert shown is not None
    assert shown.bars[-1] == 0
    assert whole.bars[-1] == pytest.approx(0.03)
    assert whole.without_rare(99, 5) is None


def test_a_profile_comes_back_from_its_plain_values_and_from_those_before_spreads(tmp_path: Path) -> None:
    column(tmp_path, "접수일", *(date(2024, 1, day).isoformat() for day in range(1, 31)))
    found = profile(tmp_path / "a.parquet")
    assert isinstance(found.columns[0].spread, Spread)
    assert Profile.from_json(found.to_json()) == found
    older = found.to_json()
    for one in older["columns"]:
        del one["spread"]
    assert Profile.from_json(older).columns[0].spread is None
