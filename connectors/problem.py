"""The only exception meant for people: a key and facts, worded elsewhere in their language."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """Something the person can mend. `code` is a key of the texts (`problem.<code>`), `facts` fill its sentence.

    Facts are plain values (str, int, float, bool, lists of these): they are stored, printed and sent as JSON.

    >>> Problem("input.column_missing", file="a.csv", column="신고일").code
    'input.column_missing'
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self.code, self.facts))

    def to_json(self) -> dict[str, Any]:
        """The problem as one JSON object: `{"code": …, "facts": {…}}`."""
        return {"code": self.code, "facts": self.facts}


def _rebuild(code: str, facts: dict[str, Any]) -> Problem:
    return Problem(code, **facts)
