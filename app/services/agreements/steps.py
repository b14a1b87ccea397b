"""What every step of an agreement shares: finding it, its terms, who takes part in it, and writing the step down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox, written
from app.services.people.deciders import deciders
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, legal_bases, reading
from data_catalog.policy import ColumnRule, Condition, Policy, Subject, check
from data_catalog.policy.kept import path_up
from data_catalog.policy.model import of_said
from data_catalog.records.tables import Agreement, AgreementEvent, Dataset, DatasetVersion, Organisation

LONGEST_DAYS = 3 * 366
TEXT_MAX = 1_000
_NEXT = sql(
    "INSERT INTO agreement_numbers (year, last) VALUES (:year, 1) "
    "ON CONFLICT (year) DO UPDATE SET last = agreement_numbers.last + 1 RETURNING last"
)


@dataclass(frozen=True)
class Terms:
    """What is shown, of which rows, from which day until which (both included), and how long results may be kept after it."""

    columns: tuple[ColumnRule, ...]
    rows: tuple[Condition, ...]
    starts: date
    ends: date
    retention_days: int = 0
    security: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "columns": [asdict(one) for one in self.columns], "rows": [asdict(one) for one in self.rows],
            "starts": self.starts.isoformat(), "ends": self.ends.isoformat(), "retention_days": self.retention_days,
            "security": self.security,
        }  # fmt: skip

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Terms:
        """Terms as they were kept."""
        found = of_said({"rows": said["rows"], "columns": said["columns"], "others": "drop"})
        days = {name: date.fromisoformat(said[name]) for name in ("starts", "ends")}
        return cls(found["columns"], found["rows"], **days, retention_days=said["retention_days"], security=said["security"])


def terms_of(row: Agreement) -> Terms:
    """The terms on the table."""
    found = of_said({"rows": row.rows, "columns": row.columns, "others": "drop"})
    return Terms(found["columns"], found["rows"], row.starts, row.ends, row.retention_days, row.security)


def lay(row: Agreement, terms: Terms) -> None:
    """Puts terms on the table."""
    said = terms.to_json()
    row.columns, row.rows, row.starts, row.ends = said["columns"], said["rows"], terms.starts, terms.ends
    row.retention_days, row.security = terms.retention_days, plain(terms.security)


def policy_of(session: Session, row: Agreement, dataset: Dataset) -> Policy:
    """The policy that shows exactly what was agreed: to the receiver, for the purpose, in the period."""
    terms, body = terms_of(row), session.get_one(Organisation, row.receiver_organisation_id)
    subject = Subject(row.receiver_organisation_id, row.below, None, row.purpose, row.starts, row.ends)
    return Policy(
        "", f"{body.name_ko} · {dataset.title}"[:200], "allow", dataset.organisation_id, subject, rows=terms.rows, columns=terms.columns,
        others="drop", why=legal_bases.said(row.legal_bases, row.legal_basis, "ko")[:500], agreement_id=row.id,
    )  # fmt: skip


def check_terms(session: Session, platform: Platform, row: Agreement, dataset: Dataset) -> None:
    """Passes, or raises agreement.period_wrong, agreement.retention_wrong, policy.column_unknown, and what a policy's check raises."""
    today = reading.today_of(session, platform.now())
    last = row.starts + timedelta(days=LONGEST_DAYS)
    if row.ends < today or not row.starts <= row.ends <= last:
        raise Problem("agreement.period_wrong", first=max(today, row.starts).isoformat(), last=last.isoformat())
    if not 0 <= row.retention_days <= LONGEST_DAYS:
        raise Problem("agreement.retention_wrong", most=LONGEST_DAYS)
    check(policy_of(session, row, dataset))
    known = newest(session, dataset.id).columns
    terms = terms_of(row)
    for name in [*(one.column for one in terms.rows), *(one.column for one in terms.columns)]:
        if name not in known:
            raise Problem("policy.column_unknown", column=name[:60], known=list(known))


def newest(session: Session, dataset_id: str) -> DatasetVersion:
    """The newest version of a dataset. Problem not_found.dataset."""
    wanted = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset_id).order_by(DatasetVersion.number.desc()).limit(1)
    version = session.scalars(wanted).one_or_none()
    if version is None:
        raise Problem("not_found.dataset")
    return version


def needed(session: Session, person: Person, agreement_id: str, seen: int) -> Agreement:
    """The agreement, held until the transaction ends, for somebody who takes part in it and saw its `seen`-th revision.

    Problems: not_found.agreement; agreement.changed when somebody was quicker.
    """
    row = session.get(Agreement, agreement_id, with_for_update=True)
    if row is None or not takes_part(session, person, row):
        raise Problem("not_found.agreement")
    if row.revision != seen:
        raise Problem("agreement.changed")
    return row


