"""Results to draw and print in tests: a Golden-Hour-like one, a limited one, a hostile one. Invented city, no real person."""

from __future__ import annotations

import dataclasses
import math
import random
from datetime import date

import polars as pl

from models.kit.contract import ColumnSpec, FigureSpec, LayerSpec, MapSpec, TableSpec
from models.kit.result import Answer, Figure, Finding, InputUse, Map, Result, StepUse, Table

CENTERS = ("노학", "조양", "영랑", "대포", "교동", "청호", "금호", "동명", "설악", "장사", "중앙", "도문")
HOSTILE = '=cmd|\'/c calc\'!A1 #import "x" $a$ @b `c` <script>alert(1)</script> & "따옴표" \\n [x] *y* _z_'
BIG_ROWS = 3000
CELL_M = 250.0


def w(ko: str, en: str) -> dict[str, str]:
    return {"ko": ko, "en": en}


MINUTES, SHARE, CALLS = w("분", "min"), w("%", "%"), w("건", "calls")


def golden_hour(*, sample: bool = False, limited: bool = False) -> Result:
    """A complete result: every kind of figure, every kind of layer, a table of 3,000 rows."""
    return Result(
        model="golden_hour",
        version="1.2.0",
        model_hash="9f2c4b7d" * 8,
        title=w("구급차 골든타임", "Golden hour of ambulances"),
        question=w(
            "어디에서, 언제 7분을 놓치고 있으며, 어느 구급차를 옮기면 몇 건이 더 제시간에 도착합니까?",
            "Where and when do we miss 7 minutes, and which ambulance should move?",
        ),
        run_id="3f9a1c0de57b4a6f8b21c4d7e9f01234",
        made_at_utc="2026-11-20T23:30:00+00:00",
        sample=sample,
        limited=limited,
        settings={
            "limit_min": 7.0,
            "bands": ["00-06", "06-08", "08-11", "11-18", "18-24"],
            "minimum_n": 30,
            "add_units": 1,
        },
        inputs=_inputs(),
        answers=_answers(limited),
        findings=_findings(limited),
        tables=_tables(),
        figures=_figures(),
        maps=() if limited else _maps(),
        method=_method(),
        limits=(
            w(
                "신고부터 도착까지에는 접수와 출동 준비 시간이 들어 있습니다. 시계가 다른 도시와 견주지 마세요.",
                "Call-to-arrival includes dispatch and turnout. Do not compare with a city that uses another clock.",
            ),
            w(
                "구급차를 옮기면 늦어지는 곳이 생깁니다. 재배치 표의 ‘벗어나는 출동’을 함께 보세요.",
                "Moving a unit has losers. Read the calls lost in the relocation table as well.",
            ),
            w("환자 정보는 나이대와 증상만, 합계로만 썼습니다.", "Patient data are used only in aggregate."),
        ),
        references=(
            "Church, R. & ReVelle, C. (1974). The maximal covering location problem. Papers in Regional Science 32, 101–118.",
            "Daskin, M. S. (1983). A maximum expected covering location model. Transportation Science 17(1), 48–70.",
        ),
        provenance={
            "seed": 20240101,
            "engine": "duckdb 2.0.1",
            "product": "0.1.0",
            "organisation": "설악시청",
            "tables_sha256": "ab12" * 16,
        },
    )


def sample() -> Result:
    return golden_hour(sample=True)


def limited() -> Result:
    return golden_hour(limited=True)


def hostile() -> Result:
    """Names, titles and cells that try to be formulas, markup and code; and letters no font has."""
    result = golden_hour()
    said = w(HOSTILE, HOSTILE)
    first = result.tables[0]
    rows = first.rows.with_columns(pl.lit(HOSTILE + " \U0001f691\x07\u202e").alias("center"))
    tables = (Table(dataclasses.replace(first.spec, title=said), rows, first.output), *result.tables[1:])
    return dataclasses.replace(
        result,
        title=said,
        question=said,
        tables=tables,
        findings=(Finding("x", said, "main", "performance", {}), *result.findings),
        inputs=(dataclasses.replace(result.inputs[0], file=HOSTILE + ".csv"), *result.inputs[1:]),
        settings={"limit_min": HOSTILE},
    )


