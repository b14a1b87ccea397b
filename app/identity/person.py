"""The person every service is asked by."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.problem import Problem
from data_catalog.records.tables import Membership, PersonRow

_LOGIN = re.compile(r"[\w][\w.@+-]{1,98}[\w]")


@dataclass(frozen=True)
class Person:
    """Someone signed in. `scopes` are pairs of role and organisation: a role holds there and in everything below."""

    id: str
    name: str
    organisation_id: str
    roles: frozenset[str]
    language: str = "ko"
    theme: str = "system"
    login: str = ""
    demo: bool = False
    must_change: bool = False
    scopes: tuple[tuple[str, str], ...] = ()


def load(session: Session, person_id: str) -> Person | None:
    """The person of an id, when the account is in use."""
    row = session.get(PersonRow, person_id)
    return None if row is None or row.disabled else of(session, row)


def of(session: Session, row: PersonRow) -> Person:
    """The person an account stands for."""
    held = session.execute(
        select(Membership.role, Membership.organisation_id)
        .where(Membership.person_id == row.id)
        .order_by(Membership.role, Membership.organisation_id)
    ).all()
    return Person(
        id=row.id,
        name=row.name,
        organisation_id=row.organisation_id,
        roles=frozenset(role for role, _ in held),
        language=row.language,
        theme=row.theme,
        login=row.login,
        demo=row.demo,
        must_change=row.must_change,
        scopes=tuple((role, organisation) for role, organisation in held),
    )


def usable_login(text: str) -> str:
    """The form a login is kept in: three letters or digits or more, and . @ + - _. Problem people.login_unusable."""
    login = same_form(text)
    if len(text.strip()) > 100 or not _LOGIN.fullmatch(login) or login.startswith("demo-"):
        raise Problem("people.login_unusable", login=text[:60])
    return login


def same_form(text: str) -> str:
    """A login however it was typed: upper or lower case, full-width letters, Hangul in parts."""
    return unicodedata.normalize("NFKC", text).strip().casefold()[:100]
