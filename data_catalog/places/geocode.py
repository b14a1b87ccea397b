"""Gives addresses a point, offline: the building or lot itself, else the nearest number on its road, else the middle of its area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from uuid import uuid4

import polars as pl

from connectors.engine import Workspace
from data_catalog.places import areas
from data_catalog.places.address import Address, parse
from data_catalog.places.book import Book

MATCHES = ("exact", "near", "dong", "district", "none")
"""How good a point is, best first: the building or lot; a number at most ten away on the same road, or the same lot's branch; the
middle of the dong; the middle of the district; no point."""

_NEAR_NUMBERS = 10


def geocode(workspace: Workspace, book: Book, texts: Sequence[str]) -> pl.DataFrame:
    """`name`, `lon`, `lat`, `match` of each text, in their order. The files of the book must be among what the workspace may read.

    A text without a province takes the one most others name, where its own district lies there.
    """
    said = _said(texts)
    names = _views(workspace, book)
    workspace.put(f"{names}_said", said)
    found = workspace.fetch(_matching(names, book))
    points = said.select("row", "name", "district_lon", "district_lat").join(found, on="row", how="left").sort("row")
    lon, lat = (pl.coalesce(axis, f"district_{axis}") for axis in ("lon", "lat"))
    match = pl.when(pl.col("match").is_not_null()).then("match").when(pl.col("district_lon").is_not_null())
    return points.select("name", match.then(pl.lit("district")).otherwise(pl.lit("none")).alias("match"), lon, lat)


def _said(texts: Sequence[str]) -> pl.DataFrame:
    parsed = [parse(text) for text in texts]
    told = Counter(one.province for one in parsed if one.province)
    usual = told.most_common(1)[0][0] if told else ""
    rows = []
    for row, (text, one) in enumerate(zip(texts, parsed, strict=True)):
        middle = _middle(one, text, usual)
        province = one.province or (middle.province if middle else usual)
        district = one.district or (middle.name if middle and not one.province else "")
        place = f"{province} {district}".strip()
        number = (one.mark == "지하", one.mark == "산", one.main or None, one.sub)
        rows.append((row, text, place, one.dong, one.road, *number, middle and middle.lon, middle and middle.lat))
    columns = {
        "row": pl.Int64, "name": pl.String, "district": pl.String, "dong": pl.String, "road": pl.String, "under": pl.Boolean,
        "hill": pl.Boolean, "main": pl.Int32, "sub": pl.Int32, "district_lon": pl.Float64, "district_lat": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def _middle(one: Address, text: str, usual: str) -> areas.Area | None:
    """The district the text means, where it can be only one."""
    meant = _meant(f"{one.province} {one.district}".strip() or text)
    if len(meant) > 1:
        meant = tuple(area for area in meant if area.province == (one.province or usual))
    return meant[0] if len(meant) == 1 else None


@lru_cache(maxsize=10_000)
def _meant(text: str) -> tuple[areas.Area, ...]:
    return areas.find(text)


def _views(workspace: Workspace, book: Book) -> str:
    """The book's tables under names of this one asking."""
    names = f"book_{uuid4().hex}"
    for file in book.files():
        workspace.view(f"{names}_{file.stem}", file)
    return names


def _matching(names: str, book: Book) -> str:
    """SQL: the best match of every row, by rank and then by how far its number is."""
    kinds = {file.stem for file in book.files()}
    tried = []
    if "buildings" in kinds:
        tried.append(
            f"select s.row, 1 + (b.main <> s.main or b.sub <> s.sub)::int as rank, "  # noqa: S608
            f"abs(b.main - s.main) * 100 + abs(b.sub - s.sub) as far, b.lon, b.lat from {names}_said s "
            f"join {names}_buildings b on b.district = s.district and b.road = s.road and b.under = s.under "
            f"and b.main between s.main - {_NEAR_NUMBERS} and s.main + {_NEAR_NUMBERS} where s.road <> ''"
        )
    if "lots" in kinds:
        tried.append(
            f"select s.row, 1 + (b.sub <> s.sub)::int as rank, abs(b.sub - s.sub) as far, b.lon, b.lat from {names}_said s "  # noqa: S608
            f"join {names}_lots b on b.district = s.district and b.dong = s.dong and b.hill = s.hill and b.main = s.main "
            "where s.road = ''"
        )
    tried.append(
        f"select s.row, 3 as rank, 0 as far, a.lon, a.lat from {names}_said s "  # noqa: S608
        f"join {names}_areas a on a.district = s.district and a.dong = s.dong where s.dong <> ''"
    )
    tried.append(
        f"select s.row, 4 as rank, 0 as far, a.lon, a.lat from {names}_said s "  # noqa: S608
        f"join {names}_areas a on a.district = s.district and a.dong is null"
    )
    every = " union all ".join(tried)
    kind = " ".join(f"when {rank} then '{match}'" for rank, match in enumerate(MATCHES[:-1], 1))
    return (
        f"select row, lon, lat, case rank {kind} end as match from ({every}) "  # noqa: S608
        "qualify row_number() over (partition by row order by rank, far, lon, lat) = 1"
    )
