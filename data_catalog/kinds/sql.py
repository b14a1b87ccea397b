"""Small pieces of SQL that the readings of every kind are made of."""

from __future__ import annotations

from collections.abc import Iterable

_WIDE = "０１２３４５６７８９．，－＋：／（）％"
_PLAIN = "0123456789.,-+:/()%"
BLANKS = " \t\r\n\u00a0\u3000\ufeff"


def listed(words: Iterable[str]) -> str:
    """Texts as the inside of an SQL list."""
    return ", ".join(literal(word) for word in words)


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def let(name: str, value: str, body: str) -> str:
    """`body`, in which `name` stands for `value`: computed once, however often the body names it.

    `name` is one of `name_of`: a column of a file with that name would be taken for it.
    """
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def name_of(letter: str) -> str:
    """A name for `let` that no column can have: names of columns never hold two blanks in a row."""
    return f'"  {letter}"'


def plain(text: str) -> str:
    """The text without blanks around it, a leading apostrophe, or full-width digits and signs."""
    return f"ltrim(trim(translate({text}, {literal(_WIDE)}, {literal(_PLAIN)}), {literal(BLANKS)}), '''')"
