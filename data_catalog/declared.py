"""Checks a steward declares for a dataset: which kinds there are, what each asks for, and making them on a version.

Nothing of what is said becomes SQL but as a quoted name, a number or a literal.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from connectors.duck import open_workspace
from connectors.engine import Workspace
from connectors.problem import Problem
from data_catalog import check_rules
from data_catalog.check_rules import CheckFinding, Table
from data_catalog.check_rules.figures import Figures
from data_catalog.mapping.source import Source
from data_catalog.personal import mask
from data_catalog.prepare import prepare
from data_catalog.prepared import Prepared
from data_catalog.schema import MEASURES, Check, Field, Input

_MEMORY_MB = 1024
_TIMES = ("date", "moment", "month")
_MOST_VALUES, _MOST_LETTERS, _MOST_WHY = 200, 100, 300


@dataclass(frozen=True)
class Form:
    """What a kind of check asks for: how many columns, of which kinds (any, when none is named) and read as which; what else.

    `asks` are parts of `Declared`; `limit` is a share (share), or a number (number). `read_as` empty: as the column's own kind.
    """

    least: int
    most: int
    kinds: tuple[str, ...] = ()
    read_as: str = ""
    asks: tuple[str, ...] = ()
    limit: str = ""


FORMS: Mapping[str, Form] = {
    "share_missing": Form(1, 1, read_as="id", limit="share"),
    "range": Form(1, 1, MEASURES, "number", ("minimum", "maximum")),
    "unique": Form(1, 6, read_as="id"),
    "parts_total": Form(3, 30, MEASURES, "number"),
    "allowed": Form(1, 1, read_as="category", asks=("values",)),
    "pattern": Form(1, 1, read_as="id", asks=("shape",)),
    "not_before": Form(2, 2, _TIMES, limit="number"),
    "future": Form(1, 1, _TIMES, limit="number"),
    "expected_rows": Form(0, 0, limit="number"),
    "sudden_change": Form(0, 20, limit="share"),
}
_NEEDS_LIMIT = ("share_missing", "expected_rows")


@dataclass(frozen=True)
class Declared:
    """One check of a dataset. `columns` with the `kinds` they are read as; `shape` as `pattern_of` takes it; `why` in words."""

    rule: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    why: str
    limit: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    shape: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Declared:
        """The check that `to_json` wrote."""
        return cls(**{**said, **{name: tuple(said[name]) for name in ("columns", "kinds", "values")}})


def declared(said: Mapping[str, Any], columns: Mapping[str, str]) -> Declared:
    """The check of plain values; `columns` are those of the dataset with their kinds.

    Problems: "declared.rule_unknown", "declared.column_none", "declared.columns_few", "declared.columns_many",
    "declared.column_unknown", "declared.column_unfit", "declared.value_limit", "declared.value_range", "declared.value_values",
    "declared.value_shape", "declared.why_missing".
    """
    rule = str(said.get("rule"))
    if rule not in FORMS:
        raise Problem("declared.rule_unknown", rule=rule[:40], known=sorted(FORMS))
    form = FORMS[rule]
    chosen = _columns(said.get("columns") or (), form, columns)
    why = str(said.get("why") or "").strip()
    if not why or len(why) > _MOST_WHY:
        raise Problem("declared.why_missing", most=_MOST_WHY)
    made = Declared(
        rule, chosen, tuple(form.read_as or columns[name] for name in chosen), why,
        _number(said.get("limit"), form.limit) if form.limit else None,
        _number(said.get("minimum")) if "minimum" in form.asks else None,
        _number(said.get("maximum")) if "maximum" in form.asks else None,
        _values(said.get("values") or ()) if "values" in form.asks else (),
        _shape(said.get("shape")) if "shape" in form.asks else "",
    )  # fmt: skip
    if rule in _NEEDS_LIMIT and made.limit is None:
        raise Problem("declared.value_limit")
    if rule == "range" and ((made.minimum is None and made.maximum is None) or _is_upside_down(made)):
        raise Problem("declared.value_range")
    return made


def pattern_of(shape: str) -> str:
    """The regular expression of a shape: 9 stands for a digit, A for a Latin letter, 가 for a Hangul syllable, the rest for itself.

    >>> pattern_of("99-가A.")
    '[0-9][0-9][-][가-힣][A-Za-z][.]'
    """
    meant = {"9": "[0-9]", "A": "[A-Za-z]", "가": "[가-힣]"}
    return "".join(meant.get(letter) or (f"\\{letter}" if letter in "\\^[]" else f"[{letter}]") for letter in shape)


def run(
    parquet: Path,
    columns: Sequence[str],
    checks: Sequence[Declared],
    *,
    figures: Figures | None = None,
    before: Sequence[Figures] = (),
    today: date,
) -> list[tuple[CheckFinding, ...]]:
    """What each of the checks finds in a version. Personal numbers in examples are masked.

    A column that is gone is a finding, never silence. `figures` and `before` are those of this version and of the earlier ones.
    """
    found: list[tuple[CheckFinding, ...]] = []
    # Beside the rows: what a crash leaves goes with them.
    with tempfile.TemporaryDirectory(dir=parquet.parent) as place:
        folder = Path(place)
        workspace = open_workspace(folder / "work", memory_mb=_MEMORY_MB, reads=[parquet, folder])
        try:
            for number, check in enumerate(checks):
                gone = [name for name in check.columns if name not in columns]
                found.append(
                    (_gone(gone, check),) if gone else _run(workspace, parquet, columns, check, folder, number, figures, before, today)
                )
        finally:
            workspace.close()
    return found


def _run(
    workspace: Workspace,
    parquet: Path,
    columns: Sequence[str],
    check: Declared,
    folder: Path,
    number: int,
    figures: Figures | None,
    before: Sequence[Figures],
    today: date,
) -> tuple[CheckFinding, ...]:
    names, asked = _input(check, number)
    if check.rule == "sudden_change":
        table = Table(workspace, asked.name, asked, figures.rows if figures else 0, today=today, figures=figures, before=before)
        rule = Check(check.rule, check.columns, check.limit)
        return tuple(_said(one, check) for one in check_rules.RULES[check.rule](table, rule))
    if not names:
        workspace.view(asked.name, parquet)
        table = Table(workspace, asked.name, asked, workspace.rows(asked.name), today=today)
        return tuple(_said(one, check) for one in check_rules.RULES[check.rule](table, Check(check.rule, (), check.limit)))
    mapping = {name: Source("column", (column,)) for name, column in zip(names, check.columns, strict=True)}
    ready = prepare(workspace, parquet, asked, mapping, folder / f"{asked.name}.parquet")
    workspace.view(asked.name, ready.path)
    # A column wholly empty is looked at too.
    table = Table(workspace, asked.name, asked, ready.rows_kept, frozenset(names), today=today)
    pattern = pattern_of(check.shape) if check.shape else None
    rule = Check(check.rule, names, check.limit, check.values, pattern)
    made = [*check_rules.RULES[check.rule](table, rule), *_unread(ready)] if ready.rows_kept else _unread(ready)
    if check.rule == "share_missing":
        made = [one for one in made if one.rows > (check.limit or 0) * ready.rows_kept]
    return tuple(_said(one, check) for one in made)


def _input(check: Declared, number: int) -> tuple[tuple[str, ...], Input]:
    """The fields the columns are read as: c0, c1 …, titled as the columns."""
    names = tuple(f"c{at}" for at in range(len(check.columns)))
    fields = tuple(
        Field(name, kind, {"ko": column, "en": column}, {"ko": column, "en": column}, minimum=check.minimum, maximum=check.maximum)
        for name, kind, column in zip(names, check.kinds, check.columns, strict=True)
    )
    said = {"ko": "table", "en": "table"}
    return names, Input(f"declared{number}", said, said, False, fields)


def _unread(ready: Prepared) -> list[CheckFinding]:
    """Cells that cannot be read as what is checked: they are no less wrong than those out of range."""
    keys = ("finding.value_unreadable.effect", "finding.value_unreadable.repair")
    return [
        CheckFinding(one.code, {**one.facts, "rows": one.rows}, one.rows, one.examples, *keys)
        for one in ready.reasons
        if one.code == "value_unreadable"
    ]


def _gone(columns: Sequence[str], check: Declared) -> CheckFinding:
    keys = ("finding.column_gone.effect", "finding.column_gone.repair")
    return CheckFinding("column_gone", {"columns": list(columns)}, 0, (), *keys, limiting=True)


def _said(finding: CheckFinding, check: Declared) -> CheckFinding:
    """The finding with the steward's reason, and its examples fit to be kept."""
    examples = tuple(replace(one, value=mask(one.value)) for one in finding.examples)
    return replace(finding, examples=examples, limiting=True, why={"ko": check.why, "en": check.why} if check.why else finding.why)


