"""What takes several transactions and one process at a time may do: it claims it in the records, and the others wait until it is done."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.services.platform import Platform
from data_catalog.records.tables import Claim

CLAIM = timedelta(minutes=1)
_RENEW_S = 15.0
_LOOK_S = 0.2


@contextmanager
def alone(platform: Platform, name: str) -> Iterator[None]:
    """Holds the claim of a name while the block runs, after whoever holds it now. A process that dies lets go of it within CLAIM."""
    token = uuid4().hex
    while not _taken(platform, name, token):
        time.sleep(_LOOK_S)
    mine = (Claim.name == name, Claim.claimed_by == token)

    def renew() -> None:
        with platform.records.session() as session:
            session.execute(update(Claim).where(*mine).values(until_utc=platform.now() + CLAIM))

    with renewed(renew, _RENEW_S):
        try:
            yield
        finally:
            with platform.records.session() as session:
                session.execute(delete(Claim).where(*mine))


@contextmanager
def renewed(renew: Callable[[], None], every_s: float) -> Iterator[None]:
    """Renews a claim every so many seconds while the block runs; a time that the records cannot be reached is left out."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(every_s):
            with contextlib.suppress(SQLAlchemyError):
                renew()

    keeping = threading.Thread(target=keep, daemon=True)
    keeping.start()
    try:
        yield
    finally:
        over.set()
        keeping.join()


def _taken(platform: Platform, name: str, token: str) -> bool:
    now = platform.now()
    mine = {"claimed_by": token, "until_utc": now + CLAIM}
    with platform.records.session() as session:
        left = session.execute(update(Claim).where(Claim.name == name, Claim.until_utc < now).values(**mine))
        if left.rowcount == 1:  # type: ignore[attr-defined]
            return True
    try:
        with platform.records.session() as session:
            session.add(Claim(name=name, **mine))
    except IntegrityError:
        return False
    return True
