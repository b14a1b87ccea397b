"""Repairs and checks from the command line: what was read as what stands in the result, and choices are said by code."""

import json
from pathlib import Path

from tests.app.cli.conftest import Command

HEAD = "신고일시,현장도착일시,출동센터"


def calls(folder: Path, *rows: str) -> Path:
    file = folder / "출동.csv"
    days = [(f"2024-01-{1 + n % 28:02d} 10:", n % 50, "온천" if n % 2 else "노은") for n in range(60)]
    good = [f"{day}{minute:02d},{day}{minute + 7:02d},{center}" for day, minute, center in days]
    file.write_text("\n".join([HEAD, *good, *rows]) + "\n", "utf-8")
    return file


def test_a_profile_lists_the_cells_by_their_repair_and_what_is_odd(command: Command, tmp_path: Path) -> None:
    file = calls(tmp_path, "2024.1.3 10:00,2024-01-03 24:00,온천", "2024-01-05 25:10,2024-01-06 01:20,노 은")
    code, told, _ = command("profile", file)
    assert code == 0
    repairs = {one["code"]: one for one in told["repairs"]}
    assert (repairs["date.dotted"]["state"], repairs["date.dotted"]["cells"], repairs["date.dotted"]["column"]) == ("read", 1, "신고일시")
    assert repairs["time.over_24"]["examples"] == [{"line": 63, "before": "2024-01-05 25:10", "after": "2024-01-06 01:10"}]
    assert repairs["time.day_end"]["examples"][0]["after"] == "2024-01-04 00:00"
    assert {"spelling"} <= {one["code"] for one in told["findings"]}
    english = command("profile", file, "--lang", "en")[1]
    assert "next day" in next(one["said"] for one in english["repairs"] if one["code"] == "time.over_24")


def test_a_run_makes_the_repairs_named_and_says_so_in_its_result(command: Command, tmp_path: Path) -> None:
    file = calls(tmp_path, "2024-01-05 25:10,2024-01-06 01:20,노은")
    code, left, _ = command("run", "golden_hour", "--input", f"dispatch={file}", "--out", tmp_path / "left")
    assert (code, left["rows_kept"]["dispatch"], left["rows_set_aside"]["dispatch"]) == (0, 60, 1)
    code, mended, _ = command(
        "run", "golden_hour", "--input", f"dispatch={file}", "--repair", "time.over_24:call_at", "--out", tmp_path / "out"
    )
    assert (code, mended["rows_kept"]["dispatch"], mended["rows_set_aside"]["dispatch"]) == (0, 61, 0)
    use = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))["inputs"][0]
    assert use["mapping"]["call_at"]["repairs"] == ["time.over_24"]
    told = next(one for one in use["reasons"] if one["code"] == "repaired.time.over_24")
    assert (told["rows"], told["facts"]["before"], told["facts"]["after"]) == (1, "2024-01-05 25:10", "2024-01-06 01:10")
    code, again, _ = command(
        "run", "golden_hour", "--input", f"dispatch={file}", "--repair", "time.over_24:dispatch.call_at", "--out", tmp_path / "again"
    )
    assert again["provenance"]["result_hash"] == mended["provenance"]["result_hash"]


def test_a_repair_there_is_not_is_refused_with_those_there_are(command: Command, tmp_path: Path) -> None:
    file = calls(tmp_path)
    code, told, _ = command("run", "golden_hour", "--input", f"dispatch={file}", "--repair", "date.magic", "--out", tmp_path / "out")
    assert (code, told["problem"]["code"]) == (2, "repair.unknown")
    assert "date.marks" in told["problem"]["facts"]["known"]


def test_a_run_reads_names_as_the_other_table_has_them_when_told_to(command: Command, tmp_path: Path) -> None:
    posts = tmp_path / "센터.csv"
    posts.write_text("센터명,경도,위도\n온천119안전센터,127.34,36.36\n노은동119안전센터,127.32,36.37\n", "utf-8")
    given = ("run", "golden_hour", "--input", f"dispatch={calls(tmp_path)}", "--input", f"center={posts}")
    code, left, _ = command(*given, "--out", tmp_path / "left")
    assert (code, left["limited"]) == (0, True)
    assert any(one["code"] == "check.refers_near" for one in left["inputs"][0]["reasons"])
    code, mended, _ = command(*given, "--repair", "other_name:dispatch.center", "--out", tmp_path / "out")
    use = next(one for one in mended["inputs"] if one["name"] == "dispatch")
    assert (code, use["mapping"]["center"]["names"]) == (0, {"노은": "노은동119안전센터"})
    assert not any(one["code"].startswith("check.refers") for one in use["reasons"])
    told = next(one for one in use["reasons"] if one["code"] == "repaired.other_name")
    assert (told["rows"], told["facts"]["after"]) == (30, "노은동119안전센터")
    code, told, _ = command(*given, "--repair", "other_name:dispatch.call_at", "--out", tmp_path / "none")
    assert (code, told["problem"]["code"]) == (2, "repair.unknown")
