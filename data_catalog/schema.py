"""What a model asks of a table: fields with kinds, inputs, and checks. A manifest builds these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = Mapping[str, str]

KINDS = (
    "id",  # text that names a thing; leading zeros kept
    "code",  # text of an official code; leading zeros kept
    "area_code",  # code of an area of any system, else its name: 서울특별시 종로구 청운효자동(1111051500) is 1111051500
    "category",  # few distinct texts
    "text",  # free text
    "integer",
    "number",
    "won",  # amount of money in won
    "minutes",
    "km",
    "rate",  # share of one: 63.1 % is 0.631
    "date",
    "month",
    "moment",  # date and time, local
    "time",  # a time of day: seconds after midnight, 24:00 is 86,400
    "yesno",
    "place",  # a location: longitude and latitude, projected x and y, or the name of an area
)

MEASURES = ("integer", "number", "won", "minutes", "km")
"""The kinds that are numbers as they are written."""

NUMBERS = (*MEASURES, "rate")
"""The kinds that are numbers when they are read: a rate may be written 63.1 %."""


@dataclass(frozen=True)
class Field:
    """One thing a model wants to know of each row.

    `synonyms` are headers seen for it. A moment also has `date_synonyms` and `time_synonyms` (two columns joined into one); a
    place has `x_synonyms`, `y_synonyms` (coordinates of any system) and its own `synonyms` name areas or addresses.
    """

    name: str
    kind: str
    title: Words
    meaning: Words
    required: bool = False
    synonyms: tuple[str, ...] = ()
    date_synonyms: tuple[str, ...] = ()
    time_synonyms: tuple[str, ...] = ()
    x_synonyms: tuple[str, ...] = ()
    y_synonyms: tuple[str, ...] = ()
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    without: Words | None = None
    """What is lost when the field is absent."""
    examples: tuple[str, ...] = ()
    """Three typical values, for the standard form."""
    choices: tuple[str, ...] = ()
    """A closed list of values, for the standard form; empty when open."""
    day_enough: bool = False
    """Of a moment: its day alone answers nearly as well, so that a column of days is no doubtful source of it."""
    masked: bool = False
    """Free text in which people write who they are: personal values in it are hidden before the model sees them."""


@dataclass(frozen=True)
class Check:
    """A rule across fields of one input. `rule` is one of `data_catalog.checks.RULES`, `fields` its arguments in order.

    `why` is the reason for the threshold, printed beside what is found. What the others mean each rule says.
    """

    rule: str
    fields: tuple[str, ...]
    limit: float | None = None
    values: tuple[str, ...] = ()
    pattern: str | None = None
    other: str | None = None
    why: Words | None = None


@dataclass(frozen=True)
class Input:
    """One table a model reads. `grain` says what one row is; `holder` who usually keeps it and in which system or public data set."""

    name: str
    title: Words
    grain: Words
    required: bool
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    holder: Words | None = None
    without: Words | None = None
    minimum_rows: int = 1
    unique: tuple[str, ...] = ()
    """Fields that together name a row once."""

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)

    @property
    def refers(self) -> tuple[str, ...]:
        """The other inputs whose names this one's must be among."""
        return tuple(dict.fromkeys(check.other.partition(".")[0] for check in self.checks if check.rule == "refers_to" and check.other))

    @property
    def required_fields(self) -> tuple[Field, ...]:
        """The fields without which the main answer cannot be given."""
        return tuple(item for item in self.fields if item.required)
