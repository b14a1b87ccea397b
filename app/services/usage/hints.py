"""What is missing for the year: targets not reached yet, organisations without a case, and organisations that have not begun."""

from __future__ import annotations

from dataclasses import dataclass

from app.identity.person import Person
from app.services.platform import Platform
from app.services.usage import cases, counts, targets
from app.services.usage.counts import BY_NAME
from app.services.usage.periods import whole_year
from app.services.usage.scope import Scope
from app.services.usage.targets import Target
from models.kit.wording import Words


@dataclass(frozen=True)
class Reached:
    """A target and how many of it there are."""

    organisation: Words
    target: Target
    reached: int

    @property
    def missing(self) -> int:
        """How many are missing."""
        return max(0, self.target.wanted - self.reached)


@dataclass(frozen=True)
class Hints:
    """`targets`: every target of the year, the one furthest behind first. `without_case`: organisations with real analyses of a standard
    model and no case of one. `not_begun`: those that finished no real analysis themselves, whatever stands below them. `used`: how many
    finished one with a standard model."""

    year: int
    targets: tuple[Reached, ...]
    without_case: tuple[Words, ...]
    not_begun: tuple[Words, ...]
    used: int


def of_scope(person: Person, platform: Platform, scope: Scope, year: int) -> Hints:
    """Of a calendar year, until today where it is not over."""
    span = whole_year(year)
    rows = scope.rows_of(span)
    there = scope.there(span)
    real = counts.by(BY_NAME["real"], rows, "organisation")
    begun = {scope.of_code(int(str(code))) for (code,) in real}
    found = [
        Reached(scope.name(one.organisation_id, span.last), one, _reached(scope, one))
        for one in targets.listed(person, platform, year)
        if one.organisation_id in scope.tree(min(span.last, scope.today))
    ]
    checked = cases.checked(scope, span, rows)
    lacking = tuple(one.organisation for one in checked if not one.cases)
    idle = tuple(scope.name(own, span.last) for own in there if own not in begun)
    order = sorted(found, key=lambda one: (-one.missing / one.target.wanted, one.organisation["ko"], one.target.name))
    return Hints(year, tuple(order), lacking, idle, len(checked))


def _reached(scope: Scope, target: Target) -> int:
    span = whole_year(target.year)
    own = scope.only(target.organisation_id)
    value = counts.value(BY_NAME[target.name], own.rows_of(span, BY_NAME[target.name].events))
    return int(value or 0)
