"""The platform's settings, as administrators see and change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.platform import Platform
from connectors.problem import Problem
from connectors.services.mail import TLS as MAIL_TLS
from data_catalog import ledger, protecting
from data_catalog.disclosure import MODES as DISCLOSURE_MODES
from data_catalog.records import settings as kept
from data_catalog.records.settings import SHARED_BY
from data_catalog.records.tables import Organisation

__all__ = ["DISCLOSURE_MODES", "MAIL_TLS", "SHARED_BY", "change", "is_for_all", "listed", "value"]


def value(platform: Platform, key: str) -> Any:
    """The value in force."""
    with platform.records.reading() as session:
        return kept.value(session, key)


def listed(person: Person, platform: Platform) -> Mapping[str, Any]:
    """Every setting with the value in force. Problems: rights.*."""
    with platform.records.reading() as session:
        _need(session, person)
        return {key: kept.value(session, key) for key in kept.SETTINGS}


def change(person: Person, platform: Platform, key: str, wanted: Any) -> None:
    """Sets a value. Problems: rights.*, setting.unknown, setting.not_allowed."""
    with platform.records.session() as session:
        _need(session, person)
        kept.change(session, key, wanted, by=person.id, at=platform.now())
        if key == "disclosure_mode":
            protecting.prepare(session, platform.now())
        ledger.record(
            session, ledger.SETTING_CHANGED, person_id=person.id, organisation_id=person.organisation_id,
            subject=("setting", key), at=platform.now(),
        )  # fmt: skip


def is_for_all(person: Person, platform: Platform) -> bool:
    """Whether the person is an administrator at the top: what holds for everybody is theirs, not that of one of a department."""
    with platform.records.reading() as session:
        return rights.may(person, "manage_platform") and _at_top(session, person)


def need_for_all(person: Person, platform: Platform) -> None:
    """Passes for an administrator at the top. Problems: rights.*."""
    with platform.records.reading() as session:
        _need(session, person)


def _need(session: Session, person: Person) -> None:
    """Settings hold for everybody."""
    rights.need(person, "manage_platform")
    if not _at_top(session, person):
        raise Problem("rights.top_needed")


def _at_top(session: Session, person: Person) -> bool:
    mine = rights.spans(person, "manage_platform")
    top = select(Organisation.id).where(Organisation.id.in_(mine), Organisation.parent_id.is_(None))
    return session.scalars(top.limit(1)).one_or_none() is not None
