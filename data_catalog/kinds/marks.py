"""The marks that stand for no value, and those that stand for a value withheld."""

from __future__ import annotations

from data_catalog.kinds.sql import BLANKS, listed, literal

SUPPRESSED = ("*", "**", "***", "x", "X", "xx", "XX")
"""Withheld so that no one can be recognised: no value either, but not unknown to its owner."""

MISSING = (
    "", "-", "--", "---", "–", "—", "ㅡ", ".", "..", "…", "?", "N/A", "n/a", "NA", "N.A.", "#N/A", "NaN", "nan",
    "NULL", "Null", "null", "None", "none", "(null)", "(NULL)", "(blank)",
    "미상", "없음", "해당없음", "해당 없음", "자료없음", "미기재", "미입력", "불명", "알수없음",
)  # fmt: skip

_IN_WORDS = tuple(mark for mark in MISSING if mark not in ("미상", "없음", "불명", "해당없음", "해당 없음", "none", "None"))
_OWN_WORDS = ("category", "text", "yesno")
_BETWEEN = "\x1f"
LONGEST = max(len(mark.encode()) for mark in MISSING) + 4
"""Bytes: a longer text is no mark, whatever blanks are round it."""


def marks(kind: str | None = None) -> tuple[str, ...]:
    """The marks that stand for no value in a column of this kind."""
    return _IN_WORDS if kind in _OWN_WORDS else MISSING + SUPPRESSED


def missing_sql(column_sql: str, kind: str | None = None) -> str:
    """Whether there is no value, never NULL. In categories and texts, words such as 없음 are values, and so is X for yes or no."""
    # Not IN, nor list_contains: a long list becomes a join that every row goes through, also behind a condition.
    listing = _BETWEEN + _BETWEEN.join(marks(kind)) + _BETWEEN
    bare, trimmed = (
        f"contains({literal(listing)}, concat({literal(_BETWEEN)}, {text}, {literal(_BETWEEN)}))"
        for text in (column_sql, f"trim({column_sql}, {literal(BLANKS)})")
    )
    # Most texts are told apart by their first byte or their length; only what may have blanks round it is trimmed.
    edged = f"{column_sql} < '!' or suffix({column_sql}, ' ') or {column_sql} between '\u00a0' and '\u00a1'"
    return (
        f"(case when {column_sql} is null then true when {column_sql} between '0' and ':' then false "
        f"when strlen({column_sql}) > {LONGEST} then false "
        f"when {edged} or {column_sql} between '\u3000' and '\u3001' then {trimmed} else {bare} end)"
    )


def is_missing(value: str, kind: str | None = None) -> bool:
    """The same of one text."""
    return value.strip(BLANKS) in marks(kind)


def suppressed_sql(column_sql: str) -> str:
    """Whether the value is withheld (`*`, `X`), never NULL."""
    return f"coalesce(trim({column_sql}, {literal(BLANKS)}) in ({listed(SUPPRESSED)}), false)"
