"""What somebody who may write any select tries on data they see in part: nothing tells of what they do not see.

The workspace holds a file of what may be seen and reads no other; so the hidden is not a matter of how a question is planned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from connectors.engine import Workspace
from connectors.problem import Problem
from data_catalog import reading
from data_catalog.policy import ColumnRule, Condition, Policy, compiled, decide
from data_catalog.policy.guarding import table_of, write_seen
from tests.data_catalog.policy.seeing import READER, SALT, written

SECRET = "숨은이름"
ROWS = [{"name": f"보이는{n}", "code": "30200", "note": f"비밀메모{n}"} for n in range(20)]
ROWS += [{"name": f"{SECRET}{n}", "code": "11010", "note": f"비밀메모{n}"} for n in range(20)]
POLICY = Policy(
    "1", "t", "allow", "o", rows=(Condition("code", "begins", own="area_code"),),
    columns=(ColumnRule("hash", "name"), ColumnRule("allow", "code")),
)  # fmt: skip


@dataclass(frozen=True)
class Attacked:
    workspace: Workspace
    base: Path

    def said(self, sql: str) -> str:
        """Everything an attacker hears: the rows, or the error with all its words."""
        try:
            return str(self.workspace.fetch(sql).to_dicts())
        except (ValueError, duckdb.Error, Problem) as fault:
            return f"{fault} {fault.__cause__}"


@pytest.fixture
def attacked(tmp_path: Path) -> Iterator[Attacked]:
    base = written(tmp_path, ROWS, ("name", "code", "note"))
    table = table_of(base)
    guard = compiled(decide([POLICY], READER, table), READER, table, keep=("_line",), line="_line")
    assert guard is not None
    out = tmp_path / "seen" / "x.parquet"
    write_seen(base, guard, SALT, out)
    workspace = reading.open_tables(tmp_path / "work", {"calls": out})
    yield Attacked(workspace, base)
    workspace.close()


LISTINGS = [
    "select * from calls",
    "select * from information_schema.tables",
    "select * from information_schema.columns",
    "select * from information_schema.views",
    "select * from duckdb_tables()",
    "select * from duckdb_views()",
    "select * from duckdb_columns()",
    "select * from duckdb_settings()",
    "select * from duckdb_secrets()",
    "select * from duckdb_temporary_files()",
    "select * from duckdb_functions() where function_name = 'x'",
    "select * from sqlite_master",
    "select * from pg_catalog.pg_views",
    "select * from pragma_storage_info('calls')",
    "select * from pragma_table_info('calls')",
    "select * from pragma_database_size()",
    "show tables",
    "describe calls",
    "summarize calls",
    "explain analyze select * from calls",
    "pragma show_tables",
]

READS = [
    "select * from '{base}'",
    "select * from read_parquet('{base}')",
    "select * from parquet_scan('{base}')",
    "select * from parquet_metadata('{base}')",
    "select * from parquet_schema('{base}')",
    "select * from parquet_file_metadata('{base}')",
    "select * from parquet_kv_metadata('{base}')",
    "select * from parquet_bloom_probe('{base}', 'name', '숨은이름1')",
    "select * from glob('{folder}/*')",
    "select * from glob('{folder}/**')",
    "select * from read_text('{base}')",
    "select * from read_blob('{base}')",
    "select * from read_csv('{base}')",
    "select * from sniff_csv('{base}')",
    "select * from read_json_objects('{base}')",
    "select * from query('select * from ''{base}''')",
    "select * from query_table('{base}')",
    "select * from '{folder}/seen/../base.parquet'",
    "select * from base",
    "select * from frame",
    "attach '{base}'",
    "copy (select 1) to '{base}'",
    "create macro m() as table select * from '{base}'",
    "install httpfs",
    "set enable_external_access = true",
    "select 1; select * from '{base}'",
    "with t as (from '{base}') select * from t",
    "select (select max(name) from '{base}')",
    "select * from calls where exists (from '{base}' where name like '숨은%')",
    "prepare p as select * from '{base}'",
    "call duckdb_tables()",
]

# Each makes an error, or takes another time, where it meets a hidden value.
ERRORS = [
    "select count(*) from calls where cast(name as int) = 1",
    "select count(*) from calls where case when code = '11010' then error(name) else true end",
    "select count(*) from calls where 1 // (case when code = '11010' then 0 else 1 end) > 0",
    "select cast(name as date) from calls",
    "select cast(note as int) from calls",
    "select error(name) from calls where code = '11010'",
    "select count(*) from calls where regexp_matches(name, '숨은.*')",
    "select count(*) from calls where name like '숨은%' and 1 // 0 = 1",
    "select count(*) from calls where strptime(name, '%Y') is not null",
    "select count(*) from calls a join (select '11010' as c) b on case when a.code = b.c then error(a.name) else true end",
    "select max(name) over (order by code) from calls where code <> '30200'",
    "select min(code), max(code), count(distinct code) from calls",
    "select any_value(name) from calls where code = '11010'",
    "select stats(code) from calls limit 1",
    "select * from calls order by case when code = '11010' then error(name) else code end limit 1",
    "select list(name) from calls group by code having code = '11010'",
    "select _line, rowid from calls order by 1 desc limit 1",
    "select file_row_number, filename from calls limit 1",
    "select max(_line) from calls",
    "select try(cast(name as int)) from calls where code like '1%'",
]


@pytest.mark.parametrize("sql", LISTINGS + READS + ERRORS)
def test_nothing_hidden_is_told(attacked: Attacked, sql: str) -> None:
    said = attacked.said(sql.format(base=attacked.base, folder=attacked.base.parent))
    for hidden in (SECRET, "비밀메모", "11010'", "보이는", SALT.hex(), "salt_inner", "area_code", "begins"):
        assert hidden not in said.replace(sql, ""), said


def test_the_same_questions_would_tell_over_the_base_itself(attacked: Attacked, tmp_path: Path) -> None:
    # The attacks above are real ones: where the base is open they get through.
    workspace = reading.open_tables(tmp_path / "open", {"calls": attacked.base})
    bare = Attacked(workspace, attacked.base)
    told = [sql for sql in (*LISTINGS, *READS, *ERRORS) if SECRET in bare.said(sql.format(base=attacked.base, folder=tmp_path))]
    workspace.close()
    assert len(told) >= 15, told


def test_a_view_over_the_base_would_tell_the_policy_and_the_base(attacked: Attacked, tmp_path: Path) -> None:
    # Why the guard is a file and not a view: the workspace of a view must be able to read the base, and lists its text.
    workspace = reading.open_tables(tmp_path / "view", {"base": attacked.base})
    workspace.through("calls", "select code from base where starts_with(code, '302')")
    over = Attacked(workspace, attacked.base)
    listed, read = over.said("select sql from duckdb_views()"), over.said(f"select name from read_parquet('{attacked.base}')")
    workspace.close()
    assert "302" in listed
    assert SECRET in read


def test_errors_made_of_hidden_rows_do_not_happen(attacked: Attacked) -> None:
    # Where nothing visible makes the error, there is none: not even its being there tells.
    for sql in (ERRORS[1], ERRORS[2], ERRORS[5], ERRORS[9], ERRORS[14]):
        assert attacked.said(sql).startswith("["), sql


def test_the_file_itself_holds_no_byte_of_what_is_hidden(attacked: Attacked) -> None:
    for path in attacked.base.parent.rglob("*"):
        if path.is_file() and path != attacked.base:
            content = path.read_bytes()
            assert SECRET.encode() not in content
            assert "비밀메모".encode() not in content
            assert "보이는".encode() not in content
