"""The sources of a steward's tree: set up, tried, put on a schedule, refreshed now, taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import leaving
from app.services.people.organisations import reaches, within
from app.services.platform import Platform
from app.services.sources import bringing, schedules, source_kinds
from app.services.sources.bringing import Place, Trial
from connectors.problem import Problem
from connectors.secrets import Secret
from connectors.services.open_api import Count
from connectors.storage import ssh
from data_catalog import ledger
from data_catalog.nameless import masked
from data_catalog.personal import mask
from data_catalog.records import settings
from data_catalog.records.tables import ProviderRow, SignOn, Source, new_id

HIDES = ("drop", "mask", "hash")
"""What may be done with a column of personal values at every refresh. Keeping them takes a person who says why, each time."""
# Every column that is sealed: its table, its name, and the column of whom it is sealed for.
_SEALED = ((Source, "secret", "id"), (ProviderRow, "secret", "id"), (SignOn, "id_token", "session_id"))
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


@dataclass(frozen=True)
class Wanted:
    """A source as a form gives it. `secret`: None keeps the one there is, "" takes it away; it is never given back."""

    title: str
    kind: str
    settings: Mapping[str, Any]
    secret: str | None = None
    schedule: Mapping[str, Any] = field(default_factory=dict)
    mail_to: str = ""
    personal: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceLine:
    """One source in a list. `last`: how the last refresh went; `waiting`: a refresh is asked for or under way."""

    id: str
    title: str
    kind: str
    settings: Mapping[str, Any]
    has_secret: bool
    schedule: Mapping[str, Any]
    state: str
    last: Mapping[str, Any] | None
    failures: int
    next_at_utc: datetime | None
    waiting: bool
    dataset_id: str | None


def listed(person: Person, platform: Platform) -> tuple[SourceLine, ...]:
    """The sources of the person's tree, by title."""
    rights.need(person, "manage_sources")
    with platform.records.reading() as session:
        reached = within(session, rights.spans(person, "manage_sources"))
        rows = session.scalars(select(Source).where(Source.organisation_id.in_(reached)).order_by(Source.title, Source.id)).all()
    return tuple(_line(platform, row) for row in rows)


def allowed_hosts(person: Person, platform: Platform) -> list[str]:
    """What an administrator lets be contacted."""
    rights.need(person, "manage_sources")
    return [str(one) for one in leaving.gate(platform).listed]


def folders(person: Person, platform: Platform, source_id: str | None = None) -> list[str]:
    """The folders of this machine that a source may read, one there is or a new one of the person's organisation."""
    rights.need(person, "manage_sources")
    organisation_id = person.organisation_id
    if source_id:
        with platform.records.reading() as session:
            organisation_id = _own(session, person, source_id).organisation_id
    return [str(folder) for folder in leaving.incoming(platform, organisation_id)]


def save(person: Person, platform: Platform, wanted: Wanted, source_id: str | None = None) -> str:
    """Keeps a source as a draft, new or changed, whatever it may say there; gives its id. Problems: source.…."""
    rights.need(person, "manage_sources")
    title = mask(" ".join(wanted.title.split()))[:200]
    if not title:
        raise Problem("source.title_missing")
    kept = source_kinds.checked(wanted.kind, wanted.settings)
    kept |= {"mail_to": _addresses(wanted.mail_to), "personal": {k: v for k, v in wanted.personal.items() if v in HIDES}}
    schedule = schedules.checked(wanted.schedule)
    with platform.records.session() as session:
        row = _own(session, person, source_id) if source_id else None
        event = ledger.SOURCE_CHANGED
        if row is None:
            row = Source(id=new_id(), organisation_id=person.organisation_id, person_id=person.id, made_at_utc=platform.now())
            session.add(row)
            event = ledger.SOURCE_ADDED
        elif _leads_elsewhere(row, wanted.kind, kept) and wanted.secret is None and row.secret:
            # Else whoever may change the host could have the password of the old one sent to a new one.
            raise Problem("source.secret_again")
        if wanted.secret is not None:
            row.secret = leaving.vault(platform).seal(wanted.secret, row.id) if wanted.secret else None
        row.title, row.kind, row.settings, row.schedule = title, wanted.kind, kept, schedule
        row.state, row.next_at_utc = "draft", None
        _note(session, platform, person, event, row)
        return row.id


def attempt(person: Person, platform: Platform, source_id: str) -> Trial:
    """Goes there and looks; a source that answers is ready, and its schedule begins. Problems of the connectors. For a thread."""
    with platform.records.reading() as session:
        row = _own(session, person, source_id)
    count = Count()
    try:
        found = bringing.trial(platform, _place(platform, row), count)
        found = replace(found, facts=masked(found.facts))
    except Problem as problem:  # a server's own words may quote a cell
        raise Problem(problem.code, **masked(problem.facts)) from None
    finally:
        _count(platform, source_id, count)
    if found.found == "tables":  # it answers, and nobody has said yet what to read
        return found
    with platform.records.session() as session:
        row = _own(session, person, source_id)
        row.state, row.failures = "ready", 0
        # The first version is what somebody who set it up waits for.
        row.next_at_utc = platform.now() if row.dataset_id is None else _next(session, platform, row)
    return found


