"""What somebody else would see: their pages, their rights and where each comes from, the datasets that show them something and why.

Nothing is done as the other: no session begins, and no row is read. Who looks is told of a dataset they look after, or see themselves,
and of the others only how many there are; of a result that one was shared, never which. Looking is put on the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import person as people
from app.identity import rights
from app.identity.person import Person
from app.services.catalogue import access, datasets, explaining, policies
from app.services.catalogue.datasets import DatasetLine
from app.services.catalogue.explaining import Explained
from app.services.people import roles
from app.services.people.organisations import within
from app.services.people.roles import Held
from app.services.people.walking import in_order
from app.services.platform import Platform
from app.services.sharing import listing
from app.sitemap import allowed
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.policy import PURPOSES, Asker
from data_catalog.policy.asker import Place
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import ROLES, DatasetVersion, Organisation, PersonRow
from models.kit.wording import Words

_MOST = 200


@dataclass(frozen=True)
class Target:
    """As whom one looks: a person, or anybody who has a role at an organisation; with a purpose, where one is stated."""

    person_id: str = ""
    role: str = ""
    organisation_id: str = ""
    purpose: str | None = None


@dataclass(frozen=True)
class Right:
    """One right, by the role that gives it, from the organisation at which it was given."""

    right: str
    role: str
    source: Words
    below: int


@dataclass(frozen=True)
class Sight:
    """One dataset the other sees something of. `columns` of `all_columns` and `rows` (None: not told to who looks); `why`: who looks may
    ask why."""

    id: str
    title: str
    organisation: Words
    own: bool
    columns: int
    all_columns: int
    rows: int | None
    purposes: tuple[str, ...]
    why: bool


@dataclass(frozen=True)
class ViewedAs:
    """What was found. `whole`: who looks administers the other, and is told pages, rights and shares; a steward datasets alone.

    `elsewhere`: datasets that who looks does not see themselves. `shares`: by kind how many reach them, and how many of these policies
    close to them.
    """

    name: str
    organisation: Words
    whole: bool
    disabled: bool
    held: tuple[Held, ...]
    pages: tuple[str, ...]
    rights: tuple[Right, ...]
    datasets: tuple[Sight, ...]
    elsewhere: int
    shares: Mapping[str, tuple[int, int]]


def may(person: Person) -> bool:
    """Whether somebody may look as others."""
    return rights.may(person, "manage_people") or rights.may(person, "manage_datasets")


def found(person: Person, platform: Platform, target: Target) -> ViewedAs:
    """What the other would see. Problems: rights.role_needed, not_found.person, not_found.organisation, people.roles_unknown."""
    with platform.records.reading() as session:
        whole = _reached(session, person, target)
        other, disabled = _other(session, target)
        asker = _asker(session, platform, target, other)
        body = session.get_one(Organisation, other.organisation_id)
        held = _held(session, person, target)
        shown, elsewhere = ((), 0) if disabled else _datasets(session, platform, person, other, asker)
    given = listing.with_me(other, platform, _MOST, asker) if whole and not disabled else ()
    counted = Counter((line.kind, line.closed) for line in given)
    return ViewedAs(
        name=other.name,
        organisation=body.name,
        whole=whole,
        disabled=disabled,
        held=held if whole else (),
        pages=tuple(one.name for one in allowed(other.roles) if one.listed) if whole and not disabled else (),
        rights=_rights(held) if whole and not disabled else (),
        datasets=shown,
        elsewhere=elsewhere,
        shares={kind: (counted[kind, False] + counted[kind, True], counted[kind, True]) for kind, _ in counted},
    )


def why(person: Person, platform: Platform, target: Target, dataset_id: str) -> Explained:
    """Why the other sees what they see of one dataset, for its stewards.

    Problems: as `found`, not_found.dataset.
    """
    with platform.records.reading() as session:
        _reached(session, person, target)
        dataset = policies.need_steward(session, person, dataset_id)
        other, _ = _other(session, target)
        return explaining.to(session, platform, dataset, _asker(session, platform, target, other))


def viewed(person: Person, platform: Platform, target: Target, dataset_id: str = "") -> None:
    """Puts on record that somebody looked as another, at one dataset if said; a screen says it before it shows anything.

    Problems as `found`.
    """
    with platform.records.session() as session:
        _reached(session, person, target)
        other, _ = _other(session, target)
        facts = {"person": target.person_id} if target.person_id else {"role": target.role}
        ledger.record(
            session, ledger.VIEWED_AS, person_id=person.id, organisation_id=other.organisation_id, at=platform.now(),
            subject=("dataset", dataset_id) if dataset_id else ("organisation", other.organisation_id),
            facts={**facts, **({"purpose": target.purpose} if target.purpose else {})},
        )  # fmt: skip


def people_to(person: Person, platform: Platform, search: str) -> dict[str, tuple[str, str]]:
    """The people one may look as whose name or user name has a text in it: name and user name by id, at most 20."""
    said = search.strip()[:100]
    if len(said) < 2:
        return {}
    with platform.records.reading() as session:
        reached = _all_reached(session, person)
        alike = PersonRow.name.icontains(said, autoescape=True) | PersonRow.login.icontains(said, autoescape=True)
        wanted = select(PersonRow.id, PersonRow.name, PersonRow.login).where(alike, PersonRow.organisation_id.in_(reached))
        return {own: (name, login) for own, name, login in session.execute(wanted.order_by(PersonRow.name, PersonRow.login).limit(20))}


def places_to(person: Person, platform: Platform) -> dict[str, Words]:
    """The organisations in use at which one may look as a role."""
    with platform.records.reading() as session:
        wanted = select(Organisation).where(Organisation.id.in_(_all_reached(session, person)), Organisation.valid_to.is_(None))
        rows = sorted(session.scalars(wanted), key=in_order(person.language))
    return {row.id: row.name for row in rows}


def _all_reached(session: Session, person: Person) -> frozenset[str]:
    if not may(person):
        raise Problem("rights.role_needed", right="manage_datasets", roles=sorted(rights.RIGHTS["manage_datasets"]))
    return within(session, rights.spans(person, "manage_people") | rights.spans(person, "manage_datasets"))


def _reached(session: Session, person: Person, target: Target) -> bool:
    """Passes where the other stands in the tree of who looks; says whether they administer them."""
    reached = _all_reached(session, person)
    if target.purpose is not None and target.purpose not in PURPOSES:
        raise Problem("policy.choice_unknown", said=target.purpose[:60], known=list(PURPOSES))
    if target.person_id:
        row = session.get(PersonRow, target.person_id)
        if row is None or row.organisation_id not in reached:
            raise Problem("not_found.person")
        at = row.organisation_id
    else:
        at = target.organisation_id
        if at not in reached:
            raise Problem("not_found.organisation")
        if target.role not in ROLES:
            raise Problem("people.roles_unknown", given=target.role[:60], known=list(ROLES))
    return at in within(session, rights.spans(person, "manage_people"))


def _other(session: Session, target: Target) -> tuple[Person, bool]:
    """The other as services are asked by somebody; it never leaves this file. Whether their account is closed."""
    if target.person_id:
        row = session.get_one(PersonRow, target.person_id)
        return people.of(session, row), row.disabled
    held = ((target.role, target.organisation_id),)
    return Person("", "", target.organisation_id, frozenset({target.role}), scopes=held), False


def _asker(session: Session, platform: Platform, target: Target, other: Person) -> Asker:
    if target.person_id:
        return reading.asking(session, access.reader(other, platform, target.purpose))
    today = reading.today_of(session, platform.now())
    path = tuple(path_up(session, target.organisation_id))
    place = Place(path, _ended(session, path, today))
    return Asker("", (place,), today, ((target.role, place),), target.purpose, reading.attributes(session, place))


def _ended(session: Session, path: tuple[str, ...], today: date) -> bool:
    days = session.scalars(select(Organisation.valid_to).where(Organisation.id.in_(path), Organisation.valid_to.is_not(None)))
    return any(day is not None and day <= today for day in days)


def _held(session: Session, person: Person, target: Target) -> tuple[Held, ...]:
    reached = within(session, rights.spans(person, "manage_people"))
    if target.person_id:
        return roles.of(session, target.person_id, reached)
    body = session.get_one(Organisation, target.organisation_id)
    below = len(within(session, {body.id})) - 1
    return (Held(target.role, body.id, body.name, below, False, True),)


def _rights(held: tuple[Held, ...]) -> tuple[Right, ...]:
    return tuple(
        Right(right, one.role, one.organisation, one.below) for right, by in rights.RIGHTS.items() for one in held if one.role in by
    )  # fmt: skip


def _datasets(
    session: Session, platform: Platform, person: Person, other: Person, asker: Asker
) -> tuple[tuple[Sight, ...], int]:  # fmt: skip
    """What both see, and how many more only the other does."""
    theirs = datasets.seen_by(session, platform, other, asker, _MOST)
    own = reading.asking(session, access.reader(person, platform))
    mine = {line.id: line for line in datasets.seen_by(session, platform, person, own, _MOST, only=[line.id for line in theirs])}
    both = tuple(_sight(session, line, mine[line.id]) for line in theirs if line.id in mine)
    return both, len(theirs) - len(both)


def _sight(session: Session, theirs: DatasetLine, mine: DatasetLine) -> Sight:
    """What is told of one: all to who looks after it, of another the columns both see and no count of rows."""
    after = mine.managed
    columns = len(theirs.columns) if after else len(set(theirs.columns) & set(mine.columns))
    every = len(session.get_one(DatasetVersion, theirs.version_id).columns) if after else len(mine.columns)
    return Sight(
        theirs.id, theirs.title, theirs.organisation, theirs.own, columns, every, theirs.rows if after else None, theirs.purposes, after
    )  # fmt: skip
