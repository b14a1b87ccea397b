"""Practice files of 한빛시 as a city hall would send them: two encodings, title rows, split times, gaps and slips, and a known truth."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl

from models.golden_hour.calls import CONDITIONS, answered
from models.golden_hour.city import (
    DONG,
    GROWTH,
    HEIGHT_M,
    HOSPITALS,
    OLD,
    PEAK,
    POSTS,
    RESIDENTS,
    WIDTH_M,
    corners,
    inside,
    roads,
    to_lonlat,
)
from models.methods.workbook import Cell, workbook

MISSING, LATE, EARLY, SECOND = 0.012, 0.0015, 0.001, 0.025
SPARE_SITES = (("한빛산업단지 119지역대 예정지", 14_300, 8_300), ("북부신시가지 공공용지", 8_200, 16_300))


def sample(seed: int, size: str) -> dict[str, tuple[str, bytes]]:
    """Input name → (file name, bytes). Sizes: small (4,000 calls), normal (40,000, a year), large (160,000, four years)."""
    return {
        "dispatch": ("한빛시_구급출동내역_2024.csv", _dispatch(seed, size)),
        "center": ("한빛시 119안전센터 현황.xlsx", _centers(seed)),
        "candidate": ("한빛시_신설후보지.csv", _candidates(seed)),
        "demand": ("한빛시 동별 주민등록인구.xlsx", _residents(seed)),
        "road_node": ("한빛시_노드.csv", _nodes(seed)),
        "road_link": ("한빛시_링크.csv", _links(seed)),
        "hospital": ("한빛시_응급의료기관.csv", _hospitals()),
        "context": ("한빛시_배경지도.csv", _context(seed)),
    }


def truth(seed: int, size: str) -> dict[str, object]:
    """What was planted, counted before the files were made ugly."""
    records = _records(seed, size)
    clean = records.filter(pl.col("fault") == "")
    first = clean.filter(~pl.col("second"))
    minutes = (first["arrived"] - first["called"]) / 60
    return {
        "rows": records.height,
        "missing": records.filter(pl.col("fault") == "missing").height,
        "over_limit": records.filter(pl.col("fault") == "late").height,
        "negative": records.filter(pl.col("fault") == "early").height,
        "second": clean.filter(pl.col("second")).height,
        "usable": first.height,
        **{f"share_{limit}": (minutes <= limit).sum() / first.height for limit in (5, 7, 10)},
        "growth": list(GROWTH),
        "peak": PEAK,
        "growth_site": f"{GROWTH[1]} 주민센터",
        "peak_site": f"{PEAK} 주민센터",
        "peak_band": "08–11",
    }


@lru_cache(maxsize=2)
def _records(seed: int, size: str) -> pl.DataFrame:
    """One row a line of the call file: true times, and the fault the line gets."""
    rng = np.random.default_rng([seed, 5])
    calls = pl.DataFrame(answered(seed, size)).with_row_index("call").with_columns(pl.lit(False).alias("second"))
    again = calls.filter(pl.Series(rng.uniform(size=calls.height) < SECOND))
    later = pl.Series(rng.integers(60, 420, again.height))
    again = again.with_columns(
        second=pl.lit(True), arrived=pl.col("arrived") + later, cleared=pl.col("cleared") + later, unit=(pl.col("unit") + 3) % 14
    ).with_columns(post=pl.col("unit").replace_strict(list(range(14)), _homes()))
    chance = rng.uniform(size=calls.height)
    fault = np.select([chance < MISSING, chance < MISSING + LATE, chance < MISSING + LATE + EARLY], ["missing", "late", "early"], "")
    # A call with a second vehicle keeps its own times: which one came first must stay known.
    calls = calls.with_columns(fault=pl.when(pl.col("call").is_in(again["call"].implode())).then(pl.lit("")).otherwise(pl.Series(fault)))
    both = pl.concat([calls, again.with_columns(fault=pl.lit(""))])
    return both.sort("called", "call", "second")


def _homes() -> list[int]:
    return [number for number, post in enumerate(POSTS) for _ in range(post[4])]


def _dispatch(seed: int, size: str) -> bytes:
    rng = np.random.default_rng([seed, 6])
    rows = _records(seed, size)
    lon, lat = to_lonlat(rows["x"].to_numpy(), rows["y"].to_numpy())
    same_day = pl.Series(rng.uniform(size=rows.height) < 0.6)
    unplaced = pl.Series(rng.uniform(size=rows.height) < 0.01)
    unnamed = pl.Series(rng.uniform(size=rows.height) < 0.0006)
    rows = rows.with_columns(
        arrived=pl.when(pl.col("fault") == "late").then(pl.col("arrived") + 3 * 3600)
        .when(pl.col("fault") == "early").then(pl.col("called") - 240).otherwise(pl.col("arrived")),
        lat=pl.Series(np.round(lat, 6)), lon=pl.Series(np.round(lon, 6)),
    )  # fmt: skip
    day = {name: pl.col(name) // 86_400 for name in ("called", "departed", "arrived", "cleared")}
    # The clerk's slip: an arrival after midnight is written with the day of the call.
    arrived_day = pl.when(same_day & (day["arrived"] == day["called"] + 1)).then(day["called"]).otherwise(day["arrived"])
    shown = pl.col("fault") != "missing"
    dong = [name for names in DONG for name in names]
    file = rows.select(
        ("2024-" + (pl.col("call") + 100_001).cast(pl.Utf8)).alias("구급보고서번호"),
        _day(day["called"]).alias("신고년월일"), _clock("called").alias("신고시각"),
        _day(day["departed"]).alias("출동년월일"), _clock("departed").alias("출동시각"),
        pl.when(shown).then(_day(arrived_day)).otherwise(pl.lit("-")).alias("현장도착년월일"),
        pl.when(shown).then(_clock("arrived")).otherwise(pl.lit("-")).alias("현장도착시각"),
        _day(day["cleared"]).alias("귀소년월일"), _clock("cleared").alias("귀소시각"),
        pl.col("post").replace_strict(list(range(12)), [post[1] for post in POSTS]).alias("출동소방서"),
        pl.when(unnamed).then(pl.lit("")).otherwise(
            pl.col("post").replace_strict(list(range(12)), [post[0] for post in POSTS])).alias("출동안전센터"),
        pl.format("한빛구급{}호", (pl.col("unit") + 1).cast(pl.Utf8).str.zfill(2)).alias("차량번호"),
        pl.lit("한빛시").alias("긴급구조시"),
        (pl.col("row") * 4 + pl.col("column")).replace_strict(list(range(24)), dong).alias("긴급구조동"),
        pl.when(unplaced).then(None).otherwise(pl.col("lat")).alias("위도"),
        pl.when(unplaced).then(None).otherwise(pl.col("lon")).alias("경도"),
        (pl.col("length_m") / 1000).round(1).alias("현장과의거리"),
        pl.format("{}대", pl.col("age") // 10 * 10).alias("환자연령대"),
        pl.col("condition").replace_strict(list(range(len(CONDITIONS))), CONDITIONS).alias("환자증상1"),
    )  # fmt: skip
    twice = file.slice(file.height // 3, 10)
    text = pl.concat([file, twice]).write_csv(line_terminator="\r\n")
    blank = "," * (file.width - 1) + "\r\n"
    return (text + blank * 2 + "합계,,," + f'"{file.height + 10:,}"' + "," * (file.width - 4) + "\r\n").encode("cp949")


def _day(day: pl.Expr) -> pl.Expr:
    return pl.from_epoch(day.cast(pl.Int64) + 19_723, time_unit="d").dt.strftime("%Y%m%d")


def _clock(name: str) -> pl.Expr:
    """HHMMSS as a whole number, the way many systems export it: 09:05:30 becomes 90530."""
    second = pl.col(name) % 86_400
    return (second // 3600 * 10_000 + second % 3600 // 60 * 100 + second % 60).cast(pl.Utf8)


def _centers(seed: int) -> bytes:
    lon, lat = to_lonlat(np.array([post[2] for post in POSTS]), np.array([post[3] for post in POSTS]))
    rows: list[list[Cell]] = [
        ["한빛시 119안전센터 현황"], ["(기준일: 2024. 12. 31., 연습용 예시)"], [],
        ["연번", "소방서명", "119안전센터명", "주소", "구급차대수", "위도", "경도"],
    ]  # fmt: skip
    for number, post in enumerate(POSTS):
        where = (round(float(lat[number]), 6), round(float(lon[number]), 6))
        rows.append([number + 1, post[1], post[0], f"한빛특별자치도 한빛시 구조로 {number * 17 + 3}", post[4], *where])
    rows.append(["합계", None, None, None, sum(post[4] for post in POSTS)])
    return workbook("현황", rows, ("A1:G1", "A2:G2"))


def _candidates(seed: int) -> bytes:
    middle = inside(seed, np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6), np.full(24, 0.5), np.full(24, 0.52))
    x = np.concatenate([middle[:, 0], [site[1] for site in SPARE_SITES]])
    y = np.concatenate([middle[:, 1], [site[2] for site in SPARE_SITES]])
    lon, lat = to_lonlat(x, y)
    names = [f"{name} 주민센터" for row in DONG for name in row] + [site[0] for site in SPARE_SITES]
    file = pl.DataFrame({"후보지명": names, "위도": np.round(lat, 6), "경도": np.round(lon, 6)})
    return b"\xef\xbb\xbf" + file.write_csv(line_terminator="\r\n").encode()


def _residents(seed: int) -> bytes:
    rng = np.random.default_rng([seed, 7])
    middle = inside(seed, np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6), np.full(24, 0.5), np.full(24, 0.5))
    lon, lat = to_lonlat(middle[:, 0], middle[:, 1])
    rows: list[list[Cell]] = [
        ["한빛시 동별 주민등록인구"], ["단위: 명", None, "연습용 예시"],
        ["행정동", "총인구수", "65세이상인구", "위도", "경도"],
    ]  # fmt: skip
    total = [0, 0]
    for number, (name, people) in enumerate(zip(sum(DONG, ()), sum(RESIDENTS, ()), strict=True)):
        old = int(people * ((0.31 if name in OLD else 0.1 if name in GROWTH else 0.17) + rng.uniform(-0.02, 0.02)))
        rows.append([name, f"{people:,}", f"{old:,}", round(float(lat[number]), 5), round(float(lon[number]), 5)])
        total = [total[0] + people, total[1] + old]
    rows.append(["합계", f"{total[0]:,}", f"{total[1]:,}"])
    return workbook("인구", rows, ("A1:E1",))


def _nodes(seed: int) -> bytes:
    lon, lat = to_lonlat(*roads(seed).nodes.T)
    ids = pl.Series(np.arange(len(lon)) + 9_900_000_001).cast(pl.Utf8)
    file = pl.DataFrame({"NODE_ID": ids, "NODE_TYPE": "101", "NODE_NAME": "-", "경도": np.round(lon, 6), "위도": np.round(lat, 6)})
    return file.write_csv(line_terminator="\r\n").encode("cp949")


def _links(seed: int) -> bytes:
    net = roads(seed)
    file = pl.DataFrame(
        {
            "LINK_ID": pl.Series(np.arange(len(net.start)) + 9_910_000_001).cast(pl.Utf8),
            "F_NODE": pl.Series(net.start + 9_900_000_001).cast(pl.Utf8),
            "T_NODE": pl.Series(net.end + 9_900_000_001).cast(pl.Utf8),
            "LANES": np.where(net.limit_kmh == 60, 4, 2),
            "ROAD_NAME": "-",
            "MAX_SPD": net.limit_kmh,
            "LENGTH": np.round(net.length_m, 1),
        }
    )
    return file.write_csv(line_terminator="\r\n").encode("cp949")


def _hospitals() -> bytes:
    lon, lat = to_lonlat(np.array([place[2] for place in HOSPITALS]), np.array([place[3] for place in HOSPITALS]))
    file = pl.DataFrame(
        {
            "응급의료기관명": [place[0] for place in HOSPITALS],
            "구분": [place[1] for place in HOSPITALS],
            "위도": np.round(lat, 6),
            "경도": np.round(lon, 6),
        }
    )
    return file.write_csv(line_terminator="\r\n").encode("cp949")


def _context(seed: int) -> bytes:
    """Outlines for the maps: dong, the river, the wide streets, as well-known text in degrees."""
    at = corners(seed)
    shapes = [
        (DONG[r][c], "행정동", _wkt("POLYGON", np.array([at[r, c], at[r, c + 1], at[r + 1, c + 1], at[r + 1, c], at[r, c]])))
        for r in range(6) for c in range(4)
    ]  # fmt: skip
    bed = np.linspace(0, WIDTH_M, 17)
    river = np.stack([bed, 9_000 + 60 * np.sin(bed / 1_900)], axis=-1)
    shapes.append(("한빛강", "하천", _wkt("LINESTRING", river)))
    nodes = roads(seed).nodes.reshape(int(HEIGHT_M / 500) + 1, int(WIDTH_M / 500) + 1, 2)
    shapes += [(f"한빛{j + 1}로", "도로", _wkt("LINESTRING", nodes[j])) for j in range(0, nodes.shape[0], 4)]
    shapes += [(f"강변{i + 1}로", "도로", _wkt("LINESTRING", nodes[:, i])) for i in range(0, nodes.shape[1], 4)]
    file = pl.DataFrame(shapes, schema=["이름", "종류", "도형"], orient="row")
    return b"\xef\xbb\xbf" + file.write_csv(line_terminator="\r\n").encode()


def _wkt(kind: str, points: np.ndarray) -> str:
    text = ", ".join(f"{x:.5f} {y:.5f}" for x, y in zip(*to_lonlat(points[:, 0], points[:, 1]), strict=True))
    return f"{kind} (({text}))" if kind == "POLYGON" else f"{kind} ({text})"
