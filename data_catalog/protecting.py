"""How the platform protects counts of persons: the administrator's choice, and the secret that decides the noise.

The secret is made when noise is first chosen and never changed: with another one the same question would be answered anew, and many
answers tell what one does not. Nobody is shown it; it lies in the records, as the salts of organisations do, and in their backup.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from data_catalog.disclosure import HIDING, SUPPRESS, Noise, Protection
from data_catalog.records import settings
from data_catalog.records.work import SettingRow

_SECRET = "disclosure_secret"  # noqa: S105
_BYTES = 32


def noise_of(most: int) -> Noise:
    """The noise of a scale: at most so much, with a variance that grows with its square (4 where it is 5)."""
    return Noise(most, 0.16 * most**2)


def protection(session: Session) -> Protection:
    """What holds now."""
    mode = settings.value(session, "disclosure_mode")
    kept = session.get(SettingRow, _SECRET)
    if mode == SUPPRESS or kept is None:
        return HIDING
    return Protection(mode, noise_of(settings.value(session, "disclosure_noise")), bytes.fromhex(str(kept.value)))


def prepare(session: Session, at: datetime) -> None:
    """Makes the secret, when there is none."""
    if session.get(SettingRow, _SECRET) is None:
        session.add(SettingRow(key=_SECRET, value=secrets.token_hex(_BYTES), changed_by=None, changed_at_utc=at))
