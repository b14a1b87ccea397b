"""What a report is made of, before it is any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Fact:
    """One label with one or several lines."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """`level`: main, note or limit; `word` says it."""

    level: str
    word: str
    text: str


@dataclass(frozen=True)
class Findings:
    items: tuple[Finding, ...]


@dataclass(frozen=True)
class Said:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Steps:
    """Numbered steps, each with a name and what it does."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Facts:
    items: tuple[Fact, ...]


@dataclass(frozen=True)
class Picture:
    """A figure or map by name; the format asks `Prints` for its bytes. `number` is "그림 3". `wide_mm`: how wide on paper; 0: the page."""

    name: str
    number: str
    title: str
    alt: str
    note: str
    is_map: bool
    wide_mm: int = 0


@dataclass(frozen=True)
class Column:
    title: str
    right: bool
    """Numbers are set right."""
    wide: int
    """The room its texts want, in Latin letters."""


@dataclass(frozen=True)
class Sheet:
    """A table with every cell as people write it. Where it has more rows than stand here, `note` says so and where they are."""

    name: str
    number: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    empty: str
    full: bool = False
    """Over the width of the page, words unbroken."""


Block = Findings | Said | Bullets | Steps | Facts | Picture | Sheet


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Mark:
    """What must stand on every page, and the sentence that explains it once."""

    word: str
    said: str


@dataclass(frozen=True)
class Story:
    lang: str
    title: str
    question: str
    marks: tuple[Mark, ...]
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    organisation: str
    run_id: str
    made_at: datetime
    """In local time."""
    one_page: bool

    @property
    def banner(self) -> str:
        """The marks as one line, empty when there is none."""
        return " · ".join(mark.word for mark in self.marks)
