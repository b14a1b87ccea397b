"""Shapefiles and GeoPackages: attributes in the encoding they are in, geometry as columns, the coordinate system said."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from connectors.files import TableRead, read
from connectors.problem import Problem
from tests.connectors.files.trying import Rows, cells, notes, reading

SQUARE = shapely.from_wkt("POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))")


def layer(folder: Path, name: str, shapes: list[object], encoding: str = "UTF-8", crs: str | None = "EPSG:5179") -> Path:
    path = folder / name
    kind = "Polygon" if shapes and shapes[0] is SQUARE else "Point"
    fields = [np.array([f"구로{n}동" for n in range(len(shapes))], object), np.arange(len(shapes)) * 1.5]
    wkb = np.array([shapely.to_wkb(shape) for shape in shapes], object)
    pyogrio.raw.write(path, wkb, fields, ["동이름", "값"], geometry_type=kind, crs=crs, encoding=encoding)
    return path


def bundle(main: Path, *without: str, inside: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part in sorted(main.parent.glob(f"{main.stem}.*")):
            if part.suffix not in without:
                archive.writestr(inside + part.name, part.read_bytes())
    return content.getvalue()


def points() -> list[object]:
    return [shapely.Point(950_000 + n, 1_950_000.25) for n in range(3)]


def first(found: tuple[TableRead, Rows]) -> tuple[str | None, ...]:
    return cells(found[1])[0]


@pytest.mark.parametrize(("encoding", "without"), [("UTF-8", ()), ("CP949", ()), ("CP949", (".cpg",)), ("UTF-8", (".cpg",))])
def test_a_zipped_shapefile_reads_whatever_its_encoding_says(tmp_path: Path, encoding: str, without: tuple[str, ...]) -> None:
    main = layer(tmp_path, "grid.shp", points(), encoding)
    found = reading(tmp_path, bundle(main, *without, inside="폴더/"), "격자.zip")
    assert first(found) == ("구로0동", "0", "950000", "1950000.25")
    assert found[0].columns == ("동이름", "값", "x", "y")
    assert (found[0].crs, found[0].member, found[0].members) == ("EPSG:5179", "폴더/grid.shp", ("폴더/grid.shp",))


def test_a_cpg_that_says_another_encoding_than_the_bytes_have_is_not_believed(tmp_path: Path) -> None:
    main = layer(tmp_path, "grid.shp", points(), "CP949")
    (tmp_path / "grid.cpg").write_text("UTF-8")
    found = reading(tmp_path, bundle(main), "격자.zip")
    assert first(found)[0] == "구로0동"
    assert notes(found[0])["encoding_not_as_said"] == {"said": "UTF-8", "encoding": "cp949"}


def test_areas_give_their_middle_flagged(tmp_path: Path) -> None:
    found = reading(tmp_path, bundle(layer(tmp_path, "area.shp", [SQUARE, SQUARE])), "면.zip")
    assert first(found)[2:4] == ("1", "1")
    assert "centroid" in notes(found[0])


def test_a_shapefile_without_prj_says_that_its_coordinates_are_unknown(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, bundle(layer(tmp_path, "grid.shp", points()), ".prj"), "격자.zip")
    assert found.crs is None
    assert "crs_unknown" in notes(found)


def test_shapes_whose_table_is_missing_give_their_coordinates_and_say_so(tmp_path: Path) -> None:
    found = reading(tmp_path, bundle(layer(tmp_path, "grid.shp", points()), ".dbf"), "격자.zip")
    assert (found[0].columns, first(found)) == (("x", "y"), ("950000", "1950000.25"))
    assert "shapes_without_table" in notes(found[0])
    with pytest.raises(Problem, match=r"file\.shp_alone"):
        reading(tmp_path, bundle(tmp_path / "grid.shp", ".dbf", ".shx", ".prj"), "격자.zip")


def test_a_dbf_alone_is_a_table(tmp_path: Path) -> None:
    main = layer(tmp_path, "grid.shp", points(), "CP949")
    found = reading(tmp_path, main.with_suffix(".dbf").read_bytes(), "표.dbf")
    assert (first(found), found[0].columns) == (("구로0동", "0"), ("동이름", "값"))


def test_layers_of_the_same_shapes_have_fingerprints_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = layer(tmp_path / "one", "grid.shp", points()), layer(tmp_path / "two", "grid.shp", points())

    def marks() -> list[tuple[str, int]]:
        return [(found.fingerprint, found.size_bytes) for found in (read(file, tmp_path / "out.parquet") for file in (one, two))]

    assert marks()[0] == marks()[1]
    table = two.with_suffix(".dbf")
    content = table.read_bytes()
    table.write_bytes(content[:-3] + b"9" + content[-2:])
    assert one.read_bytes() == two.read_bytes()
    first, second = marks()
    assert first[0] != second[0]
    assert first[1] == second[1] == sum(part.stat().st_size for part in one.parent.iterdir())


def test_a_geopackage_reads_a_layer_as_a_sheet(tmp_path: Path) -> None:
    main = layer(tmp_path, "지점.gpkg", points())
    found = reading(tmp_path, main.read_bytes(), "지점.gpkg")
    assert first(found) == ("구로0동", "0", "950000", "1950000.25")
    assert (found[0].sheet, found[0].crs, found[0].format) == ("지점", "EPSG:5179", "gpkg")


@pytest.mark.parametrize("cut", [150, 1_000])
def test_a_broken_shapefile_is_a_problem(tmp_path: Path, cut: int) -> None:
    main = layer(tmp_path, "grid.shp", points())
    main.with_suffix(".dbf").write_bytes(main.with_suffix(".dbf").read_bytes()[:20])
    main.write_bytes(main.read_bytes()[:cut])
    with pytest.raises(Problem, match=r"file\."):
        reading(tmp_path, bundle(main), "격자.zip")


def test_a_broken_geopackage_is_a_problem(tmp_path: Path) -> None:
    content = layer(tmp_path, "지점.gpkg", points()).read_bytes()
    with pytest.raises(Problem, match=r"file\."):
        reading(tmp_path, content[: len(content) // 3], "지점.gpkg")


def test_only_the_drivers_of_these_formats_can_open_anything(tmp_path: Path) -> None:
    layer(tmp_path, "grid.shp", points())
    asked = "import sys; from pathlib import Path; from connectors.files import read; read(Path(sys.argv[1]), Path(sys.argv[2]));"
    asked += "import pyogrio; print(*sorted(pyogrio.list_drivers(read=True)))"
    said = subprocess.run([sys.executable, "-c", asked, str(tmp_path / "grid.shp"), str(tmp_path / "out")], capture_output=True, text=True)
    assert (said.stdout.split(), said.stderr) == (["ESRI", "Shapefile", "GPKG", "MEM", "SQLite"], "")
