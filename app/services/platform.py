"""What every service works on: the home folder, the records, and the clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from connectors.databases import sqlite_url
from data_catalog.lake import Lake
from data_catalog.records import settings
from data_catalog.records.store import Records, open_records
from data_catalog.records.tables import utc_now
from data_catalog.terms import published
from data_catalog.trail.stamp import stamp_of

TERMS = "terms.json"
"""In the home, the words of the published dictionary that headers are read by."""


@dataclass(frozen=True)
class Platform:
    """One home and its records. `now` is the clock; tests give their own."""

    home: Path
    records: Records
    now: Callable[[], datetime] = utc_now

    @property
    def lake(self) -> Lake:
        """Where files lie."""
        return Lake(self.home)

    def today(self) -> date:
        """The day it is where the platform is."""
        with self.records.reading() as session:
            return self.now().astimezone(settings.local_zone(session)).date()


def open_platform(home: Path, url: str | None = None) -> Platform:
    """Makes the home when it is not there, opens its records and brings them to their newest form.

    Without a URL the records are `records.db` in the home. Problems: records.address_unreadable, records.unreachable,
    records.newer.
    """
    home = home.resolve()
    lake = Lake(home)
    lake.make()
    database = home / "records.db"
    records = open_records(url or sqlite_url(database), stamp_of(home))
    for path in (database, database.with_name("records.db-wal"), database.with_name("records.db-shm")):
        if path.exists():
            os.chmod(path, 0o600)
    published.use(home / TERMS)
    return Platform(home, records)
