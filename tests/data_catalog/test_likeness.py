"""Tables that hold the same rows are known by small sketches; what changed between two is counted to the row."""

import random
from pathlib import Path

import polars as pl
import pytest

from data_catalog.difference import difference
from data_catalog.likeness import likest, shared, sketch


def written(folder: Path, name: str, rows: list[tuple[str | None, ...]], columns: tuple[str, ...] = ("번호", "곳", "값")) -> Path:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    path = folder / f"{name}.parquet"
    frame.insert_column(0, pl.Series("_line", range(2, frame.height + 2), dtype=pl.Int64)).write_parquet(path)
    return path


def rows(first: int, last: int) -> list[tuple[str | None, ...]]:
    return [(str(n), f"곳{n % 7}", str(n * n)) for n in range(first, last)]


@pytest.mark.parametrize(("first", "last", "truth"), [(0, 5_000, 1.0), (1_000, 6_000, 0.8), (4_500, 9_500, 0.1), (6_000, 9_000, 0.0)])
def test_the_share_of_rows_two_tables_have_in_common_is_told_within_a_tenth(tmp_path: Path, first: int, last: int, truth: float) -> None:
    mine, other = sketch(written(tmp_path, "mine", rows(0, 5_000)), "city"), sketch(written(tmp_path, "other", rows(first, last)), "city")
    assert shared(mine, other) == pytest.approx(truth, abs=0.1)


def test_a_part_of_a_larger_table_is_wholly_in_it(tmp_path: Path) -> None:
    part, whole = sketch(written(tmp_path, "part", rows(100, 1_100)), "city"), sketch(written(tmp_path, "whole", rows(0, 4_000)), "city")
    assert shared(part, whole) > 0.85
    assert shared(whole, part) == pytest.approx(0.25, abs=0.1)


def test_order_of_rows_and_columns_does_not_matter_and_small_tables_are_exact(tmp_path: Path) -> None:
    some = rows(0, 40)
    turned = [(place, value, number) for number, place, value in random.Random(1).sample(some, 40)]
    mine = sketch(written(tmp_path, "mine", some), "city")
    assert shared(mine, sketch(written(tmp_path, "turned", turned, ("곳", "값", "번호")), "city")) == 1.0
    assert shared(mine, sketch(written(tmp_path, "half", some[:20]), "city")) == 0.5
    assert likest(mine, [("half", sketch(written(tmp_path, "half", some[:20]), "city"))], 0.9) == []


def test_sketches_of_two_organisations_have_nothing_in_common(tmp_path: Path) -> None:
    path = written(tmp_path, "mine", rows(0, 1_000))
    assert shared(sketch(path, "city"), sketch(path, "police")) == 0.0


def test_what_changed_is_counted_to_the_row(tmp_path: Path) -> None:
    before = written(tmp_path, "before", [("1", "가", "5"), ("2", "나", "6"), ("3", "다", "7"), ("4", "라", None)])
    now = written(tmp_path, "now", [("1", "가", "5"), ("2", "나", "9"), ("4", "라", None), ("5", "마", None), ("6", "바", None)])
    found = difference(before, now, tmp_path / "scratch")
    assert (found.rows_before, found.rows_now, found.same, found.gone, found.new) == (4, 5, 2, 2, 3)
    assert (found.key, found.changed) == ("번호", 1)
    assert [(one.name, one.filled_before, one.filled_now) for one in found.filled] == [("값", 0.75, 0.4)]


def test_repeated_rows_count_as_often_as_they_occur(tmp_path: Path) -> None:
    same = [("1", "가", "5")]
    found = difference(written(tmp_path, "before", same * 3), written(tmp_path, "now", same * 2), tmp_path / "scratch")
    assert (found.same, found.gone, found.new, found.key) == (2, 1, 0, None)


def test_columns_that_went_and_came_are_named(tmp_path: Path) -> None:
    before = written(tmp_path, "before", [("1", "가")], ("번호", "옛 이름"))
    found = difference(before, written(tmp_path, "now", [("1", "가")], ("번호", "새 이름")), tmp_path / "scratch")
    assert (found.columns_gone, found.columns_new, found.same) == (("옛 이름",), ("새 이름",), 1)
