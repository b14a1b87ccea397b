"""A help desk in a city: who asks at fire, a supporter over the city and one of tax alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.identity.person import Person
from app.services import inbox
from app.services.platform import Platform
from app.services.support import answering, articles, asking, looking
from app.services.support.articles import Said
from app.services.support.attaching import Where
from app.services.support.looking import Filters, Ticket
from connectors.problem import Problem
from tests.app.services.conftest import City

CHECK = Where(page="wizard", model="golden_hour", step="check", problems=("file.empty", "upload.held"))


@dataclass
class Help:
    """The desk. `helper` and `second` support the whole city, `other` tax alone."""

    city: City
    asker: Person
    helper: Person
    second: Person
    other: Person

    @property
    def platform(self) -> Platform:
        return self.city.platform

    def ask(self, question: str = "날짜를 읽지 못한대요", where: Where = CHECK, who: Person | None = None) -> str:
        return asking.ask(who or self.asker, self.platform, asking.Wanted(question, where))

    def seen(self, ticket: str, who: Person | None = None) -> Ticket:
        return looking.one(who or self.helper, self.platform, ticket)

    def answer(self, ticket: str, said: str = "2024-01-03처럼 적으세요", who: Person | None = None, seen: int | None = None) -> None:
        at = self.seen(ticket).version if seen is None else seen
        answering.answer(who or self.helper, self.platform, ticket, said, at)

    def queue(self, who: Person | None = None, **filters: str) -> list[str]:
        return [one.id for one in looking.queue(who or self.helper, self.platform, Filters(**filters)).lines]

    def publish(self, ticket: str, **said: str) -> str:
        made = articles.of_answer(self.helper, self.platform, ticket)
        now = articles.draft(self.helper, self.platform, made).said
        ties = {"problem": now.problem, "step": now.step, "model": now.model} | said
        both = Said({"ko": "날짜 적는 법", "en": "How to write dates"}, {"ko": "이렇게 적으세요", "en": "Write them so"}, **ties)
        articles.publish(self.helper, self.platform, made, both)
        return made

    def told(self, who: Person) -> list[str]:
        return [one.key.removeprefix("inbox.") for one in inbox.listed(who, self.platform)]


def make_help(city: City) -> Help:
    return Help(
        city, city.person("analyst"), city.person("supporter", city.root), city.person("supporter", city.root),
        city.person("supporter", city.tax),
    )  # fmt: skip


def refused(code: str, *acts: Callable[[], object]) -> None:
    for act in acts:
        with pytest.raises(Problem) as raised:
            act()
        assert raised.value.code == code
