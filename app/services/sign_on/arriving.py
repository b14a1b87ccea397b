"""Who arrives by a provider: the person an identity stands for, made when new, with the roles the rules give today.

An identity is issuer and subject. Nothing else joins one to an account: two people with one e-mail address, or one login, are two
people, and an account that is here already is joined to a provider by its owner or an administrator only (`linking`).
What the rules gave is given anew at each arrival and gone when they no longer give it; what an administrator gave by hand stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.identity import demo, guards, sessions
from app.identity.person import same_form
from app.identity.provider import Provider
from app.identity.role_rules import Grant, first_text, granted
from app.services import leaving
from app.services.people import accounts
from app.services.people.accounts import SignedIn
from app.services.platform import Platform
from app.services.sign_on.places import Places
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Identity, Membership, PersonRow, SignOn, new_id
from models.kit.wording import Words

_UNUSABLE = re.compile(r"[^\w.@+-]+")


@dataclass(frozen=True)
class Arrival:
    """Somebody a provider vouched for. `sid` and `id_token`: its side of the session, where it has one."""

    provider: str
    provider_name: Words
    issuer: str
    subject: str
    login: str
    name: str
    email: str
    grants: tuple[Grant, ...]
    new_accounts: bool
    sid: str | None = None
    id_token: str | None = None


def arrival(one: Provider, claims: Mapping[str, Any], id_token: str) -> Arrival:
    """Somebody by the claims of a provider. `claims` are those of the ID token, and what userinfo adds to them."""
    said_sid = claims.get("sid")
    return Arrival(
        one.key, one.name, one.issuer, claims["sub"], first_text(claims, one.claim_person, 60), first_text(claims, one.claim_name, 100),
        first_text(claims, one.claim_email, 254), granted(one.rules, one.otherwise, claims), one.new_accounts,
        said_sid if isinstance(said_sid, str) and 0 < len(said_sid) <= 255 else None, id_token,
    )  # fmt: skip


def sign_in(platform: Platform, who: Arrival) -> SignedIn:
    """Begins the session of somebody who arrived.

    Problems: sign_on.admin_first, person_unknown, disabled, no_role; the refusal is on record, and so are roles that went.
    """
    try:
        found = _attempt(platform, who)
    except IntegrityError:  # the same person arrived twice at once, and was made by the other
        found = _attempt(platform, who)
    if isinstance(found, Problem):
        raise found
    return found


def note_refusal(platform: Platform, provider: str, reason: str, address: str) -> None:
    """Puts on record that a sign-in came to nobody, with a code for why; of one address only so many: the record is no bin."""
    with platform.records.session() as session:
        try:
            guards.attempt(session, guards.key("sign_on", address), guards.ADDRESS, platform.now())
        except Problem:
            return
        _refused(session, platform, provider, reason, None)


def _attempt(platform: Platform, who: Arrival) -> SignedIn | Problem:
    with platform.records.session() as session:
        found = _signed_in(session, platform, who)
        if isinstance(found, Problem):
            _refused(session, platform, who.provider, found.code, _person_of(session, who))
    return found


def _refused(session: Session, platform: Platform, provider: str, reason: str, row: PersonRow | None) -> None:
    ledger.record(
        session, ledger.SIGN_IN_FAILED, person_id=row.id if row else None, organisation_id=row.organisation_id if row else None,
        facts={"provider": provider, "reason": reason}, at=platform.now(),
    )  # fmt: skip


def _signed_in(session: Session, platform: Platform, who: Arrival) -> SignedIn | Problem:
    if demo.real_accounts(session) == 0:
        return Problem("sign_on.admin_first")
    identity = session.scalar(
        select(Identity).where(Identity.issuer == who.issuer, Identity.subject == who.subject).with_for_update()
    )  # fmt: skip
    wanted = Places(session).pairs(who.grants)
    if identity is None:
        if not who.new_accounts:
            return Problem("sign_on.person_unknown", provider=who.provider_name)
        if not wanted:
            return Problem("sign_on.no_role", provider=who.provider_name)
        identity = _made(session, platform, who, wanted[0][1])
    row = session.get_one(PersonRow, identity.person_id)
    if row.disabled:
        return Problem("sign_on.disabled")
    _give(session, platform, identity, row, wanted)
    if not session.scalar(select(Membership.role).where(Membership.person_id == row.id).limit(1)):
        return Problem("sign_on.no_role", provider=who.provider_name)
    if who.name and identity.linked_by is None:
        row.name = who.name
    identity.email, identity.provider, identity.seen_at_utc = who.email or None, who.provider, platform.now()
    kept = accounts.begin(session, platform, row, how="provider", provider=who.provider)
    sealed = leaving.vault(platform).seal(who.id_token, kept.signed.session_id) if who.id_token else None
    session.add(SignOn(session_id=kept.signed.session_id, identity_id=identity.id, sid=who.sid, id_token=sealed))
    return kept


def _person_of(session: Session, who: Arrival) -> PersonRow | None:
    return session.scalar(
        select(PersonRow).join(Identity, Identity.person_id == PersonRow.id)
        .where(Identity.issuer == who.issuer, Identity.subject == who.subject)
    )  # fmt: skip


def _made(session: Session, platform: Platform, who: Arrival, organisation_id: str) -> Identity:
    login = _free_login(session, who)
    row = PersonRow(
        id=new_id(), login=login, name=who.name or login, organisation_id=organisation_id, password_hash=None, must_change=False,
        made_at_utc=platform.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    identity = Identity(
        id=new_id(), person_id=row.id, provider=who.provider, issuer=who.issuer, subject=who.subject, email=who.email or None,
        made_at_utc=platform.now(), seen_at_utc=platform.now(),
    )  # fmt: skip
    session.add(identity)
    session.flush()
    ledger.record(
        session, ledger.IDENTITY_MADE, person_id=row.id, organisation_id=organisation_id, subject=("person", row.id),
        facts={"provider": who.provider}, at=platform.now(),
    )  # fmt: skip
    return identity


def _free_login(session: Session, who: Arrival) -> str:
    """A login that says where it came from: it is never one that somebody has here, nor one that looks like it."""
    name = _UNUSABLE.sub("", same_form(who.login)).strip(".@+-")[:50].removeprefix("demo-") or "person"
    number = 1
    while True:
        login = f"{name}@{who.provider}" + (f"-{number}" if number > 1 else "")
        if session.scalar(select(PersonRow.id).where(PersonRow.login == login)) is None:
            return login
        number += 1


def _give(session: Session, platform: Platform, identity: Identity, row: PersonRow, wanted: Sequence[tuple[str, str]]) -> None:
    """Makes the roles this identity brought those the rules give now. Where that changes any, other sessions of before end."""
    before = {(role, place) for role, place in session.execute(
        select(Membership.role, Membership.organisation_id)
        .where(Membership.person_id == row.id, Membership.identity_id == identity.id)
    )}  # fmt: skip
    others = {(role, place) for role, place in session.execute(
        select(Membership.role, Membership.organisation_id)
        .where(Membership.person_id == row.id, Membership.identity_id.is_distinct_from(identity.id))
    )}  # fmt: skip
    after = set(wanted) - others
    places = [place for _, place in wanted]
    if identity.linked_by is None and places and row.organisation_id not in places:
        row.organisation_id = places[0]
    if before == after:
        return
    session.execute(delete(Membership).where(Membership.person_id == row.id, Membership.identity_id == identity.id))
    session.add_all(
        Membership(person_id=row.id, organisation_id=place, role=role, identity_id=identity.id, since_utc=platform.now())
        for role, place in sorted(after)
    )
    session.flush()
    sessions.end_all(session, row.id, platform.now())
    ledger.record(
        session, ledger.ROLE_CHANGED, person_id=row.id, organisation_id=row.organisation_id, subject=("person", row.id),
        facts={"roles": sorted({role for role, _ in after}), "provider": identity.provider}, at=platform.now(),
    )  # fmt: skip
