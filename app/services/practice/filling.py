"""Fills the demo city with the sample of ten departments: one incident table, and ten agreements on it that stand differently.

All of it is done by the people of the demo through the services everybody uses, so nothing is there that could not have come about. What
a fill that was cut off left out, the next one does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import demo, rights
from app.identity.person import Person, load
from app.services import claims, settings
from app.services.agreements import asking, deciding, standing
from app.services.agreements.asking import Wanted
from app.services.catalogue import catalogue, policies
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.practice import incidents
from app.services.practice.wishes import WISHES, Wish, offered_for, terms_of
from app.services.uploads import uploads
from app.texts import text
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.card import about
from data_catalog.policy import Condition, Policy, Subject
from data_catalog.records.tables import Agreement, AgreementEvent, Dataset, DatasetVersion, PersonRow

_MODEL, _INPUT = "golden_hour", "dispatch"
_CLAIM = "practice"


def may_fill(person: Person, platform: Platform) -> bool:
    """Whether the sample is the person's to make: a steward or administrator of the demo, no real account, and not all of it there."""
    if not (person.demo and rights.may(person, "manage_datasets")):
        return False
    with platform.records.reading() as session:
        if demo.real_accounts(session):
            return False
        dataset = _dataset(session)
        return dataset is None or _asked_for(session, dataset.id) < len(WISHES)


def fill(person: Person, platform: Platform, lang: str) -> str:
    """Makes the sample, or what is missing of it, in a language; gives the id of the incident table. Takes seconds. Of two at one moment,
    on whatever portals, the second waits and finds it made.

    Problems: demo.closed for who is not of the demo or when a real account exists, rights.role_needed.
    """
    rights.need(person, "manage_datasets")
    with claims.alone(platform, _CLAIM):
        with platform.records.session() as session:
            if not person.demo or demo.real_accounts(session):
                raise Problem("demo.closed")
            ids = demo.add_agencies(session, platform.now().date(), lang)
            steward = _demo(session, session.scalars(select(PersonRow.id).where(PersonRow.login == "demo-steward")).one())
            askers = {key: _demo(session, own) for key, own in ids.items()}
            found = _dataset(session)
            there = found.id if found else None
            if there and _asked_for(session, there) == len(WISHES):
                return there
        dataset = there or _brought(steward, platform, lang)
        _withhold(steward, platform, dataset, lang)
        lang = _language_of(platform, dataset)
        for key, wish in WISHES.items():
            _agree(platform, dataset, wish, askers[key], steward, lang)
        _note(person, platform, dataset)
        return dataset


def _demo(session: Session, person_id: str) -> Person:
    found = load(session, person_id)
    if found is None:
        raise Problem("demo.closed")
    return found


def _dataset(session: Session) -> Dataset | None:
    """The incident table, when it is there."""
    kept = select(Dataset).join(PersonRow, PersonRow.id == Dataset.person_id).where(PersonRow.login == "demo-steward")
    return next((one for one in session.scalars(kept) if about(one.about).sample), None)


def _asked_for(session: Session, dataset_id: str) -> int:
    """How many agreements on it stand where they should."""
    steps = select(func.count(AgreementEvent.id)).where(AgreementEvent.agreement_id == Agreement.id).scalar_subquery()
    rows = session.execute(
        select(PersonRow.login, steps).join(Agreement, Agreement.asked_by == PersonRow.id).where(Agreement.dataset_id == dataset_id)
    ).all()
    done = {login.removeprefix("demo-"): many for login, many in rows}
    return sum(done.get("analyst" if key == "fire" else key, 0) > len(wish.steps) for key, wish in WISHES.items())


def _brought(steward: Person, platform: Platform, lang: str) -> str:
    """The incident table, brought in as any file is, announced and marked as a sample; the draft that brought it goes."""
    title = text("practice.title", lang)
    draft = drafts.start(steward, platform, _MODEL, kind="training", name=title).id
    given = uploads.token(steward, platform, draft, _INPUT)
    own = uploads.store_stream(steward, platform, given, f"{title}.csv", [incidents.table(platform.today(), lang)])
    uploads.read(steward, platform, own)
    keep = platform.today() + timedelta(days=int(settings.value(platform, "retention_limit_days")))
    uploads.set_keeping(steward, platform, own, retention_until=keep, keep_all=True)
    version = uploads.settle(steward, platform, draft)[_INPUT].dataset_version_id
    with platform.records.reading() as session:
        dataset = session.get_one(DatasetVersion, version).dataset_id
    last = platform.today() - timedelta(days=1)
    said = {
        "description": text("practice.description", lang), "grain": text("practice.grain", lang), "area": text("practice.area", lang),
        "rights": text("practice.rights", lang), "keywords": [text("practice.keyword", lang), text("practice.mark", lang)],
        "period": ((last - timedelta(days=incidents.DAYS - 1)).isoformat(), last.isoformat()), "announced": True, "sample": True,
    }  # fmt: skip
    catalogue.describe(steward, platform, dataset, said, title)
    drafts.discard(steward, platform, draft)
    return dataset


