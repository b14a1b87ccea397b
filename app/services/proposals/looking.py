"""Looking proposals up: one's own, those one selects or votes on, and one of them; votes of others once it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.cases.steps import tree
from app.services.people.organisations import hold_tree, names_in
from app.services.platform import Platform
from app.services.proposals import steps
from app.services.proposals.making import Wanted
from data_catalog.records import settings
from data_catalog.records.tables import PersonRow, Proposal, ProposalVote
from models.kit.wording import Words

_MOST = 200


@dataclass(frozen=True)
class Line:
    """One proposal in a list. `waits`: what it waits for from the reader: vote, name, close; or nothing."""

    id: str
    title: str
    organisation: Words
    state: str
    made_on: date
    waits: str = ""


@dataclass(frozen=True)
class Member:
    """One of the committee. `vote` and `reason`: None and empty while they were not given, or not for the reader to see."""

    name: str
    organisation: Words
    voted: bool
    vote: str | None
    reason: str
    voted_at_utc: datetime | None
    mine: bool


@dataclass(frozen=True)
class OneProposal:
    """A proposal as the reader sees it. `mine`: they made it; `selects`: they name its committee and close its vote; `votes`: their vote
    is waited for. `decider`: who closed it; None where the last vote did."""

    id: str
    said: Wanted
    organisation: Words
    maker: str
    state: str
    made_on: date
    quorum: int | None
    named_on: date | None
    decided_on: date | None
    decider: str | None
    comment: str
    members: tuple[Member, ...]
    mine: bool
    selects: bool
    votes: bool

    @property
    def voted(self) -> int:
        """How many have voted."""
        return sum(one.voted for one in self.members)

    @property
    def over(self) -> bool:
        """Whether it was decided."""
        return self.state in ("accepted", "refused")


def listed(person: Person, platform: Platform) -> tuple[Line, ...]:
    """The proposals the person may see: what waits for them first, then the newest."""
    with platform.records.reading() as session:
        hold_tree(session)
        asked = select(ProposalVote.proposal_id).where(ProposalVote.person_id == person.id)
        near = Proposal.organisation_id.in_(tree(session, person, "select_proposals"))
        wanted = select(Proposal).where(or_(Proposal.person_id == person.id, near, Proposal.id.in_(asked)))
        rows = session.scalars(wanted.order_by(Proposal.made_at_utc.desc(), Proposal.id).limit(_MOST)).all()
        names, zone = names_in(session, (row.organisation_id for row in rows)), settings.local_zone(session)
        found = [
            Line(
                row.id,
                row.title,
                names[row.organisation_id],
                row.state,
                row.made_at_utc.astimezone(zone).date(),
                _waits(session, person, row),
            )
            for row in rows
        ]
    return tuple(sorted(found, key=lambda one: not one.waits))


def one(person: Person, platform: Platform, proposal_id: str) -> OneProposal:
    """A proposal the person may see. Problem not_found.proposal."""
    with platform.records.reading() as session:
        hold_tree(session)
        row = steps.needed(session, person, proposal_id)
        zone = settings.local_zone(session)
        kept = steps.votes(session, row)
        people = {each.id: each for each in session.scalars(select(PersonRow).where(PersonRow.id.in_(
            {row.person_id, row.decided_by or "", *(each.person_id for each in kept)})))}  # fmt: skip
        names = names_in(session, {row.organisation_id, *(each.organisation_id for each in people.values())})
        over, selects = row.state in ("accepted", "refused"), steps.selects(session, person, row) and row.person_id != person.id
        members = tuple(
            _member(each, people[each.person_id], names, mine=each.person_id == person.id, over=over) for each in kept
        )  # fmt: skip
        decider = people.get(row.decided_by or "")
        return OneProposal(
            row.id, Wanted(row.title, row.problem, row.driver, row.holder, row.data, row.effect), names[row.organisation_id],
            people[row.person_id].name, row.state, row.made_at_utc.astimezone(zone).date(), row.quorum,
            row.named_at_utc.astimezone(zone).date() if row.named_at_utc else None,
            row.decided_at_utc.astimezone(zone).date() if row.decided_at_utc else None, decider.name if decider else None, row.comment,
            tuple(sorted(members, key=lambda each: each.name)), row.person_id == person.id, selects,
            row.state == "review" and any(each.mine and not each.voted for each in members),
        )  # fmt: skip


def _member(kept: ProposalVote, who: PersonRow, names: dict[str, Words], *, mine: bool, over: bool) -> Member:
    seen = over or mine
    return Member(
        who.name, names[who.organisation_id], kept.vote is not None, kept.vote if seen else None, kept.reason if seen else "",
        kept.voted_at_utc, mine,
    )  # fmt: skip


def _waits(session: Session, person: Person, row: Proposal) -> str:
    kept = steps.votes(session, row)
    if row.state == "review" and any(one.person_id == person.id and one.vote is None for one in kept):
        return "vote"
    if not steps.selects(session, person, row) or row.person_id == person.id:
        return ""
    if row.state == "open":
        return "name"
    voted = sum(one.vote is not None for one in kept)
    return "close" if row.state == "review" and row.quorum is not None and voted >= row.quorum else ""
