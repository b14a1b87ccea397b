"""Lists of shares: what is shared with me, what I gave, and who may see one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import house
from app.identity.person import Person
from app.services.people.organisations import names_in
from app.services.people.walking import in_order
from app.services.platform import Platform
from app.services.sharing import giving, sight
from app.services.sharing.granted import Subject, in_force, own_subject, to_me
from connectors.problem import Problem
from data_catalog.policy import Asker
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, Draft, Organisation, PersonRow, Run, Share
from models.kit.wording import Words

_FOUND, _LEAST = 20, 2


@dataclass(frozen=True)
class ShareLine:
    """One share in a list. `to`: the name of a person or organisation, None of a link; `closed`: policies do not let the reader see it
    now. Of a thing `title` is the dataset's title or the draft's name, `model` that of drafts and results."""

    id: str
    kind: str
    subject_id: str
    title: str | None
    model: str | None
    headline: Words | None
    giver: str
    way: str
    to: str | Words | None
    may_edit: bool
    until: date
    made_at_utc: datetime
    opened: int = 0
    closed: bool = False


@dataclass(frozen=True)
class Colleague:
    """Somebody things can be given to."""

    id: str
    name: str
    login: str
    organisation: Words


def with_me(person: Person, platform: Platform, limit: int = 100, asker: Asker | None = None) -> tuple[ShareLine, ...]:
    """What others gave the person and holds now, the last first, each thing once. `asker`: the person as policies see them."""
    with platform.records.reading() as session:
        mine = (*to_me(session, platform, person), Share.given_by != person.id)
        rows = session.scalars(select(Share).where(*mine).order_by(Share.made_at_utc.desc(), Share.id).limit(4 * limit)).all()
        things: dict[tuple[str, str], Share] = {}
        for row in rows:
            known = things.get((row.subject_kind, row.subject_id))
            # To edit before to see; given to oneself before by a link.
            if known is None or (row.may_edit, row.token_hash is None) > (known.may_edit, known.token_hash is None):
                things[row.subject_kind, row.subject_id] = row
        lines = _lines(session, platform, list(things.values())[:limit])
        if all(line.kind == "draft" for line in lines):
            return lines
        asker = asker or sight.asker_of(session, platform, person.id)
        return tuple(shown for line in lines if (shown := _as_seen(session, platform, asker, line)) is not None)


def by_me(person: Person, platform: Platform, limit: int = 100) -> tuple[ShareLine, ...]:
    """What the person gave and holds now, the last first."""
    with platform.records.reading() as session:
        mine = (Share.given_by == person.id, *in_force(platform.now()))
        rows = session.scalars(select(Share).where(*mine).order_by(Share.made_at_utc.desc(), Share.id).limit(limit)).all()
        return _lines(session, platform, rows)


def of_thing(person: Person, platform: Platform, kind: str, subject_id: str) -> tuple[Subject, tuple[ShareLine, ...]]:
    """A thing, and who else may see it now, for whoever may say so. Problems not_found.draft, .run, .dataset."""
    with platform.records.reading() as session:
        subject = own_subject(session, person, kind, subject_id)
        held = (Share.subject_kind == kind, Share.subject_id == subject_id, *in_force(platform.now()))
        rows = session.scalars(select(Share).where(*held).order_by(Share.made_at_utc, Share.id)).all()
        return subject, _lines(session, platform, rows)


def colleagues(person: Person, platform: Platform, search: str) -> tuple[Colleague, ...]:
    """The people whose name or user name has a text of two letters or more in it, those of the person's organisation first."""
    said = search.strip()[:100]
    if len(said) < _LEAST or person.workshop_id is not None:
        return ()
    alike = PersonRow.name.icontains(said, autoescape=True) | PersonRow.login.icontains(said, autoescape=True)
    usable = (
        PersonRow.disabled.is_(False),
        PersonRow.workshop_id.is_(None),
        PersonRow.demo == person.demo,
        PersonRow.id.not_in((person.id, house.ID)),
    )
    with platform.records.reading() as session:
        rows = session.execute(
            select(PersonRow, Organisation)
            .join(Organisation, Organisation.id == PersonRow.organisation_id)
            .where(alike, *usable)
            .order_by(PersonRow.organisation_id != person.organisation_id, PersonRow.name, PersonRow.login)
            .limit(_FOUND)
        ).all()
    return tuple(Colleague(row.id, row.name, row.login, body.name) for row, body in rows)


