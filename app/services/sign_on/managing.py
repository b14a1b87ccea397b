"""Providers as an administrator of the topmost organisation sees and changes them; saving never waits for a provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.identity.provider import provider
from app.services import leaving
from app.services import settings as platform_settings
from app.services.platform import Platform
from app.services.sign_on import providers
from app.services.sign_on.places import Places
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Identity, ProviderRow, SessionRow, SignOn, new_id
from models.kit.wording import Words

LONGEST_SECRET = 4_000


@dataclass(frozen=True)
class ProviderLine:
    """One provider in the list. `said`: what the form holds, empty for one of the file. `fault`: why it cannot be used."""

    key: str
    name: Words | None
    said: Mapping[str, Any]
    has_secret: bool
    of_file: bool
    fault: Problem | None
    rules: tuple[tuple[str, str, tuple[str, ...], Words | str], ...]


def listed(person: Person, platform: Platform) -> tuple[ProviderLine, ...]:
    """Every provider there is, usable or not. Problems: rights.*."""
    platform_settings.need_for_all(person, platform)
    found = providers.every(platform)
    with platform.records.reading() as session:
        rows = {row.key: row for row in session.scalars(select(ProviderRow))}
        places = Places(session)
        keys = sorted({*found.providers, *found.faults, *rows})
        return tuple(_line(found, rows.get(key), key, places) for key in keys)


def portal_address(platform: Platform) -> str:
    """The portal's own address as an administrator wrote it; empty where nobody did."""
    return str(platform_settings.value(platform, "portal_address"))


def save(person: Person, platform: Platform, key: str, said: Mapping[str, Any], secret: str | None = None) -> None:
    """Keeps a provider, new or changed; `secret`: None keeps the one there is, "" takes it away; it is never given back.

    Problems: rights.*, sign_on.key_in_file, secret_again, those of `provider`.
    """
    platform_settings.need_for_all(person, platform)
    key = key.strip()
    kept = {name: value for name, value in said.items() if name in providers.ON_SCREEN}
    wanted = provider(key, kept)
    if secret is not None and len(secret) > LONGEST_SECRET:
        raise Problem("sign_on.field_unreadable", field="secret")
    if key in providers.every(platform).of_file:
        raise Problem("sign_on.key_in_file", key=key)
    with platform.records.session() as session:
        row = session.scalar(select(ProviderRow).where(ProviderRow.key == key))
        if row is None:
            row = ProviderRow(id=new_id(), key=key)
            session.add(row)
        elif row.secret and secret is None and _leads_elsewhere(row.said, kept):
            # Else whoever may change the host could have the secret of the old one sent to a new one.
            raise Problem("sign_on.secret_again")
        row.said, row.changed_by, row.changed_at_utc = kept, person.id, platform.now()
        if secret is not None:
            row.secret = leaving.vault(platform).seal(secret, row.id) if secret else None
        _note(session, platform, person, ledger.PROVIDER_CHANGED, wanted.key)


def remove(person: Person, platform: Platform, key: str) -> None:
    """Takes a provider away: nobody comes by it any more, and whoever came by it is signed out; accounts and their work stay.

    Problems: rights.*, sign_on.key_in_file.
    """
    platform_settings.need_for_all(person, platform)
    with platform.records.session() as session:
        gone = session.execute(delete(ProviderRow).where(ProviderRow.key == key))
        if not gone.rowcount:  # type: ignore[attr-defined]
            raise Problem("sign_on.key_in_file", key=key[:40])
        begun = select(SignOn.session_id).join(Identity, Identity.id == SignOn.identity_id).where(Identity.provider == key)
        session.execute(
            update(SessionRow).where(SessionRow.id.in_(begun), SessionRow.revoked_at_utc.is_(None)).values(revoked_at_utc=platform.now())
        )
        _note(session, platform, person, ledger.PROVIDER_REMOVED, key)


def _line(found: providers.Found, row: ProviderRow | None, key: str, places: Places) -> ProviderLine:
    of_file = key in found.of_file or row is None
    one = found.providers.get(key)
    rules = [(rule.claim, rule.value, rule.grant) for rule in one.rules] if one else []
    told = tuple((claim, value, grant.roles, places.named(grant.place)) for claim, value, grant in rules)
    said = {} if of_file or row is None else {**providers.ON_SCREEN, **row.said}
    return ProviderLine(
        key, one.name if one else None, said, bool(row and row.secret and not of_file), of_file, found.faults.get(key), told
    )


def _leads_elsewhere(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(str(before.get(name, "")).strip() != str(after.get(name, "")).strip() for name in ("issuer", "hosts", "network"))


def _note(session: Session, platform: Platform, person: Person, event: str, key: str) -> None:
    ledger.record(
        session, event, person_id=person.id, organisation_id=person.organisation_id, subject=("provider", key[:32]),
        facts={"provider": key}, at=platform.now(),
    )  # fmt: skip
