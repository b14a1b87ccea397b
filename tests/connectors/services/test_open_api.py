"""Open-data interfaces: every page, every row, every way they say no."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest

from connectors.outgoing import Gate, parse_hosts
from connectors.problem import Problem
from connectors.secrets import Secret
from connectors.services import open_api
from connectors.services.open_api import Count, Interface
from tests.open_data import KEY, OpenData, served

ROWS = [{"번호": number, "이름": f"곳 {number} & <둘>", "값": None if number % 2 else 0.5} for number in range(1, 26)]


@pytest.fixture
def data() -> Iterator[OpenData]:
    with served() as made:
        made.rows = ROWS
        yield made


def read(data: OpenData, folder: Path, kind: str = "json", **changed: Any) -> pl.DataFrame:
    out = folder / "rows.parquet"
    out.unlink(missing_ok=True)
    said = {"url": data.url(kind), "key": Secret(KEY), "page_rows": 10, "parameters": {"시도": "강원"}, **changed}
    count = said.pop("count", Count())
    _, rows = open_api.read(Gate(parse_hosts(f"127.0.0.1:{data.port}")), Interface(**said), out, 1 << 24, count, sleep=lambda _: None)
    frame = pl.read_parquet(out)
    assert frame.height == rows
    return frame


@pytest.mark.parametrize("kind", ["json", "xml", "cloud"])
@pytest.mark.parametrize("rows", [1, 10, 25])
def test_every_row_of_every_page_comes(data: OpenData, tmp_path: Path, kind: str, rows: int) -> None:
    data.rows = ROWS[:rows]
    frame = read(data, tmp_path, kind)
    assert frame.columns == ["번호", "이름", "값"]
    assert frame["번호"].to_list() == [str(number) for number in range(1, rows + 1)]
    assert frame["이름"].to_list()[0] == "곳 1 & <둘>"
    assert frame["값"].to_list()[:2] == [None, "0.5"][:rows]
    assert [asked["pageNo"] for asked in data.asked] == [str(page) for page in range(1, -(-rows // 10) + 1)]
    assert {asked["시도"] for asked in data.asked} == {"강원"}


def test_the_key_is_taken_as_the_portal_hands_it_out_either_way(data: OpenData, tmp_path: Path) -> None:
    for key in (KEY, quote(KEY, safe="")):
        assert read(data, tmp_path, key=Secret(key)).height == 25


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_nothing_there_is_no_rows_and_no_fault(data: OpenData, tmp_path: Path, kind: str) -> None:
    data.rows = []
    assert read(data, tmp_path, kind).height == 0


def told(data: OpenData, folder: Path, **changed: Any) -> Problem:
    with pytest.raises(Problem) as raised:
        read(data, folder, **changed)
    assert KEY not in json.dumps(raised.value.to_json())
    assert [path.name for path in folder.iterdir()] == []
    return raised.value


def test_mistakes_that_come_as_xml_to_a_json_question_are_understood(data: OpenData, tmp_path: Path) -> None:
    problem = told(data, tmp_path, key=Secret("another"))
    assert (problem.code, problem.facts["why"]) == ("api.key_refused", "unknown")
    data.quota = 1
    assert told(data, tmp_path).code == "api.quota_over"


def test_our_own_count_ends_before_the_quota_does(data: OpenData, tmp_path: Path) -> None:
    count = Count()
    assert told(data, tmp_path, calls=2, count=count).code == "api.quota_kept"
    assert (count.calls, len(data.asked)) == (2, 2)


def test_a_stumble_is_asked_again_and_counts(data: OpenData, tmp_path: Path) -> None:
    data.stumbles, count = 2, Count()
    assert read(data, tmp_path, count=count).height == 25
    assert count.calls == 5
    data.stumbles = 9
    assert told(data, tmp_path).code == "api.stumbled"


def test_rows_that_did_not_come_are_told_never_passed_over(data: OpenData, tmp_path: Path) -> None:
    data.told_total = 40
    problem = told(data, tmp_path)
    assert (problem.code, problem.facts) == ("api.rows_missing", {"told": 40, "came": 25})
    data.same_page = True
    assert told(data, tmp_path).code == "api.pages_repeat"


def test_columns_that_only_later_rows_have_are_kept(data: OpenData, tmp_path: Path) -> None:
    data.rows = [{"a": 1}, *({"a": number, "b": {"c": [1]}} for number in range(15))]
    frame = read(data, tmp_path)
    assert frame.columns == ["a", "b"]
    assert frame["b"].to_list()[:2] == [None, '{"c": [1]}']


@pytest.mark.parametrize(
    "body",
    [b"<html><body>Login</body></html>", b"{", b"", b"[1, 2]", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><item><c>&b;</c></item></a>',
     b'{"response": {"body": {"totalCount": 3}}}', b"<a>" * 5_000],
)  # fmt: skip
def test_an_answer_that_is_none_is_told(data: OpenData, tmp_path: Path, body: bytes) -> None:
    data.answer = lambda _kind, _said: ("text/plain", body)  # type: ignore[method-assign]
    assert told(data, tmp_path).code == "api.answer_unreadable"


def test_what_is_kept_of_the_question_has_no_key(data: OpenData) -> None:
    asked = Interface(f"{data.url()}?serviceKey=abc&sido=1", Secret(KEY), {"year": "2024"})
    assert open_api.shown(asked) == f"{data.url()}?sido=1&year=2024"