def organisations(person: Person, platform: Platform) -> dict[str, Words]:
    """The organisations in use, by name."""
    if person.workshop_id is not None:
        return {}
    wanted = select(Organisation).where(Organisation.valid_to.is_(None), Organisation.id != house.ID)
    with platform.records.reading() as session:
        rows = sorted(session.scalars(wanted), key=in_order(person.language))
    return {row.id: row.name for row in rows}


def _lines(session: Session, platform: Platform, rows: Sequence[Share]) -> tuple[ShareLine, ...]:
    zone = settings.local_zone(session)
    people = {row.given_by for row in rows} | {row.to_person_id for row in rows if row.to_person_id}
    named = {row.id: row.name for row in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(people)))}
    wanted = {row.to_organisation_id for row in rows if row.to_organisation_id}
    bodies = names_in(session, wanted)
    opened = giving.openings(session, [row.id for row in rows if row.token_hash])
    things = _things(session, rows)
    lines = []
    for row in rows:
        thing = things.get((row.subject_kind, row.subject_id))
        if thing is None:
            continue
        to: str | Words | None = named.get(row.to_person_id or "") or bodies.get(row.to_organisation_id or "")
        until = (row.ends_at_utc - timedelta(seconds=1)).astimezone(zone).date()
        lines.append(
            ShareLine(row.id, row.subject_kind, row.subject_id, *thing, named.get(row.given_by, "–"), giving.way(row), to, row.may_edit,
                      until, row.made_at_utc, opened.get(row.id, 0))
        )  # fmt: skip
    return tuple(lines)


def _things(session: Session, rows: Sequence[Share]) -> dict[tuple[str, str], tuple[str | None, str | None, Words | None]]:
    """Title, model and headline of what is shared, a question a kind."""
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.subject_kind, []).append(row.subject_id)
    found: dict[tuple[str, str], tuple[str | None, str | None, Any]] = {}
    if ids.get("draft"):
        for draft in session.execute(select(Draft.id, Draft.name, Draft.model).where(Draft.id.in_(ids["draft"]))):
            found["draft", draft.id] = (draft.name, draft.model, None)
    if ids.get("run"):
        for run in session.execute(select(Run.id, Run.model, Run.headline).where(Run.id.in_(ids["run"]))):
            found["run", run.id] = (None, run.model, run.headline)
    if ids.get("dataset"):
        for dataset in session.execute(select(Dataset.id, Dataset.title).where(Dataset.id.in_(ids["dataset"]))):
            found["dataset", dataset.id] = (dataset.title, None, None)
    return found


def _as_seen(session: Session, platform: Platform, asker: Asker, line: ShareLine) -> ShareLine | None:
    """The line without what policies keep from whoever asks now; None where nothing of it is told."""
    if line.kind == "draft":
        return line
    if line.kind == "dataset":
        is_open = sight.dataset_open_to(session, platform, asker, session.get_one(Dataset, line.subject_id))
    else:
        is_open = not sight.closed_to(session, platform, asker, line.subject_id)
    if is_open:
        return line
    if line.way == "link":
        return None
    return _without(line)


def _without(line: ShareLine) -> ShareLine:
    title = None if line.kind == "dataset" else line.title
    return ShareLine(line.id, line.kind, line.subject_id, title, line.model, None, line.giver, line.way, line.to, line.may_edit,
                     line.until, line.made_at_utc, line.opened, True)  # fmt: skip


def given_draft(session: Session, platform: Platform, person: Person, share_id: str) -> Share:
    """The share of a draft that a person holds now, or gave. Problem not_found.share."""
    row = session.get(Share, share_id)
    if row is None or row.subject_kind != "draft":
        raise Problem("not_found.share")
    mine = select(Share.id).where(Share.id == share_id, *to_me(session, platform, person))
    if session.scalar(mine) is None:
        raise Problem("not_found.share")
    return row
