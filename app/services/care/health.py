"""Whether the platform works, and its figures for Prometheus. Counts only: no names, no ids."""

from __future__ import annotations

import shutil
from typing import Any

from sqlalchemy import func, not_, select

from app.identity import sessions
from app.services.platform import Platform
from data_catalog.destruction import UNFINISHED
from data_catalog.records import settings
from data_catalog.records.tables import (
    RUN_STATES,
    DatasetVersion,
    Draft,
    PersonRow,
    Run,
    SessionRow,
    Worker,
)

# name, type, what it is. Figures that begin with modu_runs carry a label.
_METRICS = {
    "people": ("gauge", "Accounts in use"),
    "sessions": ("gauge", "Signed-in browsers"),
    "drafts": ("gauge", "Drafts"),
    "workers_alive": ("gauge", "Workers whose lease holds"),
    "queue_oldest_seconds": ("gauge", "Age of the oldest run that waits"),
    "datasets_bytes": ("gauge", "Size of all dataset versions"),
    "disk_free_bytes": ("gauge", "Free space where the home lies"),
}


def facts(platform: Platform) -> dict[str, Any]:
    """Plain values; `ok` says whether the records answer and the disk can be written to."""
    now = platform.now()
    with platform.records.reading() as session:
        runs = {row[0]: row[1] for row in session.execute(select(Run.state, func.count()).group_by(Run.state))}
        oldest = session.scalar(select(func.min(Run.queued_at_utc)).where(Run.state == "queued"))
        idle_min = settings.value(session, "session_idle_min")
        found = {
            "people": session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.disabled.is_(False))),
            "sessions": session.scalar(select(func.count()).select_from(SessionRow).where(not_(sessions.over(now, idle_min)))),
            "drafts": session.scalar(select(func.count()).select_from(Draft)),
            "workers_alive": session.scalar(select(func.count()).select_from(Worker).where(Worker.lease_until_utc > now)),
            "datasets_bytes": session.scalar(select(func.coalesce(func.sum(DatasetVersion.size_bytes), 0))),
        }
    free = shutil.disk_usage(platform.home).free
    waiting = round((now - oldest).total_seconds(), 1) if oldest else 0
    return {
        "ok": free > 100 * 1024**2, **{name: int(value or 0) for name, value in found.items()},
        "queue_oldest_seconds": max(0, waiting), "disk_free_bytes": free,
        "runs": {state: runs.get(state, 0) for state in RUN_STATES},
        "unfinished": sum(runs.get(state, 0) for state in UNFINISHED),
    }  # fmt: skip


def prometheus(platform: Platform) -> str:
    """The figures in Prometheus' text form."""
    found = facts(platform)
    lines = []
    for name, (kind, said) in _METRICS.items():
        lines += [f"# HELP modu_{name} {said}", f"# TYPE modu_{name} {kind}", f"modu_{name} {found[name]}"]
    lines += ["# HELP modu_runs Runs by state", "# TYPE modu_runs gauge"]
    lines += [f'modu_runs{{state="{state}"}} {count}' for state, count in found["runs"].items()]
    return "\n".join(lines) + "\n"
