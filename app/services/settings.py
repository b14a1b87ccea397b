"""The platform's settings, as administrators see and change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.identity import rights
from app.identity.person import Person
from app.services.platform import Platform
from data_catalog import ledger
from data_catalog.records import settings as kept


def value(platform: Platform, key: str) -> Any:
    """The value in force."""
    with platform.records.reading() as session:
        return kept.value(session, key)


def listed(person: Person, platform: Platform) -> Mapping[str, Any]:
    """Every setting with the value in force."""
    rights.need(person, "manage_platform")
    with platform.records.reading() as session:
        return {key: kept.value(session, key) for key in kept.SETTINGS}


def change(person: Person, platform: Platform, key: str, wanted: Any) -> None:
    """Sets a value. Problems: setting.unknown, setting.not_allowed."""
    rights.need(person, "manage_platform")
    with platform.records.session() as session:
        kept.change(session, key, wanted, by=person.id, at=platform.now())
        ledger.record(
            session, ledger.SETTING_CHANGED, person_id=person.id, organisation_id=person.organisation_id,
            subject=("setting", key), at=platform.now(),
        )  # fmt: skip
