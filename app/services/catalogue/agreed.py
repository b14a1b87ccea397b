"""What a policy is called and why there is one, in every language: of one an agreement made, told by the agreement as it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_catalog import legal_bases
from data_catalog.policy import Policy
from data_catalog.records.tables import Agreement, Dataset, Organisation
from models.kit.wording import LANGUAGES, Words


@dataclass(frozen=True)
class Named:
    """The name of a policy, and the reason it was set for."""

    title: Words
    why: Words


def named(session: Session, policies: Iterable[Policy]) -> Mapping[str, Named]:
    """The names by id. One made by hand is called as its maker wrote it; one of an agreement by who receives and by what data."""
    every = list(policies)
    ids = {one.agreement_id for one in every if one.agreement_id}
    wanted = (
        select(Agreement, Organisation, Dataset.title)
        .join(Organisation, Organisation.id == Agreement.receiver_organisation_id)
        .outerjoin(Dataset, Dataset.id == Agreement.dataset_id)
        .where(Agreement.id.in_(ids))
    )
    agreed = {row.id: _of_agreement(row, body.name, title or "–") for row, body, title in session.execute(wanted)} if ids else {}
    return {one.id: agreed.get(one.agreement_id or "") or Named(_as_written(one.title), _as_written(one.why)) for one in every}


def _of_agreement(row: Agreement, receiver: Words, title: str) -> Named:
    return Named(
        {lang: f"{receiver[lang]} · {title}" for lang in LANGUAGES},
        {lang: legal_bases.said(row.legal_bases, row.legal_basis, lang) for lang in LANGUAGES},
    )


def _as_written(said: str) -> Words:
    return dict.fromkeys(LANGUAGES, said)
