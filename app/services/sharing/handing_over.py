"""Handing everything of one person over to another in one step (인수인계): what would move, told first, and moving it.

What was done stays on the ledger under who did it, and of a result it stays known who made it. Of data that move, who takes over
becomes the keeper and sees all; a result made of data of others stays closed to them unless policies let them see these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.identity import person as people
from app.identity import rights
from app.identity.person import Person
from app.services import inbox, teaching
from app.services.people.organisations import reaches, within
from app.services.people.people import shut
from app.services.platform import Platform
from app.services.sharing import giving, sight
from app.services.sharing.granted import in_force
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.destruction import UNFINISHED
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import (
    BOOKING_OPEN,
    TICKET_OPEN,
    CollaborationCheck,
    CollaborationPartner,
    Dataset,
    Draft,
    HelpBooking,
    HelpTicket,
    PersonRow,
    Proposal,
    ProposalVote,
    Review,
    Run,
    Share,
    Source,
    Upload,
    UploadToken,
    UseCase,
    Workshop,
)


@dataclass(frozen=True)
class Moves:
    """What moves, by ids, and counts of what does not. `closed`: results that stay closed to who takes over until policies let them see
    what these were made of; `reviews`: that wait for who hands over, and stop; `under_way`: runs that must end first."""

    drafts: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    shares: int = 0
    closed: int = 0
    reviews: int = 0
    stay_elsewhere: int = 0
    stay_sources: int = 0
    under_way: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind move."""
        kinds = {"drafts": self.drafts, "results": self.results, "datasets": self.datasets, "sources": self.sources}
        return {kind: len(ids) for kind, ids in kinds.items()}


@dataclass(frozen=True)
class _Hands:
    """Who hands what to whom, each found and allowed."""

    by: Person
    giver: PersonRow
    taker: Person
    branch: frozenset[str] = field(default_factory=frozenset)
    """The organisations whose things may move: where who takes over stands, above and below it, and those the doer is steward of."""


def may_for_others(person: Person) -> bool:
    """Whether they may hand over what is somebody else's, within their tree."""
    return rights.may(person, "manage_datasets")


def may_close(person: Person, platform: Platform, giver_id: str) -> bool:
    """Whether they may close the account with it: an administrator of where it is, not one's own."""
    with platform.records.reading() as session:
        row = session.get(PersonRow, giver_id)
        return row is not None and row.id != person.id and reaches(session, person, "manage_people", row.organisation_id)


def what_moves(person: Person, platform: Platform, giver_id: str, taker_id: str) -> Moves:
    """What would move from one to the other.

    By oneself, or by a steward or administrator of where the first is. Problems: not_found.person, handover.same, handover.to_self,
    handover.elsewhere.
    """
    with platform.records.reading() as session:
        return _moves(session, platform, _hands(session, person, giver_id, taker_id))


def hand_over(person: Person, platform: Platform, giver_id: str, taker_id: str, *, close: bool = False) -> Moves:
    """Moves it all at once, and closes the account when asked; says what moved. Both are told.

    Problems as `what_moves`; handover.run_under_way; rights.role_needed, people.last_admin when closing.
    """
    with platform.records.session() as session:
        # Who hands over begins nothing in between: the row is held until the end.
        session.get(PersonRow, giver_id, with_for_update=True)
        hands = _hands(session, person, giver_id, taker_id)
        moves = _moves(session, platform, hands)
        if moves.under_way:
            raise Problem("handover.run_under_way", count=moves.under_way)
        _move(session, platform, hands, moves)
        if close:
            if giver_id == person.id:
                raise Problem("people.self")
            shut(session, platform, person, giver_id)
        _tell(session, platform, hands, moves, close)
        return moves


def _hands(session: Session, person: Person, giver_id: str, taker_id: str) -> _Hands:
    rights.need_account(person)
    giver = session.get(PersonRow, giver_id)
    if giver is None or (giver.id != person.id and not reaches(session, person, "manage_datasets", giver.organisation_id)):
        raise Problem("not_found.person")
    if taker_id == giver_id:
        raise Problem("handover.same")
    if taker_id == person.id:
        raise Problem("handover.to_self")
    taker = people.load(session, giving.colleague(session, person, taker_id).id)
    if taker is None:
        raise Problem("not_found.person")
    branch = frozenset(path_up(session, taker.organisation_id)) | within(session, {taker.organisation_id})
    managed = within(session, rights.spans(person, "manage_datasets"))
    if giver.organisation_id not in branch and taker.organisation_id not in managed:
        raise Problem("handover.elsewhere", name=taker.name)
    # A steward moves what their tree keeps to whoever stands in it.
    return _Hands(person, giver, taker, branch | (managed if taker.organisation_id in managed else frozenset()))


