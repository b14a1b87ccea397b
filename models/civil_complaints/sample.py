"""Practice files of 한빛시 as its offices would send them: an export in CP949 with titles and a total, gaps, slips, and a known truth."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from models.civil_complaints import town
from models.civil_complaints.complaints import SURGE_SAID, written

TITLES = "한빛시 민원 처리 현황(2021~2024),,,\r\n※ 연습용 예시이며 실제 민원이 아닙니다.,,,\r\n,,,\r\n"


def sample(seed: int, size: str) -> dict[str, tuple[str, bytes]]:
    """Input name → (file name, bytes). Sizes: small (3,000 complaints), normal (12,000), large (60,000), each over four years."""
    return {
        "complaint": ("한빛시_민원처리현황_2021-2024.csv", _complaints(seed, size)),
        "area_pop": ("한빛시_동별_주민등록인구.csv", _residents()),
        "area_shape": ("한빛시_행정동경계.csv", _outlines()),
        "label": ("한빛시_주제이름.csv", _labels()),
        "vocabulary": ("한빛시_사전.csv", _vocabulary()),
    }


def truth(seed: int, size: str) -> dict[str, object]:
    """What was planted, counted before the files were made ugly."""
    rows = _rows(seed, size)
    return {
        "papers": rows.height,
        "personal": int(rows["personal"].sum()),
        "petition": int(rows["petition"].sum()),
        "people": rows["person"].n_unique(),
        "surge_week": str(SURGE_SAID),
        "surge_dong": town.DONG[town.SURGE_DONG],
        "surge_papers": int(rows["surge"].sum()),
        "corner_dong": town.DONG[town.CORNER_DONG],
        "corner_papers": int(rows["corner"].sum()),
        "silent_dong": town.DONG[town.SILENT_DONG],
        "open": int(rows["closed"].is_null().sum()),
        "unplaced": int(rows["unplaced"].sum()),
    }


@lru_cache(maxsize=2)
def _rows(seed: int, size: str) -> pl.DataFrame:
    return written(seed, size)


def _complaints(seed: int, size: str) -> bytes:
    rows = _rows(seed, size)
    minute = pl.col("minute")
    placed = ~pl.col("unplaced")
    file = rows.select(
        pl.int_range(1, rows.height + 1).cast(pl.String).alias("연번"),
        pl.format("{}-{}", pl.col("day").dt.year(), pl.int_range(100_001, rows.height + 100_001)).alias("접수번호"),
        pl.col("day").dt.strftime("%Y.%m.%d").alias("민원접수일"),
        pl.format("{}:{}", (minute // 60).cast(pl.String).str.zfill(2), (minute % 60).cast(pl.String).str.zfill(2)).alias("민원접수시간"),
        pl.col("title").alias("민원제목"),
        pl.col("body").alias("민원내용"),
        pl.when(placed).then(pl.format("한빛특별자치도 한빛시 {} {}", "dong", "lot")).otherwise(pl.lit("-")).alias("민원발생지"),
        pl.when(placed).then(pl.col("lat").round(6)).alias("위도"),
        pl.when(placed).then(pl.col("lon").round(6)).alias("경도"),
        pl.when(placed).then(pl.col("dong")).otherwise(pl.lit("미상")).alias("행정동"),
        pl.col("dept").alias("처리부서"),
        pl.when(pl.col("closed").is_null()).then(pl.lit("처리중")).otherwise(pl.lit("완료")).alias("처리상태"),
        pl.col("closed").dt.strftime("%Y.%m.%d").fill_null("").alias("처리완료일"),
        pl.col("due").dt.strftime("%Y.%m.%d").alias("처리기한"),
        pl.col("channel").alias("접수경로"),
        pl.col("type").alias("민원유형"),
        pl.col("person").alias("신고인ID"),
        pl.col("age").alias("연령대"),
        pl.col("sex").alias("성별"),
    )  # fmt: skip
    twice = file.slice(file.height // 3, 6)
    text = pl.concat([file, twice]).write_csv(line_terminator="\r\n")
    total = f'합계,,,"{file.height + 6:,}건"' + "," * (file.width - 4) + "\r\n"
    return (TITLES + text + "," * (file.width - 1) + "\r\n" + total).encode("cp949")


def _residents() -> bytes:
    lines = ["한빛시 동별 주민등록인구,,", "(단위: 명),,", "행정동,총인구수,세대수"]
    lines += [f'{name},"{people:,}","{people * 10 // 22:,}"' for name, people in zip(town.DONG, town.RESIDENTS, strict=True)]
    lines.append(f'합계,"{sum(town.RESIDENTS):,}",')
    return ("\r\n".join(lines) + "\r\n").encode("cp949")


def _outlines() -> bytes:
    file = pl.DataFrame({"행정동명": town.DONG, "도형": [town.outline(at) for at in range(len(town.DONG))]})
    return b"\xef\xbb\xbf" + file.write_csv(line_terminator="\r\n").encode()


def _labels() -> bytes:
    """What colleagues called some topics last time; two of them are one to this office."""
    return '낱말,주제이름\r\n"악취, 냄새, 하수구, 시설",악취\r\n"가로등, 보안, 밤길, 골목",어두운 길\r\n'.encode("cp949")


def _vocabulary() -> bytes:
    return "낱말,쓰임\r\n물류창고,한 낱말\r\n불법주정차,한 낱말\r\n고생,불용어\r\n".encode("cp949")
