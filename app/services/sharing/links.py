"""Opening a link: for whoever is signed in, as long as it holds, and only to what policies let them see."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.platform import Platform
from app.services.sharing import release_gate, sight
from app.services.sharing.giving import hashed, note
from app.services.sharing.granted import in_force
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Dataset, Draft, Run, Share, ShareOpening


@dataclass(frozen=True)
class Leads:
    """Where a link leads: to a thing of a kind; a draft is shown by its share."""

    kind: str
    id: str
    share_id: str
    own: bool


def open_link(person: Person, platform: Platform, token: str) -> Leads:
    """Where a link leads. That somebody opened it is on record, and it is shared with them from now on.

    Problem not_found.share, the same for one that never was, has ended or was taken back, leads to what is gone, or to what policies
    do not let this person see: nobody learns from a link whether a thing exists.
    """
    rights.need_account(person)
    with platform.records.session() as session:
        known = select(Share).where(Share.token_hash == hashed(token[:200]), *in_force(platform.now()))
        row = session.scalars(known.with_for_update()).one_or_none()
        if row is None or not _open_to(session, platform, person, row):
            raise Problem("not_found.share")
        if row.given_by != person.id and session.get(ShareOpening, (row.id, person.id)) is None:
            session.add(ShareOpening(share_id=row.id, person_id=person.id, opened_at_utc=platform.now()))
            note(session, platform, person, ledger.SHARE_OPENED, row, {"share": row.id})
        return Leads(row.subject_kind, row.subject_id, row.id, row.given_by == person.id)


def _open_to(session: Session, platform: Platform, person: Person, row: Share) -> bool:
    if row.subject_kind == "draft":
        return session.get(Draft, row.subject_id) is not None
    asker = sight.asker_of(session, platform, person.id)
    if row.subject_kind == "dataset":
        dataset = session.get(Dataset, row.subject_id)
        return dataset is not None and sight.dataset_open_to(session, platform, asker, dataset)
    run = session.get(Run, row.subject_id)
    if run is None or not release_gate.link_holds(session, platform, row.given_by, run):
        return False
    return run.person_id == person.id or not sight.closed_to(session, platform, asker, run.id)
