"""Json: lines of records, lists of records wherever they lie, GeoJSON; numbers keep their text, nothing is lost silently."""

import json
from pathlib import Path

import pytest

from connectors.problem import Problem
from tests.connectors.files.trying import cells, notes, reading


def test_one_record_a_line_keeps_its_line_and_what_is_none_is_set_aside(tmp_path: Path) -> None:
    content = '{"구": "강남", "수": 1.50}\n\n{"구": "서초", "비고": null, "수": 02}\n{"구": "송파", "수": 12345678901234567890}\n'
    found, rows = reading(tmp_path, content, "자료.jsonl")
    assert found.columns == ("구", "수")
    assert rows == [(1, "강남", "1.50"), (4, "송파", "12345678901234567890")]
    assert [(row.line, row.reason) for row in found.set_aside] == [(3, "not_a_record")]
    assert (found.rows_in, found.rows_kept, found.format) == (3, 2, "json")


def test_a_list_of_records_is_found_where_open_interfaces_put_it(tmp_path: Path) -> None:
    items = [{"구": f"구{n}", "위치": {"x": n, "y": n * 2}, "꼬리표": ["가", n]} for n in range(3)]
    content = json.dumps({"response": {"header": {"resultCode": "00"}, "body": {"items": {"item": items}}}}, ensure_ascii=False)
    found, rows = reading(tmp_path, content, "응답.json")
    assert found.columns == ("구", "위치.x", "위치.y", "꼬리표")
    assert cells(rows)[2] == ("구2", "2", "4", '["가", "2"]')
    assert notes(found)["nested_columns"] == {"columns": ["꼬리표"]}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
def test_json_is_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    _, rows = reading(tmp_path, '[{"구": "강남구 똠방"}, {"구": "서초"}]'.encode(encoding), "자료.json")
    assert cells(rows) == [("강남구 똠방",), ("서초",)]


def test_records_that_all_have_names_of_their_own_are_refused_with_their_number(tmp_path: Path) -> None:
    with pytest.raises(Problem) as raised:
        reading(tmp_path, json.dumps([{f"n{number}": 1} for number in range(30_000)]), "자료.json")
    assert (raised.value.code, raised.value.facts["columns"]) == ("file.too_many_columns", 30_000)


def feature(number: int, geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"이름": f"점{number}", "x": "제 값"}, "geometry": geometry}


def test_points_of_geojson_become_x_and_y_beside_columns_of_that_name(tmp_path: Path) -> None:
    shapes = [feature(1, {"type": "Point", "coordinates": [127.1, 37.5]}), feature(2, None)]
    found, rows = reading(tmp_path, json.dumps({"type": "FeatureCollection", "features": shapes}), "점.geojson")
    assert found.columns == ("이름", "x", "geometry_x", "y")
    assert cells(rows) == [("점1", "제 값", "127.1", "37.5"), ("점2", "제 값", None, None)]
    assert (found.crs, found.format) == ("EPSG:4326", "geojson")
    assert notes(found)["geometry_missing"] == {"rows": 1}


def test_areas_of_geojson_give_their_middle_flagged_and_their_outline(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
    said = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5179"}}
    document = {
        "type": "FeatureCollection",
        "crs": said,
        "features": [feature(1, square), feature(2, {"type": "Polygon", "coordinates": []})],
    }
    found, rows = reading(tmp_path, json.dumps(document), "면.geojson")
    assert cells(rows)[0] == ("점1", "제 값", "1", "1", "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))")
    assert found.crs == "EPSG:5179"
    assert "centroid" in notes(found)
    assert found.rows_kept == 2


def test_the_properties_of_topojson_are_read_and_its_shapes_said_to_be_left_out(tmp_path: Path) -> None:
    areas = [{"type": "Polygon", "arcs": [[0]], "properties": {"code": "11", "name": "서울"}} for _ in range(2)]
    document = {"type": "Topology", "arcs": [[[0, 0], [1, 1]]], "objects": {"a": {"type": "GeometryCollection", "geometries": areas}}}
    found, rows = reading(tmp_path, json.dumps(document), "경계.json")
    assert (found.columns, len(rows)) == (("code", "name"), 2)
    assert "topology_left_out" in notes(found)


def test_records_kept_under_their_names_give_a_column_of_them(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, json.dumps({"구": {"강남": {"수": 1}, "서초": {"수": 2}}}), "자료.json")
    assert (found.columns, cells(rows)) == (("key", "수"), [("강남", "1"), ("서초", "2")])
