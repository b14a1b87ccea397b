"""What one seat of a workshop computed is the result of every seat that asks the same of the same sample: a class waits for one run."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.services.platform import Platform
from app.worker.said import ended_facts, understood
from app.worker.supervise import Ended
from data_catalog.records.tables import PersonRow, Run

Asked = tuple[str | None, str | None, str]
"""What a seat asks for: its workshop, and what is equal for equal analyses (`cache_key`, the hash of the package)."""
_ASKED = (PersonRow.workshop_id, Run.cache_key, Run.model_hash)
_OF_SEATS = (PersonRow.workshop_id.is_not(None), Run.cache_key.is_not(None), Run.kind == "training")


@dataclass(frozen=True)
class Waiting:
    """What runs of seats that wait ask for, by run, and what of it their class has or somebody in it is having computed."""

    asked: Mapping[str, Asked]
    had: set[Asked]
    under_way: set[Asked]


def waiting(session: Session, waits: ColumnElement[bool], works: ColumnElement[bool]) -> Waiting:
    """By the runs that `waits` is true of, and those at work, that `works` is true of."""
    wanted = session.execute(select(Run.id, *_ASKED).join(PersonRow, PersonRow.id == Run.person_id).where(*_OF_SEATS, waits)).all()
    asked: dict[str, Asked] = {run_id: (room, key, package) for run_id, room, key, package in wanted}
    keys = {key for _, key, _ in asked.values()}
    found: list[set[Asked]] = []
    for state in (Run.state == "finished", works) if keys else ():
        equal = select(*_ASKED).join(PersonRow, PersonRow.id == Run.person_id).where(*_OF_SEATS, Run.cache_key.in_(keys), state)
        found.append({(room, key, package) for room, key, package in session.execute(equal.distinct())})
    had, under_way = found or (set(), set())
    return Waiting(asked, had, under_way)


def computed(platform: Platform, row: Run, folder: Path, provenance: Mapping[str, Any]) -> Ended | None:
    """The end of a seat's run by the result of another seat of its workshop with the same package, data, columns and settings, put where a
    child would have put it; with the run's own id and data in it. None where nobody there has one: it is to be computed."""
    found = _of_the_class(platform, row)
    if found is None:
        return None
    there, here = platform.lake.run_folder(found), folder / "result"
    try:
        said = json.loads((there / "result.json").read_text(encoding="utf-8"))
        facts = understood("done", ended_facts(said, []))
        (here / "tables").mkdir(parents=True, exist_ok=True)
        for table in sorted((there / "tables").iterdir()):
            _link(table, here / "tables" / table.name)
        said |= {"run_id": row.id, "made_at_utc": platform.now().isoformat(timespec="seconds")}
        said["provenance"] |= provenance
    except (FileNotFoundError, ValueError, TypeError, KeyError):  # it went with its seat meanwhile, or is none of ours
        shutil.rmtree(here, ignore_errors=True)
        return None
    (here / "result.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    return Ended("done", facts)


def _of_the_class(platform: Platform, row: Run) -> str | None:
    with platform.records.reading() as session:
        room = session.scalar(select(PersonRow.workshop_id).where(PersonRow.id == row.person_id))
        if room is None or row.kind != "training":
            return None
        seats = select(Run.id).join(PersonRow, PersonRow.id == Run.person_id).where(PersonRow.workshop_id == room)
        same = (Run.kind == row.kind, Run.state == "finished", Run.cache_key == row.cache_key, Run.model_hash == row.model_hash)
        return session.scalars(seats.where(*same).order_by(Run.finished_at_utc).limit(1)).one_or_none()


def _link(old: Path, new: Path) -> None:
    """A file under another name as well; a copy where the disk has no such names. A result is never written in place."""
    try:
        os.link(old, new)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(old, new)
