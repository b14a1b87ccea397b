"""Who a worker is, and that it is alive: a stable id of its own, and a lease it renews while it works."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import delete, select, update

from app.services.platform import Platform
from data_catalog.records.tables import Worker

LEASE_S = 10.0
RENEW_S = 1.0


@contextmanager
def identity(home: Path) -> Iterator[str]:
    """An id no other living worker has, the same again after a restart: the first free seat of this home.

    A seat is held by a lock the kernel lets go when the process ends, however it ends.
    """
    seats = home / "workers"
    seats.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(1, 1000):
        with (seats / f"{number}").open("a+", encoding="ascii") as seat:
            try:
                fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            seat.seek(0)
            name = seat.read().strip()
            if not name:
                name = f"worker-{uuid4().hex[:16]}"
                seat.write(name)
                seat.flush()
            yield name
            return
    raise RuntimeError("a thousand workers hold this home already")


def renew(platform: Platform, worker_id: str, version: str) -> None:
    """Says that the worker is alive for another while."""
    until = platform.now() + timedelta(seconds=LEASE_S)
    with platform.records.session() as session:
        changed = session.execute(update(Worker).where(Worker.id == worker_id).values(lease_until_utc=until))
        if not changed.rowcount:  # type: ignore[attr-defined]
            session.add(Worker(id=worker_id, application_version=version, lease_until_utc=until))


def give_up(platform: Platform, worker_id: str) -> None:
    """Says that the worker ends: others may take over at once."""
    with platform.records.session() as session:
        session.execute(update(Worker).where(Worker.id == worker_id).values(lease_until_utc=platform.now()))


def forget(platform: Platform, worker_id: str) -> None:
    """Strikes a worker whose runs were taken over; not one that came back meanwhile."""
    with platform.records.session() as session:
        gone = (Worker.id == worker_id, Worker.lease_until_utc < platform.now())
        session.execute(delete(Worker).where(*gone))


def living(platform: Platform) -> frozenset[str]:
    """The workers whose lease holds."""
    with platform.records.reading() as session:
        return frozenset(session.scalars(select(Worker.id).where(Worker.lease_until_utc >= platform.now())))
