"""Proof of deletion: when an agreement is over, who used the data confirms that what was taken out of the platform is destroyed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.identity import rights
from app.identity.person import Person
from app.services.agreements import steps
from app.services.people.organisations import within
from app.services.platform import Platform
from app.texts import LANGUAGES, text
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import Agreement, AgreementEvent

WAYS = ("erased", "shredded", "returned", "nothing")
"""How it was done: files erased so that nothing restores them, paper and media destroyed, all given back, or nothing had been taken out."""

CONFIRM_DAYS = 7
"""So many days after the last on which something could be kept it must be confirmed; as long before that, and every such time after, it
is asked for."""

_NAME_MAX = 100


@dataclass(frozen=True)
class Proof:
    """What was destroyed, on which day, how (one of WAYS), and by whom."""

    what: str
    day: date
    way: str
    by: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"what": self.what, "day": self.day.isoformat(), "way": self.way, "by": self.by}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Proof:
        """A proof as it was kept."""
        return cls(said["what"], date.fromisoformat(said["day"]), said["way"], said["by"])


def owe(session: Session, platform: Platform, row: Agreement, over: date) -> None:
    """Puts down until when it is to be confirmed that nothing is left outside, for an agreement whose last day was `over`, and says so to
    who used the data. What was taken back may not be kept at all."""
    kept = 0 if row.state == "revoked" else row.retention_days
    row.deletion_due = over + timedelta(days=kept + CONFIRM_DAYS)
    session.flush()
    if state(session, row, over):
        _ask(session, platform, row, reading.today_of(session, platform.now()))


def is_owed() -> ColumnElement[bool]:
    """Of agreements: that a proof is owed and has not come. Where one went on in another, that other's proof is for both."""
    after = aliased(Agreement)
    goes_on = exists().where(after.follows == Agreement.id, or_(after.state == "active", after.deletion_due.is_not(None)))
    return and_(Agreement.deletion_due.is_not(None), Agreement.deletion_confirmed_at_utc.is_(None), ~goes_on)


def state(session: Session, row: Agreement, today: date) -> str:
    """`owed`, `late`, `confirmed`, or nothing where none is owed."""
    if row.deletion_confirmed_at_utc is not None:
        return "confirmed"
    if row.deletion_due is None or session.scalar(select(Agreement.id).where(Agreement.id == row.id, is_owed())) is None:
        return ""
    return "late" if row.deletion_due < today else "owed"


def confirms(session: Session, person: Person, row: Agreement) -> bool:
    """Whether it is the person's to confirm: who asked for the data, and the stewards of where it was used."""
    held = within(session, rights.spans(person, "manage_datasets"))
    return not person.must_change and (row.asked_by == person.id or row.receiver_organisation_id in held)


def confirm(person: Person, platform: Platform, agreement_id: str, seen: int, proof: Proof) -> None:
    """Puts a proof on record, for good; the owner's stewards are told.

    Problems: those of `steps.needed`, rights.role_needed, agreement.state_wrong, agreement.proof_there, agreement.proof_missing (`part`),
    agreement.proof_day, policy.choice_unknown.
    """
    with platform.records.session() as session:
        row = steps.needed(session, person, agreement_id, seen)
        if not confirms(session, person, row):
            raise Problem("rights.role_needed", right="manage_datasets", roles=sorted(rights.RIGHTS["manage_datasets"]))
        if row.deletion_confirmed_at_utc is not None:
            raise Problem("agreement.proof_there")
        if row.deletion_due is None:
            raise Problem("agreement.state_wrong", state=row.state)
        told = _checked(row, proof, reading.today_of(session, platform.now()))
        row.deletion_confirmed_at_utc = platform.now()
        tell = steps.owners(session, row)
        steps.move(session, platform, row, ledger.AGREEMENT_DELETED, row.state, person.id, tell, proof=told.to_json())


def turn(session: Session, platform: Platform, today: date) -> int:
    """Puts down what is owed of agreements that were ended otherwise (their data was destroyed), and asks for what is owed: from a week
    before its day, then every week until it is there; gives how many. The owner's stewards are told once when it is late."""
    was_in_force = exists().where(AgreementEvent.agreement_id == Agreement.id, AgreementEvent.after == "active")
    unsaid = (Agreement.state.in_(("ended", "revoked")), Agreement.deletion_due.is_(None), was_in_force)
    for row in session.scalars(select(Agreement).where(*unsaid)).all():
        owe(session, platform, row, min(row.ends, today))
    soon = Agreement.deletion_due <= today + timedelta(days=CONFIRM_DAYS)
    owed = session.scalars(select(Agreement).where(is_owed(), soon)).all()
    for row in owed:
        _ask(session, platform, row, today)
    return len(owed)


def users(session: Session, row: Agreement) -> Iterable[str]:
    """Who is asked for the proof: who asked for the data, and the stewards of where it was used."""
    return dict.fromkeys([row.asked_by, *steps.stewards(session, path_up(session, row.receiver_organisation_id), row.asked_by)])


def _ask(session: Session, platform: Platform, row: Agreement, today: date) -> None:
    """Asks for a proof, once a week; when it is late the owner's stewards are told, once."""
    due = row.deletion_due or today
    for one in users(session, row):
        steps.message(session, platform, row, one, "agreement_deletion", again=str((today - due).days // CONFIRM_DAYS), due=due.isoformat())
    for one in steps.owners(session, row) if due < today else ():
        steps.message(session, platform, row, one, "agreement_deletion_late", due=due.isoformat())


def _checked(row: Agreement, proof: Proof, today: date) -> Proof:
    if proof.way not in WAYS:
        raise Problem("policy.choice_unknown", said=proof.way[:60], known=list(WAYS))
    told = Proof(steps.plain(proof.what), proof.day, proof.way, " ".join(proof.by.replace("\x00", "").split())[:_NAME_MAX])
    for part, said in (("what", told.what or told.way == "nothing"), ("by", told.by)):
        if not said:
            raise Problem("agreement.proof_missing", part={lang: text(f"agreement.deletion.{part}", lang) for lang in LANGUAGES})
    if not row.starts <= told.day <= today:
        raise Problem("agreement.proof_day", first=row.starts.isoformat(), last=today.isoformat())
    return told