def _inputs() -> tuple[InputUse, ...]:
    reasons = (
        {"code": "aside.total", "effect": "set_aside", "facts": {}, "rows": 7},
        {"code": "prepare.row_repeated", "effect": "set_aside", "facts": {}, "rows": 5},
    )
    return (
        InputUse(
            "dispatch",
            w("출동 기록", "Dispatch records"),
            "2021년_구급출동.csv",
            "c0ffee42" * 8,
            41204,
            41192,
            12,
            {},
            reasons,
        ),
        InputUse("center", w("119안전센터", "119 centres"), "안전센터 현황.xlsx", "beadfeed" * 8, 12, 12, 0, {}),
    )


def _answers(limited: bool) -> tuple[Answer, ...]:
    why = w("출동 기록에 장소가 없어 위치를 고를 수 없습니다.", "The records hold no places, so no site can be chosen.")
    return (
        Answer("performance", w("도착 시간", "Response times"), True, "given", None),
        Answer(
            "siting",
            w("구급차 위치", "Where to stand"),
            True,
            "refused" if limited else "given",
            why if limited else None,
        ),
        Answer("sensitivity", w("얼마나 확실한가", "How sure"), False, "given", None),
    )


def _findings(limited: bool) -> tuple[Finding, ...]:
    found = [
        Finding(
            "share",
            w(
                "2021년 출동 41,192건 가운데 7분 안에 도착한 것은 68.4%(95% 신뢰구간 67.9~68.8%)입니다.",
                "Of 41,192 calls in 2021, 68.4% (95% CI 67.9 to 68.8%) were reached within 7 minutes.",
            ),
            "main",
            "performance",
            {"n": 41192},
        ),
        Finding(
            "worst",
            w(
                "가장 낮은 곳은 도문센터로, 7분 안 도착이 41.2%이고 절반은 8.3분 넘게 걸렸습니다.",
                "The lowest is Domun centre: 41.2% within 7 minutes, and half took more than 8.3 minutes.",
            ),
            "main",
            "performance",
            {},
        ),
        Finding(
            "hour",
            w(
                "평일 오전 9시대에 7분을 놓친 출동이 가장 많았습니다(1,240건).",
                "Most misses fall on weekdays at 9 (1,240 calls).",
            ),
            "note",
            "performance",
            {},
        ),
        Finding(
            "limit",
            w(
                "출동 3,418건은 도착 시각이 없어 계산에 넣지 않았습니다.",
                "3,418 calls had no arrival time and were left out.",
            ),
            "limit",
            "performance",
            {},
        ),
    ]
    if not limited:
        found.insert(
            2,
            Finding(
                "move",
                w(
                    "모의실험에서 중앙센터 구급차 1대를 북부 신도시로 옮기면 한 해 약 612건(540~690)이 7분 안에 들어오고 "
                    "118건(90~150)은 벗어날 것으로 예상됩니다.",
                    "In simulation, moving one Jungang ambulance north would bring about 612 calls a year (540 to 690) within "
                    "7 minutes and lose 118 (90 to 150).",
                ),
                "main",
                "siting",
                {},
            ),
        )
    return tuple(found)


def _tables() -> tuple[Table, ...]:
    rng = random.Random(7)
    return (
        _performance(rng),
        _hours(rng),
        _relocation(),
        _next_curve(),
        _trend(rng),
        _cells(rng),
        _sites(),
        _stations(),
        _delay(rng),
        _sensitivity(),
        *_context(),
    )


