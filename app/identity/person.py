"""The person every service is asked by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from connectors.problem import Problem
from data_catalog.records.tables import Membership, PersonRow

# One question, asked at every drawing and every click.
_OF_ID = (
    select(
        PersonRow.id, PersonRow.name, PersonRow.organisation_id, PersonRow.language, PersonRow.theme, PersonRow.login, PersonRow.demo,
        PersonRow.must_change, PersonRow.disabled, PersonRow.workshop_id, Membership.role, Membership.organisation_id.label("held_at"),
    )
    .outerjoin(Membership, Membership.person_id == PersonRow.id)
    .where(PersonRow.id == bindparam("person_id"))
    .order_by(Membership.role, Membership.organisation_id)
)  # fmt: skip
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
    workshop_id: str | None = None
    """Of a seat: somebody without an account, who sees one workshop and nothing else."""


def load(session: Session, person_id: str) -> Person | None:
    """The person of an id, when the account is in use."""
    rows = session.execute(_OF_ID, {"person_id": person_id}).all()
    return None if not rows or rows[0].disabled else _person(rows[0], [(row.role, row.held_at) for row in rows if row.role is not None])


def of(session: Session, row: PersonRow) -> Person:
    """The person an account stands for."""
    held = session.execute(
        select(Membership.role, Membership.organisation_id)
        .where(Membership.person_id == row.id)
        .order_by(Membership.role, Membership.organisation_id)
    ).all()
    return _person(row, [(role, organisation) for role, organisation in held])


def _person(row: Any, held: Sequence[tuple[str, str]]) -> Person:
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
        scopes=tuple(held),
        workshop_id=row.workshop_id,
    )


def usable_login(text: str) -> str:
    """The form a login is kept in: three letters or digits or more, and . @ + - _. Problem people.login_unusable."""
    login = same_form(text)
    if len(text.strip()) > 100 or not _LOGIN.fullmatch(login) or login.startswith(("demo-", "seat-")):
        raise Problem("people.login_unusable", login=text[:60])
    return login


def same_form(text: str) -> str:
    """A login however it was typed: upper or lower case, full-width letters, Hangul in parts."""
    return unicodedata.normalize("NFKC", text).strip().casefold()[:100]
