"""Travel, reach, siting, replay: ways are chosen by what they predict, gates hold, and nothing is claimed that is not known."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from models.kit.result import Result

Analyse = Callable[..., Result]
START = datetime(2024, 3, 1)
POSTS = pl.DataFrame({
    "center": ["서쪽119안전센터", "동쪽119안전센터"], "place_lon": [127.00, 127.10], "place_lat": [36.50, 36.50], "ambulances": [1, 1],
})  # fmt: skip


def calls(n: int = 600, seed: int = 1, kmh: float = 40.0) -> pl.DataFrame:
    """Calls on a line between and beyond two posts, each served by the nearer one at a known speed."""
    rng = np.random.default_rng(seed)
    lon = rng.uniform(126.97, 127.20, n)
    west = np.abs(lon - 127.00) <= np.abs(lon - 127.10)
    km = np.abs(lon - np.where(west, 127.00, 127.10)) * 89.6 * 1.3
    at = [START + timedelta(minutes=90 * i) for i in range(n)]
    drive = km / kmh * 60 * rng.lognormal(0, 0.1, n) + 0.2
    depart = [t + timedelta(minutes=2) for t in at]
    arrive = [t + timedelta(seconds=float(m) * 60) for t, m in zip(depart, drive, strict=True)]
    return pl.DataFrame({
        "call_at": at, "depart_at": depart, "arrive_at": arrive, "clear_at": [t + timedelta(minutes=30) for t in arrive],
        "center": np.where(west, "서쪽119안전센터", "동쪽119안전센터"), "area": np.where(lon < 127.15, "안", "밖"),
        "place_lon": lon, "place_lat": np.full(n, 36.50), "place_exact": np.full(n, True),
    })  # fmt: skip


def finding(result: Result, key: str) -> dict:
    return dict(next(item for item in result.findings if item.key == key).facts)


def keys(result: Result) -> set[str]:
    return {item.key for item in result.findings}


def test_travel_fitted_to_the_calls_predicts_the_later_ones(analyse: Analyse) -> None:
    result = analyse(dispatch=calls(), center=POSTS)
    fit = finding(result, "travel_fit")
    assert fit["mae"] < 1.0
    assert abs(fit["bias_median"]) <= 0.2
    assert fit["way"]["en"] == "straight line × circuity"


def test_a_site_is_proposed_where_calls_are_not_reached(analyse: Analyse) -> None:
    site = analyse(dispatch=calls(), center=POSTS).table("next_sites").rows.row(0, named=True)
    assert 127.13 < site["lon"] <= 127.20
    assert site["area"] == "밖"


def test_without_candidates_a_site_is_the_middle_of_a_cell_and_nobodys_door(analyse: Analyse) -> None:
    # As many cells as calls nearly: where a cell has one call, its average place is that patient's.
    given = calls(40)
    proposed = analyse(settings={"cell_m": 250}, dispatch=given, center=POSTS).table("candidates").rows
    assert proposed.height > 20
    apart_m = np.abs(proposed["lon"].to_numpy()[:, None] - given["place_lon"].to_numpy()) * 89_600
    assert apart_m.min(axis=1).max() > 20
    steps = np.diff(np.sort(proposed["lon"].to_numpy())) * 89_600
    assert np.abs(steps / 250 - np.round(steps / 250)).max() < 0.02


def test_a_site_where_calls_tell_no_area_is_told_by_coordinates_and_from_the_nearest_post(analyse: Analyse) -> None:
    result = analyse(dispatch=calls().drop("area"), center=POSTS)
    site = result.table("next_sites").rows.row(0, named=True)
    assert site["name"] == f"{site['lat']:.4f},{site['lon']:.4f}"
    km = (site["lon"] - 127.10) * 89.6
    assert (site["post"], site["post_way"], site["post_km"]) == ("동쪽119안전센터", "e", pytest.approx(km, abs=0.1))
    assert finding(result, "next_site")["sites"] == {
        "ko": f"{site['name']}(동쪽119안전센터에서 동쪽 {site['post_km']:.1f}km)",
        "en": f"{site['name']} ({site['post_km']:.1f} km east of 동쪽119안전센터)",
    }


def test_only_candidates_that_were_brought_are_pins_of_the_map(analyse: Analyse) -> None:
    brought = pl.DataFrame({"name": ["주민센터"], "place_lon": [127.17], "place_lat": [36.50]})
    cells = analyse(dispatch=calls(), center=POSTS)
    assert cells.table("candidates").rows["pin_lon"].null_count() == cells.table("candidates").rows.height > 5
    assert "site_map" in {item.spec.name for item in cells.maps}
    named = analyse(dispatch=calls(), center=POSTS, candidate=brought)
    assert named.table("candidates").rows["pin_lon"].to_list() == [pytest.approx(127.17)]


def test_the_replay_of_today_gives_what_happened_and_a_further_ambulance_helps(analyse: Analyse) -> None:
    result = analyse(dispatch=calls(), center=POSTS)
    gate = finding(result, "gate_passed")
    assert gate["difference"] <= 3
    judged = result.table("judged").rows
    assert judged["share"][1] > judged["share"][0]
    assert (judged["net_year"] - (judged["gained_year"] - judged["lost_year"])).abs().max() < 1e-6
    assert (judged["share_low"] <= judged["share"]).all()


def test_when_the_replay_does_not_give_what_happened_its_results_are_withheld(analyse: Analyse) -> None:
    # The file says that the eastern post answered every call, as no nearest-ambulance rule would.
    told = calls().with_columns(center=pl.lit("동쪽119안전센터"), arrive_at=pl.col("depart_at") + pl.duration(minutes=1))
    told = told.with_columns(arrive_at=pl.when(pl.col("call_at").dt.day() % 2 == 0).then(pl.col("arrive_at")).otherwise(
        pl.col("depart_at") + pl.duration(minutes=30)))  # fmt: skip
    told = told.with_columns(
        arrive_at=pl.when(pl.col("call_at") > START + timedelta(days=26))
        .then(pl.col("depart_at") + pl.duration(minutes=40))
        .otherwise(pl.col("arrive_at"))
    )
    result = analyse(dispatch=told, center=POSTS)
    answer = next(item for item in result.answers if item.output == "replay")
    assert answer.state == "limited"
    assert "gate_failed" in keys(result)
    assert not {"add_judged", "move_judged", "gate_passed"} & keys(result)
    assert "judged" not in {table.spec.name for table in result.tables}
    assert result.limited


def test_an_uploaded_table_is_used_where_it_reaches_the_calls(analyse: Analyse) -> None:
    table = pl.DataFrame({
        "from_id": ["서쪽119안전센터"] * 2 + ["동쪽119안전센터"] * 2, "to_id": ["안", "밖"] * 2, "minutes": [3.0, 20.0, 4.0, 5.0],
    })  # fmt: skip
    bare = calls().drop("arrive_at", "depart_at", "clear_at")
    result = analyse(dispatch=bare, center=POSTS, travel=table)
    assert finding(result, "travel_as_given")["way"]["en"] == "the uploaded travel times"
    assert finding(result, "reach_inside_drive")["inside"] == pytest.approx(1.0)
    assert "reach_expected" not in keys(result), "without records nothing is known of the spread"


def test_without_records_a_speed_is_assumed_and_said_and_the_clock_changes(analyse: Analyse) -> None:
    result = analyse({"assumed_kmh": 40}, dispatch=calls().drop("arrive_at", "depart_at", "clear_at", "center"), center=POSTS)
    assert {"travel_assumed", "reach_inside_drive", "busy_assumed"} <= keys(result)
    assert "reach_inside" not in keys(result)
    assert all("신고→도착" not in item.text["ko"] or "세지 않았" in item.text["ko"] for item in result.findings if item.output == "siting")
    states = {answer.output: answer.state for answer in result.answers}
    assert states["performance"] == "refused"
    assert states["siting"] == "given"


def test_roads_are_used_when_they_predict_better(analyse: Analyse) -> None:
    # The only way east goes round: 3 km north, then east, then back south.
    nodes = pl.DataFrame({
        "node_id": ["w", "e", "nw", "ne"], "place_lon": [127.00, 127.05, 127.00, 127.05], "place_lat": [36.50, 36.50, 36.53, 36.53],
    })  # fmt: skip
    pairs = [("w", "nw", 3330.0), ("nw", "ne", 4480.0), ("ne", "e", 3330.0)]
    links = pl.DataFrame(
        [(a, b, m, 60.0) for a, b, m in pairs] + [(b, a, m, 60.0) for a, b, m in pairs] + [("w", "nowhere", 5.0, 60.0)],
        schema=["from_node", "to_node", "length_m", "speed_kmh"], orient="row",
    )  # fmt: skip
    rng = np.random.default_rng(2)
    n = 400
    node = rng.integers(0, 4, n)
    minutes = np.array([0.3, 11.14, 3.33, 7.81])[node] * rng.lognormal(0, 0.05, n) + 0.5
    at = [START + timedelta(hours=i) for i in range(n)]
    told = pl.DataFrame({
        "call_at": at, "depart_at": [t + timedelta(minutes=1) for t in at],
        "arrive_at": [t + timedelta(minutes=1, seconds=float(m) * 60) for t, m in zip(at, minutes, strict=True)],
        "center": ["서쪽119안전센터"] * n,
        "place_lon": nodes["place_lon"].to_numpy()[node] + rng.normal(0, 1e-4, n),
        "place_lat": nodes["place_lat"].to_numpy()[node] + rng.normal(0, 1e-4, n),
    })  # fmt: skip
    result = analyse({"speed_factor": 1.0}, dispatch=told, center=POSTS.head(1), road_node=nodes, road_link=links)
    assert finding(result, "travel_fit")["way"]["en"] == "shortest times on the road network"
    tried = result.table("travel_fit").rows
    assert tried.height == 4
    assert tried.filter(pl.col("chosen") != "")["mae_min"][0] == tried["mae_min"].min()


def test_calls_without_a_place_follow_the_residents_and_this_is_said(analyse: Analyse) -> None:
    people = pl.DataFrame({
        "area": ["가까운동", "먼동"], "population": [9000.0, 1000.0], "elderly": [900.0, 500.0], "place_lon": [127.00, 127.30],
        "place_lat": [36.50, 36.50],
    })  # fmt: skip
    result = analyse(dispatch=calls().drop("place_lon", "place_lat", "place_exact", "area", "center"), center=POSTS, demand=people)
    assert finding(result, "by_people")["calls"] == 600
    assert finding(result, "reach_inside")["inside"] == pytest.approx(0.9)
    shares = finding(result, "elderly_gap")
    assert shares["elderly_outside"] == pytest.approx(500 / 1400)
    assert shares["everyone_outside"] == pytest.approx(0.1)


def test_calls_beyond_the_study_area_are_not_used(analyse: Analyse) -> None:
    stray = calls(20).with_columns(place_lon=pl.lit(0.0), place_lat=pl.lit(0.0))
    result = analyse(dispatch=pl.concat([calls(), stray]), center=POSTS)
    assert finding(result, "reach_inside")["calls"] == 600


def test_a_hostile_name_is_only_a_name(analyse: Analyse) -> None:
    name = "x'; drop table trips; --<script>"
    told = calls(200).with_columns(center=pl.lit(name), area=pl.lit("<b>"))
    result = analyse(dispatch=told, center=POSTS.head(1).with_columns(center=pl.lit(name)))
    assert result.table("by_post").rows["post"].to_list() == [name]


def test_more_moves_and_more_ambulances_never_cover_less(analyse: Analyse) -> None:
    curve = analyse({"add_units": 3, "max_moves": 2}, dispatch=calls(), center=POSTS).table("curve").rows
    assert curve["earlier_share"].is_sorted()
    assert curve["added"].to_list() == [0, 1, 2, 3, 4, 5]


def test_survival_is_weighed_only_for_cardiac_arrests_and_only_when_asked(analyse: Analyse) -> None:
    told = calls().with_columns(severity=pl.when(pl.col("area") == "밖").then(pl.lit("심정지")).otherwise(pl.lit("복통")))
    without = analyse(dispatch=told, center=POSTS).table("yardsticks").rows
    asked = analyse({"survival": True}, dispatch=told, center=POSTS).table("yardsticks").rows
    assert without.height == 3
    assert asked.height == 4
    assert 0 < asked["share"][3] < 0.34, "s(0) = 0.336 is the most there can be"


def test_posts_without_places_leave_performance_standing(analyse: Analyse) -> None:
    blank = POSTS.with_columns(place_lon=pl.lit(None, dtype=pl.Float64), place_lat=pl.lit(None, dtype=pl.Float64))
    result = analyse(dispatch=calls(), center=blank)
    states = {answer.output: answer.state for answer in result.answers}
    assert states["performance"] == "given"
    assert states["reach"] == "refused"


def test_stations_stand_in_for_posts_only_when_no_call_names_a_post(analyse: Analyse) -> None:
    told = calls(100).with_columns(station=pl.lit("한빛소방서"))
    some = told.with_columns(center=pl.when(pl.int_range(pl.len()) < 10).then(None).otherwise(pl.col("center")))
    assert set(analyse(dispatch=some).table("by_post").rows["post"]) == {"서쪽119안전센터", "동쪽119안전센터"}
    assert analyse(dispatch=told.drop("center")).table("by_post").rows["post"].to_list() == ["한빛소방서"]


def test_posts_of_one_name_at_two_places_are_two_posts(analyse: Analyse) -> None:
    twins = pl.concat([POSTS, POSTS, POSTS.with_columns(pl.col("place_lon") + 0.02)])
    assert analyse(dispatch=calls(100), center=twins).table("posts").rows["name"].to_list() == [
        "서쪽119안전센터", "동쪽119안전센터", "서쪽119안전센터 (2)", "동쪽119안전센터 (2)",
    ]  # fmt: skip


def test_when_every_call_lies_elsewhere_there_is_no_reach_but_a_reason(analyse: Analyse) -> None:
    result = analyse(dispatch=calls(100).with_columns(place_lon=pl.lit(129.0), place_lat=pl.lit(35.1)), center=POSTS)
    states = {answer.output: answer for answer in result.answers}
    assert states["performance"].state == "given"
    assert states["reach"].state == "refused"
    assert states["reach"].why is not None


def test_a_reach_at_an_assumed_pace_that_is_far_from_what_was_seen_is_said_to_be_so() -> None:
    from models.golden_hour import sentences_places as places

    days = {"clock": places.CLOCKS[True], "first": "2024-01-01", "last": "2024-12-31"}
    reach = pl.DataFrame({"limit_min": [7.0], "inside_share": [0.946]})
    seen = pl.DataFrame({"limit_min": [7.0], "calls": [6000], "share": [0.378]})
    assumed, fitted = (pl.DataFrame({"curve": [curve]}) for curve in ("none", "log_linear"))
    assert places.of_reality(reach, seen, assumed, 7, days) == [("reach_unlike_seen", {**days, "inside": 0.946, "seen": 0.378})]
    assert places.of_reality(reach, seen, fitted, 7, days) == []
    assert places.of_reality(reach, seen.with_columns(share=0.9), assumed, 7, days) == []
