"""Two hundred attacks by taking one result from another: under other filters, of other versions, by other groups, again and again.

The attacker knows the method, its table of chances and which persons each filter meets but not how many there are, keeps all that was
ever told of the same few, and asks for the few alone too. The secret is all they lack.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from connectors.duck import open_workspace
from data_catalog.disclosure import HIDING, Noise, Protection, is_few
from data_catalog.disclosure.cell_key import may_be
from models.kit.contract import ColumnSpec, Output, TableSpec
from models.kit.disclosing import disclosed_tables
from models.kit.protected_facts import mark_of
from models.kit.result import Table

_NOISE = Noise()
_KEYED = Protection("cell_key", _NOISE, b"the platform's secret, of a test")
_TRIES = 200
_WORDS = {"ko": "가", "en": "a"}

Range = tuple[int, int]


def _persons() -> pl.DataFrame:
    chance = np.random.default_rng(20_260)
    return pl.DataFrame(
        {
            "person": np.arange(600),
            "area": [f"area {n}" for n in chance.choice(14, 600, p=np.array([20, 16, 12, 10, 8, 8, 6, 6, 5, 4, 2, 1, 1, 1]) / 100)],
            "age": [f"{n}0s" for n in chance.integers(1, 9, 600)],
            "month": chance.integers(1, 13, 600),
        }
    )


def _mark(rows: pl.DataFrame) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "persons.parquet"
        rows.write_parquet(file)
        workspace = open_workspace(Path(folder) / "spill", reads=[file])
        try:
            workspace.view("persons", file)
            return mark_of(workspace, {"persons": file}, _KEYED.secret)
        finally:
            workspace.close()


class _Portal:
    """What the attacker may ask: how many persons, by groups, under any filter, of any version."""

    def __init__(self, protection: Protection) -> None:
        self.protection = protection

    def told(self, rows: pl.DataFrame, by: list[str], mark: str) -> dict[tuple[str, ...], int | None]:
        counted = rows.group_by(by).agg(pl.len().alias("people")).sort(by) if by else rows.select(pl.len().alias("people"))
        columns = (*(ColumnSpec(name, _WORDS) for name in by), ColumnSpec("people", _WORDS, "integer", counts=True))
        spec = TableSpec("persons", _WORDS, columns)
        output = Output("persons", _WORDS, (), _WORDS, tables=(spec,), disclosure="counts")
        (table,) = disclosed_tables([output], [Table(spec, counted, "persons")], self.protection, mark)
        return {row[:-1]: row[-1] for row in table.rows.iter_rows()}

    def could_be(self, told: int | None) -> Range:
        """The true counts behind one that was told."""
        if told is None:
            return (1, 10**6)
        possible = may_be(told, _NOISE) if self.protection.changes else [told]
        return (possible[0], possible[-1])


def _less(whole: Range, rest: Range) -> Range:
    return (max(0, whole[0] - rest[1]), whole[1] - rest[0])


def _sum(parts: list[Range]) -> Range:
    return (sum(low for low, _ in parts), sum(high for _, high in parts))


def _attacks(portal: _Portal) -> Iterator[tuple[str, frozenset[int], Range]]:
    """Two hundred tries: of which kind, whom they are after, how many those may be by this try."""
    people, chance = _persons(), np.random.default_rng(7)
    mark = _mark(people)
    for n in range(_TRIES):
        few = people.sample(1 + n % 4, seed=n) if n % 5 != 1 else people.filter(pl.col("area") == f"area {10 + n // 5 % 4}").head(1 + n % 4)
        rest = people.join(few, on="person", how="anti")
        kind = ("nested", "all but one", "month", "versions", "groups", "again")[n % 6]
        after = frozenset(few["person"].to_list())

        def ask(rows: pl.DataFrame, by: list[str] | None = None, of: str = mark) -> Range:
            return _sum([portal.could_be(one) for one in portal.told(rows, by or [], of).values()])

        if kind == "nested":
            beside = rest.sample(int(chance.integers(0, 300)), seed=n)
            yield kind, after, _less(ask(pl.concat([beside, few])), ask(beside))
        elif kind == "all but one":
            yield kind, after, _less(ask(people), ask(rest))
        elif kind == "month":
            month = int(chance.integers(1, 13))
            until = people.filter(pl.col("month") <= month)
            of_month = until.filter(pl.col("month") == month).filter(pl.col("area") == f"area {n % 14}")
            after = frozenset(of_month["person"].to_list())
            yield kind, after, _less(ask(until), ask(until.join(of_month, on="person", how="anti")))
        elif kind == "versions":
            # Before they came and after, each version under its own mark, as the platform would make it.
            yield kind, after, _less(ask(people, of=mark), ask(rest, of=_mark(rest)))
        elif kind == "groups":
            by = [["area"], ["age"], ["area", "age"], ["age", "month"]][n // 6 % 4]
            named = [name for name in by if name != "month"]
            yield kind, after, _less(ask(people, named), ask(rest, named))
        else:
            answers = {(ask(people), ask(rest)) for _ in range(20)}
            assert len(answers) == 1, "asking again tells no more: there is nothing to average"
            yield kind, after, _less(*answers.pop())
        yield "alone", after, ask(people.filter(pl.col("person").is_in(list(after))))


def _known(portal: _Portal) -> tuple[Counter[str], dict[frozenset[int], Range]]:
    tried: Counter[str] = Counter()
    known: dict[frozenset[int], Range] = {}
    for kind, after, (low, high) in _attacks(portal):
        assert low <= len(after) <= high, f"{kind}: the truth must be possible, or the attacker reckons wrongly"
        tried[kind] += 1
        before = known.get(after, (0, 10**6))
        known[after] = (max(before[0], low), min(before[1], high))
    return tried, known


def test_no_count_of_one_to_four_is_told_with_certainty_in_two_hundred_tries(capsys: pytest.CaptureFixture[str]) -> None:
    tried, known = _known(_Portal(_KEYED))
    few = {after: span for after, span in known.items() if is_few(len(after))}
    told = [after for after, (low, high) in few.items() if low == high]
    surely_few = [after for after, (low, high) in few.items() if low >= 1 and high <= 4]
    with capsys.disabled():
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(tried.items()))
        print(f"\n  tries {_TRIES} ({kinds}); groups of 1 to 4: {len(few)}; told exactly: {len(told)}; told to be few: {len(surely_few)}")
    assert sum(tried.values()) - tried["alone"] == _TRIES
    assert len(few) > 100
    assert not told
    assert not surely_few


def test_hiding_alone_does_not_withstand_the_same_attacks() -> None:
    """So that the attack is known to be one: it gets through where counts under filters are exact."""
    _, known = _known(_Portal(HIDING))
    assert sum(low == high and is_few(low) for low, high in known.values()) > 50


def test_the_same_persons_are_told_alike_in_versions_that_share_nearly_all_rows() -> None:
    people = _persons()
    marks = {_mark(people.filter(pl.col("person") != gone)) for gone in range(0, 600, 20)}
    assert len(marks) == 1, "versions have noise of their own only when the one record that marks the data is gone"
    assert _mark(people.with_columns(pl.col("area") + "!")) not in marks
