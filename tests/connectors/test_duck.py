"""The DuckDB workspace: what it gives, what it refuses, how it stops."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from connectors.duck import open_workspace, quoted
from connectors.engine import Interrupted, Workspace
from connectors.problem import Problem

_ENDLESS = "select count(*) as n from range(100000000) a, range(10000) b where hash(a.range + b.range) % 7 = 3"


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "it's calls.parquet"
    path.parent.mkdir()
    pl.DataFrame({"call": ["1", "2", "3"], "minutes": [4.0, None, 9.0]}).write_parquet(path)
    return path


@pytest.fixture
def workspace(tmp_path: Path, calls: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "spill", memory_mb=200, reads=[calls])
    yield opened
    opened.close()


def test_a_view_gives_every_column_asked_for_and_nulls_for_the_rest(workspace: Workspace, calls: Path) -> None:
    workspace.view("calls", calls, {"minutes": "DOUBLE", "place_lon": "DOUBLE", "call": "VARCHAR"})
    frame = workspace.fetch("select * from calls")
    assert frame.columns == ["minutes", "place_lon", "call"]
    assert frame["place_lon"].to_list() == [None, None, None]
    assert frame.schema["place_lon"] == pl.Float64


def test_a_table_is_computed_from_a_select_with_settings(workspace: Workspace, calls: Path) -> None:
    workspace.view("calls", calls)
    sql = "-- one row per late call\nselect call from calls where minutes > $limit_min -- done"
    workspace.create("late", sql, {"limit_min": 7})
    assert workspace.fetch("select * from late").to_dicts() == [{"call": "3"}]
    assert workspace.rows("late") == 1
    assert workspace.has("late")
    assert not workspace.has("early")


def test_a_table_that_may_be_large_lies_in_a_file_and_has_the_same_rows_in_the_same_order(workspace: Workspace, tmp_path: Path) -> None:
    wide = ", ".join(f"range + {number} as n{number}" for number in range(30))
    sql = f"select range as n, range % 7 as part, {wide} from range($many) order by part, n"
    workspace.create("held", sql, {"many": 300_000})
    workspace.create("kept", sql, {"many": 300_000}, most_rows=300_000)
    assert workspace.rows("kept") == 300_000
    assert workspace.fetch("select * from kept").equals(workspace.fetch("select * from held"))
    assert [file.name for file in tmp_path.glob("spill/*.parquet")] == ["kept.parquet"]


def test_a_table_worked_out_anew_shows_what_it_stands_on_and_stands_nowhere(workspace: Workspace, tmp_path: Path) -> None:
    workspace.put("calls", pl.DataFrame({"a": [1, 2, 3]}))
    workspace.through("late", "-- one row per late call\nselect a, a * 10 as b from calls where a > 1 -- done")
    assert workspace.fetch("select * from late").rows() == [(2, 20), (3, 30)]
    assert (workspace.rows("late"), workspace.has("late")) == (2, True)
    assert not list(tmp_path.glob("spill/*.parquet"))
    with pytest.raises(ValueError, match="one select"):
        workspace.through("both", "select 1 as a; drop table calls")


def test_a_list_setting_reaches_the_statement(workspace: Workspace, calls: Path) -> None:
    workspace.view("calls", calls)
    found = workspace.fetch("select call from calls where list_contains($wanted, minutes)", {"wanted": [4.0, 5.0]})
    assert found["call"].to_list() == ["1"]


def test_a_frame_becomes_a_table_under_any_name(workspace: Workspace) -> None:
    hostile = 'x"; drop table y; --'
    workspace.put(hostile, pl.DataFrame({"a": [1, 2]}))
    assert workspace.rows(hostile) == 2
    assert workspace.fetch(f"select sum(a) as total from {quoted(hostile)}")["total"].to_list() == [3]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from read_csv('/etc/passwd')",
        "select * from glob('/*')",
    ],
)
def test_no_other_file_can_be_read(workspace: Workspace, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        workspace.fetch(sql)


def test_a_neighbour_of_an_input_cannot_be_read(workspace: Workspace, calls: Path) -> None:
    neighbour = calls.with_name("neighbour.parquet")
    pl.DataFrame({"a": [1]}).write_parquet(neighbour)
    with pytest.raises(duckdb.PermissionException):
        workspace.view("other", neighbour)


def test_rows_are_saved_only_where_the_workspace_may_look(tmp_path: Path) -> None:
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    workspace = open_workspace(tmp_path / "spill", reads=[allowed])
    assert workspace.save("select range as a from range(5) where range > $n -- most", allowed / "a.parquet", {"n": 1}) == 3
    assert pl.read_parquet(allowed / "a.parquet")["a"].to_list() == [2, 3, 4]
    with pytest.raises(duckdb.PermissionException):
        workspace.save("select 1 as a", tmp_path / "a.parquet")
    workspace.close()


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as a; drop table calls",
        "copy (select 1) to '{folder}/x.csv'",
        "attach '{folder}/x.db'",
        "pragma database_list",
        "set memory_limit = '9GB'",
        "install httpfs",
        "create table t as select 1",
        "",
    ],
)
def test_only_one_select_is_run(workspace: Workspace, tmp_path: Path, sql: str) -> None:
    with pytest.raises(ValueError, match="select"):
        workspace.create("t", sql.format(folder=tmp_path))
    assert not list(tmp_path.glob("x.*"))


def test_the_settings_stay_locked(workspace: Workspace) -> None:
    raw = workspace._connection  # type: ignore[attr-defined]
    for setting in ("memory_limit = '9GB'", "enable_external_access = true", "allowed_directories = ['/']"):
        with pytest.raises(duckdb.InvalidInputException):
            raw.execute(f"set {setting}")


def test_a_long_statement_draws_nothing_on_the_output(tmp_path: Path) -> None:
    # Without a main file the engine takes itself to be used by hand, and draws a bar: so does a worker begin.
    program = (
        "from pathlib import Path; from connectors.duck import open_workspace; import sys; w = open_workspace(Path(sys.argv[1]));"
        "w.create('n', \"select count(*) as n from range(50000000) a, range(20) b where hash(a.range + b.range) % 7 = 3\")"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=root, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("", "")


def test_a_python_variable_is_never_taken_for_a_table(workspace: Workspace) -> None:
    secrets = pl.DataFrame({"a": [1]})  # noqa: F841
    with pytest.raises(duckdb.CatalogException):
        workspace.fetch("select * from secrets")


@pytest.mark.timeout(20)
def test_a_statement_under_way_is_stopped_from_another_thread(workspace: Workspace) -> None:
    threading.Timer(0.3, workspace.cancel).start()
    began = time.monotonic()
    with pytest.raises(Interrupted):
        workspace.create("endless", _ENDLESS)
    assert time.monotonic() - began < 3
    threading.Timer(0.3, workspace.cancel).start()
    with pytest.raises(Interrupted):
        workspace.fetch(_ENDLESS)


def test_too_little_memory_is_said_with_the_limit(workspace: Workspace) -> None:
    with pytest.raises(Problem) as raised:
        workspace.fetch("select list(range) as a from range(100000000)")
    assert (raised.value.code, raised.value.facts) == ("engine.memory", {"limit_mb": 200})
