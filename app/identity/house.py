"""The account of the platform itself: it owns what belongs to nobody, such as each model's example. Nobody signs in as it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from data_catalog.records.tables import Organisation, PersonRow

ID = "0" * 32
"""Of the account and of its organisation, which stands in no tree: nobody's list and nobody's count reaches it."""


def make(session: Session, today: date) -> PersonRow:
    """The account, made when it is not there, and held until the transaction ends: one process at a time acts for it."""
    row = session.get(PersonRow, ID, with_for_update=True)
    if row is None:
        session.add(Organisation(id=ID, kind="team", name_ko="모두", name_en="Modu", demo=True, valid_from=today))
        session.flush()
        row = PersonRow(id=ID, login="demo-house", name="모두", organisation_id=ID, demo=True, disabled=True, must_change=False)
        session.add(row)
        session.flush()
    return row