def refresh_now(person: Person, platform: Platform, source_id: str) -> None:
    """Asks a worker to fetch it at once. Problem source.not_tried for one that never answered."""
    with platform.records.session() as session:
        row = _own(session, person, source_id)
        if row.state != "ready":
            raise Problem("source.not_tried")
        row.next_at_utc = platform.now()


def accept_columns(person: Person, platform: Platform, source_id: str) -> None:
    """Says that the columns that are gone are rightly gone, and fetches anew."""
    with platform.records.session() as session:
        row = _own(session, person, source_id)
        problem = (row.last or {}).get("problem") or {}
        if problem.get("code") == "source.columns_missing":
            row.settings = {**row.settings, "accepted_without": list(problem["facts"]["columns"])}
            row.next_at_utc = platform.now()
            _note(session, platform, person, ledger.SOURCE_CHANGED, row)


def decide_personal(person: Person, platform: Platform, source_id: str, decisions: Mapping[str, str]) -> None:
    """Says of columns with personal values whether they are dropped, masked or hashed, at every refresh, and fetches anew."""
    with platform.records.session() as session:
        row = _own(session, person, source_id)
        chosen = {name: how for name, how in decisions.items() if how in HIDES}
        row.settings = {**row.settings, "personal": {**(row.settings.get("personal") or {}), **chosen}}
        row.next_at_utc = platform.now()
        _note(session, platform, person, ledger.SOURCE_CHANGED, row)


def remove(person: Person, platform: Platform, source_id: str) -> None:
    """Takes a source away, its secret with it; the data it brought stay."""
    with platform.records.session() as session:
        row = _own(session, person, source_id)
        _note(session, platform, person, ledger.SOURCE_REMOVED, row)
        session.delete(row)


def host_key(person: Person, platform: Platform, host: str, port: int) -> tuple[str, str]:
    """The key an SFTP server shows, and its fingerprint for a person to compare."""
    rights.need(person, "manage_sources")
    return ssh.host_key(leaving.gate(platform), host, port)


def turn_key(platform: Platform) -> int:
    """Seals every secret with a new key; gives how many there were. Cut short, it is done again: old keys open until the end."""
    vault = leaving.vault(platform)
    vault.turn()
    with platform.records.session() as session:
        turned = 0
        for table, name, owner in _SEALED:
            for row in session.scalars(select(table).where(getattr(table, name).is_not(None)).with_for_update()):
                sealed_for = str(getattr(row, owner))
                setattr(row, name, vault.seal(vault.open(str(getattr(row, name)), sealed_for).reveal(), sealed_for))
                turned += 1
        ledger.record(session, ledger.KEY_TURNED, facts={"secrets": turned}, at=platform.now())
    vault.forget_old()
    return turned


def _place(platform: Platform, row: Source) -> Place:
    secret = leaving.vault(platform).open(row.secret, row.id) if row.secret else Secret("")
    return Place(row.organisation_id, row.kind, row.settings, secret, None)


def _leads_elsewhere(row: Source, kind: str, kept: Mapping[str, Any]) -> bool:
    names = ("host", "port", "endpoint", "url", "tls", "host_key")
    return row.kind != kind or any(row.settings.get(name) != kept.get(name) for name in names)


def _addresses(said: str) -> list[str]:
    found = [part for part in re.split(r"[,;\s]+", said) if part]
    wrong = [part for part in found if not _MAIL.fullmatch(part)]
    if wrong or len(found) > 20:
        raise Problem("source.mail_unreadable", given=(wrong or found)[0][:80])
    return found


def _count(platform: Platform, source_id: str, count: Count) -> None:
    if not count.calls:
        return
    with platform.records.session() as session:
        row = session.get(Source, source_id)
        if row is not None:
            today = platform.today().isoformat()
            used = int(((row.last or {}).get("calls") or {}).get(today, 0))
            row.last = {"state": "never", **(row.last or {}), "calls": {today: used + count.calls}}


def _next(session: Session, platform: Platform, row: Source) -> datetime | None:
    return schedules.next_after(row.schedule, platform.now(), settings.local_zone(session))


def _own(session: Session, person: Person, source_id: str) -> Source:
    rights.need(person, "manage_sources")
    row = session.get(Source, source_id)
    if row is None or not reaches(session, person, "manage_sources", row.organisation_id):
        raise Problem("not_found.source")
    return row


def _line(platform: Platform, row: Source) -> SourceLine:
    now = platform.now()
    claimed = row.claimed_until_utc is not None and row.claimed_until_utc > now
    asked = row.state == "ready" and row.next_at_utc is not None and row.next_at_utc <= now
    return SourceLine(
        id=row.id, title=row.title, kind=row.kind, settings=row.settings, has_secret=bool(row.secret), schedule=row.schedule,
        state=row.state, last=row.last if (row.last or {}).get("state") != "never" else None, failures=row.failures,
        next_at_utc=row.next_at_utc, waiting=claimed or asked, dataset_id=row.dataset_id,
    )  # fmt: skip


def _note(session: Session, platform: Platform, person: Person, event: str, row: Source) -> None:
    ledger.record(
        session, event, person_id=person.id, organisation_id=row.organisation_id, subject=("source", row.id), facts={"kind": row.kind},
        at=platform.now(),
    )  # fmt: skip
