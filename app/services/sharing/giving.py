"""Giving a draft, a dataset or a result to a colleague, an organisation or by link, until a day, and taking it back."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import house, rights
from app.identity.person import Person
from app.services import inbox
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.sharing import release_gate, sight
from app.services.sharing.granted import Subject, in_force, own_subject
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy import Asker
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, Organisation, PersonRow, Run, Share, ShareOpening, new_id

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TOKEN_LETTERS = 42
"""Letters alone, 197 bits: an address with them is never taken for a person's number, and nobody guesses one."""
_MOST_TOLD = 500


@dataclass(frozen=True)
class Wanted:
    """What is to be given, to whom, until the end of which day. Without person and organisation it is a link."""

    kind: str
    subject_id: str
    until: date
    person_id: str | None = None
    organisation_id: str | None = None
    may_edit: bool = False


@dataclass(frozen=True)
class Given:
    """A share just made. `token` of a link goes into its address and is kept nowhere."""

    share_id: str
    token: str | None


def longest(platform: Platform) -> date:
    """The last day a thing can be given until."""
    with platform.records.reading() as session:
        return platform.today() + timedelta(days=settings.value(session, "share_limit_days"))


def give(person: Person, platform: Platform, wanted: Wanted) -> Given:
    """Gives it; what was given to the same before ends by it. Who receives it is told in their inbox.

    Problems: not_found.draft, .dataset, .run, .person, .organisation; share.until_wrong, share.self, share.edit_not_here,
    share.not_finished; share.recipient_nothing, share.recipient_columns, share.recipient_rows when policies do not let them see it;
    those of `release_gate.need_released` for a link to a result.
    """
    rights.need(person, "analyse")
    with platform.records.session() as session:
        return give_in(session, person, platform, wanted)


def give_in(session: Session, person: Person, platform: Platform, wanted: Wanted, *, quietly: bool = False) -> Given:
    """As `give`, in the session's transaction; `quietly` where the inbox tells of it in another way."""
    subject = own_subject(session, person, wanted.kind, wanted.subject_id)
    _check(session, platform, wanted)
    asker = _recipient(session, platform, person, wanted)
    if asker is not None:
        need_open(session, platform, subject, asker, _called(session, wanted))
    elif subject.kind == "run":
        # Nobody knows whom a link reaches: it takes the result out as a file does.
        release_gate.need_released(session, platform, person, session.get_one(Run, subject.id))
    now, token = platform.now(), None
    _replace(session, person, wanted, now)
    row = Share(
        id=new_id(), subject_kind=subject.kind, subject_id=subject.id, organisation_id=subject.organisation_id, given_by=person.id,
        to_person_id=wanted.person_id, to_organisation_id=wanted.organisation_id, may_edit=wanted.may_edit, made_at_utc=now,
        ends_at_utc=_end_of(session, wanted.until),
    )  # fmt: skip
    if asker is None:
        token = "".join(secrets.choice(_LETTERS) for _ in range(_TOKEN_LETTERS))
        row.token_hash = hashed(token)
    session.add(row)
    session.flush()
    facts: dict[str, Any] = {
        "share": row.id,
        "way": way(row),
        "right": "edit" if row.may_edit else "see",
        "until": wanted.until.isoformat(),
    }
    facts |= {"to": wanted.person_id} if wanted.person_id else {"for": wanted.organisation_id} if wanted.organisation_id else {}
    note(session, platform, person, ledger.SHARE_GIVEN, row, facts)
    for receiver in () if quietly else _receivers(session, person, wanted):
        tell(session, platform, receiver, "given", row, subject, person.name)
    return Given(row.id, token)


def end(person: Person, platform: Platform, share_id: str) -> None:
    """Takes a share back at once, in sessions under way too; one that is over already stays as it is. Problem not_found.share."""
    with platform.records.session() as session:
        row = session.get(Share, share_id, with_for_update=True)
        if row is None or not _may_end(session, person, row):
            raise Problem("not_found.share")
        if row.ended_at_utc is None and row.ends_at_utc > platform.now():
            _end(session, row, person.id, platform.now())
            note(session, platform, person, ledger.SHARE_ENDED, row, {"share": row.id, "way": way(row)})


def way(row: Share) -> str:
    """How it was given: person, organisation or link."""
    return "person" if row.to_person_id else "organisation" if row.to_organisation_id else "link"


