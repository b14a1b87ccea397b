"""An axis of time is marked at few whole days."""

from datetime import date

import pytest

from app.charts.calendar import TICKS_MAX, calendar_ticks


def test_four_years_of_weeks_are_marked_by_the_half_year():
    assert (
        calendar_ticks(date(2021, 1, 4), date(2024, 12, 23))
        == tuple(date(year, month, 1) for year in range(2021, 2025) for month in (1, 7))[1:]
    )


def test_half_a_year_is_marked_by_the_month():
    assert calendar_ticks(date(2024, 1, 1), date(2024, 6, 24)) == tuple(date(2024, month, 1) for month in range(1, 7))


def test_three_weeks_are_marked_by_days_from_the_first():
    ticks = calendar_ticks(date(2024, 3, 4), date(2024, 3, 25))
    assert ticks == (date(2024, 3, 4), date(2024, 3, 11), date(2024, 3, 18), date(2024, 3, 25))


@pytest.mark.parametrize("years", [1, 2, 3, 5, 8, 20, 90])
def test_there_are_never_more_than_can_be_read_and_never_none(years):
    ticks = calendar_ticks(date(1930, 2, 14), date(1930 + years, 2, 13))
    assert 2 <= len(ticks) <= TICKS_MAX
    assert all(day.day == 1 for day in ticks)
