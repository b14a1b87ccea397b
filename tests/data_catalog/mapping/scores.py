"""Reads the frozen headers and tells how often the suggested column of a field is the right one."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_catalog.mapping import SURE, Suggestion, suggest
from data_catalog.profile import Profile
from data_catalog.schema import Input
from models.kit import library
from tests.data_catalog.headers import Columns, profile_of

Suggest = Callable[[Profile, Input], Sequence[Suggestion]]
# Values that differ from row to row in a real file, though the fixture shows five.
_MANY = frozenset(
    (
        *("ids", "hash", "moment", "us_moment", "iso_moment", "clock", "hms", "lon", "lat", "us_lon", "us_lat", "tmx", "tmy"),
        *("utmkx", "utmky", "uk_e", "uk_n", "address", "lot", "street", "phone", "text", "en_text", "titles", "won", "won_comma", "people"),
    )
)


@dataclass(frozen=True)
class Table:
    """The columns of one public file, what it is mapped to, and every right answer of each field (the first the best).

    `allowed`: fields for which a column may be taken but need not.
    """

    model: str
    input: str
    source: str
    columns: Columns
    various: frozenset[str]
    truth: dict[str, tuple[tuple[str, ...], ...]]
    allowed: dict[str, tuple[tuple[str, ...], ...]]

    @property
    def profile(self) -> Profile:
        return profile_of(self.columns, self.various)

    @property
    def asked(self) -> Input:
        return library.load(self.model).input(self.input)


@dataclass(frozen=True)
class Outcome:
    """What was suggested for one field. `truth` empty: the file does not hold it, but for what is `allowed`."""

    where: str
    field: str
    truth: tuple[tuple[str, ...], ...]
    first: tuple[str, ...]
    three: tuple[tuple[str, ...], ...]
    confidence: str
    allowed: tuple[tuple[str, ...], ...] = ()

    @property
    def is_right(self) -> bool:
        return self.first in self.truth

    @property
    def is_among_three(self) -> bool:
        return any(one in self.truth for one in self.three)

    @property
    def is_wrong_and_sure(self) -> bool:
        return self.confidence == SURE and bool(self.first) and self.first not in (*self.truth, *self.allowed)


@dataclass(frozen=True)
class Score:
    """Shares of the headers that have a right answer; wrong and sure counts suggestions for absent fields too."""

    headers: int
    first: float
    three: float
    wrong_and_sure: float
    sure: float


@cache
def tables(named: str = "headers") -> tuple[Table, ...]:
    """The frozen tables of a set: "headers" is the first, "blind" the second, then "third" to "fifth"."""
    with Path(__file__).with_name(f"{named}.toml").open("rb") as file:
        said = tomllib.load(file)
    return tuple(_table(one, said.get("values", {})) for one in said["table"])


def outcomes(suggesting: Suggest = suggest, named: str = "headers") -> list[Outcome]:
    """Every field of every table of a set with what is suggested for it."""
    return [outcome for table in tables(named) for outcome in _outcomes(table, suggesting)]


def score(all_outcomes: Sequence[Outcome]) -> Score:
    """The shares of a run."""
    real = [one for one in all_outcomes if one.truth]
    wrong = sum(one.is_wrong_and_sure for one in all_outcomes)
    sure = sum(one.confidence == SURE for one in real)
    return Score(
        len(real),
        sum(one.is_right for one in real) / len(real),
        sum(one.is_among_three for one in real) / len(real),
        wrong / len(real),
        sure / len(real),
    )


def _outcomes(table: Table, suggesting: Suggest) -> Iterator[Outcome]:
    for said in suggesting(table.profile, table.asked):
        first = said.source.columns if said.source else ()
        offered = tuple(source.columns for source in ((said.source,) if said.source else ()) + tuple(said.alternatives))[:3]
        where = f"{table.model}.{table.input} ({table.source[:24]})"
        yield Outcome(
            where, said.field, table.truth.get(said.field, ()), first, offered, said.confidence, table.allowed.get(said.field, ())
        )


def _table(one: dict, values: dict) -> Table:  # type: ignore[type-arg]
    columns = {name: tuple(values[held] if isinstance(held, str) else held) for name, held in one["columns"].items()}
    various = frozenset(name for name, held in one["columns"].items() if isinstance(held, str) and held in _MANY)
    various |= frozenset(one.get("various", ()))
    right = {name: (tuple(held),) for name, held in one["truth"].items()}
    also = {name: tuple(tuple(other) for other in others) for name, others in one.get("also", {}).items()}
    truth = {name: (*held, *also.get(name, ())) for name, held in right.items()}
    allowed = {name: held for name, held in also.items() if name not in right}
    return Table(one["model"], one["input"], one["source"], columns, various, truth, allowed)
