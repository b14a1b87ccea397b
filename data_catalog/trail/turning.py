"""A new key for the trail: it stamps from now on, the ones before stay to verify what they stamped."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from data_catalog import ledger
from data_catalog.records.store import Records
from data_catalog.trail import keeping, marks, seals


def turn(records: Records, home: Path, today: date, now: datetime) -> tuple[str, str]:
    """Turns the key, puts that on record under the new one, and marks the trail with it: from then on who has only a key of before can
    change nothing of what was. Gives the names of the key before and of the new one.

    Problems: secrets.key_wrong, cli.file_closed_to_write, records.cannot_write.
    """
    stamp = seals.stamp_in(records)
    with marks.alone(home):
        before, after = stamp.turn()
    with records.session() as session:
        ledger.record(session, ledger.LEDGER_KEY_TURNED, facts={"key": after, "before": before}, at=now)
    keeping.tend(records, home, today, now)
    return before, after
