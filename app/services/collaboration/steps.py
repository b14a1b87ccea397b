"""What every step of a collaboration check shares: finding it, whose it is, who is asked, when it is over, and telling them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox, written
from app.services.people.deciders import deciders
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import CollaborationCheck, CollaborationPartner, Membership, Organisation, PersonRow

TEXT_MAX = 1_000
_HELD = "collaboration.stewards"


def needed(session: Session, person: Person, check_id: str, *, held: bool = False) -> CollaborationCheck:
    """The check, for somebody who takes part in it; `held` until the transaction ends. Problem not_found.collaboration."""
    row = session.get(CollaborationCheck, check_id, with_for_update=True if held else None)
    if row is None or not takes_part(session, person, row):
        raise Problem("not_found.collaboration")
    return row


def takes_part(session: Session, person: Person, row: CollaborationCheck, kept: Iterable[CollaborationPartner] = ()) -> bool:
    """Whether a check is somebody's to see: who opened it, stewards of a partner or of where it was opened, who is asked or answered.
    `kept`: its partners, where they are at hand."""
    if person.must_change:
        return False
    return manages(session, person, row) or any(
        person.id == one.answered_by or one.organisation_id in _tree(session, person) or is_asked(session, person, one)
        for one in kept or partners(session, row)
    )


def manages(session: Session, person: Person, row: CollaborationCheck) -> bool:
    """Whether it is the person's to close or withdraw: who opened it, and the stewards of where it was opened."""
    return not person.must_change and (person.id == row.opened_by or row.organisation_id in _tree(session, person))


def partners(session: Session, row: CollaborationCheck, lang: str = "ko") -> Sequence[CollaborationPartner]:
    """The partners by their name in a language."""
    name = Organisation.name_ko if lang == "ko" else Organisation.name_en
    wanted = select(CollaborationPartner).join(Organisation, Organisation.id == CollaborationPartner.organisation_id)
    return session.scalars(wanted.where(CollaborationPartner.check_id == row.id).order_by(name, Organisation.id)).all()


def asked(session: Session, partner: CollaborationPartner) -> tuple[str, ...]:
    """Who may answer for a partner now: who was asked by name, while they are there; else its stewards, or the nearest above."""
    if partner.person_id is not None:
        row = session.get(PersonRow, partner.person_id)
        if row is not None and stands_for(session, row, partner.organisation_id):
            return (row.id,)
    way = path_up(session, partner.organisation_id)
    held = session.info.get(_HELD)
    if held is None:
        return deciders(session, "manage_datasets", way)
    return next((held[one] for one in way if one in held), ())


def hold_stewards(session: Session) -> None:
    """Lets `asked` look for stewards no second time in this session: a list of checks asks for each partner."""
    wanted = (
        select(Membership.organisation_id, Membership.person_id)
        .join(PersonRow, PersonRow.id == Membership.person_id)
        .where(Membership.role.in_(rights.RIGHTS["manage_datasets"]), PersonRow.disabled.is_(False))
    )
    held: dict[str, tuple[str, ...]] = {}
    for own, steward in session.execute(wanted.distinct().order_by(Membership.person_id)):
        held[own] = (*held.get(own, ()), steward)
    session.info[_HELD] = held


def is_asked(session: Session, person: Person, partner: CollaborationPartner) -> bool:
    """Whether the person may answer for a partner. Who has no right over it and was not asked by name is not looked for."""
    if person.id != partner.person_id and partner.organisation_id not in _tree(session, person):
        return False
    return not person.must_change and person.id in asked(session, partner)


def stands_for(session: Session, row: PersonRow, organisation_id: str) -> bool:
    """Whether an account is in use and of an organisation or of one below it."""
    return not row.disabled and row.organisation_id in within(session, {organisation_id})


def is_over(row: CollaborationCheck, today: date) -> bool:
    """Whether answers are shown, and none is taken any more."""
    return row.state == "closed" or (row.state == "open" and row.due < today)


def need_open(session: Session, platform: Platform, row: CollaborationCheck) -> None:
    """Passes, or raises collaboration.over."""
    if row.state != "open" or is_over(row, reading.today_of(session, platform.now())):
        raise Problem("collaboration.over")


def all_answered(session: Session, row: CollaborationCheck, today: date) -> bool:
    """Whether nobody is waited for: an organisation that has ended is not."""
    return all(one.answered_by is not None or has_ended(session, one.organisation_id, today) for one in partners(session, row))


def has_ended(session: Session, organisation_id: str, today: date) -> bool:
    """Whether an organisation is no more."""
    ended = session.get_one(Organisation, organisation_id).valid_to
    return ended is not None and ended <= today


def close(session: Session, platform: Platform, row: CollaborationCheck, person_id: str | None) -> None:
    """Closes a check: from now on its partners see all answers, and are told so."""
    row.state, row.closed_at_utc = "closed", platform.now()
    answered = sum(one.answered_by is not None for one in partners(session, row))
    note(session, platform, row, ledger.COLLABORATION_CLOSED, person_id, answered=answered)
    tell(session, platform, row, everybody(session, row), "closed", but=person_id)


def everybody(session: Session, row: CollaborationCheck) -> tuple[str, ...]:
    """Who opened it, who is asked and who answered."""
    found = [row.opened_by]
    for one in partners(session, row):
        found += [*asked(session, one), *([one.answered_by] if one.answered_by else [])]
    return tuple(dict.fromkeys(found))


def tell(
    session: Session, platform: Platform, row: CollaborationCheck, whom: Iterable[str], what: str, *, but: str | None = None
) -> None:  # fmt: skip
    """Leaves the news in inboxes, once: asked, remind, closed or withdrawn."""
    facts = {"goal": row.goal[:80], "due": row.due.isoformat()}
    for one in dict.fromkeys(whom):
        if one != but:
            inbox.add(
                session, one, f"inbox.collaboration_{what}", facts, link=f"/collaboration?check={row.id}",
                once=f"collaboration:{row.id}:{what}", at=platform.now(),
            )  # fmt: skip


def note(session: Session, platform: Platform, row: CollaborationCheck, event: str, person_id: str | None, **facts: int | str) -> None:
    """Puts on record what was done with a check."""
    ledger.record(
        session, event, person_id=person_id, organisation_id=row.organisation_id, subject=("collaboration", row.id), facts=facts,
        at=platform.now(),
    )  # fmt: skip


def plain(said: str) -> str:
    """A text as it is kept: in one line, without personal values."""
    return written.line(said, TEXT_MAX)


def _tree(session: Session, person: Person) -> frozenset[str]:
    """The organisations the person is steward over, found once a session: nothing here changes the tree or roles."""
    key = f"collaboration.tree.{person.id}"
    if key not in session.info:
        session.info[key] = within(session, rights.spans(person, "manage_datasets"))
    found: frozenset[str] = session.info[key]
    return found
