"""Reads the fixture of headers, and makes the profile a file with such columns would have."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from data_catalog.kinds import Habit
from data_catalog.profile import ColumnProfile, Profile

Columns = dict[str, tuple[str, ...]]
# Values that differ from row to row in a real file, though the fixture shows five.
_MANY = {"ids", "moment", "clock", "hms", "lon", "lat", "tmx", "tmy", "address", "text", "won"}


@dataclass(frozen=True)
class Table:
    """The columns of one file, the contract it is mapped to, and the true columns of each field."""

    contract: str
    columns: Columns
    various: frozenset[str]
    truth: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Outcome:
    """What was suggested for one field, and what is true (empty: the file does not hold it)."""

    where: str
    field: str
    truth: tuple[str, ...]
    first: tuple[str, ...]
    three: tuple[tuple[str, ...], ...]
    confidence: str


def tables() -> list[Table]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        said = tomllib.load(file)
    found = []
    for one in said["table"]:
        columns = {name: tuple(said["values"][values] if isinstance(values, str) else values) for name, values in one["columns"].items()}
        various = frozenset(name for name, values in one["columns"].items() if isinstance(values, str) and values in _MANY)
        found.append(Table(one["contract"], columns, various, {name: tuple(held) for name, held in one["truth"].items()}))
    return found


def profile_of(columns: Columns, various: frozenset[str] = frozenset(), rows: int = 400) -> Profile:
    """A profile as the reader would make it, of a file whose columns hold these values over and over."""
    found = []
    for name, values in columns.items():
        plain = [value.replace(",", "") for value in values]
        whole = bool(plain) and all(value.replace(".", "", 1).removeprefix("-").isdigit() for value in plain)
        numbers = [float(value) for value in plain] if whole else []
        low, high = (min(numbers), max(numbers)) if numbers else (min(values, default=None), max(values, default=None))
        filled = rows if values else 0
        distinct = rows if name in various else len(set(values))
        found.append(ColumnProfile(name, "text", filled, rows - filled, distinct, values[:5], low, high, (), 1.0, Habit()))
    return Profile(rows, tuple(found))
