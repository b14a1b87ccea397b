"""Rows from a real PostgreSQL and a real MariaDB: each cell as the server writes it, none lost, nothing written."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import psutil
import psycopg
import pytest

from connectors.databases import mysql, postgres
from connectors.databases.query import Condition, Query
from connectors.databases.server import Bounds, Server
from connectors.disk import is_full
from connectors.outgoing import Gate, parse_hosts
from connectors.problem import Problem
from connectors.secrets import Secret
from tests import servers

ROWS = 50_000
BOUNDS = Bounds(64 << 20, 60)


@dataclass
class Kind:
    """One kind of server, filled with the same table."""

    reader: Any
    gate: Gate
    server: Server
    run: Callable[[str], None]
    schema: str

    def read(self, folder: Path, query: Query, bounds: Bounds = BOUNDS) -> pl.DataFrame:
        out = folder / "rows.parquet"
        out.unlink(missing_ok=True)
        _, rows = self.reader.read(self.gate, self.server, query, out, bounds)
        frame = pl.read_parquet(out)
        assert frame.height == rows
        return frame


@pytest.fixture(params=["postgresql", "mariadb"])
def kind(request: pytest.FixtureRequest) -> Kind:
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url").replace("postgresql+psycopg", "postgresql")
        port, name = int(url.rsplit(":", 1)[1].split("/")[0]), url.rsplit("/", 1)[1]
        made = Kind(
            postgres, _gate(port), Server("127.0.0.1", port, name, "modu", Secret("x"), "off"), lambda sql: _run(url, sql), "public"
        )
    else:
        maria: servers.MariaDb = request.getfixturevalue("maria")
        server = Server("127.0.0.1", maria.port, "city", "reader", Secret(maria.password), "off")
        made = Kind(mysql, _gate(maria.port), server, lambda sql: maria.run(f"use city; {sql}"), "city")
    moment = "timestamp" if request.param == "postgresql" else "datetime"
    made.run(
        'drop table if exists visits; create table visits ("번호" integer primary key, "받은 때" {moment}, "금액" decimal(12,2), '
        '"비율" double precision, "메모" varchar(200), "날" date);'.replace("{moment}", moment).replace(
            '"', "`" if request.param == "mariadb" else '"'
        )
    )
    return made


def _gate(port: int) -> Gate:
    return Gate(parse_hosts(f"127.0.0.1:{port}"))


def _run(url: str, sql: str) -> None:
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(sql)  # type: ignore[call-overload]


def fill(kind: Kind) -> None:
    kind.run(
        "insert into visits values (1, '2024-03-01 09:05:00', 1234.50, 0.1, '홍''길동 \"가\"', '2024-03-01'), "
        "(2, null, null, null, null, null), (3, '2024-12-31 23:59:59', -0.01, 1e300, '', '1999-01-01')"
    )


def test_every_cell_is_what_the_server_writes(kind: Kind, tmp_path: Path) -> None:
    fill(kind)
    frame = kind.read(tmp_path, Query(table=f"{kind.schema}.visits"))
    assert frame.columns == ["번호", "받은 때", "금액", "비율", "메모", "날"]
    assert set(frame.dtypes) == {pl.String}
    rows = {row[0]: row[1:] for row in frame.rows()}
    assert rows["1"] == ("2024-03-01 09:05:00", "1234.50", "0.1", '홍\'길동 "가"', "2024-03-01")
    assert rows["2"] == (None, None, None, None, None)
    assert (rows["3"][1], float(rows["3"][2]), rows["3"][3] or None) == ("-0.01", 1e300, None)


def test_columns_and_conditions_are_kept_to(kind: Kind, tmp_path: Path) -> None:
    fill(kind)
    where = (Condition("날", ">=", "2000-01-01"), Condition("메모", "contains", "길동"), Condition("금액", "filled"))
    frame = kind.read(tmp_path, Query(table=f"{kind.schema}.visits", columns=("메모", "번호"), where=where))
    assert frame.rows() == [('홍\'길동 "가"', "1")]


@pytest.mark.parametrize("value", ["' or 1=1 -- ", "\\' or 1=1 -- ", "'; drop table visits; -- ", "%", "\\", "_"])
def test_a_value_never_becomes_part_of_the_question(kind: Kind, tmp_path: Path, value: str) -> None:
    fill(kind)
    for operator in ("=", "contains"):
        assert kind.read(tmp_path, Query(table="visits", where=(Condition("메모", operator, value),))).height == 0
    assert kind.read(tmp_path, Query(table="visits")).height == 3


def test_a_name_never_becomes_part_of_the_question(kind: Kind, tmp_path: Path) -> None:
    fill(kind)
    for column in ('번호" from visits; drop table visits; --', "번호` from visits; drop table visits; --"):
        with pytest.raises(Problem) as raised:
            kind.read(tmp_path, Query(table="visits", columns=(column,)))
        assert raised.value.code == "database.refused"
    assert kind.read(tmp_path, Query(table="visits")).height == 3


def test_a_select_by_hand_runs_and_nothing_else_does(kind: Kind, tmp_path: Path) -> None:
    fill(kind)
    frame = kind.read(tmp_path, Query(sql="select count(*) as n, max(v.번호) as top from visits v where v.번호 < 3 -- all;"))
    assert frame.rows() == [("2", "2")]
    for sql in ("delete from visits", "select 1 as a; drop table visits", "select 번호 from visits for update", "call x()"):
        with pytest.raises(Problem) as raised:
            kind.read(tmp_path, Query(sql=sql))
        assert raised.value.code == "query.not_a_select", sql


def test_the_server_is_asked_to_let_nothing_be_written(kind: Kind) -> None:
    fill(kind)
    with pytest.raises(Problem), kind.reader._open(kind.gate, kind.server, 10.0) as cursor:
        cursor.execute("create table written (a integer)")
    assert "written" not in str(kind.reader.tables(kind.gate, kind.server))


def test_the_tables_one_may_read_are_listed_with_their_columns(kind: Kind) -> None:
    found = {line.name: line.columns for line in kind.reader.tables(kind.gate, kind.server)}
    assert found[f"{kind.schema}.visits"][:2] == ("번호", "받은 때")


def test_what_is_wrong_is_told_and_the_secret_is_not(kind: Kind, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secret = "아주-비밀-9731"
    told: dict[str, Problem] = {}
    wrong = {
        "database": {"database": "nowhere"}, "port": {"port": servers.free_port()}, "tls": {"tls": "verify"},
        "user": {"user": "nobody-here"},
    }  # fmt: skip
    for name, changed in wrong.items():
        if name == "user" and kind.reader is postgres:
            continue  # this server trusts everybody
        server = Server(**{**{field: getattr(kind.server, field) for field in Server.__dataclass_fields__}, **changed})
        if name == "user":
            server = Server(**{**server.__dict__, "secret": Secret(secret)})
        with pytest.raises(Problem) as raised:
            kind.reader.read(_gate(server.port), server, Query(table="visits"), tmp_path / "x", BOUNDS)
        told[name] = raised.value
        assert secret not in json.dumps(raised.value.to_json(), ensure_ascii=False) + repr(server) + caplog.text
    expected = {
        "database": "database.not_there",
        "port": "outgoing.unreachable",
        "tls": "database.no_tls",
        "user": "database.account_refused",
    }
    if kind.reader is mysql:
        expected["tls"] = "outgoing.tls"  # it has a certificate, which nobody vouches for
        expected["database"] = "database.account_refused"  # it does not say what is not there to whom it is not granted
    assert {name: problem.code for name, problem in told.items()} == {name: expected[name] for name in told}


def test_a_host_that_is_not_listed_is_not_contacted(kind: Kind, tmp_path: Path) -> None:
    with pytest.raises(Problem) as raised:
        kind.reader.read(Gate(()), kind.server, Query(table="visits"), tmp_path / "x", BOUNDS)
    assert raised.value.code == "outgoing.not_listed"


def test_many_rows_come_in_little_memory_and_a_limit_holds(kind: Kind, tmp_path: Path) -> None:
    sequence = f"generate_series(1, {ROWS}) as s(seq)" if kind.reader is postgres else f"seq_1_to_{ROWS}"
    kind.run(f"insert into visits select seq, null, seq, 0, repeat('가', 60), null from {sequence}")
    most, stop = [0], threading.Event()
    before = psutil.Process().memory_info().rss

    def watch() -> None:
        while not stop.wait(0.01):
            most[0] = max(most[0], psutil.Process().memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        frame = kind.read(tmp_path, Query(table="visits"))
    finally:
        stop.set()
        watching.join()
    assert frame.height == ROWS
    assert frame["번호"].cast(pl.Int64).sum() == ROWS * (ROWS + 1) // 2
    assert most[0] - before < 150e6
    with pytest.raises(Problem) as raised:
        kind.read(tmp_path, Query(table="visits"), Bounds(50_000, 60))
    assert raised.value.code == "storage.too_large"
    assert not (tmp_path / "rows.parquet").exists()


def test_a_full_disk_is_no_fault_of_the_server(kind: Kind, tmp_path: Path) -> None:
    fill(kind)
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(OSError) as raised:  # noqa: PT011  the number says which
        kind.reader.read(_gate(kind.server.port), kind.server, Query(table="visits"), tmp_path / "full", BOUNDS)
    assert is_full(raised.value)


def test_columns_of_one_name_are_told(kind: Kind, tmp_path: Path) -> None:
    fill(kind)
    with pytest.raises(Problem) as raised:
        kind.read(tmp_path, Query(sql="select a.번호, b.번호 from visits a join visits b on a.번호 = b.번호"))
    assert raised.value.code in ("query.columns_repeat", "database.refused")


def test_an_encrypted_connection_is_encrypted(maria: servers.MariaDb, tmp_path: Path) -> None:
    server = Server("127.0.0.1", maria.port, "city", "reader", Secret(maria.password), "require")
    with mysql._open(_gate(maria.port), server, 10.0) as cursor:
        cursor.execute("show session status like 'Ssl_cipher'")
        assert cursor.fetchall()[0][1].startswith("TLS_")
