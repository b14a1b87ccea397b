"""Policies as the records keep them: which speak of a dataset, which of a person, and writing one down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from data_catalog.policy.model import Policy, Subject, of_said
from data_catalog.records.tables import Dataset, Organisation, PolicyRow

_TREE = "policy.tree"


def of_row(row: PolicyRow) -> Policy:
    """The policy a row keeps."""
    subject = Subject(row.subject_organisation_id, row.below, row.role, row.purpose, row.starts, row.ends)
    return Policy(
        id=row.id, title=row.title, effect=row.effect, owner_organisation_id=row.owner_organisation_id, subject=subject,
        dataset_id=row.dataset_id, tier=row.tier, why=row.why, made_by=row.made_by, made_at_utc=row.made_at_utc,
        revision=row.revision, ended_at_utc=row.ended_at_utc, agreement_id=row.agreement_id, **of_said(row.said),
    )  # fmt: skip


def write(row: PolicyRow, policy: Policy) -> PolicyRow:
    """Puts what a policy says into a row: all but who made it, when, and whether it ended."""
    subject = policy.subject
    row.title, row.effect, row.why = policy.title.strip()[:200], policy.effect, policy.why.strip()[:500]
    row.owner_organisation_id, row.dataset_id, row.tier = policy.owner_organisation_id, policy.dataset_id, policy.tier
    row.subject_organisation_id, row.below, row.role = subject.organisation_id, subject.below, subject.role
    row.purpose, row.starts, row.ends = subject.purpose, subject.starts, subject.ends
    row.said, row.agreement_id = policy.said(), policy.agreement_id
    return row


def speaking_of(session: Session, dataset: Dataset, *also: ColumnElement[bool], ended: bool = False) -> tuple[Policy, ...]:
    """The policies of a dataset, and those of its organisation and the ones above for all their data or its tier.

    `also`: what must hold of their rows (`of_subjects`), for who asks of some alone.
    """
    tier = tier_of(dataset)
    above = path_up(session, dataset.organisation_id)
    wanted = select(PolicyRow).where(
        or_(
            PolicyRow.dataset_id == dataset.id,
            PolicyRow.dataset_id.is_(None)
            & PolicyRow.owner_organisation_id.in_(above)
            & or_(PolicyRow.tier.is_(None), PolicyRow.tier == tier),
        ),
        *also,
    )
    if not ended:
        wanted = wanted.where(PolicyRow.ended_at_utc.is_(None))
    return tuple(of_row(row) for row in session.scalars(wanted.order_by(PolicyRow.made_at_utc, PolicyRow.id)))


def of_all_data(session: Session, organisations: Iterable[str], *, ended: bool = False) -> tuple[Policy, ...]:
    """The policies these organisations set for all their data or a tier of it: those in force or still to come, else those that ended."""
    wanted = select(PolicyRow).where(PolicyRow.dataset_id.is_(None), PolicyRow.owner_organisation_id.in_(set(organisations)))
    wanted = wanted.where(PolicyRow.ended_at_utc.is_not(None) if ended else PolicyRow.ended_at_utc.is_(None))
    return tuple(of_row(row) for row in session.scalars(wanted.order_by(PolicyRow.made_at_utc, PolicyRow.id)))


def of_subjects(organisations: Iterable[str]) -> ColumnElement[bool]:
    """Of rows of policies: that they speak of one of these organisations, or of anybody."""
    return or_(PolicyRow.subject_organisation_id.is_(None), PolicyRow.subject_organisation_id.in_(set(organisations)))


def tier_of(dataset: Dataset) -> str:
    """The tier its owner says a dataset is of."""
    return str((dataset.about or {}).get("tier") or "working")


def letting_in(session: Session, organisations: Iterable[str]) -> tuple[Policy, ...]:
    """The allowing policies in force for one of these organisations or for anybody: what may be listed for somebody of them."""
    wanted = select(PolicyRow).where(
        PolicyRow.effect == "allow",
        PolicyRow.ended_at_utc.is_(None),
        of_subjects(organisations),
    )
    return tuple(of_row(row) for row in session.scalars(wanted))


def path_up(session: Session, organisation_id: str) -> Sequence[str]:
    """The organisation and those above it, up to the top."""
    parents = _parents(session)
    found: list[str] = []
    at: str | None = organisation_id
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def _parents(session: Session) -> dict[str, str | None]:
    """The tree, asked for once a session: a list of datasets asks for it for each."""
    if _TREE not in session.info:
        session.info[_TREE] = {row.id: row.parent_id for row in session.execute(select(Organisation.id, Organisation.parent_id))}
    found: dict[str, str | None] = session.info[_TREE]
    return found
