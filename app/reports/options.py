"""What a person may choose about a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from connectors.problem import Problem
from models.kit.result import Table

PARTS = ("map", "figures", "ranked", "tables", "sensitivity", "method", "limits", "provenance", "references")
"""Parts that may be left out, in the order they stand. Front matter and findings always stand."""

ONE_PAGE, FULL, WHOLE = LENGTHS = ("one_page", "full", "whole")


@dataclass(frozen=True)
class Weighing:
    """A ranking by other weights than the result's, told beside it: in sentences, of which the first says whose weights these are and
    the second what changes, and in tables. The sentences hold every weight, so two that say the same are the same."""

    said: tuple[str, ...]
    tables: tuple[Table, ...] = field(compare=False)


@dataclass(frozen=True)
class Review:
    """Who confirmed the result and on which day; empty: nobody yet. `changed`: title, comment or weights were changed after that."""

    by: str = ""
    on: date | None = None
    changed: bool = False


@dataclass(frozen=True)
class ReportOptions:
    """`one_page`: findings, one map or figure, the limits in short; `full`: everything, of long tables the first rows;
    `whole`: every row of every table. `timezone` is that of the printed date."""

    length: str = FULL
    comment: str = ""
    parts: tuple[str, ...] = PARTS
    organisation: str = ""
    title: str = ""
    timezone: str = "Asia/Seoul"
    weighings: tuple[Weighing, ...] = ()
    review: Review | None = None
    """None: nothing is said of a review."""

    def __post_init__(self) -> None:
        for part in self.parts:
            if part not in PARTS:
                raise Problem("report.part_unknown", part=part, parts=list(PARTS))
        if self.length not in LENGTHS:
            raise ValueError(self.length)
