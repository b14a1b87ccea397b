"""Outlines of dongs tell coordinate systems apart that nothing else tells apart, and give areas their middles."""

import json
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from connectors.problem import Problem
from data_catalog.places import detect
from data_catalog.places.book import Book, load
from data_catalog.places.borders import borders
from tests.data_catalog.test_address_book import TODAY, asked

SIDE = 0.01  # degrees: about a kilometre


def outlines(folder: Path) -> Book:
    """A city of 64 square dongs in one district, as a GeoJSON file somebody might have."""
    features = []
    for number in range(64):
        west, south = 126.95 + SIDE * (number % 8), 37.50 + SIDE * (number // 8)
        ring = [[west, south], [west + SIDE, south], [west + SIDE, south + SIDE], [west, south + SIDE], [west, south]]
        name = f"서울특별시 한빛구 가온{number + 1}동"
        features.append({"type": "Feature", "properties": {"adm_nm": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    file = folder / "dongs.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8")
    book = Book(folder / "places")
    assert load(file, book, TODAY).part == "borders"
    return book


def points(crs: str, count: int = 600) -> tuple[np.ndarray, np.ndarray, list[str | None]]:
    rng = np.random.default_rng(3)
    lon, lat = 126.95 + 8 * SIDE * rng.random(count), 37.50 + 8 * SIDE * rng.random(count)
    number = ((lat - 37.50) // SIDE * 8 + (lon - 126.95) // SIDE).astype(int) + 1
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    return np.asarray(x), np.asarray(y), [f"서울 한빛구 가온{one}동 {row}" for row, one in enumerate(number)]


@pytest.mark.parametrize("crs", ["EPSG:5181", "EPSG:5174", "EPSG:2097"])
def test_systems_some_hundred_metres_apart_are_told_surely_by_outlines(tmp_path: Path, crs: str) -> None:
    x, y, texts = points(crs)
    without = detect(x, y, texts)[0]
    assert without.confidence == "not_sure"
    known = borders(outlines(tmp_path))
    assert known is not None
    found = detect(x, y, texts, hits=known.hits)[0]
    assert (found.crs, found.confidence, found.rivals) == (crs, "sure", ())
    assert found.agree is not None
    assert found.agree > 0.99


def test_a_few_points_prove_nothing(tmp_path: Path) -> None:
    x, y, texts = points("EPSG:5174", 12)
    known = borders(outlines(tmp_path))
    assert known is not None
    assert detect(x, y, texts, hits=known.hits)[0].confidence == "not_sure"


def test_a_dong_that_is_only_named_stands_within_its_outline(tmp_path: Path) -> None:
    (match, lon, lat), (other, _, _) = asked(outlines(tmp_path), tmp_path, "서울 한빛구 가온10동", "서울 한빛구")
    assert (match, other) == ("dong", "district")
    assert shapely.box(126.96, 37.51, 126.97, 37.52).contains(shapely.Point(lon, lat))


def test_outlines_nobody_named_are_refused(tmp_path: Path) -> None:
    ring = [[127.0, 37.5], [127.1, 37.5], [127.1, 37.6], [127.0, 37.5]]
    said = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"n": 1}, "geometry": {"type": "Polygon", "coordinates": [ring]}}],
    }
    (tmp_path / "a.geojson").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Problem, match=r"places\.not_addresses"):
        load(tmp_path / "a.geojson", Book(tmp_path / "places"), TODAY)
