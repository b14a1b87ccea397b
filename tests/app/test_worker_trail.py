"""A worker seals days that are over, marks the open one, and checks the trail once a day and when asked."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.services.platform import Platform, open_platform
from app.worker import trail
from data_catalog import ledger
from data_catalog.records.tables import LedgerCheck
from data_catalog.trail import marks, seals


def test_its_turn_seals_marks_and_asks_for_the_days_check_once(home: Path) -> None:
    now = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
    opened = open_platform(home)
    platform = Platform(home, opened.records, lambda: now)
    with platform.records.session() as session:
        ledger.record(session, ledger.BACKUP_MADE, at=now - timedelta(days=1))
    for _ in range(2):
        trail.tend(platform)
    last = seals.last_seal(platform.records)
    assert last is not None
    assert (last.day.isoformat(), last.rows) == ("2026-11-25", 1)
    assert marks.read(home) is not None
    with platform.records.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerCheck)) == 1
    platform.records.close()


def test_it_goes_on_until_told_to_stop_whatever_breaks_on_the_way(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform, stopping, turns = open_platform(home), threading.Event(), []
    monkeypatch.setattr(trail, "LOOK_S", 0.01)
    monkeypatch.setattr(trail, "TEND_EVERY_S", 0.01)

    def breaks(_platform: Platform) -> None:
        turns.append(1)
        raise RuntimeError

    monkeypatch.setattr(trail, "tend", breaks)
    keeper = threading.Thread(target=trail.keep, args=(platform, stopping), daemon=True)
    keeper.start()
    deadline = time.monotonic() + 60
    while len(turns) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    stopping.set()
    keeper.join(30)
    assert len(turns) >= 3
    assert not keeper.is_alive()
    platform.records.close()
