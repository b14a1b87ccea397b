"""One's own password and ways, resetting another's, and the first administrator."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import demo, guards, passwords, rights, sessions
from app.identity import person as people
from app.identity.person import Person
from app.services.people.organisations import need_over
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Membership, Organisation, PersonRow, new_id


def change_password(person: Person, platform: Platform, old: str, new: str, keep: str | None = None) -> None:
    """Changes one's own password and ends all one's sessions but `keep` (a session id). Takes 0.2 s: for a thread.

    Problems: password.old_wrong, sign_in.locked, password.unchanged, and those of `passwords.check_rules`.
    """
    with platform.records.session() as session:
        guards.attempt(session, guards.key("login", person.login), guards.LOGIN, platform.now())
        hashed = session.get_one(PersonRow, person.id).password_hash
    if not passwords.fits(hashed, old):
        raise Problem("password.old_wrong")
    if old == new:
        raise Problem("password.unchanged")
    passwords.check_rules(new, person.login)
    renewed = passwords.hash_password(new)
    with platform.records.session() as session:
        row = session.get_one(PersonRow, person.id)
        row.password_hash, row.must_change = renewed, False
        guards.forget(session, person.login)
        _note(session, platform, ledger.PASSWORD_CHANGED, row)
        end_sessions(session, platform, row, by=person.id, but=keep)


def reset_password(person: Person, platform: Platform, person_id: str) -> str:
    """A temporary password for somebody in one's tree, shown once; it must be changed at the next sign-in.

    Problems: rights.role_needed, not_found.person, people.held_elsewhere.
    """
    rights.need(person, "manage_people")
    temporary = passwords.temporary()
    hashed = passwords.hash_password(temporary)
    with platform.records.session() as session:
        row = session.get(PersonRow, person_id)
        if row is None:
            raise Problem("not_found.person")
        need_over(session, person, row)
        _reset(session, platform, row, hashed, by=person.id)
    return temporary


def reset_admin_password(platform: Platform, login: str) -> str:
    """From the shell: a temporary password for an administrator, who is let in again whatever stood against it.

    Problems: accounts.no_such_admin with the logins that would work, accounts.no_admin_yet.
    """
    temporary = passwords.temporary()
    hashed = passwords.hash_password(temporary)
    with platform.records.session() as session:
        rows = session.scalars(
            select(PersonRow).join(Membership, Membership.person_id == PersonRow.id)
            .where(Membership.role == "admin", PersonRow.demo.is_(False))
        ).unique().all()  # fmt: skip
        row = next((row for row in rows if row.login == login.strip().casefold()), None)
        if not rows:
            raise Problem("accounts.no_admin_yet", login=login[:100])
        if row is None:
            raise Problem("accounts.no_such_admin", login=login[:100], known=sorted(row.login for row in rows))
        row.disabled = False
        _reset(session, platform, row, hashed, by=None)
    return temporary


def first_admin_needed(platform: Platform) -> bool:
    """Whether no real account exists yet."""
    with platform.records.reading() as session:
        return demo.real_accounts(session) == 0


def create_first_admin(platform: Platform, login: str, name: str, password: str, organisation_ko: str, organisation_en: str) -> Person:
    """The first real account: an administrator, with the organisation at the top of the tree. The demo ends.

    Problems: accounts.first_exists, people.login_unusable, people.name_missing, organisations.name_missing, password.….
    """
    login = people.usable_login(login)
    passwords.check_rules(password, login)
    if not name.strip():
        raise Problem("people.name_missing")
    if not organisation_ko.strip() or not organisation_en.strip():
        raise Problem("organisations.name_missing")
    hashed = passwords.hash_password(password)
    with platform.records.session() as session:
        if demo.real_accounts(session):
            raise Problem("accounts.first_exists")
        now = platform.now()
        demo.end(session, now)
        body = Organisation(
            id=new_id(), kind="city", name_ko=organisation_ko.strip()[:200], name_en=organisation_en.strip()[:200],
            valid_from=now.date(),
        )  # fmt: skip
        session.add(body)
        session.flush()
        row = PersonRow(
            id=new_id(), login=login, name=name.strip()[:100], organisation_id=body.id, password_hash=hashed,
            must_change=False,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(Membership(person_id=row.id, organisation_id=body.id, role="admin"))
        session.flush()
        _note(session, platform, ledger.PERSON_ADDED, row, first=True)
        return people.of(session, row)


def end_sessions(session: Session, platform: Platform, row: PersonRow, *, by: str | None, but: str | None = None) -> None:
    """Ends the sessions of an account, but one, and puts on record how many there were and who ended them."""
    ended = sessions.end_all(session, row.id, platform.now(), but=but)
    if ended:
        _note(session, platform, ledger.SESSIONS_ENDED, row, by=by, sessions=ended)


def set_language(person: Person, platform: Platform, language: str) -> None:
    """The language the person reads."""
    _set(person, platform, "language", language, ("ko", "en"))


def set_theme(person: Person, platform: Platform, theme: str) -> None:
    """Light, dark, or as the system has it."""
    _set(person, platform, "theme", theme, ("light", "dark", "system"))


def _reset(session: Session, platform: Platform, row: PersonRow, hashed: str, by: str | None) -> None:
    row.password_hash, row.must_change = hashed, True
    guards.forget(session, row.login)
    _note(session, platform, ledger.PASSWORD_RESET, row, by=by)
    end_sessions(session, platform, row, by=by)


def _set(person: Person, platform: Platform, name: str, wanted: str, allowed: tuple[str, ...]) -> None:
    if wanted not in allowed:
        raise Problem("setting.not_allowed", setting=name, given=wanted[:40], allowed=", ".join(allowed))
    with platform.records.session() as session:
        setattr(session.get_one(PersonRow, person.id), name, wanted)


def _note(session: Session, platform: Platform, event: str, row: PersonRow, *, by: str | None = None, **facts: Any) -> None:
    ledger.record(
        session, event, person_id=by or row.id, organisation_id=row.organisation_id, subject=("person", row.id),
        facts=facts, at=platform.now(),
    )  # fmt: skip
