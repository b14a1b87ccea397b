"""Deciding what others ask for: narrower terms offered, approved, refused with a reason; in mediation by those above both.

Nobody decides what they asked for themselves, and in mediation nobody who refused it. Approving makes the policy that shows what was
agreed, and nothing else does.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.agreements import steps
from app.services.agreements.steps import Terms
from app.services.catalogue import policies
from app.services.people.organisations import within
from app.services.platform import Platform
from app.texts import LANGUAGES, text
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Agreement, Dataset


def offer(person: Person, platform: Platform, agreement_id: str, seen: int, terms: Terms, comment: str = "") -> None:
    """Offers narrower terms: fewer columns, columns shown in less detail, more conditions on rows, a shorter time; never more.

    Problems: those of `approve`, agreement.wider (`part`: columns, rows, period, retention).
    """
    with platform.records.session() as session:
        row = need_decider(session, person, agreement_id, seen)
        steps.need_state(row, "asked", "offered")
        _need_narrower(steps.terms_of(row), terms)
        steps.lay(row, terms)
        steps.check_terms(session, platform, row, _dataset(session, row))
        steps.move(session, platform, row, ledger.AGREEMENT_OFFERED, "offered", person.id, [row.asked_by], steps.plain(comment))


def approve(person: Person, platform: Platform, agreement_id: str, seen: int, comment: str = "") -> str:
    """Approves exactly the terms on the table; gives the id of the policy that shows them from now on.

    Problems: those of `steps.needed` and `steps.check_terms`, rights.role_needed, agreement.own, agreement.state_wrong.
    """
    with platform.records.session() as session:
        row = need_decider(session, person, agreement_id, seen)
        steps.need_state(row, "asked", "mediation")
        dataset = _dataset(session, row)
        steps.check_terms(session, platform, row, dataset)
        made = policies.save_in(session, person, platform, dataset.id, steps.policy_of(session, row, dataset))
        told = [row.asked_by, *steps.owners(session, row)]
        steps.move(session, platform, row, ledger.AGREEMENT_APPROVED, "active", person.id, told, steps.plain(comment))
    platform.lake.forget_seen(dataset.id)
    return made


def refuse(person: Person, platform: Platform, agreement_id: str, seen: int, comment: str) -> None:
    """Refuses with a reason. Problems as `approve`, agreement.reason_missing."""
    said = steps.need_reason(comment)
    with platform.records.session() as session:
        row = need_decider(session, person, agreement_id, seen)
        steps.need_state(row, "asked", "offered", "mediation")
        steps.move(session, platform, row, ledger.AGREEMENT_REFUSED, "refused", person.id, [row.asked_by], said)


def decides(session: Session, person: Person, row: Agreement) -> bool:
    """Whether it is the person's to decide as it stands."""
    held = rights.spans(person, "manage_datasets")
    if person.must_change or person.id == row.asked_by:
        return False
    if row.state == "mediation":
        return bool(held & set(steps.between(session, row))) and person.id not in steps.refusers(session, row)
    return row.owner_organisation_id in within(session, held)


def need_decider(session: Session, person: Person, agreement_id: str, seen: int) -> Agreement:
    """The agreement, held, for who decides about it. Problems: those of `steps.needed`, agreement.own, rights.role_needed."""
    row = steps.needed(session, person, agreement_id, seen)
    if row.asked_by == person.id:
        raise Problem("agreement.own")
    if not decides(session, person, row):
        raise Problem("rights.role_needed", right="manage_datasets", roles=sorted(rights.RIGHTS["manage_datasets"]))
    return row


def _dataset(session: Session, row: Agreement) -> Dataset:
    dataset = session.get(Dataset, row.dataset_id)
    if dataset is None:
        raise Problem("not_found.dataset")
    return dataset


def _need_narrower(old: Terms, new: Terms) -> None:
    """Passes, or raises agreement.wider: what is offered may only take from what was asked."""
    asked = {one.column: one for one in old.columns}
    wider = {
        "columns": any(
            one.rule != "drop" and (one.column not in asked or one.strictness < asked[one.column].strictness) for one in new.columns
        ),
        "rows": not set(old.rows) <= set(new.rows),
        "period": new.starts < old.starts or new.ends > old.ends,
        "retention": new.retention_days > old.retention_days,
    }
    for part, is_wider in wider.items():
        if is_wider:
            raise Problem("agreement.wider", part={lang: text(f"agreement.fact.{part}", lang) for lang in LANGUAGES})