def takes_part(session: Session, person: Person, row: Agreement) -> bool:
    """Whether an agreement is somebody's to see: who asked, and who looks after the agreements of either side."""
    reached = within(session, rights.spans(person, "see_agreements"))
    return row.asked_by == person.id or bool({row.owner_organisation_id, row.receiver_organisation_id} & reached)


def need_state(row: Agreement, *states: str) -> None:
    """Passes, or raises agreement.state_wrong: what is wanted cannot be done to it as it stands."""
    if row.state not in states:
        raise Problem("agreement.state_wrong", state=row.state)


def need_reason(comment: str) -> str:
    """The reason, with personal values hidden. Problem agreement.reason_missing."""
    said = plain(comment)
    if not said:
        raise Problem("agreement.reason_missing")
    return said


def plain(said: str) -> str:
    """A text as it is kept: in one line, without personal values."""
    return written.line(said, TEXT_MAX)


def between(session: Session, row: Agreement) -> tuple[str, ...]:
    """The organisations above both sides, the nearest first; a side that stands above the other is not one of them."""
    receiver = path_up(session, row.receiver_organisation_id)
    sides = {row.owner_organisation_id, row.receiver_organisation_id}
    return tuple(one for one in path_up(session, row.owner_organisation_id) if one in receiver and one not in sides)


def stewards(session: Session, organisations: Iterable[str], *but: str) -> tuple[str, ...]:
    """Who decides about data at the first of these organisations that has somebody beside those left out."""
    return deciders(session, "manage_datasets", organisations, *but)


def owners(session: Session, row: Agreement) -> tuple[str, ...]:
    """Who is told on the owner's side."""
    return stewards(session, path_up(session, row.owner_organisation_id), row.asked_by)


def holders(session: Session, row: Agreement) -> tuple[str, ...]:
    """Whose turn it is: the owner's stewards, who asked when terms were offered, those above both in mediation; else nobody."""
    if row.state == "offered":
        return (row.asked_by,)
    if row.state == "mediation":
        return stewards(session, between(session, row), row.asked_by, *refusers(session, row))
    return owners(session, row) if row.state == "asked" else ()


def refusers(session: Session, row: Agreement) -> Sequence[str]:
    """Who refused it before: they do not decide about it a second time."""
    said = (AgreementEvent.agreement_id == row.id, AgreementEvent.step == ledger.AGREEMENT_REFUSED)
    return [one for one in session.scalars(select(AgreementEvent.person_id).where(*said)) if one]


def next_number(session: Session, day: date) -> str:
    """The next number of a day's year, such as "2026-0001". Two at once get two: the year is held until the transaction ends."""
    return f"{day.year}-{session.execute(_NEXT, {'year': day.year}).scalar_one():04d}"


def move(
    session: Session, platform: Platform, row: Agreement, step: str, after: str, person_id: str | None, tell: Iterable[str],
    comment: str = "", proof: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Writes a step: the agreement's new state, its history, the ledger, and the inbox of those who wait for it or must do something."""
    now = platform.now()
    before = None if step == ledger.AGREEMENT_ASKED else row.state
    row.state, row.changed_at_utc = after, now
    row.revision = 1 if before is None else row.revision + 1
    session.add(row)
    session.flush()
    session.add(
        AgreementEvent(
            agreement_id=row.id,
            step=step,
            before=before,
            after=after,
            person_id=person_id,
            at_utc=now,
            comment=comment,
            terms=terms_of(row).to_json(),
            proof=proof,
        )
    )
    facts = {"agreement": row.id, "for": row.receiver_organisation_id, "purpose": row.purpose, "until": row.ends.isoformat()}
    ledger.record(
        session, step, person_id=person_id, organisation_id=row.owner_organisation_id, subject=("dataset", row.dataset_id), facts=facts,
        at=now,
    )  # fmt: skip
    for one in dict.fromkeys(tell):
        if one != person_id:
            message(session, platform, row, one, step)


def message(
    session: Session, platform: Platform, row: Agreement, receiver: str, key: str, again: str = "", **more: int | str
) -> None:  # fmt: skip
    """Leaves the news in somebody's inbox, once, or once for every `again`; it goes with the dataset it names."""
    dataset = session.get(Dataset, row.dataset_id)
    facts = {"title": dataset.title if dataset else "–", "until": row.ends.isoformat(), **more}
    once = f"agreement:{row.dataset_id}:{row.id[:12]}:{row.revision}:{key.removeprefix('agreement_')}{again}"
    inbox.add(session, receiver, f"inbox.{key}", facts, link=f"/requests?agreement={row.id}", once=once, at=platform.now())