def _moves(session: Session, platform: Platform, hands: _Hands) -> Moves:
    giver, here = hands.giver.id, sorted(hands.branch)
    drafts, drafts_stay = _kept(session, Draft, Draft.person_id == giver, here)
    datasets, datasets_stay = _kept(session, Dataset, Dataset.person_id == giver, here)
    runs, runs_stay = _kept(session, Run, (Run.person_id == giver) & or_(Run.draft_id.is_(None), Run.draft_id.not_in(drafts_stay)), here)
    left = session.scalars(select(Run.id).where(Run.person_id == giver, Run.draft_id.in_(drafts_stay))).all()
    steward_of = within(session, rights.spans(hands.taker, "manage_sources"))
    sources, sources_stay = _kept(session, Source, Source.person_id == giver, sorted(hands.branch & steward_of))
    under_way = session.scalars(select(Run.id).where(Run.person_id == giver, Run.state.in_(UNFINISHED))).all()
    shares = session.scalar(select(func.count()).select_from(Share).where(Share.given_by == giver, Share.subject_id.in_(
        [*drafts, *datasets, *runs]), *in_force(platform.now())))  # fmt: skip
    waits = (Review.state == "asked", or_(Review.reviewer_id == giver, (Review.reviewer_id == hands.taker.id) & Review.run_id.in_(runs)))
    return Moves(
        drafts, datasets, runs, sources, shares or 0, _closed(session, platform, hands, runs, datasets),
        len(session.scalars(select(Review.id).where(*waits)).all()), len(drafts_stay) + len(datasets_stay) + len({*runs_stay, *left}),
        len(sources_stay), len(under_way),
    )  # fmt: skip


