"""Signing in and out, as oneself or as a demo person; hands on what `credentials` does."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import demo, guards, passwords, sessions
from app.identity import person as people
from app.identity.demo import Caller
from app.identity.sessions import Signed, csrf_fits
from app.services.people.credentials import (
    change_password,
    create_first_admin,
    first_admin_needed,
    reset_admin_password,
    reset_password,
    set_language,
    set_theme,
)
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Membership, Organisation, PersonRow

__all__ = [
    "Caller",
    "DemoPerson",
    "Signed",
    "SignedIn",
    "begin",
    "change_password",
    "create_first_admin",
    "csrf_fits",
    "demo_agencies",
    "demo_people",
    "first_admin_needed",
    "reset_admin_password",
    "reset_password",
    "set_language",
    "set_theme",
    "sign_in",
    "sign_in_demo",
    "sign_out",
    "whose",
]


@dataclass(frozen=True)
class SignedIn:
    """A session just begun; `token` goes into the browser's cookie and nowhere else."""

    token: str
    signed: Signed


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to try the portal as."""

    id: str
    role: str
    login: str
    name: str
    organisation_ko: str
    organisation_en: str


def sign_in(platform: Platform, login: str, password: str, caller: Caller) -> SignedIn:
    """Signs a person in. Takes 0.1 s: for a thread.

    Problems: sign_in.locked(minutes) while an account or an address waits; sign_in.refused else, the same for an
    unknown account, a wrong password and a disabled account.
    """
    login, now = people.same_form(login), platform.now()
    with platform.records.session() as session:
        # The address first: while it waits it cannot make accounts wait.
        guards.attempt(session, guards.key("address", caller.address), guards.ADDRESS, now)
        last = guards.attempt(session, guards.key("login", login), guards.LOGIN, now)
        row = session.scalar(select(PersonRow).where(PersonRow.login == login))
        hashed = row.password_hash if row and not row.disabled else None
        if row is not None and row.demo and not demo.allowed(caller, demo.real_accounts(session)):
            hashed = None
    fits = passwords.fits(hashed, password)
    with platform.records.session() as session:
        row = session.scalar(select(PersonRow).where(PersonRow.login == login))
        if not fits or row is None or row.disabled or row.password_hash != hashed:
            _note_failure(session, platform, row, last)
        else:
            guards.forget(session, login)
            guards.take_back(session, guards.key("address", caller.address), guards.ADDRESS, now)
            return begin(session, platform, row, how="password")
    with platform.records.reading() as session:
        wait_min = guards.wait_min(session, login, now)
    raise Problem("sign_in.locked", minutes=wait_min) if wait_min else Problem("sign_in.refused")


def demo_people(platform: Platform, caller: Caller) -> tuple[DemoPerson, ...]:
    """The people to try the portal as; none when the rule of `demo.allowed` says no."""
    if not _demo_open(platform, caller):
        return ()
    with platform.records.session() as session:
        demo.make(session, platform.now().date())
        return _to_try(session, [f"demo-{role}" for role, _, _ in demo.PEOPLE])


def demo_agencies(platform: Platform, caller: Caller) -> tuple[DemoPerson, ...]:
    """Those of the departments of the sample, where it was made; none when the rule says no."""
    if not _demo_open(platform, caller):
        return ()
    with platform.records.reading() as session:
        return _to_try(session, [f"demo-{key}" for key, *_ in demo.AGENCIES])


def sign_in_demo(platform: Platform, person_id: str, caller: Caller) -> SignedIn:
    """Signs in as a demo person, by one click. Problem demo.closed."""
    if not _demo_open(platform, caller):
        raise Problem("demo.closed")
    with platform.records.session() as session:
        row = session.get(PersonRow, person_id)
        if row is None or not row.demo or row.disabled or row.password_hash is not None:
            raise Problem("demo.closed")
        return begin(session, platform, row, how="demo")


def whose(platform: Platform, token: str | None, caller: Caller | None = None) -> Signed | None:
    """The session of a token, when it is in force. A demo person's is not when the demo is not allowed this way."""
    signed = sessions.find(platform.records, token, platform.now())
    if signed and signed.person.demo and caller and not _demo_open(platform, caller):
        return None
    return signed


def sign_out(platform: Platform, token: str | None) -> None:
    """Ends a session; one that is over already is fine."""
    if not token:
        return
    with platform.records.session() as session:
        person_id = sessions.end(session, token, platform.now())
        if person_id:
            row = session.get_one(PersonRow, person_id)
            ledger.record(
                session, ledger.SIGN_OUT, person_id=row.id, organisation_id=row.organisation_id,
                subject=("person", row.id), at=platform.now(),
            )  # fmt: skip


def begin(session: Session, platform: Platform, row: PersonRow, **facts: str) -> SignedIn:
    """A session of somebody whose right to one was found, on record with `facts`: ids and codes, such as how it was found."""
    now = platform.now()
    token, begun = sessions.begin(session, row.id, now)
    ledger.record(
        session, ledger.SIGN_IN, person_id=row.id, organisation_id=row.organisation_id, subject=("person", row.id),
        facts=facts, at=now,
    )  # fmt: skip
    return SignedIn(token, Signed(begun.id, people.of(session, row), begun.csrf, begun.expires_at_utc))


def _to_try(session: Session, logins: list[str]) -> tuple[DemoPerson, ...]:
    found = session.execute(
        select(PersonRow, Organisation, Membership.role)
        .join(Organisation, Organisation.id == PersonRow.organisation_id)
        .join(Membership, Membership.person_id == PersonRow.id)
        .where(PersonRow.demo, PersonRow.disabled.is_(False), PersonRow.password_hash.is_(None), PersonRow.login.in_(logins))
    ).all()
    listed = [DemoPerson(row.id, role, row.login, row.name, body.name_ko, body.name_en) for row, body, role in found]
    return tuple(sorted(listed, key=lambda person: logins.index(person.login)))


def _demo_open(platform: Platform, caller: Caller) -> bool:
    with platform.records.reading() as session:
        return demo.allowed(caller, demo.real_accounts(session))


def _note_failure(session: Session, platform: Platform, row: PersonRow | None, last: bool) -> None:
    ledger.record(
        session, ledger.SIGN_IN_LOCKED if last else ledger.SIGN_IN_FAILED, person_id=row.id if row else None,
        organisation_id=row.organisation_id if row else None, facts={"known": row is not None}, at=platform.now(),
    )  # fmt: skip
