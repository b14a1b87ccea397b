"""The salt of an organisation, a secret of its own: with it the same value has the same hash in all its data, and nowhere else.

It is made when first needed. Nobody is shown it, and nothing changes it but `renew`, which the ledger tells: hashes made before and
after no longer meet.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_catalog import ledger
from data_catalog.records.tables import OrganisationSalt

_BYTES = 32


def salt_of(session: Session, organisation_id: str, *, person_id: str | None, at: datetime) -> bytes:
    """The organisation's salt."""
    row = session.scalar(select(OrganisationSalt).where(OrganisationSalt.organisation_id == organisation_id).with_for_update())
    if row is None:
        row = OrganisationSalt(organisation_id=organisation_id, salt=secrets.token_hex(_BYTES), made_at_utc=at)
        session.add(row)
        session.flush()
        _tell(session, ledger.SALT_MADE, organisation_id, person_id, at)
    return bytes.fromhex(row.salt)


def kept_salt(session: Session, path: Iterable[str]) -> bytes | None:
    """The salt of the first organisation of a path that has one: a policy of one above hashes with its own where one below has none."""
    for organisation_id in path:
        row = session.get(OrganisationSalt, organisation_id)
        if row is not None:
            return bytes.fromhex(row.salt)
    return None


def renew(session: Session, organisation_id: str, *, person_id: str, at: datetime) -> None:
    """Puts a new salt in the place of the old one, which is gone."""
    row = session.get(OrganisationSalt, organisation_id, with_for_update=True)
    if row is None:
        salt_of(session, organisation_id, person_id=person_id, at=at)
        return
    row.salt, row.made_at_utc = secrets.token_hex(_BYTES), at
    _tell(session, ledger.SALT_RENEWED, organisation_id, person_id, at)


def _tell(session: Session, event: str, organisation_id: str, person_id: str | None, at: datetime) -> None:
    ledger.record(
        session, event, person_id=person_id, organisation_id=organisation_id, subject=("organisation", organisation_id), at=at
    )  # fmt: skip
