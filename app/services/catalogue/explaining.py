"""Why somebody sees what they see of a dataset: by column the rule and the policy it comes from, of the rows the filters in words.

The person asks for themselves; a steward may look as anybody, or as people of an organisation would see it
under policies not yet saved. Looking as another is on the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.catalogue import access, policies
from app.services.catalogue.agreed import named
from app.services.people.organisations import names_in
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.policy import Asker, ColumnRule, Condition, Policy, check
from data_catalog.policy.asker import Place
from data_catalog.policy.combine import Given
from data_catalog.policy.kept import path_up, speaking_of
from data_catalog.records.tables import Dataset, DatasetVersion, Organisation, PersonRow
from models.kit.wording import Words


@dataclass(frozen=True)
class Because:
    """One policy that holds: its name, who set it, for whom, until when."""

    id: str
    title: Words
    effect: str
    made_by: str
    until: date | None
    purpose: str | None
    why: Words
    over: Words | None = None
    """The organisation for all of whose data it was set; None: for this dataset."""


@dataclass(frozen=True)
class ColumnWhy:
    """One column. `rules`: those that hold in some row, the strictest first, each with the policies it comes from."""

    name: str
    shown: bool
    rules: tuple[tuple[ColumnRule, tuple[Because, ...]], ...]


@dataclass(frozen=True)
class RowsWhy:
    """The row filter of one policy; no conditions: all rows."""

    because: Because
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Explained:
    """`whole`: the owner's implicit policy, everything. `rows` of `rows_all` are seen. `closed`: policies that cannot be read, with the
    column; `whom`: the organisation to ask. `own`: the attributes filters ask of the reader's organisation.
    """

    whole: bool
    columns: tuple[ColumnWhy, ...]
    rows: tuple[RowsWhy, ...]
    takes: tuple[RowsWhy, ...]
    closed: tuple[tuple[Because, str], ...]
    seen_rows: int
    all_rows: int
    whom: Words
    own: dict[str, tuple[str, ...]]
    state: str

    @property
    def seen(self) -> int:
        """How many columns are seen."""
        return sum(column.shown for column in self.columns)


def explained(person: Person, platform: Platform, dataset_id: str, purpose: str | None = None) -> Explained:
    """Why the person sees what they see of the newest version. Of columns they do not see the names are told, nothing else.

    Problem not_found.dataset.
    """
    with platform.records.reading() as session:
        version = _newest(session, dataset_id)
        found = reading.seen(session, platform.lake, access.reader(person, platform, purpose), version.id)
        return _explained(session, platform, found, rows_told=found.whole)


def looked_as(person: Person, platform: Platform, dataset_id: str, other_id: str, purpose: str | None = None) -> Explained:
    """The same as another person would be told, for its stewards; it is put on the ledger.

    Problems: not_found.dataset, rights.role_needed, not_found.person.
    """
    with platform.records.session() as session:
        dataset = policies.need_steward(session, person, dataset_id)
        other = session.get(PersonRow, other_id)
        if other is None:
            raise Problem("not_found.person")
        reader = reading.Reader(other.id, platform.now(), purpose)
        found = _any_sight(session, platform, reader, dataset)
        ledger.record(
            session, ledger.POLICY_LOOKED_AS, person_id=person.id, organisation_id=dataset.organisation_id, subject=("dataset", dataset_id),
            facts={"as": other.id, "purpose": purpose, "state": found.state}, at=platform.now(),
        )  # fmt: skip
        return _explained(session, platform, found, rows_told=True)


def to(session: Session, platform: Platform, dataset: Dataset, asker: Asker) -> Explained:
    """The same as whoever asks would be told, for a service that has found that it may be looked at so."""
    version = _newest(session, dataset.id)
    if dataset.person_id == asker.person_id:
        return _explained(session, platform, reading.seen(session, platform.lake, reading.Reader(asker.person_id), version.id, asker),
                          rows_told=True)  # fmt: skip
    return _explained(
        session, platform, reading.under(platform.lake, dataset, version, asker, speaking_of(session, dataset)), rows_told=True
    )


def people_of(person: Person, platform: Platform, dataset_id: str, organisation_id: str) -> tuple[tuple[str, str], ...]:
    """The people of an organisation a steward may look as: id and name. Problems: not_found.dataset, rights.role_needed."""
    with platform.records.reading() as session:
        policies.need_steward(session, person, dataset_id)
        wanted = select(PersonRow.id, PersonRow.name).where(PersonRow.organisation_id == organisation_id, PersonRow.disabled.is_(False))
        return tuple((row.id, row.name) for row in session.execute(wanted.order_by(PersonRow.name, PersonRow.id).limit(500)))


def tried(person: Person, platform: Platform, dataset_id: str, policy: Policy, *, ending: bool = False) -> tuple[Explained, Explained]:
    """What somebody the policy speaks of would see before and after it is saved (or ended). Nothing is kept.

    Problems: not_found.dataset, rights.role_needed, and those of `data_catalog.policy.check`.
    """
    with platform.records.reading() as session:
        dataset = policies.need_steward(session, person, dataset_id)
        policy = replace(policy, id=policy.id or "new", dataset_id=dataset_id, owner_organisation_id=dataset.organisation_id)
        check(policy)
        before = speaking_of(session, dataset)
        after = (*(one for one in before if one.id != policy.id), *(() if ending else (policy,)))
        asker = _as_subject(session, policy, reading.today_of(session, platform.now()))
        version = _newest(session, dataset_id)
        sights = [reading.under(platform.lake, dataset, version, asker, hold) for hold in (before, after)]
        was, becomes = (_explained(session, platform, sight, rows_told=True) for sight in sights)
    return was, becomes


def _as_subject(session: Session, policy: Policy, today: date) -> Asker:
    """Somebody the policy speaks of: of its organisation (else of the owner's), with its role, stating its purpose, in its period."""
    subject = policy.subject
    path = tuple(path_up(session, subject.organisation_id or policy.owner_organisation_id))
    place = Place(path)
    day = max(today, subject.starts) if subject.starts else today
    roles = ((subject.role, place),) if subject.role else ()
    return Asker("", (place,), day, roles, subject.purpose, reading.attributes(session, place))


def _any_sight(session: Session, platform: Platform, reader: reading.Reader, dataset: Dataset) -> reading.Seen:
    version = _newest(session, dataset.id)
    if dataset.person_id == reader.person_id:
        return reading.seen(session, platform.lake, reader, version.id)
    asker = reading.asking(session, reader)
    return reading.under(platform.lake, dataset, version, asker, speaking_of(session, dataset))


def _explained(session: Session, platform: Platform, found: reading.Seen, *, rows_told: bool) -> Explained:
    decided = found.decided
    every = [*(one.policy for one in (*decided.lets, *decided.takes, *decided.caps)), *(one.policy for one in decided.closed)]
    reasons = _reasons(session, every)
    seen_rows, all_rows = reading.counted(platform.lake, found)
    body = session.get_one(Organisation, found.dataset.organisation_id)
    return Explained(
        whole=found.whole,
        columns=tuple(_column(name, found, reasons) for name in found.version.columns),
        rows=tuple(RowsWhy(reasons[one.policy.id], one.rows) for one in decided.lets),
        takes=tuple(RowsWhy(reasons[one.policy.id], one.rows) for one in decided.takes),
        closed=tuple((reasons[one.policy.id], one.column) for one in decided.closed) if rows_told else (),
        seen_rows=seen_rows,
        all_rows=all_rows if rows_told else seen_rows,
        whom=body.name,
        own=dict(found.asker.own),
        state=found.state,
    )


def _column(name: str, found: reading.Seen, reasons: dict[str, Because]) -> ColumnWhy:
    if found.whole:
        return ColumnWhy(name, True, ((ColumnRule("allow", name), ()),))
    if found.guard is None:
        return ColumnWhy(name, False, ())
    givers: Sequence[Given] = (*found.decided.lets, *found.decided.caps)
    rules = tuple(
        (rule, tuple(reasons[one.policy.id] for one in givers if name in one.rules and one.rules[name].strictness == rule.strictness))
        for rule in found.guard.levels[name]
    )
    return ColumnWhy(name, name in found.guard.columns, rules)


def _reasons(session: Session, every: Sequence[Policy]) -> dict[str, Because]:
    makers = {one.made_by for one in every}
    names = {row.id: row.name for row in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(makers)))}
    said = named(session, every)
    over = names_in(session, {one.owner_organisation_id for one in every})
    return {
        one.id: Because(
            one.id, said[one.id].title, one.effect, names.get(one.made_by, "–"), one.subject.ends, one.subject.purpose, said[one.id].why,
            over.get(one.owner_organisation_id) if one.dataset_id is None else None,
        )
        for one in every
    }  # fmt: skip


def _newest(session: Session, dataset_id: str) -> DatasetVersion:
    wanted = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset_id).order_by(DatasetVersion.number.desc()).limit(1)
    version = session.scalars(wanted).one_or_none()
    if version is None:
        raise Problem("not_found.dataset")
    return version
