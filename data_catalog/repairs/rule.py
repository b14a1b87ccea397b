"""A repair as a declaration: which texts of a column it concerns, and what they are read as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data_catalog.kinds.sql import literal, plain
from data_catalog.schema import NUMBERS

DAYS = ("date", "month", "moment")
PARSED = (*NUMBERS, *DAYS, "time")
NAMES = ("code", "area_code", "id", "category", "text")

READ, OFFER, ASK, NONE = "read", "offer", "ask", "none"
UNREAD = "\ue000"
"""What a text becomes whose reading was declined: no kind reads it, and it is no mark of a missing value either."""

_X, _T = "$x", "$t"


@dataclass(frozen=True)
class Rule:
    """One repair. Its sentences are `repair.<code>` (what is done) and `repair.<code>.why`.

    `way`: `read` (the kind reads such texts by itself: told, and can be declined), `offer` (read so once accepted), `ask` (two readings
    are possible: one of `choices` is), `none` (nothing but the source can mend it). `test` is SQL over the text `$x` and the same
    made plain `$t`; of an offer or a choice `becomes` gives the text it is read as, NULL where it cannot be.
    """

    code: str
    kinds: tuple[str, ...]
    way: str
    test: str = "true"
    becomes: str | None = None
    choices: tuple[str, ...] = ()
    is_blank: bool = False
    """The text stands for no value."""
    hint: str = ""
    """Cheap SQL over `$x`, true of every text the rule concerns (and of others); empty where nothing cheap tells."""

    def test_sql(self, text: str, made_plain: str | None = None) -> str:
        """SQL: whether the rule concerns a text (SQL), NULL for no. `made_plain`: the same text where it was made plain before."""
        return _filled(self.test, text, made_plain)

    def hint_sql(self, text: str) -> str:
        """SQL: whether a text is worth the test."""
        return _filled(self.hint, text) or "true"

    def becomes_sql(self, text: str, made_plain: str | None = None) -> str:
        """SQL: what a text becomes, NULL where the rule does not concern it; the empty text for no value. `made_plain` as of `test_sql`."""
        if self.becomes is None:
            raise ValueError(self.code)
        return f"(case when {_filled(self.test, text, made_plain)} then {_filled(self.becomes, text, made_plain)} end)"


def matches(pattern: str, of: str = _T) -> str:
    """SQL: whether a text holds a pattern."""
    return f"regexp_matches({of}, {literal(pattern)})"


def part(pattern: str, group: int, of: str = _T) -> str:
    """SQL: a part of a text, empty when the pattern is not met."""
    return f"regexp_extract({of}, {literal(pattern)}, {group})"


def day_of(year: str, month: str, day: str) -> str:
    """SQL: the day as text (2024-01-03) from texts of its parts, NULL when there is no such day. Two-digit years are 1970 to 2069."""
    number = f"try_cast({year} as int)"
    whole = f"(case when length({year}) = 4 then {number} when {number} < 70 then {number} + 2000 else {number} + 1900 end)"
    return f"cast(try(make_date({whole}, try_cast({month} as int), try_cast({day} as int))) as varchar)"


def one_of(words: Sequence[str]) -> str:
    """SQL: whether a text is one of some words, whatever blanks and letters' case."""
    listed = ", ".join(literal(word) for word in words)
    return f"lower(replace({_T}, ' ', '')) in ({listed})"


def _filled(template: str, text: str, made_plain: str | None = None) -> str:
    return template.replace(_T, f"({made_plain or plain(text)})").replace(_X, f"({text})")
