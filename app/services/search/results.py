"""Finds results by the name of the analysis, its model and what it found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import or_, select

from app.identity.person import Person
from app.services.platform import Platform
from app.services.search.matching import Hit, Part, ranked
from app.services.sharing import sight
from app.services.sharing.granted import to_me
from connectors.problem import Problem
from data_catalog.records.tables import Draft, Run, Share
from models.kit import library
from models.kit.wording import LANGUAGES, Words

_MOST = 300


@dataclass(frozen=True)
class ResultLine:
    """One result. `name`: what the person called the analysis, if anything; `headline`: its first finding."""

    id: str
    name: str | None
    model: str
    kind: str
    headline: Words | None
    finished_at_utc: datetime


def hits(person: Person, platform: Platform, query: str) -> tuple[Hit[ResultLine], ...]:
    """The person's results that fit a query, best first; of equals the newest. Every word of it must be found."""
    return ranked(seen(person, platform), query)


def seen(person: Person, platform: Platform) -> list[tuple[ResultLine, list[Part]]]:
    """The newest 300 results the person may see: their own, and those shared with them."""
    with platform.records.reading() as session:
        shared = select(Share.subject_id).where(Share.subject_kind == "run", *to_me(session, platform, person))
        wanted = (
            select(Run, Draft.name)
            .outerjoin(Draft, (Draft.id == Run.draft_id) & (Draft.person_id == person.id))
            .where(or_(Run.person_id == person.id, Run.id.in_(shared)), Run.state == "finished")
            .order_by(Run.finished_at_utc.desc(), Run.id)
            .limit(_MOST)
        )
        rows = [(run, name) for run, name in session.execute(wanted) if sight.open_to(session, platform, person, run)]
    return [(_line(run, name), _parts(run, name, platform.lake.run_folder(run.id))) for run, name in rows]


def _line(run: Run, name: str | None) -> ResultLine:
    return ResultLine(run.id, name, run.model, run.kind, run.headline, run.finished_at_utc or run.queued_at_utc)


def _parts(run: Run, name: str | None, folder: Path) -> list[Part]:
    found = [Part("name", name)] if name else []
    found += _said("finding", [run.headline] if run.headline else [])
    try:
        model = library.load(run.model)
        found += _said("model", [model.title, model.question])
    except Problem:  # the package is not there any more; what it found is
        pass
    return found + _said("finding", _findings(folder, run.result_hash))


def _said(kind: str, said: Iterable[Words]) -> list[Part]:
    return [Part(kind, words[lang]) for words in said for lang in LANGUAGES]


@lru_cache(maxsize=1_000)
def _findings(folder: Path, result_hash: str | None) -> tuple[Words, ...]:
    """What a result says it found; nothing where its files are gone. A finished result never changes."""
    file = folder / "result.json"
    if not file.is_file():
        return ()
    return tuple(one["text"] for one in json.loads(file.read_text(encoding="utf-8"))["findings"])


def forget() -> None:
    """Drops what was read of results."""
    _findings.cache_clear()
