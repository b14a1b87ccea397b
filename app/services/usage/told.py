"""What a report on usage tells of, and one table of it, with plain values and as a document prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from app.charts.numbers import DASH, clean
from app.charts.plan import width
from app.reports.blocks import Column, Sheet
from app.reports.lists import Cell
from app.services.usage.adoption import Adoption
from app.services.usage.adoption_map import Places, of_adoption
from app.services.usage.board import Board
from app.services.usage.cases import Checked, Files
from app.services.usage.counts import Rows
from app.services.usage.funnel import Funnel
from app.services.usage.hints import Hints
from app.services.usage.scope import Scope
from app.texts import text
from models.kit.wording import number

_WIDEST = 40


@dataclass(frozen=True)
class Told:
    """All a report tells, in one language. `made_at` is local; `organisation`: whose, as it is called."""

    scope: Scope
    rows: Rows
    board: Board
    funnels: tuple[Funnel, ...]
    adoption: Adoption
    hints: Hints
    checked: tuple[Checked, ...]
    files: Files
    organisation: str
    made_at: datetime
    lang: str

    @cached_property
    def places(self) -> Places | None:
        """The places of the map; None where no model was used yet or they are too few."""
        return of_adoption(self.adoption) if self.adoption.models else None

    def title(self, name: str) -> str:
        """A heading of a column."""
        return text(f"usage.column.{name}", self.lang)


@dataclass(frozen=True)
class Grid:
    """One table. The first `texts` columns hold words, the others numbers; a cell is None where there is nothing."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    texts: int = 1
    note: str = ""

    def sheet(self, at: int, lang: str) -> Sheet:
        """The table as a document prints it, the `at`th of it."""
        rows = tuple(tuple(shown(cell) for cell in row) for row in self.rows)
        wide = [max(_head(title), *(width(row[at]) for row in rows), 3) for at, title in enumerate(self.heads)]
        columns = tuple(
            Column(title, right=place >= self.texts, wide=min(one, _WIDEST))
            for place, (title, one) in enumerate(zip(self.heads, wide, strict=True))
        )
        note = text("reports.rows", lang, n=len(rows))
        name, _, part = self.name.partition(".")
        title = text(f"usage.count_part.{part}" if part else f"usage.table.{name}", lang)
        return Sheet(
            self.name, text("reports.table", lang, n=at), title, columns, rows, f"{note} · {self.note}" if self.note else note,
            text("reports.no_rows", lang),
        )  # fmt: skip


def shown(cell: Cell) -> str:
    """A cell as people write it."""
    if cell is None:
        return DASH
    return clean(cell) if isinstance(cell, str) else cell.isoformat() if isinstance(cell, date) else number(cell)


def _head(title: str) -> int:
    return max((width(word) for word in title.split()), default=3) + 2  # bold
