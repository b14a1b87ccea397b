"""Files as they come: nothing stops without a word, nothing is lost without one."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from models.kit.result import Result
from models.methods.coverage import to_degrees

Analyse = Callable[..., Result]


def grid(columns: int, rows: int, people: float = 40.0, cell_m: float = 100.0) -> pl.DataFrame:
    """Cells of the national grid with the same residents in each."""
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(columns), np.arange(rows)))
    lon, lat = to_degrees("EPSG:5179", 950_000 + (column + 0.5) * cell_m, 1_950_000 + (row + 0.5) * cell_m)
    names = [f"칸{c}-{r}" for c, r in zip(column, row, strict=True)]
    return pl.DataFrame({"cell_id": names, "location_lon": lon, "location_lat": lat, "population": np.full(column.size, people)})


def cameras(*xy: tuple[float, float], purpose: str | None = "생활방범") -> pl.DataFrame:
    """Cameras so many metres east and north of the grid's corner."""
    x, y = (np.array(axis, dtype=float) for axis in zip(*xy, strict=True))
    lon, lat = to_degrees("EPSG:5179", 950_000 + x, 1_950_000 + y)
    return pl.DataFrame({"location_lon": lon, "location_lat": lat, "purpose": [purpose] * len(xy)}, schema_overrides={"purpose": pl.Utf8})


def said(result: Result) -> dict[str, dict]:
    return {finding.key: dict(finding.facts) for finding in result.findings}


def states(result: Result) -> dict[str, str]:
    return {answer.output: answer.state for answer in result.answers}


def test_a_grid_with_holes_is_ranked_and_only_its_own_cells_are(analyse: Analyse) -> None:
    cells = grid(8, 8)
    kept = cells.filter(pl.Series(np.arange(64) % 3 != 0))
    result = analyse(camera=cameras((150, 150)), demand_cell=kept)
    assert result.table("index_cells").rows.height == kept.height
    assert states(result)["placement"] == "given"


def test_residents_of_zero_everywhere_are_told_and_the_placement_is_refused_in_words(analyse: Analyse) -> None:
    result = analyse(camera=cameras((150, 150)), demand_cell=grid(5, 5, people=0.0))
    assert said(result)["no_residents"] == {"cells": 25}
    assert states(result)["placement"] == states(result)["comparison"] == "refused"
    assert result.limited


def test_no_camera_that_counts_leaves_every_cell_unseen_and_says_so(analyse: Analyse) -> None:
    result = analyse(camera=cameras((150, 150), purpose="교통단속"), demand_cell=grid(5, 5))
    assert said(result)["no_camera"] == {"rows": 1}
    assert result.table("index_cells").rows["monitoring"].to_list() == [10.0] * 25


def test_cameras_without_a_place_or_far_away_are_counted_as_such(analyse: Analyse) -> None:
    somewhere = cameras((250, 250))
    lost = somewhere.with_columns(location_lon=pl.lit(None, pl.Float64), location_lat=pl.lit(None, pl.Float64))
    both = pl.concat([cameras((150, 150), (90_000, 90_000)), lost])
    account = analyse(camera=both, demand_cell=grid(5, 5)).table("camera_account").rows.row(0, named=True)
    assert {name: account[name] for name in ("rows", "unplaced", "outside", "used")} == {
        "rows": 3,
        "unplaced": 1,
        "outside": 1,
        "used": 1,
    }


def test_cameras_without_purposes_all_count_and_that_is_said(analyse: Analyse) -> None:
    result = analyse(camera=cameras((150, 150), (250, 250), purpose=None).drop("purpose"), demand_cell=grid(5, 5))
    assert said(result)["purpose_unknown"] == {"used": 2}


def test_cells_wider_than_the_setting_are_told(analyse: Analyse) -> None:
    wide = grid(6, 6, cell_m=500.0)
    assert said(analyse(camera=cameras((150, 150)), demand_cell=wide))["grid_size"]["lonely"] == 1.0
    assert "grid_size" not in said(analyse({"cell_m": 500}, camera=cameras((150, 150)), demand_cell=wide))


def test_two_rows_in_one_cell_are_added_and_a_row_far_from_all_others_is_left_out(analyse: Analyse) -> None:
    cells = grid(4, 4)
    far = cells.head(1).with_columns(pl.col("location_lat") + 9, cell_id=pl.lit("먼 칸"))
    result = analyse(camera=cameras((150, 150)), demand_cell=pl.concat([cells, cells.head(2), far]))
    read = said(result)["cells_read"]
    assert (read["rows"], read["cells"], read["merged"], read["far"]) == (19, 16, 2, 1)


def test_names_that_no_cell_has_are_told(analyse: Analyse) -> None:
    shops = pl.DataFrame({"cell_id": ["칸0-0", "없는 칸"], "drinking": [2, 9], "lodging": [0, 9], "finance": [0, 9], "total": [8, 30]})
    result = analyse(camera=cameras((450, 450)), demand_cell=grid(5, 5), shops=shops)
    assert said(result)["unmatched"]["lost"] == 1
    first = result.table("index_cells").rows.row(0, named=True)
    assert (first["cell_id"], first["environment"]) == ("칸0-0", 1.25)


