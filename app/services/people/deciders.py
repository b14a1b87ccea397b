"""Who has to decide something at an organisation: those with the right there, or else at the nearest one above that has somebody."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from data_catalog.records.tables import Membership, PersonRow


def deciders(session: Session, right: str, organisations: Iterable[str], *but: str) -> tuple[str, ...]:
    """The ids of who has a right at the first of these organisations that has somebody beside those left out."""
    for one in organisations:
        found = session.scalars(
            select(Membership.person_id)
            .join(PersonRow, PersonRow.id == Membership.person_id)
            .where(Membership.organisation_id == one, Membership.role.in_(rights.RIGHTS[right]))
            .where(PersonRow.disabled.is_(False), PersonRow.id.not_in(but))
            .distinct()
        ).all()
        if found:
            return tuple(sorted(found))
    return ()
