"""The one place that says whether somebody was given a draft, a dataset or a result that is another's: asked each time, never kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, Draft, Organisation, Run, Share, ShareOpening


@dataclass(frozen=True)
class Granted:
    """What somebody was given. `by_link`: they know of it by a link alone."""

    share_id: str
    may_edit: bool
    by_link: bool
    ends_at_utc: datetime
    given_by: str


@dataclass(frozen=True)
class Subject:
    """A thing that can be given: `title` of a dataset, the name of a draft; `model` of a draft or run."""

    kind: str
    id: str
    organisation_id: str
    title: str | None
    model: str | None


def granted(session: Session, platform: Platform, person: Person, kind: str, subject_id: str) -> Granted | None:
    """What a person was given of a thing and holds now; None where nothing is in force. The most it allows counts."""
    mine = and_(Share.subject_kind == kind, Share.subject_id == subject_id, *to_me(session, platform, person))
    # To edit before to see, to oneself before by a link.
    order = (Share.may_edit.desc(), Share.token_hash.is_(None).desc(), Share.ends_at_utc.desc())
    row = session.scalars(select(Share).where(mine).order_by(*order).limit(1)).one_or_none()
    return Granted(row.id, row.may_edit, row.token_hash is not None, row.ends_at_utc, row.given_by) if row else None


def to_me(session: Session, platform: Platform, person: Person) -> tuple[ColumnElement[bool], ...]:
    """The conditions of shares in force that are the person's: given to them, to where they stand, or by a link they opened."""
    opened = select(ShareOpening.share_id).where(ShareOpening.person_id == person.id)
    given = or_(
        Share.to_person_id == person.id,
        Share.to_organisation_id.in_(bodies(session, platform, person)),
        and_(Share.token_hash.is_not(None), Share.id.in_(opened)),
    )
    return (*in_force(platform.now()), given)


def in_force(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of shares that hold."""
    return Share.ended_at_utc.is_(None), Share.ends_at_utc > now


def bodies(session: Session, platform: Platform, person: Person) -> frozenset[str]:
    """The organisations a person stands in, with those above; one that ended, or stands under one that did, brings nobody anything."""
    today = platform.now().astimezone(settings.local_zone(session)).date()
    rows = session.execute(select(Organisation.id, Organisation.parent_id, Organisation.valid_to)).all()
    tree = {row.id: row for row in rows}
    found: set[str] = set()
    for begin in {person.organisation_id, *(organisation for _, organisation in person.scopes)}:
        path: list[str] = []
        at: str | None = begin
        while at is not None and at in tree and at not in path:
            path.append(at)
            at = tree[at].parent_id
        if at is None and all(tree[one].valid_to is None or tree[one].valid_to > today for one in path):
            found |= set(path)
    return frozenset(found)


def own_subject(session: Session, person: Person, kind: str, subject_id: str) -> Subject:
    """The thing, for whoever may say who else sees it: whose draft or result it is; who keeps a dataset, and its stewards.

    Another's and none look alike: Problems not_found.draft, not_found.run, not_found.dataset.
    """
    if kind == "draft":
        draft = session.get(Draft, subject_id)
        if draft is not None and draft.person_id == person.id:
            return Subject(kind, draft.id, draft.organisation_id, draft.name, draft.model)
        raise Problem("not_found.draft")
    if kind == "run":
        run = session.get(Run, subject_id)
        if run is not None and run.person_id == person.id:
            return Subject(kind, run.id, run.organisation_id, None, run.model)
        raise Problem("not_found.run")
    dataset = session.get(Dataset, subject_id)
    if dataset is not None and (
        dataset.person_id == person.id or dataset.organisation_id in within(session, rights.spans(person, "manage_datasets"))
    ):
        return Subject("dataset", dataset.id, dataset.organisation_id, dataset.title, None)
    raise Problem("not_found.dataset")
