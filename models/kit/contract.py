"""What a standard analysis model is: the typed form of its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_catalog.schema import Input
from models.kit.wording import Words


@dataclass(frozen=True)
class Preview:
    """What a setting would do, told on the settings step from the person's own data, before anything is run.

    `sql/preview_<setting>.sql` gives one row; its columns and the settings fill the sentence. It reads inputs and tables of SQL
    steps, so that what it says is what the run will say. Nothing is told when something in `needs` is absent.
    """

    text: Words
    needs: tuple[str, ...] = ()
    """Inputs and fields, as an output's."""


@dataclass(frozen=True)
class Setting:
    """One number or choice a person may change. `kind` is number, integer, choice, yesno or list (of numbers)."""

    name: str
    kind: str
    title: Words
    meaning: Words
    default: Any
    unit: Words | None = None
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: Mapping[str, Words] | None = None
    raised: Words | None = None
    """The effect of raising it."""
    lowered: Words | None = None
    expert: bool = False
    source: str | None = None
    """Where the default comes from."""
    preview: Preview | None = None


@dataclass(frozen=True)
class Step:
    """One box of the work-flow: a SQL file `sql/<name>.sql` or a function `<name>` in `steps.py`."""

    name: str
    kind: str  # "sql" or "python"
    title: Words
    explains: Words
    """The method in plain words, printed in the report; may hold `{setting}` slots."""
    reads: tuple[str, ...]
    """Inputs, earlier tables and settings, as derived from the source."""
    tables: tuple[str, ...]
    """Tables it gives: its own name, unless the manifest lists others."""
    optional: tuple[str, ...] = ()
    """Those of `reads` it can do without (a Python parameter with default None)."""
    kept: bool = True
    """Whether its rows stand somewhere once made. Not kept (SQL without settings): each step that reads it works out anew the rows
    and columns it needs, which is quicker where they are many and take little to work out."""
    seconds_per_million_rows: float = 1.0
    references: tuple[str, ...] = ()
    checkpoint: Words | None = None
    """What a human must confirm here, if anything."""


@dataclass(frozen=True)
class ColumnSpec:
    name: str
    title: Words
    kind: str = "text"  # text, integer, number, share, moment, date
    unit: Words | None = None
    digits: int | None = None
    hidden: bool = False
    """Used by figures and maps, not printed in tables."""
    counts: bool = False
    """It counts persons (or calls, which are a person each): of an output with `disclosure = "counts"` small ones are hidden.
    The first such column of a table is the whole, further ones are parts of it."""
    public: bool = False
    """A number that tells nothing of the persons counted: it stays where their count is hidden."""
    largest: str | None = None
    second: str | None = None
    """Of a sum of amounts: the columns of the same table with the two largest amounts in each cell. Where one giver could be told by
    them the sum is hidden; they themselves are never in a result. The table counts its givers (`counts`)."""
    labels: Mapping[str, Words] | None = None
    """Words for the codes the column holds. A key that ends in ":" words every code that begins so, with the rest of the
    code in the slot `{rest}`. A value without a label is shown as it is."""


@dataclass(frozen=True)
class TableSpec:
    name: str
    title: Words
    columns: tuple[ColumnSpec, ...]
    note: Words | None = None
    grain: Words | None = None
    rank: str | None = None
    """The column a ranked list is ordered by."""
    totals: tuple[tuple[str, ...], ...] = ((),)
    """Where the sum of its counts is known elsewhere: over the whole table (`[]`), or within each value of these columns."""


@dataclass(frozen=True)
class FigureSpec:
    """A figure over one table. `kind`: bar, line, step, heat (x, y, value), interval (point with low/high), scatter."""

    name: str
    kind: str
    title: Words
    alt: Words
    table: str
    x: str
    y: str
    series: str | None = None
    value: str | None = None
    low: str | None = None
    high: str | None = None
    x_title: Words | None = None
    y_title: Words | None = None


@dataclass(frozen=True)
class LayerSpec:
    """One layer of a map.

    `kind`: points (lon, lat), cells (lon, lat of the centre, size_m), heat (as cells, drawn as one smooth surface, faint values
    left out), hexagons (points counted, or their `value` summed, in hexagons size_m across), areas (wkt), lines (wkt).
    """

    kind: str
    table: str
    title: Words
    role: str  # context, quantity, gap, site, existing, candidate
    lon: str = "lon"
    lat: str = "lat"
    wkt: str | None = None
    value: str | None = None
    unit: Words | None = None
    label: str | None = None
    size_m: float | None = None
    sized: str | None = None
    """The column that makes points larger, by their area."""