def hashed(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def need_open(session: Session, platform: Platform, subject: Subject, asker: Asker, name: Any) -> None:
    """Passes when policies let whoever asks see the thing; else says whom and why not, for who gives it."""
    if subject.kind == "run":
        closed = sight.closed_to(session, platform, asker, subject.id)
        if closed:
            one = closed[0]
            facts = {"name": name, "title": one.title, "organisation": one.organisation, "columns": list(one.columns)}
            raise Problem(f"share.recipient_{one.why}", **facts)
    if subject.kind == "dataset":
        dataset = session.get_one(Dataset, subject.id)
        if not sight.dataset_open_to(session, platform, asker, dataset):
            body = session.get_one(Organisation, dataset.organisation_id)
            organisation = body.name
            raise Problem("share.recipient_nothing", name=name, title=dataset.title, organisation=organisation, columns=[])


def tell(session: Session, platform: Platform, receiver_id: str, what: str, row: Share, subject: Subject, name: str) -> None:
    """Leaves the news of a share in somebody's inbox."""
    facts = {"name": name, **({"title": subject.title} if subject.kind == "dataset" else {"model": subject.model})}
    link = {"run": f"/result?run={subject.id}", "dataset": f"/data?dataset={subject.id}"}.get(subject.kind, f"/shared?share={row.id}")
    once = f"share:{subject.id}:{row.id}" if subject.kind == "dataset" else None
    inbox.add(session, receiver_id, f"inbox.share_{what}_{subject.kind}", facts, link=link, once=once, at=platform.now())


def note(session: Session, platform: Platform, person: Person, event: str, row: Share, facts: dict[str, Any]) -> None:
    """Puts on record what was done with a share, as done to the thing."""
    ledger.record(
        session, event, person_id=person.id, organisation_id=row.organisation_id, subject=(row.subject_kind, row.subject_id),
        facts=facts, at=platform.now(),
    )  # fmt: skip


def _check(session: Session, platform: Platform, wanted: Wanted) -> None:
    today = platform.now().astimezone(settings.local_zone(session)).date()
    last = today + timedelta(days=settings.value(session, "share_limit_days"))
    if not today <= wanted.until <= last:
        raise Problem("share.until_wrong", first=today.isoformat(), last=last.isoformat())
    if wanted.may_edit and (wanted.kind != "draft" or wanted.person_id is None):
        raise Problem("share.edit_not_here")
    if wanted.kind == "run" and session.get_one(Run, wanted.subject_id).state != "finished":
        raise Problem("share.not_finished")


def _recipient(session: Session, platform: Platform, person: Person, wanted: Wanted) -> Asker | None:
    """Whoever receives it, as policies see them; None for a link: it is asked of each who opens it."""
    if wanted.person_id is not None:
        if wanted.person_id == person.id:
            raise Problem("share.self")
        return sight.asker_of(session, platform, colleague(session, person, wanted.person_id).id)
    if wanted.organisation_id is not None:
        body = session.get(Organisation, wanted.organisation_id)
        if body is None or body.valid_to is not None or body.id == house.ID:
            raise Problem("not_found.organisation")
        return sight.member_of(session, platform, body.id)
    return None


def colleague(session: Session, person: Person, person_id: str) -> PersonRow:
    """Somebody things can be given to: with an account in use, of the demo when the person is. Problem not_found.person."""
    row = session.get(PersonRow, person_id)
    if row is None or row.disabled or row.demo != person.demo or row.id == house.ID or row.workshop_id is not None:
        raise Problem("not_found.person")
    return row


def _called(session: Session, wanted: Wanted) -> Any:
    if wanted.person_id is not None:
        return session.get_one(PersonRow, wanted.person_id).name
    body = session.get_one(Organisation, wanted.organisation_id)
    return body.name


def _replace(session: Session, person: Person, wanted: Wanted, now: datetime) -> None:
    """Ends what was given to the same person or organisation before; of links there may be several."""
    if wanted.person_id is None and wanted.organisation_id is None:
        return
    same = (Share.subject_kind == wanted.kind, Share.subject_id == wanted.subject_id)
    to = (Share.to_person_id == wanted.person_id,) if wanted.person_id else (Share.to_organisation_id == wanted.organisation_id,)
    for old in session.scalars(select(Share).where(*same, *to, *in_force(now))):
        _end(session, old, person.id, now)


def _end(session: Session, row: Share, by: str, now: datetime) -> None:
    row.ended_at_utc, row.ended_by = now, by


def _end_of(session: Session, until: date) -> datetime:
    """The moment the day is over where the platform is."""
    return datetime.combine(until + timedelta(days=1), time.min, settings.local_zone(session))


def _receivers(session: Session, person: Person, wanted: Wanted) -> list[str]:
    """Who is told: the person; the people of an organisation and below, unless they are very many; of a link nobody."""
    if wanted.person_id is not None:
        return [wanted.person_id]
    if wanted.organisation_id is None:
        return []
    reached = within(session, {wanted.organisation_id})
    alike = (PersonRow.disabled.is_(False), PersonRow.demo == person.demo, PersonRow.id != person.id)
    found = session.scalars(select(PersonRow.id).where(PersonRow.organisation_id.in_(reached), *alike).limit(_MOST_TOLD + 1)).all()
    return list(found) if len(found) <= _MOST_TOLD else []


def _may_end(session: Session, person: Person, row: Share) -> bool:
    """Who gave it, whoever has the thing now, and the stewards of where it is kept."""
    if row.given_by == person.id or row.organisation_id in within(session, rights.spans(person, "manage_datasets")):
        return True
    try:
        own_subject(session, person, row.subject_kind, row.subject_id)
    except Problem:
        return False
    return True


def openings(session: Session, share_ids: list[str]) -> dict[str, int]:
    """How many people opened each link."""
    found: dict[str, int] = {}
    for share_id in session.scalars(select(ShareOpening.share_id).where(ShareOpening.share_id.in_(share_ids))):
        found[share_id] = found.get(share_id, 0) + 1
    return found
