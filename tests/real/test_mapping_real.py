"""Mapping, preparing and checking real public files: what is sure, what is said to be doubtful, what the numbers come to."""

import os
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from connectors.duck import open_workspace
from connectors.files import ReadOptions, read
from data_catalog.checks import CheckReport, check
from data_catalog.mapping import NOT_SURE, SURE, Source, Suggestion, suggest
from data_catalog.places import areas
from data_catalog.prepare import prepare
from data_catalog.prepared import Prepared
from data_catalog.profile import profile
from data_catalog.schema import Field, Input
from models.kit import library
from tests.data_catalog.contracts import CAMERA

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
# The word before and the year after: shares within 7 minutes and usable calls as the index of the files gives them.
KNOWN = [("2019", 170, 0.371), ("2020", 166, 0.404), ("2021", 169, 0.314)]


def dispatch() -> Input:
    return library.load("golden_hour").input("dispatch")


def suggested(folder: Path, file: Path, input: Input) -> dict[str, Suggestion]:
    read(file, folder / "read.parquet", ReadOptions())
    return {one.field: one for one in suggest(profile(folder / "read.parquet"), input)}


def brought(folder: Path, input: Input, mapping: dict[str, Source]) -> tuple[Prepared, pl.DataFrame, CheckReport]:
    workspace = open_workspace(folder / "work", reads=[folder])
    try:
        done = prepare(workspace, folder / "read.parquet", input, mapping, folder / "out.parquet")
        return done, pl.read_parquet(done.path), check(workspace, done, input)
    finally:
        workspace.close()


@pytest.mark.parametrize(("year", "usable", "within_7"), KNOWN)
def test_the_119_records_are_mapped_surely_and_come_to_the_known_share(tmp_path: Path, year: str, usable: int, within_7: float) -> None:
    input = dispatch()
    found = suggested(tmp_path, DATA / "emergency" / f"{year}_ex.xlsx", input)
    assert found["call_at"].source == Source("date_time", ("DCLR_YMD", "DCLR_TM"))
    assert found["arrive_at"].source == Source("date_time", ("GRNDS_ARVL_YMD", "GRNDS_ARVL_TM"))
    assert found["depart_at"].source == Source("date_time", ("DSPT_YMD", "DSPT_TM"))
    assert found["clear_at"].source == Source("date_time", ("CBK_YMD", "CBK_TM"))
    assert found["center"].source == Source("column", ("CNTR_NM",))
    assert found["station"].source == Source("column", ("FRSTN_NM",))
    assert found["distance_km"].source == Source("column", ("GRNDS_DSTNC",))
    assert {one.confidence for name, one in found.items() if input.field(name).required} == {SURE}
    mapping = {name: one.source for name, one in found.items() if one.source and one.confidence == SURE}
    done, rows, report = brought(tmp_path, input, mapping)
    minutes = (rows["arrive_at"] - rows["call_at"]).drop_nulls()
    kept = minutes.filter((minutes >= timedelta(0)) & (minutes <= timedelta(minutes=120)))
    assert (done.rows_in, done.rows_set_aside) == (170, 0)
    assert (len(kept), round(float((kept <= timedelta(minutes=7)).mean() or 0), 3)) == (usable, within_7)
    # The return dates are all empty: the day comes from the moments before.
    assert next(one for one in done.reasons if one.code == "date_taken").rows >= 168
    assert "place" not in done.fields
    assert report.state == "continue"
    assert report.understood["rows"] == 170