def test_a_list_of_bars_alone_gives_no_shares_and_says_why(analyse: Analyse) -> None:
    lon, lat = to_degrees("EPSG:5179", [950_050.0] * 8, [1_950_050.0] * 8)
    bars = pl.DataFrame(
        {"name": ["가"] * 8, "kind": ["유흥주점"] * 8, "location_lon": lon, "location_lat": lat, "status": ["영업/정상"] * 8}
    )
    result = analyse(camera=cameras((450, 450)), demand_cell=grid(5, 5), risk_place=bars)
    assert "no_total" in said(result)
    assert result.table("index_cells").rows["environment"].sum() == 0


def test_closed_businesses_are_no_shops(analyse: Analyse) -> None:
    lon, lat = to_degrees("EPSG:5179", [950_050.0] * 10, [1_950_050.0] * 10)
    kinds = ["유흥주점"] * 4 + ["편의점"] * 6
    status = ["영업/정상", "폐업", "폐업", "취소/말소/만료/정지/중지"] + ["영업/정상"] * 6
    shops = pl.DataFrame({"name": ["가"] * 10, "kind": kinds, "location_lon": lon, "location_lat": lat, "status": status})
    rows = analyse(camera=cameras((450, 450)), demand_cell=grid(5, 5), risk_place=shops).table("index_cells").rows
    assert rows["environment"].max() == pytest.approx(5 * 0.143)


def test_strata_are_ranked_by_themselves(analyse: Analyse) -> None:
    cells = grid(6, 6).with_columns(stratum=pl.Series(["도시"] * 18 + ["농촌"] * 18))
    result = analyse({"strata": True, "sites": 2}, camera=cameras((150, 150)), demand_cell=cells)
    first = result.table("top_cells").rows
    assert first.group_by("stratum").len().sort("stratum").rows() == [("농촌", 2), ("도시", 2)]


def test_brought_candidates_are_the_only_places_chosen_and_keep_their_cost(analyse: Analyse) -> None:
    lon, lat = to_degrees("EPSG:5179", [950_050.0, 950_450.0, 950_455.0], [1_950_050.0, 1_950_450.0, 1_950_450.0])
    poles = pl.DataFrame(
        {"location_lon": lon, "location_lat": lat, "location_name": ["전주 1", "전주 2", "전주 3"], "cost": [10.0, 20.0, 20.0]}
    )
    poles = poles.with_columns(pl.col("cost").cast(pl.Int64))
    result = analyse({"sites": 3}, camera=cameras((250, 250)), demand_cell=grid(5, 5), candidate=poles)
    rows = result.table("next_sites").rows
    assert rows.height == 2, "the third pole stands too near the second"
    assert set(rows["place"]) < {"전주 1", "전주 2", "전주 3"}
    assert "lattice" not in said(result)


def test_a_sheet_that_comes_back_half_filled_in_counts_what_was_filled_in(analyse: Analyse) -> None:
    sheet = pl.DataFrame({"cell_id": ["칸0-0", "칸1-1", "칸2-2"], "verdict": ["□", "□ 부적합", "적합"]})
    result = analyse(camera=cameras((450, 450)), demand_cell=grid(5, 5), visit=sheet)
    assert (said(result)["visited"]["seen"], said(result)["visited"]["unfit"]) == (2, 1)
    seen = dict(result.table("index_cells").rows.select("cell_id", "visited").rows())
    assert (seen["칸0-0"], seen["칸1-1"], seen["칸2-2"]) == (None, "unfit", "fit")
    assert "칸1-1" not in result.table("next_sites").rows["cell_id"].to_list()


def test_women_of_their_own_table_are_a_group_too(analyse: Analyse) -> None:
    women = pl.DataFrame({"cell_id": ["칸0-0", "칸4-4"], "women_10_39": [10.0, 30.0]})
    rows = analyse(camera=cameras((50, 50)), demand_cell=grid(5, 5), women=women).table("fairness").rows
    group = rows.filter(pl.col("group") == "women").row(0, named=True)
    assert group["people"] == 40
    assert group["unseen_share"] == pytest.approx((10 * (1 - np.pi / 4) + 30) / 40)


def test_equal_scores_are_told_and_no_order_of_cells_makes_one_look_sure(analyse: Analyse) -> None:
    result = analyse({"sites": 5}, camera=cameras((9_050, 9_050)), demand_cell=grid(5, 5))
    assert said(result)["tied"] == {"tied": 25, "taken": 5, "first": 5}
    assert said(result)["stable"]["steady"] == 0
    assert result.table("index_cells").rows["stable"].to_list() == pytest.approx([0.2] * 25)