def _performance(rng: random.Random) -> Table:
    names = [f"{name}119안전센터" for name in CENTERS]
    share = sorted(0.41 + 0.04 * index + rng.uniform(-0.01, 0.01) for index in range(12))
    frame = pl.DataFrame(
        {
            "rank": list(range(1, 13)),
            "center": list(reversed(names)),
            "calls": [rng.randint(900, 6200) for _ in names],
            "median_min": [round(8.3 - 0.32 * index, 2) for index in range(12)],
            "p90_min": [round(14.1 - 0.41 * index, 2) for index in range(12)],
            "share": share,
            "low": [value - 0.015 for value in share],
            "high": [value + 0.014 for value in share],
        }
    )
    columns = (
        ColumnSpec("rank", w("순위", "Rank"), "integer"),
        ColumnSpec("center", w("안전센터", "Centre")),
        ColumnSpec("calls", w("출동", "Calls"), "integer", CALLS),
        ColumnSpec("median_min", w("중앙값", "Median"), "number", MINUTES, 1),
        ColumnSpec("p90_min", w("90번째 백분위", "90th percentile"), "number", MINUTES, 1),
        ColumnSpec("share", w("7분 안 도착", "Within 7 min"), "share", None, 1),
        ColumnSpec("low", w("신뢰구간 아래", "CI low"), "share", None, 1),
        ColumnSpec("high", w("신뢰구간 위", "CI high"), "share", None, 1),
    )
    spec = TableSpec(
        "performance",
        w("센터별 도착 시간", "Response time by centre"),
        columns,
        w(
            "신고부터 현장 도착까지입니다. 30건 미만은 가렸습니다.",
            "From call to arrival. Fewer than 30 calls are hidden.",
        ),
        w("한 줄은 센터 하나", "One row per centre"),
        "rank",
    )
    return Table(spec, frame, "performance")


def _hours(rng: random.Random) -> Table:
    days = ("월", "화", "수", "목", "금", "토", "일")
    rows = [
        (
            hour,
            day,
            None if hour == 3 and day in "토일" else round(0.2 + 0.35 * math.exp(-((hour - 9) ** 2) / 18) + rng.uniform(0, 0.1), 3),
        )
        for day in days
        for hour in range(24)
    ]
    frame = pl.DataFrame(rows, schema={"hour": pl.Int64, "day": pl.String, "missed": pl.Float64}, orient="row")
    columns = (
        ColumnSpec("hour", w("시", "Hour"), "integer"),
        ColumnSpec("day", w("요일", "Day")),
        ColumnSpec("missed", w("7분을 놓친 비율", "Share missed"), "share", None, 0),
    )
    return Table(TableSpec("hours", w("시각과 요일별 놓친 비율", "Missed by hour and day"), columns), frame, "performance")


def _relocation() -> Table:
    frame = pl.DataFrame(
        {
            "rank": [1, 2, 3],
            "from": ["중앙119안전센터", "교동119안전센터", "영랑119안전센터"],
            "to": ["북부 신도시 주민센터", "도문동 주민센터", "장사 119지역대"],
            "gained": [612, 402, 188],
            "lost": [118, 97, 64],
            "net": [494, 305, 124],
            "low": [421, 230, 40],
            "high": [566, 379, 207],
        }
    )
    columns = (
        ColumnSpec("rank", w("순위", "Rank"), "integer"),
        ColumnSpec("from", w("지금 위치", "From")),
        ColumnSpec("to", w("옮길 위치", "To")),
        ColumnSpec("gained", w("들어오는 출동", "Calls gained"), "integer", CALLS),
        ColumnSpec("lost", w("벗어나는 출동", "Calls lost"), "integer", CALLS),
        ColumnSpec("net", w("차이", "Net"), "integer", CALLS),
        ColumnSpec("low", w("아래", "Low"), "integer", CALLS),
        ColumnSpec("high", w("위", "High"), "integer", CALLS),
    )
    spec = TableSpec("relocation", w("재배치 순위", "Relocation, ranked"), columns, rank="rank")
    return Table(spec, frame, "siting")


def _next_curve() -> Table:
    rows = [
        (added, method, round(0.684 + (0.24 if method == "MEXCLP" else 0.21) * (1 - math.exp(-added / 4)), 4))
        for method in ("MCLP", "MEXCLP")
        for added in range(9)
    ]
    frame = pl.DataFrame(rows, schema={"added": pl.Int64, "method": pl.String, "share": pl.Float64}, orient="row")
    columns = (
        ColumnSpec("added", w("늘린 구급차", "Ambulances added"), "integer", w("대", "units")),
        ColumnSpec("method", w("방법", "Method")),
        ColumnSpec("share", w("7분 안 도착", "Within 7 min"), "share", None, 1),
    )
    return Table(TableSpec("next_curve", w("다음 구급차의 효과", "Effect of the next ambulance"), columns), frame, "siting")


