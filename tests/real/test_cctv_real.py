"""The index of one district as its own files have it, mapped without help."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from connectors.duck import open_workspace
from models.kit import library
from models.kit.intake import bring, read_file
from models.kit.result import Result
from models.kit.workflow import run

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[3] / "shared" / "data")) / "cctv" / "guro_2020"
FILES = {
    "camera": "cameras_2020/cctv_guro.shp", "demand_cell": "residents_grid/grid_pop.shp", "shops": "environment/grade2_env.shp",
    "flow": "flow/grade3_flow.shp", "women": "women/w1_female.shp", "detached": "detached/w2_dandock.shp",
}  # fmt: skip


@pytest.fixture(scope="module")
def published() -> pl.DataFrame:
    text = (DATA / "result_2020" / "index.csv").read_bytes().decode("cp949")
    return pl.read_csv(text.encode()).select("gid", "cctv_20", "g2_env", "g3_flow", "w1_female", "w2_dandock", "index_k", "index_rank")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("guro")
    model = library.load("cctv_siting")
    workspace = open_workspace(folder / "work", memory_mb=1500, threads=2, reads=[folder])
    try:
        inputs = {}
        for name, file in FILES.items():
            as_read = read_file(DATA / file, folder / f"{name}.read.parquet", file)
            inputs[name] = bring(model.input(name), as_read, folder / f"{name}.parquet", workspace).prepared
        return run(model, inputs, {"as_published": True, "sites": 15}, workspace, run_id="real")
    finally:
        workspace.close()


def test_the_index_of_every_cell_is_the_published_one(result: Result, published: pl.DataFrame) -> None:
    both = published.join(result.table("index_cells").rows, left_on="gid", right_on="cell_id")
    assert both.height == 2_211
    for theirs, ours in (
        ("cctv_20", "monitoring"), ("g2_env", "environment"), ("g3_flow", "flow"), ("w1_female", "women_factor"),
        ("w2_dandock", "detached_factor"), ("index_k", "index"),
    ):  # fmt: skip
        assert (both[theirs] - both[ours]).abs().max() <= 1e-3 + 1e-9, ours


def test_the_first_fifteen_are_the_published_ones_but_for_ties(result: Result, published: pl.DataFrame) -> None:
    first = result.table("top_cells").rows["cell_id"].to_list()
    held = published.filter(pl.col("gid").is_in(first))
    assert held["index_rank"].max() <= 15
    assert first[0] == published.sort("index_rank")["gid"][0]


def test_what_the_index_cannot_see_is_printed(result: Result) -> None:
    said = {finding.key: finding.facts for finding in result.findings}
    assert (said["blind_to_empty"]["empty"], said["blind_to_empty"]["cells"]) == (1_006, 2_211)
    cliffs = {finding.facts["layer"]["en"]: finding.facts for finding in result.findings if finding.key == "cliff"}
    assert (cliffs["women"]["near"], cliffs["women"]["inhabited"], cliffs["women"]["cut"]) == (278, 1_205, 0.167)
    assert cliffs["detached houses"]["cut"] == 0.082
    assert result.table("circle_difference").rows["monitoring"][0] == pytest.approx(0.022, abs=0.003)
