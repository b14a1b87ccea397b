"""What a policy costs the query it guards: over 10,000,000 rows, beside the same query bare in DuckDB, which gives the same answer.

`python -m benchmarks.policies [--rows 10000000] [--runs 3] [--shape period]`. Bare is the filter and the expression written by hand over
the base file, as somebody trusted would; guarded is the query over what the policies compile to (compiled once a process for the same
policies and reader, which is told apart); "seen" is the query over the file that is made for a reader once
(`data_catalog.policy.guarding`), and its making is told apart. The cost is of processor seconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.ratio import pair
from data_catalog.policy import Asker, ColumnRule, Condition, Policy, Subject, compiled, decide
from data_catalog.policy.asker import Place
from data_catalog.policy.compile import Guard
from data_catalog.policy.guarding import table_of, write_seen
from data_catalog.policy.rules import salted

SALT = bytes(range(32))
READER = Asker("p", (Place(("o",)),), date(2024, 5, 15))
CODES = tuple(f"30200{n:05d}" for n in range(40))
MANY = tuple(f"30200{n:05d}" for n in range(10_000))
PADS = salted(SALT)
HASHED = "'#' || left(sha256($salt_outer || unhex(sha256($salt_inner || encode(lower(trim(name)))))), 20)"


@dataclass(frozen=True)
class Shape:
    """One policy and one query: `bare` stands for the table in the query when it is written by hand."""

    name: str
    rows: tuple[Condition, ...]
    columns: tuple[ColumnRule, ...]
    query: str
    bare: str


def _allow(*names: str) -> tuple[ColumnRule, ...]:
    return tuple(ColumnRule("allow", name) for name in names)


PER_DAY = "select day, count(*) as n, sum(amount) as amount from {t} group by day order by day"
SHAPES = (
    Shape("rows by 40 codes", (Condition("code", "is", CODES),), _allow("day", "amount"), PER_DAY,
          f"(select day, amount from {{base}} where code in {CODES})"),
    Shape("rows by 10,000 codes", (Condition("code", "is", MANY),), _allow("day", "amount"), PER_DAY,
          f"(select day, amount from {{base}} where code in {MANY})"),
    Shape("rows by the beginning of a code", (Condition("code", "begins", ("3020000",)),), _allow("day", "amount"), PER_DAY,
          "(select day, amount from {base} where starts_with(code, '3020000'))"),
    Shape("rows by a period, kept as days", (Condition("day", "at_least", ("2022-01-01",), "day"),
                                             Condition("day", "at_most", ("2022-06-30",), "day")), _allow("day", "amount"), PER_DAY,
          "(select day, amount from {base} where day between date '2022-01-01' and date '2022-06-30')"),
    Shape("rows by a period, kept as text", (Condition("day_text", "at_least", ("2022-01-01",), "day"),), _allow("day", "amount"), PER_DAY,
          "(select day, amount from {base} where try_cast(day_text as date) >= date '2022-01-01')"),
    Shape("a name masked", (), (ColumnRule("mask", "name", size=1), *_allow("amount")),
          "select name, count(*) as n, sum(amount) as a from {t} group by name order by name",
          "(select left(name, 1) || '***' as name, amount from {base})"),
    Shape("a name hashed", (), (ColumnRule("hash", "name"), *_allow("amount")),
          "select name, count(*) as n from {t} group by name order by n desc, name limit 20",
          f"(select {HASHED} as name, amount from {{base}})"),
    Shape("days to months", (), (ColumnRule("generalise", "day", way="month"), *_allow("amount")),
          "select day, count(*) as n from {t} group by day order by day", "(select strftime(day, '%Y-%m') as day, amount from {base})"),
    Shape("ages to bands", (), (ColumnRule("generalise", "age", way="bands", size=10), *_allow("amount")),
          "select age, count(*) as n from {t} group by age order by age",
          "(select (age // 10 * 10) || '~' || (age // 10 * 10 + 9) as age, amount from {base})"),
    Shape("amounts rounded", (), (ColumnRule("round", "amount", size=1000),),
          "select amount, count(*) as n from {t} group by amount order by n desc, amount limit 20",
          "(select (round(amount / 1000) * 1000)::bigint::varchar as amount from {base})"),
    Shape("codes to a prefix", (), (ColumnRule("generalise", "code", way="prefix", size=8),),
          "select code, count(*) as n from {t} group by code order by code", "(select left(code, 8) as code from {base})"),
    Shape("a column untouched, others dropped", (), _allow("amount"), "select sum(amount) as a, count(*) as n from {t}", "{base}"),
)  # fmt: skip


def main() -> None:
    """Prints one row a shape."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=10_000_000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--shape", default="", help="only those with this in their name")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        base = Path(place) / "base.parquet"
        _make(base, chosen.rows)
        print(f"{chosen.rows:,} rows, DuckDB {duckdb.__version__}, CPU seconds\n")
        print("| policy | bare | guarded | cost | compiling first | over the file seen | making that file | same answer |")
        print("|---|---|---|---|---|---|---|---|")
        for shape in (one for one in SHAPES if chosen.shape in one.name):
            print(_measured(shape, base, Path(place), chosen.runs), flush=True)


