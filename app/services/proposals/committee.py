"""The committee of a proposal: named by who selects, voting blind with reasons, and the decision its votes make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.cases.steps import plain
from app.services.platform import Platform
from app.services.proposals import steps
from app.services.sharing import giving
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import PROPOSAL_VOTES, PersonRow, Proposal, ProposalVote

LEAST, MOST = 3, 15
"""So many members."""


def name(person: Person, platform: Platform, proposal_id: str, members: Sequence[str], quorum: int) -> None:
    """Names the committee, and how many of it must have voted; it is told.

    Problems: not_found.proposal, proposals.own, proposals.over, proposals.named, proposals.members_count, proposals.quorum_wrong,
    not_found.person, proposals.member_made (`name`).
    """
    ids = tuple(dict.fromkeys(members))
    if not LEAST <= len(ids) <= MOST:
        raise Problem("proposals.members_count", least=LEAST, most=MOST)
    if not (len(ids) // 2 < quorum <= len(ids)):
        raise Problem("proposals.quorum_wrong", least=len(ids) // 2 + 1, most=len(ids))
    with platform.records.session() as session:
        row = steps.selected(session, person, proposal_id)
        if row.state in steps.OVER:
            raise Problem("proposals.over")
        if row.state == "review":
            raise Problem("proposals.named")
        for one in ids:
            member = giving.colleague(session, person, one)
            if member.id == row.person_id:
                raise Problem("proposals.member_made", name=member.name)
        session.add_all(ProposalVote(proposal_id=row.id, person_id=one) for one in ids)
        row.state, row.quorum, row.named_by, row.named_at_utc = "review", quorum, person.id, platform.now()
        session.flush()
        steps.note(session, platform, row, ledger.PROPOSAL_COMMITTEE, person.id, members=len(ids), quorum=quorum)
        steps.tell(session, platform, row, ids, "asked")


def found(person: Person, platform: Platform, called: Sequence[str]) -> tuple[str, ...]:
    """The ids of people by their user names, or by a name only one of them has. Problem proposals.member_unknown (`login`)."""
    ids = []
    mates = select(PersonRow.id).where(PersonRow.demo == person.demo, PersonRow.disabled.is_(False), PersonRow.workshop_id.is_(None))
    with platform.records.reading() as session:
        for said in map(str.strip, called):
            logins = session.scalars(mates.where(func.lower(PersonRow.login) == said.casefold())).all()
            known = logins or session.scalars(mates.where(PersonRow.name == said).limit(2)).all()
            if len(known) != 1:
                raise Problem("proposals.member_unknown", login=said[:100])
            ids.append(known[0])
    return tuple(ids)


def vote(person: Person, platform: Platform, proposal_id: str, said: str, reason: str) -> bool:
    """Keeps the vote of a member, once, with its reason; gives whether the last vote decided the proposal.

    Problems: not_found.proposal, cases.choice_missing, policy.choice_unknown, proposals.reason_missing, proposals.over, proposals.voted.
    """
    if not said:
        raise Problem("cases.choice_missing")
    if said not in PROPOSAL_VOTES:
        raise Problem("policy.choice_unknown", said=said[:60], known=list(PROPOSAL_VOTES))
    why = plain(reason)
    if not why:
        raise Problem("proposals.reason_missing")
    with platform.records.session() as session:
        row = steps.needed(session, person, proposal_id, held=True)
        kept = steps.votes(session, row)
        mine = next((one for one in kept if one.person_id == person.id), None)
        if mine is None:
            raise Problem("not_found.proposal")
        if row.state != "review":
            raise Problem("proposals.over")
        if mine.vote is not None:
            raise Problem("proposals.voted")
        mine.vote, mine.reason, mine.voted_at_utc = said, why, platform.now()
        session.flush()
        steps.note(session, platform, row, ledger.PROPOSAL_VOTED, person.id)
        done = all(one.vote is not None for one in kept)
        if done:
            _decide(session, platform, row, kept, None, "")
        return done


def close(person: Person, platform: Platform, proposal_id: str, comment: str = "") -> None:
    """Decides a proposal by the votes there are, once as many as the quorum came. Problems: not_found.proposal, proposals.own,
    proposals.over, proposals.quorum_short (`voted`, `quorum`)."""
    with platform.records.session() as session:
        row = steps.selected(session, person, proposal_id)
        if row.state != "review":
            raise Problem("proposals.over")
        kept = steps.votes(session, row)
        voted = sum(one.vote is not None for one in kept)
        if row.quorum is None or voted < row.quorum:
            raise Problem("proposals.quorum_short", voted=voted, quorum=row.quorum or 0)
        _decide(session, platform, row, kept, person.id, plain(comment))


def outcome(votes: Sequence[str | None]) -> str:
    """What votes decide: accepted by more for than against; a tie is none for it, and who abstains counts for neither.

    >>> outcome(["yes", "yes", "no", "abstain", None]), outcome(["yes", "no"])
    ('accepted', 'refused')
    """
    counted = Counter(votes)
    return "accepted" if counted["yes"] > counted["no"] else "refused"


def _decide(
    session: Session, platform: Platform, row: Proposal, kept: Sequence[ProposalVote], person_id: str | None, comment: str
) -> None:  # fmt: skip
    votes = [one.vote for one in kept]
    row.state, row.decided_by, row.decided_at_utc, row.comment = outcome(votes), person_id, platform.now(), comment
    counted = Counter(one for one in votes if one)
    steps.note(
        session, platform, row, ledger.PROPOSAL_DECIDED, person_id, accepted=row.state == "accepted", votes=sum(counted.values()),
        **{f"votes_{one}": counted[one] for one in PROPOSAL_VOTES},
    )  # fmt: skip
    steps.tell(session, platform, row, [row.person_id], row.state)