def _language_of(platform: Platform, dataset_id: str) -> str:
    """The language its columns are in: a fill that goes on where another was cut off speaks that one's."""
    with platform.records.reading() as session:
        columns = session.scalars(select(DatasetVersion.columns).where(DatasetVersion.dataset_id == dataset_id)).first() or []
    return "ko" if incidents.column("kind", "ko") in columns else "en"


def _withhold(steward: Person, platform: Platform, dataset: str, lang: str) -> None:
    """What is still investigated is shown to nobody, whatever was agreed."""
    if policies.listed(steward, platform, dataset):
        return
    rows = (Condition(incidents.column("outcome", lang), "is", (incidents.value("outcome", "investigating", lang),)),)
    held = Policy("", text("practice.withheld", lang), "deny", "", Subject(), rows=rows, why=text("practice.withheld_why", lang))
    policies.save(steward, platform, dataset, held)


def _agree(platform: Platform, dataset: str, wish: Wish, asker: Person, steward: Person, lang: str) -> None:
    """Asks, and takes the steps that were not taken yet."""
    with platform.records.reading() as session:
        mine = select(Agreement.id).where(Agreement.dataset_id == dataset, Agreement.asked_by == asker.id)
        own = session.scalars(mine.order_by(Agreement.asked_at_utc)).first()
        taken = session.scalar(select(func.count(AgreementEvent.id)).where(AgreementEvent.agreement_id == own)) or 0
    terms = terms_of(wish, platform.today(), lang)
    if own is None:
        own = asking.ask(asker, platform, Wanted(dataset, wish.purpose, "", terms, bases=wish.bases), backdated=True)
        taken = 1
    for name in wish.steps[max(0, taken - 1) :]:
        _STEPS[name](platform, own, asker, steward, lang)


def _seen(platform: Platform, agreement: str) -> int:
    with platform.records.reading() as session:
        return session.get_one(Agreement, agreement).revision


def _offer(platform: Platform, own: str, asker: Person, steward: Person, lang: str) -> None:
    narrower = offered_for(terms_of(WISHES["roads"], platform.today(), lang), lang)
    deciding.offer(steward, platform, own, _seen(platform, own), narrower, text("practice.offered", lang))


def _over(platform: Platform, own: str, asker: Person, steward: Person, lang: str) -> None:
    dataset = standing.end_by_day(platform, own)
    if dataset:
        platform.lake.forget_seen(dataset)


_Step = Callable[[Platform, str, Person, Person, str], object]
_STEPS: Mapping[str, _Step] = {
    "offer": _offer,
    "accept": lambda at, own, asker, steward, lang: asking.accept(asker, at, own, _seen(at, own)),
    "approve": lambda at, own, asker, steward, lang: deciding.approve(steward, at, own, _seen(at, own)),
    "refuse": lambda at, own, asker, steward, lang: deciding.refuse(steward, at, own, _seen(at, own), text("practice.refused", lang)),
    "mediate": lambda at, own, asker, steward, lang: asking.ask_mediation(asker, at, own, _seen(at, own), text("practice.mediate", lang)),
    "revoke": lambda at, own, asker, steward, lang: standing.revoke(steward, at, own, _seen(at, own), text("practice.revoked", lang)),
    "over": _over,
}


def _note(person: Person, platform: Platform, dataset: str) -> None:
    with platform.records.session() as session:
        row = session.get_one(Dataset, dataset)
        ledger.record(
            session, ledger.PRACTICE_FILLED, person_id=person.id, organisation_id=row.organisation_id, subject=("dataset", dataset),
            facts={"kind": "training", "agreements": _asked_for(session, dataset), "rows": incidents.ROWS}, at=platform.now(),
        )  # fmt: skip