def _trend(rng: random.Random) -> Table:
    rows = [
        (date(2021, month, 1), area, round(base + 0.02 * math.sin(month / 2) + rng.uniform(-0.01, 0.01), 4))
        for area, base in (("도심", 0.78), ("북부", 0.52), ("남부", 0.66))
        for month in range(1, 13)
    ]
    frame = pl.DataFrame(rows, schema={"month": pl.Date, "area": pl.String, "share": pl.Float64}, orient="row")
    columns = (
        ColumnSpec("month", w("월", "Month"), "date"),
        ColumnSpec("area", w("권역", "Area")),
        ColumnSpec("share", w("7분 안 도착", "Within 7 min"), "share", None, 1),
    )
    return Table(TableSpec("trend", w("월별 7분 안 도착", "Within 7 minutes by month"), columns), frame, "performance")


def _cells(rng: random.Random) -> Table:
    side = 60
    rows = []
    for index in range(BIG_ROWS):
        column, row = index % side, index // side
        lon, lat = 128.502 + column * 0.00286, 38.143 + row * 0.002246
        near = math.exp(-((column - 30) ** 2 + (row - 20) ** 2) / 160) * 90 + math.exp(-((column - 42) ** 2 + (row - 40) ** 2) / 50) * 60
        calls = int(near * rng.uniform(0.5, 1.2))
        outside = calls if row > 34 and calls > 4 else 0
        rows.append((f"격자 {index + 1:04d}", CENTERS[(column // 12 + row // 17) % 12] + "동", calls, outside or None, lon, lat))
    frame = pl.DataFrame(
        rows,
        schema={
            "cell": pl.String,
            "dong": pl.String,
            "calls": pl.Int64,
            "outside": pl.Int64,
            "lon": pl.Float64,
            "lat": pl.Float64,
        },
        orient="row",
    )
    columns = (
        ColumnSpec("cell", w("격자", "Cell")),
        ColumnSpec("dong", w("동", "Dong")),
        ColumnSpec("calls", w("출동", "Calls"), "integer", CALLS),
        ColumnSpec("outside", w("7분 밖 출동", "Calls outside 7 min"), "integer", CALLS),
        ColumnSpec("lon", w("경도", "Longitude"), "number", None, 5, True),
        ColumnSpec("lat", w("위도", "Latitude"), "number", None, 5, True),
    )
    return Table(
        TableSpec("cells", w("격자별 출동", "Calls by cell"), columns, grain=w("한 줄은 격자 하나", "One row per cell")),
        frame,
        "siting",
    )


def _sites() -> Table:
    frame = pl.DataFrame(
        {
            "rank": ["1", "2", "3"],
            "site": ["북부 신도시 주민센터", "도문동 주민센터", "장사 119지역대"],
            "gained": [612, 402, 188],
            "lon": [128.629, 128.600, 128.566],
            "lat": [38.229, 38.170, 38.205],
        }
    )
    columns = (
        ColumnSpec("rank", w("순위", "Rank")),
        ColumnSpec("site", w("위치", "Site")),
        ColumnSpec("gained", w("들어오는 출동", "Calls gained"), "integer", CALLS),
        ColumnSpec("lon", w("경도", "Longitude"), "number", None, 5),
        ColumnSpec("lat", w("위도", "Latitude"), "number", None, 5),
    )
    return Table(TableSpec("sites", w("추천 위치", "Recommended sites"), columns, rank="rank"), frame, "siting")


def _stations() -> Table:
    frame = pl.DataFrame(
        {
            "center": list(CENTERS),
            "units": [1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 2, 1],
            "lon": [128.56 + 0.009 * (index % 6) for index in range(12)],
            "lat": [38.165 + 0.011 * (index // 3) + 0.004 * (index % 2) for index in range(12)],
        }
    )
    columns = (
        ColumnSpec("center", w("안전센터", "Centre")),
        ColumnSpec("units", w("구급차", "Ambulances"), "integer", w("대", "units")),
        ColumnSpec("lon", w("경도", "Longitude"), "number", None, 5),
        ColumnSpec("lat", w("위도", "Latitude"), "number", None, 5),
    )
    return Table(TableSpec("stations", w("지금 센터", "Centres today"), columns), frame, "siting")


def _delay(rng: random.Random) -> Table:
    rows = [
        (f"출동권 {index}", round(d := rng.uniform(0.3, 14), 2), round(1.8 + 1.25 * d**0.8 + rng.uniform(-1, 1.6), 2))
        for index in range(160)
    ]
    frame = pl.DataFrame(rows, schema={"zone": pl.String, "distance_km": pl.Float64, "travel_min": pl.Float64}, orient="row")
    columns = (
        ColumnSpec("zone", w("출동권", "Zone")),
        ColumnSpec("distance_km", w("거리", "Distance"), "number", w("km", "km"), 1),
        ColumnSpec("travel_min", w("이동 시간", "Travel time"), "number", MINUTES, 1),
    )
    return Table(TableSpec("travel", w("거리와 이동 시간", "Distance and travel time"), columns), frame, "performance")


def _sensitivity() -> Table:
    frame = pl.DataFrame({"limit_min": [5, 7, 10], "best": ["북부 신도시", "북부 신도시", "도문동"], "gained": [420, 612, 233]})
    columns = (
        ColumnSpec("limit_min", w("목표 시간", "Limit"), "integer", MINUTES),
        ColumnSpec("best", w("첫째 위치", "First site")),
        ColumnSpec("gained", w("들어오는 출동", "Calls gained"), "integer", CALLS),
    )
    return Table(TableSpec("sensitivity_limit", w("목표 시간을 바꾸면", "If the limit changes"), columns), frame, "sensitivity")


def _context() -> tuple[Table, ...]:
    columns = (ColumnSpec("name", w("이름", "Name")), ColumnSpec("wkt", w("모양", "Shape"), hidden=True))
    dongs = {
        "노학동": "POLYGON((128.50 38.14,128.59 38.14,128.60 38.20,128.50 38.21,128.50 38.14))",
        "중앙동": "POLYGON((128.59 38.14,128.69 38.14,128.69 38.19,128.60 38.20,128.59 38.14))",
        "북부동": "POLYGON((128.50 38.21,128.60 38.20,128.69 38.19,128.69 38.255,128.50 38.255,128.50 38.21))",
    }
    roads = {
        "큰길": "LINESTRING(128.50 38.18,128.56 38.185,128.62 38.20,128.69 38.24)",
        "해안로": "LINESTRING(128.62 38.14,128.61 38.18,128.63 38.22,128.65 38.255)",
    }
    river = {
        "청초천": "POLYGON((128.50 38.165,128.55 38.168,128.61 38.185,128.69 38.187,"
        "128.69 38.19,128.61 38.188,128.55 38.171,128.50 38.168,128.50 38.165))"
    }
    return tuple(
        Table(
            TableSpec(name, title, columns),
            pl.DataFrame({"name": list(shapes), "wkt": list(shapes.values())}),
            "siting",
        )
        for name, title, shapes in (
            ("dongs", w("행정동", "Dongs"), dongs),
            ("roads", w("도로", "Roads"), roads),
            ("river", w("하천", "River"), river),
        )
    )


def _figures() -> tuple[Figure, ...]:
    specs = (
        FigureSpec(
            "by_center",
            "bar",
            w("센터별 출동", "Calls by centre"),
            w("센터마다 출동 건수를 막대로 나타냅니다.", "Bars of calls by centre."),
            "performance",
            "center",
            "calls",
        ),
        FigureSpec(
            "by_center_ci",
            "interval",
            w("센터별 7분 안 도착과 신뢰구간", "Within 7 minutes by centre"),
            w(
                "도문이 41%로 가장 낮고 노학이 85%로 가장 높습니다.",
                "Domun is lowest with 41%, Nohak highest with 85%.",
            ),
            "performance",
            "center",
            "share",
            low="low",
            high="high",
        ),
        FigureSpec(
            "hours",
            "heat",
            w("언제 7분을 놓치는가", "When 7 minutes are missed"),
            w(
                "평일과 주말 모두 오전 9시에 놓친 비율이 가장 높습니다.",
                "The share missed is highest at 9 on all days.",
            ),
            "hours",
            "hour",
            "day",
            value="missed",
        ),
        FigureSpec(
            "trend",
            "line",
            w("권역별 추세", "Trend by area"),
            w("북부가 열두 달 내내 가장 낮습니다.", "The north is lowest in all months."),
            "trend",
            "month",
            "share",
            series="area",
        ),
        FigureSpec(
            "next_curve",
            "step",
            w("구급차를 늘리면", "If ambulances are added"),
            w("두 방법 모두 셋째 구급차부터 효과가 줄어듭니다.", "Both methods flatten from the third unit."),
            "next_curve",
            "added",
            "share",
            series="method",
        ),
        FigureSpec(
            "travel",
            "scatter",
            w("거리와 이동 시간", "Distance and travel time"),
            w("멀수록 오래 걸립니다.", "Farther takes longer."),
            "travel",
            "distance_km",
            "travel_min",
        ),
        FigureSpec(
            "sensitivity_limit",
            "bar",
            w("목표 시간과 들어오는 출동", "Limit and calls gained"),
            w("7분일 때 612건으로 가장 많습니다.", "Most are gained at 7 minutes: 612."),
            "sensitivity_limit",
            "limit_min",
            "gained",
            series="best",
        ),
    )
    outputs = {"next_curve": "siting", "sensitivity_limit": "sensitivity"}
    return tuple(Figure(spec, outputs.get(spec.name, "performance")) for spec in specs)


def _maps() -> tuple[Map, ...]:
    reach = MapSpec(
        "reach",
        w("7분 안에 닿지 않는 곳과 추천 위치", "Outside 7 minutes, and recommended sites"),
        w(
            "출동이 많은데 7분 밖인 격자는 북쪽에 모여 있고, 첫째 추천 위치도 그곳입니다.",
            "Busy cells outside 7 minutes lie in the north, as does the first site.",
        ),
        (
            LayerSpec("areas", "dongs", w("행정동", "Dongs"), "context", wkt="wkt", label="name"),
            LayerSpec("areas", "river", w("하천", "River"), "context", wkt="wkt"),
            LayerSpec("lines", "roads", w("도로", "Roads"), "context", wkt="wkt"),
            LayerSpec("cells", "cells", w("출동", "Calls"), "quantity", value="calls", unit=CALLS, label="cell", size_m=CELL_M),
            LayerSpec(
                "cells",
                "cells",
                w("7분 밖 출동", "Calls outside 7 min"),
                "gap",
                value="outside",
                unit=CALLS,
                label="cell",
                size_m=CELL_M,
            ),
            LayerSpec("points", "stations", w("지금 센터", "Centres today"), "existing", label="center"),
            LayerSpec("points", "sites", w("추천 위치", "Recommended sites"), "site", label="rank"),
        ),
        "sites",
    )
    return (Map(reach, "siting"),)


def _method() -> tuple[StepUse, ...]:
    return (
        StepUse(
            "intervals",
            w("시간 간격", "Intervals"),
            w(
                "신고, 출동, 도착, 귀소 사이의 시간을 재고 120분을 넘는 것은 뺐습니다.",
                "Times between call, turnout, arrival and return; over 120 minutes left out.",
            ),
            41192,
            0.4,
        ),
        StepUse(
            "performance",
            w("도착 시간", "Response times"),
            w(
                "센터마다 7분 안 도착 비율과 윌슨 신뢰구간을 계산했습니다.",
                "Share within 7 minutes by centre with Wilson intervals.",
            ),
            12,
            0.1,
        ),
        StepUse(
            "siting",
            w("위치 고르기", "Siting"),
            w(
                "바쁜 정도를 넣은 최대 기대 커버리지(MEXCLP)를 정확히 풀었습니다.",
                "Maximum expected coverage, solved exactly.",
            ),
            3,
            1.2,
        ),
    )
