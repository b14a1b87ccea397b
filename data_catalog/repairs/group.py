"""The cells of one column that one repair mends, as they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """A cell that shows a repair: its line, its text as it stands, and the value that comes of it (empty: no value)."""

    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Group:
    """The cells of one column that one repair mends. Worded by `repair.<code>`.

    `state`: `read` (by itself), `taken`, `declined`, `offered`, `asked`, `none` (the source has to be corrected). `forms`: how many
    different texts. Of a question `choices` are the codes of its answers with what each would give, `facts` the evidence.
    """

    code: str
    field: str
    title: Mapping[str, str]
    column: str
    kind: str
    state: str
    cells: int
    forms: int
    examples: tuple[Change, ...]
    choices: Mapping[str, Mapping[str, Any]]
    is_blank: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @staticmethod
    def from_json(said: Mapping[str, Any]) -> Group:
        """The opposite of `to_json`."""
        return Group(**{**said, "examples": tuple(Change(**one) for one in said["examples"])})