@dataclass(frozen=True)
class MapSpec:
    name: str
    title: Words
    alt: Words
    layers: tuple[LayerSpec, ...]
    table: str
    """Its table twin."""


@dataclass(frozen=True)
class PartSpec:
    """One part of a score: a column of numbers and how its weight acts.

    `acts`: term (weight × part; terms are added), power (times part ** weight), blend (times 1 + weight (part − 1)), lift (times
    1 + the sum of weight × part over all lifts).
    """

    column: str
    acts: str = "term"
    weight: float = 1.0
    setting: str | None = None
    """The setting that holds its weight; else it is the same in every run."""
    title: Words | None = None
    """What its slider is called; else the title of its column."""
    meaning: Words | None = None
    minimum: float = 0.0
    maximum: float = 2.0
    step: float = 0.1


@dataclass(frozen=True)
class RankingSpec:
    """A ranking that can be weighed again without running the model: rows of a table by a score made of their own columns.

    The score is (sum of terms) × powers × blends × (1 + lifts); without a term the first bracket is 1. In a Result, weights and
    `first` are those of the run.
    """

    name: str
    title: Words
    table: str
    label: str
    """The column a row is called and found by."""
    score: str
    """The column with the score the run gave; its parts must give the same."""
    parts: tuple[PartSpec, ...]
    first: int = 10
    """How many places are chosen, of each group."""
    first_setting: str | None = None
    """The setting that holds it."""
    group: str | None = None
    """Rows are ranked within each value of this column (strata)."""
    map: str | None = None
    """The map it is drawn on: its layer of this table and score is coloured anew."""
    stable: str | None = None
    """The column with the share of weight draws in which a row was among the first."""


@dataclass(frozen=True)
class FindingSpec:
    key: str
    text: Words
    level: str = "main"  # main, note, limit
    counts: tuple[str, ...] = ()
    """Facts that count persons of a small group: of an output with `disclosure = "counts"` the sentence is not said when one
    is from 1 to 4. (A total of the whole file is none: the main answer would vanish.)"""


@dataclass(frozen=True)
class Output:
    """One thing the model answers, with what it needs: `inputs` names and `fields` as "input.field"."""

    name: str
    title: Words
    needs: tuple[str, ...]
    """Inputs ("center") and fields ("dispatch.place"); `a|b` means either."""
    refused: Words
    """Why it cannot be given, in plain words, when something it needs is absent."""
    unmet: Words | None = None
    """Why, when all it needs is there and a step still had to give no table (too few, not matching); else `refused` says it."""
    main: bool = False
    steps: tuple[str, ...] = ()
    findings: tuple[FindingSpec, ...] = ()
    tables: tuple[TableSpec, ...] = ()
    figures: tuple[FigureSpec, ...] = ()
    maps: tuple[MapSpec, ...] = ()
    rankings: tuple[RankingSpec, ...] = ()
    disclosure: str = "none"  # none, counts (small cells of persons are suppressed)


@dataclass(frozen=True)
class Change:
    version: str
    date: str
    text: Words


@dataclass(frozen=True)
class Model:
    """A standard analysis model, as its package folder says. `state`: ready, or planned (an input contract only)."""

    id: str
    version: str
    state: str
    title: Words
    question: Words
    summary: Words
    needs_said: Words
    """What is needed, in a civil servant's words ("a list of emergency calls; a list of stations")."""
    subject: str  # safety, transport, welfare, tax, administration
    keywords: Mapping[str, tuple[str, ...]]
    owner: str
    licence: str
    minutes: int
    inputs: tuple[Input, ...]
    settings: tuple[Setting, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Output, ...]
    limits: tuple[Words, ...]
    ethics: tuple[Words, ...]
    references: tuple[str, ...]
    changes: tuple[Change, ...]
    decisions: tuple[Words, ...]
    """What stays a human's decision."""
    seed: int
    folder: Path
    hash: str
    """SHA-256 over the package's files, as hex."""

    def input(self, name: str) -> Input:
        """The input of that name; KeyError when there is none."""
        for item in self.inputs:
            if item.name == name:
                return item
        raise KeyError(name)

    def defaults(self) -> dict[str, Any]:
        """Every setting at its default."""
        return {item.name: item.default for item in self.settings}