def _kept(session: Session, table: Any, whose: ColumnElement[bool], here: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of what somebody keeps that moves, and that does not."""
    rows = session.execute(select(table.id, table.organisation_id).where(whose).order_by(table.id)).all()
    known = set(here)
    return tuple(row.id for row in rows if row.organisation_id in known), tuple(row.id for row in rows if row.organisation_id not in known)


def _closed(session: Session, platform: Platform, hands: _Hands, runs: Sequence[str], datasets: Sequence[str]) -> int:
    """How many results stay closed to who takes over, once the data that move are theirs."""
    asker = sight.asker_of(session, platform, hands.taker.id)
    finished = session.scalars(select(Run.id).where(Run.id.in_(runs), Run.state == "finished", Run.kind != "sample")).all()
    return sum(bool(sight.closed_to(session, platform, asker, run, but=frozenset(datasets))) for run in finished)


def _move(session: Session, platform: Platform, hands: _Hands, moves: Moves) -> None:
    giver, taker, now = hands.giver.id, hands.taker.id, platform.now()
    session.execute(delete(UploadToken).where(UploadToken.person_id == giver))
    session.execute(update(Upload).where(Upload.person_id == giver, Upload.draft_id.in_(moves.drafts)).values(person_id=taker))
    for table, ids in ((Draft, moves.drafts), (Dataset, moves.datasets), (Source, moves.sources)):
        session.execute(update(table).where(table.id.in_(ids)).values(person_id=taker))
    session.execute(update(Run).where(Run.id.in_(moves.results)).values(made_by=func.coalesce(Run.made_by, giver), person_id=taker))
    moved = (*moves.drafts, *moves.datasets, *moves.results)
    # What was shared with who takes over is theirs now.
    theirs = (Share.to_person_id == taker, Share.subject_id.in_(moved), Share.ended_at_utc.is_(None))
    session.execute(update(Share).where(*theirs).values(ended_at_utc=now, ended_by=hands.by.id))
    session.execute(update(Share).where(Share.given_by == giver, Share.subject_id.in_(moved)).values(given_by=taker))
    session.execute(update(Review).where(Review.asked_by == giver, Review.run_id.in_(moves.results)).values(asked_by=taker))
    # Whom a partner's check asks by name is asked no more: the one who takes over is, where they stand in it.
    under_way = CollaborationPartner.check_id.in_(select(CollaborationCheck.id).where(CollaborationCheck.state == "open"))
    invited = (CollaborationPartner.person_id == giver, CollaborationPartner.answered_by.is_(None), under_way)
    session.execute(update(CollaborationPartner).where(*invited).values(person_id=taker))
    # Who takes over is reminded of what came of a decision, may change what is said of it, and votes where it was not done.
    _move_cases(session, hands, now)
    _move_votes(session, hands, now)
    # A workshop goes with who led it, where they may lead it; else any other trainer of its organisation takes it over.
    taught = within(session, rights.spans(hands.taker, "teach"))
    led = (Workshop.trainer_id == giver, Workshop.organisation_id.in_(taught), Workshop.state.in_(teaching.RUNNING))
    session.execute(update(Workshop).where(*led).values(trainer_id=taker))
    # Questions to the help desk that wait are asked by who takes over; those given to the one who leaves go back to the queue.
    waiting = HelpTicket.state.in_(TICKET_OPEN)
    session.execute(update(HelpTicket).where(HelpTicket.person_id == giver, waiting).values(person_id=taker))
    back = case((HelpTicket.reopened > 0, "reopened"), else_="asked")
    left = (HelpTicket.assigned_to == giver, HelpTicket.state == "assigned")
    session.execute(update(HelpTicket).where(*left).values(state=back, assigned_to=None, version=HelpTicket.version + 1))
    open_booking = HelpBooking.state.in_(BOOKING_OPEN)
    session.execute(update(HelpBooking).where(HelpBooking.person_id == giver, open_booking).values(person_id=taker))
    waits = or_(Review.reviewer_id == giver, (Review.reviewer_id == taker) & Review.run_id.in_(moves.results))
    for review in session.scalars(select(Review).where(Review.state == "asked", waits)):
        _stop(session, platform, hands, review)


def _move_cases(session: Session, hands: _Hands, now: datetime) -> None:
    mine = (UseCase.person_id == hands.giver.id, UseCase.organisation_id.in_(hands.branch), UseCase.state != "withdrawn")
    for row in session.scalars(select(UseCase).where(*mine).with_for_update()):
        row.person_id = hands.taker.id
        _note(session, hands, ("use_case", row.id), row.organisation_id, {"to": hands.taker.id, "person": hands.giver.id}, now)


def _move_votes(session: Session, hands: _Hands, now: datetime) -> None:
    """Votes not given yet on proposals under review, unless who takes over made the proposal or votes on it already."""
    giver, taker = hands.giver.id, hands.taker.id
    theirs = select(ProposalVote.proposal_id).where(ProposalVote.person_id == taker)
    may_be = (Proposal.state == "review", Proposal.person_id != taker, Proposal.id.not_in(theirs))
    waiting = (ProposalVote.person_id == giver, ProposalVote.vote.is_(None))
    found = select(Proposal).join(ProposalVote, ProposalVote.proposal_id == Proposal.id).where(*may_be, *waiting)
    for row in session.scalars(found.with_for_update(of=Proposal)).all():
        session.execute(update(ProposalVote).where(ProposalVote.proposal_id == row.id, *waiting).values(person_id=taker))
        _note(session, hands, ("proposal", row.id), row.organisation_id, {"to": taker, "person": giver}, now)


def _stop(session: Session, platform: Platform, hands: _Hands, review: Review) -> None:
    """A review whose reviewer is gone, or is now the author."""
    run = session.get_one(Run, review.run_id)
    review.state, review.answered_at_utc = "withdrawn", platform.now()
    facts = {"model": run.model, "review": review.id}
    ledger.record(
        session, ledger.REVIEW_WITHDRAWN, person_id=hands.by.id, organisation_id=run.organisation_id, subject=("run", run.id), facts=facts,
        at=platform.now(),
    )  # fmt: skip
    told = {"name": hands.giver.name, "model": run.model}
    inbox.add(session, run.person_id, "inbox.review_lapsed", told, link=f"/result?run={run.id}", at=platform.now())


def _tell(session: Session, platform: Platform, hands: _Hands, moves: Moves, close: bool) -> None:
    giver, taker, now = hands.giver, hands.taker, platform.now()
    facts = {"to": taker.id, **moves.counts, "shares": moves.shares, **({"closed": True} if close else {})}
    _note(session, hands, ("person", giver.id), giver.organisation_id, facts, now)
    one = {"to": taker.id, "person": giver.id}
    for dataset in session.scalars(select(Dataset).where(Dataset.id.in_(moves.datasets))):
        _note(session, hands, ("dataset", dataset.id), dataset.organisation_id, one, now)
    for source in session.scalars(select(Source).where(Source.id.in_(moves.sources))):
        _note(session, hands, ("source", source.id), source.organisation_id, one, now)
    inbox.add(session, taker.id, "inbox.handed_over", {"name": giver.name, **moves.counts}, link="/analyses", at=now)
    if hands.by.id != giver.id and not close:
        inbox.add(session, giver.id, "inbox.handed_over_from", {"name": taker.name, **moves.counts}, at=now)


def _note(session: Session, hands: _Hands, subject: tuple[str, str], organisation_id: str, facts: Mapping[str, Any], now: datetime) -> None:
    ledger.record(
        session, ledger.HANDED_OVER, person_id=hands.by.id, organisation_id=organisation_id, subject=subject, facts=dict(facts), at=now
    )  # fmt: skip
