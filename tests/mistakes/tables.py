"""The tables the mistakes are made in: calls as a fire headquarters exports them, cameras as a city lists them, counts by month."""

from __future__ import annotations

import random

from data_catalog.schema import Check
from tests.data_catalog.contracts import field, table

Rows = list[list[str]]

CALLS = table(
    "dispatch",
    field("call_at", "moment", "신고일시", required=True, date_synonyms=("신고일자",), time_synonyms=("신고시각",)),
    field("arrive_at", "moment", "현장도착일시", required=True),
    field("center", "category", "출동안전센터", required=True),
    field("place", "place", "위치", x_synonyms=("경도",), y_synonyms=("위도",)),
    field("distance_km", "km", "현장과의거리"),
    field("age", "integer", "환자연령", minimum=0, maximum=120),
    field("report", "id", "구급보고서번호"),
    checks=(Check("not_before", ("call_at", "arrive_at")),),
    unique=("report",),
)  # fmt: skip
CAMERAS = table(
    "camera",
    field("no", "id", "관리번호", required=True),
    field("purpose", "category", "설치목적구분", required=True),
    field("count", "integer", "카메라대수"),
    field("cost", "won", "설치단가"),
    field("installed", "date", "설치일자"),
    field("month", "month", "설치연월"),
    field("zip", "code", "우편번호"),
    field("sgg", "code", "시군구코드"),
    field("place", "place", "위치", x_synonyms=("경도", "X좌표"), y_synonyms=("위도", "Y좌표")),
    unique=("no",),
)  # fmt: skip
MONTHS = table(
    "monthly", field("center", "category", "출동안전센터", required=True), field("month", "month", "기간", "연월", required=True),
    field("count", "integer", "값", "건수", required=True),
)  # fmt: skip
INPUTS = {one.name: one for one in (CALLS, CAMERAS, MONTHS)}

CALL_HEAD = ["구급보고서번호", "신고일시", "현장도착일시", "출동안전센터", "위도", "경도", "긴급구조주소", "현장과의거리", "환자연령"]
CAMERA_HEAD = [
    "관리번호",
    "설치목적구분",
    "카메라대수",
    "설치단가",
    "설치일자",
    "설치연월",
    "우편번호",
    "시군구코드",
    "위도",
    "경도",
    "소재지도로명주소",
]


def calls(seed: int = 11, rows: int = 60) -> Rows:
    chance = random.Random(seed)
    made = []
    for n in range(rows):
        day, hour, minute = 1 + n % 28, chance.randrange(6, 23), chance.randrange(0, 49)
        taken = chance.randrange(4, 11)
        made.append([
            f"24{seed:02d}{1000 + n}", f"2024-01-{day:02d} {hour:02d}:{minute:02d}:00",
            f"2024-01-{day:02d} {hour:02d}:{minute + taken:02d}:00",
            chance.choice(["온천119안전센터", "노은119안전센터", "둔산119안전센터"]),
            f"{36.34 + chance.random() * 0.04:.6f}", f"{127.31 + chance.random() * 0.06:.6f}", "대전광역시 유성구 온천로",
            f"{0.4 + chance.random() * 5:.1f}", str(chance.randrange(1, 95)),
        ])  # fmt: skip
    return made


def cameras(seed: int = 12, rows: int = 60) -> Rows:
    chance = random.Random(seed)
    made = []
    for n in range(rows):
        day = f"2023-{1 + n % 12:02d}-{1 + n % 28:02d}"
        made.append([
            f"CCTV-{1000 + n}", chance.choice(["방범", "교통", "어린이보호"]), str(chance.randrange(1, 9)),
            str(2_800_000 + 25_000 * chance.randrange(0, 17)), day, day[:7], f"0{chance.randrange(4500, 4599)}",
            chance.choice(["51110", "51130", "51150"]), f"{37.87 + chance.random() * 0.03:.6f}", f"{127.72 + chance.random() * 0.03:.6f}",
            "강원특별자치도 춘천시 중앙로",
        ])  # fmt: skip
    return made


def monthly(seed: int = 13) -> tuple[list[str], Rows]:
    chance = random.Random(seed)
    head = ["출동안전센터", *(f"2024년 {month}월" for month in range(1, 13))]
    centers = ("온천", "노은", "둔산", "궁동", "구암", "학하", "진잠", "관저")
    return head, [[f"{name}119안전센터", *(str(chance.randrange(40, 190)) for _ in range(12))] for name in centers]


def text(head: list[str], rows: Rows, separator: str = ",") -> str:
    def cell(value: str) -> str:
        return f'"{value}"' if separator in value or "\n" in value else value

    return "\n".join(separator.join(cell(value) for value in row) for row in [head, *rows]) + "\n"
