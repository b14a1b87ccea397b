"""Making a proposal, with hints at what is there already, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.identity import rights
from app.identity.person import Person
from app.services.cases.steps import LINE_MAX, plain
from app.services.people.deciders import deciders
from app.services.platform import Platform
from app.services.proposals import steps
from app.services.search import cases, models
from app.services.search.matching import Part, ranked
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import COLLABORATION_DRIVERS, Proposal, new_id
from models.kit import library

_LIKE, _SHOWN = 1 / 4, 3


@dataclass(frozen=True)
class Wanted:
    """What is proposed. `holder`: who has the problem; `data`: what it could be answered with; `driver`: what set it going."""

    title: str
    problem: str
    driver: str
    holder: str = ""
    data: str = ""
    effect: str = ""


@dataclass(frozen=True)
class Alike:
    """Something there is already: a `model`, a `case` of the library or a `proposal` the person may see. `name`: by language."""

    kind: str
    id: str
    name: Mapping[str, str]


def propose(person: Person, platform: Platform, wanted: Wanted) -> str:
    """Takes a proposal in; gives its id. Who selects is told.

    Problems: rights.*, proposals.title_missing, proposals.problem_missing, policy.choice_unknown, proposals.already.
    """
    rights.need(person, "analyse")
    title, problem = plain(wanted.title, LINE_MAX), plain(wanted.problem)
    if not title:
        raise Problem("proposals.title_missing")
    if not problem:
        raise Problem("proposals.problem_missing")
    if wanted.driver not in COLLABORATION_DRIVERS:
        raise Problem("policy.choice_unknown", said=wanted.driver[:60], known=list(COLLABORATION_DRIVERS))
    with platform.records.session() as session:
        same = (Proposal.person_id == person.id, Proposal.title == title, Proposal.state.in_(("open", "review")))
        if session.scalar(select(Proposal.id).where(*same)):
            raise Problem("proposals.already", title=title)
        row = Proposal(
            id=new_id(), organisation_id=person.organisation_id, person_id=person.id, title=title, problem=problem,
            holder=plain(wanted.holder), data=plain(wanted.data), effect=plain(wanted.effect), driver=wanted.driver,
            made_at_utc=platform.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        steps.note(session, platform, row, ledger.PROPOSAL_MADE, person.id)
        steps.tell(session, platform, row, deciders(session, "select_proposals", path_up(session, row.organisation_id), person.id), "made")
        return row.id


def withdraw(person: Person, platform: Platform, proposal_id: str) -> None:
    """Takes one's own proposal back before it is decided. Problems: not_found.proposal, proposals.over."""
    with platform.records.session() as session:
        row = steps.needed(session, person, proposal_id, held=True)
        if row.person_id != person.id:
            raise Problem("not_found.proposal")
        if row.state in steps.OVER:
            raise Problem("proposals.over")
        row.state = "withdrawn"
        steps.note(session, platform, row, ledger.PROPOSAL_WITHDRAWN, person.id)


def alike(person: Person, platform: Platform, said: str, but: str = "") -> tuple[Alike, ...]:
    """What is there already for what somebody is about to propose, at most three of a kind, the likest first; `but` one proposal."""
    described = [(one, models.parts(one)) for one in library.models()]
    found = [Alike("model", hit.thing.id, hit.thing.title) for hit in ranked(described, said, least=_LIKE)[:_SHOWN]]
    found += [Alike("case", hit.thing.id, _both(hit.thing.title)) for hit in cases.hits(platform, said, least=_LIKE)[:_SHOWN]]
    with platform.records.reading() as session:
        rows = session.scalars(select(Proposal).where(Proposal.state != "withdrawn", Proposal.id != but)).all()
        kept = [(row, [Part("name", row.title), Part("said", row.problem)]) for row in rows if steps.sees(session, person, row)]
    found += [Alike("proposal", hit.thing.id, _both(hit.thing.title)) for hit in ranked(kept, said, least=_LIKE)[:_SHOWN]]
    return tuple(found)


def _both(said: str) -> dict[str, str]:
    return {"ko": said, "en": said}
