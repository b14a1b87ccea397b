"""A result of a camera-siting kind to weigh again and draw: an invented town of 100 m cells with the parts of an index."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyproj

from models.kit.contract import ColumnSpec, LayerSpec, MapSpec, PartSpec, RankingSpec, TableSpec
from models.kit.result import Answer, Finding, Map, Ranking, Result, StepUse, Table
from tests.app.sample_result import w

CELL_M = 100.0
_DONGS = ("가온동", "나래동", "다솜동", "라온동", "마루동", "바다동")
PARTS = (
    PartSpec("monitoring", meaning=w("카메라가 비추지 못하는 넓이", "how much no camera sees")),
    PartSpec("environment"),
    PartSpec("flow"),
    PartSpec("women", "power"),
    PartSpec("detached", "power"),
)


def siting(columns: int = 30, rows: int = 20, *, first: int = 10, grouped: bool = False) -> Result:
    """A town of `columns` × `rows` cells ranked by its index; strata with `grouped`."""
    cells = _cells(columns, rows)
    group = "zone" if grouped else None
    return Result(
        model="camera_town", version="1.0.0", model_hash="ab" * 32,
        title=w("CCTV 사각지대", "Blind spots of cameras"),
        question=w("새 카메라를 어디에 먼저 달아야 하나요?", "Where should new cameras go first?"),
        run_id=f"{columns:04d}{rows:04d}" + "c" * 24, made_at_utc="2026-11-20T23:30:00+00:00", sample=True, limited=False,
        settings={"places": first}, inputs=(), answers=(Answer("index", w("지수", "Index"), True, "given", None),),
        findings=(Finding("first", w("첫째는 가온동입니다.", "The first is Gaon-dong."), "main", "index", {}),),
        tables=(Table(_spec(), cells, "index"), *_incidents()), figures=(), maps=_maps(),
        method=(StepUse("index", w("지수", "Index"), w("셉니다.", "Counts."), cells.height, 0.1),),
        limits=(), references=(), provenance={"seed": 1, "result_hash": "0" * 64},
        rankings=(Ranking(_ranking(first, group), "index"),),
    )  # fmt: skip


def _ranking(first: int, group: str | None) -> RankingSpec:
    title = w("먼저 달 곳", "Places to go first")
    return RankingSpec("places", title, "cells", "cell", "index", PARTS, first, group=group, map="index_map", stable="stable")


def _cells(columns: int, rows: int) -> pl.DataFrame:
    rng = np.random.default_rng(11)
    column, row = (part.ravel() for part in np.meshgrid(np.arange(columns), np.arange(rows)))
    back = pyproj.Transformer.from_crs(5179, 4326, always_xy=True)
    lon, lat = back.transform(950_000.0 + (column + 0.5) * CELL_M, 1_950_000.0 + (row + 0.5) * CELL_M)
    x, y = column / columns, row / rows
    lived = rng.random(column.size) < 0.25 + 0.7 * np.exp(-((x - 0.45) ** 2 + (y - 0.5) ** 2) * 6)
    blind = np.clip(0.15 + 0.85 * np.hypot(x - 0.5, y - 0.45) * 1.6 + rng.normal(0, 0.12, column.size), 0, 1)
    frame = pl.DataFrame(
        {
            "cell": [f"다사 {4000 + int(c):04d} {5000 + int(r):04d}" for c, r in zip(column, row, strict=True)],
            "dong": [_DONGS[int(c * 3 / columns) + 3 * int(r * 2 / rows)] for c, r in zip(column, row, strict=True)],
            "zone": np.where(x < 0.5, "주거", "상업"),
            "monitoring": np.round(np.where(lived, 10 * blind, 0), 3),
            "environment": np.round(5 * np.clip(rng.beta(1, 6, column.size) * np.exp(-((x - 0.7) ** 2 + (y - 0.3) ** 2) * 9), 0, 1), 3),
            "flow": np.round(np.clip(5 * np.exp(-((x - 0.5) ** 2 + (y - 0.5) ** 2) * 5) + rng.normal(0, 0.4, column.size), 0, 5) * 2) / 2,
            "women": np.where(rng.random(column.size) < 0.4, 1.095, 1.0),
            "detached": np.where((y > 0.6) & lived, 1.041, 1.0),
            "lon": np.asarray(lon),
            "lat": np.asarray(lat),
        }
    )
    index = (pl.col("monitoring") + pl.col("environment") + pl.col("flow")) * pl.col("women") * pl.col("detached")
    frame = frame.with_columns(index=index).with_columns(
        stable=(1 - pl.col("index").rank("ordinal", descending=True) / 25).clip(0.0, 1.0),
        rank=pl.col("index").rank("ordinal", descending=True),
    )
    return frame.sort("rank")


def _spec() -> TableSpec:
    score = (
        ("monitoring", w("감시 취약", "Unwatched")),
        ("environment", w("환경", "Surroundings")),
        ("flow", w("유동 인구", "People passing")),
    )
    columns = (
        ColumnSpec("rank", w("순위", "Rank"), "integer"),
        ColumnSpec("cell", w("격자", "Cell")),
        ColumnSpec("dong", w("동", "Dong")),
        ColumnSpec("zone", w("구역", "Zone"), labels={"주거": w("주거지", "Residential"), "상업": w("상업지", "Commercial")}),
        ColumnSpec("index", w("설치 지수", "Index"), "number", digits=2),
        *(ColumnSpec(name, title, "number", digits=2) for name, title in score),
        ColumnSpec("women", w("여성 가중", "Women factor"), "number", digits=3),
        ColumnSpec("detached", w("단독주택 가중", "Detached houses factor"), "number", digits=3),
        ColumnSpec("stable", w("안정", "Stable"), "share", digits=0),
        ColumnSpec("lon", w("경도", "Longitude"), "number", digits=5, hidden=True),
        ColumnSpec("lat", w("위도", "Latitude"), "number", digits=5, hidden=True),
    )
    return TableSpec("cells", w("격자별 설치 지수", "Index by cell"), columns, rank="rank")


def _incidents() -> tuple[Table, ...]:
    rng = np.random.default_rng(4)
    back = pyproj.Transformer.from_crs(5179, 4326, always_xy=True)
    lon, lat = back.transform(951_500 + rng.normal(0, 600, 400), 1_951_000 + rng.normal(0, 400, 400))
    frame = pl.DataFrame(
        {"name": [f"장소 {at}" for at in range(400)], "calls": rng.integers(1, 60, 400), "lon": np.asarray(lon), "lat": np.asarray(lat)}
    )
    columns = (
        ColumnSpec("name", w("이름", "Name")),
        ColumnSpec("calls", w("민원", "Complaints"), "integer", w("건", "calls")),
        ColumnSpec("lon", w("경도", "Longitude"), "number", digits=5, hidden=True),
        ColumnSpec("lat", w("위도", "Latitude"), "number", digits=5, hidden=True),
    )
    return (Table(TableSpec("complaints", w("민원이 난 곳", "Places of complaints"), columns), frame, "index"),)


def _maps() -> tuple[Map, ...]:
    index, calls = w("설치 지수", "Index"), w("건", "calls")
    layers = {
        "index_map": LayerSpec("cells", "cells", index, "quantity", value="index", label="cell", size_m=CELL_M),
        "surface": LayerSpec("heat", "cells", index, "quantity", value="index", label="cell", size_m=CELL_M),
        "hexagons": LayerSpec("hexagons", "complaints", w("민원", "Complaints"), "quantity", value="calls", unit=calls, size_m=400.0),
        "circles": LayerSpec(
            "points", "complaints", w("민원", "Complaints"), "quantity", value="calls", unit=calls, label="name", sized="calls"
        ),
    }
    alt = w("지수가 높은 곳은 가운데입니다.", "The index is highest in the middle.")
    return tuple(Map(MapSpec(name, w(name, name), alt, (layer,), layer.table), "index") for name, layer in layers.items())
