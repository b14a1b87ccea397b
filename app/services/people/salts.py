"""The salt of the person's organisation, as its administrators see it: since when, and renewing it. Nobody is shown the salt."""

from __future__ import annotations

from datetime import datetime

from app.identity import rights
from app.identity.person import Person
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import salts
from data_catalog.records.tables import OrganisationSalt


def since(person: Person, platform: Platform) -> datetime | None:
    """When the salt in force was made; None while there is none. Problems: rights.*."""
    _need(person, platform)
    with platform.records.reading() as session:
        row = session.get(OrganisationSalt, person.organisation_id)
        return row.made_at_utc if row else None


def renew(person: Person, platform: Platform) -> None:
    """Puts a new salt in place of the old, on record: hashes made before and after no longer meet. Problems: rights.*."""
    _need(person, platform)
    with platform.records.session() as session:
        salts.renew(session, person.organisation_id, person_id=person.id, at=platform.now())


def _need(person: Person, platform: Platform) -> None:
    rights.need(person, "manage_platform")
    with platform.records.reading() as session:
        if person.organisation_id not in within(session, rights.spans(person, "manage_platform")):
            raise Problem("rights.role_needed", right="manage_platform", roles=sorted(rights.RIGHTS["manage_platform"]))
