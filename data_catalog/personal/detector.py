"""What tells one kind of personal value: its shapes inside a text, its header with the cells below it, and how it is hidden.

The patterns are read alike by the engine (RE2) and by Python: no look-around, ASCII digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from data_catalog.personal.disguise import undisguised


@dataclass(frozen=True)
class Shape:
    """One way such a value is written. `before` and `after`: the characters that may not stand beside it."""

    core: str
    before: str = "0-9"
    after: str = "0-9"

    @property
    def sql(self) -> str:
        """For the engine, where what stands beside is matched too."""
        return f"(?:^|[^{self.before}])(?:{self.core})(?:[^{self.after}]|$)"

    @property
    def python(self) -> str:
        """For Python, the value alone."""
        return f"(?<![{self.before}])(?:{self.core})(?![{self.after}])"


@dataclass(frozen=True)
class Detector:
    """One kind. `hide` gives a value of it with its shape kept and what tells the person starred."""

    kind: str
    hide: Callable[[str], str]
    shapes: tuple[Shape, ...] = ()
    """How it is written wherever it stands; none where only a header tells it."""
    header: str = ""
    """What the name of a column says that holds it."""
    not_header: str = ""
    """What it says when it is something else after all."""
    cell: str = ""
    """What cells are under such a header; `cell_share` of them must be."""
    cell_share: float = 0.6
    hide_cell: Callable[[str], str] | None = None
    """How a cell under such a header is hidden, where that is more than `hide`."""
    shortest: int = 7
    """Bytes: shorter texts are not searched."""
    longest_whole: int = 0
    """Bytes: a longer cell holds the value among other words. 0: every cell does that is not the value alone."""
    apart: str = ""
    """Values counted apart: those that leave no doubt, telephones that a person carries, names that end as places do."""
    bare: str = ""
    """Cells that are digits and nothing else, as many as such a value has; `bare_share` of them must be possible values."""
    bare_share: float = 0.0
    words: tuple[str, ...] = ()
    """One of these stands in every text that holds it. It is looked for on its own there: long gaps in its shapes would make the one
    pattern of all kinds forty times slower on texts."""
    has_letters: bool = False
    """Whether its shapes have a letter or a Korean syllable in them: then texts without any are not searched."""
    check: Callable[[str], bool] | None = None
    """Whether the digits of what has the shape pass a check; `check_sql` is the same for a text of the engine."""
    check_sql: Callable[[str], str] | None = None

    @property
    def sql(self) -> str:
        """All shapes, for the engine."""
        return "|".join(shape.sql for shape in self.shapes)

    @property
    def whole_sql(self) -> str:
        """For the engine, a cell that is such a value alone."""
        return rf"\s*(?:{'|'.join(shape.core for shape in self.shapes)})\s*"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All shapes, for Python."""
        return re.compile("|".join(shape.python for shape in self.shapes), re.ASCII)

    def named_by(self, column: str) -> bool:
        """Whether the name of the column says that it holds such values."""
        said = header_said(column)
        found = self.header and re.search(self.header, said, re.IGNORECASE)
        return bool(found) and not (self.not_header and re.search(self.not_header, said, re.IGNORECASE))

    def masked(self, text: str) -> str:
        """The text with each such value in it hidden."""
        return self.replaced(text, self.hide)

    def replaced(self, text: str, by: Callable[[str], str]) -> str:
        """The text with each such value in it replaced."""
        if not self.shapes or len(text.encode()) < self.shortest:
            return text
        return self.pattern.sub(lambda found: by(found[0]) if self.check is None or self.check(found[0]) else found[0], text)


def header_said(column: str) -> str:
    """The name of a column as a reader takes it: nothing disguised in it, nor spread letter by letter to fill its cell.

    >>> header_said("성   명"), header_said("휴\u200b대\u00a0전화"), header_said("생년 월일")
    ('성명', '휴대 전화', '생년 월일')
    """
    words = undisguised(column).split()
    spread = len(words) > 1 and all(len(word) == 1 and "가" <= word <= "힣" for word in words)
    return ("" if spread else " ").join(words)


def starred(text: str, *, first: int = 0, last: int = 0, what: str = "0-9") -> str:
    """The text with its digits starred but for so many at either end; whatever parts them stays.

    >>> starred("110-234-567890", first=3)
    '110-***-******'
    """
    places = [found.start() for found in re.finditer(f"[{what}]", text)]
    gone = set(places[first : len(places) - last])
    return "".join("*" if at in gone else char for at, char in enumerate(text))
