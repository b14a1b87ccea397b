"""A setting's value by itself is said in the words of its widget: no code and no English reaches a reader."""

import pytest

from app.parts.setting_widget import default_said
from models.kit import library


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_no_default_of_any_model_is_a_code(lang: str) -> None:
    for model in library.models():
        for item in model.settings:
            said = default_said(item, lang)
            assert said not in {"True", "False", ""}
            if item.kind == "choice" and item.choices:
                assert said == item.choices[item.default][lang]


def test_a_switch_is_on_or_off() -> None:
    switches = [item for model in library.models() for item in model.settings if item.kind == "yesno"]
    assert switches
    assert {default_said(item, "ko") for item in switches} <= {"켬", "끔"}
