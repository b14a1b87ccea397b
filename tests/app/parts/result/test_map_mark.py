"""A click on a map chooses the row its mark stands for; a click on anything else chooses nothing."""

from __future__ import annotations

import json

import pytest

from app import charts
from app.parts.result.map_mark import near, picked
from models.kit.result import Result
from tests.app.sample_result import golden_hour
from tests.app.siting_result import siting

KEYS = {"0-quantity": "quantity", "3-site": "site"}


def test_a_mark_tells_its_layer_and_row() -> None:
    assert picked({"selection": {"objects": {"3-site": [{"row": 4, "tip": "x"}]}}}, KEYS) == ("site", 4)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"selection": {"objects": {}}},
        {"selection": {"objects": {"1-context": [{"row": 4}]}}},
        {"selection": {"objects": {"0-quantity": []}}},
        {"selection": {"objects": {"0-quantity": [None]}}},
        {"selection": {"objects": {"0-quantity": [{"row": None}]}}},
        {"selection": {"objects": {"0-quantity": [{"row": "4"}]}}},
        {"selection": {"objects": {"0-quantity": [{"row": -1}]}}},
    ],
)
def test_anything_else_tells_nothing(state: dict) -> None:
    assert picked(state, KEYS) is None


@pytest.mark.parametrize(("result", "name"), [(golden_hour(), "reach"), (siting(10, 8), "index_map")])
def test_a_chosen_place_is_in_the_middle_ringed_and_seen_from_nearer_than_the_whole(result: Result, name: str) -> None:
    kept = charts.ready_map(result, name, "ko")
    whole = json.loads(near(kept, (128.6, 38.2)).to_json())
    view = whole["initialViewState"]
    assert (view["longitude"], view["latitude"]) == (128.6, 38.2)
    assert view["zoom"] >= 13
    assert view["zoom"] > kept.zoom
    assert whole["layers"][-1]["id"] == "chosen"
