"""Coded columns are shown as words and sorted in their own order: days as days, hours as hours, both ways."""

import polars as pl

from app.parts.sheet import ROWS_MAX, told
from models.kit.contract import ColumnSpec, TableSpec
from models.kit.result import Table

DAYS = {"mon": {"ko": "월", "en": "Mon"}, "tue": {"ko": "화", "en": "Tue"}, "sun": {"ko": "일", "en": "Sun"}}
PLACED = {"today": {"ko": "지금", "en": "today"}, "mclp:": {"ko": "{rest}대 더", "en": "{rest} more"}}


def sorted_by(labels: dict[str, dict[str, str]], codes: list[str | None]) -> list[str]:
    """The words of a column in the order the page would sort them."""
    column = ColumnSpec("code", {"ko": "이름", "en": "Name"}, labels=labels)
    table = Table(TableSpec("t", {"ko": "표", "en": "Table"}, (column,)), pl.DataFrame({"code": codes}), "o")
    said = told(table, "ko")
    pairs = [(key[0], row[0]) for key, row in zip(said["keys"], said["rows"], strict=True)]
    return [word for _, word in sorted(pairs, key=lambda pair: (pair[0] is None, pair[0]))]


def test_days_come_as_in_the_week_and_not_by_their_words() -> None:
    assert sorted_by(DAYS, ["sun", "tue", "mon", "tue"]) == ["월", "화", "화", "일"]


def test_codes_with_a_number_come_by_the_number() -> None:
    assert sorted_by(PLACED, ["mclp:10", "mclp:2", "today"]) == ["지금", "2대 더", "10대 더"]


def test_codes_without_words_come_after_those_with_and_missing_ones_last() -> None:
    assert sorted_by(DAYS, [None, "holiday", "sun"]) == ["일", "holiday", "–"]


def test_of_a_long_table_the_first_rows_are_prepared_with_what_is_hidden_in_them() -> None:
    column = ColumnSpec("n", {"ko": "명", "en": "people"}, "integer")
    rows = pl.DataFrame({"n": list(range(75_000))})
    table = Table(TableSpec("t", {"ko": "표", "en": "Table"}, (column,)), rows, "o", {"n": {3: "few", 70_000: "few"}})
    said = told(table, "ko")
    assert len(said["rows"]) == ROWS_MAX
    assert said["rows"][3] == ["5 미만"]
    assert said["rows"][4] == ["4"]


def test_where_there_is_little_room_a_column_without_any_value_is_left_out_but_not_one_whose_values_are_hidden() -> None:
    columns = tuple(ColumnSpec(name, {"ko": name, "en": name}) for name in ("place", "candidate", "people"))
    rows = pl.DataFrame({"place": ["A", "B"], "candidate": [None, None], "people": [None, None]})
    table = Table(TableSpec("t", {"ko": "표", "en": "Table"}, columns), rows, "o", {"people": {0: "few"}})
    assert told(table, "ko", narrow=True)["head"] == ["place", "people"]
    assert told(table, "ko")["head"] == ["place", "candidate", "people"]
