"""What the trail's own rows say of the trail: restores, what retention took, and what was found broken on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_catalog import ledger
from data_catalog.records.tables import LedgerRow
from data_catalog.trail.form import canonical
from data_catalog.trail.stamp import Stamp

_EVENTS = (ledger.RESTORED, ledger.TRAIL_DROPPED, ledger.TRAIL_DETAIL_DROPPED, ledger.TRAIL_BROKEN)


@dataclass(frozen=True)
class Told:
    """Restores as (epoch, last id kept, moment), the last segments retention took whole and of which it took the detail, and
    breaks as (row, why, facts)."""

    restores: tuple[tuple[int, int, str], ...] = ()
    dropped: int = 0
    detail_dropped: int = 0
    broken: tuple[tuple[int, str, Mapping[str, Any]], ...] = ()
    given_up: tuple[Mapping[str, Any], ...] = ()
    """Of each restore that left rows behind: the last mark before it, how many rows, and when."""

    def kept(self, epoch: int) -> int | None:
        """Up to which id the trail of an epoch is the one there is now; None: all of it."""
        return min((last_id for later, last_id, _ in self.restores if later > epoch), default=None)

    @property
    def epoch(self) -> int:
        """How many restores the trail went through."""
        return max((epoch for epoch, _, _ in self.restores), default=0)


def read(session: Session, stamp: Stamp) -> Told:
    """Only from rows whose stamps are not wrong: nobody explains a cut by writing a row past the platform."""
    restores, broken, given_up, dropped, detail = [], [], [], 0, 0
    for row in session.execute(select(*LedgerRow.__table__.columns).where(LedgerRow.event.in_(_EVENTS)).order_by(LedgerRow.id)):
        if stamp.fits("row", canonical(row), row.mac) == "wrong":
            continue
        if row.event == ledger.RESTORED and "kept_last_id" in row.facts:
            restored_at, kept = row.at_utc.isoformat(timespec="minutes"), int(row.facts["kept_last_id"])
            restores.append((int(row.facts["epoch"]), kept, restored_at))
            if int(row.facts.get("marked_last_id") or 0) > kept:
                rows = row.facts["marked_last_id"] - kept
                given_up.append({"at": row.facts["marked_at"], "rows": rows, "kept": kept, "restored_at": restored_at})
        elif row.event == ledger.TRAIL_DROPPED:
            dropped = max(dropped, int(row.facts["through"]))
        elif row.event == ledger.TRAIL_DETAIL_DROPPED:
            detail = max(detail, int(row.facts["through"]))
        elif row.event == ledger.TRAIL_BROKEN:
            broken.append((row.id, str(row.facts["why"]), {**row.facts, "noted_at": row.at_utc.isoformat(timespec="minutes")}))
    return Told(tuple(restores), dropped, detail, tuple(broken), tuple(given_up))
