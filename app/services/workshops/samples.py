"""The samples of a workshop: each brought in once, as files are; seats get copies of it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services import claims
from app.services.drafts import drafts
from app.services.drafts.drafts import Draft
from app.services.platform import Platform
from app.services.uploads import uploads
from app.services.uploads.receiving import Receiver
from data_catalog.records.tables import Draft as Row
from data_catalog.records.tables import Organisation, PersonRow, Upload, Workshop, new_id
from models.kit import library
from models.kit.sampling import sample_files

READ = ("read", "held")
"""The states of a file that was read; one that is held waits for who has it to decide on personal values, also in a copy."""


def made(platform: Platform, workshop_id: str) -> dict[str, str]:
    """By model, the draft that seats get copies of: its sample brought in as files are. Made when first asked for, in seconds, and again
    where its files are gone; of two that ask at one moment the second waits."""
    with platform.records.reading() as session:
        row = session.get_one(Workshop, workshop_id)
        if _are_there(session, row):
            return dict(row.samples)
    with claims.alone(platform, f"workshop:{workshop_id}"):
        with platform.records.session() as session:
            row = session.get_one(Workshop, workshop_id)
            if _are_there(session, row):
                return dict(row.samples)
            keeper = _keeper(session, row)
        brought = {model: _brought(platform, keeper, model) for model in row.models}
        with platform.records.session() as session:
            session.get_one(Workshop, workshop_id).samples = brought
        return brought


def kept(platform: Platform, workshop_id: str) -> list[tuple[Person, Draft]]:
    """Each of them with who keeps it, as a seat has its copy: what is prepared of it is found by every seat."""
    drafts_of = made(platform, workshop_id).values()
    with platform.records.session() as session:
        keeper = replace(_keeper(session, session.get_one(Workshop, workshop_id)), workshop_id=workshop_id)
    return [(keeper, replace(drafts.load(keeper, platform, one), copied_from=one)) for one in drafts_of]


def _are_there(session: Session, row: Workshop) -> bool:
    """Whether each model's draft still has all its files."""
    if set(row.samples) != set(row.models):
        return False
    for draft_id in row.samples.values():
        draft = session.get(Row, draft_id)
        sent = session.scalars(select(Upload.id).where(Upload.draft_id == draft_id, Upload.state.in_(READ)).limit(1)).one_or_none()
        if draft is None or sent is None:
            return False
    return True


def _keeper(session: Session, row: Workshop) -> Person:
    """Who keeps the samples: an account of the sandbox that nobody signs in to."""
    login = f"seat-{row.id}"
    held = session.scalars(select(PersonRow).where(PersonRow.login == login)).one_or_none()
    if held is None:
        demo = session.get_one(Organisation, row.sandbox_id).demo
        held = PersonRow(
            id=new_id(), login=login, name=row.title, organisation_id=row.sandbox_id, workshop_id=row.id, demo=demo, disabled=True,
            must_change=False, language=row.language,
        )  # fmt: skip
        session.add(held)
        session.flush()
    return Person(held.id, held.name, held.organisation_id, frozenset({"analyst"}), language=row.language)


def _brought(platform: Platform, keeper: Person, model_id: str) -> str:
    """A draft of the keeper with the sample of a model sent and read."""
    draft = drafts.start(keeper, platform, model_id, kind="training").id
    for name, file in sample_files(library.load(model_id)).items():
        receiver = Receiver(keeper, platform, draft, name, file.name, len(file.data), len(file.data))
        try:
            receiver.write(file.data)
            upload = receiver.finish()
        except BaseException:
            receiver.abort()
            raise
        uploads.read(keeper, platform, upload)
    return draft
