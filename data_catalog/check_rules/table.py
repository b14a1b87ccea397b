"""What a rule looks at and what it finds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as default
from datetime import date
from pathlib import Path
from typing import Any

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog.check_rules.figures import Figures
from data_catalog.prepared import Example
from data_catalog.repairs import Group
from data_catalog.schema import Field, Input

TIMES = ("moment", "date", "month")
_EXAMPLES = 5
_LONGEST, _BEFORE = 80, 30


@dataclass(frozen=True)
class CheckFinding:
    """Something the person should know. Worded by `finding.<code>`; `effect` and `repair` are keys of their sentences or None.

    `applied`: the repair was already made. `blocking`: no run can begin. `limiting`: answers will be missing or weak.
    """

    code: str
    facts: Mapping[str, Any]
    rows: int
    examples: tuple[Example, ...] = ()
    effect: str | None = None
    repair: str | None = None
    applied: bool = False
    blocking: bool = False
    limiting: bool = False
    why: Mapping[str, str] | str | None = None
    """The reason for the threshold: as whoever declared the check gave it, or the key of its sentence; else `finding.<code>.why`."""
    group: Group | None = None
    """The repair of cells it offers."""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> CheckFinding:
        """The finding that `to_json` wrote."""
        group = Group.from_json(said["group"]) if said.get("group") else None
        return cls(**{**said, "examples": tuple(Example(**one) for one in said["examples"]), "group": group})


@dataclass(frozen=True)
class Table:
    """What a rule looks at: a table of the workspace with the canonical columns of `input`, the fields that hold something."""

    workspace: Workspace
    name: str
    input: Input
    rows: int
    fields: frozenset[str] = default(default_factory=frozenset)
    others: Mapping[str, Path] = default(default_factory=dict)
    """The canonical tables of other inputs, where they are there."""
    today: date = default(default_factory=date.today)
    figures: Figures | None = None
    before: Sequence[Figures] = ()
    """The figures of earlier versions, the latest first."""
    columns: Mapping[str, Sequence[str]] = default(default_factory=dict)
    """The columns of the file a field comes from."""

    def field(self, name: str) -> Field:
        """The field of that name."""
        return self.input.field(name)

    def title(self, name: str) -> dict[str, str]:
        """The title of a field, in every language."""
        return dict(self.input.field(name).title)

    def having(self, names: Sequence[str], kinds: Sequence[str] = ()) -> list[str]:
        """Those of the fields that hold something, and are of some kinds."""
        return [name for name in names if name in self.fields and (not kinds or self.field(name).kind in kinds)]

    def ask(self, sql: str) -> tuple[Any, ...]:
        """The one row of `select <sql> from` the table."""
        return self.workspace.fetch(f"select {sql} from {quoted(self.name)}").row(0)  # noqa: S608

    def count(self, condition: str) -> int:
        """How many rows meet a condition over canonical columns."""
        return int(self.workspace.fetch(f"select count(*) as n from {quoted(self.name)} where {condition}")["n"][0])  # noqa: S608

    def example(self, line: int, shown: str) -> Example:
        """One row that shows a finding."""
        return Example(int(line), excerpt(shown))

    def examples(self, condition: str, shown: Sequence[str], around: str = "") -> tuple[Example, ...]:
        """The first rows that meet a condition, with their line in the file and the columns shown; of long ones what a pattern finds."""
        texts = ", ".join(self._shown(name) for name in shown)
        rows = self.workspace.fetch(
            f"select _line, concat_ws(' → ', {texts}) as shown from {quoted(self.name)} where {condition} "  # noqa: S608
            f"order by _line limit {_EXAMPLES}"
        )
        return tuple(Example(int(line), excerpt(str(text), around)) for line, text in rows.iter_rows())

    def _shown(self, name: str) -> str:
        """SQL of a value as people write it: 999, not 999.0."""
        text = f"cast({quoted(name)} as varchar)"
        is_number = any(field.name == name and field.kind == "number" for field in self.input.fields)
        return f"regexp_replace({text}, '\\.0$', '')" if is_number else text


def excerpt(text: str, around: str = "") -> str:
    """At most 80 letters of a text, those about what a pattern finds; … stands where more is.

    >>> excerpt("가" * 100 + "占쏙옙", "占") == "…" + "가" * 30 + "占쏙옙"
    True
    """
    found = re.search(around, text) if around and len(text) > _LONGEST else None
    first = max(0, found.start() - _BEFORE) if found else 0
    return ("…" if first else "") + text[first : first + _LONGEST] + ("…" if len(text) > first + _LONGEST else "")


def counted(
    table: Table, code: str, condition: str, shown: Sequence[str], facts: Mapping[str, Any], *, repair: bool, around: str = ""
) -> CheckFinding | None:
    """A finding of the rows that meet a condition, shown by what a pattern finds in them; None when there are none."""
    rows = table.count(condition)
    if not rows:
        return None
    told = {**facts, "rows": rows, "all": table.rows, "share": rows / table.rows}
    return CheckFinding(code, told, rows, table.examples(condition, shown, around) if shown else (), *keys_of(code, repair))


def keys_of(code: str, repair: bool) -> tuple[str, str | None]:
    """The keys of what happens if it is left and of what mends it."""
    return f"finding.{code}.effect", f"finding.{code}.repair" if repair else None


def as_limiting(finding: CheckFinding, *, code: str | None = None, limiting: bool) -> CheckFinding:
    """The finding under another code, limiting or not."""
    told = code or finding.code
    effect, repair = keys_of(told, finding.repair is not None)
    return CheckFinding(told, finding.facts, finding.rows, finding.examples, effect, repair, limiting=limiting)
