"""The settings step of the ready packages tells what their settings do, in figures of the file."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.duck import open_workspace
from models.kit import cases, library
from models.kit.previewing import previews
from tests.models.samples import samples_of

TOLD = {
    "cctv_siting": {"sites", "radius_m", "counted_purposes", "shop_min"},
    "civil_complaints": {"recent_weeks", "surge_unit", "near_share", "petition_min", "routing_least"},
}
CAMERAS = "location_lon,location_lat,purpose\n126.9345,37.5484,생활방범\n126.9400,37.5484,교통단속"
# The second cell's middle is 44 m east of the first camera, the third is beside the one that does not count.
CELLS = "cell_id,location_lon,location_lat,population\n가,126.9345,37.5484,60\n나,126.9350,37.5484,30\n다,126.9400,37.5484,10"
LETTER = "우리 학교 바로 앞에 대형 물류창고가 들어선다고 합니다. 건립 허가를 취소하고 주민 설명회를 열어 주세요."


def told(folder: Path, name: str, given: Mapping[str, str], **settings: Any) -> dict[str, str]:
    """By setting, its effect in English on tables written out."""
    model = library.load(name)
    inputs = {one: cases._written(model, one, rows, folder) for one, rows in given.items()}
    workspace = open_workspace(folder / "spill", reads=[folder])
    try:
        return {setting: said["en"] for setting, said in previews(model, inputs, settings, workspace)}
    finally:
        workspace.close()


@functools.cache
def of_sample(name: str) -> Mapping[str, Mapping[str, str]]:
    return samples_of(name).previews(seed=1)


@pytest.mark.parametrize("name", TOLD)
def test_the_settings_that_matter_tell_their_effect_in_both_languages(name: str) -> None:
    assert set(of_sample(name)) >= TOLD[name]
    for said in of_sample(name).values():
        assert not any(mark in said[lang] for lang in ("ko", "en") for mark in "{}")


@pytest.mark.parametrize(("radius_m", "seen"), [(40, "1 has its middle"), (50, "2 have their middles")])
def test_a_radius_tells_the_cells_a_counted_camera_is_near_and_who_lives_there(tmp_path: Path, radius_m: int, seen: str) -> None:
    said = told(tmp_path, "cctv_siting", {"camera": CAMERAS, "demand_cell": CELLS}, radius_m=radius_m)
    assert f"Of 3 cells {seen} within {radius_m} m" in said["radius_m"]
    assert f"{60 if radius_m == 40 else 90}.0% of the residents" in said["radius_m"]


def test_every_purpose_counts_the_camera_of_the_third_cell_too(tmp_path: Path) -> None:
    said = told(tmp_path, "cctv_siting", {"camera": CAMERAS, "demand_cell": CELLS}, counted_purposes="all", sites=1)
    assert "100.0% of the residents" in said["radius_m"]
    assert said["sites"] == "Beside the 2 rows of the camera list that count now, 1 place adds 50.0%."


def test_texts_that_are_the_same_and_departments_to_learn_are_counted(tmp_path: Path) -> None:
    rows = [
        f"2024-01-{1 + at % 28:02d} 09:00:00,{'도로과' if at % 2 else '청소과'},2024-02-01,{LETTER if at < 12 else f'가로등 {at}'}"
        for at in range(40)
    ]
    table = "\n".join(["received_at,dept,closed_at,body", *rows])
    said = told(tmp_path, "civil_complaints", {"complaint": table}, petition_min=12, routing_least=15)
    assert "The 40 complaints with a text say 29 things" in said["near_share"]
    assert said["petition_min"].startswith("1 text came 12 times or more in the very same letters, 12 complaints in all")
    assert "Of 2 departments with closed complaints 2 have 15 different texts" in said["routing_least"]
    assert "By the week the file falls into 4 parts" in said["surge_unit"]
