"""Making a proposal, with hints at what is there already, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.identity import rights
from app.identity.person import Person
from app.services.cases.steps import LINE_MAX, need_all, plain
from app.services.people.deciders import deciders
from app.services.platform import Platform
from app.services.proposals import steps
from app.services.search import cases, models
from app.services.search.matching import Part, ranked
from app.services.search.words import words
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import COLLABORATION_DRIVERS, Proposal, new_id
from models.kit import library

_LIKE, _SHOWN = 1 / 3, 3
_CLOSE = ("name", "keyword", "question", "decision", "subject", "said", "model")
# What titles of proposals are made of, whatever they are about: no two are alike by it.
_COMMON = frozenset({
    "곳", "장소", "지역", "구간", "위치", "지점", "대상", "순서", "우선", "우선순위", "취약", "배치", "찾기", "찾을", "정하기", "고르기",
    "분석", "예측", "많은", "늦는", "필요한", "where", "which", "who", "when", "first", "next", "place", "places", "find", "finding",
    "choose", "most", "analysis", "priority", "order", "be", "by", "on", "with", "need", "needs",
})  # fmt: skip


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

    Problems: rights.*, proposals.title_missing, .problem_missing, .driver_missing, of several `proposals.missing` (`fields`),
    policy.choice_unknown, proposals.already.
    """
    rights.need(person, "analyse")
    title, problem = plain(wanted.title, LINE_MAX), plain(wanted.problem)
    need_all("proposals", {"title": title, "problem": problem, "driver": wanted.driver})
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
    about = _about(said)
    described = [(one, models.parts(one)) for one in library.models()]
    found = [Alike("model", hit.thing.id, hit.thing.title) for hit in ranked(described, about, least=_LIKE, close=_CLOSE)[:_SHOWN]]
    kept_cases = ranked(cases.seen(platform), about, least=_LIKE, close=_CLOSE)
    found += [Alike("case", hit.thing.id, _both(hit.thing.title)) for hit in kept_cases[:_SHOWN]]
    with platform.records.reading() as session:
        rows = session.scalars(select(Proposal).where(Proposal.state != "withdrawn", Proposal.id != but)).all()
        kept = [(row, [Part("name", row.title), Part("said", row.problem)]) for row in rows if steps.sees(session, person, row)]
    found += [Alike("proposal", hit.thing.id, _both(hit.thing.title)) for hit in ranked(kept, about, least=_LIKE)[:_SHOWN]]
    return tuple(found)


def _about(said: str) -> str:
    """What is left of a title without the words every proposal has."""
    return " ".join(one for one in said.split() if not _COMMON.issuperset(words(one)))


def _both(said: str) -> dict[str, str]:
    return {"ko": said, "en": said}
