"""What the child of a run may say, line by line. It may run code of others: only what has this form reaches the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from connectors.problem import Problem

_Count = Annotated[int, Field(ge=0, lt=2**62)]
_Seconds = Annotated[float, Field(ge=0, lt=1e9)]


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


# A name of a step has a column of its own in the records; the rest stands in one field.
_Name = Annotated[str, Field(max_length=64)]
_Text = Annotated[str, Field(max_length=20_000)]


class _Passed(_Said):
    step: _Name
    seconds: _Seconds
    rows: _Count = 0


class _Step(_Said):
    step: _Name
    done: Annotated[list[_Passed], Field(max_length=1_000)]
    index: _Count = 0
    of: _Count = 0
    rows: _Count = 0


class _Words(_Said):
    ko: _Text
    en: _Text


class _Done(_Said):
    headline: _Words | None
    limited: bool
    result_hash: _Name
    rows_in: _Count
    steps: Annotated[list[_Passed], Field(max_length=1_000)]


class _Fault(_Said):
    text: str


class _Problem(_Said):
    code: _Name
    facts: dict[str, Any]


_FORMS: dict[str, type[_Said]] = {"step": _Step, "done": _Done, "problem": _Problem, "fault": _Fault}


def understood(what: object, facts: object) -> dict[str, Any]:
    """The facts, when they have the form of what is said. Raises ValueError, TypeError or KeyError."""
    said = _FORMS[str(what)].model_validate(facts).model_dump(exclude_unset=True)
    if what == "problem":
        Problem(said["code"], **said["facts"])
    return said


def ended_facts(result: Mapping[str, Any], steps: list[dict[str, Any]]) -> dict[str, Any]:
    """What is said of a result when its run is done."""
    main = next((item for item in result["findings"] if item["level"] == "main"), None)
    return {
        "headline": main and main["text"],
        "limited": result["limited"],
        "result_hash": result["provenance"]["result_hash"],
        "rows_in": sum(result["rows_in"].values()),
        "steps": steps,
    }
