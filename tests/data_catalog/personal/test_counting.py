"""What is asked of many texts at once is what each kind's own pattern says of them, one by one."""

import random
from pathlib import Path

import polars as pl

from connectors.duck import open_workspace
from data_catalog.personal.counting import any_sql, sql_text
from data_catalog.personal.disguise import MAYBE
from data_catalog.personal.kinds import INSIDE, SHORTEST

PARTS = (
    "중앙로 12", "역삼동", "101동", " 1203호", "3층", " 301호", "가동", "지하 1층", ", ", " ", "제", "번지", "길 3-2", "에서", "호",
    "선", "Oak Street", "12 ", "Apt", "Apartment", " Unit", " 4B", "#5", "010-1234-5678", "850101-1234567", "국민은행 ", "123456-01-123456",
    "성명: 홍길동", "민원인 김철수님", "a@b.co.kr", "211.34.105.7", "12가3456", "여권 M12345678", "카드 4111111111111111", "１２",
    "\u200b", "9",
)  # fmt: skip


def test_all_kinds_at_once_find_what_each_finds_alone(tmp_path: Path) -> None:
    chance = random.Random(11)
    texts = ["".join(chance.choices(PARTS, k=chance.randint(1, 7))) for _ in range(20_000)]
    alone = " or ".join(f"regexp_matches(v, {sql_text(pattern)})" for pattern in (*(detector.sql for detector in INSIDE), MAYBE))
    workspace = open_workspace(tmp_path / "work")
    workspace.put("texts", pl.DataFrame({"v": texts}))
    found = workspace.fetch(f"select {any_sql('v')} as together, strlen(v) >= {SHORTEST} and ({alone}) as alone from texts")
    homes = workspace.fetch(f"select count(*) from texts where regexp_matches(v, {sql_text(_home())})").item()
    workspace.close()
    assert found["together"].to_list() == found["alone"].to_list()
    assert 0 < found["together"].sum() < len(texts)
    assert homes > 300


def _home() -> str:
    return next(detector.sql for detector in INSIDE if detector.kind == "home_address")
