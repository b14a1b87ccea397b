"""Camera siting on 75,000 cells: the area seen beside geopandas, the whole product beside a notebook that makes the index alone.

`python -m benchmarks.cctv [--cells 75076] [--cameras 20000] [--runs 3]`. A city of square cells of 100 m with residents, shops, grades,
women and detached houses in CSV files, from one seed. The product and the script each run in a process of their own, imports included,
so that peak memory is their own; both read the same files. The script stops at the index. The product goes on: blind spots, exact and
backup placement, comparison, weight draws, other radii, the site-visit sheet.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.ratio import head, line, pair

WEST, SOUTH, CELL_M, RADIUS_M = 900_000, 1_800_000, 100, 50.0
TABLES = ("camera", "demand_cell", "shops", "flow", "women", "detached")


def make_city(folder: Path, cells: int, cameras: int, seed: int = 3) -> None:
    """Writes one CSV a table: a city whose residents thin out from five centres, cameras where people are."""
    rng = np.random.default_rng(seed)
    side = round(cells**0.5)
    row, column = (grid.ravel() for grid in np.mgrid[0:side, 0:side])
    centres = rng.random((5, 2)) * side
    near = sum(np.exp(-((column - c) ** 2 + (row - r) ** 2) / (2 * (side / 9) ** 2)) for c, r in centres)
    residents = np.where(rng.random(row.size) < 0.35, 0, rng.poisson(4 + 160 * near))
    shops = rng.poisson(1 + 20 * near)
    special = [rng.binomial(shops, share) for share in (0.1, 0.03, 0.03)]
    total = np.maximum(shops, sum(special))
    floor = residents * 32.0 + total * 80.0
    names = pl.Series([f"c{x:03d}r{y:03d}" for x, y in zip(column, row, strict=True)])
    home = rng.choice(row.size, cameras, p=(residents + 1) / (residents + 1).sum())
    at = np.column_stack([column[home], row[home]]) + rng.random((cameras, 2))
    frames = {
        "camera": {"번호": np.arange(cameras), "설치목적구분": "생활방범", "카메라대수": 1,
                   "X좌표": _metres(at[:, 0], WEST), "Y좌표": _metres(at[:, 1], SOUTH)},
        "demand_cell": {"격자ID": names, "행정동": [f"동{x // 28:02d}{y // 28:02d}" for x, y in zip(column, row, strict=True)],
                        "총인구": residents, "65세이상인구": rng.binomial(residents, 0.18),
                        "중심점X좌표": _metres(column + 0.5, WEST), "중심점Y좌표": _metres(row + 0.5, SOUTH)},
        "shops": {"격자ID": names, "유흥업소수": special[0], "숙박업소수": special[1], "금융업소수": special[2], "전체업소수": total},
        "flow": {"격자ID": names, "유동인구등급1": rng.integers(0, 6, row.size), "유동인구등급2": rng.integers(0, 6, row.size)},
        "women": {"격자ID": names, "여성 10~39세": rng.binomial(residents, 0.16)},
        "detached": {"격자ID": names, "단독주택 연면적": np.round(floor * rng.beta(0.6, 6, row.size), 1), "전체연면적": floor},
    }  # fmt: skip
    for name, columns in frames.items():
        pl.DataFrame(columns).write_csv(folder / f"{name}.csv")


def _metres(cells: np.ndarray, origin: int) -> np.ndarray:
    return np.round(origin + np.asarray(cells) * CELL_M, 3)


def analyst(folder: Path) -> dict[str, Any]:
    """The usual notebook: buffers, their union laid over the cells with geopandas, the index with pandas."""
    import geopandas
    import pandas

    tables = {name: pandas.read_csv(folder / f"{name}.csv") for name in TABLES}
    cells = tables["demand_cell"]
    for name in ("shops", "flow", "women", "detached"):
        cells = cells.merge(tables[name], on="격자ID")
    covered = _overlay(cells["중심점X좌표"].to_numpy(), cells["중심점Y좌표"].to_numpy(), tables["camera"][["X좌표", "Y좌표"]].to_numpy())
    people = cells["총인구"].to_numpy()

    def half_up(values: Any) -> np.ndarray:
        return np.floor(np.nan_to_num(np.asarray(values, dtype=float)) * 1000 + 0.5) / 1000

    with np.errstate(divide="ignore", invalid="ignore"):
        watched = np.where(people > 0, half_up(10 * (1 - covered / CELL_M**2)), 0)
        trades = [half_up(cells[name] / cells["전체업소수"]) for name in ("유흥업소수", "숙박업소수", "금융업소수")]
        around = np.where(cells["전체업소수"] >= 6, 5 * sum(trades), 0)
        women = half_up(cells["여성 10~39세"] / people) >= half_up(cells["여성 10~39세"].sum() / people.sum())
        houses = half_up(cells["단독주택 연면적"] / cells["전체연면적"]) >= half_up(
            cells["단독주택 연면적"].sum() / cells["전체연면적"].sum()
        )
    flow = (cells["유동인구등급1"] + cells["유동인구등급2"]) / 2
    index = (watched + around + flow) * np.where(women & (people > 0), 1.095, 1) * np.where(houses & (cells["전체연면적"] > 0), 1.041, 1)
    assert isinstance(geopandas.__version__, str)
    return {"index": dict(zip(cells["격자ID"], np.round(index, 6).tolist(), strict=True))}


def _overlay(x: np.ndarray, y: np.ndarray, cameras: np.ndarray) -> np.ndarray:
    """Area of each cell within a buffer, the buffers as polygons of 48 sides."""
    import geopandas
    import shapely

    half = CELL_M / 2
    cells = geopandas.GeoDataFrame({"cell": np.arange(x.size)}, geometry=shapely.box(x - half, y - half, x + half, y + half), crs=5179)
    points = geopandas.GeoSeries(shapely.points(cameras), crs=5179)
    buffers = geopandas.GeoDataFrame(geometry=points.buffer(RADIUS_M, quad_segs=12), crs=5179).dissolve().explode(index_parts=False)
    parts = geopandas.overlay(cells, buffers, how="intersection")
    found = np.zeros(x.size)
    summed = parts.geometry.area.groupby(parts["cell"]).sum()
    found[summed.index.to_numpy()] = summed.to_numpy()
    return found


def product(folder: Path) -> dict[str, Any]:
    """The product as it is used: reading, mapping, preparing, checking, every step of the model, the result saved."""
    from connectors.duck import open_workspace
    from models.kit import library
    from models.kit.intake import bring, read_file
    from models.kit.workflow import run

    model = library.load("cctv_siting")
    workspace = open_workspace(folder / "work", memory_mb=1500, threads=2, reads=[folder])
    try:
        inputs = {}
        for name in TABLES:
            as_read = read_file(folder / f"{name}.csv", folder / f"{name}.read.parquet", f"{name}.csv")
            inputs[name] = bring(model.input(name), as_read, folder / f"{name}.parquet", workspace).prepared
        result = run(model, inputs, {"as_published": True}, workspace, run_id="benchmark")
        result.save(folder / "result")
    finally:
        workspace.close()
    rows = result.table("index_cells").rows
    proof = result.table("curve").rows.row(-1, named=True)
    index_s = sum(step.seconds for step in result.method if step.name in ("purposes", "cells", "cameras", "covered", "layers", "index"))
    told = {
        "index_steps_s": round(index_s, 2),
        "status": proof["status"],
        "gap": proof["gap"],
        "new_people": proof["new_people"],
        "findings": len(result.findings),
    }
    return {"index": dict(zip(rows["cell_id"], rows["index"].round(6), strict=True)), **told}


SIDES = {"analyst": analyst, "product": product}


def _alone(side: str, folder: Path) -> tuple[dict[str, Any], float, float, float]:
    """(what it gave, wall seconds, processor seconds, peak MB) of one side in a process of its own."""
    started = time.perf_counter()
    code = f"from benchmarks.cctv import inside; inside({side!r}, {str(folder)!r})"
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=os.environ)
    seconds = time.perf_counter() - started
    said = json.loads(made.stdout.splitlines()[-1])
    return json.loads((folder / f"{side}.json").read_text()), seconds, said["cpu_s"], said["peak_mb"]


def inside(side: str, folder: str) -> None:
    """Runs one side and says its own processor time and peak memory."""
    import resource

    (Path(folder) / f"{side}.json").write_text(json.dumps(SIDES[side](Path(folder))))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}))


def _areas(cells: int, cameras: int, runs: int) -> None:
    """The area seen alone, in this process."""
    from models.methods.spatial.cover_area import cover_area
    from models.methods.spatial.grid import cells_about

    rng = np.random.default_rng(1)
    side = round(cells**0.5)
    row, column = (grid.ravel() for grid in np.mgrid[0:side, 0:side])
    x, y = WEST + (column + 0.5) * CELL_M, SOUTH + (row + 0.5) * CELL_M
    clumps = rng.random((60, 2))[rng.integers(0, 60, cameras // 2)] + rng.normal(0, 0.02, (cameras // 2, 2))
    points = (WEST, SOUTH) + np.concatenate([clumps, rng.random((cameras - cameras // 2, 2))]) * side * CELL_M
    grid, _ = cells_about(np.column_stack([x, y]), CELL_M)
    cover_area(points, grid, RADIUS_M)
    found = pair(lambda: cover_area(points, grid, RADIUS_M, quarter_segments=12), lambda: _overlay(x, y, points), runs=runs)
    off = np.abs(found.ours - found.peer).max() / CELL_M**2
    line(f"area seen, {grid.size:,} cells, {cameras:,} cameras, polygons", "geopandas", found, f"off by {off:.1e} of a cell; {found.cpu}")
    exact = pair(lambda: cover_area(points, grid, RADIUS_M), lambda: found.peer, runs=runs)
    print(
        f"| the same with true circles | geopandas has polygons only | {exact.ours_s:.4f} s | | CPU {exact.ours_cpu_s:.3f} s |", flush=True
    )


def main() -> None:
    """Prints the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--cells", type=int, default=75_076)
    asked.add_argument("--cameras", type=int, default=20_000)
    asked.add_argument("--runs", type=int, default=3)
    said = asked.parse_args()
    head()
    _areas(said.cells, said.cameras, said.runs)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        make_city(folder, said.cells, said.cameras)
        _alone("product", folder)
        sides = {side: _alone(side, folder) for side in ("product", "analyst")}
    ours, theirs = sides["product"], sides["analyst"]
    off = max(abs(ours[0]["index"][cell] - theirs[0]["index"][cell]) for cell in theirs[0]["index"])
    notebook = f"notebook, index only {theirs[1]:.1f} s, CPU {theirs[2]:.1f} s, {theirs[3]:.0f} MB"
    whole = f"{ours[1]:.1f} s, CPU {ours[2]:.1f} s, {ours[3]:.0f} MB"
    print(f"| M1 complete | {notebook} | {whole} | {theirs[1] / ours[1]:.2f} x | index off by {off:.1e} |")
    print({name: value for name, value in ours[0].items() if name != "index"})


if __name__ == "__main__":
    main()
