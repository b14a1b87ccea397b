"""Slows down guessing: after five failures an account waits, after thirty an address, known to us or not."""

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
    """So many failures, then a wait that doubles each time, up to a longest."""

    failures: int
    wait_min: int
    longest_min: int


LOGIN = Rule(failures=5, wait_min=5, longest_min=60)
# An office shares one address: it takes more failures, and waits less.
ADDRESS = Rule(failures=30, wait_min=1, longest_min=15)


def key(kind: str, value: str) -> str:
    """The name of a guard: a hash of what it guards."""
    return hashlib.sha256(f"{kind}:{value.strip().casefold()}".encode()).hexdigest()


def attempt(session: Session, guard_key: str, rule: Rule, now: datetime) -> bool:
    """Counts an attempt before it is judged, so that many at once count too; True when it was the last before a wait.

    Problem sign_in.locked while waiting.
    """
    guard = _locked_row(session, guard_key)
    if guard.locked_until_utc and guard.locked_until_utc > now:
        raise Problem("sign_in.locked", minutes=_minutes(guard.locked_until_utc - now))
    if now - guard.last_at_utc > QUIET:
        guard.failures, guard.locks = 0, 0
    guard.failures += 1
    guard.last_at_utc = now
    last = guard.failures >= rule.failures
    if last:
        wait_min = min(rule.wait_min * 2**guard.locks, rule.longest_min)
        guard.locked_until_utc = now + timedelta(minutes=wait_min)
        guard.failures, guard.locks = 0, guard.locks + 1
    return last


def succeeded(session: Session, login: str) -> None:
    """Forgets the failures of an account. An address is not forgiven by one good account: the guesser may own it."""
    guard = session.get(SignInGuard, key("login", login))
    if guard is not None:
        session.delete(guard)


def waits(session: Session, login: str, now: datetime) -> bool:
    """Whether an account waits now."""
    guard = session.get(SignInGuard, key("login", login))
    return bool(guard and guard.locked_until_utc and guard.locked_until_utc > now)


def wait_min(session: Session, login: str, now: datetime) -> int:
    """How many minutes an account still waits; 0 when it does not."""
    guard = session.get(SignInGuard, key("login", login))
    if guard is None or guard.locked_until_utc is None or guard.locked_until_utc <= now:
        return 0
    return _minutes(guard.locked_until_utc - now)


def _locked_row(session: Session, guard_key: str) -> SignInGuard:
    guard = session.get(SignInGuard, guard_key, with_for_update=True)
    if guard is None:
        guard = SignInGuard(key=guard_key, failures=0, locks=0)
        try:
            with session.begin_nested():
                session.add(guard)
        except IntegrityError:  # another attempt made it first
            guard = session.get_one(SignInGuard, guard_key, with_for_update=True)
    return guard


def _minutes(left: timedelta) -> int:
    return max(1, ceil(left.total_seconds() / 60))
