"""Settings as a person gives them (texts or values), made into typed values within their ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from connectors.problem import Problem
from models.kit.contract import Model, Setting

_MOST_PARTS = 100
_YES = ("true", "yes", "y", "1", "예", "네")
_NO = ("false", "no", "n", "0", "아니요", "아니오")


def read_settings(model: Model, said: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting of the model: the given ones typed and checked, the others at their default.

    Raises Problem "setting.no_such", "setting.not_number", "setting.not_whole", "setting.not_choice",
    "setting.not_yesno", "setting.too_many" or "setting.out_of_range", with what would be allowed.
    """
    known = {item.name: item for item in model.settings}
    for name in said:
        if name not in known:
            near = get_close_matches(str(name), known, n=3, cutoff=0.4) or sorted(known)
            raise Problem("setting.no_such", setting=str(name)[:60], near=near)
    return {name: read_setting(item, said.get(name, item.default)) for name, item in known.items()}


def read_setting(item: Setting, value: Any) -> Any:
    """One setting's value, typed; raises as `read_settings`."""
    if item.kind == "yesno":
        return _yesno(item, value)
    if item.kind == "choice":
        if str(value) not in (item.choices or {}):
            raise Problem("setting.not_choice", **_facts(item, value), choices=list(item.choices or {}))
        return str(value)
    if item.kind == "list":
        parts = value.replace(";", ",").split(",") if isinstance(value, str) else value
        if not isinstance(parts, (list, tuple)):
            parts = (parts,)
        if len(parts) > _MOST_PARTS:
            raise Problem("setting.too_many", **_facts(item, value), most=_MOST_PARTS)
        return tuple(_number(item, part) for part in parts if str(part).strip())
    return _number(item, value)


def _yesno(item: Setting, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text not in _YES + _NO:
        raise Problem("setting.not_yesno", **_facts(item, value))
    return text in _YES


def _number(item: Setting, value: Any) -> float | int:
    try:
        if isinstance(value, bool):
            raise ValueError
        number = float(value.replace(",", "").strip()) if isinstance(value, str) else float(value)
    except (TypeError, ValueError, OverflowError):
        raise Problem("setting.not_number", **_facts(item, value)) from None
    if not math.isfinite(number):
        raise Problem("setting.not_number", **_facts(item, value))
    if item.kind == "integer" and not number.is_integer():
        raise Problem("setting.not_whole", **_facts(item, value))
    low, high = item.minimum, item.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise Problem("setting.out_of_range", **_facts(item, value), minimum=low, maximum=high)
    # 7, 7.0 and "7" are one setting: the same run must have the same provenance.
    return int(number) if item.kind == "integer" or (item.kind == "list" and number.is_integer()) else number


def _facts(item: Setting, value: Any) -> dict[str, Any]:
    return {"setting": item.name, "title": dict(item.title), "value": str(value)[:60]}
