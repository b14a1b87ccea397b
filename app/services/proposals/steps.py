"""What every step of a proposal shares: finding it, whose it is, and putting it on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services import inbox
from app.services.cases.steps import tree
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Proposal, ProposalVote

OVER = ("accepted", "refused", "withdrawn")


def needed(session: Session, person: Person, proposal_id: str, *, held: bool = False) -> Proposal:
    """The proposal, for who made it, its committee, and who selects in its tree; `held` until the transaction ends. Problem
    not_found.proposal."""
    row = session.get(Proposal, proposal_id, with_for_update=True if held else None)
    if row is None or not sees(session, person, row):
        raise Problem("not_found.proposal")
    return row


def selected(session: Session, person: Person, proposal_id: str) -> Proposal:
    """The proposal, held, for who names its committee and closes its vote; never who made it. Problems: not_found.proposal,
    proposals.own."""
    row = session.get(Proposal, proposal_id, with_for_update=True)
    if row is None or not selects(session, person, row):
        raise Problem("not_found.proposal")
    if row.person_id == person.id:
        raise Problem("proposals.own")
    return row


def sees(session: Session, person: Person, row: Proposal) -> bool:
    """Whether a proposal is somebody's to see."""
    if person.must_change:
        return False
    return row.person_id == person.id or selects(session, person, row) or any(one.person_id == person.id for one in votes(session, row))


def selects(session: Session, person: Person, row: Proposal) -> bool:
    """Whether somebody names committees where a proposal was made."""
    return not person.must_change and row.organisation_id in tree(session, person, "select_proposals")


def votes(session: Session, row: Proposal) -> Sequence[ProposalVote]:
    """The committee, each with the vote there is."""
    return session.scalars(select(ProposalVote).where(ProposalVote.proposal_id == row.id).order_by(ProposalVote.person_id)).all()


def tell(session: Session, platform: Platform, row: Proposal, whom: Iterable[str], what: str) -> None:
    """Leaves the news in inboxes, once."""
    for one in dict.fromkeys(whom):
        inbox.add(
            session, one, f"inbox.proposal_{what}", {"title": row.title[:80]}, link=f"/cases?proposal={row.id}",
            once=f"proposal:{row.id}:{what}", at=platform.now(),
        )  # fmt: skip


def note(session: Session, platform: Platform, row: Proposal, event: str, person_id: str | None, **facts: Any) -> None:
    """Puts on record what was done with a proposal."""
    ledger.record(
        session, event, person_id=person_id, organisation_id=row.organisation_id, subject=("proposal", row.id), facts=facts,
        at=platform.now(),
    )  # fmt: skip
