"""Practice files of 가온읍내 as its offices would send them: two encodings, title rows, a total, gaps and doubles, and a known truth."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from models.cctv_siting.town import DONG, HOUSING_DONG, SIDE, STREET_DONG, Town, degrees, metres, town
from models.methods.coverage import to_plane
from models.methods.workbook import Cell, workbook

SIZES = {"small": 320, "normal": 900, "large": 3_600}
UNPLACED, DOUBLES = 3, 4
PURPOSES = ("생활방범", "생활방범", "생활방범", "어린이보호", "다목적", "쓰레기단속 외 기타")


def sample(seed: int, size: str) -> dict[str, tuple[str, bytes]]:
    """Input name → (file name, bytes). Sizes differ in incidents: small (320), normal (900), large (3,600), each over two years."""
    return {
        "camera": ("가온읍내_CCTV_20241231.csv", _cameras(seed)),
        "demand_cell": ("가온읍내 격자인구.xlsx", _people(seed)),
        "shops": ("가온읍내_격자별업소.csv", _shops(seed)),
        "flow": ("가온읍내_유동인구등급.csv", _flow(seed)),
        "women": ("가온읍내_여성인구.csv", _women(seed)),
        "detached": ("가온읍내_단독주택.csv", _detached(seed)),
        "risk_place": ("가온읍내_인허가업소.csv", _places(seed)),
        "incident": ("가온읍내_사건.csv", _incidents(seed, size)),
        "complaint_request": ("가온읍내_설치요청.csv", _requests(seed)),
    }


def truth(seed: int, size: str) -> dict[str, object]:
    """What was planted, counted before the files were made ugly."""
    made = town(seed)
    ids = np.array(made.ids)
    return {
        "cells": SIDE * SIDE,
        "residents": float(made.residents.sum()),
        "housing_dong": HOUSING_DONG,
        "street_dong": STREET_DONG,
        "housing_cells": ids[made.housing].tolist(),
        "street_cells": ids[made.street].tolist(),
        "camera_rows": len(made.cameras) + len(made.traffic) + DOUBLES + UNPLACED + 1,
        "traffic": len(made.traffic),
        "unplaced": UNPLACED,
        "outside": 1,
        "used": len(made.cameras) + DOUBLES,
        "sites": len(made.cameras),
        "empty": int((made.residents == 0).sum()),
        "women_cut": float(np.floor(made.women.sum() / made.residents.sum() * 1000 + 0.5) / 1000),
        "incidents": SIZES[size],
    }


def _cameras(seed: int) -> bytes:
    """Columns of the national standard data; four sites written twice, a few metres off; three without coordinates; one far away."""
    made, rng = town(seed), np.random.default_rng([seed, 22])
    twice = made.cameras[:DOUBLES] + rng.uniform(-1.5, 1.5, (DOUBLES, 2))
    lost = made.cameras[10 : 10 + UNPLACED] + 40
    far = metres(np.array([60.0]), np.array([15.0]))
    xy = np.concatenate([made.cameras, twice, made.traffic, lost, far])
    lon, lat = degrees(xy)
    n, watched = len(xy), len(made.cameras) + DOUBLES
    purpose = np.array([PURPOSES[i] for i in rng.integers(0, len(PURPOSES) - 1, n)], dtype=object)
    purpose[watched : watched + len(made.traffic)] = rng.choice(["교통단속", "교통정보수집", "시설물관리"], len(made.traffic))
    shown = np.ones(n, np.bool_)
    shown[watched + len(made.traffic) : -1] = False
    file = pl.DataFrame({
        "번호": pl.Series(np.arange(1, n + 1)).cast(pl.String), "관리기관명": "가온시청",
        "소재지도로명주소": [f"가온시 가온로 {i * 3 + 2}" for i in range(n)],
        "설치목적구분": purpose.tolist(), "카메라대수": rng.integers(1, 5, n).astype(str),
        "카메라화소수": rng.choice(["200", "130", "41"], n),
        "촬영방면정보": "360도 전방면", "보관일수": "30",
        "설치연월": [f"{year}-{month:02d}" for year, month in zip(rng.integers(2009, 2024, n), rng.integers(1, 13, n), strict=True)],
        "WGS84위도": [f"{value:.6f}" if kept else "" for value, kept in zip(lat, shown, strict=True)],
        "WGS84경도": [f"{value:.6f}" if kept else "" for value, kept in zip(lon, shown, strict=True)],
        "데이터기준일자": "2024-12-31",
    })  # fmt: skip
    order = rng.permutation(n)
    text = file[order].write_csv(line_terminator="\r\n")
    title = "가온읍내 방범용 CCTV 설치 현황" + "," * (file.width - 1) + "\r\n" + "※ 연습용 예시" + "," * (file.width - 1) + "\r\n"
    total = "합계,,,," + str(file["카메라대수"].cast(pl.Int64).sum()) + "," * (file.width - 5) + "\r\n"
    return (title + text + total).encode("cp949")


def _people(seed: int) -> bytes:
    made = town(seed)
    lon, lat = degrees(metres(made.column + 0.5, made.row + 0.5))
    rows: list[list[Cell]] = [
        ["가온읍내 100m 격자 인구"], ["(기준일: 2024. 12. 31., 연습용 예시)"], [],
        ["격자ID", "행정동", "용도지역", "총인구", "아동", "65세이상인구", "위도", "경도"],
    ]  # fmt: skip
    columns = (made.ids, made.dong, made.zone, made.residents, made.children, made.elderly)
    for at, values in enumerate(zip(*columns, strict=True)):
        people = [int(value) for value in values[3:]]
        rows.append([*values[:3], f"{people[0]:,}", *people[1:], round(float(lat[at]), 7), round(float(lon[at]), 7)])
    return workbook("격자", rows, ("A1:H1", "A2:H2"))


def _shops(seed: int) -> bytes:
    made = town(seed)
    columns = {"유흥업소수": made.drinking, "숙박업소수": made.lodging, "금융업소수": made.finance, "전체업소수": made.shops}
    return _by_cell(made, columns, "utf-8-sig")


def _flow(seed: int) -> bytes:
    made, rng = town(seed), np.random.default_rng([seed, 23])
    other = np.clip(made.flow + rng.integers(-1, 2, made.flow.size), 0, 5)
    return _by_cell(made, {"유동인구등급1": made.flow.astype(int), "유동인구등급2": other.astype(int)}, "cp949")


def _women(seed: int) -> bytes:
    return _by_cell(town(seed), {"여성 10~39세": town(seed).women}, "cp949")


def _detached(seed: int) -> bytes:
    made = town(seed)
    share = np.divide(made.detached, made.floor, out=np.zeros(made.floor.size), where=made.floor > 0)
    columns = {"단독주택비율": np.round(share, 3), "단독주택 연면적": made.detached, "전체연면적": made.floor}
    return _by_cell(made, columns, "utf-8")


def _by_cell(made: Town, columns: dict[str, Any], encoding: str) -> bytes:
    file = pl.DataFrame({"격자ID": made.ids, **columns})
    return file.write_csv(line_terminator="\r\n").encode(encoding)


@lru_cache(maxsize=2)
def _licences(seed: int) -> pl.DataFrame:
    """Licensed businesses with their true place: bars and lodging as counted by cell, and closed ones that must not count."""
    made, rng = town(seed), np.random.default_rng([seed, 24])
    parts = []
    for kind, counts in (("유흥주점영업", made.drinking), ("숙박업(일반)", made.lodging), ("금융기관", made.finance)):
        home = np.repeat(np.arange(counts.size), counts)
        gone = rng.choice(counts.size, max(int(counts.sum() * 0.3), 1))
        both = np.concatenate([home, gone])
        at = np.column_stack([made.column[both], made.row[both]]) + rng.uniform(0.02, 0.98, (both.size, 2))
        xy = metres(*at.T)
        status = ["영업/정상"] * home.size + ["폐업"] * gone.size
        parts.append(pl.DataFrame({"kind": kind, "x": xy[:, 0], "y": xy[:, 1], "status": status}))
    return pl.concat(parts)


def _places(seed: int) -> bytes:
    """Columns of the national licence register, coordinates in its own old system (EPSG:5174)."""
    rows = _licences(seed)
    x, y = to_plane("EPSG:5174", *degrees(rows.select("x", "y").to_numpy()))
    file = pl.DataFrame({
        "관리번호": [f"3990000-101-2020-{i:05d}" for i in range(rows.height)], "영업상태명": rows["status"],
        "소재지전체주소": [f"가온시 가온동 {i % 400 + 1}-{i % 7 + 1}" for i in range(rows.height)],
        "사업장명": [f"가온{i + 1}호" for i in range(rows.height)], "업태구분명": rows["kind"],
        "좌표정보(X)": [f"{value:.6f}" for value in x], "좌표정보(Y)": [f"{value:.6f}" for value in y],
    })  # fmt: skip
    return file.write_csv(line_terminator="\r\n").encode("cp949")


def _incidents(seed: int, size: str) -> bytes:
    """More where people live and walk, and within 100 m of a bar that is open."""
    made, rng = town(seed), np.random.default_rng([seed, 25])
    count = SIZES[size]
    bars = _licences(seed).filter(pl.col("kind") == "유흥주점영업", pl.col("status") == "영업/정상").select("x", "y").to_numpy()
    middles = metres(made.column + 0.5, made.row + 0.5)
    beside = np.array([np.hypot(*(bars - middle).T).min() <= 100 for middle in middles])
    weight = (2.0 + 0.02 * made.residents + 0.5 * made.flow) * np.where(beside, 4.0, 1.0)
    home = rng.choice(made.column.size, count, p=weight / weight.sum())
    lon, lat = degrees(metres(*(np.column_stack([made.column[home], made.row[home]]) + rng.random((count, 2))).T))
    minute = np.sort(rng.integers(0, 731 * 1440, count))
    kinds = rng.choice(["절도", "폭력", "주거침입", "재물손괴"], count, p=[0.5, 0.3, 0.1, 0.1])
    moment = pl.Series(minute * 60 + 19_358 * 86_400)
    file = pl.DataFrame({
        "발생일시": pl.from_epoch(moment, time_unit="s").dt.strftime("%Y-%m-%d %H:%M"), "죄종": kinds.tolist(),
        "위도": np.round(lat, 6), "경도": np.round(lon, 6),
    })  # fmt: skip
    return file.write_csv(line_terminator="\r\n").encode("utf-8-sig")


def _requests(seed: int) -> bytes:
    """Requests come from the middle of the town, where people know whom to ask, and hardly from the places no camera watches."""
    made, rng = town(seed), np.random.default_rng([seed, 26])
    dong = np.array(made.dong)
    weight = np.where(dong == DONG[1][1], 6.0, 1.0) * made.residents * np.where(made.housing | made.street, 0.15, 1.0)
    spots = rng.choice(made.column.size, 40, replace=False, p=weight / weight.sum())
    home = np.repeat(spots, rng.integers(1, 9, spots.size))
    lon, lat = degrees(metres(*(np.column_stack([made.column[home], made.row[home]]) + rng.uniform(0.3, 0.7, (home.size, 2))).T))
    file = pl.DataFrame({
        "접수번호": [f"2024-{i + 1:04d}" for i in range(home.size)], "위도": np.round(lat, 6), "경도": np.round(lon, 6),
        "설치단가": ["18,000,000원"] * home.size,
    })  # fmt: skip
    return file.write_csv(line_terminator="\r\n").encode("cp949")
