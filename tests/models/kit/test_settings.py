"""Settings as a person gives them become typed values in their range, or are told what would be allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connectors.problem import Problem
from models.kit import library
from models.kit.contract import Setting
from models.kit.settings import read_setting, read_settings

_WORDS = {"ko": "설정", "en": "setting"}


def setting(kind: str, default: Any, **more: Any) -> Setting:
    return Setting("it", kind, _WORDS, _WORDS, default, **more)


@pytest.mark.parametrize(
    ("item", "said", "read"),
    [
        (setting("number", 7, minimum=1, maximum=60), "7", 7.0),
        (setting("number", 7), "1,234.5", 1234.5),
        (setting("number", 7), 7, 7.0),
        (setting("integer", 3), "3", 3),
        (setting("integer", 3), "3.0", 3),
        (setting("yesno", True), "아니요", False),
        (setting("yesno", True), "TRUE", True),
        (setting("choice", "a", choices={"a": _WORDS, "b": _WORDS}), "b", "b"),
        (setting("list", (5, 7)), "5, 7,10", (5, 7, 10)),
        (setting("list", (5, 7)), [5, 7.5], (5, 7.5)),
    ],
)
def test_what_is_given_becomes_a_typed_value(item: Setting, said: Any, read: Any) -> None:
    value = read_setting(item, said)
    assert value == read
    assert type(value) is type(read)


@pytest.mark.parametrize(
    ("item", "said", "code"),
    [
        (setting("number", 7), "seven", "setting.not_number"),
        (setting("number", 7), "nan", "setting.not_number"),
        (setting("number", 7), "inf", "setting.not_number"),
        (setting("number", 7), True, "setting.not_number"),
        (setting("number", 7), None, "setting.not_number"),
        (setting("integer", 3), "3.5", "setting.not_whole"),
        (setting("list", (0,)), "1," * 101, "setting.too_many"),
        (setting("number", 7, minimum=1, maximum=60), "61", "setting.out_of_range"),
        (setting("list", (5,), minimum=1), "0", "setting.out_of_range"),
        (setting("yesno", True), "perhaps", "setting.not_yesno"),
        (setting("choice", "a", choices={"a": _WORDS}), "z", "setting.not_choice"),
    ],
)
def test_what_cannot_be_is_told_with_the_value(item: Setting, said: Any, code: str) -> None:
    with pytest.raises(Problem) as raised:
        read_setting(item, said)
    assert raised.value.code == code
    assert raised.value.facts["value"] == str(said)[:60]


def test_a_setting_that_is_not_there_is_told_with_the_near_ones(package: Path) -> None:
    with pytest.raises(Problem) as raised:
        read_settings(library.load_folder(package), {"limit_mins": 5})
    assert (raised.value.code, raised.value.facts["near"]) == ("setting.no_such", ["limit_min"])
