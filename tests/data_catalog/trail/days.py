"""A trail of a few days, written as the platform writes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from data_catalog import ledger
from data_catalog.records import append_only
from data_catalog.records.store import Records, open_records
from data_catalog.trail import keeping
from data_catalog.trail.keeping import Tended
from data_catalog.trail.stamp import stamp_of
from data_catalog.trail.verdict import Verdict
from data_catalog.trail.verify import verify

FIRST = date(2026, 11, 1)


class Trail:
    """Records with a stamp in a home, and a clock set by the day (0: the first) and hour of the office."""

    def __init__(self, url: str, home: Path) -> None:
        self.url, self.home = url, home
        self.records: Records = open_records(url, stamp_of(home))

    def at(self, day: int, hour: float = 12) -> datetime:
        return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=day, hours=hour - 9)

    def write(self, day: int, rows: int = 1, *, person: str | None = "p1", event: str = ledger.SIGN_IN, **facts: Any) -> None:
        with self.records.session() as session:
            for number in range(rows):
                ledger.record(
                    session, event, person_id=person, organisation_id="o1", subject=("person", person) if person else None,
                    facts={"how": "password", "number": number, **facts}, at=self.at(day),
                )  # fmt: skip

    def tend(self, day: int, hour: float = 13) -> Tended:
        return keeping.tend(self.records, self.home, FIRST + timedelta(days=day), self.at(day, hour))

    def days(self, days: int, rows: int = 4) -> None:
        """Days 0 to `days` - 1 written and sealed, one more begun and marked."""
        for day in range(days):
            self.write(day, rows)
            self.tend(day)
        self.write(days, rows)
        self.tend(days)

    def verdict(self) -> Verdict:
        return verify(self.records, self.home)

    def codes(self) -> list[str]:
        return [one.code for one in self.verdict().breaks]

    def by_hand(self, *statements: str, **values: Any) -> None:
        """What somebody does who owns the database: the triggers are in the way of nobody."""
        with self.records.engine.begin() as connection:
            append_only.lift(connection)
            for statement in statements:
                connection.execute(text(statement), {name: said for name, said in values.items() if f":{name}" in statement})
            append_only.lay(connection)

    def seals_by_hand(self, *statements: str) -> None:
        with self.records.engine.begin() as connection:
            names = ("update", "delete", "replace", "early") if self.records.kind == "sqlite" else ("change", "truncate")
            for name in names:
                on = "" if self.records.kind == "sqlite" else " ON ledger_seals"
                connection.execute(text(f"DROP TRIGGER ledger_seals_no_{name}{on}"))
            for statement in statements:
                connection.execute(text(statement))
            append_only.lay_seals(connection)
