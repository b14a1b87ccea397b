"""What organisations were called and where they stood, day by day; and changing one so that what it was is kept.

An organisation's own row is what it is now, its spells are what it was. What lasted no day is a correction, and leaves none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog.records.tables import Organisation, OrganisationSpell
from models.kit.wording import Words


@dataclass(frozen=True)
class Form:
    """What one organisation was from a day until (not including) another; `until` None: it is so now."""

    organisation_id: str
    parent_id: str | None
    kind: str
    name: Words
    first: date
    until: date | None = None


@dataclass(frozen=True)
class History:
    """The forms of every organisation, the oldest first; the last of each is what it is now, or was when it ended."""

    forms: Mapping[str, tuple[Form, ...]]
    days: tuple[date, ...]
    """The days on which one that was there before became another."""

    def there(self, organisation_id: str, day: date) -> Form | None:
        """What it was on a day; None before it began and once it had ended."""
        found = [one for one in self.forms.get(organisation_id, ()) if one.first <= day and (one.until is None or day < one.until)]
        return found[-1] if found else None

    def nearest(self, organisation_id: str, day: date) -> Form | None:
        """The same; before it began what it was first, and once it had ended what it was last."""
        forms = self.forms.get(organisation_id, ())
        begun = [one for one in forms if one.first <= day]
        return begun[-1] if begun else forms[0] if forms else None

    def within(self, roots: Iterable[str], day: date) -> frozenset[str]:
        """The organisations at or under any of the roots as they stood on a day."""
        children: dict[str | None, list[str]] = {}
        for own in self.forms:
            form = self.nearest(own, day)
            children.setdefault(form.parent_id if form else None, []).append(own)
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += children.get(at, [])
        return frozenset(found)

    def stays(self, roots: frozenset[str], first: date, last: date) -> tuple[frozenset[str], tuple[tuple[str, date, date], ...]]:
        """Which stood under the roots all days of a period, and which on some: organisation, first and last of these days."""
        edges = [first, *(day for day in self.days if first < day <= last)]
        spans = [(begin, end - timedelta(days=1)) for begin, end in zip(edges, [*edges[1:], last + timedelta(days=1)], strict=True)]
        reached = [self.within(roots, begin) for begin, _ in spans]
        always = frozenset.intersection(*reached)
        some: dict[str, list[tuple[date, date]]] = {}
        for (begin, end), there in zip(spans, reached, strict=True):
            for own in there - always:
                held = some.setdefault(own, [])
                if held and held[-1][1] + timedelta(days=1) == begin:
                    held[-1] = (held[-1][0], end)
                else:
                    held.append((begin, end))
        return always, tuple((own, *span) for own, held in sorted(some.items()) for span in held)


def kept(session: Session) -> History:
    """The history of all organisations."""
    past: dict[str, list[Form]] = {}
    spells = select(
        OrganisationSpell.organisation_id, OrganisationSpell.parent_id, OrganisationSpell.kind, OrganisationSpell.name_ko,
        OrganisationSpell.name_en, OrganisationSpell.first, OrganisationSpell.until,
    ).order_by(OrganisationSpell.first, OrganisationSpell.until)  # fmt: skip
    for own, parent, kind, ko, en, first, until in session.execute(spells):
        past.setdefault(own, []).append(Form(own, parent, kind, {"ko": ko, "en": en}, first, until))
    rows = select(
        Organisation.id, Organisation.parent_id, Organisation.kind, Organisation.name_ko, Organisation.name_en, Organisation.valid_from,
        Organisation.valid_to,
    )  # fmt: skip
    forms: dict[str, tuple[Form, ...]] = {}
    for own, parent, kind, ko, en, begun, ended in session.execute(rows):
        before = past.get(own, [])
        now = Form(own, parent, kind, {"ko": ko, "en": en}, before[-1].until or begun if before else begun, ended)
        forms[own] = (*before, now)
    return History(forms, tuple(sorted({form.until for held in past.values() for form in held if form.until})))


def change(session: Session, platform: Platform, person: Person, row: Organisation, on: date | None = None, **now: Any) -> None:
    """Makes an organisation another (parent_id, kind, name_ko, name_en) from a day on, today unless told; what it was is kept.

    Problem organisations.day_wrong: the day lies before what it is now began, or has yet to come.
    """
    today = platform.today()
    first = since(session, row)
    on = on or max(first, today)
    if not first <= on <= max(first, today):
        raise Problem("organisations.day_wrong", first=first.isoformat(), last=max(first, today).isoformat())
    if all(getattr(row, name) == value for name, value in now.items()):
        return
    if first < on:
        session.add(
            OrganisationSpell(
                organisation_id=row.id, parent_id=row.parent_id, kind=row.kind, name_ko=row.name_ko, name_en=row.name_en, first=first,
                until=on, changed_by=person.id, changed_at_utc=platform.now(),
            )
        )  # fmt: skip
    for name, value in now.items():
        setattr(row, name, value)
    session.flush()


def since(session: Session, row: Organisation) -> date:
    """The day from which an organisation is what it is now."""
    last = session.scalar(select(func.max(OrganisationSpell.until)).where(OrganisationSpell.organisation_id == row.id))
    return last or row.valid_from
