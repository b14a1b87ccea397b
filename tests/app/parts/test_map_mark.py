"""A click on a map chooses the row its mark stands for; a click on anything else chooses nothing."""

from __future__ import annotations

import pytest

from app.parts.map_mark import picked

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
