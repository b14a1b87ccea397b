"""A use case as people make one, and a neighbouring city with people who may review it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.identity.person import Person
from app.services import inbox
from app.services.cases import library, looking, registering, reviewing
from app.services.cases.looking import Case
from app.services.cases.registering import Wanted
from connectors.problem import Problem
from data_catalog.records.tables import CASE_CRITERIA, LedgerRow, Organisation, new_id
from tests.app.finished import finished
from tests.app.sample_result import golden_hour
from tests.app.services.conftest import City

SAID = Wanted(
    title="구급차 두 대의 대기 장소를 옮김", decision="decided", sentence="노학센터의 구급차 한 대를 조양동으로 옮긴다.",
    decided_by="구급과", decided_on=date(2024, 5, 10), driver="problem", changes="조양동에 빨리 간다.", lessons="센터와 먼저 이야기한다.",
    budget_won=12_000_000, contact="구급과 010-1234-5678", documents=("구급과-101", "구급과-101", " "), sdg="3.6",
    indicator="7분 안에 도착한 비율", unit="%", before=63.1, before_period="2023년",
)  # fmt: skip


@dataclass
class Town:
    """The city of the tests with who makes cases in fire, its steward and supervisor, and reviewers of tax and of another city."""

    city: City
    maker: Person
    steward: Person
    supervisor: Person
    first: Person
    second: Person
    runs: list[str] = field(default_factory=list)

    def run(self, kind: str = "real", who: Person | None = None) -> str:
        """A finished run of the maker."""
        self.runs.append(finished(who or self.maker, self.city.platform, golden_hour(sample=kind == "sample"), kind))
        return self.runs[-1]

    def case(self, **said: Any) -> str:
        """A registered case; gives its id."""
        return registering.register(self.maker, self.city.platform, self.run(), replace(SAID, **said))

    def seen(self, who: Person, case: str) -> Case:
        return looking.one(who, self.city.platform, case)

    def revision(self, case: str) -> int:
        return self.seen(self.maker, case).revision

    def asked(self, case: str, phase: str = "pilot") -> None:
        reviewing.assign(self.supervisor, self.city.platform, case, phase, [self.first.id, self.second.id])

    def scored(self, who: Person, case: str, *given: int) -> bool:
        return reviewing.score(who, self.city.platform, case, dict(zip(CASE_CRITERIA, given, strict=True)), "살펴봄")

    def accepted(self, outcome: str = "accepted", **said: Any) -> str:
        """A case both reviewers scored and that was decided on."""
        case = self.case(**said)
        self.asked(case)
        self.scored(self.first, case, 4, 3, 4)
        self.scored(self.second, case, 4, 4, 4)
        reviewing.decide(self.supervisor, self.city.platform, case, outcome, "고쳐 주세요" if outcome == "returned" else "")
        return case

    def published(self, shows: tuple[str, ...] = library.SHOWS, **said: Any) -> str:
        case = self.accepted(**said)
        library.publish(self.maker, self.city.platform, case, self.revision(case), shows)
        return case

    def told(self, who: Person) -> list[str]:
        return [one.key.removeprefix("inbox.") for one in inbox.listed(who, self.city.platform)]

    def noted(self, begins: str) -> list[tuple[str, dict[str, Any]]]:
        with self.city.platform.records.reading() as session:
            wanted = select(LedgerRow.event, LedgerRow.facts).where(LedgerRow.event.startswith(begins)).order_by(LedgerRow.id)
            return [(event, facts) for event, facts in session.execute(wanted)]


def town(city: City) -> Town:
    with city.platform.records.session() as session:
        far = new_id()
        session.add(Organisation(id=far, kind="city", name_ko="바람시", name_en="Baram", valid_from=date(2020, 1, 1)))
    return Town(
        city, city.person("analyst", city.fire, "maker"), city.person("steward", city.fire), city.person("supervisor", city.root),
        city.person("analyst", city.tax, "first"), city.person("analyst", far, "second"),
    )  # fmt: skip


def refused(code: str, *acts: Callable[[], object]) -> Problem:
    """Each act raises this problem; gives the last."""
    problem = None
    for act in acts:
        with pytest.raises(Problem) as raised:
            act()
        assert raised.value.code == code
        problem = raised.value
    assert problem is not None
    return problem
