"""A dataset that was announced, a request for it, and an agreement in force."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from app.identity.person import Person
from app.services.agreements import asking, deciding, register, steps
from app.services.agreements.asking import Wanted
from app.services.agreements.steps import Terms
from app.services.catalogue import catalogue
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog.policy import ColumnRule, Condition
from data_catalog.records.tables import Agreement, AgreementEvent, new_id
from tests.app.services.catalogue.made import brought, calls
from tests.app.services.conftest import City

CENTER_0 = (Condition("출동센터", "is", ("센터0",)),)
TWO = (ColumnRule("generalise", "신고일시", way="month"), ColumnRule("allow", "출동센터"))


def announced(city: City, keeper: Person, rows: int = 60) -> str:
    """A dataset of the keeper's that others find; gives its id."""
    dataset = brought(city, keeper, calls(rows), "출동기록.csv")
    catalogue.describe(keeper, city.platform, dataset, {"description": "구급 출동", "announced": True}, "출동기록")
    return dataset


def terms(city: City, *, days: int = 30, rows: tuple[Condition, ...] = CENTER_0, columns: tuple[ColumnRule, ...] = TWO) -> Terms:
    """Terms from today on for so many days."""
    today = city.platform.today()
    return Terms(columns, rows, today, today + timedelta(days=days), 30, "잠긴 방의 PC에서만 씀")


def wanted(city: City, dataset: str, *, purpose: str = "statistics", **said: object) -> Wanted:
    return Wanted(dataset, purpose, "데이터기반행정법 제10조", terms(city, **said))  # type: ignore[arg-type]


def asked(city: City, asker: Person, dataset: str, **said: object) -> str:
    return asking.ask(asker, city.platform, wanted(city, dataset, **said))  # type: ignore[arg-type]


def revision(city: City, person: Person, agreement: str) -> int:
    return register.one(person, city.platform, agreement)[0].revision


def state(city: City, person: Person, agreement: str) -> str:
    return register.one(person, city.platform, agreement)[0].state


def in_force(city: City, asker: Person, steward: Person, dataset: str, **said: object) -> str:
    """An agreement asked for and approved; gives its id."""
    agreement = asked(city, asker, dataset, **said)
    deciding.approve(steward, city.platform, agreement, 1)
    return agreement


def kept(
    platform: Platform, who: Person, owner: str, receiver: str, state: str = "active", *, asked_days: int = 30,
    approved_days: int | None = 20,
) -> str:  # fmt: skip
    """An agreement as the records hold one, asked for and approved so many days ago; gives its id."""
    now, today = platform.now(), platform.today()
    with platform.records.session() as session:
        row = Agreement(
            id=new_id(), dataset_id=new_id(), owner_organisation_id=owner, receiver_organisation_id=receiver, asked_by=who.id,
            purpose="statistics", legal_basis="-", columns=[], rows=[], starts=today - timedelta(days=asked_days),
            ends=today + timedelta(days=10), retention_days=0, security="", state=state, asked_at_utc=now - timedelta(days=asked_days),
        )  # fmt: skip
        session.add(row)
        session.flush()
        if approved_days is not None:
            at = now - timedelta(days=approved_days)
            session.add(
                AgreementEvent(
                    agreement_id=row.id, step="agreement_approved", after="active", at_utc=at, terms=steps.terms_of(row).to_json()
                )
            )
        return row.id


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each gives or the Problem it raises, all begun at the same moment."""
    gate = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
