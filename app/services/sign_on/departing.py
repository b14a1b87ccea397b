"""Signing out where a provider is: telling it when somebody leaves here, and obeying it when somebody left there.

What is guarded against: a logout token used twice, and one that ends sessions of others. It ends those of the session (`sid`) or the
person (`sub`) it names with that very issuer; a session begun with a password is nobody's but ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.identity.provider import Provider
from app.services import leaving
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Identity, PersonRow, SessionRow, SignOn, UsedLogoutToken

_REMEMBERED = timedelta(hours=1)
"""Longer than any logout token is obeyed, whatever the clocks."""


@dataclass(frozen=True)
class Leaving:
    """The provider's side of a session that ends here. `id_token`: for the provider alone; it shows itself nowhere."""

    provider: str
    id_token: str | None = field(repr=False, default=None)


def side_of(platform: Platform, session_id: str) -> Leaving | None:
    """The provider's side of a session; None where none vouched for it."""
    with platform.records.reading() as session:
        found = session.execute(
            select(Identity.provider, SignOn.id_token).join(SignOn, SignOn.identity_id == Identity.id)
            .where(SignOn.session_id == session_id)
        ).one_or_none()  # fmt: skip
    if found is None:
        return None
    try:
        token = leaving.vault(platform).open(found.id_token, session_id).reveal() if found.id_token else None
    except Problem:  # the key was renewed meanwhile: one signs out there without the token, and is asked
        token = None
    return Leaving(found.provider, token)


def subject_at(platform: Platform, session_id: str, issuer: str) -> str | None:
    """Whom an issuer vouched for when the session began; None when it did not."""
    with platform.records.reading() as session:
        found: str | None = session.scalar(
            select(Identity.subject).join(SignOn, SignOn.identity_id == Identity.id)
            .where(SignOn.session_id == session_id, Identity.issuer == issuer)
        )  # fmt: skip
        return found


def end_address(one: Provider, metadata: Mapping[str, Any], side: Leaving, back: str) -> str | None:
    """Where a browser signs out at the provider (OpenID Connect RP-Initiated Logout 1.0); None where it has no such place.

    The ID token in it is for its own issuer alone, as the standard has it: no other host is asked, and no page of ours shows it.
    """
    place = metadata.get("end_session_endpoint")
    if not place:
        return None
    asked = {"client_id": one.client_id, "post_logout_redirect_uri": back}
    if side.id_token:
        asked["id_token_hint"] = side.id_token
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"


def obey(platform: Platform, one: Provider, claims: Mapping[str, Any]) -> int:
    """Ends what a checked logout token names, at once; gives how many sessions. Problem sign_on.replayed."""
    now = platform.now()
    used = hashlib.sha256(f"{claims['iss']}\n{claims['jti']}".encode()).hexdigest()
    with platform.records.session() as session:
        session.execute(delete(UsedLogoutToken).where(UsedLogoutToken.ends_at_utc <= now))
        try:
            with session.begin_nested():
                session.add(UsedLogoutToken(key=used, ends_at_utc=now + _REMEMBERED))
        except IntegrityError:
            raise Problem("sign_on.replayed", provider=one.name) from None
        named = (
            select(SignOn.session_id, Identity.person_id)
            .join(Identity, Identity.id == SignOn.identity_id)
            .join(SessionRow, SessionRow.id == SignOn.session_id)
            .where(Identity.issuer == one.issuer, SessionRow.revoked_at_utc.is_(None))
        )
        for column, name in ((SignOn.sid, "sid"), (Identity.subject, "sub")):
            if claims.get(name) is not None:
                named = named.where(column == claims[name])
        found = session.execute(named).all()
        session.execute(update(SessionRow).where(SessionRow.id.in_([row.session_id for row in found])).values(revoked_at_utc=now))
        for person_id in sorted({row.person_id for row in found}):
            row = session.get_one(PersonRow, person_id)
            ledger.record(
                session, ledger.SIGNED_OUT_BY_PROVIDER, person_id=person_id, organisation_id=row.organisation_id,
                subject=("person", person_id), facts={"provider": one.key}, at=now,
            )  # fmt: skip
    return len(found)
