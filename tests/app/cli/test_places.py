"""`modu places`: the address book from the shell, and an address of a file given its point by `modu run`."""

import json
from pathlib import Path

import pytest

from app.cli.main import main
from tests.data_catalog.test_address_book import entrances


def test_a_book_is_loaded_asked_and_used_by_whoever_brings_addresses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, file = str(tmp_path / "home"), tmp_path / "entrc_seoul.txt"
    file.write_bytes(entrances("서울특별시", "종로구", "11110", {"가온로": 30}).encode("cp949"))
    assert main(["places", "load", str(file), "--home", home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["loaded"][0]["rows_kept"] == 30
    assert main(["places", "find", "서울 종로구 가온로 7", "모름", "--home", home, "--json"]) == 0
    assert [one["match"] for one in json.loads(capsys.readouterr().out)["found"]] == ["exact", "none"]
    posts = tmp_path / "posts.csv"
    posts.write_text("119안전센터명,주소\n가온119안전센터,서울 종로구 가온로 3\n나래119안전센터,서울 종로구 가온로 21\n", encoding="utf-8")
    calls = tmp_path / "calls.csv"
    lines = [
        f"2024-03-{day:02d} 09:{minute:02d}:00,2024-03-{day:02d} 09:{minute + 6:02d}:00,가온119안전센터,126.98,37.57"
        for day in range(1, 29)
        for minute in range(0, 50, 10)
    ]
    calls.write_text("신고일시,현장도착일시,출동안전센터,경도,위도\n" + "\n".join(lines) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    asked = [
        "run",
        "golden_hour",
        "--input",
        f"dispatch={calls}",
        "--input",
        f"center={posts}",
        "--out",
        str(out),
        "--home",
        home,
        "--json",
    ]
    assert main(asked) == 0
    used = {one["name"]: one for one in json.loads((out / "result.json").read_text(encoding="utf-8"))["inputs"]}
    assert "geocoded" in {reason["code"].removeprefix("prepare.") for reason in used["center"]["reasons"]}


def test_an_empty_book_says_how_to_fill_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "find", "서울 종로구 가온로 7", "--home", str(tmp_path / "home")]) == 2
    assert "modu places load" in capsys.readouterr().err