def _measured(shape: Shape, base: Path, place: Path, runs: int) -> str:
    connection = duckdb.connect(config={"threads": "2", "memory_limit": "3GB"})
    connection.execute(f"create view base as from read_parquet('{base}')")
    began = time.process_time()
    guard = _guard(shape, base)
    first_s = time.process_time() - began
    bare = shape.query.format(t=shape.bare.format(base="base"))
    asks = _asking(connection)

    def guarded() -> Any:
        made = _guard(shape, base)
        return asks(shape.query.format(t=f"({made.sql})"), made.needs_salt)

    found = pair(guarded, lambda: asks(bare, guard.needs_salt), runs=runs)
    out = place / "seen.parquet"
    began = time.process_time()
    write_seen(base, guard, SALT, out)
    making_s = time.process_time() - began
    once = pair(lambda: asks(shape.query.format(t=f"read_parquet('{out}')"), False), lambda: None, runs=runs)
    out.unlink()
    same = "yes" if found.ours == found.peer == once.ours else "NO"
    cost = found.ours_cpu_s / found.peer_cpu_s - 1
    told = (shape.name, f"{found.peer_cpu_s:.3f}", f"{found.ours_cpu_s:.3f}", f"{cost:+.1%}", f"{first_s:.3f}", f"{once.ours_cpu_s:.3f}",
            f"{making_s:.2f}", same)  # fmt: skip
    return f"| {' | '.join(told)} |"


def _guard(shape: Shape, base: Path) -> Guard:
    policy = Policy("1", "t", "allow", "o", Subject("o"), rows=shape.rows, columns=shape.columns)
    table = table_of(base)
    guard = compiled(decide([policy], READER, table), READER, table)
    assert guard is not None
    return guard


def _asking(connection: duckdb.DuckDBPyConnection) -> Callable[[str, bool], list[tuple[Any, ...]]]:
    return lambda sql, salted_: connection.execute(sql, PADS if salted_ else {}).fetchall()


def _make(path: Path, rows: int) -> None:
    duckdb.sql(f"""copy (
        select '30200' || lpad((i * 7919 % 20000)::varchar, 5, '0') as code, '이름' || (i * 104729 % 200003) as name,
               date '2021-01-01' + (i * 31 % 1200)::int as day, (date '2021-01-01' + (i * 31 % 1200)::int)::varchar as day_text,
               (i * 13 % 100)::int as age, (i * 7907 % 1000000)::double as amount
        from range({rows}) as made(i)) to '{path}' (format parquet, compression zstd)""")


if __name__ == "__main__":
    main()
