"""Asking for data of another organisation: what can be asked for, asking, taking it back, agreeing to terms, and prolonging."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.agreements import steps
from app.services.agreements.steps import Terms
from app.services.catalogue import access
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, legal_bases, reading
from data_catalog.card import about
from data_catalog.policy import PURPOSES
from data_catalog.records.tables import AGREEMENT_OPEN, Agreement, AgreementEvent, Dataset, Organisation, new_id
from models.kit.wording import Words


@dataclass(frozen=True)
class Offer:
    """A dataset that can be asked for: what is said of it, and the names of its columns; nothing of its rows."""

    id: str
    title: str
    description: str
    organisation: Words
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What is asked for, of which dataset. `bases`: ids of articles of the library of legal bases, `legal_basis` what is written beside
    them. `below`: for the organisations under the asker's too."""

    dataset_id: str
    purpose: str
    legal_basis: str
    terms: Terms
    below: bool = False
    bases: tuple[str, ...] = ()


def offered(person: Person, platform: Platform, search: str = "", limit: int = 50) -> tuple[Offer, ...]:
    """What other organisations announced, by title; with words searched for, those that have them all."""
    words = search.casefold().split()
    with platform.records.reading() as session:
        rows = session.execute(
            select(Dataset, Organisation)
            .join(Organisation, Organisation.id == Dataset.organisation_id)
            .where(Dataset.organisation_id != person.organisation_id, Dataset.person_id != person.id)
            .order_by(Dataset.title, Dataset.id)
        ).all()
        found = [_offer(session, dataset, body) for dataset, body in rows if about(dataset.about).announced]
    alike = [one for one in found if all(word in f"{one.title} {one.description}".casefold() for word in words)]
    return tuple(alike[:limit])


def one(person: Person, platform: Platform, dataset_id: str) -> Offer:
    """A dataset the person may ask for. Problems: not_found.dataset, agreement.own_data."""
    with platform.records.reading() as session:
        dataset = _askable(session, person, platform, dataset_id)
        return _offer(session, dataset, session.get_one(Organisation, dataset.organisation_id))


def ask(person: Person, platform: Platform, wanted: Wanted, *, backdated: bool = False) -> str:
    """Asks for a dataset for one's own organisation; gives the id. The owner's stewards are told. `backdated`: it may have begun before
    today, as what the practice city is filled with did.

    Problems: not_found.dataset, agreement.own_data, agreement.already, agreement.legal_missing, .start_wrong, policy.choice_unknown, and
    those of `steps.check_terms`.
    """
    return _ask(person, platform, wanted, None, backdated=backdated)


def withdraw(person: Person, platform: Platform, agreement_id: str, seen: int) -> None:
    """Takes back what one asked for and nobody has decided yet. Problems as `steps.needed`, agreement.state_wrong."""
    with platform.records.session() as session:
        row = _own(session, person, agreement_id, seen)
        steps.need_state(row, *AGREEMENT_OPEN)
        steps.move(session, platform, row, ledger.AGREEMENT_WITHDRAWN, "withdrawn", person.id, ())


def accept(person: Person, platform: Platform, agreement_id: str, seen: int) -> None:
    """Agrees to the terms that were offered: the owner approves exactly them, or refuses. Problems as `withdraw`."""
    with platform.records.session() as session:
        row = _own(session, person, agreement_id, seen)
        steps.need_state(row, "offered")
        steps.move(session, platform, row, ledger.AGREEMENT_ACCEPTED, "asked", person.id, steps.owners(session, row))


def ask_mediation(person: Person, platform: Platform, agreement_id: str, seen: int, comment: str) -> None:
    """Asks the organisation above both to decide what was refused or lies undecided; once.

    Problems as `withdraw`, agreement.reason_missing, agreement.mediated, agreement.no_mediator.
    """
    said = steps.need_reason(comment)
    with platform.records.session() as session:
        row = _own(session, person, agreement_id, seen)
        steps.need_state(row, "asked", "offered", "refused")
        before = (AgreementEvent.agreement_id == row.id, AgreementEvent.step == ledger.AGREEMENT_MEDIATION)
        if session.scalars(select(AgreementEvent.id).where(*before)).first() is not None:
            raise Problem("agreement.mediated")
        told = steps.stewards(session, steps.between(session, row), row.asked_by, *steps.refusers(session, row))
        if not told:
            raise Problem("agreement.no_mediator")
        steps.move(session, platform, row, ledger.AGREEMENT_MEDIATION, "mediation", person.id, told, said)


