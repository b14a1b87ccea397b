"""What a policy says: to whom, of which rows, and what of each column; checked before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from math import isfinite
from typing import Any

from connectors.problem import Problem

EFFECTS = ("allow", "deny")
RULES = ("allow", "round", "generalise", "mask", "hash", "drop")
"""From the most permissive to the strictest."""

WAYS = ("month", "year", "prefix", "bands", "grid_metres", "grid_latitude", "grid_longitude")
"""How a value is generalised: a day to its month or year, a code to its first characters, a number to bands of a width, a
coordinate to the middle of a cell (`size` in metres; degrees of latitude and longitude as they are long in Korea)."""

OPERATORS = ("is", "is_not", "begins", "at_least", "at_most")
READS = ("text", "number", "day")
ATTRIBUTES = ("area_code", "area_name")
"""What a condition may ask of the reader's own organisation."""

PURPOSES = ("statistics", "policy_making", "service", "inspection", "emergency", "research")

MOST_VALUES = 20_000
_MOST_CHARACTERS = 200
_MOST_SIZE = 1e12


@dataclass(frozen=True)
class Condition:
    """One column compared with values, or (`own`) with an attribute of the reader's organisation. An empty cell never passes.

    `reads`: what the cell is read as. `is`, `is_not`, `begins` compare texts; `at_least`, `at_most` numbers or days, ends included.
    """

    column: str
    operator: str
    values: tuple[str, ...] = ()
    reads: str = "text"
    own: str | None = None


@dataclass(frozen=True)
class ColumnRule:
    """What is shown of a column, named, or of all columns of a kind (`kind`: a field kind or a kind of personal value).

    `size`: the step of rounding, the width of a band, the metres of a cell, the characters of a prefix or those a mask leaves.
    """

    rule: str
    column: str = ""
    kind: str = ""
    way: str = ""
    size: float = 0

    @property
    def strictness(self) -> tuple[float, ...]:
        """Sorts rules from the most permissive; of two of a kind the finer comes first."""
        longer_is_finer = self.rule == "mask" or self.way == "prefix"
        way = WAYS.index(self.way) if self.way in WAYS else 0
        return (RULES.index(self.rule), way, -self.size if longer_is_finer else self.size)

    def of(self, column: str) -> ColumnRule:
        """The same rule of one column by name."""
        return ColumnRule(self.rule, column, "", self.way, self.size)


@dataclass(frozen=True)
class Subject:
    """Whom it speaks of. None is anybody. `below`: the organisations under it too. The days are local, both ends included."""

    organisation_id: str | None = None
    below: bool = True
    role: str | None = None
    purpose: str | None = None
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True)
class Policy:
    """One policy. It belongs to a dataset, or (without one) to all datasets of an organisation's tree, of one tier if said.

    A denying policy without `columns` takes the rows it filters; with them it caps what may be shown of these columns there.
    """

    id: str
    title: str
    effect: str
    owner_organisation_id: str
    subject: Subject = field(default_factory=Subject)
    dataset_id: str | None = None
    tier: str | None = None
    rows: tuple[Condition, ...] = ()
    columns: tuple[ColumnRule, ...] = ()
    others: str = "drop"
    why: str = ""
    made_by: str = ""
    made_at_utc: datetime | None = None
    revision: int = 1
    ended_at_utc: datetime | None = None
    agreement_id: str | None = None

    def said(self) -> dict[str, Any]:
        """What it says of rows and columns, as plain values."""
        return {"rows": [asdict(one) for one in self.rows], "columns": [asdict(one) for one in self.columns], "others": self.others}


def of_said(said: Mapping[str, Any]) -> dict[str, Any]:
    """`rows`, `columns` and `others` as `Policy` has them."""
    return {
        "rows": tuple(Condition(**{**one, "values": tuple(one["values"])}) for one in said["rows"]),
        "columns": tuple(ColumnRule(**one) for one in said["columns"]),
        "others": said["others"],
    }


def check(policy: Policy) -> None:
    """Passes, or raises Problem policy.title_missing, policy.choice_unknown, policy.period_wrong, policy.columns_missing,
    policy.column_twice, policy.values_missing, policy.values_many, policy.value_wrong, policy.size_wrong."""
    if not policy.title.strip():
        raise Problem("policy.title_missing")
    _one_of(policy.effect, EFFECTS)
    _one_of(policy.others, ("allow", "drop"))
    subject = policy.subject
    if subject.purpose is not None:
        _one_of(subject.purpose, PURPOSES)
    if subject.starts and subject.ends and subject.ends < subject.starts:
        raise Problem("policy.period_wrong", first=subject.starts.isoformat(), last=subject.ends.isoformat())
    if policy.effect == "allow" and policy.others == "drop" and all(one.rule == "drop" for one in policy.columns):
        raise Problem("policy.columns_missing")
    named = [one.column or f"({one.kind})" for one in policy.columns]
    if twice := [name for name in named if named.count(name) > 1]:
        raise Problem("policy.column_twice", column=twice[0])
    for rule in policy.columns:
        check_rule(rule)
    for condition in policy.rows:
        check_condition(condition)


def check_condition(condition: Condition) -> None:
    """Passes, or raises what `check` raises of a condition."""
    _one_of(condition.operator, OPERATORS)
    _one_of(condition.reads, READS)
    if condition.own is not None:
        _one_of(condition.own, ATTRIBUTES)
    elif not condition.values:
        raise Problem("policy.values_missing", column=condition.column)
    if len(condition.values) > MOST_VALUES:
        raise Problem("policy.values_many", column=condition.column, count=len(condition.values), most=MOST_VALUES)
    ordered = condition.operator in ("at_least", "at_most")
    if ordered and (condition.reads == "text" or len(condition.values) != 1 or condition.own):
        raise Problem("policy.value_wrong", column=condition.column, value=", ".join(condition.values[:3]), reads=condition.reads)
    if not ordered and condition.reads != "text":
        raise Problem("policy.value_wrong", column=condition.column, value=", ".join(condition.values[:3]), reads=condition.reads)
    for value in condition.values:
        _check_value(condition, value)


def check_rule(rule: ColumnRule) -> None:
    """Passes, or raises what `check` raises of a column's rule."""
    _one_of(rule.rule, RULES)
    if bool(rule.column) == bool(rule.kind):
        raise Problem("policy.columns_missing")
    name = rule.column or rule.kind
    if rule.rule == "generalise":
        _one_of(rule.way, WAYS)
    sized = rule.rule == "round" or (rule.rule == "generalise" and rule.way not in ("month", "year"))
    if not isfinite(rule.size) or rule.size > _MOST_SIZE or (sized and rule.size <= 0) or rule.size < 0:
        raise Problem("policy.size_wrong", column=name, size=rule.size)
    if (rule.rule == "mask" or rule.way == "prefix") and rule.size != int(rule.size):
        raise Problem("policy.size_wrong", column=name, size=rule.size)


def _check_value(condition: Condition, value: str) -> None:
    wrong = not isinstance(value, str) or not value or len(value) > _MOST_CHARACTERS or "\x00" in value
    try:
        if not wrong and condition.reads == "number":
            wrong = not isfinite(float(value)) or "_" in value
        elif not wrong and condition.reads == "day":
            wrong = date.fromisoformat(value).isoformat() != value
    except ValueError:
        wrong = True
    if wrong:
        raise Problem("policy.value_wrong", column=condition.column, value=str(value)[:60], reads=condition.reads)


def _one_of(said: str, known: tuple[str, ...]) -> None:
    if said not in known:
        raise Problem("policy.choice_unknown", said=str(said)[:60], known=list(known))