def test_the_stations_of_seoul_are_in_5186_and_stand_in_the_districts_they_are_named_after(tmp_path: Path) -> None:
    input = library.load("golden_hour").input("center")
    found = suggested(tmp_path, DATA / "emergency" / "seoul_fire_stations.csv", input)
    assert (found["center"].source, found["center"].confidence) == (Source("column", ("서ㆍ센터명",)), SURE)
    assert (found["place"].source, found["place"].confidence) == (Source("xy", ("X좌표", "Y좌표")), SURE)
    mapping = {name: found[name].source for name in ("center", "place")}
    done, rows, _ = brought(tmp_path, input, {name: source for name, source in mapping.items() if source})
    said = next(one for one in done.reasons if one.code == "crs")
    assert (said.facts["crs"], said.facts["confidence"]) == ("EPSG:5186", SURE)
    named = [(row["place_lon"], row["place_lat"], areas.find(row["center"])) for row in rows.iter_rows(named=True)]
    stations = [(lon, lat, meant[0]) for lon, lat, meant in named if meant]
    assert len(stations) >= 20
    assert all(areas.distance_km(lon, lat, area) <= area.radius_km for lon, lat, area in stations)
    gwanak = rows.filter(pl.col("center") == "관악소방서")
    assert (gwanak["place_lon"][0], gwanak["place_lat"][0]) == pytest.approx((126.952, 37.474), abs=0.002)


@pytest.mark.parametrize("file", ["gyeongsan_cctv.csv", "서울특별시_강남구_CCTV_20190312.csv"])
def test_the_camera_lists_of_two_cities_are_mapped_surely(tmp_path: Path, file: str) -> None:
    found = suggested(tmp_path, DATA / "cctv" / file, CAMERA)
    for name in ("purpose", "camera_count", "location", "pixels", "retention_days", "installed", "owner", "as_of"):
        assert found[name].confidence == SURE, name
    assert found["location"].source is not None
    assert found["location"].source.how == "lonlat"
    mapping = {name: one.source for name, one in found.items() if one.source}
    done, rows, _ = brought(tmp_path, CAMERA, mapping)
    assert done.rows_in == rows.height
    assert done.missing["location"] <= 0.01 * done.rows_in


def test_calls_without_a_header_get_their_coordinates_surely_and_nothing_else(tmp_path: Path) -> None:
    found = suggested(tmp_path, DATA / "emergency" / "montgomery_911_sample.csv", dispatch())
    sure = {name for name, one in found.items() if one.confidence == SURE}
    assert sure == {"place"}
    assert found["call_at"].confidence == NOT_SURE
    assert found["call_at"].source is not None
    place = found["place"].source
    assert place is not None
    done, rows, _ = brought(tmp_path, dispatch(), {"place": place, "call_at": found["call_at"].source})
    assert done.rows_kept + done.rows_set_aside == done.rows_in
    assert rows["place_lat"].drop_nulls().is_between(39.9, 40.5).mean() > 0.95


def test_the_london_records_of_trips_are_told_apart_by_their_moments(tmp_path: Path) -> None:
    found = suggested(tmp_path, DATA / "emergency" / "lfb" / "LFB Mobilisation data.csv", dispatch())
    assert found["arrive_at"].source == Source("column", ("DateAndTimeArrived",))
    assert found["clear_at"].source == Source("column", ("DateAndTimeReturned",))
    assert found["call_at"].confidence == NOT_SURE


def test_pairs_of_tables_in_a_foreign_script_give_no_confident_mistake(tmp_path: Path) -> None:
    wrong, right, all_true = 0, 0, 0
    for folder in sorted((DATA / "schema" / "pairs").glob("pair_*")):
        if not (folder / "Table1.csv").exists():
            continue
        read(folder / "Table1.csv", tmp_path / "one.parquet", ReadOptions())
        names = [(column.name, column.kind) for column in profile(tmp_path / "one.parquet").columns]
        words = {"ko": "", "en": ""}
        fields = tuple(Field(f"f{at}", kind, words, words, synonyms=(name,)) for at, (name, kind) in enumerate(names))
        found = suggested(tmp_path, folder / "Table2.csv", Input("pair", words, words, True, fields))
        lines = (folder / "mapping.txt").read_text(encoding="utf-8").replace("<", "").replace(">", "").splitlines()
        truth = dict(line.split(", ", 1) for line in lines if ", " in line)
        for at, (name, _) in enumerate(names):
            one = found[f"f{at}"]
            got = one.source.columns[0] if one.source else None
            all_true += name in truth
            right += name in truth and got == truth[name]
            wrong += one.confidence == SURE and got != truth.get(name)
    assert wrong == 0
    assert right >= 0.45 * all_true