def extend(person: Person, platform: Platform, agreement_id: str, seen: int, ends: date) -> str:
    """Asks for the same on the same terms from the day after an agreement in force ends, until another day; gives the new one's id.

    Problems as `withdraw` and `ask`.
    """
    with platform.records.reading() as session:
        row = session.get(Agreement, agreement_id)
        if row is None or row.asked_by != person.id:
            raise Problem("not_found.agreement")
        if row.revision != seen:
            raise Problem("agreement.changed")
        steps.need_state(row, "active", "ended")
        starts = max(reading.today_of(session, platform.now()), row.ends + timedelta(days=1))
        terms = replace(steps.terms_of(row), starts=starts, ends=ends)
        wanted = Wanted(row.dataset_id, row.purpose, row.legal_basis, terms, row.below, tuple(row.legal_bases))
    return _ask(person, platform, wanted, agreement_id, backdated=True)


def _ask(person: Person, platform: Platform, wanted: Wanted, follows: str | None, *, backdated: bool) -> str:
    rights.need(person, "analyse")
    if wanted.purpose not in PURPOSES:
        raise Problem("policy.choice_unknown", said=wanted.purpose[:60], known=list(PURPOSES))
    basis = steps.plain(wanted.legal_basis)
    if unknown := [one for one in wanted.bases if one not in legal_bases.articles()]:
        raise Problem("policy.choice_unknown", said=unknown[0][:60], known=list(legal_bases.articles()))
    if not (basis or wanted.bases):
        raise Problem("agreement.legal_missing")
    with platform.records.session() as session:
        dataset = _askable(session, person, platform, wanted.dataset_id)
        session.get(Dataset, dataset.id, with_for_update=True)
        mine = (Agreement.asked_by == person.id, Agreement.dataset_id == dataset.id, Agreement.purpose == wanted.purpose)
        if session.scalars(select(Agreement.id).where(*mine, Agreement.state.in_(AGREEMENT_OPEN))).first() is not None:
            raise Problem("agreement.already")
        today = reading.today_of(session, platform.now())
        row = Agreement(
            id=new_id(), number=steps.next_number(session, today), dataset_id=dataset.id, owner_organisation_id=dataset.organisation_id,
            receiver_organisation_id=person.organisation_id, below=wanted.below, asked_by=person.id, purpose=wanted.purpose,
            legal_bases=list(dict.fromkeys(wanted.bases)), legal_basis=basis, follows=follows, asked_at_utc=platform.now(), state="asked",
        )  # fmt: skip
        if not backdated:
            _need_start(wanted.terms.starts, today)
        steps.lay(row, wanted.terms)
        steps.check_terms(session, platform, row, dataset)
        steps.move(session, platform, row, ledger.AGREEMENT_ASKED, "asked", person.id, steps.owners(session, row))
        return row.id


def _need_start(day: date, today: date) -> None:
    last = today + timedelta(days=steps.LONGEST_DAYS)
    if not today <= day <= last:
        raise Problem("agreement.start_wrong", first=today.isoformat(), last=last.isoformat())


def _own(session: Session, person: Person, agreement_id: str, seen: int) -> Agreement:
    row = steps.needed(session, person, agreement_id, seen)
    if row.asked_by != person.id:
        raise Problem("not_found.agreement")
    return row


def _askable(session: Session, person: Person, platform: Platform, dataset_id: str) -> Dataset:
    """A dataset of another organisation that announced it, or that a policy let the person know of."""
    dataset = session.get(Dataset, dataset_id)
    if dataset is None:
        raise Problem("not_found.dataset")
    if dataset.person_id == person.id:
        raise Problem("agreement.own_data")
    if not about(dataset.about).announced:
        reading.seen(session, platform.lake, access.reader(person, platform), steps.newest(session, dataset_id).id)
    if dataset.organisation_id == person.organisation_id:
        raise Problem("agreement.own_data")
    return dataset


def _offer(session: Session, dataset: Dataset, body: Organisation) -> Offer:
    names = tuple(steps.newest(session, dataset.id).columns)
    return Offer(dataset.id, dataset.title, about(dataset.about).description, body.name, names)
