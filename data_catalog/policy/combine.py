"""Which policies speak of one reader and one table, with their columns found in it; those that cannot be read are closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from connectors.problem import Problem
from data_catalog.policy.asker import Asker
from data_catalog.policy.model import ColumnRule, Condition, Policy, check_condition, check_rule
from data_catalog.repeats import LINE, REPEATS


@dataclass(frozen=True)
class Table:
    """The columns of a dataset version in order, each kept as text, number, day or other, and where known their kinds: of field, of
    personal values."""

    types: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self.types)


@dataclass(frozen=True)
class Closed:
    """A policy that cannot be read, and why: the code of a Problem (policy.column_gone …) with its facts."""

    policy: Policy
    code: str
    column: str


@dataclass(frozen=True)
class Given:
    """What one policy that can be read says of this table: its filter and a rule for every column."""

    policy: Policy
    rows: tuple[Condition, ...]
    rules: Mapping[str, ColumnRule]


@dataclass(frozen=True)
class Decided:
    """`lets`: allowing, `takes`: denying rows, `caps`: denying with columns, `closed`: unreadable. `shut`: all rows are denied."""

    lets: tuple[Given, ...]
    takes: tuple[Given, ...]
    caps: tuple[Given, ...]
    closed: tuple[Closed, ...]

    @property
    def shut(self) -> bool:
        """Whether nothing can be seen: no policy lets in, or one takes every row."""
        return not self.lets or any(not one.rows for one in self.takes) or any(one.policy.effect == "deny" for one in self.closed)


def decide(policies: Iterable[Policy], asker: Asker, table: Table) -> Decided:
    """What of these policies holds for the reader. Ended ones are not given here."""
    lets: list[Given] = []
    takes: list[Given] = []
    caps: list[Given] = []
    closed: list[Closed] = []
    for policy in sorted(policies, key=lambda one: one.id):
        allows = policy.effect == "allow"
        if not (asker.let_in_by(policy.subject) if allows else asker.held_by(policy.subject)):
            continue
        if fault := unreadable(policy, table):
            closed.append(fault)
            continue
        given = Given(policy, policy.rows, _rules(policy, table))
        (lets if allows else caps if policy.columns else takes).append(given)
    return Decided(tuple(lets), tuple(takes), tuple(caps), tuple(closed))


def unreadable(policy: Policy, table: Table) -> Closed | None:
    """Why the policy cannot be read over the table; None when it can. A column that is dropped must be there too: it may have
    another name now, under which it would be shown."""
    named = [*(one.column for one in policy.rows), *(one.column for one in policy.columns if one.column)]
    if alike := _alike(table):
        return Closed(policy, "policy.column_alike", alike)
    if gone := next((name for name in named if name not in table.types), None):
        return Closed(policy, "policy.column_gone", gone)
    try:
        for condition in policy.rows:
            check_condition(condition)
        for rule in policy.columns:
            check_rule(rule)
    except Problem as problem:
        return Closed(policy, problem.code, str(problem.facts.get("column", "")))
    return None


def _alike(table: Table) -> str | None:
    """A column that an engine, to which small and big letters are one, would take for another: what is hidden could come in its place."""
    taken = {LINE, REPEATS}
    for name in table.columns:
        if name.casefold() in taken:
            return name
        taken.add(name.casefold())
    return None


def _rules(policy: Policy, table: Table) -> dict[str, ColumnRule]:
    """The rule of every column an allowing policy speaks of, of the columns named by a denying one. A column's name comes before
    its kind; of several kinds the strictest rule holds."""
    named = {one.column: one for one in policy.columns if one.column}
    of_kind = sorted((one for one in policy.columns if one.kind), key=lambda one: one.strictness, reverse=True)
    found = {}
    for column in table.columns:
        kinds = table.kinds.get(column, frozenset())
        rule = named.get(column) or next((one for one in of_kind if one.kind in kinds), None)
        if rule is None and policy.effect == "allow":
            rule = ColumnRule(policy.others, column)
        if rule is not None:
            found[column] = rule.of(column)
    return found
