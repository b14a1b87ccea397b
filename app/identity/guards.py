"""Slows down guessing: after five failures a login waits, known to us or not; after thirty at once an address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from connectors.problem import Problem
from data_catalog.records.tables import SignInGuard

QUIET = timedelta(hours=24)
"""After so long without a failure everything is forgotten."""


@dataclass(frozen=True)
class Rule:
    """So many failures, then a wait that doubles each time, up to a longest. So many are forgiven each minute."""

    failures: int
    wait_min: int
    longest_min: int
    forgiven_per_min: int = 0


LOGIN = Rule(failures=5, wait_min=5, longest_min=60)
# An office shares one address: a few hundred people mistype a few times each morning.
ADDRESS = Rule(failures=30, wait_min=1, longest_min=15, forgiven_per_min=2)


def key(kind: str, value: str) -> str:
    """The name of a guard: a hash of what it guards."""
    return hashlib.sha256(f"{kind}:{value.strip().casefold()}".encode()).hexdigest()


def attempt(session: Session, guard_key: str, rule: Rule, now: datetime) -> bool:
    """Counts an attempt before it is judged, so that many at once count too; True when it was the last before a wait.

    Problem sign_in.locked while waiting.
    """
    guard = _locked_row(session, guard_key, now)
    if guard.locked_until_utc and guard.locked_until_utc > now:
        raise Problem("sign_in.locked", minutes=_minutes(guard.locked_until_utc - now))
    if now - guard.last_at_utc > QUIET:
        guard.failures, guard.locks = 0, 0
    quiet_min = int((now - guard.last_at_utc).total_seconds() // 60)
    guard.failures = max(0, guard.failures - quiet_min * rule.forgiven_per_min) + 1
    guard.last_at_utc = now
    last = guard.failures >= rule.failures
    if last:
        wait_min = min(rule.wait_min * 2**guard.locks, rule.longest_min)
        guard.locked_until_utc = now + timedelta(minutes=wait_min)
        guard.failures, guard.locks = 0, guard.locks + 1
    return last


def forget(session: Session, login: str) -> None:
    """Forgets the failures of an account: it signed in, or an administrator let it in again."""
    guard = session.get(SignInGuard, key("login", login))
    if guard is not None:
        session.delete(guard)


def take_back(session: Session, guard_key: str, rule: Rule, now: datetime) -> None:
    """Takes back one counted attempt: it was no failure. The others stay; the guesser may own an account."""
    guard = session.get(SignInGuard, guard_key, with_for_update=True)
    if guard is None:
        return
    if guard.locked_until_utc and guard.locked_until_utc > now:
        guard.locked_until_utc, guard.locks, guard.failures = None, guard.locks - 1, rule.failures - 1
    elif guard.failures:
        guard.failures -= 1


def wait_min(session: Session, login: str, now: datetime) -> int:
    """How many minutes an account still waits; 0 when it does not."""
    guard = session.get(SignInGuard, key("login", login))
    if guard is None or guard.locked_until_utc is None or guard.locked_until_utc <= now:
        return 0
    return _minutes(guard.locked_until_utc - now)


def _locked_row(session: Session, guard_key: str, now: datetime) -> SignInGuard:
    guard = session.get(SignInGuard, guard_key, with_for_update=True)
    if guard is None:
        guard = SignInGuard(key=guard_key, failures=0, locks=0, last_at_utc=now)
        try:
            with session.begin_nested():
                session.add(guard)
        except IntegrityError:  # another attempt made it first
            guard = session.get_one(SignInGuard, guard_key, with_for_update=True)
    return guard


def _minutes(left: timedelta) -> int:
    return max(1, ceil(left.total_seconds() / 60))