def _columns(said: Sequence[Any], form: Form, known: Mapping[str, str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(str(name) for name in said))
    if len(chosen) < form.least:
        raise Problem("declared.columns_few", least=form.least, chosen=len(chosen)) if form.least > 1 else Problem("declared.column_none")
    if len(chosen) > form.most:
        raise Problem("declared.columns_many", most=form.most, chosen=len(chosen))
    for name in chosen:
        if name not in known:
            raise Problem("declared.column_unknown", column=name[:100])
        if form.kinds and known[name] not in form.kinds:
            raise Problem("declared.column_unfit", column=name[:100])
    return chosen


def _number(said: Any, unit: str = "") -> float | None:
    """A number or none; `unit`: share, number (from nothing on), or any."""
    if said is None or said == "":
        return None
    number = float(said) if isinstance(said, (int, float)) and not isinstance(said, bool) else math.nan
    least, most = {"share": (0.0, 1.0), "number": (0.0, 1e12)}.get(unit, (-1e15, 1e15))
    if not least <= number <= most:
        raise Problem("declared.value_limit" if unit else "declared.value_range")
    return number


def _values(said: Sequence[Any]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(str(value).strip() for value in said if str(value).strip()))
    if not values or len(values) > _MOST_VALUES or any(len(value) > _MOST_LETTERS for value in values):
        raise Problem("declared.value_values", most=_MOST_VALUES, letters=_MOST_LETTERS)
    return values


def _shape(said: Any) -> str:
    shape = str(said or "").strip()
    if not shape or len(shape) > _MOST_LETTERS or not shape.isprintable():
        raise Problem("declared.value_shape", letters=_MOST_LETTERS)
    return shape


def _is_upside_down(made: Declared) -> bool:
    return made.minimum is not None and made.maximum is not None and made.minimum > made.maximum
